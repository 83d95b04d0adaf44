import codecs
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UnreadableSourceError, UnsupportedFormatError
from ingest.readers import read_source
from ingest.readers.text import read_text

TEXT = "FICHE 1.1.2\r\n\tÉquipe d’été – « cœur » à 30 €…\r\n\tContexte\r\nOù ça ? L’œuvre.\r\n"
ENCODED = {
    "utf-8": TEXT.encode(),
    "utf-8 with its mark": codecs.BOM_UTF8 + TEXT.encode(),
    "utf-16 little end, marked": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
    "utf-16 big end, marked": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "utf-16 little end": TEXT.encode("utf-16-le"),
    "utf-16 big end": TEXT.encode("utf-16-be"),
    "cp1252": TEXT.encode("cp1252"),
    "mac roman": TEXT.encode("mac-roman"),
}
BINARY = {
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8,
    "zip": b"PK\x03\x04" + bytes(range(256)) * 4,
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500,
    "NULs": b"\x00" * 100,
    "utf-16 cut in a character": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le") + b"a",
}


@pytest.mark.parametrize("encoding", ENCODED)
def test_a_text_is_read_in_its_encoding_its_mark_dropped_and_its_line_ends_kept(encoding):
    assert read_text(ENCODED[encoding], "f.txt").text == TEXT


def test_a_byte_order_mark_inside_the_text_is_kept():
    assert read_text("FICHE\n\ufeffContexte".encode(), "f.txt").text == "FICHE\n\ufeffContexte"


def test_the_digest_is_that_of_the_bytes():
    assert read_text(ENCODED["cp1252"], "f.txt").digest == hashlib.sha256(ENCODED["cp1252"]).hexdigest()


def test_a_text_has_no_pages():
    assert read_text(b"FICHE 1.1.2", "f.txt").page_starts == ()


@pytest.mark.parametrize("kind", BINARY)
def test_a_binary_file_named_txt_is_refused_with_what_helps(kind):
    with pytest.raises(UnreadableSourceError, match=r"« f\.txt » n’est pas un fichier texte ; .*enregistrez-le"):
        read_text(BINARY[kind], "f.txt")


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", codecs.BOM_UTF8])
def test_a_blank_file_is_refused_as_empty(data):
    with pytest.raises(UnreadableSourceError, match=r"« f\.txt » est vide"):
        read_text(data, "f.txt")


def test_a_stray_nul_does_not_turn_a_text_into_another():
    data = b"FICHE 1.1.2\n\x00Contexte du quartier\n" * 2
    try:
        text = read_text(data, "f.txt").text
    except UnreadableSourceError:
        return
    assert "Contexte" in text


def test_a_fiche_whose_table_is_drawn_with_dashes_is_a_text():
    drawn = "FICHE 1.1.2\nContexte\nUn quartier.\n" + "+--------------------------+\n" * 20
    assert read_text(drawn.encode(), "f.txt").text == drawn


@given(st.binary(max_size=300))
def test_any_bytes_are_a_text_or_are_refused(data):
    try:
        source = read_text(data, "f.txt")
    except UnreadableSourceError:
        return
    assert source.text.strip()


@given(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèàçùêîôœÉÀ ’«»…\r\n\t", min_size=8).filter(
        lambda text: sum(map(str.isalpha, text)) * 2 > len(text)
    )
)
def test_french_written_in_utf_8_comes_back_as_it_was(text):
    assert read_text(text.encode(), "f.txt").text == text


def test_an_unknown_suffix_is_refused_with_the_formats_read():
    with pytest.raises(UnsupportedFormatError, match=r"« \.wks » n’est pas lu ; .*\.txt"):
        read_source(b"x", "fiche.wks")


def test_a_suffix_in_capitals_is_the_same_suffix():
    assert read_source(b"FICHE 1.1.2", "FICHE.TXT").text == "FICHE 1.1.2"
