"""A clause of a financements field -> its parts: who pays, for what, how much, until when; each with its place, blank where it has none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.amounts import Amount, find_amounts
from ingest.bodies_in_text import FoundBody
from ingest.dates import DateMention, find_dates
from ingest.funding_money import colon_of, is_body_name, names_bodies, trim
from ingest.funding_payers import bodies_of, find_funder, is_payer_before
from ingest.funding_schemes import find_scheme
from ingest.funding_when import find_amount, find_period, is_deadline
from ingest.model import Span


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a clause, as spans of its text."""

    scheme: Span | None = None
    funder: Span | None = None
    funders: tuple[FoundBody, ...] = ()
    amount: Span | None = None
    amounts: tuple[Amount, ...] = ()
    period: Span | None = None
    mention: DateMention | None = None
    conditions: tuple[Span, ...] = field(default=())
    deadlines: tuple[DateMention, ...] = ()


def parts_of(text: str, *, listed: bool = False) -> Parts:
    """Read one clause; a `listed` one is a bare body, with its amount at most."""
    colon = colon_of(text)
    dates = find_dates(text)
    period, mention = find_period(text, dates)
    amounts, amount = find_amount(text, colon, dated=mention is not None)
    if listed:
        funder = trim(text, Span(0, amount.start if amount else len(text))) or (trim(text, Span(amount.end, len(text))) if amount else None)
        inside = re.search(r"\(([^()]*)\)", text[funder.start : funder.end]) if funder else None
        if funder and inside and not is_body_name(inside.group(1)) and not names_bodies(inside.group(1)):
            given = Span(funder.start + inside.start(1), funder.start + inside.end(1))
            funder = trim(text, Span(funder.start, funder.start + inside.start()))
            return Parts(given, funder, bodies_of(text, funder), amount, amounts, period, mention)
        return Parts(None, funder, bodies_of(text, funder), amount, amounts, period, mention)
    left_is_body = colon is not None and is_payer_before(text, colon)
    funder = find_funder(text, colon, left_is_body=left_is_body)
    taken = [span for span in (amount, period) if span] + [one.span for one in amounts]
    scheme = find_scheme(text, colon, funder, taken, left_is_body=left_is_body)
    deadlines = tuple(date for date in dates if date.last and date is not mention and is_deadline(text, date))
    return Parts(scheme, funder, bodies_of(text, funder), amount, amounts, period, mention, _conditions(text), deadlines)


def _conditions(text: str) -> tuple[Span, ...]:
    """Who may ask, for whom, on what terms: « sous condition d’un contrat d’engagement », « pour les allocataires du RSA »."""
    pattern = r"(?:sous\s+(?:condition|r[ée]serve)|[àa]\s+condition|r[ée]serv[ée]{1,2}s?\s+(?:à|aux)|pour\s+les?\s+(?=[a-zà-ÿ])|ouverte?s?\s+(?:à|aux)|à\s+destination\s+d|fl[ée]ch[ée]{1,2}s?\s+vers|à\s+l['’]employeur|sur\s+(?:appel|dossier)|le\s+cas\s+échéant|dans\s+la\s+limite|plafonn\w+|uniquement|hors\s)[^,;.]*"
    return tuple(Span(match.start(), match.start() + len(match.group().rstrip())) for match in re.finditer(pattern, text, re.IGNORECASE))


_BARE_NOUN = re.compile(
    r"\W*(?:(?:co-?)?financements?|subventions?|participations?|contributions?|soutiens?|aides?|apports?|cr[ée]dits?)(?:\s+(?:financi[eè]re?s?|attendu[es]*|mobilis\w+|sollicit\w+|possibles?|possible|acquis|publics?|financier|annuel\w*|pr[ée]vu[es]*))*\W*",
    re.IGNORECASE,
)


def shared_out(text: str, parts: Parts) -> tuple[Parts, ...]:
    """« Cofinancement de la CAF, de l'ARS et de la Région »: each body gives money of its own, so each is a mention.

    A scheme that has a name is one, whoever pays it: « Projet social de territoire : CAF et villes ».
    """
    named = (
        text[
            parts.scheme.start : (parts.funder or parts.scheme).start
            if parts.funder and parts.funder.start > parts.scheme.start
            else parts.scheme.end
        ]
        if parts.scheme
        else ""
    )
    bare = re.sub(r"\s+(?:de\s+la|de\s+l['’]|des|du|de|d['’]|par)\s*(?:la\s+|les?\s+|l['’]\s*)?\Z", "", named)
    if len(parts.funders) < 2 or not bare or not _BARE_NOUN.fullmatch(bare) or parts.scheme is None:
        return (parts,)
    if ":" in text[parts.scheme.start : parts.funders[0].span.start]:  # « Financements : CAF, ARS » is but a label
        return tuple(replace(one, scheme=None) for one in _each(text, parts, parts.scheme))
    scheme = Span(parts.scheme.start, parts.scheme.start + len(bare.rstrip(" :,\xa0")))
    return tuple(_each(text, parts, scheme))


def _each(text: str, parts: Parts, scheme: Span) -> Iterator[Parts]:
    """One mention a body, each with the amount that follows it."""
    amounts = find_amounts(text)
    ends = [body.span.start for body in parts.funders[1:]] + [len(text)]
    for body, end in zip(parts.funders, ends, strict=True):
        own = tuple(amount for amount in amounts if body.span.end <= amount.span.start < end)
        words = own[0].span if own else None
        yield replace(parts, scheme=scheme, funder=body.span, funders=(body,), amount=words, amounts=own)
