"""Good files made bad in a way that a seed repeats: bytes, lines and headings, parts of archives, tags, objects of PDFs.

Archives are packed again around what was damaged, so that their check sums are right and the damage reaches the reader of
what is inside.
"""

import io
import itertools
import random
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from tests.making import opendocument, pdf, web, word
from tests.making.fiche_model import fictional_fiches, source_fiches

Mutation = Callable[[bytes, random.Random], bytes]
FORMATS = (".txt", ".docx", ".odt", ".html", ".md", ".pdf", ".zip")


def mutated(count: int, seed: int, formats: Sequence[str] = FORMATS, *, start: int = 0) -> Iterator[tuple[str, bytes]]:
    """Yield `count` damaged files, the same for the same seed, each format in turn: name and bytes; from that of rank `start`."""
    for index in range(start, count):
        suffix = formats[index % len(formats)]
        # A generator of its own for each file: the thousandth is made without the others.
        rng = random.Random(f"{seed}:{index}")
        originals = _originals(suffix)
        data = originals[rng.randrange(len(originals))]
        names = []
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            mutation = rng.choice(_MUTATIONS[suffix])
            data = mutation(data, rng)
            names.append(mutation.__name__.strip("_"))
        yield f"{index:05d}-{'-'.join(names)}{suffix}", data


@lru_cache(maxsize=len(FORMATS))
def _originals(suffix: str) -> tuple[bytes, ...]:
    """A few good files of a format, each in another layout."""
    fiches = fictional_fiches()
    match suffix:
        case ".txt":
            return tuple(fiche.source.text.encode() for fiche in source_fiches()[2:])
        case ".docx":
            return tuple(word.make_docx([fiches[index % 24]], style=style) for index, style in enumerate(word.STYLES.values()))
        case ".odt":
            return tuple(opendocument.make_odt([fiches[index]], style=style) for index, style in enumerate(opendocument.STYLES.values()))
        case ".html":
            pages = itertools.product(("utf-8", "cp1252"), ("table", "headings"), (False, True))
            return tuple(
                web.make_html([fiches[index]], encoding=encoding, layout=layout, entities=flag, word=flag)
                for index, (encoding, layout, flag) in enumerate(pages)
            )
        case ".md":
            layouts = ("table", "headings", "bold")
            return tuple(web.make_markdown([fiches[index]], layout=layouts[index % 3]) for index in range(6))
        case ".pdf":
            return tuple(pdf.make_pdf([fiches[index]], style=style) for index, style in enumerate(pdf.STYLES.values()))
        case ".zip":
            parts = [{f"a{index}.txt": fiches[index].words, "b/c.docx": word.make_docx([fiches[index]])} for index in range(2)]
            return tuple(_zip({name: data if isinstance(data, bytes) else data.encode() for name, data in part.items()}) for part in parts)
        case _:
            raise ValueError(suffix)


# Bytes.


def flipped(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 3, 20, 200))):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def truncated(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def beheaded(data: bytes, rng: random.Random) -> bytes:
    return data[rng.randrange(min(len(data), 2_000) + 1) :]


def block_removed(data: bytes, rng: random.Random) -> bytes:
    start, size = rng.randrange(len(data) + 1), rng.choice((1, 10, 100, 1_000))
    return data[:start] + data[start + size :]


def block_doubled(data: bytes, rng: random.Random) -> bytes:
    start, size = rng.randrange(len(data) + 1), rng.choice((10, 100, 1_000, 10_000))
    return data[: start + size] + data[start:]


def block_of_noise(data: bytes, rng: random.Random) -> bytes:
    start, size = rng.randrange(len(data) + 1), rng.choice((4, 64, 512))
    return data[:start] + rng.randbytes(size) + data[start + size :]


# Text: lines, headings, characters.


def _as_text(change: Callable[[str, random.Random], str]) -> Mutation:
    def apply(data: bytes, rng: random.Random) -> bytes:
        return change(data.decode("utf-8", "surrogateescape"), rng).encode("utf-8", "surrogateescape")

    apply.__name__ = change.__name__
    return apply


def _lines_swapped(text: str, rng: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    for _ in range(min(len(lines), rng.choice((1, 5, 30)))):
        one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


def _lines_removed(text: str, rng: random.Random) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if rng.random() > 0.2)


def _lines_doubled(text: str, rng: random.Random) -> str:
    return "".join(line * rng.choice((1, 1, 1, 1, 2, 3)) for line in text.splitlines(keepends=True))


def _lines_joined(text: str, rng: random.Random) -> str:
    return re.sub(r"\n", lambda _found: rng.choice(("\n", "\n", " ", "", "\r", "\r\n", "\x0b", "\x0c", "\u2028")), text)


def _letters_lost(text: str, rng: random.Random) -> str:
    return re.sub(r"\w", lambda found: "" if rng.random() < 0.03 else found.group(0), text)


def _accents_removed(text: str, _rng: random.Random) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def _accents_decomposed(text: str, _rng: random.Random) -> str:
    return unicodedata.normalize("NFD", text)


def _case_changed(text: str, rng: random.Random) -> str:
    return rng.choice((text.upper, text.lower, text.title, text.swapcase))()


_HEADING = re.compile(
    r"contexte|objectifs?|r[ée]alisations?|effets?|animateur|partenaires?|dispositifs?|financements?|calendrier|indicateurs?|liens?|"
    r"enjeu|pilier|axe|fiche|version",
    re.IGNORECASE,
)


def _headings_damaged(text: str, rng: random.Random) -> str:
    """Letters of headings lost, doubled, swapped or spaced out; a heading gone."""

    def damaged(found: re.Match[str]) -> str:
        name = found.group(0)
        place = rng.randrange(len(name) - 1)
        swapped = name[:place] + name[place + 1] + name[place] + name[place + 2 :]
        changes = (
            name,
            name,
            name[:place] + name[place + 1 :],
            name[:place] + name[place] + name[place:],
            swapped,
            " ".join(name),
            "",
            name * 2,
        )
        return rng.choice(changes)

    return _HEADING.sub(damaged, text)


def _codes_damaged(text: str, rng: random.Random) -> str:
    codes = ("", "1.1", "1.1.1.1", "999", "1.1.1", "99.99.99", "1..1", "١.١.١", "1.1.x")
    return re.sub(r"\b\d\.\d\.\d\b", lambda _found: rng.choice(codes), text)


def _characters_strewn(text: str, rng: random.Random) -> str:
    odd = "\x00\x0c\x07\u200b\u202e\ufeff\xad\ufffd😀\u0301|*#<&[](\t·"
    return "".join(char + (rng.choice(odd) if rng.random() < 0.01 else "") for char in text)


# XML and HTML.


def _attributes_damaged(text: str, rng: random.Random) -> str:
    values = ("", "-1", "0", "99999999999", "abc", "1e9", "\u0661", "true")
    return re.sub(r'="[^"]*"', lambda found: f'="{rng.choice(values)}"' if rng.random() < 0.02 else found.group(0), text)


def _tags_removed(text: str, rng: random.Random) -> str:
    """Whole tags gone: the XML is mostly no longer well formed."""
    return re.sub(r"<[^>]*>", lambda found: "" if rng.random() < 0.01 else found.group(0), text)


def _tags_renamed(text: str, rng: random.Random) -> str:
    """One name of a tag for another all over: well formed, but not what it was."""
    names = sorted(set(re.findall(r"</?([\w:]+)", text)))
    if len(names) < 2:
        return text
    one, other = rng.choice(names), rng.choice(names)
    return re.sub(rf"(</?){re.escape(one)}(?=[\s/>])", rf"\g<1>{other}", text)


def _elements_removed(text: str, rng: random.Random) -> str:
    """An element gone with all that is in it: still well formed."""
    names = sorted(set(re.findall(r"<([\w:]+)", text)))
    name = re.escape(rng.choice(names)) if names else "p"
    found = list(re.finditer(rf"<{name}(?:\s[^>]*)?>(?:(?!<{name}[\s>]).)*?</{name}>", text, re.DOTALL))
    if not found:
        return text
    place = rng.choice(found)
    return text[: place.start()] + text[place.end() :] * rng.choice((1, 1, 2))


def _namespaces_damaged(text: str, rng: random.Random) -> str:
    return re.sub(r'xmlns:\w+="[^"]*"', lambda found: found.group(0)[:-1] + 'x"' if rng.random() < 0.4 else found.group(0), text, count=8)


# Archives.


def _zip(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _parts(data: bytes) -> dict[str, bytes] | None:
    """The parts of an archive; None where an earlier mutation has left none to be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, OverflowError):
        return None


def _inside(change: Mutation) -> Mutation:
    """Apply `change` to one part of the archive, most often the one that holds the text."""

    def apply(data: bytes, rng: random.Random) -> bytes:
        parts = _parts(data)
        if not parts:
            return flipped(data, rng)
        main = [name for name in parts if name.endswith(("document.xml", "content.xml", ".txt"))]
        name = rng.choice(main if main and rng.random() < 0.75 else list(parts))
        parts[name] = change(parts[name], rng)
        return _zip(parts)

    apply.__name__ = f"inside_{change.__name__.strip('_')}"
    return apply


def _part_removed(data: bytes, rng: random.Random) -> bytes:
    parts = _parts(data)
    if not parts:
        return truncated(data, rng)
    del parts[rng.choice(list(parts))]
    return _zip(parts)


def _part_emptied(data: bytes, rng: random.Random) -> bytes:
    parts = _parts(data)
    if not parts:
        return truncated(data, rng)
    parts[rng.choice(list(parts))] = b""
    return _zip(parts)


def _parts_exchanged(data: bytes, rng: random.Random) -> bytes:
    parts = _parts(data)
    if not parts or len(parts) < 2:
        return truncated(data, rng)
    one, other = rng.sample(list(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return _zip(parts)


# PDF.


def _streams_damaged(data: bytes, rng: random.Random) -> bytes:
    """Unpack a stream, damage the operators inside and pack it again, its length left as it was or put right."""
    streams = [found for found in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL) if found.group(1)]
    if not streams:
        return flipped(data, rng)
    found = rng.choice(streams)
    change = rng.choice((flipped, block_removed, block_doubled, block_of_noise))
    return data[: found.start(1)] + change(found.group(1), rng) + data[found.end(1) :]


def _numbers_changed(data: bytes, rng: random.Random) -> bytes:
    """Numbers of objects, lengths, offsets and counts."""
    values = (b"0", b"1", b"-1", b"3", b"999999999", b"65536", b"1.5", b"null")
    return re.sub(rb"(?<=[ \[])\d+(?=[ \]\r\n/>])", lambda found: rng.choice(values) if rng.random() < 0.03 else found.group(0), data)


def _names_changed(data: bytes, rng: random.Random) -> bytes:
    names = sorted(set(re.findall(rb"/[A-Z]\w+", data)))
    if len(names) < 2:
        return flipped(data, rng)
    return data.replace(rng.choice(names), rng.choice(names))


def _references_lost(data: bytes, rng: random.Random) -> bytes:
    """The table of references or its start gone or wrong: the reader has to look for the objects."""
    change = rng.randrange(4)
    if change == 0:
        return re.sub(rb"startxref\s*\d+", b"startxref\n%d" % rng.randrange(len(data) + 10), data)
    if change == 1:
        return data.replace(b"xref", b"xrfe")
    if change == 2:
        return re.sub(
            rb"\d{10} \d{5} n", lambda found: b"%010d 00000 n" % rng.randrange(len(data)) if rng.random() < 0.5 else found.group(0), data
        )
    return data.replace(b"%%EOF", b"").replace(b"trailer", b"")


def _objects_removed(data: bytes, rng: random.Random) -> bytes:
    objects = list(re.finditer(rb"\d+ 0 obj.*?endobj", data, re.DOTALL))
    if not objects:
        return flipped(data, rng)
    found = rng.choice(objects)
    return data[: found.start()] + data[found.end() :]


_BYTES: tuple[Mutation, ...] = (flipped, truncated, beheaded, block_removed, block_doubled, block_of_noise)
_TEXT: tuple[Mutation, ...] = tuple(
    _as_text(change)
    for change in (
        _lines_swapped,
        _lines_removed,
        _lines_doubled,
        _lines_joined,
        _letters_lost,
        _accents_removed,
        _accents_decomposed,
        _case_changed,
        _headings_damaged,
        _codes_damaged,
        _characters_strewn,
    )
)
_MARKUP: tuple[Mutation, ...] = tuple(
    _as_text(change) for change in (_attributes_damaged, _tags_removed, _tags_renamed, _elements_removed, _namespaces_damaged)
)
_WORDS = tuple(_as_text(change) for change in (_headings_damaged, _codes_damaged, _letters_lost))
_ARCHIVE: tuple[Mutation, ...] = (
    *map(_inside, (*_MARKUP, *_MARKUP, *_WORDS, flipped, truncated, block_removed, block_doubled)),
    _part_removed,
    _part_emptied,
    _parts_exchanged,
    flipped,
    truncated,
    block_of_noise,
)
_MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    ".txt": _BYTES + _TEXT,
    ".md": _BYTES + _TEXT,
    ".html": _BYTES + _TEXT + _MARKUP,
    ".docx": _ARCHIVE,
    ".odt": _ARCHIVE,
    ".zip": (*map(_inside, _BYTES + _TEXT), _part_removed, _part_emptied, _parts_exchanged, *_BYTES),
    ".pdf": (*_BYTES, _streams_damaged, _streams_damaged, _numbers_changed, _names_changed, _references_lost, _objects_removed),
}
