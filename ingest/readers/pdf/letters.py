"""Where the words of a published text stand among the characters that another program finds on the same page.

Two programs read a page: one its text, the other draws it. They agree on letters and digits, not on spaces, hyphens or
ligatures, so only letters and digits are compared.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

_PIECE = 16  # letters: what a passage is cut into where the two programs put its lines in another order
_ENOUGH = 0.8  # of the letters of a passage


def letters_of(characters: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield each letter and digit, in lower case without accents, and the place of its character: « ﬁ » is an f and an i."""
    for place, character in enumerate(characters):
        for letter in unicodedata.normalize("NFKD", character).lower():
            if letter.isalnum():
                yield letter, place


def find_letters(words: str, before: str, page: Sequence[str]) -> list[int]:
    """Return the places on a page of the characters of `words`; none where they cannot be told.

    `before` is what is published of the page before them: it tells which one is meant of words that the page repeats.
    """
    wanted = "".join(letter for letter, _place in letters_of(words))
    found = list(letters_of(page))
    text = "".join(letter for letter, _place in found)
    if not wanted:
        return []
    rank = _count(wanted, "".join(letter for letter, _place in letters_of(before)))
    start = _nth(wanted, text, rank)
    if start is None:
        ranges = list(_pieces(wanted, text))
        if sum(end - begin for begin, end in ranges) < _ENOUGH * len(wanted):
            return []
    else:
        ranges = [(start, start + len(wanted))]
    return sorted({found[index][1] for begin, end in ranges for index in range(begin, end)})


def _pieces(wanted: str, text: str) -> Iterator[tuple[int, int]]:
    """The pieces of `wanted` that stand once in `text`."""
    for begin in range(0, len(wanted), _PIECE):
        piece = wanted[begin : begin + _PIECE]
        if len(piece) < _PIECE and len(wanted) > _PIECE:
            piece = wanted[-_PIECE:]
        if text.count(piece) == 1:
            start = text.index(piece)
            yield start, start + len(piece)


def _count(wanted: str, text: str) -> int:
    count, start = 0, text.find(wanted)
    while start >= 0:
        count, start = count + 1, text.find(wanted, start + 1)
    return count


def _nth(wanted: str, text: str, rank: int) -> int | None:
    """The place of the occurrence that has `rank` others before it, else of the last one."""
    start = text.find(wanted)
    if start < 0:
        return None
    for _ in range(rank):
        following = text.find(wanted, start + 1)
        if following < 0:
            break
        start = following
    return start
