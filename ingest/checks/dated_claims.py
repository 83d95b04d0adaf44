"""Claims on time: when a thing opens, is signed, begins or takes place."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ingest.checks.claims import Claim, ClaimKind, Clause, written
from ingest.checks.names import Names
from ingest.checks.phrases import Phrase, Segment
from ingest.checks.qualifiers import is_superseded, qualifiers
from ingest.checks.things import Key, antecedents, heads, phases
from ingest.checks.words import Kind, spelt_value, stem
from ingest.dates import Bound, DateMention, Precision
from ingest.folding import fold
from ingest.model import Span

# What happens to a thing, by the stems of the nouns and verbs that say so.
_EVENTS = (
    ("signature", re.compile(r"\bsign(?:ature|[ée]e?s?\b|er\b|era\b)", re.IGNORECASE)),
    ("mise en service", re.compile(r"\bmise?s?\s+en\s+(?:service|circulation|route)", re.IGNORECASE)),
    ("ouverture", re.compile(r"\b(?:r[ée]ouv|ouver|ouvr|inaugur)", re.IGNORECASE)),
    ("livraison", re.compile(r"\b(?:livr(?:aison|[ée]e?s?\b)|ach[eè]v|r[ée]ception|remise\s+des\s+cl)", re.IGNORECASE)),
    ("création", re.compile(r"\b(?:cr[ée]{1,2}e?s?\b|cr[ée]ation|n[ée]e?s?\s+en\b|fond[ée]e?s?\b|install(?:[ée]e?s?\b|ation)|exist\w+\s+depuis|lanc[ée]e?s?\b|lancement)", re.IGNORECASE)),
    ("adoption", re.compile(r"\b(?:adopt|vot[ée]e?s?\b|vote\b|valid[ée]e?s?\b|validation)", re.IGNORECASE)),
    ("démarrage", re.compile(r"\b(?:d[ée]marr|d[ée]but(?!\s+\d)|commenc|mise\s+en\s+place)", re.IGNORECASE)),
    ("fin", re.compile(r"\b(?:fin\s+(?:d|en\b|le\b|prévue)|fin(?=\s*[:(])|cl[ôo]tur|ferme|fermeture|se\s+termin|terme\b)", re.IGNORECASE)),
    ("remise", re.compile(r"\b(?:remise\b|rendu\b|rapport)", re.IGNORECASE)),
    ("dépôt", re.compile(r"\b(?:d[ée]p[ôo][ts]|candidatures?|date\s+limite|dossiers?)", re.IGNORECASE)),
    ("bilan", re.compile(r"\b(?:bilan|[ée]valuation)", re.IGNORECASE)),
    ("recrutement", re.compile(r"\brecrut", re.IGNORECASE)),
    ("réunion", re.compile(r"\b(?:réunions?|comités?|copil|cotech|assemblées?)\b", re.IGNORECASE)),
    ("préparation", re.compile(r"\b(?:prépar|répétitions?|montage)", re.IGNORECASE)),
    ("inscription", re.compile(r"\b(?:pré)?-?inscri", re.IGNORECASE)),
    ("élection", re.compile(r"\b(?:[ée]lections?|renouvel)", re.IGNORECASE)),
)  # fmt: skip
# « convention du 18 juin 2021 »: the day it was signed.
_SIGNED_ON = re.compile(
    r"\b(?:convention|accord|charte|protocole|contrat|bail)\s+(?:(?:datée?|en\s+date)\s+)?(?:du|de|d['’])\s*\Z", re.IGNORECASE
)
_RUNS = re.compile(r"\b(?:roul|circul|fonctionn|tourn|sillonn|dessert|accueill|reç)\w*(?:\s+\w+){0,4}\s*\Z", re.IGNORECASE)
_AMENDMENT = re.compile(r"\bavenants?\b", re.IGNORECASE)
# « dès sa réouverture », « avant leur signature »: of what the sentence is about.
_ITS = re.compile(r"\b(?:son|sa|leur)\s+\Z", re.IGNORECASE)
_PAPERS = frozenset(map(stem, "convention accord charte protocole contrat avenant".split()))
_HAS_HAPPENED = re.compile(r"(?:ouvert|inaugur|sign|lanc|livr|cré|install|démarr|achev|vot|adopt)(?:é|e|ée)?s?")
STARTS = ("", "démarrage")  # « à partir du 14 », « début le 14 », « 14 novembre »: when it takes place
_WITH = re.compile(r"\b(?:avec|par|auprès\s+de|entre)\s+(?:la\s+|le\s+|les\s+|l['’])?\Z", re.IGNORECASE)
#: What has a last day: « dossiers à déposer jusqu’au 15 avril ».
DEADLINES = frozenset(("dépôt", "fin"))
#: What happens once: in another year, it is another date and no other edition.
ONCE = frozenset(("signature", "mise en service", "ouverture", "livraison", "création", "adoption"))
_MEETS = re.compile(r"\bse\s+réuni\w+", re.IGNORECASE)  # again and again
_EVENT_STEMS = frozenset(
    "signatur ouvertur inaugur livraison achev mis servic creat lanc install demarrag recept reouvertur convent misen".split()
)


def dated_claims(clause: Clause, names: Names) -> Iterator[Claim]:
    """Yield when a clause says something happens."""
    for span, mention in clause.dates:
        if mention.impossible or mention.school_year or not mention.is_dated or is_superseded(clause, span.start):
            continue
        segment = clause.segment(span.start)
        if _MEETS.search(clause.fiche.source.text, segment.start, segment.end):
            continue
        event = _event(clause, span, mention)
        value = _days(clause, span, mention)
        if value is None and event in DEADLINES and mention.bound is Bound.JUSQUA and mention.last and mention.precision is Precision.JOUR:
            value = (mention.last, mention.last, False)  # « à déposer avant le 15 avril 2022 »
        if value is None or (not event and mention.precision is Precision.ANNEE):
            continue
        phrase, things = _subject(clause, span, names, event)
        if phrase is None:
            continue
        found = qualifiers(clause, span, names)
        found = replace(
            found, phases=found.phases | phases(iter(phrase.words)), years=frozenset(), purpose=frozenset(), per="", bound="", is_part=False
        )  # fmt: skip
        start = min(phrase.start, span.start)
        yield Claim(
            ClaimKind.DATE, clause.fiche, clause.section, clause.quote(start, max(span.end, phrase.end)), clause.sentence.excerpt.span, things,
            written(phrase, clause), event, value, mention.text, found,
        )  # fmt: skip


def _days(clause: Clause, span: Span, mention: DateMention) -> tuple[date, date, bool] | None:
    """The first and the last day it can be, and whether they are the ends of a period."""
    if mention.bound is Bound.PERIODE:
        return (mention.first, mention.last, True) if mention.first and mention.last and mention.precision is not Precision.ANNEE else None
    if mention.bound is Bound.DEPUIS:
        return (mention.first, _end(mention), False) if mention.first else None
    if mention.bound is Bound.JUSQUA or mention.first is None or mention.last is None:
        return None
    if mention.precision is Precision.MOIS and mention.first.day == 1:
        segment = clause.segment(span.start)
        spelt = [word for word in segment.words if word.end <= span.start and span.start - word.end < 30 and word.value is not None]
        # « le vingt-deux mars 2022 »
        if spelt and clause.fiche.source.text[spelt[-1].end : span.start].isspace() and not spelt[-1].text[0].isdigit():
            run = [word for word in segment.words if word.end <= span.start][-3:]
            while run and run[0].value is None:
                run = run[1:]
            day = spelt_value([word for word in run if word.value is not None])
            if day and day <= mention.last.day:
                exact = mention.first.replace(day=int(day))
                return exact, exact, False
    return mention.first, mention.last, False


def _end(mention: DateMention) -> date:
    first = mention.first
    assert first is not None
    if mention.precision is Precision.ANNEE:
        return first.replace(month=12, day=31)
    return first.replace(day=28) if mention.precision is not Precision.JOUR else first


def _event(clause: Clause, span: Span, mention: DateMention) -> str:
    """What happens at the date: the nearest word for it in its segment, else in the one before a bracket, else in the label."""
    sentence = clause.sentence
    number = sentence.segment_at(span.start)
    leading = clause.fiche.source.text[max(sentence.excerpt.span.start, span.start - 40) : span.start]
    former = max((place.end for place, _mention in clause.dates if place.end <= span.start), default=sentence.excerpt.span.start)
    if _AMENDMENT.search(clause.fiche.source.text, former, span.start):
        return "avenant"
    if mention.precision is Precision.JOUR and _SIGNED_ON.search(leading):
        return "signature"
    if (
        number
        and mention.bound is Bound.DEPUIS
        and mention.text.lower().startswith("depuis")
        and _is_bare(sentence.segments[number], clause)
    ):
        return "création"
    while number >= 0:
        segment = sentence.segments[number]
        text = clause.fiche.source.text
        near = [
            (abs(match.start() - span.start), name)
            for name, pattern in _EVENTS
            for match in pattern.finditer(text, segment.start, segment.end)
            if not span.start <= match.start() < span.end
        ]
        if near:
            return min((weak(name), distance, name) for distance, name in near)[2]
        if not _is_bare(segment, clause):
            return _SINCE_THEN if _runs_since(clause, span, mention) else ""
        number -= 1
    following = sentence.segments[sentence.segment_at(span.start) + 1 :][:1]
    if following and _announces(following[0], sentence.segment_at(span.start)):
        text = clause.fiche.source.text
        return next((name for name, pattern in _EVENTS if pattern.search(text, following[0].start, following[0].end)), "")
    return _SINCE_THEN if _runs_since(clause, span, mention) else ""


_SINCE_THEN = "mise en service"


def _runs_since(clause: Clause, span: Span, mention: DateMention) -> bool:
    """« Le Ludobus roule depuis avril 2018 »: what a thing does since a day, it began that day."""
    before = clause.fiche.source.text[max(clause.sentence.excerpt.span.start, span.start - 40) : span.start]
    return mention.bound is Bound.DEPUIS and bool(_RUNS.search(before))


def weak(event: str) -> bool:
    """Tell whether the word for an event may as well be part of a name: « guichet d’évaluation »."""
    return event in ("bilan", "remise", "dépôt", "recrutement", "élection", "fin", "réunion", "préparation", "inscription")


def _is_bare(segment: Segment, clause: Clause) -> bool:
    """Tell whether a segment holds nothing but its date, so that what happens is said before it."""
    return all(word.kind is not Kind.CONTENT or clause.taken(word.start) for word in segment.words)


def _announces(segment: Segment, number: int) -> bool:
    """Tell whether a segment says what happens at the date of the one before: « Mars 2022 : ouverture », « Le 5 mars 2022, ouverture »."""
    return segment.opener == ":" or (segment.opener == "," and not number)


def happens_alike(one: str, other: str) -> bool:
    """Tell whether two words say one thing of what is dated: what is said to begin or said without a word takes place then."""
    return one == other or {one, other} <= set(STARTS)


def _subject(clause: Clause, span: Span, names: Names, event: str) -> tuple[Phrase | None, tuple[Key, ...]]:
    candidates = list(antecedents(clause.sentence, span.start, clause.before))
    if event and _is_its_own(clause, span):
        candidates = [*clause.sentence.phrases[:1], *(clause.before.phrases[:1] if clause.before else ()), *candidates]
    if event == "signature":
        candidates = _signed(clause, candidates)
    number = clause.sentence.segment_at(span.start)
    following = clause.sentence.segments[number + 1 : number + 2]
    if following and _announces(following[0], number) and _is_bare(clause.sentence.segments[number], clause):
        # « Septembre 2023 : ouverture de la halte-garderie Les Lutins »
        candidates = [phrase for phrase in clause.sentence.phrases if phrase.segment == number + 1]
    for phrase in candidates:
        if _HAS_HAPPENED.fullmatch(phrase.words[0].text):
            continue  # « ouverte au public depuis le 2 avril »: what is said of the thing before
        keys = tuple(dict.fromkeys(key for found in heads(phrase, names) if names.is_specific(key := without_event(found))))
        if keys:
            return phrase, keys
    # « Démolitions : première phase en janvier 2023 », in the fiche of one place.
    title = {stem(word) for word in fold(clause.fiche.title.text).split()} & names.places
    for phrase in candidates:
        key = names.key(phrase)
        if len(key) == 1 and len(title) == 1 and names.is_specific((*key, "")):
            return phrase, ((*key, *title),)
    return None, ()


def _is_its_own(clause: Clause, span: Span) -> bool:
    """« dès sa réouverture, le 15 octobre »: a possessive right before the word for what happens."""
    text, start = clause.fiche.source.text, clause.sentence.excerpt.span.start
    around = [
        match for name, pattern in _EVENTS if not weak(name) for match in pattern.finditer(text, max(start, span.start - 60), span.start)
    ]
    return any(_ITS.search(text, max(start, match.start() - 8), match.start()) for match in around)


def _signed(clause: Clause, candidates: list[Phrase]) -> list[Phrase]:
    """What a convention is about, rather than those with whom it is signed: « une convention avec l’Agence, signée le 24 mars »."""
    text, start = clause.fiche.source.text, clause.sentence.excerpt.span.start
    others = [
        phrase
        for phrase in candidates
        if phrase.words[-1].stem not in _PAPERS and not _WITH.search(text, max(start, phrase.start - 30), phrase.start)
    ]
    about = [phrase for phrase in others if clause.sentence.segments[phrase.segment].bracket < 0]
    return [*about, *clause.sentence.phrases[:1]] if len(about) < len(candidates) else candidates


def without_event(key: Key) -> Key:
    """« ouverture de la médiathèque La Navette » -> médiathèque La Navette."""
    while len(key) > 1 and key[0] in _EVENT_STEMS:
        key = key[1:]
    return key
