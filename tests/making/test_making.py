"""The material of the reading tests is itself right: it holds what it says, and is the same each time."""

import io
import itertools
import re
import time
import zipfile
import zlib
from functools import lru_cache
from xml.etree import ElementTree

import pytest
from docx import Document
from pypdf import PdfReader

from tests.making import convert, hostile, opendocument, pdf, web, word
from tests.making.compare import differences, expected_fields, fields, normal
from tests.making.fiche_model import MadeFiche, parsed_fiches, real_fiches, recoded, source_fiches
from tests.making.mutations import FORMATS, mutated


def words(text: str) -> list[str]:
    """Words of `text`, hyphens and white space aside."""
    return re.findall(r"\w+", normal(text))


def lost(fiche: MadeFiche, text: str) -> set[str]:
    """The words of a fiche that `text` does not hold."""
    return set(words(fiche.words)) - set(words(text))


def xml_text(data: bytes, part: str) -> str:
    """The text of a part of an archive, paragraph by paragraph."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read(part))
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name in ("br", "tab", "s", "line-break"):
            element.text = " "
        elif name in ("instrText", "delText", "annotation", "tracked-changes"):
            element.text = ""
            for child in list(element):
                element.remove(child)
        elif name == "noBreakHyphen":
            element.text = "-"
        elif name == "note-citation":
            element.text = " "
        if name in ("p", "h", "note"):
            element.tail = "\n"
    return "".join(root.itertext())


@pytest.fixture(scope="module")
def annex() -> tuple[list[str], tuple[MadeFiche, ...]]:
    """The text of each page of the annex, and its fiches."""
    data, fiches = pdf.make_annex()
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages], fiches


# The model.


def test_each_text_file_gives_a_fiche_with_the_fields_its_parser_read():
    assert len(parsed_fiches()) == 26
    for source, made in zip(source_fiches(), parsed_fiches(), strict=True):
        assert differences(fields(source), expected_fields(made)) == [], made.name


def test_a_made_fiche_holds_every_word_of_its_text():
    for source, made in zip(source_fiches(), parsed_fiches(), strict=True):
        furniture = " ".join(leftover.excerpt.text for leftover in source.leftovers)
        assert set(words(source.source.text)) - set(words(made.words)) - set(words(furniture)) == set(), made.name


def test_the_shared_cell_keeps_its_sub_headings():
    (row,) = [row for row in real_fiches()[0].rows if len(row.parts) == 2]
    assert row.labels == ("Partenaires mobilisables (dont habitants)", "Dispositifs mobilisables")
    assert [part.subheading for part in row.parts] == ["Les partenaires", "Les dispositifs mobilisables"]


def test_the_question_of_the_template_goes_with_its_label():
    (row,) = [row for row in real_fiches()[0].rows if row.labels[0].startswith("Financements")]
    assert normal(row.labels[1]) == "(Quels sont les financements mobilisables connus à ce jour ?)"
    assert [paragraph.bulleted for paragraph in row.parts[0].paragraphs] == [False, True, True, True, True, False]


def test_another_code_takes_its_pilier_and_axe_with_it():
    fiche = recoded(real_fiches()[0], "3.2.7")
    assert fiche.banner[0] == "FICHE 3.2.7 (version 2017)"
    assert [normal(line) for line in fiche.banner[-2:]] == ["Pilier 3", "Axe 2"]


# Differences in words.


def test_a_lost_item_and_a_lost_section_are_told_apart():
    expected = expected_fields(real_fiches()[0])
    found = {**expected, "version": None, "sections": [section for section in expected["sections"] if section[0] != "liens"]}
    found["sections"][0] = ["enjeu", []]
    told = differences(expected, found)
    assert [line.split(" :")[0] for line in told] == ["version", "enjeu", "liens"]


def test_a_line_end_makes_no_difference():
    assert normal("les quar-\n  tiers du centre-\nville\xa0: a /\nb") == normal("les quartiers du centre-ville : a / b")


# Word.


@pytest.mark.parametrize("name", word.STYLES)
def test_a_word_file_opens_and_holds_every_word(name):
    fiche = parsed_fiches()[0]
    data = word.make_docx([fiche], style=word.STYLES[name])
    Document(io.BytesIO(data))
    text = xml_text(data, "word/document.xml")
    assert lost(fiche, text) == set()
    assert all(hidden not in text for hidden in (word.REMARK, word.INSTRUCTION))


def test_the_styles_of_word_leave_what_they_say():
    @lru_cache
    def xml(name: str) -> str:
        with zipfile.ZipFile(io.BytesIO(word.make_docx([real_fiches()[1]], style=word.STYLES[name]))) as archive:
            return archive.read("word/document.xml").decode()

    for name, marks in {
        "tracked": ("<w:ins ", "<w:del ", "<w:delText", "<w:moveFrom "),
        "comments": ("commentRangeStart",),
        "bookmarks": ("bookmarkStart",),
        "field-codes": ("fldChar", "instrText", "fldSimple"),
        "controls": ("<w:sdt>", "showingPlcHdr"),
        "soft-breaks": ("<w:br/>",),
        "textbox": ("mc:AlternateContent", "mc:Fallback", "txbxContent"),
        "merged-down": ("<w:vMerge",),
        "plain": ("<w:gridSpan", "ListBullet"),
        "special-characters": ("noBreakHyphen", "softHyphen"),
    }.items():
        assert [mark for mark in marks if mark not in xml(name)] == [], name


def test_the_annex_in_word_repeats_each_title_in_its_table_of_contents():
    fiches = parsed_fiches()[2:6]
    text = xml_text(word.annex_docx(fiches), "word/document.xml")
    for fiche in fiches:
        assert text.count(f"Fiche {fiche.code} {' '.join(fiche.title)}") == 1
    assert len(re.findall(r"^PILIER \d$", text, re.MULTILINE)) >= 1


# OpenDocument, web, Markdown.


@pytest.mark.parametrize("name", opendocument.STYLES)
def test_an_open_document_is_well_formed_and_holds_every_word(name):
    for fiche in parsed_fiches()[:4]:
        data = opendocument.make_odt([fiche], style=opendocument.STYLES[name])
        assert lost(fiche, xml_text(data, "content.xml")) == set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_web_page_is_written_in_the_encoding_it_names(encoding):
    data = web.make_html(real_fiches(), encoding=encoding)
    assert data.decode(encoding).count("Réalisations attendues") == 2
    assert data.count(b"utf-8" if encoding == "utf-8" else b"windows-1252") == 1


def test_entities_stand_for_what_they_replace():
    data = web.make_html(real_fiches()[:1], entities=True)
    assert b"R&eacute;alisations attendues" in data
    assert b"n&oelig;ud" not in data


@pytest.mark.parametrize("layout", ["table", "headings", "bold"])
def test_markdown_holds_every_word(layout):
    for fiche in parsed_fiches():
        assert lost(fiche, web.make_markdown([fiche], layout=layout).decode().replace("<br>", "\n")) == set()


# PDF.


@pytest.mark.parametrize("name", pdf.STYLES)
def test_a_pdf_holds_every_word(name):
    fiche = parsed_fiches()[0]
    reader = PdfReader(io.BytesIO(pdf.make_pdf([fiche], style=pdf.STYLES[name])))
    assert lost(fiche, "\n".join(page.extract_text() for page in reader.pages)) == set()
    assert len(reader.pages) == (3 if name == "large" else 2)


def test_the_annex_has_its_sixty_fiches_in_the_order_of_their_codes(annex):
    _pages, fiches = annex
    codes = [tuple(map(int, fiche.code.split("."))) for fiche in fiches]
    assert len(set(codes)) == 60
    assert codes == sorted(codes)
    for fiche in fiches:
        assert fiche.code in fiche.banner[0]
        assert f"pilier {fiche.code[0]}" in normal(" ".join(fiche.banner)).lower()


def test_no_two_fiches_of_the_annex_are_the_same(annex):
    _pages, fiches = annex
    bodies = [str(expected_fields(fiche)["sections"]) for fiche in fiches]
    assert len(set(bodies)) == 60


def test_the_table_of_contents_gives_the_page_each_fiche_starts_on(annex):
    pages, fiches = annex
    summary = normal(" ".join(pages[1:3]))
    for fiche in fiches:
        (page,) = re.findall(rf"Fiche {re.escape(fiche.code)} .*? \.{{12}} (\d+)", summary)
        assert normal(fiche.banner[0]) in normal(pages[int(page) - 1])
        assert fiche.title[-1].split()[-1] in pages[int(page) - 1]


def test_the_annex_has_a_cover_a_page_for_each_pilier_and_axe_and_numbers_its_pages(annex):
    pages, _fiches = annex
    chapters = [page for page in pages if re.match(r"PILIER \d\n", page)]
    assert "contrat fictif" in pages[0]
    assert len(chapters) == 4 + 12
    assert all(f"page {number} / {len(pages)}" in page for number, page in enumerate(pages, 1))


# LibreOffice.


@pytest.mark.office
@convert.needs_office
def test_libreoffice_opens_what_is_made_and_converts_many_files_at_once():
    fiche = parsed_fiches()[1]
    files = {
        "a.docx": word.make_docx([fiche]),
        "b.docx": word.make_docx([fiche], style=word.STYLES["bookmarks"]),
        "c.odt": opendocument.make_odt([fiche], style=opendocument.STYLES["spans"]),
        "d.html": web.make_html([fiche]),
    }
    made = convert.convert_many(files, ".txt")
    assert sorted(made) == sorted(files)
    for name, data in made.items():
        assert lost(fiche, data.decode("utf-8-sig")) == set(), name


# Damaged and hostile files.


def test_damaged_files_are_the_same_for_the_same_seed():
    formats = (".txt", ".odt", ".pdf", ".html")
    assert list(mutated(24, 7, formats)) == list(mutated(24, 7, formats))
    assert list(mutated(8, 7, formats)) != list(mutated(8, 8, formats))


def test_damaged_files_are_of_every_format_and_mostly_damaged():
    made = list(mutated(70, 1))
    assert {name[name.rindex(".") :] for name, _data in made} == set(FORMATS)
    assert len({data for _name, data in made}) >= 68


def test_damaged_archives_open_so_that_the_damage_is_inside():
    opened = 0
    for _name, data in mutated(40, 3, (".docx",)):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                opened += archive.testzip() is None
        except (zipfile.BadZipFile, zlib.error):
            continue
    assert opened >= 20


def test_hostile_files_are_quickly_made():
    slow = []
    for name, make in hostile.HOSTILE.items():
        started = time.process_time()
        make() if "bombe" not in name else None
        if time.process_time() - started > 2:
            slow.append(name)
    assert slow == []


def test_bombs_unpack_to_a_thousand_times_their_size():
    data = hostile.zip_bomb(20_000_000)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.infolist()[0].file_size > 1_000 * len(data)


def test_archives_of_many_files_can_be_listed():
    with zipfile.ZipFile(io.BytesIO(hostile.many_files_zip(1_000))) as archive:
        assert len(archive.namelist()) == 1_000
    with zipfile.ZipFile(io.BytesIO(hostile.overlapping_zip(10, 1_000))) as archive:
        assert len(archive.namelist()) == 10


def test_the_encrypted_files_are_recognised_by_their_magic():
    assert hostile.encrypted_docx().startswith(bytes.fromhex("D0CF11E0A1B11AE1"))
    assert "EncryptedPackage".encode("utf-16-le") in hostile.encrypted_docx()
    assert PdfReader(io.BytesIO(hostile.encrypted_pdf())).is_encrypted


def test_odd_files_are_written_into_a_folder(tmp_path):
    assert hostile.huge_sparse_text(tmp_path).stat().st_size == 500_000_000
    assert len(set(hostile.odd_names(tmp_path))) == len(list(tmp_path.glob("*.txt"))) - 1
    assert hostile.fifo(tmp_path).is_fifo()
    assert not hostile.dangling_link(tmp_path).exists()
    assert all(path.is_symlink() or path.is_dir() for path in hostile.link_loop(tmp_path))


def test_the_small_pdf_files_are_valid_but_for_their_fault():
    assert len(PdfReader(io.BytesIO(hostile.many_pages_pdf(50))).pages) == 50
    assert "FICHE" in PdfReader(io.BytesIO(hostile.prev_loop_pdf())).pages[0].extract_text()


def test_every_variant_of_a_page_is_another_file():
    fiche = real_fiches()[0]
    pages = [
        web.make_html([fiche], layout=layout, entities=entities, word=word_like)
        for layout, entities, word_like in itertools.product(("table", "headings"), (False, True), (False, True))
    ]
    assert len(set(pages)) == 8
