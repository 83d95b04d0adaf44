"""What answering gathers, piece by piece, and how the pieces become one answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from ingest.bodies import Bodies
from ingest.index.catalogue import ChunkRecord, FicheRecord
from ingest.model import Excerpt, Fiche, SectionKind
from rag import sentences
from rag.answer import Answer, Block, Filters, Reason, Status, Table
from rag.citation import Citation, cite
from rag.library import Library
from rag.question import QuestionPlan
from rag.validity import expired_periods

_MAX_QUOTES = 200  # beyond, a list is cut and says so
_DATED = frozenset({SectionKind.FINANCEMENTS, SectionKind.DISPOSITIFS, SectionKind.PARTENAIRES, SectionKind.CALENDRIER})


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing asked for: what answers it, or the reason why nothing does."""

    text: str
    citations: tuple[Citation, ...] = ()
    reason: Reason | None = None
    table: "TablePiece | None" = None

    @property
    def cited(self) -> tuple[Citation, ...]:
        return self.table.citations if self.table else self.citations


@dataclass(frozen=True, slots=True)
class TablePiece:
    """A list with columns: what each row is about, then the citations of each column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[Citation, ...], ...]], ...]

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(citation for _label, cells in self.rows for cell in cells for citation in cell)


@dataclass(slots=True)
class Work:
    """What answering one question gathers."""

    plan: QuestionPlan
    scope: list[FicheRecord]
    filters: Filters
    pieces: list[Piece] = field(default_factory=list)
    complete: tuple[int, int] | None = None
    notices: list[str] = field(default_factory=list)
    evidence: dict[str, object] = field(default_factory=dict)  # what `ask --explain` shows beside the plan


def assemble(question: str, works: Sequence[Work], at: date, bodies: Bodies) -> Answer:
    """Number the citations in reading order; answered when at least one thing asked for is."""
    pieces = list({(piece.text, piece.reason, piece.citations): piece for work in works for piece in work.pieces}.values())
    answered = any(piece.reason is None for piece in pieces)
    reasons = [piece.reason for piece in pieces if piece.reason is not None]
    notices = [notice for work in works for notice in work.notices]
    if answered:
        notices.extend(piece.text.removesuffix(" " + sentences.nearest()) for piece in pieces if piece.reason is not None)
    numbers: dict[tuple[str, int, int], int] = {}
    citations: list[Citation] = []
    blocks: list[Block] = []

    def numbered(cited_here: Iterable[Citation]) -> tuple[int, ...]:
        own: list[int] = []
        for citation in cited_here:
            span = citation.excerpt.span
            place = (citation.fiche.source.name, span.start, span.end)
            if place not in numbers and len(citations) < _MAX_QUOTES:
                citations.append(citation)
                numbers[place] = len(citations)
            if place in numbers and numbers[place] not in own:
                own.append(numbers[place])
        return tuple(own)

    for piece in pieces:
        own = numbered(piece.cited)
        if piece.table:
            rows = tuple((label, tuple(numbered(cell) for cell in cells)) for label, cells in piece.table.rows)
            blocks.append(Block(piece.text, own, Table(piece.table.columns, rows)))
        else:
            blocks.append(Block(piece.text, own, refused=piece.reason is not None))
    if sum(len(piece.cited) for piece in pieces) > _MAX_QUOTES:
        notices.append(f"Seules les {_MAX_QUOTES} premières citations sont affichées.")
    for number, citation in enumerate(citations, start=1):
        if citation.section in _DATED:
            for period in expired_periods(citation.excerpt.text, at):
                notices.append(sentences.expired(number, period, at))
        notices.extend(sentences.replaced(number, replaced) for replaced in bodies.replaced_in(citation.excerpt.text, at))
    order = list(Reason)
    reason = min(reasons, key=order.index) if reasons and not answered else None
    return Answer(
        question=question,
        status=Status.ANSWERED if answered else Status.ABSTAINED,
        reason=reason,
        blocks=tuple(blocks),
        citations=tuple(citations),
        complete=next((work.complete for work in works if work.complete), None),
        notices=tuple(dict.fromkeys(notices)),
        explanation={"plan": works[0].plan.as_dict(), "parts": [{"plan": work.plan.as_dict(), **work.evidence} for work in works]},
    )


def cited(items: Iterable[Excerpt], fiche: Fiche, kind: SectionKind) -> tuple[Citation, ...]:
    return tuple(cite(item, fiche, kind) for item in items)


def cite_chunks(library: Library, chunks: Iterable[ChunkRecord]) -> tuple[Citation, ...]:
    return tuple(cite(library.excerpt(chunk), library.fiche(library.record_of(chunk)), chunk.section) for chunk in chunks)
