"""The spellings of names over a corpus, and which of them have been found to be one."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.bodies_in_text import kind_of
from ingest.model import Excerpt, Fiche
from ingest.name_aliases import Aliases
from ingest.name_keys import bare_name, body_key
from ingest.name_table import BodyKind


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


class Book:
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

    def join_all(self, names: Sequence[str], why: str, fiche: str = "", quote: Excerpt | None = None) -> None:
        for name in names[1:]:
            self.join(names[0], name, why, fiche, quote)

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


def _kind(names: Sequence[str]) -> BodyKind:
    """The kind its names agree on, that of the most frequent first; AUTRE says least."""
    kinds = [kind_of(bare_name(name)) for name in names]
    return next((kind for kind in kinds if kind is not BodyKind.AUTRE), kinds[0])
