"""A fiche without a format: banner lines, and rows « label | content », as a Word table would hold them.

It is taken from the parsed text of the two real fiches and of the fictional ones, so a file made from it must parse to
the same fields.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from ingest.corpus import load_corpus
from ingest.model import Excerpt, Fiche, LeftoverKind, Section, SectionKind

ROOT = Path(__file__).parents[2]
REAL = ROOT / "corpus"
FICTIONAL = ROOT / "tests/data/fictif/fiches"

BOOKMARK = re.compile(r"\[bookmark:[^\]\r\n]{0,80}\]", re.IGNORECASE)
_PAIR = {SectionKind.PARTENAIRES, SectionKind.DISPOSITIFS}


@dataclass(frozen=True, slots=True)
class MadeParagraph:
    """A paragraph of a cell, without its bullet; `mark` is the bullet or number the author put before it."""

    text: str
    mark: str = ""

    @property
    def bulleted(self) -> bool:
        return bool(self.mark)

    @property
    def numbered(self) -> bool:
        return self.mark[:1].isdigit()


@dataclass(frozen=True, slots=True)
class MadePart:
    """One field of a row: its paragraphs, and its sub-heading where the row holds two fields."""

    kind: SectionKind
    paragraphs: tuple[MadeParagraph, ...] = ()
    subheading: str = ""


@dataclass(frozen=True, slots=True)
class MadeRow:
    """A row: the lines of its label, the template's question included, and one field or two."""

    labels: tuple[str, ...]
    parts: tuple[MadePart, ...]

    @property
    def paragraphs(self) -> tuple[tuple[str, MadeParagraph], ...]:
        """What the content cell holds, in order: ("subheading" or "paragraph", paragraph)."""
        found: list[tuple[str, MadeParagraph]] = []
        for part in self.parts:
            if part.subheading:
                found.append(("subheading", MadeParagraph(part.subheading)))
            found += [("paragraph", paragraph) for paragraph in part.paragraphs]
        return tuple(found)

    @property
    def length(self) -> int:
        return sum(len(paragraph.text) for _role, paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class MadeFiche:
    """A fiche to be written in some format. `banner` holds its lines as they stand, `title` those of them that are the title."""

    name: str
    code: str
    version: int | None
    title: tuple[str, ...]
    banner: tuple[str, ...]
    rows: tuple[MadeRow, ...]

    @property
    def words(self) -> str:
        """Everything a reader of the file must find, one line a paragraph."""
        lines = [*self.banner]
        for row in self.rows:
            lines += [*row.labels, *(paragraph.text for _role, paragraph in row.paragraphs)]
        return "\n".join(lines)


def parsed_fiches() -> tuple[MadeFiche, ...]:
    """The two real fiches, then the 24 fictional ones."""
    return real_fiches() + fictional_fiches()


@lru_cache(maxsize=1)
def real_fiches() -> tuple[MadeFiche, ...]:
    return tuple(made_of(fiche) for fiche in source_fiches() if fiche.source.name.startswith(REAL.as_posix()))


@lru_cache(maxsize=1)
def fictional_fiches() -> tuple[MadeFiche, ...]:
    return tuple(made_of(fiche) for fiche in source_fiches() if fiche.source.name.startswith(FICTIONAL.as_posix()))


@lru_cache(maxsize=1)
def source_fiches() -> tuple[Fiche, ...]:
    """The parsed text files that `parsed_fiches` is made from, in the same order."""
    # The third town is for questions alone: each fiche here is made in every layout of every format.
    corpus = load_corpus([str(REAL), *(str(FICTIONAL / town) for town in ("valmoree", "port-lanvec"))])
    texts = tuple(fiche for fiche in corpus.fiches if fiche.source.name.endswith(".txt"))
    assert len(texts) == 26, [failure.error for failure in corpus.failures]
    return texts


def made_of(fiche: Fiche) -> MadeFiche:
    """Take a parsed fiche out of its text."""
    first = min(section.heading.span.start for section in fiche.sections)
    text = fiche.source.text
    head = text[fiche.banner[0].excerpt.span.start : first]
    banner = tuple(_lines(head))
    title = tuple(_lines(fiche.title.text))
    path = Path(fiche.source.name)
    return MadeFiche(f"{path.parent.name}-{path.stem}", fiche.code, fiche.version, title, banner, tuple(_rows(fiche, first)))


def recoded(fiche: MadeFiche, code: str) -> MadeFiche:
    """The same fiche under another code, its pilier and axe renumbered to match."""
    pilier, axe, _rank = code.split(".")
    banner = []
    for index, line in enumerate(fiche.banner):
        changed = line
        if index == 0:
            changed = re.sub(r"\d\s?\.\s?\d{1,2}\s?\.\s?\d{1,2}|\b\d{3}\b", code, changed, count=1)
        changed = re.sub(r"(?i)\b(pilier\s*)\d", rf"\g<1>{pilier}", changed)
        changed = re.sub(r"(?i)\b(axe\s*)\d", rf"\g<1>{axe}", changed)
        banner.append(changed)
    return replace(fiche, code=code, banner=tuple(banner), name=f"fiche-{code}")


def _rows(fiche: Fiche, first: int) -> Iterator[MadeRow]:
    """Rebuild the rows from headings and the template's own lines, in document order."""
    prompts = [
        leftover.excerpt
        for leftover in fiche.leftovers
        if leftover.kind is LeftoverKind.TEMPLATE_PROMPT and leftover.excerpt.span.start >= first
    ]
    sections = sorted(fiche.sections, key=lambda section: section.heading.span)
    labels: list[str] = []
    parts: list[MadePart] = []
    shared = False  # the label is already told, and headings are sub-headings of the content
    previous: Section | None = None
    for section in sections:
        opening = [prompt for prompt in prompts if _between(prompt, previous, section) and not prompt.text.startswith("(")]
        same_heading = previous is not None and previous.heading.span == section.heading.span
        part = MadePart(section.kind, _paragraphs(fiche, section))
        if opening:
            if parts:
                yield MadeRow(tuple(labels), tuple(parts))
            labels, parts, shared = [prompt.line for prompt in opening], [], True
            part = replace(part, subheading=section.heading.line)
        elif shared and previous and {previous.kind, section.kind} == _PAIR:
            part = replace(part, subheading=section.heading.line)
        elif parts and previous and previous.shared_with is section.kind:
            labels += [] if same_heading else [section.heading.line]
        else:
            if parts:
                yield MadeRow(tuple(labels), tuple(parts))
            labels, parts, shared = [section.heading.line], [], False
        parts.append(part)
        labels += [
            prompt.line
            for prompt in prompts
            if prompt.text.startswith("(") and _owner(prompt, sections) is section and prompt.line not in labels
        ]
        previous = section
    if parts:
        yield MadeRow(tuple(labels), tuple(parts))


def _between(prompt: Excerpt, previous: Section | None, section: Section) -> bool:
    after = previous.heading.span.start if previous else -1
    return after < prompt.span.start < section.heading.span.start


def _owner(prompt: Excerpt, sections: list[Section]) -> Section | None:
    before = [section for section in sections if section.heading.span.start <= prompt.span.start]
    return before[-1] if before else None


def _paragraphs(fiche: Fiche, section: Section) -> tuple[MadeParagraph, ...]:
    bullets = {leftover.excerpt.span.end: leftover.excerpt.text for leftover in fiche.leftovers if leftover.kind is LeftoverKind.BULLET}
    text = fiche.source.text
    found = []
    for item in section.items:
        gap = len(text[: item.span.start].rstrip())
        found.append(MadeParagraph(_clean(item.text), bullets.get(gap, "")))
    return tuple(found)


def _lines(text: str) -> Iterator[str]:
    for line in re.split(r"[\r\n]+", text):
        if bare := _clean(line):
            yield bare


def _clean(text: str) -> str:
    """Without Word's bookmarks, on one line, the author's non-breaking spaces kept."""
    return re.sub(r"[ \t\r\n\x0b\x0c]+", " ", BOOKMARK.sub("", text)).strip(" ")
