"""How much and until when: the amount and the period of a clause, which laws, signatures and deadlines are not."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.amounts import Amount, find_amounts
from ingest.dates import Bound, DateMention, Precision
from ingest.model import Span

_S = r"[ \t\r\n\xa0\u202f]"
_NUMBER_OF = r"(?:\d+|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|dix-huit|vingt-quatre)"
_DURATION = re.compile(
    rf"(?P<words>(?:pendant|sur|pour(?:{_S}+une{_S}+durée{_S}+de)?|durant){_S}+(?:les{_S}+)?{_NUMBER_OF}{_S}+(?:premi[èe]res{_S}+)?(?:ans?|années?|mois|semestres?)(?:{_S}+scolaires?)?)",
    re.IGNORECASE,
)
_REFERENCE_BEFORE = re.compile(
    r"(?:circulaires?|lois?|d[ée]crets?|arr[êe]t[ée]s?|instructions?|notes?|r[èe]glements?|ordonnances?|articles?|d[ée]lib[ée]rations?)\b[^,;:]{0,40}\Z",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"(?:sign[ée]{1,2}s?\s+(?:le|en)|\bdu|en\s+date\s+du|adopt[ée]{1,2}s?\s+(?:le|en))\s+\Z", re.IGNORECASE)
_CLOSED = re.compile(
    rf"(?P<words>(?:clos(?:e|es)?|cl[ôo]tur[ée]{{1,2}}s?|ferm[ée]{{1,2}}s?|achev[ée]{{1,2}}s?|termin[ée]{{1,2}}s?|prolong[ée]{{1,2}}s?){_S}+(?:le|en|depuis(?:{_S}+le)?)?{_S}*)\Z",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"\b(?:d[ée]p[ôo]ts?|dossiers?|candidatures?|demandes?|date\s+limite|[ée]ch[ée]ance|r[ée]ponses?|limite|inscriptions?|remise)\b",
    re.IGNORECASE,
)
_FOR_YEAR = re.compile(
    r"(?:\b(?:en|pour|sur|dès|ann[ée]e|p[ée]riode|au\s+titre\s+de|dans|saison|campagne|exercice|programmation|depuis|l['’]?)|[(,:–-])\s*(?:l['’]\s*)?(?:(?:la\s+)?p[ée]riode\s+|(?:l['’]\s*)?ann[ée]e\s+|le\s+|la\s+)?\Z",
    re.IGNORECASE,
)


def find_period(text: str, dates: Sequence[DateMention]) -> tuple[Span | None, DateMention | None]:
    """The date or duration of the money: a period first, then what it runs until, then a year; laws and signatures have dates of their own."""
    ranked: list[tuple[int, DateMention, Span]] = []
    for date in dates:
        before = text[max(0, date.span.start - 60) : date.span.start]
        if _REFERENCE_BEFORE.search(before) or is_deadline(text, date) or not date.is_dated:
            continue
        if date.bound is Bound.PERIODE:
            ranked.append((0, date, date.span))
        elif date.bound is Bound.JUSQUA:
            ranked.append((1, date, date.span))
        elif closed := _CLOSED.search(before):
            ranked.append((1, date, Span(date.span.start - len(before) + closed.start("words"), date.span.end)))
        elif date.bound is Bound.DEPUIS:
            ranked.append((2, date, date.span))
        elif (
            date.precision is not Precision.JOUR
            and not _SIGNED.search(before)
            and (_FOR_YEAR.search(before) or date.precision is not Precision.ANNEE or _ends(text, date))
        ):
            year = re.search(r"\d", text[date.span.start :]) if re.search(r"\w\s+d['’]\Z", before) else None  # « Quartiers d’été 2022 »
            ranked.append((3, date, Span(date.span.start + (year.start() if year else 0), date.span.end)))
    duration = _DURATION.search(text)
    if ranked:
        best = min(ranked, key=lambda found: found[0])
        for rank, date, span in ranked:  # « 2015-2020, prolongé jusqu’en 2023 »
            extends = rank == 1 and best[0] == 0 and date.last and best[1].last and date.last > best[1].last
            if extends and re.search(r"prolong|recondui|[ée]ten|renouvel", text[best[2].end : span.end], re.IGNORECASE):
                return Span(best[2].start, span.end), replace(best[1], last=date.last)
        years = [found for found in ranked if found[0] == best[0] == 3]
        if len(years) > 1 and all(_is_between_years(text[one[2].end : two[2].start]) for one, two in pairwise(years)):
            return _whole(text, Span(years[0][2].start, years[-1][2].end)), DateMention(
                "", best[1].span, Bound.PERIODE, best[1].precision, years[0][1].first, years[-1][1].last
            )
        return best[2], best[1]
    return (Span(*duration.span("words")), None) if duration else (None, None)


def _whole(text: str, span: Span) -> Span:
    """« (2019), 4 500 € (2020) » with the parentheses that it opens and closes in its middle."""
    inner = text[span.start : span.end]
    opened, closed = text[: span.start].endswith("(") and ")" in inner, text[span.end :].startswith(")") and "(" in inner
    return Span(span.start - opened, span.end + closed)


def _is_between_years(gap: str) -> bool:
    """« 2024 et 2025 », « 18 500 € en 2024 et 16 000 € en 2025 »."""
    for amount in find_amounts(gap):
        if re.fullmatch(r"\s*\(?(?:en|pour)?\s*", gap[amount.span.end :]):
            gap = gap[: amount.span.start]
            break
    return re.fullmatch(r"\s*\)?\s*(?:,|;|et|puis|/)\s*(?:puis\s*)?(?:en\s*)?", gap) is not None


def _ends(text: str, date: DateMention) -> bool:
    return not re.sub(r"[\s.)…]", "", text[date.span.end :]) or text[date.span.end :].lstrip(" \xa0\u202f")[:1] in (":", ",", ")", ";")


def is_deadline(text: str, date: DateMention) -> bool:
    """« dépôt des dossiers avant le 15 mars 2025 »."""
    before = text[max(0, date.span.start - 60) : date.span.start]
    return (
        date.precision in (Precision.JOUR, Precision.MOIS)
        and bool(_DEADLINE.search(re.split(r"[;:.]\s", before)[-1] if ":" not in before else before))
        and not _CLOSED.search(before)
    )


_IN_YEAR = re.compile(rf"{_S}*\(?(?:en{_S}+|pour{_S}+)?(?:19|20)\d\d(?!\d)\)?")
_THEN = re.compile(rf"{_S}*(?:,|;|et|puis|,{_S}*puis){_S}*")


def _goes_on(gap: str) -> bool:
    """Whether the words between two amounts give the year of the first and go on to the next: « en 2024 et »."""
    year = _IN_YEAR.match(gap)
    return _THEN.fullmatch(gap, year.end() if year else 0) is not None


def find_amount(text: str, colon: int | None, *, dated: bool) -> tuple[tuple[Amount, ...], Span | None]:
    """The amounts of the money, and the words of the first with the caps that follow it directly."""
    found = list(find_amounts(text))
    if colon is not None and any(amount.span.start > colon for amount in found):
        found = [amount for amount in found if amount.span.start > colon]  # « Abattement de 30 % de la TFPB : 210 000 € par an »
    if not found:
        return (), None
    first = next((amount for amount in found if not amount.is_cap), found[0])
    start, end = first.span.start, first.span.end
    if dated and (duration := re.match(rf"{_S}+sur{_S}+{_NUMBER_OF}{_S}+ans", text[end:])):
        end += duration.end()  # the dates are the period, the duration is what the amount is for
    used = [first]
    for amount in found:
        if (
            amount.span.start >= end
            and amount.is_cap
            and re.fullmatch(rf"{_S}*[,(]?{_S}*(?:et{_S}+|mais{_S}+|avec{_S}+|dont{_S}+)?", text[end : amount.span.start])
        ):
            end = amount.span.end
            used.append(amount)
        elif (following := _IN_YEAR.match(text, amount.span.end)) and _goes_on(text[end : amount.span.start]):
            end = following.end()  # « 18 500 € en 2024 et 16 000 € en 2025 »
            used.append(amount)
    return tuple(used), Span(start, end)
