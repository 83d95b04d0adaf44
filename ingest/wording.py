"""Two wordings of one text, word by word: what was struck and what was written, each with its place in its source."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

from ingest.folding import fold
from ingest.lines import BOOKMARK, INVISIBLE
from ingest.model import Excerpt, Span

_LETTERS = r"[\w\u0300-\u036f]+"
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff"
_LINE_END = r"[ \t\xa0]*[\r\n\x0b\x0c\x85\u2028\u2029]\s*"
# A number with its unit, « 18 000 € » whatever its spaces are: half of it says nothing.
_AMOUNT = r"(?<!\w)(?:\d{1,3}(?:[ \xa0\u202f]\d{3})+(?:,\d+)?(?:[ \xa0\u202f]?(?:[kM]?€|%|euros?\b))?|\d+(?:,\d+)?[ \xa0\u202f]?(?:[kM]?€|%|euros?\b))(?![\d])"
# A word, « après-midi », « amélio-\nration » and « l’ » included, or one sign.
_TOKEN = re.compile(
    rf"{_AMOUNT}|{_LETTERS}(?:(?:(?:\xad+[-\u2010\u2011]?|[-\u2010\u2011])\xad*(?:{_LINE_END})?|[{_UNSEEN}]+){_LETTERS})*['’ʼ]?|[^\s{INVISIBLE}\x00]"
)
_CUT = re.compile(rf"[-\u2010\u2011]{_LINE_END}")
_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "\u2010": "-", "\u2011": "-", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
)
_SOFT = re.compile(rf"\xad\s*|[{_UNSEEN}]")
_SPACES, _BEFORE_UNIT = re.compile(r"[\xa0\u202f]"), re.compile(r" (?=[kM]?€|%|euro)")
_HYPHEN = re.compile(r"-\s*")
_SENTENCE_ENDS = frozenset(".!?…;")
_SMALL = re.compile(r"[^\W\d_]{1,3}'?|[^\w]")  # « de », « les », « l' », « , »; acronyms are in capitals
_SMALL_RUN = 2
# Pairs of equal words that difflib goes through at each step: 1,000 words of French against as many others hold about 10,000.
_BUDGET = 50_000

Opcode = tuple[str, int, int, int, int]  # as difflib's: tag, then [i1, i2) of the words before and [j1, j2) of those after


class Op(StrEnum):
    EQUAL = "equal"
    DELETE = "delete"
    INSERT = "insert"


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words that stayed, was struck (`after` is None) or was written (`before` is None).

    The two sides of words that stayed may differ in what a reader does not see: white space, soft hyphens, a leftover.
    """

    op: Op
    before: Excerpt | None
    after: Excerpt | None


@dataclass(frozen=True, slots=True)
class Wording:
    """An excerpt and its words: spans in the source, and keys, which are equal where the words are."""

    excerpt: Excerpt
    spans: tuple[Span, ...]
    keys: tuple[str, ...]


def cut_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that the end of a line cuts in `texts`, without any hyphen: theirs is no more known from the cut's."""
    words = (match.group() for text in texts if _CUT.search(text) for match in _TOKEN.finditer(text))
    return frozenset(_HYPHEN.sub("", _plain(word)) for word in words if _CUT.search(word))


def read_wording(excerpt: Excerpt, hidden: Sequence[Span] = (), cuts: frozenset[str] = frozenset(), *, folded: bool = False) -> Wording:
    """Find the words of an excerpt, past what is `hidden` in its source: leftovers, bookmarks.

    `cuts` are words cut in either of the texts to compare, whose hyphens do not count. With `folded`, for headings and
    titles, neither case, accents nor punctuation do.
    """
    start = excerpt.span.start
    text = BOOKMARK.sub(lambda match: " " * len(match.group()), excerpt.text)
    for span in hidden:
        if span.start < excerpt.span.end and start < span.end:
            first, last = max(0, span.start - start), min(len(text), span.end - start)
            text = f"{text[:first]}{' ' * (last - first)}{text[last:]}"
    spans, keys = [], []
    for match in _TOKEN.finditer(text):
        key = _plain(match.group())
        if cuts and (bare := _HYPHEN.sub("", key)) in cuts:
            key = bare
        if folded:
            key = fold(key)
        if key:
            spans.append(Span(start + match.start(), start + match.end()))
            keys.append(key)
    return Wording(excerpt, tuple(spans), tuple(keys))


def _plain(word: str) -> str:
    if word[0].isdigit():
        word = _BEFORE_UNIT.sub("", _SPACES.sub(" ", word))
    return word if word.isascii() else _SOFT.sub("", unicodedata.normalize("NFC", word)).translate(_SIGNS)


def compare_words(before: Wording, after: Wording) -> tuple[Words, ...]:
    """Say word by word how one wording became another.

    What stayed and was struck is, end to end, the text before; what stayed and was written, the text after.
    """
    return tuple(_joined(_runs(before, after)))


def replaced(before: Wording, after: Wording) -> tuple[Words, ...]:
    """Say that one wording took the place of another, as a whole."""
    return Words(Op.DELETE, before.excerpt, None), Words(Op.INSERT, None, after.excerpt)


def _runs(before: Wording, after: Wording) -> Iterator[Words]:
    """The runs in order; the white space after a replaced word stayed, that after a word struck or written goes with it."""

    def stayed(b1: int, b2: int, a1: int, a2: int) -> Iterator[Words]:
        if b1 < b2 or a1 < a2:
            yield Words(Op.EQUAL, _slice(before, b1, b2), _slice(after, a1, a2))

    yield from stayed(before.excerpt.span.start, _start(before, 0), after.excerpt.span.start, _start(after, 0))
    for tag, i1, i2, j1, j2 in _smoothed(_opcodes(before.keys, after.keys), before.keys):
        if tag == "equal":
            yield from stayed(_start(before, i1), _start(before, i2), _start(after, j1), _start(after, j2))
        elif tag == "replace":
            struck, written = before.spans[i2 - 1].end, after.spans[j2 - 1].end
            yield Words(Op.DELETE, _slice(before, _start(before, i1), struck), None)
            yield Words(Op.INSERT, None, _slice(after, _start(after, j1), written))
            yield from stayed(struck, _start(before, i2), written, _start(after, j2))
        elif tag == "delete":
            yield Words(Op.DELETE, _slice(before, _start(before, i1), _start(before, i2)), None)
        else:
            yield Words(Op.INSERT, None, _slice(after, _start(after, j1), _start(after, j2)))


def _start(wording: Wording, index: int) -> int:
    """Where a word starts; the end of the excerpt for the one after the last."""
    return wording.spans[index].start if index < len(wording.spans) else wording.excerpt.span.end


def _slice(wording: Wording, start: int, end: int) -> Excerpt:
    first = wording.excerpt.span.start
    return Excerpt(wording.excerpt.text[start - first : end - first], Span(start, end))


def _joined(runs: Iterable[Words]) -> Iterator[Words]:
    """Runs of one kind that follow each other become one."""
    last: Words | None = None
    for run in runs:
        if last is not None and last.op is run.op:
            last = Words(run.op, _together(last.before, run.before), _together(last.after, run.after))
            continue
        if last is not None:
            yield last
        last = run
    if last is not None:
        yield last


def _together(one: Excerpt | None, other: Excerpt | None) -> Excerpt | None:
    return Excerpt(one.text + other.text, Span(one.span.start, other.span.end)) if one and other else None


def _smoothed(codes: Sequence[Opcode], words: Sequence[str]) -> Iterator[Opcode]:
    """One replacement rather than two around a small word that both wordings happen to hold: « [-la-]{+une+} de [-x-]{+y+} »."""
    position = 0
    while position < len(codes):
        tag, i1, i2, j1, j2 = codes[position]
        if tag == "replace":
            while position + 2 < len(codes) and codes[position + 2][0] == "replace" and _is_small(words[i2 : codes[position + 1][2]]):
                position += 2
                i2, j2 = codes[position][2], codes[position][4]
        yield tag, i1, i2, j1, j2
        position += 1


def _is_small(words: Sequence[str]) -> bool:
    return len(words) <= _SMALL_RUN and all(_SMALL.fullmatch(word) and not word.isupper() for word in words)


def _opcodes(before: Sequence[str], after: Sequence[str]) -> list[Opcode]:
    """Align two lists of words: what they share at both ends first, then word by word, or by sentences where that costs too much."""
    shortest = min(len(before), len(after))
    head = next((index for index in range(shortest) if before[index] != after[index]), shortest)
    tail = next((index for index in range(shortest - head) if before[-1 - index] != after[-1 - index]), shortest - head)
    i2, j2 = len(before) - tail, len(after) - tail
    codes: list[Opcode] = [("equal", 0, head, 0, head)]
    codes += _shifted(_aligned(before[head:i2], after[head:j2]), head, head)
    codes.append(("equal", i2, len(before), j2, len(after)))
    return [code for code in codes if code[1] < code[2] or code[3] < code[4]]


def _aligned(before: Sequence[str], after: Sequence[str]) -> list[Opcode]:
    if _cost(before, after) <= _BUDGET:
        return _matched(before, after)
    first, second = _sentences(before), _sentences(after)
    one, other = [tuple(before[start:end]) for start, end in first], [tuple(after[start:end]) for start, end in second]
    if _cost(one, other) > _BUDGET:
        return [("replace", 0, len(before), 0, len(after))]
    codes: list[Opcode] = []
    for tag, i1, i2, j1, j2 in _matched(one, other):
        b1, b2 = _bounds(first, i1, i2, len(before))
        a1, a2 = _bounds(second, j1, j2, len(after))
        if tag == "replace" and _cost(before[b1:b2], after[a1:a2]) <= _BUDGET:
            codes += _shifted(_matched(before[b1:b2], after[a1:a2]), b1, a1)
        else:
            codes.append((tag, b1, b2, a1, a2))
    return codes


def _matched(before: Sequence[object], after: Sequence[object]) -> list[Opcode]:
    return [(tag, *places) for tag, *places in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()]  # type: ignore[misc]  # mypy loses the four numbers


def _shifted(codes: Iterable[Opcode], by_before: int, by_after: int) -> list[Opcode]:
    return [(tag, i1 + by_before, i2 + by_before, j1 + by_after, j2 + by_after) for tag, i1, i2, j1, j2 in codes]


def _cost(before: Iterable[object], after: Iterable[object]) -> int:
    """How many pairs of equal words there are: what difflib goes through at each of its steps."""
    counts = Counter(after)
    return sum(count * counts[word] for word, count in Counter(before).items())


def _sentences(words: Sequence[str]) -> list[tuple[int, int]]:
    ends = [index + 1 for index, word in enumerate(words) if word in _SENTENCE_ENDS]
    return [(start, end) for start, end in pairwise(sorted({0, *ends, len(words)}))]


def _bounds(places: Sequence[tuple[int, int]], first: int, last: int, length: int) -> tuple[int, int]:
    """From which word to which the sentences `first` to `last`, not included, go."""
    start = places[first][0] if first < len(places) else length
    return start, places[last - 1][1] if last > first else start
