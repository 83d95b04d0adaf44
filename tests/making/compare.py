"""What of a fiche must be the same whatever the file it came from, and the differences between two, in words."""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from ingest.model import Excerpt, Fiche
from tests.making.fiche_model import BOOKMARK, MadeFiche

Fields = dict[str, Any]
_HYPHEN_AT_LINE_END = re.compile(r"(?<=\w)[-‐‑\xad][ \t]*[\r\n]\s*(?=\w)")
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")


def fields(fiche: Fiche) -> Fields:
    """Code, version, title, and each section's kind and items, in a form that a line break or a bullet does not change."""
    return {
        "code": fiche.code,
        "version": fiche.version,
        "title": normal(fiche.title.text),
        "sections": [
            [section.kind.value, [normal(_without_leftovers(item, fiche)) for item in section.items]] for section in fiche.sections
        ],
    }


def _without_leftovers(item: Excerpt, fiche: Fiche) -> str:
    """The item less what Word or the page left in it: a bookmark, or the footer of the page that it runs over."""
    text, base = item.text, item.span.start
    for leftover in sorted(fiche.leftovers, key=lambda leftover: leftover.excerpt.span, reverse=True):
        span = leftover.excerpt.span
        if item.span.contains(span):
            text = text[: span.start - base] + text[span.end - base :]
    return text


def expected_fields(made: MadeFiche) -> Fields:
    """The `fields` that a file made from `made` must give."""
    return {
        "code": made.code,
        "version": made.version,
        "title": normal(" ".join(made.title)),
        "sections": [
            [part.kind.value, [normal(paragraph.text) for paragraph in part.paragraphs]] for row in made.rows for part in row.parts
        ],
    }


def normal(text: str) -> str:
    """White space collapsed, bookmarks gone, words joined that a line end cut: « quar-⏎tier » and « centre-⏎ville » compare whole."""
    text = unicodedata.normalize("NFC", BOOKMARK.sub("", text))
    text = _HYPHEN_AT_LINE_END.sub("", text).replace("\xad", "").replace("‐", "-").replace("‑", "-")
    text = _HYPHEN.sub("", text)
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r" ?/ ?", "/", text)  # a line may end after a bar


def differences(expected: Fields, found: Fields) -> list[str]:
    """Say what `found` has otherwise than `expected`, one line a field."""
    told = [f"{key} : attendu {expected[key]!r}, lu {found[key]!r}" for key in ("code", "version", "title") if expected[key] != found[key]]
    wanted, got = _by_kind(expected["sections"]), _by_kind(found["sections"])
    for kind in dict.fromkeys([*wanted, *got]):
        if kind not in got:
            told.append(f"{kind} : rubrique absente (attendu {_short(wanted[kind])})")
        elif kind not in wanted:
            told.append(f"{kind} : rubrique en trop ({_short(got[kind])})")
        elif wanted[kind] != got[kind]:
            told.append(f"{kind} : {_items(wanted[kind], got[kind])}")
    return told


def field_count(expected: Fields) -> int:
    """How many fields are compared: code, version, title and each section."""
    return 3 + len(_by_kind(expected["sections"]))


def covered_chars(fiches: Sequence[Fiche]) -> tuple[int, int]:
    """Of the characters of a source that are not blank: how many its fiches claim, and how many there are from the first on.

    What stands before the first fiche (a cover, a table of contents) and chapter pages between two belong to no fiche.
    """
    text = fiches[0].source.text
    claimed = bytearray(len(text))
    for fiche in fiches:
        excerpts = [part.excerpt for part in (*fiche.banner, *fiche.leftovers)]
        excerpts += [excerpt for section in fiche.sections for excerpt in (section.heading, *section.items)]
        for excerpt in excerpts:
            claimed[excerpt.span.start : excerpt.span.end] = b"\1" * (excerpt.span.end - excerpt.span.start)
    first = min(fiche.banner[0].excerpt.span.start for fiche in fiches) if len(fiches) > 1 else 0
    written = [index for index in range(first, len(text)) if not text[index].isspace()]
    return sum(claimed[index] for index in written), len(written)


def overlaps(fiches: Sequence[Fiche]) -> int:
    """How many items start before the end of the one before."""
    spans = sorted(item.span for fiche in fiches for section in fiche.sections for item in section.items)
    return sum(one.end > other.start for one, other in itertools.pairwise(spans))


def _by_kind(sections: Sequence[Sequence[Any]]) -> dict[str, list[str]]:
    """Items by kind; a kind that comes back is numbered: autre, autre 2."""
    found: dict[str, list[str]] = {}
    for kind, items in sections:
        name = kind
        while name in found:
            stem, _space, count = name.partition(" ")
            name = f"{stem} {int(count or 1) + 1}"
        found[name] = list(items)
    return found


def _items(wanted: list[str], got: list[str]) -> str:
    missing = [item for item in wanted if item not in got]
    extra = [item for item in got if item not in wanted]
    if not missing and not extra:
        return f"ordre ou nombre ({len(wanted)} attendus, {len(got)} lus)"
    return f"manque {_short(missing)}, en trop {_short(extra)}"


def _short(items: Sequence[str]) -> str:
    return "[" + " | ".join(item if len(item) <= 90 else f"{item[:50]}…{item[-35:]}" for item in items) + "]"
