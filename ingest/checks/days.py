"""The dates of items, read once however many rules ask for them."""

import re
from functools import lru_cache

from ingest.dates import DateMention, find_dates

# A year, a day with its month in figures, or the name of a month: without one of them nothing can be set on a calendar.
_MAYBE = re.compile(r"\d{4}|\d[/.-]\d|\b(?:janv|f[ée]v|mars|avr|mai|juin|juil|ao[ûu]t|sept|oct|nov|d[ée]c)", re.IGNORECASE)


@lru_cache(maxsize=65_536)
def dates_of(text: str) -> tuple[DateMention, ...]:
    """Return the dates of a text that a rule on the calendar can judge."""
    return find_dates(text) if _MAYBE.search(text) else ()
