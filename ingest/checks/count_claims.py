"""Claims on numbers: how many a thing has, and what an indicator aims at."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.amounts import Unit
from ingest.checks.claims import Claim, ClaimKind, Clause, Qualifiers, after, before, written
from ingest.checks.names import Names
from ingest.checks.phrases import Phrase, Segment
from ingest.checks.qualifiers import is_superseded, qualifiers
from ingest.checks.things import PHASES, Key, antecedents, heads
from ingest.checks.words import HAVING, Kind, Word, spelt_value, stem
from ingest.folding import strip_accents
from ingest.model import SectionKind, Span

_TIMES = frozenset(
    "an ans annee annees mois jour jours semaine semaines heure h min minute minutes fois siecle demi matin matins soir soirs apres".split()
)
_SKIPPED = frozenset(
    "nouveaux nouvelles nouveau autres petits petites grands grandes principaux principales premiers premieres derniers dernieres jeunes".split()
)
_DEFINITE = frozenset("les ces ses leurs aux des nos".split())
_AGES = re.compile(r"(?:\bsur|n[°o]|\bfiche|\bpilier|\baxe|\barticle|\bloi|\bpage|\bphase|\blot|\btranche)\s*\Z", re.IGNORECASE)
_OUT_OF = re.compile(r"\bsur\s+(?:\d|deux|trois|quatre|cinq|six|dix|cent)", re.IGNORECASE)
_CIRCUMSTANCES = frozenset("dans pour sur avec chez entre sans sous depuis des pendant durant lors apres avant vers parmi dont".split())
_WITH = frozenset("avec fort forte forts fortes riche riches".split())
# What is done to dwellings and the like, which a place is enough to name: « 186 logements démolis aux Filatures ».
WORKS = frozenset(("demoli", "construit", "rehabilite"))
_OWNED = re.compile(r"\b(?:ses|leurs)\s+\Z", re.IGNORECASE)
_HAD = re.compile(
    r"\b(?:avec|dotée?s?\s+d['’]|fort(?:e|s|es)?\s+d['’])\s*(?:une\s+|un\s+|l['’]|son\s+|sa\s+)?(?:équipe|effectif|groupe|noyau|total)\s+de\s+\Z|\b(?:avec|forte?s?\s+de|riches?\s+de|dotée?s?\s+de|composée?s?\s+de|constituée?s?\s+de)\s+\Z",
    re.IGNORECASE,
)
_VERB = re.compile(r"[a-zà-ÿ]{2,}(?:it|ent|e|a|ra|ront)")
_AIM = re.compile(r"\b(?:cible|objectif|valeur\s+cible|attendue?s?|visée?s?|but|prévue?s?|prévisions?|atteindre|viser)\b", re.IGNORECASE)
_AIMING = frozenset("cible objectif atteindre viser".split())
_MEASURES = frozenset(
    map(
        stem,
        (
            "nombre",
            "taux",
            "part",
            "evolution",
            "proportion",
            "pourcentage",
            "volume",
            "total",
            "nb",
            "moyen",
            "cible",
            "objectif",
            "chiffre",
        ),
    )
)
_INDICATORS = frozenset((SectionKind.INDICATEURS_REALISATION, SectionKind.INDICATEURS_EFFETS))
# Words that say one thing of what is counted.
_ALIKE = {
    stem(strip_accents(word)): name
    for name, words in {
        "soutenu": "soutenu soutenus soutenues financé financés financées finance aidé aidés aidées subventionné subventionnés",
        "accueilli": "accueilli accueillis accueillies reçu reçus reçues inscrit inscrits inscrites bénéficiaire bénéficiant touché touchés",
        "suivi": "suivi suivis suivies accompagné accompagnés accompagnées accompagnement",
        "ouvert": "ouvert ouverts ouvertes créé créés créées mis ouverture création",
        "salarie": "salarié salariés salariées employé employés agents personnes",
        "distribue": "distribué distribués distribuées prêté prêtés remis remises",
        "demoli": "démoli démolie démolis démolies démolir démolition démolitions",
        "construit": "construit construits construire construction constructions reconstruit reconstruits reconstruire reconstruction",
        "rehabilite": "réhabilité réhabilités réhabiliter réhabilitation rénové rénovés rénover rénovation",
        "eleve": "élève élèves",
    }.items()
    for word in words.split()
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, and the words that say what it counts."""

    span: Span
    value: float
    counted: tuple[Word, ...]
    segment: int


def numbers(clause: Clause) -> Iterator[Number]:
    """Yield the numbers of a clause that are no dates, amounts of money or ages, in digits or in words; shares count too."""
    source = clause.fiche.source
    for span, amount in clause.amounts:
        if amount.unit is Unit.POURCENT and amount.upper is None:
            number = clause.sentence.segment_at(span.start)
            yield Number(Span(span.start, min(span.end, _percent_end(source.text, span))), float(amount.value), (), number)
    for index, segment in enumerate(clause.sentence.segments):
        position = 0
        while position < len(segment.words):
            if segment.words[position].kind is not Kind.NUMBER or clause.taken(segment.words[position].start):
                position += 1
                continue
            stop = position + 1
            while stop < len(segment.words) and (
                segment.words[stop].kind is Kind.NUMBER
                or (
                    segment.words[stop].text in ("-", "et")
                    and stop + 1 < len(segment.words)
                    and segment.words[stop + 1].kind is Kind.NUMBER
                )
            ):
                stop += 1
            run = segment.words[position:stop]
            value = run[0].value if len(run) == 1 and run[0].text[0].isdigit() else spelt_value(run)
            span = Span(run[0].start, run[-1].end)
            counted = tuple(_counted(segment, stop))
            if value is not None and not _is_label(segment, position, counted) and not _AGES.search(before(clause, span.start)):
                yield Number(span, value, counted, index)
            position = stop


def _percent_end(text: str, span: Span) -> int:
    found = re.compile(r"%|pour\s?cents?").search(text, span.start, span.end)
    return found.end() if found else span.end


def _counted(segment: Segment, start: int) -> Iterator[Word]:
    """The words right after a number, up to the first that is no part of a name."""
    began = False
    for word in segment.words[start:]:
        if word.kind is Kind.CONTENT:
            if not began and word.folded in _SKIPPED:
                continue
            began = True
            yield word
        elif word.kind in (Kind.LINK, Kind.ARTICLE) and began:
            continue
        elif word.text not in "-'’«»\"":
            return


def _is_label(segment: Segment, position: int, counted: Sequence[Word]) -> bool:
    """Tell whether a number only names: « ligne 4 », « programme 147 »; or counts time or tells an order: « 16 ans », « 3 jours »."""
    if counted:
        return counted[0].folded in _TIMES
    following = segment.words[position + 1] if position + 1 < len(segment.words) else None
    if following is not None and following.folded in _TIMES:
        return True
    return bool(position) and segment.words[position - 1].kind is Kind.CONTENT and segment.words[position - 1].folded not in _AIMING


def count_claims(clause: Clause, names: Names) -> Iterator[Claim]:
    """Yield how many of what a clause says a thing has."""
    if clause.section in _INDICATORS:
        yield from _targets(clause, names)
        return
    found = list(numbers(clause))
    for number in found:
        if (
            not number.counted
            or is_superseded(clause, number.span.start)
            or re.search(r"(?<!étend )(?<!étendent )(?<!étale )\b(?:sur|à)\s*\Z", before(clause, number.span.start))
            or _OUT_OF.search(after(clause, number.span.end))
        ):
            continue
        counted = _stems(number.counted)
        segment = clause.sentence.segments[number.segment]
        own = Phrase(number.counted, number.segment)
        definite = any(
            word.folded in _DEFINITE for word in segment.words if word.end <= number.span.start and number.span.start - word.end < 3
        )
        following = [phrase for phrase in clause.sentence.phrases if phrase.segment == number.segment and phrase.start > own.start]
        if segment.words[0].folded in _WITH and own.words[-1] is segment.words[-1]:  # « Avec ses 31 salariés, la régie Le Bief »
            following += [phrase for phrase in clause.sentence.phrases if phrase.segment == number.segment + 1][:1]
        near = [own, *antecedents(clause.sentence, number.span.start, clause.before), *following]
        things: dict[Key, Phrase] = {}
        for phrase in near:
            for key in heads(phrase, names):
                things.setdefault(key, phrase)
        end = max(number.counted[-1].end, number.span.end)
        others = [other for other in found if other is not number]
        bag = [word for word in segment.words if _says(word, clause) and not any(_counts(other, word) for other in others)]
        whole = _whole_of(clause, segment, number)
        # « Avec ses 31 salariés », « L’Établi et ses 31 salariés »: what is done around them is told of all.
        near_enough = [word for word in bag if not whole or number.span.start <= word.start < end]
        aside = frozenset(alike(word.stem) for word in near_enough if word.start < _circumstance(segment, end)) - {counted[0]}
        places = [word.stem for part in clause.sentence.segments for word in part.words if word.stem in names.places and word.capital]
        works = [word for word in bag if alike(word.stem) in WORKS]
        if works:  # « la démolition de trois tours et la construction de 190 logements »
            work = min(works, key=lambda word: min(abs(word.end - number.span.start), abs(word.start - end)))
            aside -= {alike(word.stem) for word in works if word is not work}
            for place in places:
                things.setdefault((alike(work.stem), place), own)
        if not things:
            continue
        first = next(iter(things.values()))
        nearest = next((phrase for phrase in things.values() if phrase.end <= number.span.start), first)
        yield Claim(
            ClaimKind.NOMBRE, clause.fiche, clause.section,
            clause.quote(min(nearest.start, number.span.start), end), clause.sentence.excerpt.span, tuple(things), written(nearest, clause),
            counted[0], number.value, " ".join(clause.fiche.source.text[number.span.start : number.counted[0].end].split()),
            _of_count(qualifiers(clause, number.span, names), whole=whole), aside, frozenset(alike(word.stem) for word in bag),
            is_definite=definite or whole == "owned",
        )  # fmt: skip


def _whole_of(clause: Clause, segment: Segment, number: Number) -> str:
    """« et ses 26 salariés » are those that a thing owns; « avec 5 médiateurs » those that it has, whatever it does with them."""
    leading = before(clause, number.span.start)
    if _OWNED.search(leading):
        return "owned"
    return "had" if _HAD.search(leading) else ""


def _of_count(found: Qualifiers, *, whole: str) -> Qualifiers:
    """The qualifiers of a count: that it is a total says nothing, nor does the phase of what those counted do."""
    return replace(
        found,
        purpose=frozenset(),
        per="" if found.per == "total" else found.per,
        phases=frozenset() if whole else found.phases,
        years=frozenset() if whole else found.years,
    )


def _says(word: Word, clause: Clause) -> bool:
    """Tell whether a word says something of what is counted, but that a thing has it."""
    return (
        word.kind is Kind.CONTENT
        and word.folded != "total"
        and not HAVING.match(word.folded)
        and word.folded not in PHASES
        and not clause.taken(word.start)
    )


def _counts(number: Number, word: Word) -> bool:
    return number.span.start <= word.start < (number.counted[-1].end if number.counted else number.span.end)


def _circumstance(segment: Segment, end: int) -> int:
    """Where the words after what is counted only say where, for whom or since when: « 1 200 m² dans une ancienne filature »."""
    following = [word for word in segment.words if word.start >= end]
    for number, word in enumerate(following):
        if word.folded in _CIRCUMSTANCES:
            return word.start
        # « réunit 9 soignants et refuse des patients »: another clause
        after_it = following[number + 1 : number + 3] if word.folded == "et" else []
        if len(after_it) > 1 and after_it[1].kind in (Kind.LINK, Kind.ARTICLE) and _VERB.fullmatch(after_it[0].text):
            return word.start
    return segment.end


def _stems(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(alike(word.stem) for word in words)


def alike(one: str) -> str:
    return _ALIKE.get(one, one)


def _targets(clause: Clause, names: Names) -> Iterator[Claim]:
    """Yield what an indicator aims at: « (cible : 90 par an) », or « 120 jeunes accompagnés par an » for an indicator."""
    sentence = clause.sentence
    text, offset = sentence.excerpt.text, sentence.excerpt.span.start
    aim = _AIM.search(text)
    found = list(numbers(clause))
    for number in found:
        aimed = aim is not None and offset + aim.start() < number.span.start
        opening = number.span.start - offset < 3
        segment = sentence.segments[number.segment]
        if (not aimed and not opening and segment.opener not in (":", "(")) or is_superseded(clause, number.span.start):
            continue
        # What is measured stands before the aim; the words of an indicator without one are those of its segment.
        limit = offset + aim.start() if aimed and aim else sentence.excerpt.span.end if opening else segment.start
        measured = [
            word
            for part in sentence.segments
            for word in part.words
            if word.kind is Kind.CONTENT and word.start < limit and not clause.taken(word.start)
        ]
        if aimed and aim:
            measured = [word for word in measured if word.end <= limit]
        last = _last_measure(measured)
        bag = [alike(word.stem) for word in measured[last:] if word.stem not in _MEASURES]
        if len(bag) < 2:
            continue
        # « (cible : 62 % des locataires) »
        aimed_at = frozenset(
            alike(word.stem) for word in segment.words if word.start >= number.span.end and word.kind is Kind.CONTENT and not word.capital
        )
        phrases = [phrase for phrase in sentence.phrases if phrase.start < limit]
        things: dict[Key, Phrase] = {key: phrase for phrase in phrases for key in heads(phrase, names) if key[0] not in _MEASURES}
        is_share = (
            any(word.folded in ("taux", "part", "proportion", "pourcentage") for word in measured)
            or "%" in clause.fiche.source.text[number.span.start : number.span.end]
        )
        yield Claim(
            ClaimKind.CIBLE, clause.fiche, clause.section, clause.quote(measured[max(last - 1, 0)].start if not opening else number.span.start, number.span.end),
            sentence.excerpt.span, tuple(things), " ".join(text[: (limit - offset)].split()).rstrip(" (:,") if not opening else "", "%" if is_share else bag[0],
            number.value, " ".join((clause.fiche.source.text[number.span.start : number.span.end] + after(clause, number.span.end)).split()),
            replace(qualifiers(clause, number.span, names), purpose=frozenset()), bag=frozenset(bag) | aimed_at, is_definite=True,
        )  # fmt: skip


def _last_measure(words: Sequence[Word]) -> int:
    """« Nombre de séances du café et nombre de parents accueillis » aims at the last."""
    return (
        max((index for index, word in enumerate(words) if word.stem in _MEASURES and word.folded not in ("cible", "objectif")), default=-1)
        + 1
    )
