"""The picture of a PDF page with a passage framed, drawn in a process of its own: a file of foreign make ends no server."""

import io
import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from ingest.errors import UnreadableSourceError
from ingest.readers.pdf.letters import find_letters

_WIDTH = 1_000  # pixels: read on a phone, and magnified twice in the panel
_MEMORY = 1_500_000_000  # bytes of address space
_MARGIN = 2.0  # points around a line
_GROUND, _EDGE = (255, 214, 64, 96), (176, 118, 0, 255)


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as PNG; `framed` tells whether the passage was found on it."""

    png: bytes
    framed: bool


def page_picture(data: bytes, name: str, page: int, words: str, before: str, *, seconds: float) -> PagePicture:
    """Draw a page, counted from 1, with `words` framed; `before` is the published text of the page before them.

    Raises:
        UnreadableSourceError: the page cannot be drawn, or not in that time.
    """
    asked = json.dumps({"page": page, "words": words, "before": before}).encode() + b"\n" + data
    try:
        # -P: no module of the user's folder is taken for one of ours.
        done = subprocess.run(
            [sys.executable, "-P", "-m", "ingest.readers.pdf.picture"], input=asked, capture_output=True, timeout=seconds, check=True
        )
    except subprocess.SubprocessError as error:
        raise UnreadableSourceError(f"La page {page} de « {name} » ne peut pas être dessinée ; ouvrez le fichier lui-même.") from error
    told, _newline, png = done.stdout.partition(b"\n")
    return PagePicture(png, json.loads(told)["framed"])


def draw(data: bytes, page_number: int, words: str, before: str) -> PagePicture:
    """Do so in this process."""
    with pdfium.PdfDocument(data) as document:
        page = document[page_number - 1]
        scale = _WIDTH / max(page.get_width(), 1.0)
        bitmap = page.render(scale=scale, may_draw_forms=False)
        picture = bitmap.to_pil().convert("RGBA")
        text = page.get_textpage()
        characters = [text.get_text_range(index, 1) for index in range(text.count_chars())]
        places = find_letters(words, before, characters)
        position = bitmap.get_posconv(page)
        boxes = []
        for left, bottom, right, top in lines([text.get_charbox(place, loose=True) for place in places]):
            corners = (position.to_bitmap(left - _MARGIN, top), position.to_bitmap(right + _MARGIN, bottom))
            boxes.append(_upright(*corners[0], *corners[1]))
        written = io.BytesIO()
        _framed(picture, boxes).save(written, "PNG")
        return PagePicture(written.getvalue(), bool(boxes))


Box = tuple[float, float, float, float]  # left, bottom, right, top


def lines(boxes: Sequence[Box]) -> list[Box]:
    """Join the boxes of characters that follow each other on one line."""
    joined: list[Box] = []
    for left, bottom, right, top in boxes:
        if right <= left or top <= bottom:
            continue
        if joined:
            former = joined[-1]
            height = min(top - bottom, former[3] - former[1])
            on_line = min(top, former[3]) - max(bottom, former[1]) > height / 2
            if on_line and -height < left - former[2] < 4 * height:
                joined[-1] = (min(former[0], left), min(former[1], bottom), max(former[2], right), max(former[3], top))
                continue
        joined.append((left, bottom, right, top))
    return joined


def _upright(x: int, y: int, other_x: int, other_y: int) -> tuple[int, int, int, int]:
    """A page that is turned swaps the corners."""
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


def _framed(picture: Image.Image, boxes: Sequence[tuple[int, int, int, int]]) -> Image.Image:
    veil = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(veil)
    for box in boxes:
        pen.rectangle(box, fill=_GROUND, outline=_EDGE, width=2)
    return Image.alpha_composite(picture, veil).convert("RGB")


def _serve() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard), hard))
    asked = json.loads(sys.stdin.buffer.readline())
    drawn = draw(sys.stdin.buffer.read(), asked["page"], asked["words"], asked["before"])
    sys.stdout.buffer.write(json.dumps({"framed": drawn.framed}).encode() + b"\n" + drawn.png)


if __name__ == "__main__":
    _serve()
