import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.chunking import MAX_CHARS, chunk_fiche, clean, short_title
from ingest.corpus import load_corpus
from ingest.model import Section, SectionKind, Source
from ingest.parser import parse_fiches

SENTENCE = "Les locataires demandent que les portes des halls soient réparées. "


@pytest.fixture
def chunks_of(parse, fiche_text):
    def cut(context: str):
        (fiche,) = parse(fiche_text(context=context))
        return [chunk for chunk in chunk_fiche(fiche) if chunk.section is SectionKind.CONTEXTE]

    return cut


@pytest.fixture(scope="module")
def real(corpus_dir):
    return load_corpus([str(corpus_dir)]).fiches


def test_a_short_item_is_one_chunk_of_its_own_words(chunks_of):
    (chunk,) = chunks_of("Un quartier.")
    assert chunk.excerpt.text == "Un quartier."


def test_the_title_comes_first(parse, fiche_text):
    first = chunk_fiche(parse(fiche_text())[0])[0]
    assert (first.section, first.excerpt.text, first.text) == (
        SectionKind.AUTRE,
        "DEVELOPPER LES COORDINATIONS",
        "developper les coordinations",
    )


def test_each_item_of_the_real_fiches_is_a_chunk(real):
    for fiche in real:
        items = [item.text for section in fiche.sections for item in section.items]
        assert [chunk.excerpt.text for chunk in chunk_fiche(fiche)] == [fiche.title.text, *items]


def test_a_chunk_is_indexed_under_its_title_and_its_section(chunks_of):
    assert chunks_of("Un quartier.")[0].header == "developper les coordinations – Contexte"


def test_a_section_of_another_template_is_named_by_its_own_heading(parse, fiche_text):
    (fiche,) = parse(fiche_text(rows="\tPoints de vigilance\n\tNe rien promettre.\n\n\tCalendrier\n\t2018\n"))
    assert [chunk.header for chunk in chunk_fiche(fiche) if chunk.text == "Ne rien promettre."] == [
        "developper les coordinations – Points de vigilance"
    ]


def test_a_long_title_is_cut_to_its_first_nine_words(parse, fiche_text):
    (fiche,) = parse(fiche_text(title="UN DEUX TROIS QUATRE CINQ SIX SEPT HUIT NEUF DIX"))
    assert short_title(fiche) == "un deux trois quatre cinq six sept huit neuf"


def test_a_long_item_is_cut_at_the_ends_of_its_sentences(chunks_of):
    chunks = chunks_of((SENTENCE * 40).strip())
    assert len(chunks) > 1
    assert all(chunk.excerpt.text.endswith("réparées.") for chunk in chunks)
    assert all(len(chunk.excerpt.text) <= MAX_CHARS for chunk in chunks)


def test_a_long_item_without_sentences_is_cut_between_words(chunks_of):
    chunks = chunks_of(("immeuble " * 400).strip())
    assert {word for chunk in chunks for word in chunk.excerpt.text.split()} == {"immeuble"}


def test_a_word_longer_than_a_chunk_is_cut_where_the_chunk_ends(chunks_of):
    assert [len(chunk.excerpt.text) for chunk in chunks_of("x" * (2 * MAX_CHARS + 7))] == [MAX_CHARS, MAX_CHARS, 7]


@given(
    st.lists(st.sampled_from(["Les halls.", "portes", " ", "  ", "x" * 700, "?", "é"]), min_size=1, max_size=60)
    .map("".join)
    .filter(str.strip)
)
def test_the_pieces_of_an_item_are_ordered_slices_that_lose_no_word(text):
    source = Source("f.txt", "FICHE 1.1.2\n\n\tContexte\n\t" + text.strip() + "\n\n\tAnimateur\n\tVille\n")
    (fiche,) = parse_fiches(source)
    pieces = [chunk.excerpt for chunk in chunk_fiche(fiche) if chunk.section is SectionKind.CONTEXTE]
    section: Section = fiche.all(SectionKind.CONTEXTE)[0]
    assert all(source.text[piece.span.start : piece.span.end] == piece.text for piece in pieces)
    assert all(one.span.end <= other.span.start for one, other in itertools.pairwise(pieces))
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join("".join(item.text.split()) for item in section.items)


def test_what_is_indexed_has_no_bookmark_and_the_quote_keeps_it(chunks_of):
    (chunk,) = chunks_of("Un [bookmark: _GoBack]quartier.")
    assert (chunk.text, chunk.excerpt.text) == ("Un quartier.", "Un [bookmark: _GoBack]quartier.")


def test_cleaning_puts_a_quote_on_one_line_without_nul():
    assert clean("a\n  b\x00c\xa0d[BOOKMARK: x]") == "a b c d"
