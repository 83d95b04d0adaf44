"""Figures and dates stay with what they belong to in the passage."""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from ingest.dates import DateMention
from ingest.model import Span
from rag.claims.evidence import ANAPHORA, COMMA, SEGMENT, Evidence, entries, fact_clauses, own_clauses, topics
from rag.claims.facts import Facts, Figure, facts_of
from rag.claims.names import declined
from rag.claims.same_dates import agrees
from rag.claims.verdict import Cause, Failed
from rag.claims.words import Word, is_frame, is_light, is_role, says, says_any, stems_of, stems_of_word, words_of

_NEIGHBOURS = 3  # words on each side of a figure, one of which it keeps


_NEAR = 0.75  # share of a clause’s words that the passage carrying its facts must say


def single_source(claim: str, passages: Sequence[Evidence]) -> Failed:
    """Each clause with a fact in it is said by one passage: what two passages say of two things is not said of one."""
    if len(passages) < 2:
        return None
    for clause in own_clauses(claim):
        if clause and not any(_carries(passage, clause) for passage in passages):
            return Cause.ATTACHED, clause[:60]
    return None


def _carries(passage: Evidence, clause: str) -> bool:
    facts = facts_of(clause)
    if not facts.codes <= {passage.fiche, *passage.facts.codes}:
        return False
    if any(all(figure.value != other.value for other in passage.facts.figures) for figure in facts.figures):
        return False
    if any(
        not any(
            agrees(mention, known, starts=True, ends=True) or agrees(mention, known, starts=False, ends=False)
            for known in passage.facts.dates
        )
        for mention in facts.dates
    ):
        return False
    words = [word for word in words_of(clause) if not any(span.start <= word.start < span.end for span in facts.spans)]
    if any(word.is_name and f" {word.folded} " not in passage.folded and not declined(word, passage.folded) for word in words):
        return False
    if any(is_role(word) and not says(passage.stems, word) and not says(passage.around, word) for word in words):
        return False
    counted = [word for word in words if not is_frame(word) and not is_light(word)]
    held = sum(says(passage.stems, word) or says(passage.around, word) for word in counted)
    return not counted or held >= _NEAR * len(counted)


def neighbours(claim: str, passages: Sequence[Evidence]) -> Failed:
    """A figure or a date keeps at least one of the words it stands between in the passage."""
    facts = facts_of(claim)
    stated: list[Figure | DateMention] = [*facts.figures, *facts.dates]
    for mention in stated:
        places = [(passage, span) for passage in passages for span in _places(mention, passage)]
        if places and not any(_keeps_neighbour(claim, passage, span) for passage, span in places):
            return Cause.ATTACHED, claim[mention.span.start : mention.span.end]
    return None


def _places(mention: Figure | DateMention, passage: Evidence) -> list[Span]:
    if isinstance(mention, Figure):
        return [other.span for other in passage.facts.figures if other.value == mention.value]
    return [
        known.span
        for known in passage.facts.dates
        if agrees(mention, known, starts=True, ends=True)
        or agrees(mention, known, starts=False, ends=False)
        or agrees(mention, known, starts=False, ends=True)
        or agrees(mention, known, starts=True, ends=False)
    ]


def _keeps_neighbour(claim: str, passage: Evidence, span: Span) -> bool:
    text = passage.text
    start, end = _clause_around(text, span)
    if all(span.start <= word.start < span.end for word in words_of(text) if start <= word.start < end):
        start, end = _segment_around(text, span)
    near = [*_nearest(text, start, span.start, last=True), *_nearest(text, span.end, end, last=False)]
    return not near or any(_is_said(one, claim, text) for one in near)


def _clause_around(text: str, span: Span) -> tuple[int, int]:
    return _around(COMMA, text, span)


def _segment_around(text: str, span: Span) -> tuple[int, int]:
    return _around(SEGMENT, text, span)


def _around(cuts: re.Pattern[str], text: str, span: Span) -> tuple[int, int]:
    start, end = 0, len(text)
    for match in cuts.finditer(text):
        if match.end() <= span.start:
            start = match.end()
        elif match.start() >= span.end:
            end = min(end, match.start())
    return start, end


def _nearest(text: str, start: int, end: int, *, last: bool) -> list[Span]:
    """The two words or facts nearest to one side of a fact."""
    facts = facts_of(text).spans
    found = [span for span in facts if start <= span.start and span.end <= end]
    found += [
        Span(word.start, word.end)
        for word in words_of(text)
        if start <= word.start and word.end <= end and not is_frame(word) and not any(span.start <= word.start < span.end for span in facts)
    ]
    return sorted(found)[-_NEIGHBOURS:] if last else sorted(found)[:_NEIGHBOURS]


def _is_said(span: Span, claim: str, text: str) -> bool:
    facts, said = facts_of(text), facts_of(claim)
    for figure in facts.figures:
        if figure.span == span:
            return any(other.value == figure.value for other in said.figures)
    for mention in facts.dates:
        if mention.span == span:
            return any(
                agrees(other, mention, starts=True, ends=True) or agrees(other, mention, starts=False, ends=False) for other in said.dates
            )
    own = stems_of(claim)
    return any(says_any(own, one) for one in stems_of_word(text[span.start : span.end]))


def competitors(claim: str, passages: Sequence[Evidence]) -> Failed:
    """A word that the passage says only beside another figure or date is not said beside this one: in the sentence, then in each clause."""
    for part in own_clauses(claim):
        said = facts_of(part)
        values, kinds = {figure.value for figure in said.figures}, {figure.kind for figure in said.figures}
        if not values and not said.dates:
            continue
        for word in words_of(part):
            if is_frame(word) or is_light(word) or is_role(word):
                continue
            rivals = [_rivals(word, passage, values, kinds, said) for passage in passages if says(passage.stems, word)]
            if rivals and all(rivals):
                return Cause.ATTACHED, word.written
    return None


def _rivals(word: Word, passage: Evidence, values: set[Fraction], kinds: set[str], said: Facts) -> bool:
    """Whether each clause of the passage with this word has figures or dates, and none of those that are said."""
    holding = [clause for clause in fact_clauses(passage.text) if says(stems_of(clause), word)]
    if _carried_over(word, passage, said):
        return False
    if not holding or (not said.figures and any(clause in topics(passage.text) for clause in holding)):
        return False
    for clause in holding:
        facts = facts_of(clause)
        others = [figure for figure in facts.figures if figure.kind in kinds]
        if not others and not facts.dates:
            return False
        if any(figure.value in values for figure in others):
            return False
        if any(
            agrees(mention, known, starts=starts, ends=ends)
            for mention in said.dates
            for known in facts.dates
            for starts in (True, False)
            for ends in (True, False)
        ):
            return False
        if not values and not facts.dates:
            return False
        if values and not others:
            return False
    return True


_LEANS = re.compile(r"(?:soit|dont|avec|y\s+compris|passant|contre)(?!\w)", re.IGNORECASE)


def _carried_over(word: Word, passage: Evidence, said: Facts) -> bool:
    """« 1 240 demandeurs sont inscrits. Près d’un tiers n’a pas de voiture »: the second sentence is about what the first names."""
    values = {figure.value for figure in said.figures}
    for before, after in pairwise(fact_clauses(passage.text)):  # « scolarisés en REP+, soit 620 élèves »
        if _LEANS.match(after) and says(stems_of(before), word) and any(figure.value in values for figure in facts_of(after).figures):
            return True
    return any(
        says(stems_of(before), word) and ANAPHORA.search(after) and any(figure.value in values for figure in facts_of(after).figures)
        for before, after in (*pairwise(passage.segments), *pairwise(entries(passage.text)))
    )
