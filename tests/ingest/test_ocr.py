"""Scans read by tesseract: its table of words, the rules of a picture, and what is missing on this machine."""

import io
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import UnreadableSourceError
from ingest.model import Source
from ingest.parser import parse_fiches
from ingest.readers.options import ReadingOptions
from ingest.readers.pdf.ocr import find_rules, read_pgm, read_words
from ingest.readers.pdf.reader import read_pdf
from tests.making.fiche_model import real_fiches
from tests.making.pdf import STYLES, make_pdf

WITH_OCR = ReadingOptions(ocr=True, max_seconds=300.0)


def _has_ocr() -> bool:
    if not (shutil.which("tesseract") and shutil.which("pdftoppm")):
        return False
    return b"fra" in subprocess.run(["tesseract", "--list-langs"], capture_output=True, check=False).stdout.split()


needs_ocr = pytest.mark.skipif(not _has_ocr(), reason="tesseract, its French or pdftoppm is not installed")


def scanned(data: bytes, folder) -> bytes:
    """The pages of a PDF as pictures, the way a scanner makes them."""
    (folder / "fiche.pdf").write_bytes(data)
    subprocess.run(["pdftoppm", "-r", "200", "-gray", "-png", str(folder / "fiche.pdf"), str(folder / "page")], check=True)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for picture in sorted(folder.glob("page*.png")):
        canvas.drawImage(ImageReader(Image.open(picture)), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def texts(source: Source) -> list[str]:
    return [source.text[block.span.start : block.span.end] for block in source.blocks]


@pytest.fixture(scope="module")
def scan(tmp_path_factory) -> bytes:
    return scanned(make_pdf([real_fiches()[1]], style=STYLES["plain"]), tmp_path_factory.mktemp("scan"))


@needs_ocr
@pytest.mark.ocr
def test_a_scanned_fiche_is_read_label_by_label(scan):
    fiche = parse_fiches(read_pdf(scan, "scan.pdf", WITH_OCR))[0]
    made = real_fiches()[1]
    kinds = [part.kind for row in made.rows for part in row.parts]
    assert (fiche.code, [section.kind for section in fiche.sections]) == ("1.1.4", kinds)


@needs_ocr
@pytest.mark.ocr
def test_a_scanned_page_takes_too_long_in_one_sentence(scan):
    with pytest.raises(UnreadableSourceError, match=r"« scan\.pdf » est un scan trop long à reconnaître .*FICHES_MAX_FILE_SECONDS\."):
        read_pdf(scan, "scan.pdf", ReadingOptions(ocr=True, max_seconds=0.2))


def test_a_program_that_is_not_installed_is_named_with_its_package(monkeypatch, tmp_path):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawImage(ImageReader(Image.new("L", (200, 280), 200)), 0, 0, *A4)
    canvas.save()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableSourceError, match=r"pdftoppm n’est pas installé .*poppler-utils"):
        read_pdf(out.getvalue(), "scan.pdf", WITH_OCR)


@pytest.mark.skipif(shutil.which("sh") is None, reason="the stand-in for tesseract is a shell script")
def test_the_french_of_tesseract_is_asked_for(monkeypatch, tmp_path):
    for program in ("tesseract", "pdftoppm"):
        (tmp_path / program).write_text("#!/bin/sh\necho eng\n", encoding="utf-8")
        (tmp_path / program).chmod(0o755)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawImage(ImageReader(Image.new("L", (200, 280), 200)), 0, 0, *A4)
    canvas.save()
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    with pytest.raises(UnreadableSourceError, match="installez tesseract-ocr-fra"):
        read_pdf(out.getvalue(), "scan.pdf", WITH_OCR)


def table(*lines: list[tuple[str, int, int, int, int]]) -> str:
    """What tesseract prints for words at left, top, width and height, in pixels."""
    rows = ["level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"]
    for number, words in enumerate(lines, 1):
        rows.append(f"4\t1\t1\t1\t{number}\t0\t0\t0\t0\t0\t-1\t")
        rows += [f"5\t1\t1\t1\t{number}\t{index}\t" + "\t".join(map(str, (*box, 95, text))) for index, (text, *box) in enumerate(words, 1)]
    return "\n".join(rows)


def test_the_words_of_a_line_share_its_baseline_whatever_their_letters():
    # 300 dots an inch: 25 pixels are 6 points. « acteurs » stands on the line, the foot of « projets » goes below it.
    words = read_words(table([("Les", 0, 100, 50, 30), ("projets", 60, 100, 120, 38), ("acteurs", 190, 106, 120, 24)]))
    assert [word.baseline for word in words] == pytest.approx([130 * 72 / 300] * 3)


def test_a_bullet_that_was_misread_is_a_bullet():
    words = read_words(table([("e", 0, 110, 10, 10), ("Ville", 100, 100, 90, 30)], [("+", 0, 160, 20, 20), ("__CAF", 60, 150, 90, 30)]))
    assert [word.text for word in words] == ["•", "Ville", "•", "CAF"]


def test_a_lone_letter_within_a_sentence_is_no_bullet():
    words = read_words(table([("Ville", 0, 100, 90, 30), ("+", 100, 105, 20, 20), ("CAF", 130, 100, 70, 30)]))
    assert [word.text for word in words] == ["Ville", "+", "CAF"]


def test_the_rules_of_a_picture_are_its_long_dark_lines():
    pixels = np.full((600, 900), 255, dtype=np.uint8)
    pixels[300:303, 100:800] = 0
    pixels[100:500, 400:403] = 0
    pixels[50:70, 50:60] = 0  # a letter
    boxes = list(find_rules(pixels))
    across = [box for box in boxes if box.width > box.height]
    down = [box for box in boxes if box.height > box.width]
    scale = 72 / 300
    assert {(box.left, box.right) for box in across} == {(100 * scale, 800 * scale)}
    assert {(box.top, box.bottom) for box in down} == {(100 * scale, 500 * scale)}
    assert len(across) + len(down) == len(boxes)


def test_a_rule_slightly_askew_is_still_found():
    pixels = np.full((400, 1200), 255, dtype=np.uint8)
    for x in range(100, 1100):
        pixels[200 + x // 100 : 203 + x // 100, x] = 0
    assert max((box.width for box in find_rules(pixels)), default=0) >= 250 * 72 / 300


@pytest.mark.parametrize("data", [b"", b"P6 2 2 255 abcd", b"P5 2 x 255 abcd", b"P5 90000 90000 255 ab", b"P5 2 2 65535 abcd"])
def test_what_is_no_grey_picture_is_none(data):
    assert read_pgm(data) is None


def test_a_grey_picture_gives_its_pixels():
    pixels = read_pgm(b"P5\n3 2\n255\n" + bytes([10, 32, 35, 40, 50, 60]))
    assert pixels is not None
    assert pixels.tolist() == [[10, 32, 35], [40, 50, 60]]
