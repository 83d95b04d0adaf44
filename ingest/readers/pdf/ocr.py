"""Scanned pages, read by tesseract from the pictures that pdftoppm makes of them."""

import csv
import io
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.errors import UnreadableSourceError, reason
from ingest.readers.options import ReadingOptions
from ingest.readers.pdf.marks import Box, PageMarks, Piece
from ingest.readers.programs import run_program

_DPI = 300  # what tesseract is trained for: letters of 11 points are then 30 pixels high
_MAX_PIXELS = 40_000_000  # an A3 page at 300 dpi has 17 million
_LANGUAGE = "fra"
_PACKAGES = "tesseract-ocr, tesseract-ocr-fra et poppler-utils sous Debian"
# The threads of tesseract wait for one another: on two busy cores a page took 15 s with them, 2.4 s without.
_ONE_THREAD = ("/usr/bin/env", "OMP_THREAD_LIMIT=1")
_TSV_WORD, _TSV_LINE = "5", "4"  # levels of the rows that tesseract prints
_DARK = 128  # of 255: rules are printed black or grey, shading of cells is lighter
_RULE_POINTS = 36  # half an inch: longer than the strokes of any letter, shorter than the sides of a cell
_TALL = re.compile(r"[A-ZÀ-Þbdfhklt0-9]")
_DEEP = re.compile(r"[gjpqyçQ,;()\[\]|]")
_MISREAD_BULLETS = frozenset("+ ° e o ¢ © ® * . -".split())  # what tesseract makes of « • » and « ▪ », alone before a text

Pixels = npt.NDArray[np.uint8]


def recognise_pages(data: bytes, name: str, numbers: Sequence[int], options: ReadingOptions) -> Iterator[tuple[int, PageMarks]]:
    """Yield the pages `numbers` (from 1) of a PDF, with the words and the rules seen on them.

    Raises:
        UnreadableSourceError: a program or its French is missing, it fails, or takes more than `options.max_seconds` in all.
    """
    deadline = time.monotonic() + options.max_seconds
    pdftoppm, tesseract = (_program(program, name) for program in ("pdftoppm", "tesseract"))
    if _LANGUAGE not in _run([tesseract, "--list-langs"], name, deadline).decode("utf-8", "replace").split():
        raise UnreadableSourceError(
            f"« {name} » est un scan : tesseract n’a pas le français ; installez tesseract-ocr-fra, ou demandez le fichier Word."
        )
    with tempfile.TemporaryDirectory(prefix="fiches-") as folder:
        (Path(folder) / "scan.pdf").write_bytes(data)
        for number in numbers:
            picture = Path(folder) / f"page-{number}"
            _run(
                [pdftoppm, "-gray", "-r", str(_DPI), "-f", str(number), "-l", str(number), "-singlefile",
                 str(Path(folder) / "scan.pdf"), str(picture)],
                name,
                deadline,
            )  # fmt: skip
            picture = picture.with_name(picture.name + ".pgm")
            pixels = read_pgm(picture.read_bytes()) if picture.is_file() else None
            if pixels is None:
                raise UnreadableSourceError(f"« {name} » : la page {number} n’a pas pu être rendue en image ; demandez le fichier Word.")
            command = [*_ONE_THREAD, tesseract, str(picture), "-", "-l", _LANGUAGE, "--dpi", str(_DPI), "tsv"]
            table = _run(command, name, deadline)
            picture.unlink()
            height, width = pixels.shape
            yield (
                number,
                PageMarks(_points(width), _points(height), tuple(read_words(table.decode("utf-8", "replace"))), tuple(find_rules(pixels))),
            )


def _program(program: str, name: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise UnreadableSourceError(
            f"« {name} » est un scan : {program} n’est pas installé ; installez-le ({_PACKAGES}), ou demandez le fichier Word."
        )
    return found


def _run(command: Sequence[str], name: str, deadline: float) -> bytes:
    program = Path(command[len(_ONE_THREAD)] if command[: len(_ONE_THREAD)] == [*_ONE_THREAD] else command[0]).name
    try:
        done = run_program(command, max(deadline - time.monotonic(), 0.1))
    except subprocess.TimeoutExpired as error:
        raise UnreadableSourceError(
            f"« {name} » est un scan trop long à reconnaître ; découpez-le, ou relevez FICHES_MAX_FILE_SECONDS."
        ) from error
    except OSError as error:
        raise UnreadableSourceError(f"« {name} » : {program} n’a pas pu être lancé ({reason(error)}) ; réinstallez-le.") from error
    if done.returncode:
        raise UnreadableSourceError(f"« {name} » n’a pas pu être lu par {program} ; demandez le fichier Word.")
    return done.stdout


def _points(pixels: float) -> float:
    return pixels * 72 / _DPI


def read_words(table: str) -> list[Piece]:
    """The words of a table of tesseract, each on the baseline of its line and of the size of its page.

    What tesseract frames depends on the letters: a line is as high as its size (0.95 of it, in the usual proportions) only
    with both an ascender and a descender, and the foot of a word is on the baseline only without a descender.
    """
    lines = _word_lines(table)
    heights = [height for words in lines for text, _, _, _, height in words if _TALL.search(text) and _DEEP.search(text)]
    usual = statistics.median(heights) / 0.95 if heights else 11.0
    pieces = []
    for words in lines:
        feet = [top + height for text, _, top, _, height in words if not _DEEP.search(text) and _TALL.search(text)]
        highest = max(height for *_, height in words) / 0.95
        # Large titles and small print have a size of their own; anything between is the usual one, framed otherwise.
        size = highest if highest > 1.4 * usual or highest < 0.5 * usual else usual
        baseline = statistics.median(feet) if feet else max(top + height for _, _, top, _, height in words) - 0.2 * size
        former = float("-inf")
        for index, (text, left, _, width, _) in enumerate(words):
            begins = left - former > 2 * size and index + 1 < len(words) and words[index + 1][0][0].isalpha()
            read = "•" if begins and text in _MISREAD_BULLETS else text
            # The frames of words are a few pixels off: with a wide space, a line is full rather than not.
            pieces.append(Piece(read, left, left + width, baseline, size, gap=size / 6, after_space=True))
            former = left + width
    return pieces


def _word_lines(table: str) -> list[list[tuple[str, float, float, float, float]]]:
    """The words of each line: text, left, top, width, height, in points."""
    lines: list[list[tuple[str, float, float, float, float]]] = []
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == _TSV_LINE:
            lines.append([])
        # The void after a bullet is taken for underscores, « + __ Sport ».
        elif row["level"] == _TSV_WORD and (text := (row["text"] or "").strip().strip("_")):
            left, top, width, height = (_points(float(row[key])) for key in ("left", "top", "width", "height"))
            lines[-1].append((text, left, top, width, height))
    return [words for words in lines if words]


def read_pgm(data: bytes) -> Pixels | None:
    """The pixels of a grey picture (binary PGM, as pdftoppm writes it), None where it is none or is too large."""
    header = data[:64].split(maxsplit=4)
    if len(header) < 5 or header[0] != b"P5" or header[3] != b"255" or not (header[1].isdigit() and header[2].isdigit()):
        return None
    width, height = int(header[1]), int(header[2])
    if not 0 < width * height <= min(_MAX_PIXELS, len(data)):
        return None
    return np.frombuffer(data[-width * height :], dtype=np.uint8).reshape(height, width)


def find_rules(pixels: Pixels) -> Iterator[Box]:
    """The long dark lines of a picture, across then down it, as boxes in points."""
    dark = pixels < _DARK
    for left, top, right, bottom in _runs(dark):
        yield Box(_points(left), _points(top), _points(right), _points(bottom))
    for top, left, bottom, right in _runs(dark.T):
        yield Box(_points(left), _points(top), _points(right), _points(bottom))


def _runs(dark: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int, int, int]]:
    """The runs of dark pixels, at least `_RULE_POINTS` long, along the rows; each row of a thick line gives its own.

    A line askew leaves its row of pixels: each row is read together with the next two, so that a slope of one in a hundred
    still gives runs of that length.
    """
    least = round(_RULE_POINTS * _DPI / 72)
    joined = dark.copy()
    joined[:-1] |= dark[1:]
    joined[:-2] |= dark[2:]
    for row in np.flatnonzero(joined.sum(axis=1) >= least):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], joined[row].view(np.int8), [0]))))
        starts, ends = edges[::2], edges[1::2]
        for start, end in zip(starts[ends - starts >= least], ends[ends - starts >= least], strict=True):
            yield int(start), int(row), int(end), int(row) + 2
