"""A turn as the browser keeps it, and sends it back to be exported: the server keeps nothing of a conversation."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rag.answer import Answer, Table
from rag.citation import Citation
from ui import text_fr
from ui.html.quoting import place_of
from ui.narrowing import Narrowing

Line = Annotated[str, StringConstraints(max_length=20_000)]
_Number = Annotated[int, Field(ge=1, le=1_000)]
_Offset = Annotated[int, Field(ge=0)]


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KeptCitation(_Kept):
    fiche: Line
    version: int | None
    title: Line
    section: Line  # its name in French
    quote: Annotated[str, StringConstraints(max_length=1_000_000)]
    source: Line
    start: _Offset
    end: _Offset
    position: Line

    @classmethod
    def of(cls, citation: Citation) -> "KeptCitation":
        fiche, excerpt = citation.fiche, citation.excerpt
        return cls(
            fiche=fiche.code,
            version=fiche.version,
            title=fiche.title.line,
            section=place_of(citation).label,
            quote=excerpt.text,
            source=fiche.source.name,
            start=excerpt.span.start,
            end=excerpt.span.end,
            position=text_fr.position(citation),
        )


class KeptTable(_Kept):
    columns: tuple[Line, ...]
    rows: tuple[tuple[Line, tuple[tuple[_Number, ...], ...]], ...]

    @classmethod
    def of(cls, table: Table) -> "KeptTable":
        return cls(columns=table.columns, rows=table.rows)


class KeptBlock(_Kept):
    text: Line
    citations: tuple[_Number, ...] = ()
    table: KeptTable | None = None


class KeptTurn(_Kept):
    """A question and what came of it: an answer or a refusal in blocks, or the sentence of a failure."""

    question: Line
    asked_at: datetime
    narrowing: Narrowing = Narrowing()
    status: Literal["answered", "abstained", "failed"]
    reason: Literal["hors_sujet", "sans_reponse", "rubrique_vide", "fiche_inconnue"] | None = None
    mode: Literal["extractive", "llm", "fallback"] = "extractive"
    blocks: tuple[KeptBlock, ...] = ()
    citations: tuple[KeptCitation, ...] = ()
    notices: tuple[Line, ...] = ()
    generation: Line = ""

    @classmethod
    def of(cls, answer: Answer, narrowing: Narrowing, generation: str) -> "KeptTurn":
        return cls(
            question=answer.question,
            asked_at=_now(),
            narrowing=narrowing,
            status=answer.status.value,
            reason=answer.reason.value if answer.reason else None,
            mode=answer.mode,  # type: ignore[arg-type]  # pydantic checks it
            blocks=tuple(
                KeptBlock(text=block.text, citations=block.citations, table=KeptTable.of(block.table) if block.table else None)
                for block in answer.blocks
            ),
            citations=tuple(KeptCitation.of(citation) for citation in answer.citations),
            notices=answer.notices,
            generation=generation,
        )

    @classmethod
    def of_failure(cls, question: str, sentence: str, narrowing: Narrowing) -> "KeptTurn":
        return cls(question=question, asked_at=_now(), narrowing=narrowing, status="failed", blocks=(KeptBlock(text=sentence),))


def _now() -> datetime:
    return datetime.now().astimezone().replace(microsecond=0)
