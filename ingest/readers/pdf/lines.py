"""Pieces of text -> lines, and lines -> paragraphs, from their places alone."""

import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.pdf.marks import Piece

# « • Ville », « – Ville », « 1) Ville », « a. Ville » and the marks that Word takes from its Symbol and Wingdings fonts.
_MARK = re.compile(r"(?:[•·◦▪▫■□●○◆◇►▶➢➤➔→✓✔❖*\-–—\uf000-\uf0ff]|[oO§](?= )|\(?(?:\d{1,2}|[a-zA-Z])[.)°](?!\d))\s*")
# The end of a line in a table of contents: « ......... 12 », « . . . . 12 »
_LEADER = re.compile(r"(?:\.{3,}|…{2,}|_{3,}|(?: \.){3,})\s*\d*$")
_ENDS_SENTENCE = re.compile(r"[.;:!?…»)]\s*$")

_ROUNDING = 0.1  # of the size: programs lay out with widths rounded to their own unit, and draw with others


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    left: float
    right: float

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline, from left to right."""

    words: tuple[Word, ...]
    baseline: float
    size: float
    space: float = 0.0  # the width of a space in its font
    artifact: bool = False
    bold: bool = False
    paragraph: int | None = None  # that of its first words, where the file has tags

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return self.words[-1].right

    @property
    def first_width(self) -> float:
        """The width of its first word, with what no layout parts from it: « mot », mot : and mot ..."""
        last = 0
        while last + 1 < len(self.words) and (self.words[last].text in "«([" or self.words[last + 1].text[0] in ".,:;!?…»)]%"):
            last += 1
        return self.words[last].right - self.left

    @property
    def mark(self) -> str:
        """The bullet or number that it begins with; empty without one."""
        text = self.text
        found = _MARK.match(text)
        # A dash or a letter glued to its word is no mark, a symbol is: « –Ville » but « -ville » after a cut « centre- ».
        if found is None or (found.end() < len(text) and not found[0][-1:].isspace() and found[0][0] in "-*"):
            return ""
        return found[0].strip()

    @property
    def number(self) -> str:
        """The number that a void sets apart at its end, as a page number is; empty without one."""
        if len(self.words) < 2 or not self.words[-1].text.isdigit():
            return ""
        return self.words[-1].text if self.words[-1].left - self.words[-2].right > 2 * self.size else ""

    @property
    def is_entry(self) -> bool:
        """Whether it ends as in a table of contents: dots or a void, then a page number."""
        return bool(self.number or _LEADER.search(self.text))

    @property
    def text_left(self) -> float:
        """Where the text begins after the mark: what the following lines of the item stand under."""
        mark = self.mark
        if not mark or len(self.words) == 1:
            return self.left
        return self.words[1].left if self.words[0].text == mark else self.left


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that the page layout cut from one paragraph."""

    lines: tuple[Line, ...]
    room: float = float("inf")  # what its last line leaves free
    joint: str = "\n"  # a tab where the lines are the cells of a small table's row

    @property
    def text(self) -> str:
        return self.joint.join(line.text for line in self.lines)

    @property
    def top(self) -> float:
        return self.lines[0].baseline - self.lines[0].size

    @property
    def is_heading(self) -> bool:
        """Whether it is bold from end to end, and no longer than a heading is."""
        return len(self.lines) <= 2 and all(line.bold and not line.mark for line in self.lines)

    def goes_on_in(self, later: "Paragraph") -> bool:
        """Whether `later`, at the top of the next page, is the rest of this paragraph: its first word had no room here."""
        first = later.lines[0]
        same_size = abs(first.size - self.lines[-1].size) <= 0.15 * first.size
        return same_size and not first.mark and first.first_width + first.space > self.room - first.size * _ROUNDING


def build_lines(pieces: Iterable[Piece]) -> list[Line]:
    """Group pieces by baseline, from top to bottom; raised and lowered signs join the line that they touch."""
    groups: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.baseline, piece.left)):
        # A quarter of the size: less than half the distance between the tightest lines, more than any jitter of a baseline.
        if groups and piece.baseline - groups[-1][0].baseline <= min(piece.size, groups[-1][0].size) / 4:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    for group in [*groups]:
        _attach_small(group, groups)
    return [line for group in groups if group and (line := _line(group))]


def _attach_small(group: list[Piece], groups: list[list[Piece]]) -> None:
    """Move the superscripts and subscripts of a group, « 1er », « CO2 », to the lines that they touch."""
    index = groups.index(group)
    for piece in [*group]:
        for other in (*groups[index + 1 : index + 3], *groups[max(index - 2, 0) : index][::-1]):
            host = next((big for big in other if _is_script(piece, big)), None)
            if host is not None:
                group.remove(piece)
                other.append(piece)
                break


def _is_script(small: Piece, big: Piece) -> bool:
    """Whether `small` is smaller, a little above or below the baseline of `big`, and touches it: Word scales scripts by 2/3."""
    rise = big.baseline - small.baseline
    apart = max(small.left - big.right, big.left - small.right)
    return small.size < big.size * 0.85 and -0.3 * big.size < rise < 0.65 * big.size and -0.1 * big.size < apart < 0.3 * big.size


def _line(group: list[Piece]) -> Line | None:
    pieces = _undoubled(sorted(group, key=lambda piece: piece.left))
    words: list[Word] = []
    stretch = _letter_gap(pieces)
    former: Piece | None = None
    for piece in pieces:
        # A step back of more than half a size is no kerning: another text begins there.
        if former is not None and not piece.after_space and -piece.size / 2 < piece.left - former.right <= max(former.gap, stretch):
            words[-1] = Word(words[-1].text + piece.text, words[-1].left, max(words[-1].right, piece.right))
        else:
            words.append(Word(piece.text, piece.left, piece.right))
        former = piece
    if not words:
        return None
    main = max(pieces, key=lambda piece: (piece.right - piece.left) * piece.size)
    return Line(
        tuple(words),
        main.baseline,
        main.size,
        2 * main.gap,
        all(piece.artifact for piece in pieces),
        all(piece.bold for piece in pieces),
        next((piece.paragraph for piece in pieces if piece.paragraph is not None), None),
    )


def _letter_gap(pieces: Sequence[Piece]) -> float:
    """The gap between letters where each is drawn alone and spaced out, « F I C H E »; 0 elsewhere."""
    gaps = [right.left - left.right for left, right in pairwise(pieces)]
    alone = sum(len(piece.text) == 1 for piece in pieces)
    # Nine in ten: a line of ordinary words has a few of one letter, « à », « y ».
    if len(gaps) < 3 or alone * 10 < len(pieces) * 9:
        return 0.0
    return 1.5 * max(statistics.median(gaps), 0.0)


def _undoubled(pieces: list[Piece]) -> list[Piece]:
    """Drop what is drawn again over itself, which is how some programs make bold."""
    kept: list[Piece] = []
    for piece in pieces:
        width = piece.right - piece.left
        if not any(former.text == piece.text and abs(former.left - piece.left) < width / 2 for former in kept[-3:]):
            kept.append(piece)
    return kept


def build_paragraphs(lines: Sequence[Line], left: float, right: float, pitch: float) -> list[Paragraph]:
    """Join the lines that the width between `left` and `right` cut, in the order given; `pitch` is that of `line_pitch`."""
    paragraphs: list[Paragraph] = []
    current: list[Line] = []
    for line in lines:
        if current and _begins(line, current, pitch, left, right):
            paragraphs.append(Paragraph(tuple(current), _room(current[-1], left, right)))
            current = []
        current.append(line)
    if current:
        paragraphs.append(Paragraph(tuple(current), _room(current[-1], left, right)))
    return paragraphs


def line_pitch(columns: Iterable[Sequence[Line]]) -> float:
    """The distance between the baselines of a paragraph, for a size of 1: the least that is met twice, or the least.

    One for all the cells of a column: a cell of three paragraphs of one line has no distance but those between paragraphs.
    """
    pairs = [pair for lines in columns for pair in pairwise(lines)]
    ratios = sorted((after.baseline - before.baseline) / max(after.size, before.size) for before, after in pairs)
    ratios = [ratio for ratio in ratios if 0.8 < ratio < 2.2]  # from solid to double-spaced, with what the font adds
    for lower, upper in pairwise(ratios):
        if upper - lower < 0.03:
            return upper
    return ratios[0] if ratios else 1.2


def _begins(line: Line, current: Sequence[Line], pitch: float, left: float, right: float) -> bool:
    """Whether `line` begins a paragraph after the lines of `current`."""
    former, first = current[-1], current[0]
    if line.paragraph is not None and former.paragraph is not None:
        return line.paragraph != former.paragraph
    size = max(line.size, former.size)
    if line.mark or former.is_entry or abs(line.size - former.size) > 0.15 * size:
        return True
    # Word counts the space between paragraphs in points, two at the least: more than a seventh of the size.
    if line.baseline - former.baseline > (pitch + 0.15) * size:
        return True
    if not _is_full(former, line, left, right):
        return True
    body = current[1].left if len(current) > 1 else first.text_left
    indent = line.left - body
    if abs(indent) < size / 2 or _is_centred(line, left, right):
        return False
    if indent > 0:
        return len(current) > 1 or not first.mark
    if len(current) > 1:
        return True
    # Second line, further left: under a first line that is indented, or under an item whose lines do not hang.
    return bool(first.mark) and line.text[:1].isupper() and _ENDS_SENTENCE.search(former.text) is not None


def _is_full(former: Line, line: Line, left: float, right: float) -> bool:
    """Whether the first word of `line` found no room at the end of `former`."""
    return line.first_width + line.space > _room(former, left, right) - line.size * _ROUNDING


def _room(line: Line, left: float, right: float) -> float:
    return right - line.right + (line.left - left if _is_centred(line, left, right) else 0.0)


def _is_centred(line: Line, left: float, right: float) -> bool:
    before, after = line.left - left, right - line.right
    return before > 2 * line.size and abs(before - after) < line.size
