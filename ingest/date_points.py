"""One date as French writes it, « 1er sept. 2021 », « T3 2022 », « fin juin », and the days it can be."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Precision(StrEnum):
    """How much of the calendar one date takes, the finest first."""

    JOUR = "jour"
    MOIS = "mois"
    TRIMESTRE = "trimestre"
    SAISON = "saison"
    SEMESTRE = "semestre"
    ANNEE = "annee"


@dataclass(frozen=True, slots=True)
class Point:
    """One date, `text[start:end]`; `year` is None where the text leaves it out.

    `number` is that of the quarter, the semester or the season; `part` is « debut », « mi » or « fin » of the month or year.
    """

    start: int
    end: int
    precision: Precision
    year: int | None = None
    month: int | None = None
    day: int | None = None
    number: int | None = None
    part: str = ""

    @property
    def is_impossible(self) -> bool:
        """« 31 février 2021 », « 30/14/2020 », « en 2201 »; a day without a year is possible if some year has it."""
        if self.year is not None and not 1 <= self.year <= LAST_YEAR:
            return True
        if self.month is None:
            return False
        if not 1 <= self.month <= 12:
            return True
        year = 2000 if self.year is None else self.year
        return self.day is not None and not 1 <= self.day <= calendar.monthrange(year, self.month)[1]

    def bounds(self) -> tuple[date, date] | None:
        """Return the first and the last day it can be, None without a year or for what no calendar has."""
        if self.year is None or self.is_impossible:
            return None
        if self.day is not None and self.month is not None:
            day = date(self.year, self.month, self.day)
            return day, day
        if self.month is not None:
            return _part_of_month(self.year, self.month, self.part)
        if self.number is not None:
            return _numbered(self.year, self.precision, self.number)
        first, last = _PARTS_OF_YEAR.get(self.part, (1, 12))
        return _months(self.year, first, last)


#: A fiche that speaks of a later year means another one: « 2201 » for 2021.
LAST_YEAR = 2100
_PARTS_OF_YEAR = {"debut": (1, 4), "mi": (5, 8), "fin": (9, 12)}
_SEASONS = {1: ((3, 20), (6, 21)), 2: ((6, 20), (9, 23)), 3: ((9, 22), (12, 22))}
_WINTER = 4


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _part_of_month(year: int, month: int, part: str) -> tuple[date, date]:
    first, last = _months(year, month, month)
    thirds = {"debut": (1, 10), "mi": (10, 20), "fin": (20, last.day)}
    start, end = thirds.get(part, (1, last.day))
    return first.replace(day=start), first.replace(day=end)


def _numbered(year: int, precision: Precision, number: int) -> tuple[date, date]:
    if precision is Precision.TRIMESTRE:
        return _months(year, 3 * number - 2, 3 * number)
    if precision is Precision.SEMESTRE:
        return _months(year, 6 * number - 5, 6 * number)
    if number == _WINTER:  # « hiver 2021 » is either end of the year
        return date(year, 1, 1), date(min(year + 1, 9999), 3, 21)
    (first_month, first_day), (last_month, last_day) = _SEASONS[number]
    return date(year, first_month, first_day), date(year, last_month, last_day)


_MONTHS = (
    "janvier", "f[ée]\u0301?vrier", "mars", "avril", "mai", "juin", "juillet", "ao[uû]\u0302?t", "septembre", "octobre", "novembre", "d[ée]\u0301?cembre",
)  # fmt: skip
_SHORT_MONTHS = ("janv?", "f[ée]\u0301?vr?", None, "avr", None, None, "juil", None, "sept", "oct", "nov", "d[ée]\u0301?c")
_ORDINALS = {"1": "1|premier|première|i", "2": "2|deuxième|second|seconde|ii", "3": "3|troisième|iii", "4": "4|quatrième|dernier|iv"}

_LONG = "|".join(_MONTHS)
_SHORT = "|".join(f"{name}" for name in _SHORT_MONTHS if name)
_YEAR = r"(?:(?:1[6-9]|2\d)\d{2}|20\d{3})(?!\d)"
_PART = r"(?P<part>d[ée]but|fin|mi|milieu|courant)(?:\s*-\s*|\s+)(?:(?:du|de\s+la|de|d['’]|de\s+l['’])\s*)?(?:(?:mois|ann[ée]e)\s+(?:de\s+|d['’]\s*)?)?"
_DAY = r"(?P<day>\d{1,2}|premier)\s?(?:er|ᵉʳ|ère)?"
_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s+)?"
_ORDINAL = "|".join(_ORDINALS.values())
_OF_YEAR = r"(?:\s+(?:de\s+l['’]ann[ée]e\s+|de\s+|d['’]))?\s*"
_POINT = re.compile(
    rf"""
    (?=\d|(?<!\w)[^\W\d_])  # how each begins, told first because it is quick
    (?:
      (?<![\d./-])(?P<iso_year>\d{{4}})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)(?![\d-])
    | (?<![\d./-])(?P<num_day>\d{{1,2}})(?P<mark>[./-])(?P<num_month>\d{{1,2}})(?P=mark)(?P<num_year>\d{{4,5}}|\d\d)(?!\d|[./-]\d)
    | (?P<bare_day>(?<![\w.,/])\d{{1,2}})(?:er|ᵉʳ)?(?=(?:\s*[-–/,]\s*|\s+(?:et|au|ou)\s+(?:le\s+)?){_WEEKDAY}\d{{1,2}}(?:er)?(?:\s*(?:,|et|au)\s*\d{{1,2}}(?:er)?)*\s+(?:{_LONG})\b)
    | (?<![\w.,/]){_WEEKDAY}{_DAY}\s+(?:(?P<day_month>{_LONG})\b|(?P<day_short>{_SHORT})\b\.?)(?:,?\s+(?P<day_year>{_YEAR}))?
    | (?<!\w)(?<!\bde-)(?:{_PART})?(?:(?P<month>{_LONG})\b(?:,?{_OF_YEAR}(?P<month_year>{_YEAR})(?!\w))?|(?P<short>{_SHORT})\b\.?\s*(?P<short_year>{_YEAR})(?!\w))
    | (?<![\w-])(?:(?P<ordinal>{_ORDINAL})\s?(?:er|ère|e|è|ème|eme|nd|nde|ᵉʳ|ᵉ)?\s+)(?P<unit>trimestres?|trim\.?|semestres?|sem\.)(?:{_OF_YEAR}(?P<unit_year>{_YEAR})(?!\w))?
    | (?<!\w)(?:(?P<letter>[TS])(?P<letter_number>[1-4])|(?P<number_first>[1-4])(?P<letter_last>[TS]))(?=(?:\s*[-–/,]\s*[TS][1-4])*\s*[-/]?\s*{_YEAR})(?:\s*[-/]?\s*(?P<letter_year>{_YEAR}))?
    | (?<![\w-])(?P<season>printemps|[ée]t[ée]|automne|hiver|rentr[ée]e(?:\s+scolaire)?)\s+(?:de\s+)?(?P<season_year>{_YEAR})(?:\s?[-–/]\s?(?P<season_next>\d{{4}}))?(?!\w)
    | (?<![\w.,/+°º-])(?:{_PART.replace("<part>", "<year_part>")})?(?P<years>(?:19|2[0-9])\d\d(?:\s?[-–—/]\s?(?:19|2[0-9])\d\d)*)(?!\w|[.,]\d|[-–/]\d)
    | (?<![\w.,/+°º-])(?P<short_years>(?:19|20)\d\d[-–/]\d\d)(?!\w|[.,]\d|[-–/]\d)
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NUMBERED_TEXT = re.compile(r"(?:\bn\s?[°ºo]s?|\bnum[ée]ro|\barticles?|\bart\.|\b[LRD]\.?)\s*\Z", re.IGNORECASE)
_NEEDS_LE = re.compile(r"\b(?:le|du|au|avant|d[èe]s|depuis)\s+\Z", re.IGNORECASE)
# What is counted comes after its number, « 2000 jeunes », « 1950 € », « 2014 m² », unless the words before say it is a year.
_ALL_BUT_A_YEAR = re.compile(r"\b(?:exercices?|version|campagnes?|programmation|bilan|budgets?)\s+\Z", re.IGNORECASE)
_SAYS_YEAR = re.compile(
    r"(?:\b(?:en|depuis|ann[ée]es?|ans?|exercices?|version|campagnes?|programmation|bilan|budgets?|jusqu['’]en|partir de|fin|d[ée]but|mi|courant|(?:19|20)\d\d\s+à"
    rf"|{_LONG})[\s-]+)\Z",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s?(?:€|%|euros?\b|k€|m²|m2\b|ha\b|h\b|km\b)"
    r"|\s+(?!(?:ans|dans|puis|mais|sans|sous|vers|plus|moins|dès|trois|six|dix|les|des|ses|nos|aux|nous|ils|elles|après|très|pas|alors|tous|toutes|deux"
    r"|lors|depuis|prioritaires?|inclus|ces|vos|leurs|mois|voix|cas|as|es|est)\b)[a-zà-ÿœ’'-]{3,}[sx]\b",
)
_COUNTED_FEWER = re.compile(r"\s?(?:€|%|euros?\b|k€|m²|m2\b)", re.IGNORECASE)


def find_points(text: str) -> Iterator[Point]:
    """Yield the dates of `text` one by one, in order and disjoint; « 2013-2015 » gives two."""
    position = 0
    while match := _POINT.search(text, position):
        points = tuple(_read(match, text))
        yield from points
        position = match.end() if points else match.start() + 1


def _read(match: re.Match[str], text: str) -> Iterator[Point]:
    group = match.groupdict()
    start, end = match.span()
    if group["iso_year"]:
        yield Point(start, end, Precision.JOUR, int(group["iso_year"]), int(group["iso_month"]), int(group["iso_day"]))
    elif group["num_day"]:
        yield from _numeric_day(match, text)
    elif group["bare_day"]:
        yield Point(start, end, Precision.JOUR, day=int(group["bare_day"]))
    elif group["day_month"] or group["day_short"]:
        day = 1 if group["day"].casefold() == "premier" else int(group["day"])
        month = _month_number(group["day_month"] or group["day_short"])
        yield Point(start, end, Precision.JOUR, _year(group["day_year"]), month, day)
    elif group["month"] or group["short"]:
        month = _month_number(group["month"] or group["short"])
        yield Point(start, end, Precision.MOIS, _year(group["month_year"] or group["short_year"]), month, part=_part(group["part"]))
    elif group["unit"]:
        yield from _numbered_point(start, end, group["unit"], _ordinal(group["ordinal"]), _year(group["unit_year"]))
    elif group["letter"] or group["letter_last"]:
        number = int(group["letter_number"] or group["number_first"])
        yield from _numbered_point(start, end, group["letter"] or group["letter_last"], number, _year(group["letter_year"]))
    elif group["season"]:
        yield _season(start, end, group["season"].casefold(), int(group["season_year"]))
    elif group["years"]:
        yield from _years(match, text)
    else:
        yield from _short_years(match, text)


def _numeric_day(match: re.Match[str], text: str) -> Iterator[Point]:
    """« 15/03/2022 »; with two figures for the year, only where it cannot be the code of a fiche or a part of a number."""
    day, month, year = (match.group(name) for name in ("num_day", "num_month", "num_year"))
    announced = _NEEDS_LE.search(text, max(0, match.start() - 12), match.start())
    if len(year) == 2 and match.group("mark") != "/" and not announced:
        return
    if len(year) == 2 and not (int(day) <= 31 and int(month) <= 12):
        return
    full = 2000 + int(year) if len(year) == 2 else int(year)
    yield Point(match.start(), match.end(), Precision.JOUR, full, int(month), int(day))


def _numbered_point(start: int, end: int, unit: str, number: int, year: int | None) -> Iterator[Point]:
    precision = Precision.TRIMESTRE if unit.casefold().startswith("t") else Precision.SEMESTRE
    if precision is Precision.TRIMESTRE or number <= 2:
        yield Point(start, end, precision, year, number=number)


def _season(start: int, end: int, name: str, year: int) -> Point:
    if name.startswith("rentr"):
        return Point(start, end, Precision.MOIS, year, 9)
    number = 1 if name.startswith("print") else 2 if name[0] in "ée" else 3 if name.startswith("aut") else _WINTER
    return Point(start, end, Precision.SAISON, year, number=number)


def _years(match: re.Match[str], text: str) -> Iterator[Point]:
    """« 2021 », « 2013-2015 »: the first and the last of the years in a row."""
    start = match.start("years")
    years = list(re.finditer(r"\d{4}", match.group("years")))
    before = text[max(0, match.start() - 24) : match.start()]
    sure = bool(_SAYS_YEAR.search(before)) or match.group("year_part") is not None
    if _NUMBERED_TEXT.search(before) or (_COUNTED_FEWER if sure or len(years) > 1 else _COUNTED).match(text, match.end()):
        return
    values = [int(year.group()) for year in years]
    if min(values) > LAST_YEAR and (not sure or _ALL_BUT_A_YEAR.search(before) or _COUNTED.match(text, match.end())):
        return  # a number like another: « un budget 2500 », « en 2500 heures »
    part = _part(match.group("year_part"))
    yield Point(match.start(), start + years[0].end(), Precision.ANNEE, values[0], part=part)
    if len(years) > 1:
        yield Point(start + years[-1].start(), start + years[-1].end(), Precision.ANNEE, values[-1])


def _short_years(match: re.Match[str], text: str) -> Iterator[Point]:
    """« 2021-22 » is two years, « 2022-03 » a month."""
    start, end = match.span()
    first, second = int(match.group()[:4]), int(match.group()[5:])
    if _NUMBERED_TEXT.search(text[max(0, start - 12) : start]):
        return
    if 1 <= second - first % 100 <= 10:
        yield Point(start, start + 4, Precision.ANNEE, first)
        yield Point(start + 5, end, Precision.ANNEE, first - first % 100 + second)
    elif 1 <= second <= 12:
        yield Point(start, end, Precision.MOIS, first, second)


def _year(written: str | None) -> int | None:
    return int(written) if written else None


def _part(written: str | None) -> str:
    if not written or written.casefold() == "courant":
        return ""
    return {"d": "debut", "m": "mi", "f": "fin"}[written[0].casefold()]


def _month_number(name: str) -> int:
    for number, (long, short) in enumerate(zip(_MONTHS, _SHORT_MONTHS, strict=True), start=1):
        if re.fullmatch(long, name, re.IGNORECASE) or (short and re.fullmatch(short, name, re.IGNORECASE)):
            return number
    raise AssertionError(name)  # the pattern holds these names only


def _ordinal(written: str) -> int:
    return next(int(number) for number, names in _ORDINALS.items() if written.casefold() in names.split("|"))
