"""Damaged files of every format are read or refused: no other error, no hang. All 2,000 are read by `make bench-reading`."""

import itertools

import pytest

from ingest.errors import SourceError, UnreadableSourceError
from ingest.parser import parse_fiches
from ingest.readers import read_source
from tests.making.hostile import HOSTILE
from tests.making.mutations import FORMATS, mutated

SOURCES = tuple(suffix for suffix in FORMATS if suffix != ".zip")
OF_EACH = 34  # over six formats: 204 files


def refusal(data: bytes, name: str) -> str | None:
    """The sentence that refuses a file, None where it is read."""
    try:
        parse_fiches(read_source(data, name))
    except SourceError as error:
        return str(error)
    return None


@pytest.mark.parametrize("suffix", SOURCES)
def test_a_damaged_file_is_read_or_refused_in_one_sentence(suffix, processor_limit):
    sentences = []
    for name, data in itertools.islice(mutated(OF_EACH, 411, (suffix,)), OF_EACH):
        with processor_limit(20.0):
            sentences.append(refusal(data, name))
    assert len(sentences) == OF_EACH
    assert all(sentence.startswith("« ") and sentence.endswith((".", ")")) for sentence in sentences if sentence)


@pytest.mark.parametrize("name", sorted(name for name in HOSTILE if not name.endswith((".zip", ".doc", ".rtf"))))
def test_a_hostile_file_is_read_or_refused_and_tells_nothing_of_this_machine(name, processor_limit):
    with processor_limit(40.0):
        sentence = refusal(HOSTILE[name](), name)
    assert sentence is None or (name in sentence and "root:" not in sentence)


@pytest.mark.parametrize("page", [b"<!-- -->", b"\x00<", b"<?xml?>"])
def test_a_web_page_without_any_element_is_refused_in_one_sentence(page):
    with pytest.raises(UnreadableSourceError, match=r"abîmé|lisible"):
        read_source(page, "f.html")


def test_a_markdown_line_of_mere_blanks_has_no_place_that_ends_before_it_begins():
    assert all(block.span.start <= block.span.end for block in read_source("FICHE 1.1.2\n> \xa0\nx".encode(), "f.md").blocks)
