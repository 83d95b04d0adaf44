"""Question -> passages, where what the question names counts: its fiche, its section, the fiche whose subject it is.

A passage's score is that of the mixed lists, in [0, 1], plus a part for each structure that it agrees with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.index.catalogue import ChunkRecord, FicheRecord
from rag.answer import Filters
from rag.evidence import Evidence
from rag.follow_up import resolve
from rag.library import Library
from rag.question import Kind, QuestionPlan
from rag.retrieval import HybridRetriever, Passage
from rag.terms import Vocabulary

# Parts of a score (make eval). Beside a mixed score of 1 at most, a fiche named by its code leaves all others behind, and the section
# asked for the other sections of that fiche; without a code, a section is one hint among others.
_FICHE, _SECTION_OF_FICHE, _SECTION, _SUBJECT = 2.5, 1.1, 0.6, 0.3
_LEAST_SUBJECT = 0.45


@dataclass(frozen=True, slots=True)
class StructuredRetriever:
    """Retrieve by words and meaning, then by structure; a question is read after the user's earlier ones."""

    library: Library
    evidence: Evidence
    vocabulary: Vocabulary
    base: HybridRetriever

    @classmethod
    def of(cls, library: Library) -> "StructuredRetriever":
        return cls(library, Evidence(library), Vocabulary(library), HybridRetriever(library))

    def search(self, question: str, *, limit: int, filters: Filters | None = None, history: Sequence[str] = ()) -> list[Passage]:
        """Return up to `limit` passages, best first, ties by chunk: of the current fiches, or of the version that is asked for."""
        filters = filters or Filters()
        plan = resolve(history, question, self.vocabulary)
        version = filters.version or plan.version
        among = {
            record.id: record
            for record in self.library.records
            if (filters.code is None or record.code == filters.code) and (record.version == version if version else record.current)
        }

        def keep(chunk: ChunkRecord) -> bool:
            return chunk.fiche_id in among and (filters.section is None or chunk.section is filters.section)

        words = question if not plan.follow_up else " ".join((*history[-1:], question))
        found = {passage.chunk.id: passage for passage in self.base.retrieve(words, limit=max(limit, self.base.depth), keep=keep)}
        named, linked = self._named(plan, among)
        for chunk in named:
            if keep(chunk):
                found.setdefault(chunk.id, Passage(chunk, 0.0))
        about = {record.id: score for record, score in self.evidence.fiches_about(plan.terms, list(among.values()), least=_LEAST_SUBJECT)}
        scored = [
            Passage(passage.chunk, passage.score + self._structure(passage.chunk, plan, about, linked), passage.lexical, passage.dense)
            for passage in found.values()
        ]
        return sorted(scored, key=lambda passage: (-passage.score, passage.chunk.id))[:limit]

    def _named(self, plan: QuestionPlan, among: Mapping[int, FicheRecord]) -> tuple[list[ChunkRecord], frozenset[int]]:
        """The passages of the fiches that the question names by their codes; and, where it asks who cites them, those that do."""
        if plan.kind is not Kind.CITED_BY:
            records = (record for record in among.values() if record.code in plan.codes)
            return [chunk for record in records for chunk in self.library.catalogue.chunks_of_fiche(record.id)], frozenset()
        citing = []
        for record in among.values():
            spans = [link.quote.span for link in self.library.fiche(record).links if link.code in plan.codes]
            if spans:
                chunks = self.library.catalogue.chunks_of_fiche(record.id)
                citing += [chunk for chunk in chunks if any(chunk.span.start < span.end and span.start < chunk.span.end for span in spans)]
        return citing, frozenset(chunk.id for chunk in citing)

    def _structure(self, chunk: ChunkRecord, plan: QuestionPlan, about: Mapping[int, float], citing: frozenset[int]) -> float:
        record = self.library.by_id[chunk.fiche_id]
        is_named = chunk.id in citing if plan.kind is Kind.CITED_BY else record.code in plan.codes
        is_asked = chunk.section in plan.sections
        if plan.codes:
            return (_FICHE if is_named else 0.0) + (_SECTION_OF_FICHE if is_asked else 0.0)
        return (_SECTION if is_asked else 0.0) + _SUBJECT * about.get(record.id, 0.0)
