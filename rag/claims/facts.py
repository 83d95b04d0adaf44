"""What a text states that has one right value: numbers, shares, amounts, dates, hours, codes; read alike in a sentence and in a passage."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

from text_to_num import text2num  # type: ignore[import-untyped]  # the package ships no types

from ingest.amounts import Unit, find_amounts
from ingest.dates import DateMention, find_dates
from ingest.folding import strip_accents
from ingest.model import Span
from ingest.references import find_references
from rag.analysis import STOP_WORDS, stem
from rag.claims.bounds import bounds_of

_TENS = "vingts?|trente|quarante|cinquante|soixante|septante|octante|nonante|quatre[- ]vingts?(?:[- ]dix)?"
_UNITS = "deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize"
_WORD = rf"(?:{_TENS}|{_UNITS}|cents?|mille|millions?|milliards?)"
_S = r"[ \t\xa0\u202f\r\n]"
_WRITTEN = rf"(?:{_WORD}(?:(?:-|{_S}+)(?:et{_S}+)?(?:{_WORD}|une?\b))*)\b"
_FIGURES = r"\d{1,3}(?:[ \xa0\u202f.]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?"
_NUMBER = re.compile(rf"(?<![\w.,])(?:(?P<figures>{_FIGURES})|(?P<words>{_WRITTEN}))(?![\w])", re.IGNORECASE)
_RANK = re.compile(r"(?<![\w.,])(\d{1,3})\s?(?:ers?|ères?|[eè]mes?|e|è|ᵉ|ᵉʳ|nde?)(?!\w)")
_HOUR = re.compile(
    rf"(?<![\w.,])(?P<hours>\d{{1,3}}|{_WRITTEN}){_S}?(?:h|heures?)\b{_S}?(?:(?P<minutes>\d{{2}})|et{_S}+(?P<half>demie|quart))?(?!\d)",
    re.IGNORECASE,
)
_ONE = rf"(?:une?|{_WORD}|\d{{1,3}})"
_OUT_OF = re.compile(
    rf"(?<![\w.,])(?P<n>{_ONE})(?:{_S}+(?!sur\b)(?P<what>[^\W\d_]+(?:(?:{_S}|['’])+[^\W\d_]+){{0,5}}?))?{_S}+sur{_S}+(?P<of>{_ONE})(?!\w)",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(
    rf"(?<!\w)(?P<n>{_ONE}){_S}+(?:de{_S}+(?:leurs?|ses|ces)|des|parmi{_S}+(?:les|leurs?|ses)){_S}+(?P<of>{_ONE})(?!\w)", re.IGNORECASE
)
_FRACTION = re.compile(
    rf"(?<!\w)(?:(?P<n>une?|les{_S}+{_ONE}|{_ONE}){_S}+)?(?P<part>tiers|quarts?|cinqui[èe]mes?|dixi[èe]mes?)(?!\w)|(?<!\w)(?:la{_S}+)?(?P<half>moiti[ée])(?!\w)",
    re.IGNORECASE,
)
_DIVIDED = re.compile(rf"(?<!\w)divis[^\W\d_]+{_S}+par{_S}+(?P<by>{_ONE})(?!\w)", re.IGNORECASE)
_QUARTERS = {"demie": 30, "quart": 15}
_PARTS = {"tiers": 3, "quart": 4, "cinquieme": 5, "dixieme": 10}
_ROUGH_VALUES = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000,
}  # fmt: skip
_SINGLE = re.compile(r"(?<!\w)(?:une?)\s+(?=(?:an|ann[ée]e|mois|semaine|jour|heure|trimestre|semestre)(?!\w))", re.IGNORECASE)
_ROUGH = re.compile(
    r"(?<!\w)(?:une|des|plusieurs|quelques)\s+(dizaine|douzaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|soixantaine|centaine|millier)s?(?!\w)",
    re.IGNORECASE,
)
_OF = re.compile(
    rf"{_S}*(?:seulement{_S}+)?(?:de{_S}+(?:l['’]|la{_S}+|leurs?{_S}+|ses{_S}+|ces{_S}+)?|des{_S}+|du{_S}+|d['’]|l['’])(?P<what>[^\W\d_]+(?:{_S}+(?!de\b|des\b|du\b|et\b|ou\b|sont\b|est\b|qui\b|dans\b|en\b|au\b|aux\b)[^\W\d_]+)?)",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    rf"(?<![\w.,])(?:(?P<between>entre){_S}+)?(?P<low>\d+(?:[.,]\d+)?|{_WRITTEN})(?:{_S}*(?:%{_S}*)?(?:-|–|à|(?(between)et|-)){_S}*(?P<high>\d+(?:[.,]\d+)?))?{_S}*(?:%|pour{_S}?cents?\b)",
    re.IGNORECASE,
)
_CODE_LIKE = re.compile(r"(?<![\w.])\d\.\d{1,2}\.\d{1,2}(?![\w.]\d)")
_PER = re.compile(
    r"(?:(?<!\w)(?:par|chaque|tous\s+les|toutes\s+les)\s+|(?<=\sde\s)l['’](?=heure)|(?<=\w|€)\s?/\s?)(ans?|ann[ée]es?|mois|jours?|semaines?|trimestres?|semestres?|heures?)(?!\w)|(?<!\w)(annuel|mensuel|hebdomadaire|quotidien|trimestriel|semestriel)\w*|(?<!\w)(annuellement|mensuellement)",
    re.IGNORECASE,
)
_PERIODS = {
    "an": "an",
    "annee": "an",
    "annuel": "an",
    "annuellement": "an",
    "mois": "mois",
    "mensuel": "mois",
    "mensuellement": "mois",
    "semaine": "semaine",
    "hebdomadaire": "semaine",
    "jour": "jour",
    "quotidien": "jour",
    "trimestre": "trimestre",
    "trimestriel": "trimestre",
    "semestre": "semestre",
    "semestriel": "semestre",
    "heure": "heure",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a text states it.

    `of` holds the words for what a share is a share of, `bounds` « au_plus », « environ » and their like.
    """

    kind: str  # « nombre », « part », « montant », « heure », « rang », « duree »
    value: Fraction
    span: Span
    unit: str = ""
    upper: Fraction | None = None
    per: frozenset[str] = frozenset()
    bounds: frozenset[str] = frozenset()
    of: str = ""
    share: Fraction | None = None  # of an amount that is the whole of a share: « 30 % des 6 millions »

    @property
    def key(self) -> tuple[str, Fraction, str, Fraction | None]:
        return (self.kind, self.value, self.unit, self.upper)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that has one right value in a text."""

    figures: tuple[Figure, ...]
    dates: tuple[DateMention, ...]
    codes: frozenset[str]
    periods: frozenset[str]  # « par an », « mensuel » : an, mois…

    @property
    def spans(self) -> tuple[Span, ...]:
        return tuple(sorted([*(figure.span for figure in self.figures), *(mention.span for mention in self.dates)]))


@lru_cache(maxsize=2_048)
def facts_of(text: str) -> Facts:
    references = find_references(text)
    taken = [reference.span for reference in references] + [Span(*match.span()) for match in _CODE_LIKE.finditer(text)]
    dates = tuple(mention for mention in find_dates(text) if not _meets(mention.span, taken))
    taken += [mention.span for mention in dates]
    figures: list[Figure] = []
    for figure in _figures(text):
        if not _meets(figure.span, taken):
            figures.append(figure)
            taken.append(figure.span)
    periods = frozenset(_PERIODS[_bare(next(filter(None, match.groups())))] for match in _PER.finditer(text))
    return Facts(
        tuple(sorted(figures, key=lambda figure: figure.span)), dates, frozenset(reference.code for reference in references), periods
    )


def _meets(span: Span, taken: list[Span]) -> bool:
    return any(other.start < span.end and span.start < other.end for other in taken)


def _figures(text: str) -> Iterator[Figure]:
    """Figures in order of claim: what is read first keeps its characters."""
    for match in _HOUR.finditer(text):
        if (hours := _value(match.group("hours"))) is not None:
            yield Figure(
                "heure",
                hours * 60 + (_QUARTERS[match.group("half").lower()] if match.group("half") else int(match.group("minutes") or 0)),
                Span(*match.span()),
                bounds=frozenset(bounds_of(text, *match.span())),
            )
    for match in _OF_WHICH.finditer(text):
        count, of = _value(match.group("n")), _value(match.group("of"))
        if count and of and count <= of <= 100:
            yield Figure("part", count / of, Span(*match.span()), bounds=frozenset(bounds_of(text, *match.span())))
    for match in _RANK.finditer(text):
        yield Figure("rang", Fraction(int(match.group(1))), Span(*match.span()))
    for match in _OUT_OF.finditer(text):
        count, of = _value(match.group("n")), _value(match.group("of"))
        if count and of and count <= of and of <= 100:
            what = match.group("what") or ""
            yield Figure("part", count / of, Span(*match.span()), bounds=frozenset(bounds_of(text, *match.span())), of=_counted(what))
    for match in _DIVIDED.finditer(text):
        if (by := _value(match.group("by"))) is not None and by > 1:
            yield Figure("part", 1 / by, Span(*match.span()), bounds=frozenset(bounds_of(text, *match.span())))
    for match in _FRACTION.finditer(text):
        yield _fraction(match, text)
    for match in _SINGLE.finditer(text):
        yield Figure(
            "duree",
            Fraction(1),
            Span(match.start(), match.start() + len(match.group().rstrip())),
            bounds=frozenset(bounds_of(text, match.start(), match.end())),
        )
    for match in _ROUGH.finditer(text):
        yield Figure("nombre", Fraction(_ROUGH_VALUES[match.group(1).casefold()]), Span(*match.span()), bounds=frozenset({"environ"}))
    for match in _PERCENT.finditer(text):
        low, high = (_value(match.group(name)) if match.group(name) else None for name in ("low", "high"))
        if low is not None:
            bounds = frozenset(bounds_of(text, *match.span()))
            yield Figure(
                "part",
                low / 100,
                Span(*match.span()),
                upper=high / 100 if high is not None else None,
                bounds=bounds,
                of=_base(text, match.end()),
            )
    # A share hides what it is a share of from those who read amounts: « 30 % du coût et 2 000 € ».
    for amount in find_amounts(_PERCENT.sub(lambda match: " " * len(match.group()), text)):
        core = _NUMBER.search(text, amount.span.start)
        at = core.start() if core and core.start() < amount.span.end else amount.span.start
        end = _core_end(text, at, amount.span.end)
        near = {*bounds_of(text, at, end), *(["au_plus"] if amount.is_cap else []), *(["environ"] if amount.is_rough else [])}
        kind = "montant" if amount.unit is Unit.EURO else "nombre"
        upper = Fraction(amount.upper) if amount.upper is not None else None
        yield Figure(
            kind,
            Fraction(amount.value),
            Span(at, end),
            amount.unit.value,
            upper,
            frozenset(map(_per, amount.per)),
            frozenset(near),
            share=_share_before(text, at),
        )
    for match in _NUMBER.finditer(text):
        number_value = _value(match.group())
        if number_value is not None:
            yield Figure("nombre", number_value, Span(*match.span()), bounds=frozenset(bounds_of(text, *match.span())))


def _core_end(text: str, start: int, limit: int) -> int:
    """Where the number, its scale and its unit end: « 20 000 € », before « par an »."""
    match = re.compile(
        r".*?(?:€|%|euros?\b|EUR\b|pour\s?cents?\b|ETP\b|KE\b|équivalents?[ -]temps[ -]pleins?)(?:\s*(?:-|–|à|et)\s*[\d\s\xa0\u202f.,]+(?:€|%|euros?\b))?",
        re.IGNORECASE | re.DOTALL,
    ).match(text, start, limit)
    return match.end() if match else limit


def _share_before(text: str, start: int) -> Fraction | None:
    match = re.search(r"(\d+(?:[.,]\d+)?)\s*%\s+(?:des|de|du|d['’](?:une?)?)\s*\Z", text[max(0, start - 20) : start])
    return Fraction(match.group(1).replace(",", ".")) / 100 if match else None


def _fraction(match: re.Match[str], text: str) -> Figure:
    span, base = Span(*match.span()), _base(text, match.end())
    bounds = frozenset(bounds_of(text, *match.span()))
    if match.group("half"):
        return Figure("part", Fraction(1, 2), span, bounds=bounds, of=base)
    count = _value(re.sub(r"^les\s+", "", match.group("n") or "un", flags=re.IGNORECASE)) or Fraction(1)
    part = strip_accents(match.group("part"))
    return Figure("part", count / _PARTS[part if part == "tiers" else part.removesuffix("s")], span, bounds=bounds, of=base)


def _bare(period: str) -> str:
    folded = strip_accents(period)
    return folded if folded == "mois" else folded.removesuffix("s")


def _per(words: str) -> str:
    folded = strip_accents(words).split()[0]
    return _PERIODS.get(folded, stem(folded))


def _base(text: str, end: int) -> str:
    of = _OF.match(text, end)
    return _counted(of.group("what")) if of else ""


def _counted(words: str) -> str:
    return " ".join(word for word in words.split() if strip_accents(word) not in STOP_WORDS and len(word) > 1)


@lru_cache(maxsize=8_192)
def _value(written: str) -> Fraction | None:
    plain = re.sub(_S, "", written)
    if plain[:1].isdigit():
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", plain):
            plain = plain.replace(".", "")
        try:
            return Fraction(Decimal(plain.replace(",", ".")))
        except InvalidOperation:
            return None
    if written.casefold() in ("un", "une"):
        return Fraction(1)
    try:
        return Fraction(int(text2num(" ".join(written.casefold().split()), "fr")))
    except ValueError:
        return None
