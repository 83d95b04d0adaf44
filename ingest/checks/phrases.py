"""Sentences, their segments and the noun phrases in them: what a figure stands beside."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.checks.words import Kind, Word, read_words
from ingest.model import Excerpt, Span

# « … en 2019. Annulée en 2020, … »: a full stop ends a sentence before a capital, but not within « M. Durand » or « art. L ».
_SENTENCE_END = re.compile(r"(?:(?<![A-ZÀ-Ý])(?<!\bart)(?<!\bcf)(?<!\benv)[.!?…]|;)[»\")]*\s+(?=[«\"(]?\s?[A-ZÀ-Ý0-9])|;\s+|\n\s*\n")
# What goes by a number: « ligne 4 prolongée ».
_NUMBERED = frozenset(
    "ligne lignes tour lot programme programmes action batiment ilot niveau axe pilier zone secteur mesure article tram bus".split()
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: its content words, « médiathèque La Navette » -> mediathequ, navet."""

    words: tuple[Word, ...]
    segment: int  # which segment of its sentence it stands in

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(word.stem for word in self.words)

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return self.words[-1].end


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a sentence between two signs.

    `opener` is the sign before it, blank for the first; `bracket` is where the bracket that it stands in opens, -1 outside.
    """

    words: tuple[Word, ...]
    opener: str
    bracket: int = -1

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return self.words[-1].end


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an item, its segments and its noun phrases, in order."""

    excerpt: Excerpt
    segments: tuple[Segment, ...]
    phrases: tuple[Phrase, ...]
    first: bool  # the first of its item

    def segment_at(self, offset: int) -> int:
        """Return which segment holds `offset`, that after it when it stands between two."""
        return next((number for number, segment in enumerate(self.segments) if offset < segment.end), len(self.segments) - 1)


def read_sentences(item: Excerpt, joined: Callable[[Sequence[Word]], Sequence[Word]] | None = None) -> Iterator[Sentence]:
    """Cut an item into sentences, each with its segments and noun phrases; `joined` makes one name of the words of a known one."""
    starts = [0, *_sentence_ends(item.text), len(item.text)]
    for number, (start, end) in enumerate(pairwise(starts)):
        text = item.text[start:end]
        stripped = text.strip()
        if not stripped:
            continue
        first = start + len(text) - len(text.lstrip())
        excerpt = Excerpt(stripped, Span(item.span.start + first, item.span.start + first + len(stripped)))
        words: Sequence[Word] = read_words(stripped, excerpt.span.start)
        if words and joined:
            words = joined(words)
        if words:
            segments = tuple(_segments(words))
            yield Sentence(excerpt, segments, tuple(_phrases(segments)), number == 0)


def _sentence_ends(text: str) -> Iterator[int]:
    for match in _SENTENCE_END.finditer(text):
        if text.count("(", 0, match.start()) <= text.count(")", 0, match.start()):
            yield match.end()


def _segments(words: Sequence[Word]) -> Iterator[Segment]:
    run: list[Word] = []
    opener, bracket = "", -1
    for position, word in enumerate(words):
        between = word.text in "-–—" and position and words[position - 1].end < word.start
        if word.kind is Kind.SIGN and (word.text in ",:;()[].!?…" or between):
            if run:
                yield Segment(tuple(run), opener, bracket)
            run, opener = [], word.text
            if word.text in "([":
                bracket = word.start
            elif word.text in ")]":
                bracket = -1
        else:
            run.append(word)
    if run:
        yield Segment(tuple(run), opener, bracket)


def _phrases(segments: Sequence[Segment]) -> Iterator[Phrase]:
    for number, segment in enumerate(segments):
        run: list[Word] = []
        joins: list[Word] = []
        for position, word in enumerate(segment.words):
            if word.kind is Kind.CONTENT or (word.kind is Kind.NUMBER and _is_label(segment.words, position)):
                if run and joins and not _join(joins, word):
                    yield Phrase(tuple(run), number)
                    run = []
                run.append(word)
                joins = []
            elif run and _is_hyphened(segment.words, position):
                continue  # « Sauveterre-les-Moulins », « Boulogne-sur-Mer »
            elif word.kind in (Kind.LINK, Kind.ARTICLE) and run:
                joins.append(word)
            elif word.kind is Kind.SIGN and word.text in "-'’«»\"“”":
                continue
            elif run:
                yield Phrase(tuple(run), number)
                run, joins = [], []
        if run:
            yield Phrase(tuple(run), number)


def _join(joins: Sequence[Word], word: Word) -> bool:
    """Tell whether what stands between two words makes one name of them: « à la », « La » of « médiathèque La Navette »."""
    return any(join.kind is Kind.LINK for join in joins) or (word.capital and joins[-1].text[0].isupper())


def _is_hyphened(words: Sequence[Word], position: int) -> bool:
    before = words[position - 1] if position else None
    return before is not None and before.text == "-" and before.end == words[position].start


def _is_label(words: Sequence[Word], position: int) -> bool:
    """Tell whether a number is part of a name: « ligne 4 », « programme 147 », not « 4 lignes »."""
    word = words[position]
    if not position or not word.text.isdigit() or len(word.text) > 3 or words[position - 1].kind is not Kind.CONTENT:
        return False
    if words[position - 1].folded in _NUMBERED:
        return True
    after = words[position + 1] if position + 1 < len(words) else None
    return after is None or (after.kind is not Kind.CONTENT and after.text not in "€%/" and after.kind is not Kind.NUMBER)
