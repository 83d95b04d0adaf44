"""What is drawn on a page, as geometry: pieces of text and thin rules, whatever drew them."""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

# Text within this sine of a quarter turn (6 degrees) stands on it: a page put askew on the scanner, never a watermark's slant.
_STRAIGHT = 0.1

Place = Callable[[tuple[float, float]], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def encloses(self, other: "Box", slack: float = 0.0) -> bool:
        return (
            self.left - slack <= other.left
            and other.right <= self.right + slack
            and self.top - slack <= other.top
            and other.bottom <= self.bottom + slack
        )


@dataclass(frozen=True, slots=True)
class Stroke:
    """Text as drawn, in the drawing's own axes (y upwards): no space inside, from the start of its baseline to its end."""

    text: str
    start: tuple[float, float]
    end: tuple[float, float]
    direction: tuple[float, float]  # of reading, length 1
    size: float
    gap: float  # half a space: a wider gap to the next piece is one
    after_space: bool
    artifact: bool
    bold: bool = False
    paragraph: int | None = None  # the paragraph that the tags of the file put it in


@dataclass(frozen=True, slots=True)
class Piece:
    """Text without a space inside, upright: part of a word, a word, or several joined by no-break spaces."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    gap: float = 0.0  # half a space: a wider gap to the next piece is one
    after_space: bool = False  # a space was drawn before it
    artifact: bool = False  # the file says that it belongs to the page, not to the text
    bold: bool = False
    paragraph: int | None = None

    @property
    def middle(self) -> tuple[float, float]:
        """A point inside the letters: half their x-height, a quarter of the size, above the baseline."""
        return (self.left + self.right) / 2, self.baseline - self.size / 4


@dataclass(frozen=True, slots=True)
class PageMarks:
    """A page as a reader holds it: upright, the origin at its top left corner."""

    width: float
    height: float
    pieces: tuple[Piece, ...]
    rules: tuple[Box, ...] = ()
    watermarks: tuple[str, ...] = ()  # text on the slant


def upright(strokes: Iterable[Stroke], rules: Iterable[Box], crop: Box) -> PageMarks:
    """Turn a page so that most of its text reads from left to right, and leave out what stands outside `crop`.

    `rules` and `crop` are in the axes of the strokes: y upwards, so their `top` is the lower value.
    The text itself says where up is: a rotated page, and a landscape page drawn on its side, come out alike.
    """
    strokes = list(strokes)
    weights: Counter[int | None] = Counter()
    for stroke in strokes:
        weights[_quarter(stroke)] += len(stroke.text)
    del weights[None]
    turn = max(weights, key=lambda quarter: (weights[quarter], -(quarter or 0)), default=0) or 0
    page = _turned_box(crop, turn)

    def place(point: tuple[float, float]) -> tuple[float, float]:
        x, y = _turned(point, turn)
        return x - page.left, y - page.top

    pieces: list[Piece] = []
    on_end: list[tuple[int, Stroke]] = []
    slanted: list[str] = []
    for stroke in strokes:
        (left, start), (right, end) = place(stroke.start), place(stroke.end)
        if not (0 <= (left + right) / 2 <= page.width and 0 <= (start + end) / 2 <= page.height):
            continue
        quarter = _quarter(stroke)
        if quarter is None:
            slanted.append(stroke.text)
        elif quarter == turn:
            baseline = (start + end) / 2
            pieces.append(
                Piece(
                    stroke.text,
                    min(left, right),
                    max(left, right),
                    baseline,
                    stroke.size,
                    stroke.gap,
                    stroke.after_space,
                    stroke.artifact,
                    stroke.bold,
                    stroke.paragraph,
                )
            )
        else:
            on_end.append(((quarter - turn) % 4, stroke))
    pieces.extend(_stand(on_end, place))
    boxes = (_turned_box(rule, turn) for rule in rules)
    placed = (Box(box.left - page.left, box.top - page.top, box.right - page.left, box.bottom - page.top) for box in boxes)
    frame = Box(0, 0, page.width, page.height)
    kept = tuple(rule for rule in placed if frame.holds((rule.left + rule.right) / 2, (rule.top + rule.bottom) / 2))
    return PageMarks(page.width, page.height, tuple(pieces), kept, (" ".join(slanted),) if slanted else ())


def _quarter(stroke: Stroke) -> int | None:
    """The quarter turns, counterclockwise, that the text stands at; None on the slant."""
    cosine, sine = stroke.direction
    if abs(sine) <= _STRAIGHT:
        return 0 if cosine > 0 else 2
    if abs(cosine) <= _STRAIGHT:
        return 1 if sine > 0 else 3
    return None


def _turned(point: tuple[float, float], turn: int) -> tuple[float, float]:
    """`point` in axes where text at `turn` reads rightwards and y goes down."""
    x, y = point
    return ((x, -y), (y, x), (-x, y), (-y, -x))[turn]


def _turned_box(box: Box, turn: int) -> Box:
    (x0, y0), (x1, y1) = _turned((box.left, box.top), turn), _turned((box.right, box.bottom), turn)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _stand(strokes: list[tuple[int, Stroke]], place: Place) -> list[Piece]:
    """Stand text that runs up or down the page, as in a narrow label column, on a baseline: one piece a line of it."""
    lines: dict[tuple[int, int, int], list[Stroke]] = {}
    for quarter, stroke in strokes:
        x, y = place(stroke.start)
        # The strokes of one line share their place across it, to a quarter of their size.
        across = y if quarter == 2 else x
        lines.setdefault((quarter, round(stroke.size), round(across / max(stroke.size / 4, 1))), []).append(stroke)
    pieces = []
    for group in lines.values():
        along = group[0].direction
        group.sort(key=lambda stroke: stroke.start[0] * along[0] + stroke.start[1] * along[1])
        text = group[0].text
        for former, stroke in pairwise(group):
            apart = math.dist(former.end, stroke.start) > former.gap or stroke.after_space
            text += f" {stroke.text}" if apart else stroke.text
        first, last = place(group[0].start), place(group[-1].end)
        x, y, size = (first[0] + last[0]) / 2, (first[1] + last[1]) / 2, group[0].size
        pieces.append(Piece(text, x - size / 2, x + size / 2, y + size / 4, size, gap=0.0, after_space=True, artifact=group[0].artifact))
    return pieces
