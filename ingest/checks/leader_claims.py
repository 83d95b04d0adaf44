"""Claims on who leads: « le Point conseil, porté par le CCAS », « que pilote la régie »."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from ingest.checks.claims import Claim, ClaimKind, Clause, written
from ingest.checks.money_claims import is_body
from ingest.checks.names import Names
from ingest.checks.phrases import Phrase, Sentence
from ingest.checks.things import PARTICIPLE, Key, antecedents, heads, is_listed_at, one_name, since, until
from ingest.checks.words import stem
from ingest.model import Span

_LEADS = r"(?:(?:port|pilot|anim|g[èe]r|coordonn|dirig|m[eè]n|encadr|ti[eè]n|assur|organis|exploit)(?:e|ent|era|eront|t|nent|nt)|met(?:tent|tra|tront)?\s+en\s+(?:œuvre|oeuvre|place))"
_ALSO = r"(?:\s+(?:aussi|également|déjà|désormais|aujourd['’]hui|seule?|directement|par\s+ailleurs|depuis\s+(?:\w+\s+)?\d{4}))?"
_ARTICLE = r"(?:la\s|le\s|les\s|l['’]\s?)?"
_OF = r"d(?:u|es|e|['’])\s?"
_WORK = (
    r"(?P<work>service|équipe(?:\s+mobile)?|dispositif|action|antenne)"  # « les juristes du Point-justice, un service de l’association »
)
_ROLE = r"(?:(?:structure|association)\s+)?(?:porteu(?:r|se)|pilote|animat(?:eur|rice)|gestionnaire|chef\s+de\s+file|opérateur)"
# What may stand between « piloté » and « par »: « piloté depuis 2019 par », « géré au quotidien par ».
_MEANWHILE = r"(?:\s+(?:conjointement|directement|désormais|aujourd['’]hui|localement|(?:depuis|dès|en)\s+(?:\w+\s+)?\d{4}|au\s+quotidien|sur\s+place))?"
_LED_BY = re.compile(
    r"\b(?:(?:co[- ]?)?(?:portée?s?|pilotée?s?|animée?s?|gérée?s?|coordonnée?s?|dirigée?s?|menée?s?|encadrée?s?|tenue?s?|assurée?s?|conduite?s?|organisée?s?|exploitée?s?"
    rf"|mise?s?\s+en\s+(?:œuvre|oeuvre|place)){_MEANWHILE}\s+par|confiée?s?\s+(?:à|aux?)"
    rf"|sous\s+(?:la\s+(?:responsabilité|conduite|direction|houlette)|le\s+pilotage|l['’]égide)\s+{_OF}|à\s+l['’]initiative\s+{_OF}"
    rf"|(?:(?:est|sera)\s+(?:une?\s+)?|,\s*(?:une?\s+|l['’])?|(?<=\()(?:une?\s+)?){_WORK}\s+{_OF}"
    rf"|(?:{_ROLE}|animation|pilotage|portage|coordination|gestion)\s*:|(?:la\s+structure\s+porteuse|l['’]opérateur|le\s+porteur|le\s+gestionnaire)\s+(?:en\s+)?(?:est|sera)\b)"
    rf"\s*{_ARTICLE}",
    re.IGNORECASE,
)  # fmt: skip
_THAT_LEADS = re.compile(rf"\bqu(?:e\s|['’])(?P<verb>{_LEADS})\b\s*(?:la\s|le\s|les\s|l['’])?", re.IGNORECASE)
_OF_WHICH = re.compile(
    r"\bdont\s+(?:la\s|le\s|les\s|l['’])?(?P<leader>[^,;:.()]{2,80}?)\s+(?:assure(?:nt)?\s+(?:l['’]animation|la\s+(?:gestion|coordination|conduite|direction|responsabilité)|le\s+(?:pilotage|portage))"
    r"|(?:a|ont)\s+la\s+(?:charge|responsabilité|gestion)|est\s+(?:le\s+|la\s+)?(?:porteur|porteuse|pilote|animateur|animatrice|chef\s+de\s+file|gestionnaire|responsable))",
    re.IGNORECASE,
)
# « le Grand Relais, que la MJC organise », « que la régie met en œuvre »
_THAT_ONE_LEADS = re.compile(
    rf"\bqu(?:e\s|['’])(?P<leader>(?:la\s|le\s|les\s|l['’]|[A-ZÀ-Ý])[^,;:.()]{{2,80}}?)\s+(?P<verb>{_LEADS})\b", re.IGNORECASE
)
# « le centre social, qui en assure la gestion », « l’association en a la charge »
_OF_IT = re.compile(
    r"\ben\s+(?:assure(?:nt|ra)?\s+(?:aussi\s+)?(?:l['’]animation|la\s+(?:gestion|coordination|conduite|direction|responsabilité)|le\s+(?:pilotage|portage))"
    r"|(?:a|ont|aura)\s+la\s+(?:charge|responsabilité|gestion)|est\s+(?:le\s+|la\s+|l['’])?(?:porteur|porteuse|pilote|animateur|animatrice|chef\s+de\s+file|gestionnaire|responsable))\b",
    re.IGNORECASE,
)
_LEADING = re.compile(rf"(?:\s|^)(?P<verb>{_LEADS}){_ALSO}\s+(?:l['’]\s?|(?:la|les|le|son|sa|ses)\s)", re.IGNORECASE)
# « la Mission locale est chargée du Point conseil », « a la charge du », « est le porteur de ».
_IN_CHARGE = re.compile(
    rf"\s(?:(?:est|sera)\s+(?:chargée?s?|responsable|(?:le\s+|la\s+|l['’])?{_ROLE})|(?:a|ont|aura)\s+la\s+(?:charge|responsabilité|gestion))\s+{_OF}\s*{_ARTICLE}",
    re.IGNORECASE,
)
# « Ville (direction de la culture), pilote de la cité éducative »
_LEADER_OF = re.compile(rf"(?:,|\s[-–—])\s*(?:(?:le|la)\s+|l['’])?{_ROLE}s?\s+{_OF}\s*{_ARTICLE}", re.IGNORECASE)
# « Café Le Comptoir (Mission locale, porteur) »
_ROLE_LAST = re.compile(rf"\(\s*{_ARTICLE}(?P<leader>[^(),:;]{{2,60}}?)\s*,?\s+{_ROLE}\s*\)", re.IGNORECASE)
_ANY = re.compile(
    r"\b(?:port|pilot|anim|g[èée]r|coordonn|dirig|men[ée]|encadr|tenue?s?\b|tient|assur|condui|organis|confi|responsab|charg|initiative|gestion|porteu"
    r"|mise?s?\s+en|sous\s+l|services?\s+d|[ée]quipe|dispositif|antenne|action\s|\bmet(?:tent|tra|tront)?\b|exploit|op[ée]rateur|chef\s+de)",
    re.IGNORECASE,
)
_NOT_LEADING = re.compile(r"\b(?:que|dont|ne|n['’])\s*\Z")
_WHO = re.compile(r",?\s*\bqui\s*\Z")
# Words that say no other thing than what they are said of.
_RUNNING = frozenset(
    stem(word)
    for word in "gestion animation pilotage portage coordination conduite direction cadre dispositif creation ouverture soutien appui developpement lien dynamique poursuite service projet action".split()
)
_ITS_OWN = re.compile(r"(?:service|équipe|dispositif|antenne)\b", re.IGNORECASE)
_ORGANISED = re.compile(r"organis", re.IGNORECASE)


@lru_cache(maxsize=65_536)
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
    for match in _THAT_ONE_LEADS.finditer(text):
        begun = [phrase for phrase in sentence.phrases if match.start("leader") <= phrase.start - offset < match.end("leader")]
        leader = [cut for phrase in begun[:1] if (cut := until(phrase, offset + match.end("leader")))]
        if leader and is_somebody(leader[0], names):
            yield from _claims(clause, names, Span(offset + match.start(), offset + match.end()), leader, match.group("verb"))
    for match in _OF_IT.finditer(text):
        who = _WHO.search(text[: match.start()])
        subject = offset + (who.start() if who else match.start())
        leader = [phrase for phrase in sentence.phrases if phrase.segment == sentence.segment_at(subject - 1) and phrase.end <= subject][
            -1:
        ]
        if leader and clause.before is not None and is_somebody(leader[0], names):
            yield from _claim(clause, names, list(_topics(clause.before)), leader, match.group())
    for match in _LEADER_OF.finditer(text):
        start = offset + match.start()
        leader = [phrase for phrase in sentence.phrases if phrase.end <= start and sentence.segments[phrase.segment].bracket < 0][-1:]
        after = [cut for phrase in sentence.phrases if (cut := since(phrase, offset + match.end())) and cut.start == offset + match.end()]
        if leader and after and is_somebody(leader[0], names):
            yield from _claim(clause, names, after, leader, match.group())
    for match in _OF_WHICH.finditer(text):
        leader = [phrase for phrase in sentence.phrases if match.start("leader") <= phrase.start - offset < match.end("leader")]
        yield from _claims(clause, names, Span(offset + match.start(), offset + match.end()), leader[:1], match.group())
    for match in _ROLE_LAST.finditer(text):
        leader = _leaders(sentence, offset + match.start("leader"))
        yield from _claims(clause, names, Span(offset + match.start("leader"), offset + match.end()), leader, match.group())
    for match in (*_LEADING.finditer(text), *_IN_CHARGE.finditer(text)):
        who = _WHO.search(text[: match.start()])  # « c’est la Mission locale qui anime »
        subject = offset + (who.start() if who else match.start())
        number = sentence.segment_at(subject - 1)
        before = [cut for phrase in sentence.phrases if phrase.segment == number and (cut := until(phrase, subject))]
        after = [cut for phrase in sentence.phrases if (cut := since(phrase, offset + match.end())) and cut.start == offset + match.end()]
        if before and after and not _NOT_LEADING.search(text[: match.start()]) and not (who and not _is_known(before[-1], names)):
            yield from _claim(clause, names, after, before[-1:], match.group())


def _is_known(phrase: Phrase, names: Names) -> bool:
    """Tell whether a phrase names somebody: « la Mission locale », « Emmaüs »; not « les médiateurs »."""
    return is_body(names.key(phrase), names) or any(word.text[0].isupper() for word in phrase.words)


def is_somebody(phrase: Phrase, names: Names) -> bool:
    """Tell whether a phrase names a body: « la Mission locale », « la MJC La Verrière »; not « les médiateurs »."""
    return is_body(names.key(phrase), names) or any(word.capital or word.stem in names.proper for word in phrase.words)


def _topics(before: Sentence) -> Iterator[Phrase]:
    """What a sentence may be about, for « en » in the next one: its first phrase, then the others of its first segments."""
    yield from before.phrases


def _leaders(sentence: Sentence, start: int) -> list[Phrase]:
    """The phrases right after « par »: « le CCAS et la Mission locale » are two."""
    found: list[Phrase] = []
    end = start
    for phrase in filter(None, (since(phrase, start) for phrase in sentence.phrases)):
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
    if leaders and all(len(leader.words) > 1 or _is_known(leader, names) for leader in leaders):
        yield from _claim(clause, names, list(antecedents(clause.sentence, verb.start, clause.before)), leaders, how)


def _claim(clause: Clause, names: Names, led: list[Phrase], leaders: list[Phrase], how: str) -> Iterator[Claim]:
    keys = frozenset(key for phrase in leaders if (key := names.key(phrase)))
    for phrase in led:
        whole = not _ITS_OWN.search(how)
        things: tuple[Key, ...] = tuple(dict.fromkeys(key for key in _led(phrase, names, whole=whole) if key not in keys))
        if things and keys:
            start, end = min(phrase.start, leaders[0].start), max(phrase.end, leaders[-1].end)
            yield Claim(
                ClaimKind.PILOTE, clause.fiche, clause.section, clause.quote(start, end), clause.sentence.excerpt.span, things,
                written(phrase, clause), "organise" if _ORGANISED.search(how) else "", keys,
                " et ".join(written(leader, clause) for leader in leaders),
            )  # fmt: skip
            return


def _led(phrase: Phrase, names: Names, *, whole: bool = True) -> Iterator[Key]:
    """The keys of what is led: « gestion du Point conseil » is the Point conseil, « permanences du Point conseil » are not all of it.

    « ateliers Parlons-nous » are Parlons-nous; where the leader is said to be its own (« juristes du Point-justice, un service de »)
    the part stands for the `whole` too.
    """
    if not whole:
        yield from heads(phrase, names)
        return
    for start in range(1, len(phrase.words)):
        if is_listed_at(phrase, start, names) and all(one_name(phrase, place) for place in range(1, start + 1)):
            yield from islice(heads(Phrase(phrase.words[start:], phrase.segment), names), 1)
    for start in range(len(phrase.words)):
        if all(word.stem in _RUNNING or PARTICIPLE.match(word.text) for word in phrase.words[:start]):
            yield from islice(heads(Phrase(phrase.words[start:], phrase.segment), names), 1)
