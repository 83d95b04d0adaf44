"""The operators of a page's content -> the text and the rules they draw, in the drawing's own axes.

Operators and their operands: ISO 32000-1, 8.5 (paths), 9.3 and 9.4 (text), 14.6 (marked content).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from ingest.readers.pdf.marks import Box, Stroke
from ingest.readers.pdf.parts import IDENTITY, Matrix, Resources, Typeface, multiply

MAX_OPERATIONS = 200_000  # a page: the densest real table measured has 6 000, a drawing of this size says nothing that we read
_MAX_DEPTH = 12  # forms within forms; producers nest three or four
_MAX_COORDINATE = 1e6  # points: a hundred times the largest page that PDF allows
_PAINT_STROKE = frozenset((b"S", b"s", b"B", b"B*", b"b", b"b*"))
_PAINT_FILL = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
_KEPT_BLANKS = "\xa0\u202f"  # no-break spaces are letters of the text: « mot » keeps them


class PageTooComplexError(Exception):
    """The content has more operations than a page of text can have."""


@dataclass(frozen=True, slots=True)
class _State:
    ctm: Matrix = IDENTITY
    font: Typeface | None = None
    size: float = 1.0
    char_spacing: float = 0.0
    word_spacing: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


@dataclass(slots=True)
class Drawing:
    """Everything the contents of one page draw."""

    strokes: list[Stroke] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)  # thin or not, y upwards
    image_area: float = 0.0  # of all the pictures, those over others included
    readable: int = 0  # characters
    unreadable: int = 0  # glyphs whose font does not say which character they are
    _operations: int = 0

    def draw(self, operations: Iterable[tuple[Any, bytes]], resources: Resources, ctm: Matrix = IDENTITY) -> None:
        """Follow the operators of a content.

        Raises:
            PageTooComplexError: more than MAX_OPERATIONS on this page, forms included.
        """
        _Pen(self, resources, ctm, depth=0).run(operations)

    def count(self, operations: int = 1) -> None:
        self._operations += operations
        if self._operations > MAX_OPERATIONS:
            raise PageTooComplexError


class _Pen:
    """One content stream being drawn."""

    def __init__(self, drawing: Drawing, resources: Resources, ctm: Matrix, depth: int) -> None:
        self.drawing = drawing
        self.resources = resources
        self.depth = depth
        self.state = _State(ctm=ctm)
        self.stack: list[_State] = []
        self.line: Matrix = IDENTITY
        self.text: Matrix = IDENTITY
        self.path: list[list[tuple[float, float]]] = []
        self.curved = False
        self.artifacts: list[bool] = []
        self.paragraphs: list[int | None] = [None]
        self.after_space = False

    def run(self, operations: Iterable[tuple[Any, bytes]]) -> None:
        for operands, operator in operations:
            self.drawing.count()
            try:
                self._do(operator, operands)
            except (IndexError, TypeError, ValueError, KeyError, AttributeError, OverflowError):
                # Wrong operands: a viewer passes over the operator, and so do we.
                continue

    def _do(self, operator: bytes, operands: Any) -> None:
        state = self.state
        if operator == b"TJ":
            self._show(operands[0])
        elif operator == b"Tj":
            self._show(operands[:1])
        elif operator == b"Td":
            self._move(float(operands[0]), float(operands[1]))
        elif operator == b"TD":
            self.state = replace(state, leading=-float(operands[1]))
            self._move(float(operands[0]), float(operands[1]))
        elif operator == b"Tm":
            self.text = self.line = _matrix(operands)
        elif operator == b"T*":
            self._move(0, -state.leading)
        elif operator == b"'":
            self._move(0, -state.leading)
            self._show(operands[:1])
        elif operator == b'"':
            self.state = replace(state, word_spacing=float(operands[0]), char_spacing=float(operands[1]))
            self._move(0, -state.leading)
            self._show(operands[2:3])
        elif operator == b"BT":
            self.text = self.line = IDENTITY
        elif operator == b"Tf":
            self.state = replace(state, font=self.resources.typeface(operands[0]), size=float(operands[1]))
        elif operator == b"Tc":
            self.state = replace(state, char_spacing=float(operands[0]))
        elif operator == b"Tw":
            self.state = replace(state, word_spacing=float(operands[0]))
        elif operator == b"Tz":
            self.state = replace(state, scale=float(operands[0]) / 100)
        elif operator == b"TL":
            self.state = replace(state, leading=float(operands[0]))
        elif operator == b"Ts":
            self.state = replace(state, rise=float(operands[0]))
        elif operator == b"q":
            self.stack.append(state)
        elif operator == b"Q":
            self.state = self.stack.pop()
        elif operator == b"cm":
            self.state = replace(state, ctm=multiply(_matrix(operands), state.ctm))
        elif operator == b"m":
            self.path.append([(float(operands[0]), float(operands[1]))])
        elif operator == b"l":
            self.path[-1].append((float(operands[0]), float(operands[1])))
        elif operator == b"re":
            x, y, width, height = (float(operand) for operand in operands[:4])
            self.path.append([(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)])
        elif operator == b"h":
            self.path[-1].append(self.path[-1][0])
        elif operator in (b"c", b"v", b"y"):
            # A rounded corner parts the straight sides; a shape filled with curves in it is no rule.
            self.path.append([(float(operands[-2]), float(operands[-1]))])
            self.curved = True
        elif operator in _PAINT_FILL or operator in _PAINT_STROKE or operator == b"n":
            self._paint(operator)
        elif operator == b"Do":
            self._form(operands[0])
        elif operator == b"INLINE IMAGE":
            self._picture()
        elif operator == b"BDC":
            self.artifacts.append(operands[0] == "/Artifact" and self.resources.is_pagination(operands[1]))
            self.paragraphs.append(self.resources.paragraph(operands[1]) or self.paragraphs[-1])
        elif operator == b"BMC":
            # LibreOffice says no more of its headers and footers; elsewhere it may be a watermark, or all there is.
            self.artifacts.append(operands[0] == "/Artifact" and self.resources.is_tagged)
            self.paragraphs.append(self.paragraphs[-1])
        elif operator == b"EMC":
            self.artifacts.pop()
            self.paragraphs.pop()

    def _move(self, x: float, y: float) -> None:
        a, b, c, d, e, f = self.line
        self.text = self.line = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)

    def _show(self, parts: Iterable[Any]) -> None:
        """Draw strings, with the adjustments between them, as pieces cut at spaces and at gaps as wide."""
        state, font = self.state, self.state.font
        if font is None:
            return
        a, b, c, d, e, f = multiply(self.text, state.ctm)
        across = math.hypot(a, b)
        if not across or not math.isfinite(across):
            return
        size, scale = state.size, state.scale
        # Half a space of the font parts two words; a font that states none, or an absurd one, gets what fonts have (0.2 to 0.4).
        gap = abs(size) * scale * min(max(font.space_width, 0.2), 0.4) / 2 + max(state.char_spacing, 0) * scale
        sign = math.copysign(1, size * scale)
        direction = (a / across * sign, b / across * sign)
        height = abs(size) * math.hypot(c, d)
        artifact = any(self.artifacts)
        word: list[str] = []
        x = start = end = 0.0

        def cut() -> None:
            if not word:
                return
            points = [(at * a + state.rise * c + e, at * b + state.rise * d + f) for at in (start, end)]
            if all(abs(value) < _MAX_COORDINATE for point in points for value in point):
                self.drawing.strokes.append(
                    Stroke(
                        "".join(word),
                        points[0],
                        points[1],
                        direction,
                        height,
                        gap * across,
                        self.after_space,
                        artifact,
                        font.is_bold,
                        self.paragraphs[-1],
                    )
                )
            word.clear()
            self.after_space = False

        for part in parts:
            if isinstance(part, int | float):
                shift = -float(part) / 1000 * size * scale
                x += shift
                if abs(shift) > gap:
                    cut()
                continue
            if not isinstance(part, bytes):
                continue
            for glyph in font.glyphs(part):
                self.drawing.count()
                advance = (glyph.width * size + state.char_spacing + (state.word_spacing if glyph.is_space_code else 0.0)) * scale
                if not glyph.is_readable:
                    self.drawing.unreadable += 1
                    cut()
                elif glyph.text.isspace() and glyph.text not in _KEPT_BLANKS:
                    cut()
                    self.after_space = True
                elif glyph.text:
                    if not word:
                        start = x
                    word.append(glyph.text)
                    end = x + glyph.width * size * scale
                    self.drawing.readable += 1
                x += advance
        cut()
        ta, tb, tc, td, te, tf = self.text
        self.text = (ta, tb, tc, td, te + x * ta, tf + x * tb)

    def _paint(self, operator: bytes) -> None:
        ctm = self.state.ctm
        for points in self.path:
            placed = [(x * ctm[0] + y * ctm[2] + ctm[4], x * ctm[1] + y * ctm[3] + ctm[5]) for x, y in points]
            if len(placed) < 2 or not all(abs(value) < _MAX_COORDINATE for point in placed for value in point):
                continue
            if operator in _PAINT_FILL and not self.curved:
                self.drawing.rules.append(_bounds(placed))
            if operator in _PAINT_STROKE:
                if operator in (b"s", b"b", b"b*"):
                    placed.append(placed[0])
                self.drawing.rules.extend(_bounds([start, end]) for start, end in pairwise(placed))
        self.path.clear()
        self.curved = False

    def _picture(self) -> None:
        a, b, c, d, _, _ = self.state.ctm  # a picture fills the unit square
        self.drawing.image_area += abs(a * d - b * c)

    def _form(self, name: str) -> None:
        if self.resources.is_image(name):
            self._picture()
            return
        form = self.resources.form(name) if self.depth < _MAX_DEPTH else None
        if form is None:
            return
        pen = _Pen(self.drawing, form.resources, multiply(form.matrix, self.state.ctm), self.depth + 1)
        pen.artifacts.append(any(self.artifacts))
        pen.run(form.operations)


def _matrix(operands: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(operand) for operand in operands[:6])
    return a, b, c, d, e, f


def _bounds(points: Sequence[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))
