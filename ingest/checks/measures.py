"""Goals and the indicators that measure them, by words and by meaning."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.places import alike, is_blank, subjects
from ingest.checks.template import misplaced_headings, template_of
from ingest.model import Excerpt, Fiche, SectionKind

GOALS = (SectionKind.OBJECTIFS, SectionKind.REALISATIONS, SectionKind.EFFETS)
INDICATORS = (SectionKind.INDICATEURS_REALISATION, SectionKind.INDICATEURS_EFFETS)
# Cosine of multilingual-e5-small under which a goal and an indicator that share no word are about different things. Measured on
# the control town Sauveterre: goals without indicator reach 0.911, those measured in other words begin at 0.924.
_SAME_MEANING = 0.915
_EVERYWHERE = 0.2  # of the goals and indicators of a fiche: a word in more of them than that tells none from the others
_FEWEST = 3
_SUB_ITEM = re.compile(r"[a-zà-ÿ]")


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A goal that no indicator measures, and the indicator nearest to it."""

    goal: Excerpt
    nearest: Excerpt


def unmeasured_goals(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Unmeasured]:
    """Yield the objectives, realisations and effects of a fiche that none of its indicators measures.

    Where a section of indicators is blank or missing, that is what is to be said.
    """
    goals = list(_goals(fiche))
    indicators = [item for section in fiche.sections if section.kind in INDICATORS for item in section.items]
    if corpus.meaning is None or not indicators or _lacks_indicators(fiche, corpus):
        return
    words = [subjects(item.text) for item in indicators]
    count = Counter(word for text in [*words, *(subjects(goal.text) for goal in goals)] for word in text)
    common = {word for word, number in count.items() if number >= max(_FEWEST, _EVERYWHERE * (len(goals) + len(indicators)))}
    doubtful = [goal for goal in goals if subjects(goal.text) and not _shares_words(subjects(goal.text) - common, words)]
    if not doubtful:
        return
    vectors = corpus.meaning.vectors(fiche, [*doubtful, *indicators])
    cosines = vectors[: len(doubtful)] @ vectors[len(doubtful) :].T
    for goal, row in zip(doubtful, cosines, strict=True):
        if float(row.max()) < _SAME_MEANING:
            yield Unmeasured(goal, indicators[int(row.argmax())])


def _goals(fiche: Fiche) -> Iterator[Excerpt]:
    """The goals of a fiche; what is listed under one of them, « … : » and items in lower case, belongs to it."""
    for section in fiche.sections:
        under = False
        for item in section.items if section.kind in GOALS else ():
            under = under and _SUB_ITEM.match(item.text) is not None
            if not under:
                yield item
            under = under or item.text.rstrip().endswith(":")


def _lacks_indicators(fiche: Fiche, corpus: CheckedCorpus) -> bool:
    sections = [section for section in fiche.sections if section.kind in INDICATORS]
    if any(is_blank(section) for section in sections):
        return True
    if corpus.once(template_of).both_indicators and len({section.kind for section in sections}) < len(INDICATORS):
        return True
    return any(set(name.kinds) & {*GOALS, *INDICATORS} for _excerpt, name in misplaced_headings(fiche, corpus))


def _shares_words(goal: frozenset[str], indicators: Sequence[frozenset[str]]) -> bool:
    return any(alike(word, other) for words in indicators for other in words for word in goal)
