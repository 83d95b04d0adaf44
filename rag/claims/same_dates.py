"""Whether a date that a sentence states is one that a passage states."""

import re
from datetime import date

from ingest.dates import Bound, DateMention
from ingest.folding import strip_accents

_MONTH = re.compile(r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre")


def agrees(said: DateMention, known: DateMention, *, starts: bool, ends: bool) -> bool:
    """Whether a date of a sentence is one of a passage: the same end of the same period, where one end only is said.

    `starts` and `ends` tell whether the sentence speaks of a beginning, or of an end.
    """
    if said.impossible:
        return False
    if not said.is_dated or not known.is_dated:
        return _yearless(said, known)
    if said.bound is Bound.PERIODE or known.bound is Bound.PERIODE:
        return _period_agrees(said, known, starts=starts, ends=ends)
    if said.bound is known.bound:
        return _same_ends(said, known)
    pair = {said.bound, known.bound}
    if pair == {Bound.DATE, Bound.DEPUIS}:
        return said.first == known.first and (said.bound is Bound.DEPUIS or starts)
    if pair == {Bound.DATE, Bound.JUSQUA}:
        return said.last == known.last and (said.bound is Bound.JUSQUA or ends)
    return False


def _yearless(said: DateMention, known: DateMention) -> bool:
    if said.is_dated:
        return False
    months = _MONTH.findall(strip_accents(said.text))
    if len(months) > 1 and months == _MONTH.findall(strip_accents(known.text)) and not re.search(r"\d", said.text + known.text):
        return True  # « entre octobre et mars », « d’octobre à mars »
    return (
        (said.month, said.day) == (known.month, known.day) and said.bound is known.bound
        if said.month
        else strip_accents(said.text) == strip_accents(known.text)
    )


def _same_ends(said: DateMention, known: DateMention) -> bool:
    if said.bound is not Bound.DATE:
        return (said.first, said.last) == (known.first, known.last)
    return _within(known, said.first, said.last)


def _within(known: DateMention, first: date | None, last: date | None) -> bool:
    """Whether what is known lies in the year or month that is said: « en 2020 » for « le 14 février 2020 »."""
    return (
        first is not None
        and last is not None
        and known.first is not None
        and known.last is not None
        and first <= known.first
        and known.last <= last
    )


def _period_agrees(said: DateMention, known: DateMention, *, starts: bool, ends: bool) -> bool:
    if said.bound is Bound.PERIODE and known.bound is Bound.PERIODE:
        return (said.first, said.last) == (known.first, known.last)
    if said.bound is Bound.DEPUIS or (said.bound is Bound.DATE and starts and not ends):
        return said.first is not None and said.first == known.first
    if said.bound is Bound.JUSQUA or (said.bound is Bound.DATE and ends and not starts):
        return said.last is not None and said.last == known.last
    if starts and ends:
        return said.first == known.first or said.last == known.last
    return False
