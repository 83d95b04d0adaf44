"""Two claims of one thing that cannot both hold, within a fiche or across fiches."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

from ingest.checks.claims import Claim, ClaimKind, clause_of, has_figure
from ingest.checks.comparing import contradict
from ingest.checks.corpus import CheckedCorpus, order
from ingest.checks.count_claims import count_claims
from ingest.checks.dated_claims import dated_claims
from ingest.checks.finding import Related
from ingest.checks.funder_claims import funder_claims
from ingest.checks.leader_claims import leader_claims, names_leader
from ingest.checks.listed import listed_names
from ingest.checks.money_claims import money_claims, period_claims
from ingest.checks.names import Names, items, names_of
from ingest.checks.phrases import Sentence, read_sentences
from ingest.checks.registry import Problem
from ingest.checks.things import Key
from ingest.model import Fiche, SectionKind

_HOME = {
    ClaimKind.MONTANT: {SectionKind.FINANCEMENTS},
    ClaimKind.FINANCEUR: {SectionKind.FINANCEMENTS},
    ClaimKind.PERIODE: {SectionKind.FINANCEMENTS},
    ClaimKind.DATE: {SectionKind.CALENDRIER},
    ClaimKind.CIBLE: {SectionKind.INDICATEURS_REALISATION, SectionKind.INDICATEURS_EFFETS},
    ClaimKind.NOMBRE: set(),
    ClaimKind.PILOTE: set(),
}
_PLANNED = {SectionKind.OBJECTIFS, SectionKind.REALISATIONS, SectionKind.EFFETS}
_CROWD = 40  # different values of one name: a word of every fiche, not a thing


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A claim and those of the same thing that it contradicts, in order of fiche."""

    kind: ClaimKind
    claim: Claim
    others: tuple[Claim, ...]


def contradictions(corpus: CheckedCorpus) -> dict[tuple[str, ClaimKind], list[Contradiction]]:
    """Return what contradicts what over a corpus, by the source of the fiche that it is told on and by kind of claim."""
    names = corpus.once(names_of)
    claims = list(corpus.once(all_claims))
    pairs = defaultdict(set)
    beside = defaultdict(set)  # the amounts of each sentence
    for claim in claims:
        if claim.kind is ClaimKind.MONTANT:
            beside[id(claim.fiche), claim.sentence].add(claim.value)
    for one, other in _candidates(claims, names):
        # « 30 000 €, dont 21 000 € de l’État » and « 21 000 € de l’État » agree.
        if one.kind is ClaimKind.MONTANT and (
            other.value in beside[id(one.fiche), one.sentence] or one.value in beside[id(other.fiche), other.sentence]
        ):
            continue
        if contradict(one, other, names):
            pairs[one].add(other)
            pairs[other].add(one)
    found: dict[tuple[str, ClaimKind], list[Contradiction]] = defaultdict(list)
    for group in _groups(pairs):
        contradiction = _told(group, pairs)
        found[contradiction.claim.fiche.source.name, contradiction.kind].append(contradiction)
    return found


def all_claims(corpus: CheckedCorpus) -> tuple[Claim, ...]:
    """Return every claim of the fiches that answer, in order of fiche and place."""
    names, joined = corpus.once(names_of), corpus.once(listed_names).joined
    found: list[Claim] = []
    for fiche, section, item in items(corpus):
        if not may_claim(item.text):
            continue
        before: Sentence | None = None
        for sentence in read_sentences(item, joined):
            clause = clause_of(fiche, section, sentence, before)
            if has_figure(sentence.excerpt.text):
                found.extend(money_claims(clause, names))
                found.extend(period_claims(clause, names))
                found.extend(dated_claims(clause, names))
                found.extend(count_claims(clause, names))
            found.extend(leader_claims(clause, names))
            found.extend(funder_claims(clause, names))
            before = sentence
    return tuple(found)


def may_claim(text: str) -> bool:
    """Tell whether an item is worth reading: it has a figure, or names somebody who leads or pays."""
    return has_figure(text) or "inanc" in text or names_leader(text)


def _candidates(claims: Iterable[Claim], names: Names) -> Iterator[tuple[Claim, Claim]]:
    """Yield the pairs of claims of one kind whose things share a beginning or a proper name, and whose values differ."""
    buckets: dict[Hashable, list[Claim]] = defaultdict(list)
    for claim in claims:
        for door in {door for key in claim.things for door in _doors(key, names)}:
            buckets[_family(claim), door].append(claim)
        if claim.kind is ClaimKind.CIBLE:
            for pair in combinations(sorted(claim.bag), 2):
                buckets[_family(claim), pair].append(claim)
    seen: set[tuple[int, int]] = set()
    for bucket in buckets.values():
        by_value: dict[Hashable, list[Claim]] = defaultdict(list)
        for claim in bucket:
            by_value[claim.value].append(claim)
        if not 1 < len(by_value) <= _CROWD:
            continue
        for first, second in combinations(by_value.values(), 2):
            for one in first[:_CROWD]:
                for other in second[:_CROWD]:
                    if (id(one), id(other)) not in seen:
                        seen.add((id(one), id(other)))
                        yield one, other


def _family(claim: Claim) -> Hashable:
    """Claims of different families are never compared: a number told of a thing may be what an indicator aims at."""
    return ("", claim.unit) if claim.kind in (ClaimKind.NOMBRE, ClaimKind.CIBLE) else (claim.kind, "")


def _doors(key: Key, names: Names) -> Iterator[Hashable]:
    """Under which entries of the index a thing is found: its first two words, its proper name, all its words."""
    yield key[:2]
    if key[0] in names.proper or key[:1] in names.own:
        yield key[0]
    if proper := tuple(part for part in key if part in names.proper and part not in names.places):
        yield "proper", proper
    if len(key) > 1:
        yield frozenset(key)


def _groups(pairs: dict[Claim, set[Claim]]) -> Iterator[list[Claim]]:
    """Yield the claims that contradict each other, from one to the next."""
    seen: set[Claim] = set()
    for start in pairs:
        if start in seen:
            continue
        group, waiting = [], [start]
        seen.add(start)
        while waiting:
            claim = waiting.pop()
            group.append(claim)
            for other in pairs[claim] - seen:
                seen.add(other)
                waiting.append(other)
        yield group


def _told(group: Sequence[Claim], pairs: dict[Claim, set[Claim]]) -> Contradiction:
    """Choose on which claim a contradiction is told: the value that fewest fiches give, outside its own section, the latest."""
    fiches: dict[Hashable, set[int]] = defaultdict(set)
    for claim in group:
        fiches[claim.value].add(id(claim.fiche))

    def rank(claim: Claim) -> tuple[int, bool, tuple[object, ...], int]:
        at_home = claim.section in _HOME[claim.kind]
        return (-len(fiches[claim.value]), not at_home, order(claim.fiche), claim.excerpt.span.start)

    told = max(group, key=rank)
    kind = (
        ClaimKind.CIBLE
        if any(claim.kind is ClaimKind.CIBLE for claim in group)
        or (all(claim.section in _PLANNED for claim in group if claim.kind is ClaimKind.NOMBRE) and told.kind is ClaimKind.NOMBRE)
        else told.kind
    )
    others = sorted(pairs[told], key=lambda claim: (order(claim.fiche), claim.excerpt.span.start))
    first_of_each = [next(claims) for _fiche, claims in groupby(others, key=lambda claim: id(claim.fiche))]
    return Contradiction(kind, told, tuple(first_of_each))


def problems(fiche: Fiche, corpus: CheckedCorpus, kind: ClaimKind, values: Mapping[str, str] | None = None) -> Iterator[Problem]:
    """Yield the contradictions of a kind that are told on `fiche`, as a rule yields them."""
    for found in corpus.once(contradictions).get((fiche.source.name, kind), ()):
        if found.claim.fiche is fiche:
            there = ", ".join(f"« {other.written} » {_where(other.fiche, fiche)}" for other in found.others)
            related = tuple(Related(other.fiche, other.excerpt) for other in found.others)
            words = {"thing": found.claim.name, "here": found.claim.written, "there": there, **(values or {})}
            yield Problem(found.claim.excerpt, words, related=related)


def _where(other: Fiche, fiche: Fiche) -> str:
    return "plus loin dans la même fiche" if other is fiche else f"dans la fiche {other.code}"
