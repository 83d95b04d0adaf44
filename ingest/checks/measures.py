"""Goals and the indicators that measure them, by words and by meaning."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.cut import cut_places
from ingest.checks.families import one_family
from ingest.checks.misplaced import misplaced_kinds
from ingest.checks.places import is_blank, subjects
from ingest.checks.template import template_of
from ingest.model import Excerpt, Fiche, SectionKind

GOALS = (SectionKind.OBJECTIFS, SectionKind.REALISATIONS, SectionKind.EFFETS)
INDICATORS = (SectionKind.INDICATEURS_REALISATION, SectionKind.INDICATEURS_EFFETS)
# Cosines of multilingual-e5-small under which a goal and an indicator are about different things: where they share no word, and
# where they share one that stands everywhere in the fiche. Measured on the control town Sauveterre and the two real fiches: goals
# without an indicator reach 0.911 and 0.900, those measured in other words begin at 0.924 and 0.906.
_SAME_MEANING, _SAME_MEANING_OF_COMMON = 0.912, 0.901
_EVERYWHERE = 0.25  # of the goals and indicators of a fiche: a word in more of them than that tells none from the others
_FEWEST = 5
_SUB_ITEM = re.compile(r"[«\"“(]?[ \xa0]?[a-zà-ÿ]")  # « et nous y restons »: the rest of a quotation


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A goal that no indicator measures, and the indicator nearest to it."""

    goal: Excerpt
    nearest: Excerpt


def unmeasured_goals(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Unmeasured]:
    """Yield the objectives, realisations and effects of a fiche that none of its indicators measures.

    Where a section of indicators is blank or missing, that is what is to be said.
    """
    cut = {excerpt.span for excerpt, _end in cut_places(fiche, corpus)}
    goals = [goal for goal in _goals(fiche) if goal.span not in cut]
    indicators = [item for section in fiche.sections if section.kind in INDICATORS for item in section.items]
    if corpus.meaning is None or not indicators or _lacks_indicators(fiche, corpus):
        return
    words = [subjects(item.text) for item in indicators]
    everything = [*words, *(subjects(goal.text) for goal in goals)]
    often = max(_FEWEST, _EVERYWHERE * len(everything))
    floors = {goal: _floor(subjects(goal.text), words, everything, often) for goal in goals}
    doubtful = [goal for goal in goals if floors[goal]]
    if not doubtful:
        return
    vectors = corpus.meaning.vectors(fiche, [*doubtful, *indicators])
    cosines = vectors[: len(doubtful)] @ vectors[len(doubtful) :].T
    for goal, row in zip(doubtful, cosines, strict=True):
        if float(row.max()) < floors[goal]:
            yield Unmeasured(goal, indicators[int(row.argmax())])


def _floor(goal: frozenset[str], indicators: Sequence[frozenset[str]], everything: Sequence[frozenset[str]], often: float) -> float:
    """The cosine that a goal must reach to be measured: none where its words say that it is, or where it names no subject."""
    shared = [found for words in indicators if (found := _shared(goal, words))]
    told = [word for found in shared for word in found]
    if not goal or any(len(found) > 1 for found in shared) or any(_count(word, everything) < often for word in told):
        return 0.0
    if not told:
        return _SAME_MEANING
    return _SAME_MEANING_OF_COMMON if len(goal) > 2 else 0.0


def _count(word: str, everything: Sequence[frozenset[str]]) -> int:
    return sum(any(one_family(word, other) for other in words) for words in everything)


def _shared(goal: frozenset[str], words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in goal if any(one_family(word, other) for other in words))


def _goals(fiche: Fiche) -> Iterator[Excerpt]:
    """The goals of a fiche; what is listed under one of them, in lower case, belongs to it."""
    for section in fiche.sections:
        capitals = any(item.text[:1].isupper() for item in section.items[:1])
        if section.kind in GOALS:
            yield from (item for item in section.items if not (capitals and _SUB_ITEM.match(item.text)))


def _lacks_indicators(fiche: Fiche, corpus: CheckedCorpus) -> bool:
    sections = [section for section in fiche.sections if section.kind in INDICATORS]
    if any(is_blank(section) for section in sections):
        return True
    if corpus.once(template_of).both_indicators and len({section.kind for section in sections}) < len(INDICATORS):
        return True
    return bool(misplaced_kinds(fiche, corpus) & {*GOALS, *INDICATORS})
