"""PDF files as ReportLab and LibreOffice write them, and as damage leaves them."""

import io
import random
import time
import zlib

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, NumberObject, RectangleObject
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import UnreadableSourceError
from ingest.model import BlockKind, Source
from ingest.parser import parse_fiches
from ingest.readers.options import ReadingOptions
from ingest.readers.pdf.reader import read_pdf
from tests.making import hostile
from tests.making.compare import differences, expected_fields, fields
from tests.making.convert import needs_office, with_libreoffice
from tests.making.fiche_model import MadeFiche, real_fiches
from tests.making.mutations import mutated
from tests.making.pdf import STYLES, make_annex, make_pdf
from tests.making.word import STYLES as WORD_STYLES
from tests.making.word import make_docx

HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def drawn(content: bytes, *, resources: bytes = b"", page: bytes = b"/MediaBox [0 0 595 842]", others: tuple[bytes, ...] = ()) -> bytes:
    """A page of this content, in Helvetica as /F1; `others` are the objects from number 6 on."""
    return hostile.pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R %s /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> %s >> >>" % (page, resources),
            stream(content),
            HELVETICA,
            *others,
        ]
    )


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def shown(text: bytes, *, at: tuple[int, int] = (72, 720), before: bytes = b"") -> bytes:
    return b"BT /F1 12 Tf %s %d %d Td %s ET\n" % (before, *at, text)


def read(data: bytes, **options: int) -> Source:
    return read_pdf(data, "fiche.pdf", ReadingOptions(**options))  # type: ignore[arg-type]


def texts(source: Source) -> list[str]:
    return [source.text[block.span.start : block.span.end] for block in source.blocks]


def refusal(data: bytes, **options: int) -> str:
    with pytest.raises(UnreadableSourceError) as caught:
        read(data, **options)
    return str(caught.value)


def changed(data: bytes, change: str) -> bytes:
    """`data` with its pages turned or cropped by pypdf."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    for page in writer.pages:
        if change == "cropped":
            page.cropbox = RectangleObject((60, 600, 500, 842))
        else:
            page[NameObject("/Rotate")] = NumberObject(int(change))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# Fiches.


@pytest.mark.parametrize("style", STYLES)
def test_the_real_fiches_are_read_from_pdf_as_from_text(style):
    for made in real_fiches():
        found = parse_fiches(read(make_pdf([made], style=STYLES[style])))
        assert differences(expected_fields(made), fields(found[0])) == []


def test_an_annex_gives_each_of_its_fiches():
    data, made = make_annex(24)
    assert [fiche.code for fiche in parse_fiches(read(data))] == [fiche.code for fiche in made]


def test_each_page_has_its_start():
    source = read(make_pdf(real_fiches()))
    openings = [source.text[start:].split("\n")[0] or source.text[start + 1 :].split("\n")[0] for start in source.page_starts]
    assert openings[::2] == ["FICHE 1.1.2 (version 2017)", "FICHE 1.1.4"]


@needs_office
@pytest.mark.office
@pytest.mark.parametrize("style", ["plain", "no-table", "nested", "soft-breaks"])
def test_the_real_fiches_are_read_from_what_word_processors_print(style):
    for made in real_fiches():
        source = read(with_libreoffice(make_docx([made], style=WORD_STYLES[style]), ".docx", ".pdf"))
        assert lost_words(made, source) == []


def lost_words(made: MadeFiche, source: Source) -> list[str]:
    body = " ".join(source.text[block.span.start : block.span.end] for block in source.blocks if block.kind is not BlockKind.FURNITURE)
    found = set(body.replace("-\n", "-").split())
    return [word for word in made.words.split() if word != "·" and word not in found]


# Text.


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(shown(b"(Con) Tj (texte) Tj"), "Contexte", id="two strings"),
        pytest.param(shown(b"[(Con) 30 (te) -20 (xte)] TJ"), "Contexte", id="kerning"),
        pytest.param(shown(b"[(Le) -278 (cadre)] TJ"), "Le cadre", id="a gap as wide as a space"),
        pytest.param(shown(b"(Le  cadre ) Tj"), "Le cadre", id="two spaces, and one at the end"),
        pytest.param(shown(b"(Le cadre) Tj", before=b"3 Tc"), "Le cadre", id="letters spaced out"),
        pytest.param(shown(b"(Le cadre) Tj", before=b"9 Tw"), "Le cadre", id="words spaced out"),
        pytest.param(shown(b"(Le) Tj 0 -14 Td (cadre) Tj"), "Le\ncadre", id="a line below"),
        pytest.param(shown(b"14 TL (Le) Tj (cadre) '"), "Le\ncadre", id="the operator of the next line"),
        pytest.param(shown(b'14 TL (Le) Tj 0 0 (cadre) "'), "Le\ncadre", id="the operator of the next line with spacing"),
        pytest.param(shown(b"(Le) Tj 0 -14 TD (cadre) Tj T* (local) Tj"), "Le\ncadre\nlocal", id="a leading set in passing"),
        pytest.param(b"2 0 0 -2 0 842 cm BT /F1 6 Tf 1 0 0 -1 36 60 Tm (Le cadre) Tj ET", "Le cadre", id="axes upside down"),
        pytest.param(shown(b"(Le cadre) Tj", before=b"3 Tr"), "Le cadre", id="invisible text of a recognised scan"),
        pytest.param(shown(b"(Le cadre) Tj") + shown(b"(Le cadre) Tj", at=(72, 720)), "Le cadre", id="drawn twice"),
        pytest.param(shown(b"(Le 1) Tj 5 Ts /F1 7 Tf (er) Tj 0 Ts /F1 12 Tf ( mars) Tj"), "Le 1er mars", id="raised"),
        pytest.param(shown(b"(\\253\\240Enjeu\\240\\273) Tj"), "«\xa0Enjeu\xa0»", id="no-break spaces"),
        pytest.param(shown(b"(\\177 Ville) Tj"), "• Ville", id="a free code of the encoding"),
        pytest.param(shown(b"(quar\\255) Tj 0 -14 Td (tier) Tj"), "quar\xad\ntier", id="a soft hyphen"),
        pytest.param(shown(b"(Le cadre) Tj") + b"1 2 Td Tf Q Q EMC /a Tj [1] TJ 1 cm h l\n", "Le cadre", id="operators out of place"),
    ],
)
def test_text_is_read_however_it_is_drawn(content, expected):
    assert read(drawn(content)).text.strip() == expected


def test_text_outside_the_crop_is_left_out():
    data = drawn(shown(b"(Titre) Tj", at=(72, 720)) + shown(b"(Coupe) Tj", at=(72, 100)))
    assert texts(read(changed(data, "cropped"))) == ["Titre"]


@pytest.mark.parametrize("turn", ["90", "180", "270"])
def test_a_rotated_page_reads_as_the_same_page_upright(turn):
    made = real_fiches()[0]
    # The page is drawn on its side, and its rotation puts it upright again.
    canvas_data = io.BytesIO()
    canvas = Canvas(canvas_data, pagesize=A4)
    canvas.translate(300, 400)
    canvas.rotate(int(turn))
    canvas.drawString(-100, 20, "FICHE 1.1.2")
    canvas.drawString(-100, 0, made.title[0][:40])
    canvas.save()
    assert read(changed(canvas_data.getvalue(), turn)).text.split() == ["FICHE", "1.1.2", *made.title[0][:40].split()]


def test_text_within_nested_forms_is_read_where_they_put_it():
    inner = stream(shown(b"(Bas) Tj", at=(0, 0)), b"/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Matrix [1 0 0 1 72 100]")
    outer = stream(
        b"/Inner Do",
        b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /Inner 6 0 R >> /Font << /F1 5 0 R >> >>",
    )
    inner = inner.replace(b"/BBox", b"/Resources << /Font << /F1 5 0 R >> >> /BBox")
    data = drawn(b"/Outer Do " + shown(b"(Haut) Tj"), resources=b"/XObject << /Outer 7 0 R >>", others=(inner, outer))
    assert texts(read(data)) == ["Haut", "Bas"]


def test_what_was_typed_into_a_form_field_is_read():
    look = stream(
        shown(b"(Ville) Tj", at=(2, 2)), b"/Type /XObject /Subtype /Form /BBox [0 0 99 20] /Resources << /Font << /F1 5 0 R >> >>"
    )
    field = b"<< /Type /Annot /Subtype /Widget /Rect [200 700 299 720] /AP << /N 6 0 R >> >>"
    data = drawn(shown(b"(Animateur) Tj", at=(72, 702)), page=b"/MediaBox [0 0 595 842] /Annots [7 0 R]", others=(look, field))
    assert read(data).text == "Animateur Ville\n"


def test_a_footer_that_the_file_tags_as_such_is_furniture():
    footer = b"/Artifact << /Type /Pagination /Subtype /Footer >> BDC " + shown(b"(Contrat de ville) Tj", at=(72, 40)) + b"EMC"
    source = read(drawn(shown(b"(Contexte) Tj") + footer))
    assert [block.kind for block in source.blocks] == [BlockKind.TEXT, BlockKind.FURNITURE]


def test_ligatures_are_what_the_font_says_they_are():
    table = b"1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <01> <00660069> <02> <FB02> endbfchar"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 7 0 R >>"
    data = drawn(b"BT /F2 12 Tf 72 720 Td (\\001che \\002eur) Tj ET", resources=b"", others=(font, stream(table)))
    assert read(data.replace(b"/F1 5 0 R", b"/F2 6 0 R")).text.strip() == "fiche ﬂeur"


# What cannot be read.


def picture_pdf(*, pages: int = 1, cover: bool = False) -> bytes:
    """Scanned pages; with `cover`, a page of text before them."""
    from PIL import Image

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    if cover:
        canvas.drawString(72, 720, "Contrat de ville")
        canvas.showPage()
    for _ in range(pages):
        canvas.drawImage(ImageReader(Image.new("L", (200, 280), 200)), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "n’est pas un PDF", id="empty"),
        pytest.param(hostile.jpeg_called_pdf(), "n’est pas un PDF", id="a picture"),
        pytest.param(hostile.truncated_pdf(), "incomplet", id="cut"),
        pytest.param(hostile.encrypted_pdf(), "protégé par un mot de passe", id="locked"),
        pytest.param(hostile.page_tree_loop_pdf(), "endommagé", id="page tree loop"),
        pytest.param(hostile.deep_array_pdf(), "endommagé", id="deep array"),
        pytest.param(hostile.stream_bomb_pdf(), "démesuré", id="bomb"),
        pytest.param(hostile.form_loop_pdf(), "aucun texte", id="form loop"),
        pytest.param(
            hostile.pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 0 /Kids [] >>"]), "aucune page", id="no page"
        ),
        pytest.param(drawn(b"", page=b"/MediaBox [0 0 90000 90000]"), "taille impossible", id="huge page"),
        pytest.param(drawn(b""), "aucun texte", id="blank"),
        pytest.param(drawn(b"0 0 m " * 250_000), "trop chargée", id="a drawing"),
        pytest.param(picture_pdf(), "est un scan", id="scan"),
        pytest.param(picture_pdf(cover=True), "la page 2 est une image", id="a scanned page"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(data, words):
    sentence = refusal(data)
    assert sentence.startswith("« fiche.pdf »")
    assert words in sentence
    assert sentence.endswith(".")


def test_a_file_with_more_pages_than_the_limit_is_refused():
    assert refusal(hostile.many_pages_pdf(12), max_pages=10) == (
        "« fiche.pdf » a 12 pages, plus que les 10 admises ; découpez-le, ou augmentez FICHES_MAX_PAGES."
    )


def test_text_that_cannot_be_unpacked_is_not_dropped_in_silence():
    packed = zlib.compress(shown(b"(Contexte) Tj") * 9)
    good = drawn(b"").replace(stream(b""), stream(packed, b"/Filter /FlateDecode"))
    assert texts(read(good)) == ["Contexte"]
    assert "endommagé" in refusal(good.replace(packed[20:24], bytes(4)))


def test_a_font_that_hides_its_characters_is_told():
    descendant = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [7 0 R] >>"
    data = drawn(b"BT /F2 12 Tf 72 720 Td <002400250026> Tj ET", others=(font, descendant)).replace(b"/F1 5 0 R", b"/F2 6 0 R")
    assert "ne disent pas quels caractères" in refusal(data)


def test_the_photograph_of_a_cover_is_no_scan():
    from PIL import Image

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    photograph = ImageReader(Image.new("L", (200, 280), 200))
    canvas.drawImage(photograph, 0, 0, *A4)
    for text in ("un", "deux", "trois"):
        canvas.showPage()
        canvas.drawString(72, 720, text)
    canvas.save()
    assert texts(read(out.getvalue())) == ["un", "deux", "trois"]


def test_a_blank_page_among_others_is_no_scan():
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.showPage()
    canvas.drawString(72, 720, "Contexte")
    canvas.save()
    assert texts(read(out.getvalue())) == ["Contexte"]


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_file_locked_against_changes_alone_is_read(algorithm):
    writer = PdfWriter(clone_from=io.BytesIO(drawn(shown(b"(Contexte) Tj"))))
    writer.encrypt("", "secret", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    assert PdfReader(out).is_encrypted
    assert texts(read(out.getvalue())) == ["Contexte"]


def test_a_loop_of_references_does_not_stop_the_reading():
    assert texts(read(hostile.prev_loop_pdf())) == ["FICHE 9.9.9"]


def test_damaged_files_are_read_or_refused():
    rng = random.Random(4)
    good = make_pdf([real_fiches()[1]])
    files = [data for _, data in mutated(60, 11, (".pdf",))]
    files += [bytes(rng.randrange(256) if rng.random() < 0.002 else byte for byte in good) for _ in range(10)]
    start = time.monotonic()
    refused = []
    for data in files:
        try:
            read(data)
        except UnreadableSourceError as error:
            refused.append(str(error))
    assert all(sentence.startswith("« fiche.pdf »") for sentence in refused)
    assert time.monotonic() - start < 60
