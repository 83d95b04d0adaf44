"""Two states of a set of fiches -> what changed, by fiche, field and item: nothing that only the file's format changes."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, LCSseq

from ingest.folding import fold
from ingest.model import BannerKind, Excerpt, Fiche, Section, SectionKind, Span
from ingest.versions import like_titles
from ingest.wording import Wording, Words, compare_words, cut_words, read_wording, replaced

# Of 15,462 pairs of items of one section of the 26 fiches of the tests, 173 are as like as that, most of them rewordings; an
# item whose words are changed one in three at random is nineteen times of twenty.
_LIKE = 0.5  # share of the words in common, in their order
_MISSPELT = 0.8  # share of the letters in common, for short items: « Ville » and « Villes » 0.91, « Ville » and « CAF » 0
_EXTENDED = 0.8  # share of the shorter one's words, three at least, that the longer one holds, in their order: 11 of the same pairs
# A second at most for the items of a section that changed: beyond, they are only told added or removed.
_MAX_PAIRS = 250_000
_MAX_PAIRS_OF_WORDS = 100_000_000
_SHORT = 10  # words
_ONE_FICHE = 0.5  # two fiches of one code under unlike titles are one when they share half their items

#: What stands for the name of a section where the banner is meant.
BANNER = "banner"

_ORDER = {kind: rank for rank, kind in enumerate(SectionKind)}
# Two fields of one cell: where a sub-heading tells them apart, « Les partenaires : », it may be read as the heading, or the label may.
_SUBHEADED = (SectionKind.PARTENAIRES, SectionKind.DISPOSITIFS)
_BANNER_PARTS = (BannerKind.TITLE, BannerKind.VERSION, BannerKind.PILIER, BannerKind.AXE)  # the code is what fiches are paired by

Thing = TypeVar("Thing")
Place = tuple[int, int]  # index before, index after


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    EMPTIED = "emptied"  # the heading stands there, blank
    FILLED = "filled"


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item added, removed or reworded; `part` is "item", "heading", or the kind of a part of the banner."""

    change: Change
    part: str
    before: Excerpt | None
    after: Excerpt | None
    words: tuple[Words, ...] = ()  # of a reworded one


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What changed in the sections of one kind, None for the banner; `heading` is their heading, after if there is one."""

    section: SectionKind | None
    heading: str
    change: Change
    items: tuple[ItemChange, ...]

    @property
    def name(self) -> str:
        return self.section.value if self.section else BANNER


@dataclass(frozen=True, slots=True)
class FicheChange:
    """A fiche added (`before` is None), removed (`after` is None) or changed."""

    before: Fiche | None
    after: Fiche | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def fiche(self) -> Fiche:
        """The fiche as it is, or was where it is no more."""
        fiche = self.after or self.before
        assert fiche is not None
        return fiche

    @property
    def change(self) -> Change:
        return Change.ADDED if self.before is None else Change.REMOVED if self.after is None else Change.CHANGED


def compare(before: Iterable[Fiche], after: Iterable[Fiche]) -> tuple[FicheChange, ...]:
    """Say what changed from one set of fiches to another, by code; fiches with the same text are not looked into."""
    by_code: dict[str, tuple[list[Fiche], list[Fiche]]] = defaultdict(lambda: ([], []))
    for side, fiches in enumerate((before, after)):
        for fiche in fiches:
            by_code[fiche.code][side].append(fiche)
    return tuple(change for code in sorted(by_code, key=_code_key) for change in _compare_code(*by_code[code]))


def _code_key(code: str) -> tuple[tuple[int, ...], str]:
    """1.1.2 before 1.1.10."""
    return tuple(int(number) for number in re.findall(r"\d+", code)), code


def _compare_code(before: list[Fiche], after: list[Fiche]) -> Iterator[FicheChange]:
    told: list[FicheChange] = []
    for change in _paired(before, after):
        if not any(_repeats(change, other) for other in told):
            told.append(change)
    for change in sorted(told, key=lambda change: -(change.fiche.version or 0)):
        if change.change is not Change.CHANGED or change.fields or _versions_differ(change):
            yield change


def _versions_differ(change: FicheChange) -> bool:
    return change.before is not None and change.after is not None and change.before.version != change.after.version


def _repeats(change: FicheChange, other: FicheChange) -> bool:
    """Tell whether a change is another's, told by a copy: the Word file and its PDF."""
    sides = ((change.before, other.before), (change.after, other.after))
    return all(mine is None or (theirs is not None and _is_copy(mine, theirs)) for mine, theirs in sides)


def _is_copy(one: Fiche, other: Fiche) -> bool:
    return one.version == other.version and (_same_text(one) == _same_text(other) or not compare_fiches(one, other))


# Fiches.


def _same_text(fiche: Fiche) -> tuple[str, Span]:
    """Equal for a fiche at one place of one text, whatever the file is called."""
    return fiche.source.text, fiche.title.span


def _paired(before: list[Fiche], after: list[Fiche]) -> Iterator[FicheChange]:
    """Pair the fiches of one code: those whose text is the same, then by version, then across versions."""
    texts: dict[tuple[str, Span], deque[Fiche]] = defaultdict(deque)
    for fiche in after:
        texts[_same_text(fiche)].append(fiche)
    old: list[Fiche] = []
    for fiche in before:
        if same := texts[_same_text(fiche)]:
            yield FicheChange(fiche, same.popleft())
        else:
            old.append(fiche)
    new = [fiche for same in texts.values() for fiche in same]
    for same_version in (True, False):
        places = [
            (_fiche_likeness(one, other), row, column)
            for row, one in enumerate(old)
            for column, other in enumerate(new)
            if (one.version == other.version) is same_version and _are_one(one, other)
        ]
        pairs = _best_pairs(places)
        for row, column in pairs:
            yield FicheChange(old[row], new[column], compare_fiches(old[row], new[column]))
        old = [old[row] for row in _left(len(old), {row for row, _column in pairs})]
        new = [new[column] for column in _left(len(new), {column for _row, column in pairs})]
    yield from (FicheChange(fiche, None) for fiche in old)
    yield from (FicheChange(None, fiche) for fiche in new)


def _fiche_likeness(one: Fiche, other: Fiche) -> float:
    """How alike two fiches of one code are: a title kept in its file before one kept in another."""
    return fuzz.token_set_ratio(fold(one.title.line), fold(other.title.line)) + 100.0 * (one.source.name == other.source.name)


def _are_one(one: Fiche, other: Fiche) -> bool:
    """Tell whether two fiches of one code are states of one fiche rather than two fiches under one code."""
    if one.banner_part(BannerKind.TITLE) is None or other.banner_part(BannerKind.TITLE) is None:
        return True
    if like_titles(one.title.line, other.title.line):
        return True
    first, second = (Counter(_lines(fiche.sections)) for fiche in (one, other))
    return (first & second).total() >= _ONE_FICHE * max(1, min(first.total(), second.total()))


def _best_pairs(likeness: Iterable[tuple[float, int, int]]) -> set[Place]:
    """Take pairs from the most alike to the least, each thing once; of equal ones those whose places are nearest, either way round."""

    def rank(pair: tuple[float, int, int]) -> tuple[float, int, int]:
        score, row, column = pair
        return -score, abs(row - column), row + column

    pairs: set[Place] = set()
    rows: set[int] = set()
    columns: set[int] = set()
    for _score, row, column in sorted(likeness, key=rank):
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            pairs.add((row, column))
    return pairs


# Fields.


def compare_fiches(before: Fiche, after: Fiche) -> tuple[FieldChange, ...]:
    """Say what changed between two states of one fiche: the banner, then the sections in the order of the template."""
    fiches = (before, after)
    cuts = cut_words(text.text for fiche in fiches for text in _excerpts(fiche))
    hidden = [tuple(leftover.excerpt.span for leftover in fiche.leftovers) for fiche in fiches]

    def read(side: int, excerpts: Iterable[Excerpt], *, folded: bool = False) -> list[Wording]:
        return [read_wording(excerpt, hidden[side], cuts, folded=folded) for excerpt in excerpts]

    return (*_compare_banners(before, after, read), *_compare_sections(before, after, read))


Read = Callable[..., list[Wording]]


def _excerpts(fiche: Fiche) -> Iterator[Excerpt]:
    yield from (part.excerpt for part in fiche.banner)
    for section in fiche.sections:
        yield section.heading
        yield from section.items


def _compare_banners(before: Fiche, after: Fiche, read: Read) -> Iterator[FieldChange]:
    changes: list[ItemChange] = []
    for kind in _BANNER_PARTS:
        if kind is BannerKind.VERSION and before.version == after.version:
            continue  # « (version 2017) » or « Version : mars 2017 »
        old, new = (
            read(side, (part.excerpt for part in fiche.banner if part.kind is kind), folded=True)
            for side, fiche in enumerate((before, after))
        )
        changes += _compare_items(old, new, kind.value)
    if changes:
        yield FieldChange(None, "", Change.CHANGED, tuple(changes))


def _compare_sections(before: Fiche, after: Fiche, read: Read) -> Iterator[FieldChange]:
    shared = {
        kind: min(kind, section.shared_with, key=_ORDER.__getitem__)
        for fiche in (before, after)
        for section in fiche.sections
        if section.shared_with is not None
        for kind in (section.kind, section.shared_with)
    }
    for old, new in _paired_sections(_grouped(before, shared), _grouped(after, shared)):
        if _texts(old) == _texts(new):
            continue
        shown = (new or old)[0]
        items = _compare_items(read(0, _items(old)), read(1, _items(new)))
        if len(old) == len(new) == 1 and shown.kind not in _SUBHEADED:
            items = [*_compare_headings(read(0, [old[0].heading], folded=True), read(1, [new[0].heading], folded=True)), *items]
        change = _field_change(old, new)
        if items or change is not Change.CHANGED:
            yield FieldChange(shared.get(shown.kind, shown.kind), shown.heading.line, change, tuple(items))


def _compare_headings(before: Sequence[Wording], after: Sequence[Wording]) -> list[ItemChange]:
    """« Objectifs et dynamiques » and « Objectifs » are one heading, which the end of a page may cut; « Buts » is another."""
    shared = min(len(before[0].keys), len(after[0].keys))
    return [] if before[0].keys[:shared] == after[0].keys[:shared] else _compare_items(before, after, "heading")


def _field_change(old: Sequence[Section], new: Sequence[Section]) -> Change:
    if not old or not new:
        return Change.REMOVED if old else Change.ADDED
    was_blank, is_blank = (not any(section.items for section in group) for group in (old, new))
    if was_blank is is_blank:
        return Change.CHANGED
    return Change.FILLED if was_blank else Change.EMPTIED


GroupKey = tuple[SectionKind, str]  # the heading where the kind says nothing


def _grouped(fiche: Fiche, shared: dict[SectionKind, SectionKind]) -> dict[GroupKey, list[Section]]:
    """The sections by what they are about: one that goes on elsewhere is one, as are two fields that share a cell."""
    groups: dict[GroupKey, list[Section]] = defaultdict(list)
    for section in fiche.sections:
        heading = fold(section.heading.text) if section.kind is SectionKind.AUTRE else ""
        groups[shared.get(section.kind, section.kind), heading].append(section)
    return groups


def _paired_sections(
    before: dict[GroupKey, list[Section]], after: dict[GroupKey, list[Section]]
) -> Iterator[tuple[Sequence[Section], Sequence[Section]]]:
    """Pair sections by kind; those without a kind by heading, then by what they hold, then by the likeness of their headings."""
    renamed: dict[GroupKey, GroupKey] = {}  # key after -> key before
    old = [key for key in before if key[0] is SectionKind.AUTRE and key not in after]
    new = [key for key in after if key[0] is SectionKind.AUTRE and key not in before]
    held, holds = [_lines(before[key]) for key in old], [_lines(after[key]) for key in new]
    likeness = (
        (float(bool(held[row]) and held[row] == holds[column]) + Indel.normalized_similarity(one[1], other[1]), row, column)
        for row, one in enumerate(old)
        for column, other in enumerate(new)
    )
    for row, column in _best_pairs(place for place in likeness if place[0] >= _MISSPELT):
        renamed[new[column]] = old[row]
    keys = dict.fromkeys([*after, *(key for key in before if key not in renamed.values())])
    for key in sorted(keys, key=lambda key: _ORDER[key[0]]):
        yield before.get(renamed.get(key, key), ()), after.get(key, ())


def _items(sections: Iterable[Section]) -> Iterator[Excerpt]:
    return (item for section in sections for item in section.items)


def _texts(sections: Iterable[Section]) -> list[list[str]]:
    return [[section.heading.text, *(item.text for item in section.items)] for section in sections]


def _lines(sections: Iterable[Section]) -> list[str]:
    return [item.line for item in _items(sections)]


# Items.


def _compare_items(before: Sequence[Wording], after: Sequence[Wording], part: str = "item") -> list[ItemChange]:
    """What changed, in the order after; an item that only moved, or is cut in paragraphs otherwise, is no change."""
    pairs = _same_items(before, after)
    old, new = _left(len(before), {row for row, _column in pairs}), _left(len(after), {column for _row, column in pairs})
    reworded: set[Place] = set()
    if len(before) == len(after) == 1:
        # The only item of a field is what takes the place of the other, whatever it says.
        reworded = {(row, column) for row in old for column in new}
    elif _are_few([before[row] for row in old], [after[column] for column in new]):
        old, new = _without_recut(old, new, before, after)
        likeness = ((_likeness(before[row], after[column]), row, column) for row in old for column in new)
        reworded = _best_pairs(place for place in likeness if place[0] >= _LIKE)
    place = dict(sorted(pairs | reworded))
    changes: list[tuple[tuple[int, int], ItemChange]] = []
    for row, column in reworded:
        words = _words(before[row], after[column])
        changes.append(((column, 0), ItemChange(Change.CHANGED, part, before[row].excerpt, after[column].excerpt, words)))
    reworded_rows, reworded_columns = {row for row, _column in reworded}, {column for _row, column in reworded}
    above = list(accumulate(range(len(before)), lambda last, row: place.get(row, last), initial=-1))
    for row in old:
        if row not in reworded_rows:
            changes.append(((above[row], 1 + row), ItemChange(Change.REMOVED, part, before[row].excerpt, None)))
    for column in new:
        if column not in reworded_columns:
            changes.append(((column, 0), ItemChange(Change.ADDED, part, None, after[column].excerpt)))
    return [change for _place, change in sorted(changes, key=lambda change: change[0])]


def _words(before: Wording, after: Wording) -> tuple[Words, ...]:
    """Word by word, or as a whole where one took the place of the other: the few words in common would say nothing."""
    if _are_few([before], [after]) and _likeness(before, after) < _LIKE:
        return replaced(before, after)
    return compare_words(before, after)


def _left(count: int, taken: set[int]) -> list[int]:
    return [index for index in range(count) if index not in taken]


def _are_few(old: Sequence[Wording], new: Sequence[Wording]) -> bool:
    words = sum(len(wording.keys) for wording in old) * sum(len(wording.keys) for wording in new)
    return len(old) * len(new) <= _MAX_PAIRS and words <= _MAX_PAIRS_OF_WORDS


def _same_items(before: Sequence[Wording], after: Sequence[Wording]) -> set[Place]:
    """Items of the same words, wherever they stand."""
    places: dict[tuple[str, ...], deque[int]] = defaultdict(deque)
    for index, wording in enumerate(after):
        places[wording.keys].append(index)
    return {(index, same.popleft()) for index, wording in enumerate(before) if (same := places[wording.keys])}


def _without_recut(old: list[int], new: list[int], before: Sequence[Wording], after: Sequence[Wording]) -> tuple[list[int], list[int]]:
    """Leave out the items that the other side holds in several: the end of a page or of a line cut them, no author."""
    if _keys(old, before) == _keys(new, after):
        return [], []
    old, new = _leave_out(old, new, before, after)
    new, old = _leave_out(new, old, after, before)
    return old, new


def _leave_out(whole: list[int], cut: list[int], wholes: Sequence[Wording], cuts: Sequence[Wording]) -> tuple[list[int], list[int]]:
    firsts: dict[str, list[int]] = defaultdict(list)
    for position, index in enumerate(cut):
        if cuts[index].keys:
            firsts[cuts[index].keys[0]].append(position)
    gone: set[int] = set()
    kept = []
    for index in whole:
        keys = wholes[index].keys
        stretches = (_stretch(keys, cut, position, cuts) for position in firsts.get(keys[0] if keys else "", ()))
        found = next((stretch for stretch in stretches if stretch and gone.isdisjoint(stretch)), None)
        if found:
            gone.update(found)
        else:
            kept.append(index)
    return kept, [index for index in cut if index not in gone]


def _stretch(keys: Sequence[str], cut: Sequence[int], first: int, cuts: Sequence[Wording]) -> list[int]:
    """The items from `first` on that together say `keys`, none where they do not."""
    said = 0
    for position in range(first, len(cut)):
        piece = cuts[cut[position]].keys
        if piece != keys[said : said + len(piece)]:
            return []
        said += len(piece)
        if said == len(keys):
            return list(cut[first : position + 1])
    return []


def _keys(indexes: Iterable[int], wordings: Sequence[Wording]) -> list[str]:
    return [key for index in indexes for key in wordings[index].keys]


def _likeness(one: Wording, other: Wording) -> float:
    """How like two items are, from 0 to 1, where an item that the other extends is like enough."""
    words = float(Indel.normalized_similarity(one.keys, other.keys))
    if words >= _LIKE:
        return words
    shorter, longer = sorted((len(one.keys), len(other.keys)))
    letters = float(Indel.normalized_similarity(one.excerpt.text, other.excerpt.text, score_cutoff=_MISSPELT)) if longer <= _SHORT else 0.0
    extended = shorter >= 3 and LCSseq.similarity(one.keys, other.keys) >= _EXTENDED * shorter
    return max(words, letters, _LIKE if extended else 0.0)
