"""Bodies and acronyms over a corpus: one name for one thing, every other kept, every merge explained."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from ingest.bodies_in_text import kind_of
from ingest.expansions import find_expansions
from ingest.model import Excerpt, Fiche
from ingest.name_aliases import Aliases, AliasesError, read_aliases
from ingest.name_keys import (
    NAMED_AFTER,
    OWN_ACRONYM,
    WRAPPERS,
    bare_name,
    body_key,
    is_plural,
    key_of,
    known_key,
    proper_name,
    split_place,
    town_key,
)
from ingest.name_table import BodyKind, comparison_key, find_known, is_acronym

__all__ = [
    "Aliases",
    "AliasesError",
    "BodyKind",
    "CorpusExpansion",
    "Merge",
    "NameGroup",
    "Spelling",
    "body_key",
    "expansions_of",
    "merge_names",
    "read_aliases",
]

#: Kinds of which a place has one under each name.
_ONE_A_PLACE = frozenset({BodyKind.ETAT, BodyKind.SECURITE_SOCIALE})
_NEAR = 8  # letters, from which one wrong letter is a slip: « Cultures du coeur », « Culture du cœur »


@dataclass(frozen=True, slots=True)
class Merge:
    """Why two spellings are one body: `why` is a plain French sentence, `quote` the words that introduce the acronym, in `fiche`."""

    name: str
    other: str
    why: str
    fiche: str = ""
    quote: Excerpt | None = None


@dataclass(frozen=True, slots=True)
class CorpusExpansion:
    """An acronym that a fiche spells out, with the words that do."""

    acronym: str
    long: str
    fiche: Fiche = field(repr=False)
    quote: Excerpt


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as a fiche writes it; `full` is what it stands for where a list leaves words out: « Ville de Lussigny » for « Lussigny »."""

    name: str
    fiche: str = ""
    full: str = ""


@dataclass(frozen=True, slots=True)
class NameGroup:
    """One body: the spelling it has most often, the others, what it is, and why they are one."""

    name: str
    aliases: tuple[str, ...]
    kind: BodyKind
    merges: tuple[Merge, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


def expansions_of(fiches: Iterable[Fiche]) -> tuple[CorpusExpansion, ...]:
    """Return every place where a fiche spells an acronym out, in its sections."""
    found = []
    for fiche in fiches:
        for section in fiche.sections:
            for item in section.items:
                for expansion in find_expansions(item.text):
                    start = item.span.start + expansion.span.start
                    quote = fiche.source.excerpt(start, item.span.start + expansion.span.end)
                    found.append(CorpusExpansion(expansion.acronym, expansion.long, fiche, quote))
    return tuple(found)


def merge_names(
    spellings: Iterable[Spelling], expansions: Sequence[CorpusExpansion] = (), aliases: Aliases | None = None
) -> tuple[NameGroup, ...]:
    """Tell which spellings are one body; groups are in the order of their names' first appearance.

    Spellings are one when they have the same letters (case, accents, articles and plural apart), when a fiche or the table
    spells one out as the other, when only a place sets them apart and the corpus has one such place, when they share a proper
    name that only a common noun precedes, or when the user's file says so. « collège Jean-Moulin » and « lycée Jean-Moulin »
    stay two.
    """
    book = _Book(tuple(spellings), aliases or Aliases())
    book.join_own()
    book.join_letters()
    book.join_expansions(expansions)
    book.join_table()
    book.join_places()
    book.join_agglomeration()
    book.join_proper_names()
    book.join_near()
    return book.groups()


class _Book:
    """The spellings of a corpus, joined step by step; each step is a reason."""

    def __init__(self, spellings: Sequence[Spelling], aliases: Aliases) -> None:
        self.order: dict[str, int] = {}
        self.counts: Counter[str] = Counter()
        self.shown: dict[str, Counter[str]] = defaultdict(Counter)
        self.keys: dict[str, str] = {}
        for spelling in spellings:
            meant = spelling.full or spelling.name
            self.order.setdefault(meant, len(self.order))
            self.counts[meant] += 1
            self.shown[meant][spelling.name] += 0 if spelling.full else 1
            self.keys.setdefault(meant, body_key(meant))
        self.parent = {name: name for name in self.order}
        self.merges: list[Merge] = []
        self.aliases = aliases
        self.apart = [frozenset(body_key(name) for name in names) for names in aliases.distinct]

    def root(self, name: str) -> str:
        while self.parent[name] != name:
            self.parent[name] = self.parent[self.parent[name]]
            name = self.parent[name]
        return name

    def join(self, name: str, other: str, why: str, fiche: str = "", quote: Excerpt | None = None) -> None:
        one, two = self.root(name), self.root(other)
        if one == two or self._kept_apart(one, two):
            return
        first, second = sorted((one, two), key=self.order.__getitem__)
        self.parent[second] = first
        self.merges.append(Merge(name, other, why, fiche, quote))

    def _kept_apart(self, one: str, two: str) -> bool:
        if not self.apart:
            return False
        left, right = ({self.keys[name] for name in self.order if self.root(name) == root} for root in (one, two))
        return any(left & names and right & names and (left & names) != (right & names) for names in self.apart)

    def by_key(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.order:
            found[self.keys[name]].append(name)
        return found

    def _join_all(self, names: Sequence[str], why: str, fiche: str = "", quote: Excerpt | None = None) -> None:
        for name in names[1:]:
            self.join(names[0], name, why, fiche, quote)

    def join_own(self) -> None:
        keyed = self.by_key()
        for names in self.aliases.same:
            self._join_all([name for alias in names for name in keyed.get(body_key(alias), ())], "Votre fichier d’alias les joint.")

    def join_letters(self) -> None:
        for names in self.by_key().values():
            self._join_all(names, "Ce sont les mêmes mots, à la casse, aux accents, à l’article et au pluriel près.")

    def join_expansions(self, expansions: Sequence[CorpusExpansion]) -> None:
        keyed = self.by_key()
        for name in self.order:  # « Conseil départemental d’accès au droit (CDAD) » says so itself
            for own in OWN_ACRONYM.finditer(name):
                if find_expansions(name):
                    self._join_all([name, *keyed.get(body_key(own.group(1)), ())], f"Une fiche écrit « {name} ».")
        for expansion in expansions:
            short, long = keyed.get(body_key(expansion.acronym), ()), keyed.get(body_key(expansion.long), ())
            if short and long:
                why = f"La fiche {expansion.fiche.code} écrit « {expansion.quote.line} »."
                self.join(short[0], long[0], why, expansion.fiche.code, expansion.quote)

    def join_table(self) -> None:
        known: dict[int, list[str]] = defaultdict(list)
        entries = {}
        for name in self.order:
            entry = find_known(bare_name(name))
            if entry is not None and entry.kind is not None:
                known[id(entry)].append(name)
                entries[id(entry)] = entry
        for identity, names in known.items():
            entry = entries[identity]
            self._join_all(names, f"La table des organismes donne ces noms pour un seul : {', '.join(entry.names[:3])} ({entry.source}).")

    def join_places(self) -> None:
        """« CCAS » is « CCAS de Valmorée », « la conserverie » is « conserverie La Lanvecoise », where the corpus knows no other."""
        longer: dict[str, list[tuple[str, str]]] = defaultdict(list)
        bare_names: dict[str, list[str]] = defaultdict(list)
        for name in self.order:
            bare = bare_name(name)
            head, proper = proper_name(bare)
            base, place = split_place(bare)
            if base:
                longer[town_key(base)].append((key_of(place), name))
            elif head and not WRAPPERS.fullmatch(head + " "):
                longer[known_key(head)].append((key_of(proper), name))
            bare_names[town_key(bare)].append(name)
        for base, found in longer.items():
            self._join_same_places(found)
            names = [name for _place, name in found]
            bases = [name for name in bare_names.get(base, ()) if name not in names]
            several = any(is_plural(bare_name(name)) for name in bases)  # « les villes », « conseils citoyens » are a group
            if bases and not several and len({self.root(name) for name in names}) == 1:
                self.join(bases[0], names[0], f"Les fiches n’en nomment qu’un de plus près : « {names[0]} ».")

    def _join_same_places(self, found: Sequence[tuple[str, str]]) -> None:
        """« mairie de Tours » and « Ville de Tours », « ARS Centre » and « ARS Centre-Val de Loire »: the same thing of the same place."""
        ordered = sorted(found)
        for (place, name), (other_place, other) in pairwise(ordered):
            national = kind_of(bare_name(name)) in _ONE_A_PLACE
            if place == other_place or (national and other_place.startswith(place + " ")):
                self.join(name, other, "C’est le même organisme, du même lieu.")

    def join_agglomeration(self) -> None:
        """« la métropole » is « Tours Métropole Val de Loire », « Tours Métropole » too, where the corpus knows no other."""
        for words in (("metropole",), ("agglomeration", "agglo")):
            proper = [name for name in self.order if _is_named_by(name, words)]
            for name, other in pairwise(sorted(proper, key=key_of)):
                if key_of(other).startswith(key_of(name) + " "):
                    self.join(name, other, "C’est le même nom, plus ou moins long.")
            common = [name for name in self.order if key_of(bare_name(name)) in words]
            if proper and len({self.root(name) for name in proper}) == 1:
                for name in common:
                    self.join(proper[0], name, f"Les fiches n’en nomment qu’une : « {proper[0]} ».")

    def join_proper_names(self) -> None:
        """« association Les P’tits Pas », « crèche Les P’tits Pas », « Les P’tits Pas »."""
        named: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name in self.order:
            head, proper = proper_name(bare_name(name))
            if proper:
                named[comparison_key(proper)].append((head, name))
        for found in named.values():
            heads = {head.split()[0] for head, _name in found if head and not WRAPPERS.fullmatch(head + " ")}
            named_after = any(NAMED_AFTER.match(head) for head in heads) and len({head for head, _name in found}) > 1
            if len(found) > 1 and len(heads) <= 1 and not named_after:
                self._join_all([name for _head, name in found], "C’est le même nom propre, précédé ou non d’un nom commun.")

    def join_near(self) -> None:
        """One letter wrong in a long name."""
        buckets: dict[str, list[str]] = defaultdict(list)
        for name in self.order:
            key = self.keys[name]
            if len(key) >= _NEAR and not is_acronym(name):
                words = key.split()
                for left_out in range(len(words)):  # one word is misspelt, the others agree
                    buckets[f"{left_out}/{' '.join(words[:left_out] + words[left_out + 1 :])}"].append(name)
        for bucket, names in buckets.items():
            place = int(bucket.split("/")[0])
            for index, name in enumerate(names):
                for other in names[index + 1 :]:
                    one, two = self.keys[name].split()[place], self.keys[other].split()[place]
                    if one != two and min(len(one), len(two)) >= 6 and one[0] == two[0] and Levenshtein.distance(one, two) == 1:
                        self.join(name, other, "Il n’y a qu’une lettre d’écart.")

    def groups(self) -> tuple[NameGroup, ...]:
        members: dict[str, list[str]] = defaultdict(list)
        for name in self.order:
            members[self.root(name)].append(name)
        merges: dict[str, list[Merge]] = defaultdict(list)
        for merge in self.merges:
            merges[self.root(merge.name)].append(merge)
        return tuple(self._group(names, tuple(merges[root])) for root, names in members.items())

    def _group(self, names: Sequence[str], merges: tuple[Merge, ...]) -> NameGroup:
        ranked = sorted(names, key=lambda name: (-self.counts[name], self.order[name]))
        return NameGroup(ranked[0], tuple(ranked[1:]), _kind(ranked), merges)


def _is_named_by(name: str, words: Sequence[str]) -> bool:
    """Whether a proper name holds one of `words` and another: « Sauveterre Agglomération »."""
    own = key_of(name).split()
    return len(own) > 1 and not set(own).isdisjoint(words) and proper_name(bare_name(name))[1] == bare_name(name)


def _kind(names: Sequence[str]) -> BodyKind:
    """The kind its names agree on, that of the most frequent first; AUTRE says least."""
    kinds = [kind_of(bare_name(name)) for name in names]
    return next((kind for kind in kinds if kind is not BodyKind.AUTRE), kinds[0])
