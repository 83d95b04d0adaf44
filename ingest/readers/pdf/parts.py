"""What the content of a PDF page refers to: matrices, fonts, and forms within forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Glyph:
    text: str
    width: float  # of the font size
    is_space_code: bool  # the one-byte code 32, which word spacing widens
    is_readable: bool = True  # False where the font does not say which character it draws


class Typeface(Protocol):
    space_width: float  # of the font size
    is_bold: bool

    def glyphs(self, data: bytes) -> Sequence[Glyph]: ...


@dataclass(frozen=True, slots=True)
class Form:
    """Content drawn from within other content."""

    operations: Sequence[tuple[Any, bytes]]
    matrix: Matrix
    resources: "Resources"


class Resources(Protocol):
    """What the names in a content stand for."""

    def typeface(self, name: str) -> Typeface | None: ...

    def form(self, name: str) -> Form | None:
        """The form of this name; None for an image and for what is missing."""

    def is_image(self, name: str) -> bool: ...

    @property
    def is_tagged(self) -> bool:
        """Whether the file has tags for this content."""

    def paragraph(self, properties: Any) -> int | None:
        """The paragraph that the tags of the file put this marked content in."""

    def is_pagination(self, properties: Any) -> bool:
        """Whether an artifact with these properties is a header, a footer or a number of the page."""


def multiply(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def fitted(box: Sequence[float], matrix: Matrix, rectangle: Sequence[float]) -> Matrix:
    """Move what `matrix` makes of the box of an appearance onto the rectangle of its annotation: ISO 32000-1, 12.5.5."""
    x0, y0, x1, y1 = box
    corners = [multiply((1, 0, 0, 1, x, y), matrix)[4:] for x, y in ((x0, y0), (x0, y1), (x1, y0), (x1, y1))]
    left, bottom = min(x for x, _ in corners), min(y for _, y in corners)
    width, height = max(x for x, _ in corners) - left, max(y for _, y in corners) - bottom
    to_left, to_bottom = min(rectangle[0], rectangle[2]), min(rectangle[1], rectangle[3])
    across = abs(rectangle[2] - rectangle[0]) / width if width else 1.0
    up = abs(rectangle[3] - rectangle[1]) / height if height else 1.0
    return across, 0.0, 0.0, up, to_left - left * across, to_bottom - bottom * up
