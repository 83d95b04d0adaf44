"""Periods that are over: what a quote says of its own time, against the day of the question."""

import re
from datetime import date

# « 2013-2015 », « 2018/2020 », « de 2019 à 2021 »: a period by its years; a contract's own years read the same.
_PERIOD = re.compile(r"\b((?:19|20)\d\d)\s*(?:[-–/]|\bà\b)\s*((?:19|20)\d\d)\b")
# « jusqu’en juin 2024 », « prolongée jusqu'au 31 décembre 2022 ».
_UNTIL = re.compile(r"\bjusqu['’](?:en|au|à)\s+(?:\d{1,2}(?:er)?\s+)?(?:[^\W\d_]+\s+)?((?:19|20)\d\d)\b", re.IGNORECASE)


_YEAR = re.compile(r"(?<![\d/.])(?:19|20)\d\d(?!\d)|(?<=/)(?:19|20)\d\d(?!\d)")


def years(text: str) -> tuple[int, ...]:
    """Return the years that a text names, in order: « 2018-2020, prolongée jusqu’au 31 décembre 2022 » -> 2018, 2020, 2022."""
    return tuple(int(match.group()) for match in _YEAR.finditer(text))


def expired_periods(text: str, at: date) -> tuple[str, ...]:
    """Return the periods of `text`, as written, whose last year is before the year of `at`.

    A later « jusqu’en… » in the same text extends the period before it, which is then not over.
    """
    until = [(match.start(), int(match.group(1)), match.group(0)) for match in _UNTIL.finditer(text)]
    extended = any(year >= at.year for _start, year, _words in until)
    found = [match.group(0) for match in _PERIOD.finditer(text) if int(match.group(1)) <= int(match.group(2)) < at.year]
    found.extend(words for _start, year, words in until if year < at.year)
    return () if extended else tuple(dict.fromkeys(found))
