"""The dates of items, read once however many rules ask for them."""

import re
from functools import lru_cache

from ingest.dates import DateMention, find_dates

# A year, a day with its month in figures, or the name of a month: without one of them nothing can be set on a calendar.
_MAYBE = re.compile(r"\d{4}|\d[/.-]\d|\b(?:janv|f[ée]v|mars|avr|mai|juin|juil|ao[ûu]t|sept|oct|nov|d[ée]c)", re.IGNORECASE)


_DIGIT = re.compile(r"\d")
_MONTHS = ("janv", "fév", "fev", "mars", "avr", "mai", "juin", "juil", "août", "aout", "sept", "oct", "nov", "déc", "dec")
#: Every date of a text; the same sentences are read by several rules.
all_dates_of = lru_cache(maxsize=65_536)(find_dates)


def dates_of(text: str) -> tuple[DateMention, ...]:
    """Return the dates of a text that a rule on the calendar can judge."""
    if not _DIGIT.search(text):
        lowered = text.lower()
        if not any(month in lowered for month in _MONTHS):
            return ()
    return all_dates_of(text) if _MAYBE.search(text) else ()
