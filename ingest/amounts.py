"""The amounts of a French text, each with its place, its words, its value and what it is counted by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from text_to_num import text2num  # type: ignore[import-untyped]  # the package ships no types

from ingest.dates import find_dates
from ingest.lines import BOOKMARK
from ingest.model import Span


class Unit(StrEnum):
    EURO = "€"
    POURCENT = "%"
    ETP = "ETP"  # full-time posts: « 0,5 ETP » is a contribution too
    AUCUNE = ""  # a number whose unit nobody wrote


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as written: `text` stands at `span` of the text that was searched.

    The words run from « jusqu’à », « dans la limite de » or the « de » of a range to the last of « HT », « par an », « par
    jeune » and, after a share, of what it is a share of: « 70 % du coût de l’action », « 30 % des 6 millions d’euros », whose
    `base` is six million. `upper` is the second end of a range. `per` holds « an », « jeune »…, `tax` is « HT » or « TTC ».
    """

    text: str
    span: Span
    value: Decimal
    unit: Unit
    upper: Decimal | None = None
    per: tuple[str, ...] = ()
    tax: str = ""
    is_cap: bool = False
    is_rough: bool = False
    base: Decimal | None = None

    @property
    def is_money(self) -> bool:
        return self.unit is Unit.EURO


_S = r"[ \t\r\n\xa0\u202f]"
_DIGITS = r"(?:\d{1,3}(?:[ \xa0\u202f]\d{3})+(?:,\d{1,2})?|\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?(?![.\d])|\d+(?:[.,]\d+)?)(?![\d])"
_TENS = "vingts?|trente|quarante|cinquante|soixante|septante|octante|huitante|nonante|quatre[- ]vingts?(?:[- ]dix)?"
_UNITS = "un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize"
_WORD = rf"(?:{_TENS}|{_UNITS}|cents?|mille|millions?|milliards?)"
_WORDS = rf"(?:{_WORD}(?:(?:-|{_S}+)(?:et{_S}+)?{_WORD})*)"
_NUMBER = rf"(?:{_DIGITS}|{_WORDS}\b)"
_QUANTITY = re.compile(
    rf"(?P<number>{_NUMBER}){_S}*"
    rf"(?:(?P<scale>mille|milliers?|millions?|milliards?|k|Md|M)?{_S}*(?P<euro>(?:d['’]{_S}?)?euros?\b|€uros?\b|€|EUR\b)|(?P<ke>KE)\b"
    rf"|(?P<percent>%|pour{_S}?cents?\b)|(?P<etp>ETP\b|équivalents?[ -]temps[ -]pleins?))?",
    re.IGNORECASE,
)
# A group of three figures after one to three others goes on with them; after a year it does not.
_START = re.compile(rf"(?<![\w.,/-])(?<!\b\d{_S})(?<!\b\d\d{_S})(?<!\b\d\d\d{_S})(?=\d|{_WORD}\b)", re.IGNORECASE)
_TO = re.compile(rf"{_S}*(?:-|–|à){_S}*", re.IGNORECASE)
_AND = re.compile(rf"{_S}+et{_S}+", re.IGNORECASE)
_TIMES = {
    "k": 1_000,
    "m": 1_000_000,
    "md": 1_000_000_000,
    "mille": 1_000,
    "millier": 1_000,
    "million": 1_000_000,
    "milliard": 1_000_000_000,
}
_ANY_UNIT = re.compile(r"[€%]|eur|cent|temps|\b(?:KE|ETP)\b", re.IGNORECASE)
_CAP = r"jusqu['’]à|dans la limite (?:de|d['’])|(?:est |sera |sont )?plafonn[ée]e?s? à|au plus|(?:pour )?un maximum de|maximum de|sans dépasser|n['’]excédant pas|limitée?s? à"
_ROUGH = r"environ|près de|quelque|de l['’]ordre de|autour de"
_BEFORE = re.compile(
    rf"(?<!\w)(?:(?P<cap>{_CAP.replace(' ', _S + '+')})|(?P<rough>{_ROUGH.replace(' ', _S + '+')})|(?P<least>au{_S}+moins|plus{_S}+de|moins{_S}+de|à{_S}+partir{_S}+de))"
    rf"{_S}*(?:(?:un|le){_S}+(?:montant|plafond){_S}+de{_S}*)?\Z",
    re.IGNORECASE,
)
_OPENS_RANGE = re.compile(rf"(?<!\w)(?P<word>de|entre|d['’]){_S}*\Z", re.IGNORECASE)
_PER_WHAT = r"(?!(?:l['’]|les?\b|la\b|des\b|un\b|une\b|leurs?\b|ses?\b|ailleurs\b))[^\W\d_][\w’'-]*(?:\(\w{1,3}\))?"
_AFTER = re.compile(
    rf"{_S}*(?:,{_S}*)?(?P<tax>H\.?T\.?|TTC|toutes taxes comprises|hors taxes)\b"
    rf"|{_S}*(?:et{_S}+|,{_S}*)?(?:par|/){_S}*(?P<per>(?:an|ann[ée]e|mois|jour|semaine|trimestre|semestre|heure|[ée]dition|session)\b|{_PER_WHAT}(?:{_S}+(?:de{_S}+|d['’])(?!la\b|l\b|leurs?\b|ses?\b)(?-i:[a-zà-ÿœ])[\w-]*)?(?:{_S}+[^\W\d_]+(?:é|ée|és|ées|ives?|ifs?|bles?|aires?|els?|elles?|al|ale|aux)(?![\w]))?)"
    rf"|{_S}*(?P<cap>(?:au{_S}+)?(?:plus|maximum)|max\.?)(?!\w)"
    rf"|{_S}*(?P<yearly>annuels?|annuelles?|chaque{_S}+année|de{_S}+l['’]heure|mensuels?)(?!\w)",
    re.IGNORECASE,
)
# « du coût de l’ingénierie de relogement », up to what limits, dates or explains it.
_SHARED = re.compile(
    rf"{_S}+(?:du|de{_S}+la|de{_S}+l['’]|des|de{_S}+leurs?|de{_S}+son|de{_S}+ses|d['’]un)(?=\W|\w)(?:(?!{_S}+(?:pour|par|dans|jusqu|à{_S}+(?:partir|compter|hauteur)|en{_S}+\d|de{_S}+\d{{4}}|sur{_S}|plafonn|pris(?:es?)?\b|vers[ée]|financ[ée]|est\b|sont\b|sera\b|au{_S}+titre|avec\b|si\b|lorsque\b|soit\b|depuis\b|puis\b|ou\b))[^,;:.()\[\]–—!?])+",
    re.IGNORECASE,
)
_OF_AMOUNT = re.compile(rf"{_S}+(?:des|de|du|d['’]un|d['’]une|de{_S}+la){_S}*(?:montant{_S}+de{_S}+|enveloppe{_S}+de{_S}+)?", re.IGNORECASE)


@lru_cache(maxsize=8_192)
def find_amounts(text: str) -> tuple[Amount, ...]:
    """Return the amounts of `text` that have a unit, in order and disjoint: « 20 k€ », « vingt mille euros », « de 2 000 à 5 000 € HT »."""
    return tuple(_amounts(text)) if _ANY_UNIT.search(text) else ()


@dataclass(frozen=True, slots=True)
class _Quantity:
    written: str
    scale: str
    unit: Unit | None
    end: int

    @property
    def value(self) -> Decimal | None:
        """The number, None for words that are none (« un cent »)."""
        times = _TIMES[self.scale] if self.scale else 1
        if self.written[0].isdigit():
            figures = re.sub(_S, "", self.written)
            thousands = times == 1 and re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", figures)
            return Decimal((figures.replace(".", "") if thousands else figures).replace(",", ".")) * times
        try:
            return Decimal(int(text2num(" ".join(self.written.casefold().split()), "fr"))) * times
        except ValueError:
            return None


def _quantity(plain: str, start: int) -> _Quantity | None:
    match = _QUANTITY.match(plain, start)
    if match is None:
        return None
    unit = Unit.POURCENT if match.group("percent") else Unit.ETP if match.group("etp") else None
    scale = (match.group("scale") or "").casefold().removesuffix("s")
    if match.group("euro") or match.group("ke"):
        unit, scale = Unit.EURO, scale or ("k" if match.group("ke") else "")
    return _Quantity(match.group("number"), scale if unit else "", unit, match.end() if unit else match.end("number"))


def _amounts(text: str) -> Iterator[Amount]:
    plain = BOOKMARK.sub(lambda match: " " * len(match.group()), text)
    position = 0
    while start := _START.search(plain, position):
        first = _quantity(plain, start.start())
        amount = _amount(first, start.start(), plain, text, position) if first else None
        if amount is not None:
            yield amount
        position = amount.span.end if amount else first.end if first else start.start() + 1


def _amount(first: _Quantity, start: int, plain: str, text: str, floor: int) -> Amount | None:
    opening = _OPENS_RANGE.search(plain, max(floor, start - 8), start)
    second = _second(first, plain, between=opening is not None and opening.group("word").casefold() == "entre")
    unit = first.unit or (second.unit if second else None)
    low = (replace(first, scale=second.scale) if second and not first.unit else first).value
    if unit is None or low is None:
        return None
    end, cap, rough = second.end if second else first.end, False, False
    if before := _BEFORE.search(plain, max(floor, start - 40), start):
        start, cap, rough = before.start(), before.group("cap") is not None, before.group("rough") is not None
    elif second and opening:
        start = opening.start()
    per: list[str] = []
    tax = ""
    while after := _AFTER.match(plain, end):
        if after.group("tax"):
            tax = "TTC" if after.group("tax").casefold().startswith("t") else "HT"
        if after.group("per"):
            per.append(" ".join(after.group("per").split()))
        elif (after.group("yearly") or "").casefold().startswith(("ann", "chaque")):
            per.append("an")
        cap = cap or after.group("cap") is not None
        end = after.end()
    base = None
    if unit is Unit.POURCENT:
        end, base = _share(plain, end)
    return Amount(text[start:end], Span(start, end), low, unit, second.value if second else None, tuple(per), tax, cap, rough, base)


def _second(first: _Quantity, plain: str, *, between: bool) -> _Quantity | None:
    """The other end of a range: « 2 000 à 5 000 € », « entre 10 et 20 % »; « 50 % ou 5 000 € » are two amounts."""
    to = _TO.match(plain, first.end) or (_AND.match(plain, first.end) if between else None)
    second = _quantity(plain, to.end()) if to else None
    if second is None or second.unit is None or second.value is None or first.unit not in (None, second.unit):
        return None
    return second


def _share(plain: str, end: int) -> tuple[int, Decimal | None]:
    """What a share is a share of: « des 6 millions d’euros », « du coût de l’action »."""
    of = _OF_AMOUNT.match(plain, end)
    whole = _quantity(plain, of.end()) if of else None
    if whole and whole.unit is Unit.EURO:
        return whole.end, whole.value
    shared = _SHARED.match(plain, end)
    return (end + len(shared.group().rstrip()) if shared else end), None


_BARE = re.compile(
    r"(?<![\w.,/°º-])(?<!\d[ \xa0\u202f])(?:\d{1,3}(?:[ \xa0\u202f.]\d{3})+|\d{3,7})(?:,\d{1,2})?(?![\w%€]|[.,/-]\d|[ \xa0\u202f]\d)"
)
_COUNTS = re.compile(rf"{_S}+(?!(?:par|HT|TTC|en|pour|sur|de|au|et|ou|à|dans|maximum|annuels?|est|sont|ont|sera)\b)[^\W\d_]{{2,}}")


def bare_numbers(text: str) -> tuple[Amount, ...]:
    """Return the numbers of three figures or more that nothing counts: « une enveloppe de 12 000 », « montant : 5 000 par an ».

    Amounts with a unit, dates, codes and what is followed by the thing it counts (« 140 enfants ») are not among them.
    """
    plain = BOOKMARK.sub(lambda match: " " * len(match.group()), text)
    taken = [amount.span for amount in find_amounts(text)] + [mention.span for mention in find_dates(text)]
    found = []
    for match in _BARE.finditer(plain):
        span = Span(*match.span())
        if not _COUNTS.match(plain, match.end()) and not any(one.start < span.end and span.start < one.end for one in taken):
            value = _Quantity(match.group(), "", None, match.end()).value
            if value is not None:
                found.append(Amount(text[span.start : span.end], span, value, Unit.AUCUNE))
    return tuple(found)
