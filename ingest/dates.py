"""The dates and periods of a French text, each with its place, its words, and the first and last day it can be."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from ingest.date_points import Point, Precision, find_points
from ingest.lines import BOOKMARK
from ingest.model import Span

__all__ = ["Bound", "DateMention", "Precision", "find_dates"]


class Bound(StrEnum):
    """What a mention says of time."""

    DATE = "date"  # « juin 2024 »
    PERIODE = "periode"  # « de 2019 à 2021 »
    JUSQUA = "jusqua"  # « jusqu’en juin 2024 », « avant le 15 mars 2025 »
    DEPUIS = "depuis"  # « à partir de 2021 », « depuis 2015 »


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or a period as written: `text` stands at `span` of the text that was searched.

    `first` and `last` are the first and the last day it can be; None where it is open, where the year is left out (« le 15
    mars », « de novembre à janvier »), or where no calendar has the day. `precision` is that of the least precise end. `month`
    and `day` are those of a single date, so that « le 15 mars » can be compared. `school_year` marks « année scolaire
    2021-2022 » and the like.
    """

    text: str
    span: Span
    bound: Bound
    precision: Precision
    first: date | None
    last: date | None
    impossible: bool = False
    month: int | None = None
    day: int | None = None
    school_year: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether it can be set on a calendar."""
        return self.first is not None or self.last is not None

    @property
    def is_reversed(self) -> bool:
        """« de septembre 2021 à mars 2020 »: the end comes before the start."""
        return self.first is not None and self.last is not None and self.last < self.first

    def is_over(self, at: date) -> bool:
        """Whether its last possible day is before `at`."""
        return self.last is not None and self.last < at


_ANNEE = r"(?:(?:les?|la|l['’])\s*)?(?:(?P<school>ann[ée]es?\s+(?:scolaire|universitaire)s?|saisons?(?:\s+sportive)?)|(?P<plain>ann[ée]es?)(?:\s+civiles?)?|mois\s+d(?:e\s|['’]))\s*"
_LEAD = re.compile(rf"(?<!\w){_ANNEE}\Z", re.IGNORECASE)
_JUSQUA = re.compile(
    r"(?<!\w)(?:jusqu['’]\s?(?:en|au|aux|à(?:\s+(?:la|l['’]))?)|au\s+plus\s+tard(?:\s+(?:le|en|au|à\s+la))?|(?P<avant>avant)(?:\s+(?:le|la|l['’]))?"
    r"|d['’]\s?ici(?:\s+(?:à(?:\s+la)?|au|le|la))?)\s*\Z",
    re.IGNORECASE,
)
_DEPUIS = re.compile(
    r"(?<!\w)(?:à\s+(?:partir|compter)\s+(?:du|de\s+la|de\s+l['’]|de|d['’])|depuis(?:\s+(?:le|la|l['’]))?|d[èe]s(?:\s+(?:le|la|l['’]))?|après(?:\s+(?:le|la|l['’]))?)\s*\Z",
    re.IGNORECASE,
)
_OPENING = re.compile(r"(?<!\w)(?:de\s+la|de|du|d['’]|(?P<entre>entre)(?:\s+(?:le|la))?)\s*\Z", re.IGNORECASE)
_LE = r"(?:(?:le|la|l['’])\s*)?"
_TO = re.compile(
    rf"\s*[-–—/]\s*{_LE}|\s*,?\s*(?:et\s+)?(?:jusqu['’]\s?(?:en|au|à)|à|au)\s+{_LE}(?:{_ANNEE})?".replace("(?P<school>", "(?:").replace(
        "(?P<plain>", "(?:"
    ),
    re.IGNORECASE,
)
_AND = re.compile(rf"\s+et\s+{_LE}", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:[,/-]|,?\s*(?:et|ou|puis)\s)\s*(?:(?:en|le|au|du|à\s+la)\s+)?", re.IGNORECASE)
_ANY_DATE = re.compile(r"\d\d|\d[.-/]|janv|f[ée]\u0301?v|mars|avr|mai|jui|ao[uû]|sept|oct|nov|d[ée]\u0301?c|trim|sem", re.IGNORECASE)
_LOOK_BACK = 40  # characters: « au plus tard à la fin de l’année scolaire »


def find_dates(text: str) -> tuple[DateMention, ...]:
    """Return the dates and periods that `text` names, in order and disjoint.

    Not dates: codes (« 1.2.3 »), amounts, telephone numbers, « loi n° 2014-173 », articles, decades (« les années 1990 »).
    Impossible ones (« 31 février 2021 », « en 2201 ») are kept and marked. « avant le 15 mars » ends that day, « avant juin »
    the day before.
    """
    if not _ANY_DATE.search(text):
        return ()
    plain = BOOKMARK.sub(lambda match: " " * len(match.group()), text)
    points = list(_with_years(list(find_points(plain)), plain))
    mentions: list[DateMention] = []
    index = 0
    while index < len(points):
        mention, used = _mention(points, index, plain, mentions[-1].span.end if mentions else 0)
        if mention is not None:
            mentions.append(replace(mention, text=text[mention.span.start : mention.span.end]))
        index += used
    return tuple(mentions)


def _with_years(points: Sequence[Point], text: str) -> Iterator[Point]:
    """Give the dates that lean on the next one its month and year: « du 3 au 7 mars 2022 », « entre mars et juin 2022 »."""
    resolved: list[Point] = []
    for point in reversed(points):
        following = resolved[-1] if resolved else None
        if following is not None and point.year is None:
            gap = text[point.end : following.start]
            if _TO.fullmatch(gap) or _LIST.fullmatch(gap):
                point = _leaning(point, following)
        resolved.append(point)
    previous: Point | None = None
    for point in reversed(resolved):
        if point.month is None and point.day is not None:
            continue  # « 3 au 7 » of nothing
        if point.year is None and previous is not None and _TO.fullmatch(text[previous.end : point.start]) and _same_kind(previous, point):
            point = _later(previous, point)
        yield point
        previous = point


def _leaning(point: Point, following: Point) -> Point:
    if point.month is None and point.day is not None:
        return replace(point, month=following.month, year=following.year) if following.day is not None else point
    if following.year is None or not _same_kind(point, following):
        return point
    return replace(point, year=following.year - (_order(point) > _order(following)))


def _later(previous: Point, point: Point) -> Point:
    """« septembre 2021 à juin »: the June that follows."""
    return point if previous.year is None else replace(point, year=previous.year + (_order(point) < _order(previous)))


def _same_kind(one: Point, other: Point) -> bool:
    return (one.month is not None and other.month is not None) or (one.number is not None and one.precision is other.precision)


def _order(point: Point) -> tuple[int, int]:
    return (point.month or point.number or 0, point.day or 0)


def _mention(points: Sequence[Point], index: int, text: str, floor: int) -> tuple[DateMention | None, int]:
    """Read the mention that opens with `points[index]`: itself, or a period with the next; and how many points it takes."""
    point = points[index]
    start, lead = point.start, _LEAD.search(text, max(floor, point.start - _LOOK_BACK), point.start)
    school = bool(lead and lead.group("school"))
    if lead and lead.group("plain") and lead.group("plain").casefold().endswith("s") and _is_decade(point, points[index + 1 : index + 2]):
        return None, 1
    base = lead.start() if lead else start
    until, since, opening = (pattern.search(text, max(floor, base - _LOOK_BACK), base) for pattern in (_JUSQUA, _DEPUIS, _OPENING))
    following = points[index + 1] if index + 1 < len(points) else None
    gap = text[point.end : following.start] if following else ""
    if following and not until and (_TO.fullmatch(gap) or (opening and opening.group("entre") and _AND.fullmatch(gap))):
        words = since or opening
        begin = words.start() if words else lead.start("school") if lead and school else start
        return _period(point, following, begin, school, text), 2
    if words := until or since:
        return _open(point, words, until is not None, text), 1
    bounds = point.bounds()
    first, last = bounds or (None, None)
    span = Span(start, point.end)
    mention = DateMention(
        text[start : point.end], span, Bound.DATE, point.precision, first, last, point.is_impossible, point.month, point.day
    )
    return mention, 1


def _is_decade(point: Point, following: Sequence[Point]) -> bool:
    return point.precision is Precision.ANNEE and (point.year or 1) % 10 == 0 and not following


def _period(point: Point, following: Point, begin: int, school: bool, text: str) -> DateMention:
    opens, closes = point.bounds(), following.bounds()
    first, last = opens[0] if opens else None, closes[1] if closes else None
    school = school and point.precision is following.precision is Precision.ANNEE
    if school and first and last:
        first, last = first.replace(month=9), last.replace(month=8)
    precision = max(point.precision, following.precision, key=list(Precision).index)
    impossible = point.is_impossible or following.is_impossible
    span = Span(begin, following.end)
    return DateMention(text[begin : following.end], span, Bound.PERIODE, precision, first, last, impossible, school_year=school)


def _open(point: Point, words: re.Match[str], until: bool, text: str) -> DateMention:
    bounds = point.bounds()
    first, last = bounds or (None, None)
    span = Span(words.start(), point.end)
    written = text[span.start : span.end]
    if not until:
        return DateMention(written, span, Bound.DEPUIS, point.precision, first, None, point.is_impossible, point.month, point.day)
    # « avant juin » ends in May; « avant le 15 mars » and « avant fin juin » are said of their last day.
    if first and words.group("avant") and point.precision is not Precision.JOUR and point.part != "fin":
        last = first - timedelta(days=1)
    return DateMention(written, span, Bound.JUSQUA, point.precision, None, last, point.is_impossible, point.month, point.day)
