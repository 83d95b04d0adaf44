"""Claims on money: what a scheme receives, from whom, and for which years."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ingest.amounts import Amount
from ingest.checks.claims import Claim, ClaimKind, Clause, written
from ingest.checks.names import BODIES, Names
from ingest.checks.phrases import Phrase, Segment
from ingest.checks.qualifiers import is_superseded, qualifiers
from ingest.checks.things import Key, antecedents, bare, heads, label_of, since
from ingest.checks.words import Kind
from ingest.dates import Bound, Precision
from ingest.model import SectionKind, Span

_PAYS = re.compile(r"\b(?:apporte|consacre|verse|alloue|attribue|finance|octroie|accorde|réserve|affecte|cofinance)(?:nt|ra|ront)?\b")
# « financée par la CAF (12 000 €) », « soutenu par le Conseil régional, qui y consacre 40 000 € »
_PAID_BY = re.compile(
    r"\b(?:co)?(?:financ|vers|allou|attribu|apport|octroy|subventionn|soutenu|pay|abond|accord|pris)\w*(?:\s+en\s+charge)?(?:\s+(?:en\s+partie|chaque\s+année|notamment|surtout))?"
    r"\s+par\s+(?:la\s|le\s|les\s|l['’])?\s?",
    re.IGNORECASE,
)
# Money that comes in by trade, or is asked of people, is no grant.
_TRADE = re.compile(
    r"\b(?:vend\w*|ventes?|recettes?|collect\w+|loyers?|dettes?|chiffre\s+d['’]affaires|économis\w+|adhésions?|cotisations?|tarifs?|amendes?)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(r"(?:\bà|\bde|\bpour)\s*\Z")
_SMALL_PRICE = 100
_COST = re.compile(r"\b(?:coût\w*|budgets?|prix|montant\s+total|dépenses?|travaux)\b", re.IGNORECASE)
_PERIOD_WORDS = re.compile(
    r"\b(?:convention\w*|programm\w+|période|financ\w+|crédits?|subvention\w*|soutien|accord|reconduit\w*|jusqu)\b", re.IGNORECASE
)
_FUNDED = re.compile(r"\b(?:financ|subventionn|reconduit|conventionn)(?:ée?s?|es?)\b", re.IGNORECASE)
#: Marks an amount as what a thing costs in all.
COSTS = frozenset(("coût",))
_CALLS = frozenset({"appel", "credit", "subvent", "dotat", "fond", "cofinanc", "autofinanc", "financ"})
_SOURCES = frozenset("de du des d par entre".split())
_SIGNS = frozenset("( ) , : ; – - —".split())
_ELSEWHERE = frozenset("pour sur avec dans vers aupres via titre voir qui que dont a au aux limite afin chez sans hors sauf".split())


def money_claims(clause: Clause, names: Names) -> Iterator[Claim]:
    """Yield what a clause says a scheme receives, and from whom."""
    amounts = [(span, amount) for span, amount in clause.amounts if amount.is_money and amount.upper is None]
    for number, (span, amount) in enumerate(amounts):
        if is_superseded(clause, span.start) or _is_trade(clause, span, amount):
            continue
        following = min(
            (other.start for other, _amount in clause.amounts if other.start > span.start), default=clause.sentence.excerpt.span.end
        )
        payers = _payers(clause, span, following, names)
        phrase, things = _scheme(clause, span, names, {key for key, _words in payers})
        if phrase is None:
            continue
        paying = frozenset(part for key, _words in payers for part in key)
        found = qualifiers(clause, span, names, per=amount.per)
        found = replace(
            found,
            places=found.places - paying,
            bound="max" if amount.is_cap else found.bound,
            is_rough=found.is_rough or amount.is_rough,
            is_part=found.is_part or (number > 0 and clause.segment(span.start).words[0].folded in ("soit", "dont")),
            purpose=found.purpose - paying,
        )
        start, whole, name = min(phrase.start, span.start), clause.sentence.excerpt.span, written(phrase, clause)
        yield Claim(
            ClaimKind.MONTANT, clause.fiche, clause.section, clause.quote(start, max(span.end, phrase.end if phrase.start > span.end else 0)), whole, things, name, "€", float(amount.value),
            amount.text, found, COSTS if _COST.search(clause.fiche.source.text, whole.start, span.start) else frozenset(),
            payers=frozenset(key for key, _words in payers),
        )  # fmt: skip
        if payers and not found.is_part:
            end = max(span.end, *(words.end for _key, words in payers))
            yield Claim(
                ClaimKind.FINANCEUR, clause.fiche, clause.section, clause.quote(start, end), whole, things, name, "",
                frozenset(key for key, _words in payers), " et ".join(written(words, clause) for _key, words in payers), found,
                aside=frozenset({str(float(amount.value))}),
            )  # fmt: skip


def _is_trade(clause: Clause, span: Span, amount: Amount) -> bool:
    """Tell whether money is a price or what is sold: « des repas à 3 € », « a vendu pour 9 000 € »."""
    text, segment = clause.fiche.source.text, clause.segment(span.start)
    if _TRADE.search(text, segment.start, span.start):
        return True
    return amount.value < _SMALL_PRICE and bool(_PRICE.search(text[segment.start : span.start]))


def period_claims(clause: Clause, names: Names) -> Iterator[Claim]:
    """Yield for which years a clause says a scheme is paid: « convention 2020-2022 », « jusqu’au 31 décembre 2023 »."""
    has_money = any(amount.is_money for _span, amount in clause.amounts)
    paid = _PAYS.search(clause.sentence.excerpt.text) or _PAID_BY.search(clause.sentence.excerpt.text)
    funded = (
        has_money
        or paid
        or _FUNDED.search(clause.sentence.excerpt.text)
        or clause.section in (SectionKind.FINANCEMENTS, SectionKind.DISPOSITIFS)
    )
    for span, mention in clause.dates:
        if mention.last is None or mention.bound not in (Bound.PERIODE, Bound.JUSQUA) or mention.school_year or mention.impossible:
            continue
        years: tuple[int | None, int | date] = (mention.first.year if mention.first else None, mention.last.year)
        if mention.first is None and mention.precision is Precision.JOUR:
            years = (None, mention.last)
        if mention.bound is Bound.PERIODE and (mention.precision is not Precision.ANNEE or years[0] == years[1]):
            continue
        segment = clause.segment(span.start)
        text = clause.fiche.source.text[segment.start : segment.end]
        alone = all(word.kind is not Kind.CONTENT for word in segment.words if not span.start <= word.start < span.end)
        if not ("onvention" in text or (funded and (alone or _PERIOD_WORDS.search(text)))):
            continue
        phrase, things = _scheme(clause, span, names, set())
        if phrase is not None:
            start = min(phrase.start, span.start)
            yield Claim(
                ClaimKind.PERIODE, clause.fiche, clause.section, clause.quote(start, max(span.end, phrase.end)), clause.sentence.excerpt.span, things,
                written(phrase, clause), "", years, mention.text, replace(qualifiers(clause, span, names), years=frozenset(), per="", bound=""),
            )  # fmt: skip


def _scheme(clause: Clause, span: Span, names: Names, paying: set[Key]) -> tuple[Phrase | None, tuple[Key, ...]]:
    """Return what the money is for, as a phrase and its keys: the label of the line, else the nearest name before, or after."""
    sentence = clause.sentence
    label = label_of(sentence, span.start)
    number = sentence.segment_at(span.start)
    if label is not None and (clause.segment(span.start).bracket < 0 or sentence.segments[number].opener == ":"):
        key = bare(names.key(label))
        if not is_body(key, names) or (paying and key not in paying):
            return (label, (key,)) if _is_scheme(key, names) else (None, ())
        # « CAF : CLAS, forfait de 2 500 € »: the body first, then what it pays for.
        candidates = [phrase for phrase in sentence.phrases if label.end < phrase.start < span.start]
    else:
        candidates = list(antecedents(sentence, span.start, clause.before))
    if paid := _paid_by(clause, span):
        candidates += list(antecedents(sentence, paid.start, clause.before))
    candidates += [cut for phrase in sentence.phrases if phrase.segment in (number, number + 1) and (cut := since(phrase, span.end))]
    for phrase in candidates:
        keys = tuple(key for key in heads(phrase, names) if key not in paying and _is_scheme(key, names) and not is_body(key, names))
        if keys:
            return phrase, keys
    return None, ()


def _is_scheme(key: Key, names: Names) -> bool:
    """Tell whether a key may be that of a scheme: « appel à projets politique de la ville » is shared out among many."""
    if key and key[0] in _CALLS:
        return any(part in names.proper and part not in names.places for part in key[1:])
    return names.is_specific(key)


def is_body(key: Key, names: Names) -> bool:
    return bool(key) and (key[0] in BODIES or key in names.bodies)


def _payers(clause: Clause, span: Span, until: int, names: Names) -> list[tuple[Key, Phrase]]:
    """Return the bodies that the clause says the amount comes from, each with its words."""
    sentence = clause.sentence
    number = sentence.segment_at(span.start)
    segment = sentence.segments[number]
    found: list[tuple[Key, Phrase]] = []
    subject = _PAYS.search(clause.fiche.source.text, segment.start, span.start)
    label = label_of(sentence, span.start)
    if subject:
        found = [(names.key(phrase), phrase) for phrase in sentence.phrases if phrase.segment == number and phrase.end <= subject.start()][
            -1:
        ]
    elif paid := _paid_by(clause, span):
        found = [(names.key(cut), cut) for phrase in sentence.phrases if (cut := since(phrase, paid.end)) and cut.start == paid.end]
    elif label is not None and is_body(names.key(label), names):
        found = [(names.key(label), label)]
    found = [(key, phrase) for key, phrase in found if _may_pay(key, names)]
    parts = [part for part in sentence.segments if segment.bracket < 0 or part.bracket == segment.bracket]
    words = [(*place, index) for index, part in enumerate(parts) for place in _with_opener(part) if span.end <= place[0] < until]
    phrases = {phrase.start: phrase for phrase in sentence.phrases}
    marked, end, aside = False, span.end, -1
    for position, (start, folded, index) in enumerate(words):
        if start < end or index == aside:
            continue
        following = words[position + 1][1] if position + 1 < len(words) else ""
        if folded in ("pour", "a") and following in ("moitie", "parts", "hauteur"):
            end = words[position + 1][0] + len(following)
        elif folded in ";.":
            break
        elif folded in _ELSEWHERE:
            marked, aside = False, index  # « pour l’ensemble des quartiers, apportés par l’État »
        elif start in phrases and folded not in _SIGNS:
            key = names.key(phrases[start])
            end = phrases[start].end
            if marked and _may_pay(key, names):
                if key not in [known for known, _phrase in found]:
                    found.append((key, phrases[start]))
            else:
                marked = False
        elif folded in _SOURCES or folded in ("(", "et", ",", ")"):
            marked = folded in _SOURCES or folded == "(" or bool(found)
    return found


def _paid_by(clause: Clause, span: Span) -> Span | None:
    """Where « financée par la » stands before an amount, in its segment or the one before."""
    sentence = clause.sentence
    found = [*_PAID_BY.finditer(clause.fiche.source.text, sentence.excerpt.span.start, span.start)]
    if not found or sentence.segment_at(found[-1].end()) < sentence.segment_at(span.start) - 1:
        return None
    return Span(found[-1].start(), found[-1].end())


def _with_opener(segment: Segment) -> Iterator[tuple[int, str]]:
    """The words of a segment, folded, with their places; before them the sign that opens it."""
    if segment.opener:
        yield segment.start, segment.opener
    yield from ((word.start, word.folded) for word in segment.words)


def _may_pay(key: Key, names: Names) -> bool:
    return bool(key) and (is_body(key, names) or any(part in names.proper and part not in names.places for part in key))
