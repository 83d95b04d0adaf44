"""An amount, a number, a date, a place…: the passages that show one, of the thing, the year, the place and the body asked about."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.folding import fold
from ingest.model import SectionKind
from rag import lexicon
from rag.analysis import stem
from rag.calibration import HALF, LEAST_SHOWN, MOST_ALSO, MOST_QUOTES, SHOWN, SHOWN_MARGIN
from rag.evidence import Evidence
from rag.expected import lacking
from rag.library import Library
from rag.question import QuestionPlan
from rag.retrieval import Passage
from rag.structured import Ranking
from rag.terms import Term

LOOKED_AT = 60  # passages
# « combien de soudeurs », « le taux de chômage », « how many nurses »: what is counted; « le nom de la directrice »: who is named.
_COUNTED = re.compile(
    r"\b(?:combien|nombre|nb|cb|taux|parts?|pourcentage|proportion) (?:de (?:la |l )?|d |des |du )(\w+)|\b(?:combien|cb) d (\w+)"
    r"|\bhow many (\w+)|\b(?:s appelle|se nomme|nom d(?:e|u|es))(?: t (?:il|elle))? (?:la |le |l |les )?(\w+)"
)
# Whoever takes part: a text tells how many there are by other words, « douze stagiaires ».
_ANYONE = frozenset(
    map(stem, "place personne gens participant inscrit repondant gagnant gagnante laureat laureate interroge membre monde people".split())
)


@dataclass(frozen=True, slots=True)
class Shown:
    """The passages that show the detail asked for, best first; `alike`: what other fiches show of the same thing; all that show one."""

    found: tuple[Passage, ...]
    alike: tuple[Passage, ...]
    candidates: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Details:
    """Looks for details in the passages of a ranking."""

    library: Library
    evidence: Evidence

    def find(self, plan: QuestionPlan, ranking: Ranking) -> Shown | None:
        """Return what shows the detail that a plan asks for, None where nothing likely does."""
        shown = sorted(
            ((self._chance(passage, plan, ranking), passage) for passage in ranking.passages[:LOOKED_AT]),
            key=lambda pair: (-pair[0], -pair[1].score, pair[1].chunk.id),
        )
        best = shown[0][0] if shown else 0.0
        if best < LEAST_SHOWN:
            return None
        found = [passage for chance, passage in shown if chance >= max(LEAST_SHOWN, best - SHOWN_MARGIN)][:MOST_QUOTES]
        candidates = tuple(passage for chance, passage in shown if chance)
        return Shown(tuple(found), self._alike(plan.terms, candidates, found[0]), candidates)

    def _alike(self, terms: Sequence[Term], candidates: Sequence[Passage], best: Passage) -> tuple[Passage, ...]:
        """What other fiches show of the same thing: where they disagree, all are to be seen."""
        least = max(HALF, 0.9 * self._own(best, terms))
        return tuple(
            passage for passage in candidates if passage.chunk.fiche_id != best.chunk.fiche_id and self._own(passage, terms) >= least
        )[:MOST_ALSO]

    def _own(self, passage: Passage, terms: Sequence[Term]) -> float:
        return self.evidence.coverage(self.library.excerpt(passage.chunk).text, terms)

    def _chance(self, passage: Passage, plan: QuestionPlan, ranking: Ranking) -> float:
        features = self.features(passage, plan, ranking)
        return SHOWN.probability(features) if features else 0.0

    def features(self, passage: Passage, plan: QuestionPlan, ranking: Ranking) -> Mapping[str, float] | None:
        """What SHOWN weighs; None where a passage shows nothing of the kind, or not of the body, place or year named."""
        excerpt = self.library.excerpt(passage.chunk)
        if lacking(plan.wants, [excerpt]):
            return None
        words = self.evidence.words(excerpt.text)
        context = words | self._around(passage)
        if not all(term.matches(words if term.is_year else context) for term in plan.terms if term.strict):
            return None
        features = ranking.passage_features[passage.chunk.id]
        counted = counted_terms(plan)
        return {
            "own": max(features["own"], HALF) if plan.english else features["own"],
            "held": max(features["held"], HALF) if plan.english else features["held"],
            "counted": self.evidence.share(words, counted),
            "aimed": self.evidence.share(words, [term for term in plan.terms if term.aimed]),
            "nearest": features["nearest"],
            "behind": passage.score - ranking.passages[0].score,
            "fiche": features["fiche"],
            "first": float(passage is ranking.passages[0]),
        }

    def _around(self, passage: Passage) -> frozenset[str]:
        """The words of what a passage is of: its fiche's title, and the places that the fiche is for."""
        record = self.library.by_id[passage.chunk.fiche_id]
        places = " ".join(item.text for section in self.library.fiche(record).all(SectionKind.ECHELLE) for item in section.items)
        return self.evidence.words(record.title) | self.evidence.words(places)


def counted_terms(plan: QuestionPlan) -> list[Term]:
    """What a question counts or measures: « soudeurs » in « combien de soudeurs… ? »."""
    counted = {stem(word) for match in _COUNTED.finditer(fold(plan.question)) for word in match.groups() if word}
    return [term for term in plan.terms if term.stem in counted - _ANYONE and term.word not in lexicon.SOFT]


def amounts(text: str) -> frozenset[str]:
    """The amounts of a text, spaces apart, so that « 15 000 € » is « 15000€ »."""
    return frozenset("".join(match.group().split()) for match in lexicon.AMOUNT_TEXT.finditer(text))
