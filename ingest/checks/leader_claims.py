"""Claims on who leads: « le Point conseil, porté par le CCAS », « que pilote la régie »."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from ingest.checks.claims import Claim, ClaimKind, Clause, Qualifiers, written
from ingest.checks.leader_words import (
    ANY,
    ENTRUSTED,
    IN_CHARGE,
    LEADER_OF,
    LEADING,
    LED_BY,
    NOT_LEADING,
    OF_IT,
    OF_WHICH,
    ROLE_FIRST,
    ROLE_LAST,
    THAT_LEADS,
    THAT_ONE_LEADS,
    WHO,
)
from ingest.checks.money_claims import is_body
from ingest.checks.names import Names
from ingest.checks.phrases import Phrase, Sentence
from ingest.checks.things import PARTICIPLE, Key, antecedents, heads, is_listed_at, one_name, since, until
from ingest.checks.words import stem
from ingest.model import Span

# Words that say no other thing than what they are said of.
_RUNNING = frozenset(
    stem(word)
    for word in "maitrise ouvrage gestion animation pilotage portage coordination conduite direction cadre dispositif creation ouverture soutien appui developpement lien dynamique poursuite service projet action".split()
)
_ITS_OWN = re.compile(r"(?:service|équipe|dispositif|antenne)\b", re.IGNORECASE)
# « porté par la MJC jusqu’en 2019 »: somebody else leads since.
_FORMERLY = re.compile(
    r"\bjusqu['’](?:en|à|au)\s+(?:la\s+)?(?:fin\s+)?(?:de\s+)?(?:[^\W\d_]+\s+)?\d{4}|\b(?:auparavant|autrefois|à l['’]origine|initialement|jusque-là)\b",
    re.IGNORECASE,
)
_UNTIL_THEN = Qualifiers(bound="max")
_ORGANISED = re.compile(r"organis", re.IGNORECASE)


@lru_cache(maxsize=65_536)
def names_leader(text: str) -> bool:
    return ANY.search(text) is not None


def leader_claims(clause: Clause, names: Names) -> Iterator[Claim]:
    """Yield who a clause says leads a thing."""
    sentence = clause.sentence
    text, offset = sentence.excerpt.text, sentence.excerpt.span.start
    if not names_leader(text):
        return
    for match in (*LED_BY.finditer(text), *THAT_LEADS.finditer(text)):
        leader = _leaders(sentence, offset + match.end())
        yield from _claims(clause, names, Span(offset + match.start(), offset + match.end()), leader, match.group())
    for match in THAT_ONE_LEADS.finditer(text):
        begun = [phrase for phrase in sentence.phrases if match.start("leader") <= phrase.start - offset < match.end("leader")]
        leader = [cut for phrase in begun[:1] if (cut := until(phrase, offset + match.end("leader")))]
        if leader and is_somebody(leader[0], names):
            yield from _claims(clause, names, Span(offset + match.start(), offset + match.end()), leader, match.group("verb"))
    for match in OF_IT.finditer(text):
        who = WHO.search(text[: match.start()])
        subject = offset + (who.start() if who else match.start())
        leader = [phrase for phrase in sentence.phrases if phrase.segment == sentence.segment_at(subject - 1) and phrase.end <= subject][
            -1:
        ]
        if leader and clause.before is not None and is_somebody(leader[0], names):
            yield from _claim(clause, names, list(_topics(clause.before)), leader, match.group())
    for match in LEADER_OF.finditer(text):
        start = offset + match.start()
        leader = [phrase for phrase in sentence.phrases if phrase.end <= start and sentence.segments[phrase.segment].bracket < 0][-1:]
        after = [cut for phrase in sentence.phrases if (cut := since(phrase, offset + match.end())) and cut.start == offset + match.end()]
        if leader and after and is_somebody(leader[0], names):
            yield from _claim(clause, names, after, leader, match.group())
    for match in OF_WHICH.finditer(text):
        which = "leader" if match.group("leader") else "after"
        leader = [phrase for phrase in sentence.phrases if match.start(which) <= phrase.start - offset < match.end(which)]
        yield from _claims(clause, names, Span(offset + match.start(), offset + match.end()), leader[:1], match.group())
    for match in ENTRUSTED.finditer(text):
        leader = _leaders(sentence, offset + match.start("leader"))
        after = [cut for phrase in sentence.phrases if (cut := since(phrase, offset + match.end())) and cut.start == offset + match.end()]
        if leader and after:
            yield from _claim(clause, names, after, leader, match.group())
    for match in ROLE_FIRST.finditer(text):
        leader = _leaders(sentence, offset + match.end())
        after = [
            cut
            for phrase in sentence.phrases
            if (cut := since(phrase, offset + match.start("after"))) and cut.start == offset + match.start("after")
        ]
        if leader and after and is_somebody(leader[0], names):
            yield from _claim(clause, names, after, leader, match.group())
    for match in ROLE_LAST.finditer(text):
        leader = _leaders(sentence, offset + match.start("leader"))
        yield from _claims(clause, names, Span(offset + match.start("leader"), offset + match.end()), leader, match.group())
    for match in (*LEADING.finditer(text), *IN_CHARGE.finditer(text)):
        who = WHO.search(text[: match.start()])  # « c’est la Mission locale qui anime »
        subject = offset + (who.start() if who else match.start())
        number = sentence.segment_at(subject - 1)
        before = [cut for phrase in sentence.phrases if phrase.segment == number and (cut := until(phrase, subject))]
        after = [cut for phrase in sentence.phrases if (cut := since(phrase, offset + match.end())) and cut.start == offset + match.end()]
        if before and after and not NOT_LEADING.search(text[: match.start()]) and not (who and not _is_known(before[-1], names)):
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
                _UNTIL_THEN if _FORMERLY.search(clause.sentence.excerpt.text) else Qualifiers(),
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
