"""Claims on who pays where no amount is told: « le Bus santé, financé par l’ARS », « que finance la CAF »."""

import re
from collections.abc import Iterator, Sequence

from ingest.checks.claims import Claim, ClaimKind, Clause, written
from ingest.checks.leader_claims import is_somebody
from ingest.checks.money_claims import is_body
from ingest.checks.names import Names
from ingest.checks.phrases import Phrase, Sentence
from ingest.checks.qualifiers import qualifiers
from ingest.checks.things import antecedents, heads, since, until
from ingest.model import Span

_ARTICLE = r"(?:la\s|le\s|les\s|l['’]\s?)?"
_WHOLLY = r"(?:\s+(?:intégralement|entièrement|exclusivement|uniquement|chaque\s+année|depuis\s+\d{4}))?"
_FUNDED_BY = re.compile(
    rf"(?<![\w-])(?:(?:financée?s?|prise?s?\s+en\s+charge|payée?s?){_WHOLLY}\s+par|qu(?:e\s|['’])(?:finance|paie)(?:nt)?)\s+{_ARTICLE}",
    re.IGNORECASE,
)
_FUNDS = re.compile(r"(?:\s|^)(?:finance|paie)(?:nt)?\s+(?:seule?\s+)?(?:l['’]\s?|(?:la|les|le|son|sa)\s)")
_FUNDER = re.compile(rf"\b(?:financeur|financement)\s*:\s*{_ARTICLE}", re.IGNORECASE)
_NEXT = re.compile(rf"\s*(?:,|\bet\b|,\s*et\b)\s+(?:par\s+)?{_ARTICLE}")
_NOT = re.compile(r"\b(?:que|dont|ne|n['’])\s*\Z")


def funder_claims(clause: Clause, names: Names) -> Iterator[Claim]:
    """Yield who a clause without an amount says pays for a thing."""
    text, offset = clause.sentence.excerpt.text, clause.sentence.excerpt.span.start
    if clause.amounts or not ("financ" in text or "charge" in text or "pa" in text):
        return
    for match in (*_FUNDED_BY.finditer(text), *_FUNDER.finditer(text)):
        payers = _listed(clause.sentence, offset + match.end())
        yield from _claim(clause, names, list(antecedents(clause.sentence, offset + match.start(), clause.before)), payers)
    for match in _FUNDS.finditer(text):
        number = clause.sentence.segment_at(offset + match.start())
        payer = [
            cut for phrase in clause.sentence.phrases if phrase.segment == number and (cut := until(phrase, offset + match.start() + 1))
        ]
        paid = [
            cut for phrase in clause.sentence.phrases if (cut := since(phrase, offset + match.end())) and cut.start == offset + match.end()
        ]
        if not _NOT.search(text[: match.start()]) and payer:
            yield from _claim(clause, names, paid, payer[-1:])


def _listed(sentence: Sentence, start: int) -> list[Phrase]:
    """The phrases right after « par », with those that a comma or « et » joins to them."""
    found: list[Phrase] = []
    end = start
    for phrase in filter(None, (since(phrase, start) for phrase in sentence.phrases)):
        gap = sentence.excerpt.text[end - sentence.excerpt.span.start : phrase.start - sentence.excerpt.span.start]
        if not (_NEXT.fullmatch(gap) if found else re.fullmatch(r"\W{0,3}", gap)):
            break
        found.append(phrase)
        end = phrase.end
    return found


def _claim(clause: Clause, names: Names, paid: Sequence[Phrase], payers: Sequence[Phrase]) -> Iterator[Claim]:
    bodies = [phrase for phrase in payers if is_somebody(phrase, names)]
    keys = frozenset(key for phrase in bodies if (key := names.key(phrase)))
    for phrase in paid:
        things = tuple(key for key in dict.fromkeys(heads(phrase, names)) if key not in keys and not is_body(key, names))
        if things and keys:
            start, end = min(phrase.start, bodies[0].start), max(phrase.end, bodies[-1].end)
            yield Claim(
                ClaimKind.FINANCEUR, clause.fiche, clause.section, clause.quote(start, end), clause.sentence.excerpt.span, things,
                written(phrase, clause), "", keys, " et ".join(written(body, clause) for body in bodies),
                qualifiers(clause, Span(bodies[0].start, bodies[-1].end), names),
            )  # fmt: skip
            return
