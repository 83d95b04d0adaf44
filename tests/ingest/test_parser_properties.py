"""What holds of any text, and how long it may take."""

import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.chunking import chunk_fiche
from ingest.errors import ParseError
from ingest.model import Fiche, Source
from ingest.parser import parse_fiches
from tests.making.excerpts import excerpts_of

HEADINGS = [
    "Contexte", "Contexte ", "Objectifs et dynamiques", "Réalisations attendues", "Effets attendus", "Echelle\xa0Territoriale", "Animateur",
    "Partenaires mobilisables (dont habitants)", "Dispositifs mobilisables", "Partenaires / Dispositifs mobilisables", "Les partenaires :", "Les dispositifs",
    "Financements mobilisables", "(Quels sont les financements mobilisables connus à ce jour ?)", "Financements (Lesquels ?) : CAF", "Calendrier",
    "Calendirer", "indicateurs de réalisation", "Indicateurs d’effets", "Liens autres enjeux / fiches « orientations opérationnelles »", "Enjeu : x",
    "Pilier 1", "Axe 2", "Pilier 1 – Axe 2 : z", "Points de vigilance", "Animateur : Ville", "Animateur\tVille", "| Animateur | Ville |",
]  # fmt: skip
NOISE = [
    "· a", "- b", "•", "·", "·· x", "· - y", "·\xa0", "1. un", "2) deux", "o x", "–", "(", "[", "12", "Page 1", "Contrat de ville", "Fiche 411 : x",
    "Fiche orientation opérationnelle", "[bookmark: _GoBack]", "[bookmark: _GoBack]Ville", "[bookmark: a][bookmark: b]", "FICHE 1.1.2",
    "FICHE 3.1.1 (version 2017)", "FICHE 2.1.1 – Titre", "(version 2017)", "mars 2018", "titre", "Titre : abc", "Intitulé :", "Erreur ! Signet non défini.",
    "a" * 70, "suite de la phrase", "Une phrase.", "« a »", "É", "📎", "\ufeff", "\u200b", "\u200b· a", "\u3000", "\x00", "\x1c", "\x1f", "\ud800",
]  # fmt: skip
HEADS = ["", "", "\t", "\t", "\t· ", "  ", "\xa0", "# ", "**", "A. "]
BREAKS = ["\n", "\n", "\n", "\n\n", "\r\n", "\r", "\x0b", "\x0c", "\n\t\n", "\x85", "\u2028"]
BANNERS = ["FICHE 1.1.2\n", "FICHE 1.1.2 (version 2017)\nTITRE\n\n", "FICHE 411 – Titre\n", "x\nFICHE 1.1.2 : TITRE\n", ""]

lines = st.tuples(
    st.sampled_from(HEADS), st.one_of(st.sampled_from(HEADINGS), st.sampled_from(NOISE), st.text(max_size=12)), st.sampled_from(BREAKS)
).map("".join)
drawn_fiches = st.tuples(st.sampled_from(BANNERS), st.lists(lines, min_size=2, max_size=14).map("".join)).map("".join)


def parsed(text: str) -> tuple[Fiche, ...]:
    try:
        return parse_fiches(Source("f.txt", text))
    except ParseError:
        return ()


@given(st.text())
def test_any_text_gives_fiches_or_a_parse_error(text):
    parsed(text)


@settings(max_examples=150)
@given(drawn_fiches)
def test_every_excerpt_is_the_slice_its_span_names(text):
    for fiche in parsed(text):
        for excerpt in excerpts_of(fiche):
            assert text[excerpt.span.start : excerpt.span.end] == excerpt.text


@settings(max_examples=150)
@given(drawn_fiches)
def test_items_are_ordered_disjoint_and_without_outer_white_space(text):
    items = [item for fiche in parsed(text) for section in fiche.sections for item in section.items]
    assert all(item.text == item.text.strip() for item in items)
    spans = sorted(item.span for item in items)
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))


@settings(max_examples=150)
@given(drawn_fiches)
def test_headings_are_ordered_and_hold_no_item(text):
    for fiche in parsed(text):
        headings = [section.heading.span for section in fiche.sections]
        assert headings == sorted(headings)
        for section in fiche.sections:
            assert [item.span for item in section.items] == sorted(item.span for item in section.items)
            for heading in headings:
                assert all(item.span.end <= heading.start or heading.end <= item.span.start for item in section.items)


@settings(max_examples=150)
@given(drawn_fiches)
@example("FICHE 1.1.2\nContexte\n\u200b\nObjectifs\n\ufeff· a\n")
def test_every_character_that_is_not_blank_is_claimed(text):
    fiches = parsed(text)
    claimed = {offset for fiche in fiches for excerpt in excerpts_of(fiche) for offset in range(excerpt.span.start, excerpt.span.end)}
    assert not fiches or {offset for offset, char in enumerate(text) if not char.isspace()} <= claimed


@settings(max_examples=150)
@given(drawn_fiches)
def test_chunks_are_slices_in_reading_order_of_a_section(text):
    for fiche in parsed(text):
        chunks = chunk_fiche(fiche)
        assert [chunk.position for chunk in chunks] == list(range(len(chunks)))
        for chunk in chunks:
            assert text[chunk.excerpt.span.start : chunk.excerpt.span.end] == chunk.excerpt.text


def test_a_bookmark_alone_is_no_title():
    (fiche,) = parsed("FICHE 1.1.2\n[bookmark:]\nContexte\nx\nObjectifs\ny\n")
    assert fiche.title.text.strip()


def test_a_title_around_a_version_line_does_not_overlap_it():
    (fiche,) = parsed("FICHE 1.1.2\nTITRE\n(version 2017)\nSUITE DU TITRE\nContexte\nx\nObjectifs\ny\n")
    spans = sorted(part.excerpt.span for part in fiche.banner)
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))


def test_a_cell_mark_of_word_is_claimed():
    text = "FICHE 1.1.2\nContexte\x07x\x07Objectifs\x07y\x07"
    claimed = {offset for fiche in parsed(text) for excerpt in excerpts_of(fiche) for offset in range(excerpt.span.start, excerpt.span.end)}
    assert {offset for offset, char in enumerate(text) if not char.isspace()} <= claimed


# 100 kB of one thing: twenty times the longest fiche known, in under two seconds of one processor.

LIMIT_S = 20.0  # a guard against hanging, not a measure of speed: a quadratic step takes minutes on such a text
SIZE = 100_000
TOP = "FICHE 1.1.2\nTITRE\n\tPilier 1\n\n\tContexte\n\n\tx\n\n\tObjectifs\n\t· a\n\n\tAnimateur\n\t"
BOTTOM = "z\nContexte\nx\nObjectifs\ny\n"


def repeated(piece: str) -> str:
    return piece * (SIZE // len(piece))


QUICK = [
    "a", "a ", " ", "\n", "\r\n", "(", "()", "((a", "[", "· ", "é", ": ", "a : ", "| ", "#", "fiche ", "fiche fiche ", "Pilier 1 ", "AT aaa: ",
    "version ", "(2017", "mise à jour ", "[bookmark: a]", "\x0c", "\u200b", "attendu ", "partenaires mobilisables ", "(? ", "Contrat de ville ", "«",
]  # fmt: skip
SLOW_LINES = ["a\n"]


@pytest.mark.parametrize("piece", QUICK)
def test_a_long_content_is_parsed_in_time(processor_limit, piece):
    with processor_limit(LIMIT_S):
        for fiche in parsed(TOP + repeated(piece) + "\n"):
            chunk_fiche(fiche)


@pytest.mark.parametrize("piece", ["a ", "(", "é", ": ", "[", "version ", "(2017", "Axe 1 ", "#"])
def test_a_long_banner_is_parsed_in_time(processor_limit, piece):
    with processor_limit(LIMIT_S):
        parsed("FICHE 1.1.2 " + repeated(piece) + BOTTOM)


@pytest.mark.parametrize("piece", ["a", " ", "\n", "a\n", "FICHE 1.1.2 ", "Pilier 1\n", "(", "\ta\n"])
def test_a_long_text_that_is_no_fiche_is_refused_in_time(processor_limit, piece):
    with processor_limit(LIMIT_S):
        assert parsed(repeated(piece)) == ()


@pytest.mark.parametrize("piece", SLOW_LINES)
def test_many_short_lines_are_parsed_in_time(processor_limit, piece):
    with processor_limit(LIMIT_S):
        parsed(TOP + repeated(piece))


def test_many_lines_that_look_like_footers_are_parsed_in_time(processor_limit):
    with processor_limit(LIMIT_S):
        parsed(TOP + repeated("12\n") + "fin.\n")


def test_a_banner_with_long_white_space_is_parsed_in_time(processor_limit):
    with processor_limit(LIMIT_S):
        parsed("FICHE 1.1.2 " + repeated(" ") + BOTTOM)


def test_bookmarks_that_are_not_closed_are_parsed_in_time(processor_limit):
    with processor_limit(LIMIT_S):
        parsed(TOP + repeated("[bookmark:"))


def test_a_line_of_many_references_is_parsed_in_time(processor_limit):
    with processor_limit(LIMIT_S):
        parsed(TOP + repeated("fiche 1.1.1, "))


def test_many_fiches_in_one_file_are_parsed_in_time(processor_limit):
    with processor_limit(LIMIT_S):
        parsed(repeated("FICHE 1.1.2\nContexte\nx\nAnimateur\ny\n"))
