"""What a file is, by its first bytes: one under another name is told, with its remedy."""

import pytest

from ingest.errors import UnreadableSourceError, UnsupportedFormatError
from ingest.readers import READERS, read_source, supports
from ingest.readers.kinds import kind_of
from tests.making import hostile, opendocument, pdf, word
from tests.making.fiche_model import real_fiches

MADE = real_fiches()[:1]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (lambda: pdf.make_pdf(MADE), ".pdf"),
        (lambda: word.make_docx(MADE), ".docx"),
        (lambda: opendocument.make_odt(MADE), ".odt"),
        (lambda: b"{\\rtf1\\ansi Fiche}", ".rtf"),
        (hostile.encrypted_docx, "protected"),
        (lambda: b"\xff\xd8\xff\xe0", "image"),
        (lambda: b"FICHE 1.1.2", None),
        (lambda: b"BMX : un sport", None),
        (lambda: b"", None),
    ],
)
def test_the_first_bytes_tell_what_a_file_is(data, kind):
    assert kind_of(data()) == kind


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (hostile.pdf_called_docx, "f.docx", "est en fait un PDF ; renommez-le en « f.pdf »."),
        (hostile.docx_called_txt, "f.txt", "est en fait un document Word (.docx) ; renommez-le en « f.docx »."),
        (hostile.jpeg_called_pdf, "f.pdf", "est en fait une image ; enregistrez la fiche en .docx, .odt ou .pdf."),
        (hostile.encrypted_docx, "f.docx", "est protégé par un mot de passe ; enregistrez-le sans mot de passe."),
    ],
)
def test_a_renamed_file_is_told_what_it_is(data, name, sentence):
    with pytest.raises(UnreadableSourceError) as caught:
        read_source(data(), name)
    assert str(caught.value) == f"« {name} » {sentence}"


def test_a_format_that_is_not_read_names_those_that_are():
    with pytest.raises(
        UnsupportedFormatError, match=r"« f\.xlsx » : le format « \.xlsx » n’est pas lu ; enregistrez le fichier en .*\.docx"
    ):
        read_source(b"x", "f.xlsx")


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_the_suffix_may_be_in_capitals(suffix):
    assert supports(f"FICHE{suffix.upper()}")
