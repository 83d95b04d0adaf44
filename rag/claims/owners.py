"""What belongs to whom in a passage: the figure to the body it stands under, the deed to who does it, the role to who comes first."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.model import SectionKind
from rag.claims.evidence import ANAPHORA, Evidence, clauses, entries, own_clauses
from rag.claims.facts import Facts, facts_of
from rag.claims.same_dates import agrees
from rag.claims.verdict import Cause, Failed
from rag.claims.words import Word, is_frame, is_light, is_role, is_verb, says, stems_of, words_of

_LABEL = re.compile(r"\A(?P<label>[^:;.]{2,60}?)\s*(?:\([^)]*\)\s*)?:\s")
_DONE_BY = re.compile(
    r"(?P<deed>[^\W\d_]{3,}(?:ée?s?|ie?s?|ue?s?|ite?s?|ise?s?|erte?s?))\s+par\s+(?P<who>[^,;:().]+?)(?=\s+(?:et|pour|afin|dans|en|à|au|qui|depuis|jusqu)\b|[,;:().]|\Z)",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"(?<!\w)(?:avec(?:\s+(?:l['’]appui|le\s+soutien|l['’]aide|le\s+concours|la\s+participation)\s+d\w*)?|en\s+(?:lien|partenariat|coordination|appui)\s+(?:avec|d\w*|à)|appuyée?s?\s+par|aux\s+côtés\s+d\w*)(?!\w)",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?<!\w)(?:anim|pilot|port(?:e|ent|ée?s?|eur)(?!\w)|coordonn|dirig|condui|mèn|men(?:ée?s?|er)(?!\w)|responsable|référent|assur)",
    re.IGNORECASE,
)


def misplaced(claim: str, passages: Sequence[Evidence]) -> Failed:
    """A figure or a date said of a body under whose entry it does not stand: « DRAC : 8 500 €. Région : 4 000 € »."""
    for clause in own_clauses(claim):
        said = facts_of(clause)
        if not said.figures and not said.dates:
            continue
        words = [word for word in words_of(clause) if not _in_fact(word, said) and not is_light(word) and not is_role(word)]
        for passage in passages:
            parts = entries(passage.text)
            own = [entry for entry in parts if _states(facts_of(entry), said)]
            if not own or len(parts) == len(own) or any(ANAPHORA.search(entry) for entry in own):
                continue
            labels = [label.group("label") for entry in own if (label := _LABEL.match(entry))]
            for word in words:
                if says(_all_stems(own), word) or not says(passage.stems, word) or says(passage.around, word) or is_frame(word):
                    continue
                rivals = [entry for entry in parts if entry not in own and says(stems_of(entry), word)]
                if any(_rivals(word, rival, labels, passage) for rival in rivals) and not _elsewhere(word, passage, passages, said):
                    return Cause.ATTACHED, word.written
    return None


def _rivals(word: Word, entry: str, labels: Sequence[str], passage: Evidence) -> bool:
    """Whether an entry with this word is about something else: it has a label of its own, or stands in a list of entries."""
    return bool(labels) or _LABEL.match(entry) is not None or (f" {word.folded} " in passage.folded and word.is_name) or ";" in passage.text


def _elsewhere(word: Word, held: Evidence, passages: Sequence[Evidence], said: Facts) -> bool:
    return any(passage is not held and _states(passage.facts, said) and says(passage.stems, word) for passage in passages)


def _all_stems(texts: Sequence[str]) -> frozenset[str]:
    return frozenset().union(*map(stems_of, texts))


def _states(known: Facts, said: Facts) -> bool:
    """Whether a text states one of the figures or dates."""
    return any(one.value == other.value for one in said.figures for other in known.figures) or any(
        agrees(one, other, starts=starts, ends=ends)
        for one in said.dates
        for other in known.dates
        for starts in (True, False)
        for ends in (True, False)
    )


def _in_fact(word: Word, facts: Facts) -> bool:
    return any(span.start <= word.start < span.end for span in facts.spans)


def done_by_another(claim: str, passages: Sequence[Evidence]) -> Failed:
    """« gérée par A, ouverte aux ménages orientés par B »: B manages nothing."""
    for clause in own_clauses(claim):
        words = words_of(clause)
        for verb in (word for word in words if is_verb(word)):
            doers = [who for passage in passages for deed, who in _deeds(passage.text) if says(deed, verb)]
            if not doers:
                continue
            by = re.search(r"\spar\s", clause[verb.end :])
            named = (
                [word for word in words if word.start > verb.end + by.start()]
                if by
                else [word for word in words if (word.end <= verb.start and word.is_name) or (word.start < verb.start and word is words[0])]
            )
            wrong = [word for word in named if not any(says(who, word) for who in doers)]
            if (
                named
                and len(wrong) == len(named)
                and any(says(passage.stems, wrong[0]) for passage in passages)
                and any(w.is_name for w in wrong)
            ):
                return Cause.ATTACHED, f"{wrong[0].written} {verb.written}"
    return None


def done_to_another(claim: str, passages: Sequence[Evidence]) -> Failed:
    """« recruter des médiateurs, former les gardiens »: the mediators are not those who are trained."""
    for clause in own_clauses(claim):
        words = words_of(clause)
        for match in _IS_DONE.finditer(clause):
            deed = next((word for word in words if word.start == match.start("deed")), None)
            if deed is None or not is_verb(deed):
                continue
            objects = [what for passage in passages for verb, what in _objects(passage.text) if says(verb, deed)]
            before = [word for word in words if word.end <= match.start() and not is_frame(word)]
            known = [word for word in before if any(says(passage.stems, word) for passage in passages)]
            if objects and known and not any(says(what, word) for what in objects for word in before):
                return Cause.ATTACHED, f"{known[-1].written} {deed.written}"
    return None


@lru_cache(maxsize=2_048)
def _objects(text: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Each verb of a text and the words of what it is done to."""
    return tuple((stems_of(match.group("deed")), stems_of(match.group("what"))) for match in _DOES.finditer(text))


_IS_DONE = re.compile(
    r"(?<!\w)(?:est|sont|sera|seront|être|été|serait|seraient|soit|soient)\s+(?:également\s+|aussi\s+)?(?P<deed>[^\W\d_]+(?:ée?s?|ie?s?|ue?s?|ite?s?|ise?s?|erte?s?))(?!\w)",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"(?<!\w)(?P<deed>[^\W\d_]{2,}(?:er|ir|re))\s+(?:l[ea]s?\s+|l['’]|des?\s+|une?\s+|d['’]|\d+\s+|deux\s+|trois\s+|quatre\s+|leurs?\s+)(?P<what>[^\W\d_]+(?:\s+(?:d[eu]s?\s+|d['’])?[^\W\d_]+)?)",
    re.IGNORECASE,
)


@lru_cache(maxsize=2_048)
def _deeds(text: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    return tuple((stems_of(match.group("deed")), stems_of(match.group("who"))) for match in _DONE_BY.finditer(text))


def led_by_another(claim: str, passages: Sequence[Evidence]) -> Failed:
    """« A, avec l’appui de B » under « Animateur »: B leads nothing."""
    if not _LEADS.search(claim):
        return None
    leaders = _BESIDE.split(claim, maxsplit=1)[0]
    for passage in passages:
        beside = _BESIDE.search(passage.text)
        if passage.section is not SectionKind.ANIMATEUR or beside is None:
            continue
        before, after = stems_of(passage.text[: beside.start()]), stems_of(passage.text[beside.end() :])
        own = [word for word in words_of(leaders) if not is_frame(word) and not is_role(word)]
        own = [word for word in own if word.is_name] or own
        if any(says(after, word) and not says(before, word) for word in own) and not any(says(before, word) for word in own):
            return Cause.ATTACHED, leaders.strip()[:60]
    return None


def lost_status(claim: str, passages: Sequence[Evidence]) -> Failed:
    """« 4 000 € demandés » are not 4 000 € given; « dossier refusé » is no support."""
    said = facts_of(claim)
    words = [word for word in words_of(claim) if word.is_name or (word is words_of(claim)[0] and not is_frame(word))]
    for passage in passages:
        for entry in entries(passage.text):
            status = _STATUS.search(entry)
            if status is None or _STATUS.search(claim) or _NOT_YET.search(claim):
                continue
            if any(_STATUS.search(part) and _states(facts_of(part), said) for part in clauses(entry)) or any(
                _is_labelled(word, entry) for word in words
            ):
                return Cause.CONDITION, status.group()
    return None


def given_by_itself(claim: str, passages: Sequence[Evidence]) -> Failed:
    """« CAF : 12 000 € »: the CAF gives them, and receives nothing."""
    match = _RECEIVES.search(claim)
    if match is None:
        return None
    before = [word for word in words_of(claim[: match.start()]) if word.is_name or word.start < _ARTICLE_CHARS]
    for passage in passages:
        labels = [label for entry in entries(passage.text) if (label := _LABEL.match(entry))]
        if passage.section is SectionKind.FINANCEMENTS and any(
            not word.stems.isdisjoint(stems_of(label.group("label"))) for label in labels for word in before
        ):
            return Cause.ATTACHED, match.group()
    return None


_ARTICLE_CHARS = 4
_RECEIVES = re.compile(
    r"(?<!\w)(?:reçoi(?:t|vent)|recevr\w+|perçoi(?:t|vent)|touch(?:e|ent)|bénéfici(?:e|ent|era|eront)|encaiss\w+)(?!\w)", re.IGNORECASE
)
_STATUS = re.compile(
    r"(?<!\w)(?:demandée?s?|sollicitée?s?|refusée?s?|rejetée?s?|espérée?s?|à\s+confirmer|en\s+attente|à\s+l['’]étude|provisoires?|sous\s+réserve|annulée?s?|abandonnée?s?|suspendue?s?|non\s+(?:reconduite?s?|renouvelée?s?|retenue?s?)|à\s+définir|en\s+cours\s+d['’]instruction|pressentie?s?)(?!\w)",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"(?<!\w)(?:demand|sollicit|refus|rejet|espér|confirm|attend|attente|étud|provisoir|réserv|annul|abandon|suspen|éventuel|défini|instruction|pressenti|pourr|rait|raient|pas\s+encore|condition)|\w+rai(?:t|ent)(?!\w)",
    re.IGNORECASE,
)


def _is_labelled(word: Word, entry: str) -> bool:
    label = _LABEL.match(entry)
    return label is not None and says(stems_of(label.group("label")), word)
