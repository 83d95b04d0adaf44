"""Question -> fiches and passages, ranked by words, meaning and structure together.

A fiche named by its code comes first, then the section asked for; where no code is given, the fiche that a question is about is found
first, and weighs on each of its passages. The weights are those of rag/calibration.py.
"""

import operator
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.index.catalogue import ChunkRecord, FicheRecord
from rag.answer import Filters
from rag.calibration import COSINE_STEP, FICHE_WEIGHTS, PASSAGE_WEIGHTS
from rag.evidence import Evidence
from rag.expected import POINTERS, lacking
from rag.follow_up import resolve
from rag.library import Library
from rag.meaning import NOTHING, UNKNOWN, Meaning, meaning
from rag.narrowing import admits
from rag.question import Kind, QuestionPlan
from rag.reranking import Reranker
from rag.retrieval import HybridRetriever, Passage
from rag.terms import Vocabulary

# Beside log-odds that seldom leave [-15, 5]: a fiche named by its code leaves all others behind, and the section asked for the
# other sections of that fiche.
_FICHE, _SECTION_OF_FICHE = 100.0, 40.0
_DEPTH = 200
_LOOKED_AT = 120  # candidates whose words are read; those behind keep the order of the mixed lists
_FAR_BEHIND = -50.0
_REREAD = 20  # passages that a cross-encoder reads again


@dataclass(frozen=True, slots=True)
class Ranking:
    """Fiches and passages, best first, with log-odds; the highest cosine, and the largest share of the topic that a passage holds."""

    fiches: tuple[tuple[FicheRecord, float], ...] = ()
    passages: tuple[Passage, ...] = ()
    nearest: float = 0.0
    held: float = 0.0
    meaning: Meaning = NOTHING
    fiche_features: Mapping[int, Mapping[str, float]] = field(default_factory=dict)  # by fiche
    passage_features: Mapping[int, Mapping[str, float]] = field(default_factory=dict)  # by chunk


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: Passage
    own: float
    held: float


@dataclass(frozen=True, slots=True)
class StructuredRetriever:
    """Retrieve by words and meaning, then by structure; a question is read after the user's earlier ones."""

    library: Library
    evidence: Evidence
    vocabulary: Vocabulary
    base: HybridRetriever
    reranker: Reranker | None = None

    @classmethod
    def of(cls, library: Library, reranker: Reranker | None = None) -> "StructuredRetriever":
        return cls(library, Evidence(library), Vocabulary(library), HybridRetriever(library), reranker)

    def search(self, question: str, *, limit: int, filters: Filters | None = None, history: Sequence[str] = ()) -> list[Passage]:
        """Return up to `limit` passages, best first, ties by chunk: of the current fiches, or of the version that is asked for."""
        filters = filters or Filters()
        plan = resolve(history, question, self.vocabulary)
        version = filters.version or plan.version
        among = [
            record
            for record in self.library.records
            if (filters.code is None or record.code == filters.code)
            and (record.version == version if version else record.current)
            and admits(filters, self.library, record)
        ]
        ranking = self.rank(plan, among, limit=max(limit, self.base.depth) if filters else limit)
        return [passage for passage in ranking.passages if filters.section is None or passage.chunk.section is filters.section][:limit]

    def rank(self, plan: QuestionPlan, among: Sequence[FicheRecord], *, limit: int = _DEPTH) -> Ranking:
        """Rank the passages of `among`, at least `limit` of them where there are so many, and the fiches that hold them."""
        scope = {record.id: record for record in among}
        depth = max(limit, _DEPTH)
        retrieved = self.base.retrieve(plan.words, limit=depth, keep=lambda chunk: chunk.fiche_id in scope, depth=depth)
        found = {passage.chunk.id: passage for passage in retrieved}
        named, citing = self._named(plan, scope)
        for chunk in named:
            found.setdefault(chunk.id, Passage(chunk, 0.0))
        if not found:
            return Ranking()
        passages = list(found.values())
        looked_at, behind = passages[:_LOOKED_AT], passages[_LOOKED_AT:]
        looked_at += [passage for passage in behind if passage.chunk.id in citing or scope[passage.chunk.fiche_id].code in plan.codes]
        candidates = [self._candidate(passage, plan, scope) for passage in looked_at]
        nearest = max(passage.dense for passage in looked_at)
        most = max((passage.lexical for passage in looked_at), default=0.0) or 1.0
        fiche_features = self._fiche_features(candidates, plan, scope, nearest, most)
        fiches = {fiche_id: _weighed(FICHE_WEIGHTS, features) for fiche_id, features in fiche_features.items()}
        best = max(fiches.values())
        told = meaning(self.library, plan.words)
        guess = told.sections if plan.inferred or not plan.sections else {}
        passage_features = {
            candidate.passage.chunk.id: {
                **self._passage_features(candidate, plan, nearest, most),
                "fiche": fiches[candidate.passage.chunk.fiche_id] - best,
                "meaning": guess.get(candidate.passage.chunk.section, UNKNOWN) if guess and not self._is_headed(candidate, plan) else 0.0,
            }
            for candidate in candidates
        }
        scored = [
            Passage(
                candidate.passage.chunk,
                _weighed(PASSAGE_WEIGHTS, passage_features[candidate.passage.chunk.id])
                + self._structure(candidate.passage.chunk, plan, scope, citing),
                candidate.passage.lexical,
                candidate.passage.dense,
            )
            for candidate in candidates
        ]
        seen = {passage.chunk.id for passage in scored}
        scored += [
            Passage(passage.chunk, _FAR_BEHIND + passage.score, passage.lexical, passage.dense)
            for passage in behind
            if passage.chunk.id not in seen
        ]
        return Ranking(
            tuple(sorted(((scope[fiche_id], score) for fiche_id, score in fiches.items()), key=lambda pair: (-pair[1], pair[0].id))),
            self._reread(plan, sorted(scored, key=lambda passage: (-passage.score, passage.chunk.id))),
            nearest,
            max((candidate.held for candidate in candidates), default=0.0) if plan.terms else 0.0,
            told,
            fiche_features,
            passage_features,
        )

    def _reread(self, plan: QuestionPlan, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """Put the best passages in the order of the cross-encoder, where there is one; the scores keep their order of size."""
        if self.reranker is None or plan.codes:
            return tuple(passages)
        best, others = passages[:_REREAD], passages[_REREAD:]
        told = self.reranker.scores(plan.question, [self.library.excerpt(passage.chunk).text for passage in best])
        order = sorted(zip(told, best, strict=True), key=lambda pair: (-pair[0], pair[1].chunk.id))
        return (*(replace(passage, score=place.score) for (_told, passage), place in zip(order, best, strict=True)), *others)

    def _candidate(self, passage: Passage, plan: QuestionPlan, scope: Mapping[int, FicheRecord]) -> _Candidate:
        if not plan.terms:
            return _Candidate(passage, 0.0, 0.0)
        words = self.evidence.words(self.library.excerpt(passage.chunk).text) | self.evidence.own_heading(passage.chunk)
        title = self.evidence.words(scope[passage.chunk.fiche_id].title)
        own = self.evidence.share(words, plan.terms)
        return _Candidate(passage, own, self.evidence.share(words | title, plan.terms) if own < 1.0 else own)

    def _fiche_features(
        self, candidates: Sequence[_Candidate], plan: QuestionPlan, scope: Mapping[int, FicheRecord], nearest: float, most: float
    ) -> dict[int, Mapping[str, float]]:
        """What FICHE_WEIGHTS weighs, for each fiche that holds a candidate."""
        by_fiche: dict[int, list[_Candidate]] = defaultdict(list)
        for candidate in candidates:
            by_fiche[candidate.passage.chunk.fiche_id].append(candidate)
        features: dict[int, Mapping[str, float]] = {}
        for fiche_id, own in by_fiche.items():
            cosines = sorted((candidate.passage.dense for candidate in own), reverse=True)[:3]
            features[fiche_id] = {
                "lexical": max(candidate.passage.lexical for candidate in own) / most,
                "nearest": (cosines[0] - nearest) / COSINE_STEP,
                "nearest_3": (sum(cosines) / len(cosines) - nearest) / COSINE_STEP,
                "held": max(candidate.held for candidate in own),
                "about": self.evidence.about(scope[fiche_id], plan.terms),
            }
        return features

    def _is_headed(self, candidate: _Candidate, plan: QuestionPlan) -> bool:
        """Whether a passage stands under a heading of the fiche's own that the question names."""
        heading = self.evidence.own_heading(candidate.passage.chunk)
        return bool(heading) and any(term.matches(heading) for term in plan.terms)

    def _passage_features(self, candidate: _Candidate, plan: QuestionPlan, nearest: float, most: float) -> Mapping[str, float]:
        """What PASSAGE_WEIGHTS weighs of a passage by itself."""
        passage = candidate.passage
        heading = self.evidence.own_heading(passage.chunk)
        is_headed = self._is_headed(candidate, plan)
        is_asked = passage.chunk.section in plan.sections or is_headed
        return {
            "lexical": passage.lexical / most,
            "nearest": (passage.dense - nearest) / COSINE_STEP,
            "own": candidate.own,
            "held": candidate.held,
            "section": float(is_asked and (is_headed or not plan.inferred)),
            "guessed_section": float(is_asked and plan.inferred),
            "pointer": float(passage.chunk.section in POINTERS and not is_asked and not heading),
            "shows": float(bool(plan.wants) and not lacking(plan.wants, [self.library.excerpt(passage.chunk)])),
        }

    def _named(self, plan: QuestionPlan, among: Mapping[int, FicheRecord]) -> tuple[list[ChunkRecord], frozenset[int]]:
        """The passages of the fiches that the question names by their codes; and, where it asks who cites them, those that do."""
        if plan.kind is not Kind.CITED_BY:
            records = (record for record in among.values() if record.code in plan.codes)
            return [chunk for record in records for chunk in self.library.catalogue.chunks_of_fiche(record.id)], frozenset()
        citing = []
        for record in self.library.citing(plan.codes, among):
            spans = [link.quote.span for link in self.library.fiche(record).links if link.code in plan.codes]
            if spans:
                chunks = self.library.catalogue.chunks_of_fiche(record.id)
                citing += [chunk for chunk in chunks if any(chunk.span.start < span.end and span.start < chunk.span.end for span in spans)]
        return citing, frozenset(chunk.id for chunk in citing)

    def _structure(self, chunk: ChunkRecord, plan: QuestionPlan, scope: Mapping[int, FicheRecord], citing: frozenset[int]) -> float:
        if not plan.codes:
            return 0.0
        is_named = chunk.id in citing if plan.kind is Kind.CITED_BY else scope[chunk.fiche_id].code in plan.codes
        return (_FICHE if is_named else 0.0) + (_SECTION_OF_FICHE if chunk.section in plan.sections else 0.0)


def _weighed(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    return float(sum(map(operator.mul, weights.values(), map(features.__getitem__, weights))))
