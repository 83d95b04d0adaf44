"""The fiche and its parts: pure data, every text with its address in the source."""

import bisect
import re
from dataclasses import dataclass, field
from enum import StrEnum

_BLANKS = re.compile(r"\s+")


class SectionKind(StrEnum):
    """The canonical sections of a fiche, in the order of the template."""

    ENJEU = "enjeu"
    CONTEXTE = "contexte"
    OBJECTIFS = "objectifs"
    PUBLIC = "public"
    REALISATIONS = "realisations"
    EFFETS = "effets"
    ECHELLE = "echelle"
    ANIMATEUR = "animateur"
    PARTENAIRES = "partenaires"
    DISPOSITIFS = "dispositifs"
    FINANCEMENTS = "financements"
    CALENDRIER = "calendrier"
    INDICATEURS_REALISATION = "indicateurs_realisation"
    INDICATEURS_EFFETS = "indicateurs_effets"
    LIENS = "liens"
    AUTRE = "autre"


class LeftoverKind(StrEnum):
    """What a source holds that no author of the fiche meant to say."""

    BOOKMARK = "bookmark"
    TEMPLATE_PROMPT = "template_prompt"
    FOOTER = "footer"
    PAGE_FURNITURE = "page_furniture"
    BULLET = "bullet"
    OTHER = "other"


class BannerKind(StrEnum):
    """The parts of the banner above the first section."""

    CODE = "code"
    VERSION = "version"
    TITLE = "title"
    PILIER = "pilier"
    AXE = "axe"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open ``[start, end)``, in Unicode code points of ``Source.text``."""

    start: int
    end: int

    def contains(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Verbatim text and its address: ``source.text[span.start:span.end] == text``."""

    text: str
    span: Span

    @property
    def line(self) -> str:
        """The text on one line, for titles and messages; never for a quote."""
        return _BLANKS.sub(" ", self.text).strip()


class BlockKind(StrEnum):
    """What a file says a paragraph is."""

    TEXT = "text"
    BULLET = "bullet"  # an item of a list; its mark is not part of the text
    NUMBER = "number"  # an item of a numbered list; likewise
    HEADING = "heading"
    FURNITURE = "furniture"  # header, footer or number of a page
    NOTE = "note"  # footnote or endnote
    PROMPT = "prompt"  # what the template asks for where nothing has been written


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of a table cell: which table of the file, which row and column of it, each from 1."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as its file sets it apart, with the table cell it stands in, if any."""

    span: Span
    kind: BlockKind = BlockKind.TEXT
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file as published: its name, its text, where its pages start, and its paragraphs where the format has them.

    `name` is the path argument joined to the path found under it. `page_starts` holds the offset of each page's first
    character, empty where the format has no pages. `blocks` are in order and disjoint, empty for plain text; a table cell
    without text has one empty block. `spellings` are headings declared beside the file, each with its section.
    """

    name: str
    text: str = field(repr=False)
    digest: str = ""
    page_starts: tuple[int, ...] = ()
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    spellings: tuple[tuple[str, SectionKind], ...] = ()

    def excerpt(self, start: int, end: int) -> Excerpt:
        return Excerpt(self.text[start:end], Span(start, end))

    def page_at(self, offset: int) -> int | None:
        """Return the 1-based page of `offset`, None where the format has no pages."""
        return bisect.bisect_right(self.page_starts, offset) or None

    def row_at(self, offset: int) -> int | None:
        """Return the 1-based row of the table that `offset` stands in, None outside tables."""
        index = bisect.bisect_right(self.blocks, offset, key=lambda block: block.span.start) - 1
        block = self.blocks[index] if index >= 0 else None
        return block.cell.row if block and block.cell and offset < max(block.span.end, block.span.start + 1) else None

    def line_at(self, offset: int) -> int:
        """Return the 1-based line of `offset`."""
        return self.text.count("\n", 0, offset) + 1


@dataclass(frozen=True, slots=True)
class BannerPart:
    kind: BannerKind
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class Leftover:
    kind: LeftoverKind
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it.

    `shared_with` names the other field of the cell when two fields share one cell whose content does not tell them
    apart: the items then stand in the first of the two.
    """

    kind: SectionKind
    heading: Excerpt
    items: tuple[Excerpt, ...]  # empty when the author left the template blank
    shared_with: SectionKind | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to another fiche, « Fiche 411 : … », or to a transversal axis, « AT jeunesse : … ».

    `code` is dotted ("4.1.1"), or the axis as written ("AT jeunesse"); `title` is what the author wrote after it.
    """

    code: str
    title: str
    quote: Excerpt
    section: SectionKind


@dataclass(frozen=True, slots=True)
class Fiche:
    """One fiche « orientation opérationnelle »: its banner, its sections in document order, and what was left over."""

    code: str  # dotted, "4.1.1"; « Fiche 411 » is normalised on the way in
    title: Excerpt
    version: int | None  # a year; None where the fiche states none
    sections: tuple[Section, ...]
    source: Source = field(repr=False)
    banner: tuple[BannerPart, ...] = ()
    links: tuple[Link, ...] = ()
    leftovers: tuple[Leftover, ...] = ()

    def all(self, kind: SectionKind) -> tuple[Section, ...]:
        """The sections of this kind, in document order; empty where the heading is absent."""
        return tuple(section for section in self.sections if section.kind is kind)

    def banner_part(self, kind: BannerKind) -> Excerpt | None:
        return next((part.excerpt for part in self.banner if part.kind is kind), None)


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be used, and the French sentence that says why."""

    path: str
    error: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file found under a path argument: its published name and its place on disk."""

    name: str
    path: str  # real path: identity, so that ``./corpus`` and ``corpus`` are one


@dataclass(frozen=True, slots=True)
class ReadSource:
    """A source that was read, and the fiches found in it."""

    file: SourceFile
    source: Source
    fiches: tuple[Fiche, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a set of paths holds: sources with their fiches, files passed over, and files that failed."""

    sources: tuple[ReadSource, ...]
    skipped: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()

    @property
    def fiches(self) -> tuple[Fiche, ...]:
        return tuple(fiche for read in self.sources for fiche in read.fiches)
