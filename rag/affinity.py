"""A description of a project -> the clauses of the fiches nearest to it: by its words, by its meaning, and by what stands beside them.

A clause of a few words, « Fonds de participation des habitants », says little of what it pays for: its fiche does, in its title,
its objectives, what it wants done and for whom.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ingest.folding import fold
from ingest.index.catalogue import ChunkRecord, FicheRecord
from ingest.model import SectionKind, Span
from rag import lexicon
from rag.analysis import analyse, stem
from rag.library import Library
from rag.subjects import SUBJECTS, subject_words, subjects_of, words_of_fiches
from rag.terms import BROADER_SHARE, Term, Vocabulary

# Log-odds that a clause is one that its project could ask for, fitted on the 61 tuning projects of tests/data/directories (in ten
# folds, the best scheme among the first five for 97 % of them; see tests/bench/directory.py), near weights set by hand.
_WEIGHTS = {
    "nearest": 1.4,
    "nearest_8": 1.0,
    "realisations": 1.1,
    "objectifs": 1.8,
    "own": 1.5,
    "usual": -1.5,
    "lexical": 0.3,
    "held": 1.75,
    "own_held": 1.5,
    "call": 0.8,
    "subject": 2.6,
    "own_subject": 1.3,
}
_COSINE_STEP = 0.05  # the cosines of one question with all passages lie within 0.15 of each other
_SHARE_STEP = 1 / 3
_NO_COSINE = 0.75  # a fiche without the section
_SAME_FICHE = 0.1  # log-odds that each further clause of one fiche loses: other fiches are worth a look too
_LOOKED_AT = 60  # fiches looked at in full
EMBEDDED = 2_000  # characters: the model reads no further
_DEPTH = 2_000  # passages that hold a word of the description
_NEAR = 8
_LEFT_OUT = frozenset({SectionKind.LIENS})  # the title of another fiche is not what this one is about
#: What people write to ask for money, whatever for.
_ASKING = frozenset(
    map(
        stem,
        "association asso aide aider argent beneficier besoin budget cherche chercher chercherait cherchons collectif combien demander demande "
        "finance financer financement financements financeur fonds mon monter notre nous paie payer prendre projet projets qui question sous "
        "subvention subventions solliciter structure voudrait voudrions vouloir".split(),
    )
)

_Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Place:
    """A clause of a fiche, by its span; `stems` are its words, `is_call` where anybody may apply."""

    fiche_id: int
    span: Span
    stems: frozenset[str]
    is_call: bool = False


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a place is, and why.

    `score` is of use within one list; `passage` is the one of its fiche that is nearest in meaning, with its cosine.
    """

    place: int
    score: float
    own_words: tuple[str, ...]
    fiche_words: tuple[str, ...]
    passage: ChunkRecord
    cosine: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A description against every passage: its telling terms, and by row the cosine and the BM25 score."""

    terms: tuple[Term, ...]
    cosines: _Numbers
    lexical: _Numbers
    held: _Numbers  # (terms, fiches): 1 where the fiche holds the word, less where it holds a wider one
    subjects: _Numbers  # how much of each subject its words tell
    known: float  # share of the weight of its terms that the corpus holds at all


class Affinity:
    """The passages of some fiches, at hand: a row a passage, the rows of one fiche side by side."""

    def __init__(self, library: Library, vocabulary: Vocabulary, records: Sequence[FicheRecord]) -> None:
        self.library, self.vocabulary = library, vocabulary
        self._order = {record.id: number for number, record in enumerate(records)}
        self.chunks = tuple(
            chunk for record in records for chunk in library.catalogue.chunks_of_fiche(record.id) if chunk.section not in _LEFT_OUT
        )
        self._fiche = np.array([self._order[chunk.fiche_id] for chunk in self.chunks], dtype=np.int64)
        self._starts = np.searchsorted(self._fiche, np.arange(len(records) + 1))
        self._section = np.array([chunk.section.value for chunk in self.chunks])
        self._fiche_of_chunk = np.full(max((chunk.id for chunk in self.chunks), default=0) + 1, -1, dtype=np.int64)
        self._row_of_chunk = self._fiche_of_chunk.copy()
        identifiers = np.array([chunk.id for chunk in self.chunks], dtype=np.int64)
        self._fiche_of_chunk[identifiers], self._row_of_chunk[identifiers] = self._fiche, np.arange(len(self.chunks))

    @cached_property
    def _vectors(self) -> _Numbers:
        rows: _Numbers = self.library.vectors_of(self.chunks)
        return rows

    @cached_property
    def _usual(self) -> _Numbers:
        """The mean cosine of each passage with all: a few words that name a fund are near everything."""
        usual: _Numbers = self._vectors @ self._vectors.mean(axis=0)
        return usual

    @cached_property
    def _subjects(self) -> _Numbers:
        """(fiches, subjects): how much of each subject a fiche tells, a word in its title, which stands before all its passages, the most."""
        counts = np.bincount(self._fiche, minlength=len(self._starts) - 1)
        told = np.zeros((len(self._starts) - 1, SUBJECTS), dtype=np.float32)
        for word, numbers in subject_words().items():
            found = np.asarray(self.library.lexical.postings(word), dtype=np.int64)
            fiches = self._fiche_of_chunk[found[found < len(self._fiche_of_chunk)]]
            share = np.bincount(fiches[fiches >= 0], minlength=len(counts)) / np.maximum(counts, 1) / len(numbers)
            for number in numbers:
                told[:, number] += share.astype(np.float32)
        return told

    @cached_property
    def _subject_weights(self) -> _Numbers:
        """What few fiches are about tells more of them: the inverse of the mean share of each subject."""
        mean = self._subjects.mean(axis=0) if len(self._subjects) else np.ones(SUBJECTS)
        weights: _Numbers = (1.0 / (mean + 0.05)).astype(np.float32)
        return weights

    def _alike(self, reading: Reading) -> _Numbers:
        """How far each fiche is about the subjects of a description, 0 to 1."""
        wanted, told = reading.subjects * self._subject_weights, self._subjects * self._subject_weights
        sizes = np.linalg.norm(told, axis=1) * np.linalg.norm(wanted)
        alike: _Numbers = ((told @ wanted) / np.where(sizes > 0, sizes, 1.0)).astype(np.float32)
        return alike

    def terms(self, text: str) -> tuple[Term, ...]:
        """The words of a description that tell what it is about, each once, in order."""
        found = {token.folded: token for token in analyse(text)}
        return tuple(
            self._widened(self.vocabulary.term(token.folded, focus=True, spoken=text[token.start : token.end]))
            for token in found.values()
            if token.folded not in lexicon.GENERIC and token.stem not in _ASKING
        )

    def _widened(self, term: Term) -> Term:
        """A word of everyday life also stands for what fiches call it: « pc » for « numérique »."""
        others = frozenset(word for word in words_of_fiches(term.word) if self.vocabulary.knows(word)) - term.stems
        if not others:
            return term
        return replace(
            term,
            broader=term.broader | others,
            known=True,
            weight=term.weight if term.known else min(term.weight, self.vocabulary.weight(others)),
        )

    def read(self, text: str) -> Reading:
        """Read a description; its vector is made once."""
        terms = self.terms(text)
        lexical = np.zeros(len(self.chunks), dtype=np.float32)
        query = sorted({term.stem for term in terms})
        for identifier, score in self.library.lexical.scores(query, _DEPTH):
            row = self._row(identifier)
            if row >= 0:
                lexical[row] = score
        held = np.zeros((len(terms), len(self._starts) - 1), dtype=np.float32)
        for number, term in enumerate(terms):
            if term.known:
                held[number, self._fiches_with(term.broader)] = BROADER_SHARE
                held[number, self._fiches_with(term.stems | (term.phrase if len(term.phrase) == 1 else frozenset()))] = 1.0
        total = sum(term.weight for term in terms)
        known = sum(term.weight for term in terms if term.known) / total if total else 0.0
        cosines = self._vectors @ self.library.embed(text[:EMBEDDED]) if len(self.chunks) else lexical
        subjects = subjects_of(token.stem for token in analyse(text) if token.stem not in _ASKING)
        return Reading(terms, cosines, lexical, held, subjects, known)

    def _row(self, chunk_id: int) -> int:
        return int(self._row_of_chunk[chunk_id]) if chunk_id < len(self._row_of_chunk) else -1

    def _fiches_with(self, stems: frozenset[str]) -> NDArray[np.int64]:
        found = [np.asarray(self.library.lexical.postings(one), dtype=np.int64) for one in sorted(stems)]
        identifiers = np.concatenate(found) if found else np.empty(0, dtype=np.int64)
        fiches = self._fiche_of_chunk[identifiers[identifiers < len(self._fiche_of_chunk)]]
        return np.unique(fiches[fiches >= 0])

    def rank(self, reading: Reading, places: Sequence[Place]) -> list[Nearness]:
        """Rank places, nearest first, ties by their order; those of fiches that are far behind are left out."""
        if not places or not len(self.chunks):
            return []
        weights = np.array([term.weight if term.known else 0.0 for term in reading.terms], dtype=np.float32)
        total = float(weights.sum()) or 1.0
        held = (weights @ reading.held) / total if len(weights) else np.zeros(len(self._starts) - 1)
        wanted = sorted({self._order[place.fiche_id] for place in places if place.fiche_id in self._order})
        tops = {fiche: self._top(reading.cosines, fiche) for fiche in wanted}
        kept = set(sorted(wanted, key=lambda fiche: (-(tops[fiche] / _COSINE_STEP + float(held[fiche]) / _SHARE_STEP), fiche))[:_LOOKED_AT])
        best_cosine = max((tops[fiche] for fiche in kept), default=0.0)
        best_lexical = float(reading.lexical.max()) or 1.0
        alike = self._alike(reading)
        shared = {
            fiche: {**self._fiche_features(reading, fiche, best_cosine, best_lexical, float(held[fiche])), "subject": float(alike[fiche])}
            for fiche in kept
        }
        found = []
        for number, place in enumerate(places):
            fiche = self._order.get(place.fiche_id, -1)
            if fiche not in kept:
                continue
            own = self._own_rows(place, fiche)
            near = int(own[np.argmax(reading.cosines[own])]) if len(own) else self._nearest_row(reading, fiche)
            words = [term for term in reading.terms if term.known and term.matches(place.stems)]
            features = {
                **shared[fiche],
                "own": (float(reading.cosines[near]) - best_cosine) / _COSINE_STEP,
                "usual": float(self._usual[near]) / _COSINE_STEP,
                "own_held": sum(term.weight * term.share(place.stems) for term in words) / total / _SHARE_STEP,
                "call": float(place.is_call),
                "own_subject": self._own_alike(reading, place),
            }
            score = sum(_WEIGHTS[name] * value for name, value in features.items())
            passage = self._nearest_row(reading, fiche)
            found.append(
                Nearness(
                    number, score, _spoken(words), self._words_of(reading, fiche), self.chunks[passage], float(reading.cosines[passage])
                )
            )
        return _spread(found, places)

    def _own_alike(self, reading: Reading, place: Place) -> float:
        told = subjects_of(place.stems) * self._subject_weights
        size = float(np.linalg.norm(told) * np.linalg.norm(reading.subjects * self._subject_weights))
        return float(told @ (reading.subjects * self._subject_weights)) / size if size else 0.0

    def nearest(self, reading: Reading, fiche_id: int, sections: Sequence[SectionKind]) -> ChunkRecord | None:
        """The passage of a fiche nearest to a description, among these sections."""
        fiche = self._order.get(fiche_id, -1)
        if fiche < 0:
            return None
        rows = self._rows(fiche)
        kept = rows[np.isin(self._section[rows], [section.value for section in sections])]
        return self.chunks[int(kept[np.argmax(reading.cosines[kept])])] if len(kept) else None

    def _rows(self, fiche: int) -> NDArray[np.int64]:
        return np.arange(self._starts[fiche], self._starts[fiche + 1])

    def _top(self, cosines: _Numbers, fiche: int) -> float:
        start, end = self._starts[fiche], self._starts[fiche + 1]
        return float(cosines[start:end].max()) if end > start else _NO_COSINE

    def _nearest_row(self, reading: Reading, fiche: int) -> int:
        rows = self._rows(fiche)
        told = rows[~np.isin(self._section[rows], [SectionKind.FINANCEMENTS.value])]
        rows = told if len(told) else rows
        return int(rows[np.argmax(reading.cosines[rows])])

    def _own_rows(self, place: Place, fiche: int) -> NDArray[np.int64]:
        rows = self._rows(fiche)
        holds = [self.chunks[row].span.start < place.span.end and place.span.start < self.chunks[row].span.end for row in rows]
        return rows[np.array(holds, dtype=np.bool_)]

    def _fiche_features(self, reading: Reading, fiche: int, best_cosine: float, best_lexical: float, held: float) -> dict[str, float]:
        rows = self._rows(fiche)
        sections = self._section[rows]
        about = np.sort(reading.cosines[rows[sections != SectionKind.FINANCEMENTS.value]])[::-1][:_NEAR]
        lexical = np.sort(reading.lexical[rows])[::-1][:3]

        def of(section: SectionKind) -> float:
            own = reading.cosines[rows[sections == section.value]]
            return ((float(own.max()) if len(own) else _NO_COSINE) - best_cosine) / _COSINE_STEP

        return {
            "nearest": (float(about[0]) - best_cosine) / _COSINE_STEP if len(about) else of(SectionKind.FINANCEMENTS),
            "nearest_8": (float(about.mean()) - best_cosine) / _COSINE_STEP if len(about) else of(SectionKind.FINANCEMENTS),
            "realisations": of(SectionKind.REALISATIONS),
            "objectifs": of(SectionKind.OBJECTIFS),
            "lexical": float(lexical.sum()) / 3 / best_lexical,
            "held": held / _SHARE_STEP,
        }

    def _words_of(self, reading: Reading, fiche: int) -> tuple[str, ...]:
        return _spoken([term for number, term in enumerate(reading.terms) if reading.held[number, fiche]])


def _spoken(terms: Sequence[Term]) -> tuple[str, ...]:
    """The words as typed, most telling first, each once."""
    return tuple({fold(term.spoken): term.spoken for term in sorted(terms, key=lambda term: -term.weight)}.values())


def _spread(found: Sequence[Nearness], places: Sequence[Place]) -> list[Nearness]:
    """Order by score, each further place of one fiche behind by a step."""
    by_fiche: dict[int, int] = {}
    stepped = []
    for near in sorted(found, key=lambda near: (-near.score, near.place)):
        fiche_id = places[near.place].fiche_id
        stepped.append((near.score - _SAME_FICHE * by_fiche.get(fiche_id, 0), near))
        by_fiche[fiche_id] = by_fiche.get(fiche_id, 0) + 1
    return [near for _score, near in sorted(stepped, key=lambda pair: (-pair[0], pair[1].place))]
