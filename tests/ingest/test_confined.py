"""Foreign files are read in a child process: it is replaced when it misbehaves, and ends with its owner."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import UnreadableSourceError
from ingest.readers import read_source
from ingest.readers.confined import ConfinedReader
from ingest.readers.options import DEFAULT_OPTIONS
from tests.making import word
from tests.making.fiche_model import real_fiches
from tests.making.hostile import many_pages_pdf


@pytest.fixture(scope="module")
def reader() -> Iterator[ConfinedReader]:
    with ConfinedReader() as reader:
        yield reader


@pytest.fixture(scope="module")
def fiche() -> bytes:
    return word.make_docx(real_fiches()[:1])


def test_a_file_reads_the_same_in_the_child(reader, fiche):
    assert reader(fiche, "f.docx", DEFAULT_OPTIONS) == read_source(fiche, "f.docx")


def test_the_sentence_of_a_refusal_comes_back_whole(reader):
    with pytest.raises(UnreadableSourceError, match=r"« f\.docx » est en fait un PDF"):
        reader(b"%PDF-1.7\n%%EOF", "f.docx", DEFAULT_OPTIONS)


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read(reader, fiche, monkeypatch):
    monkeypatch.setattr("ingest.readers.confined._GRACE_S", 0.0)
    hurried = replace(DEFAULT_OPTIONS, max_seconds=0.0001, max_pages=10_000)
    with pytest.raises(UnreadableSourceError, match="FICHES_MAX_FILE_SECONDS"):
        reader(many_pages_pdf(), "long.pdf", hurried)
    assert reader(fiche, "f.docx", DEFAULT_OPTIONS).text


def test_a_child_that_dies_is_told_and_replaced(fiche):
    with ConfinedReader() as reader:
        reader(fiche, "f.docx", DEFAULT_OPTIONS)
        process = reader._process
        os.kill(process.pid, 9)
        process.wait()
        assert reader(fiche, "f.docx", DEFAULT_OPTIONS).text
        assert reader._process is not process


def test_the_child_ends_with_the_reading(fiche):
    with ConfinedReader() as reader:
        reader(fiche, "f.docx", DEFAULT_OPTIONS)
        process = reader._process
    assert process.poll() is not None


def test_plain_text_needs_no_child():
    with ConfinedReader() as reader:
        reader(b"FICHE 1.1.2", "f.txt", DEFAULT_OPTIONS)
        assert reader._process is None


def test_the_child_may_take_no_more_than_a_gigabyte(reader, fiche):
    reader(fiche, "f.docx", DEFAULT_OPTIONS)
    limits = Path(f"/proc/{reader._process.pid}/limits").read_text(encoding="ascii")
    assert re.search(r"Max address space +1000000000 ", limits)
