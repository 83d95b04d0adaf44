"""Claims on who leads: « le Point conseil, porté par le CCAS », « que pilote la régie »."""

import re
from collections.abc import Iterator

from ingest.checks.claims import Claim, ClaimKind, Clause, written
from ingest.checks.names import Names
from ingest.checks.phrases import Phrase, Sentence
from ingest.checks.things import Key, antecedents, heads
from ingest.model import Span

_LEADS = r"(?:port|pilot|anim|g[èe]r|coordonn|dirig|men|encadr|ti[eè]n|assur|organis)(?:e|ent|era|eront|t|nent|nt)"
_LED_BY = re.compile(
    r"\b(?:(?:co[- ]?)?(?:portée?s?|pilotée?s?|animée?s?|gérée?s?|coordonnée?s?|dirigée?s?|menée?s?|encadrée?s?|tenue?s?|assurée?s?|conduite?s?|organisée?s?)"
    r"(?:\s+(?:conjointement|directement|désormais))?\s+par|confiée?s?\s+(?:à|aux?)|sous\s+la\s+(?:responsabilité|conduite|direction)\s+d[eu]s?|à\s+l['’]initiative\s+d[eu]s?"
    r"|(?:porteur|pilote|animateur|animation|pilotage|portage|coordination|gestion(?:naire)?|structure\s+porteuse|chef\s+de\s+file|opérateur)\s*:)\s*(?:la\s|le\s|les\s|l['’])?",
    re.IGNORECASE,
)  # fmt: skip
_THAT_LEADS = re.compile(rf"\bqu(?:e\s|['’])(?P<verb>{_LEADS})\b\s*(?:la\s|le\s|les\s|l['’])?", re.IGNORECASE)
_OF_WHICH = re.compile(
    r"\bdont\s+(?:la\s|le\s|les\s|l['’])?(?P<leader>[^,;:.()]{2,80}?)\s+(?:assure(?:nt)?\s+(?:l['’]animation|la\s+(?:gestion|coordination|conduite|direction|responsabilité)|le\s+(?:pilotage|portage))"
    r"|(?:a|ont)\s+la\s+(?:charge|responsabilité|gestion)|est\s+(?:le\s+|la\s+)?(?:porteur|porteuse|pilote|animateur|animatrice|chef\s+de\s+file|gestionnaire|responsable))",
    re.IGNORECASE,
)
_LEADING = re.compile(rf"(?:\s|^)(?P<verb>{_LEADS})\s+(?:la|le|les|l['’]|un|une|son|sa|ses)\s?", re.IGNORECASE)
_ANY = re.compile(
    r"\b(?:port|pilot|anim|g[èée]r|coordonn|dirig|men[ée]|encadr|tenue?s?\b|tient|assur|condui|organis|confi|responsab|charge|initiative|gestion|porteu)",
    re.IGNORECASE,
)
_ORGANISED = re.compile(r"organis", re.IGNORECASE)


def names_leader(text: str) -> bool:
    return _ANY.search(text) is not None


def leader_claims(clause: Clause, names: Names) -> Iterator[Claim]:
    """Yield who a clause says leads a thing."""
    sentence = clause.sentence
    text, offset = sentence.excerpt.text, sentence.excerpt.span.start
    if not names_leader(text):
        return
    for match in (*_LED_BY.finditer(text), *_THAT_LEADS.finditer(text)):
        leader = _leaders(sentence, offset + match.end())
        yield from _claims(clause, names, Span(offset + match.start(), offset + match.end()), leader, match.group())
    for match in _OF_WHICH.finditer(text):
        leader = [phrase for phrase in sentence.phrases if match.start("leader") <= phrase.start - offset < match.end("leader")]
        yield from _claims(clause, names, Span(offset + match.start(), offset + match.end()), leader[:1], match.group())
    for match in _LEADING.finditer(text):
        before = [
            phrase
            for phrase in sentence.phrases
            if phrase.end <= offset + match.start() and phrase.segment == sentence.segment_at(offset + match.start())
        ]
        after = [phrase for phrase in sentence.phrases if phrase.start == offset + match.end()]
        if before and after and not re.search(r"\b(?:qui|que|dont|ne|n['’])\s*\Z", text[: match.start()]):
            yield from _claim(clause, names, after, before[-1:], match.group())


def _leaders(sentence: Sentence, start: int) -> list[Phrase]:
    """The phrases right after « par »: « le CCAS et la Mission locale » are two."""
    found: list[Phrase] = []
    end = start
    for phrase in sentence.phrases:
        gap = (
            sentence.excerpt.text[end - sentence.excerpt.span.start : phrase.start - sentence.excerpt.span.start]
            if phrase.start >= end
            else None
        )
        if gap is None:
            continue
        if not (re.fullmatch(r"\W{0,3}", gap) if not found else re.fullmatch(r"\s+et\s+(?:par\s+)?(?:la\s|le\s|les\s|l['’])?", gap)):
            break
        found.append(phrase)
        end = phrase.end
    return found


def _claims(clause: Clause, names: Names, verb: Span, leaders: list[Phrase], how: str) -> Iterator[Claim]:
    if leaders:
        yield from _claim(clause, names, list(antecedents(clause.sentence, verb.start, clause.before)), leaders, how)


def _claim(clause: Clause, names: Names, led: list[Phrase], leaders: list[Phrase], how: str) -> Iterator[Claim]:
    keys = frozenset(key for phrase in leaders if (key := names.key(phrase)))
    for phrase in led:
        things: tuple[Key, ...] = tuple(key for key in heads(phrase, names) if key not in keys)
        if things and keys:
            start, end = min(phrase.start, leaders[0].start), max(phrase.end, leaders[-1].end)
            yield Claim(
                ClaimKind.PILOTE, clause.fiche, clause.section, clause.quote(start, end), clause.sentence.excerpt.span, things,
                written(phrase, clause), "organise" if _ORGANISED.search(how) else "", keys,
                " et ".join(written(leader, clause) for leader in leaders),
            )  # fmt: skip
            return
