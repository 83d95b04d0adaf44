"""The JSON others script against, as pydantic models: keys may be added, never removed or renamed."""

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from ingest.changes import FicheChange, ItemChange
from ingest.checks.finding import Finding
from ingest.checks.registry import FAMILIES, Rule
from ingest.index.build import IndexReport
from ingest.index.catalogue import FicheRecord, Generation
from ingest.model import Excerpt, Fiche, Source
from rag.answer import Answer
from rag.comparison import Comparison, Version
from rag.evaluation import EvalQuestion, Evaluation, ExpectedQuote
from rag.health import Check
from rag.library import Library
from rag.retrieval import Passage


def _without_row_where_none(shape: dict[str, Any]) -> dict[str, Any]:
    if shape.get("row") is None:
        shape.pop("row", None)
    return shape


class PlaceShape(BaseModel):
    """Where something stands: its page, null where the format has none; `row` stands beside it in the tables of .docx and .odt."""

    page: int | None
    row: int | None = None

    @model_serializer(mode="wrap")
    def _without_absent_row(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return _without_row_where_none(serialize(self))


class CitationShape(PlaceShape):
    n: int
    fiche: str
    version: int | None
    section: str
    quote: str
    source: str
    start: int
    end: int


class CompleteShape(BaseModel):
    matched: int
    of: int


class SentenceShape(BaseModel):
    text: str
    citations: list[int]
    verdict: Literal["exact", "rephrased"]


class AnswerShape(BaseModel):
    id: str | None
    question: str
    status: Literal["answered", "abstained"]
    reason: Literal["hors_sujet", "sans_reponse", "rubrique_vide", "fiche_inconnue"] | None
    answer: str
    mode: Literal["extractive", "llm", "fallback"]
    citations: list[CitationShape]
    sentences: list[SentenceShape] | None
    dropped: int
    complete: CompleteShape | None
    notices: list[str]
    timings_ms: dict[str, float]

    @classmethod
    def of(cls, answer: Answer, identifier: str | None = None) -> "AnswerShape":
        return cls(
            id=identifier,
            question=answer.question,
            status=answer.status.value,
            reason=answer.reason.value if answer.reason else None,
            answer=answer.markdown,
            mode=answer.mode,  # type: ignore[arg-type]  # pydantic checks it
            citations=[
                CitationShape(
                    n=number,
                    fiche=citation.fiche.code,
                    version=citation.fiche.version,
                    section=citation.section.value,
                    quote=citation.excerpt.text,
                    source=citation.fiche.source.name,
                    start=citation.excerpt.span.start,
                    end=citation.excerpt.span.end,
                    page=citation.page,
                    row=citation.row,
                )
                for number, citation in enumerate(answer.citations, start=1)
            ],
            sentences=None
            if answer.sentences is None
            else [
                SentenceShape(text=one.text, citations=list(one.citations), verdict=one.verdict)  # type: ignore[arg-type]  # pydantic checks it
                for one in answer.sentences
            ],
            dropped=answer.dropped,
            complete=CompleteShape(matched=answer.complete[0], of=answer.complete[1]) if answer.complete else None,
            notices=list(answer.notices),
            timings_ms=dict(answer.timings_ms),
        )


class SearchShape(PlaceShape):
    rank: int
    score: float
    fiche: str
    version: int | None
    section: str
    text: str
    source: str
    start: int
    end: int

    @classmethod
    def of(cls, passages: Iterable[Passage], library: Library) -> "list[SearchShape]":
        shapes = []
        for rank, passage in enumerate(passages, start=1):
            fiche = library.fiche(library.record_of(passage.chunk))
            excerpt = library.excerpt(passage.chunk)
            shapes.append(
                cls(
                    rank=rank,
                    score=round(passage.score, 6),
                    fiche=fiche.code,
                    version=fiche.version,
                    section=passage.chunk.section.value,
                    text=excerpt.text,
                    source=fiche.source.name,
                    start=excerpt.span.start,
                    end=excerpt.span.end,
                    **_leaf(fiche.source, excerpt),
                )
            )
        return shapes


class HeadingShape(BaseModel):
    text: str
    start: int
    end: int


class ItemShape(PlaceShape, HeadingShape):
    pass


class FieldShape(BaseModel):
    section: str
    heading: HeadingShape
    items: list[ItemShape]


class KindShape(HeadingShape):
    kind: str


class LinkShape(BaseModel):
    code: str
    title: str
    quote: str
    start: int
    end: int
    resolved: bool


class FicheShape(BaseModel):
    code: str
    version: int | None
    title: str
    pilier: str | None
    axe: str | None
    source: str
    fields: list[FieldShape]
    banner: list[KindShape]
    links: list[LinkShape]
    leftovers: list[KindShape]

    @classmethod
    def of(cls, fiche: Fiche, known_codes: Iterable[str]) -> "FicheShape":
        codes = set(known_codes)
        source = fiche.source
        parts = {part.kind.value: part.excerpt.line for part in fiche.banner}
        return cls(
            code=fiche.code,
            version=fiche.version,
            title=fiche.title.line,
            pilier=parts.get("pilier"),
            axe=parts.get("axe"),
            source=source.name,
            fields=[
                FieldShape(
                    section=section.kind.value,
                    heading=HeadingShape(**_place(section.heading)),
                    items=[ItemShape(**_place(item), **_leaf(source, item)) for item in section.items],
                )
                for section in fiche.sections
            ],
            banner=[KindShape(kind=part.kind.value, **_place(part.excerpt)) for part in fiche.banner],
            links=[
                LinkShape(
                    code=link.code,
                    title=link.title,
                    quote=link.quote.text,
                    start=link.quote.span.start,
                    end=link.quote.span.end,
                    resolved=link.code in codes,
                )
                for link in fiche.links
            ],
            leftovers=[KindShape(kind=leftover.kind.value, **_place(leftover.excerpt)) for leftover in fiche.leftovers],
        )


def _leaf(source: Source, excerpt: Excerpt) -> dict[str, Any]:
    page = source.page_at(excerpt.span.start)
    return {"page": page, "row": None if page else source.row_at(excerpt.span.start)}


def _place(excerpt: Excerpt) -> dict[str, Any]:
    return {"text": excerpt.text, "start": excerpt.span.start, "end": excerpt.span.end}


class FailureShape(BaseModel):
    path: str
    error: str


class IndexShape(BaseModel):
    added: list[str]
    updated: list[str]
    unchanged: list[str]
    removed: list[str]
    duplicates: list[str]
    skipped: list[str]
    failed: list[FailureShape]
    fiches: int
    passages: int
    embedded: int
    seconds: float

    @classmethod
    def of(cls, report: IndexReport) -> "IndexShape":
        return cls(
            added=report.added,
            updated=report.updated,
            unchanged=report.unchanged,
            removed=report.removed,
            duplicates=report.duplicates,
            skipped=report.skipped,
            failed=[FailureShape(path=failure.path, error=failure.error) for failure in report.failed],
            fiches=report.fiches,
            passages=report.passages,
            embedded=report.embedded,
            seconds=report.seconds,
        )


class StatusShape(BaseModel):
    fiches: int
    passages: int
    generation: str
    model: str
    updated_at: str
    sources: int
    failed: list[FailureShape]
    data_dir: str

    @classmethod
    def of(cls, library: Library, data_dir: str) -> "StatusShape":
        catalogue = library.catalogue
        return cls(
            fiches=catalogue.count("fiche"),
            passages=catalogue.count("chunk"),
            generation=library.generation,
            model=library.model,
            updated_at=catalogue.meta("updated_at") or "",
            sources=catalogue.count("source"),
            failed=[FailureShape(path=failure.path, error=failure.error) for failure in catalogue.failures()],
            data_dir=data_dir,
        )


class CheckShape(BaseModel):
    name: str
    ok: bool
    found: str
    repair: str | None


class DoctorShape(BaseModel):
    ok: bool
    checks: list[CheckShape]

    @classmethod
    def of(cls, checks: Iterable[Check]) -> "DoctorShape":
        shapes = [CheckShape(name=check.name, ok=check.ok, found=check.found, repair=check.repair) for check in checks]
        return cls(ok=all(shape.ok for shape in shapes), checks=shapes)


class GenerationShape(BaseModel):
    """A generation of the index that is kept; the counts are of sources."""

    generation: str
    made_at: str
    model: str
    added: int
    updated: int
    removed: int

    @classmethod
    def of(cls, generation: Generation) -> "GenerationShape":
        return cls(
            generation=str(generation.number),
            made_at=generation.made_at,
            model=generation.model,
            added=generation.added,
            updated=generation.updated,
            removed=generation.removed,
        )


class GenerationEnd(BaseModel):
    generation: str
    made_at: str


class VersionEnd(BaseModel):
    """The fiches of one year; null, the newest version of each."""

    version: int | None


class SideShape(PlaceShape):
    """What an item was or is, and where."""

    quote: str
    source: str
    start: int
    end: int

    @classmethod
    def of(cls, fiche: Fiche | None, excerpt: Excerpt | None) -> "SideShape | None":
        if fiche is None or excerpt is None:
            return None
        source, span = fiche.source, excerpt.span
        return cls(quote=excerpt.text, source=source.name, start=span.start, end=span.end, **_leaf(source, excerpt))


class WordsShape(BaseModel):
    op: Literal["equal", "delete", "insert"]
    text: str


class ItemChangeShape(BaseModel):
    """`part` is "item", "heading", or a part of the banner; the words equal or inserted are the quote after, end to end."""

    change: Literal["added", "removed", "changed"]
    part: str
    before: SideShape | None
    after: SideShape | None
    words: list[WordsShape]

    @classmethod
    def of(cls, change: FicheChange, item: ItemChange) -> "ItemChangeShape":
        runs = [
            WordsShape(op=run.op.value, text=excerpt.text) for run in item.words if (excerpt := run.after or run.before) and excerpt.text
        ]
        if item.before is None and item.after:
            runs = [WordsShape(op="insert", text=item.after.text)]
        elif item.after is None and item.before:
            runs = [WordsShape(op="delete", text=item.before.text)]
        return cls(
            change=item.change.value,  # type: ignore[arg-type]  # pydantic checks it
            part=item.part,
            before=SideShape.of(change.before, item.before),
            after=SideShape.of(change.after, item.after),
            words=runs,
        )


class FieldChangeShape(BaseModel):
    section: str
    heading: str
    change: Literal["added", "removed", "changed", "emptied", "filled"]
    items: list[ItemChangeShape]


class FicheChangeShape(BaseModel):
    fiche: str
    change: Literal["added", "removed", "changed"]
    title: str
    version_before: int | None
    version_after: int | None
    source_before: str | None
    source_after: str | None
    fields: list[FieldChangeShape]

    @classmethod
    def of(cls, change: FicheChange) -> "FicheChangeShape":
        before, after = change.before, change.after
        return cls(
            fiche=change.fiche.code,
            change=change.change.value,  # type: ignore[arg-type]  # pydantic checks it
            title=change.fiche.title.line,
            version_before=before.version if before else None,
            version_after=after.version if after else None,
            source_before=before.source.name if before else None,
            source_after=after.source.name if after else None,
            fields=[
                FieldChangeShape(
                    section=field.name,
                    heading=field.heading,
                    change=field.change.value,
                    items=[ItemChangeShape.of(change, item) for item in field.items],
                )
                for field in change.fields
            ],
        )


class DiffShape(BaseModel):
    """What changed; `from` is null where there is no former generation yet."""

    before: GenerationEnd | VersionEnd | None = Field(alias="from")
    after: GenerationEnd | VersionEnd = Field(alias="to")
    fiches: list[FicheChangeShape]

    @classmethod
    def of(cls, comparison: Comparison) -> "DiffShape":
        before, after = comparison.before, comparison.after
        ends = {"from": None if before is None else _end(before), "to": _end(after)}
        return cls.model_validate({**ends, "fiches": [FicheChangeShape.of(change) for change in comparison.changes]})


def _end(state: Generation | Version) -> GenerationEnd | VersionEnd:
    if isinstance(state, Version):
        return VersionEnd(version=state.year)
    return GenerationEnd(generation=str(state.number), made_at=state.made_at)


class RelatedShape(BaseModel):
    fiche: str
    quote: str
    source: str
    start: int
    end: int


class FindingShape(BaseModel):
    """A rule broken at a place; `row` stands beside `page` in the tables of .docx and .odt."""

    rule: str
    severity: Literal["error", "warning", "info"]
    fiche: str
    version: int | None
    section: str | None
    message: str
    action: str
    quote: str
    source: str
    start: int
    end: int
    line: int
    page: int | None
    row: int | None = None
    related: list[RelatedShape]

    @classmethod
    def of(cls, finding: Finding) -> "FindingShape":
        source, span = finding.fiche.source, finding.excerpt.span
        return cls(
            rule=finding.rule,
            severity=finding.severity.value,
            fiche=finding.fiche.code,
            version=finding.fiche.version,
            section=finding.section.value if finding.section else None,
            message=finding.message,
            action=finding.action,
            quote=finding.excerpt.text,
            source=source.name,
            start=span.start,
            end=span.end,
            line=source.line_at(span.start),
            **_leaf(source, finding.excerpt),
            related=[
                RelatedShape(
                    fiche=related.fiche.code,
                    quote=related.excerpt.text,
                    source=related.fiche.source.name,
                    start=related.excerpt.span.start,
                    end=related.excerpt.span.end,
                )
                for related in finding.related
            ],
        )

    @model_serializer(mode="wrap")
    def _without_absent_row(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return _without_row_where_none(serialize(self))


class RuleShape(BaseModel):
    rule: str
    severity: Literal["error", "warning", "info"]
    family: str
    title: str
    explanation: str

    @classmethod
    def of(cls, rule: Rule) -> "RuleShape":
        return cls(
            rule=rule.code, severity=rule.severity.value, family=FAMILIES[rule.family], title=rule.title, explanation=rule.explanation
        )


class MessageLine(BaseModel):
    role: Literal["user", "assistant"]
    content: str


class BatchLine(BaseModel):
    """One question of a file; unknown keys are let through, so that an eval line is a batch line."""

    model_config = ConfigDict(extra="ignore")

    id: str
    question: str
    history: list[MessageLine] = Field(default_factory=list)

    @property
    def asked_before(self) -> tuple[str, ...]:
        return tuple(message.content for message in self.history if message.role == "user")


class QuoteLine(BaseModel):
    fiche: str
    section: str
    quote: str


class EvalLine(BatchLine):
    status: Literal["answered", "abstained"]
    reason: Literal["hors_sujet", "sans_reponse", "rubrique_vide", "fiche_inconnue"] | None = None
    quotes: list[QuoteLine] = Field(default_factory=list)
    facts: list[list[str]] = Field(default_factory=list)
    codes: list[str] | None = Field(default=None, alias="list")
    kind: str

    def question_to_judge(self) -> EvalQuestion:
        return EvalQuestion(
            id=self.id,
            question=self.question,
            status=self.status,
            kind=self.kind,
            history=self.asked_before,
            reason=self.reason,
            quotes=tuple(ExpectedQuote(quote.fiche, quote.section, quote.quote) for quote in self.quotes),
            facts=tuple(tuple(fact) for fact in self.facts),
            codes=tuple(self.codes) if self.codes is not None else None,
        )


class EvalFailureShape(BaseModel):
    id: str
    why: str


class EvaluationShape(BaseModel):
    questions: int
    scores: dict[str, float]
    by_kind: dict[str, dict[str, float]]
    failures: list[EvalFailureShape]
    retrieval: dict[str, dict[str, float]] | None = None  # by way to retrieve, where asked for

    @classmethod
    def of(cls, evaluation: Evaluation) -> "EvaluationShape":
        return cls(
            questions=evaluation.questions,
            scores=evaluation.scores,
            by_kind=evaluation.by_kind,
            failures=[EvalFailureShape(id=identifier, why=why) for identifier, why in evaluation.failures],
        )


def choose(records: Iterable[FicheRecord], version: int | None) -> list[FicheRecord]:
    """The fiches of one code that answer: those of `version`, or the current ones."""
    return [record for record in records if (record.version == version if version else record.current)]
