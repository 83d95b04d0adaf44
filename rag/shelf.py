"""The fiches that answer, put in order: by pilier and axe, what leads to each of them, and which stand beside it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.folding import fold
from ingest.index.catalogue import FicheRecord
from ingest.model import BannerKind, Fiche, Link, SectionKind
from rag.library import Library, code_key

_NUMBER = re.compile(r"\d+")
# « Pilier 1 », « AXE II »: a line of a banner that gives a number and no name.
_BARE = re.compile(r"\W*(?:pilier|axe)\W*(?:\d+|[IVX]+)?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shelved:
    """A fiche that answers, and the former versions of its code, the newest first."""

    record: FicheRecord
    fiche: Fiche
    others: tuple[FicheRecord, ...]


@dataclass(frozen=True, slots=True)
class Axe:
    """The fiches of an axe; `number` is "1.2", `name` the line of their banners that says most, "" where none says more than its number."""

    number: str
    name: str
    fiches: tuple[Shelved, ...]


@dataclass(frozen=True, slots=True)
class Pilier:
    number: str
    name: str
    axes: tuple[Axe, ...]

    @property
    def fiches(self) -> tuple[Shelved, ...]:
        return tuple(shelved for axe in self.axes for shelved in axe.fiches)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which fiches are asked for: each word somewhere in the fiche, each word of a place in its échelle territoriale."""

    words: str = ""
    pilier: str = ""
    axe: str = ""
    place: str = ""

    def __bool__(self) -> bool:
        return bool(self.words.strip() or self.pilier or self.axe or self.place.strip())


@dataclass(frozen=True, slots=True)
class Backlink:
    """What another fiche says when it names this one."""

    fiche: Fiche
    link: Link


class Shelf:
    """The fiches of one library, parsed once."""

    def __init__(self, library: Library) -> None:
        self.library = library

    @cached_property
    def fiches(self) -> tuple[Shelved, ...]:
        """Those that answer, by code."""
        return tuple(
            Shelved(record, self.library.fiche(record), tuple(other for other in self.library.by_code[record.code] if not other.current))
            for record in self.library.current
        )

    @cached_property
    def piliers(self) -> tuple[Pilier, ...]:
        """All of them, by pilier and axe."""
        return tuple(self._grouped(self.fiches))

    @cached_property
    def _texts(self) -> Mapping[int, tuple[str, str]]:
        """By record: the folded words of the whole fiche, and of its échelle territoriale."""
        return {shelved.record.id: (_words(shelved.fiche), _words_of(shelved.fiche, SectionKind.ECHELLE)) for shelved in self.fiches}

    @cached_property
    def backlinks(self) -> Mapping[str, tuple[Backlink, ...]]:
        """By code: the links that lead there from other fiches, each wording of a fiche once."""
        found: dict[str, dict[tuple[int, int, int], Backlink]] = defaultdict(dict)
        for shelved in self.fiches:
            for link in shelved.fiche.links:
                place = (shelved.record.id, link.quote.span.start, link.quote.span.end)
                found[link.code].setdefault(place, Backlink(shelved.fiche, link))
        return {code: tuple(links.values()) for code, links in found.items()}

    def find(self, wanted: Wanted) -> tuple[Pilier, ...]:
        """Return the fiches that are asked for, by pilier and axe."""
        words, place = fold(wanted.words).split(), fold(wanted.place).split()

        def is_kept(shelved: Shelved) -> bool:
            pilier, axe = pilier_of(shelved.record.code), axe_of(shelved.record.code)
            if (wanted.pilier and pilier != wanted.pilier) or (wanted.axe and axe != wanted.axe):
                return False
            text, scale = self._texts[shelved.record.id] if words or place else ("", "")
            return all(f" {word}" in text for word in words) and all(f" {word}" in scale for word in place)

        return tuple(self._grouped(shelved for shelved in self.fiches if is_kept(shelved)))

    def beside(self, code: str) -> tuple[Shelved | None, Shelved | None]:
        """Return the fiches before and after a code, in their order."""
        before = [shelved for shelved in self.fiches if code_key(shelved.record.code) < code_key(code)]
        after = [shelved for shelved in self.fiches if code_key(shelved.record.code) > code_key(code)]
        return before[-1] if before else None, after[0] if after else None

    def name_of(self, number: str) -> str:
        """Return the name of a pilier (« 1 ») or of an axe (« 1.2 »), "" where no banner gives one."""
        return self._names.get(number, "")

    @cached_property
    def _names(self) -> Mapping[str, str]:
        lines: dict[str, list[str]] = defaultdict(list)
        for shelved in self.fiches:
            code = shelved.record.code
            for kind, number in ((BannerKind.PILIER, pilier_of(code)), (BannerKind.AXE, axe_of(code))):
                part = shelved.fiche.banner_part(kind)
                if part and _tells_of(part.line, number):
                    lines[number].append(part.line)
        return {number: _best(said) for number, said in lines.items()}

    def _grouped(self, fiches: Iterable[Shelved]) -> Iterator[Pilier]:
        groups: dict[str, dict[str, list[Shelved]]] = defaultdict(lambda: defaultdict(list))
        for shelved in fiches:
            groups[pilier_of(shelved.record.code)][axe_of(shelved.record.code)].append(shelved)
        for pilier, axes in groups.items():
            yield Pilier(pilier, self.name_of(pilier), tuple(Axe(axe, self.name_of(axe), tuple(found)) for axe, found in axes.items()))


def pilier_of(code: str) -> str:
    return code.split(".")[0]


def axe_of(code: str) -> str:
    return ".".join(code.split(".")[:2])


def _tells_of(line: str, number: str) -> bool:
    """Tell whether a line of a banner names the pilier or the axe of this number, rather than giving a number alone, or another's."""
    found = _NUMBER.search(line)
    return _BARE.fullmatch(line) is None and (found is None or found.group() == number.rpartition(".")[2])


def _best(lines: Sequence[str]) -> str:
    """The name most fiches give; of equal ones that which is not in capitals, then the longest."""
    counts = Counter(map(fold, lines))
    return max(lines, key=lambda line: (counts[fold(line)], not line.isupper(), len(line), line))


def _words(fiche: Fiche) -> str:
    """Each word after a space, so that the beginning of a word can be looked up."""
    parts = [fiche.code, fiche.title.text, *(part.excerpt.text for part in fiche.banner)]
    parts += [text for section in fiche.sections for text in (section.heading.text, *(item.text for item in section.items))]
    return " " + fold(" ".join(parts))


def _words_of(fiche: Fiche, kind: SectionKind) -> str:
    return " " + fold(" ".join(item.text for section in fiche.all(kind) for item in section.items))
