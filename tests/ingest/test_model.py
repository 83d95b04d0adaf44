import dataclasses

import pytest

from ingest.model import BannerKind, BannerPart, Corpus, Excerpt, Fiche, ReadSource, Section, SectionKind, Source, SourceFile, Span


def make_fiche(source: Source) -> Fiche:
    heading = source.excerpt(0, 8)
    sections = (
        Section(SectionKind.CONTEXTE, heading, ()),
        Section(SectionKind.AUTRE, heading, ()),
        Section(SectionKind.CONTEXTE, heading, ()),
    )
    return Fiche("1.1.2", heading, None, sections, source, (BannerPart(BannerKind.CODE, heading),))


def test_an_excerpt_is_the_slice_its_span_names():
    assert Source("f.txt", "Contexte : été").excerpt(11, 14) == Excerpt("été", Span(11, 14))


def test_offsets_count_code_points_and_not_bytes():
    assert Source("f.txt", "📎é fin").excerpt(3, 6).text == "fin"


def test_a_span_contains_itself_and_what_lies_between_its_ends():
    assert Span(2, 5).contains(Span(2, 5))
    assert Span(2, 5).contains(Span(3, 4))


def test_a_span_does_not_contain_what_overlaps_its_end():
    assert not Span(2, 5).contains(Span(4, 6))


def test_spans_sort_in_reading_order():
    assert sorted([Span(4, 5), Span(1, 9), Span(1, 3)]) == [Span(1, 3), Span(1, 9), Span(4, 5)]


def test_the_line_of_an_excerpt_puts_a_title_of_two_lines_on_one():
    assert Excerpt("ACTIONS MIXTES \nPOUR TOUS", Span(0, 25)).line == "ACTIONS MIXTES POUR TOUS"


def test_a_source_without_pages_gives_no_page():
    assert Source("f.txt", "abc").page_at(1) is None


@pytest.mark.parametrize(("offset", "page"), [(0, 1), (9, 1), (10, 2), (19, 2), (20, 3), (500, 3)])
def test_a_page_begins_at_its_first_character(offset, page):
    assert Source("f.pdf", "", page_starts=(0, 10, 20)).page_at(offset) == page


@pytest.mark.parametrize(("offset", "line"), [(0, 1), (1, 1), (2, 2), (5, 3)])
def test_lines_are_counted_from_one(offset, line):
    assert Source("f.txt", "a\nb\r\nc").line_at(offset) == line


def test_all_returns_the_sections_of_a_kind_in_document_order():
    fiche = make_fiche(Source("f.txt", "Contexte"))
    assert fiche.all(SectionKind.CONTEXTE) == (fiche.sections[0], fiche.sections[2])


def test_all_is_empty_where_the_heading_is_absent():
    assert make_fiche(Source("f.txt", "Contexte")).all(SectionKind.PUBLIC) == ()


def test_a_banner_part_that_is_absent_is_none():
    fiche = make_fiche(Source("f.txt", "Contexte"))
    assert fiche.banner_part(BannerKind.CODE) == fiche.title
    assert fiche.banner_part(BannerKind.AXE) is None


def test_a_fiche_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        make_fiche(Source("f.txt", "Contexte")).code = "1.1.3"


def test_the_text_of_a_source_is_kept_out_of_messages():
    assert "Contexte" not in repr(Source("f.txt", "Contexte"))


def test_a_corpus_gives_the_fiches_of_all_its_sources():
    fiche = make_fiche(Source("f.txt", "Contexte"))
    read = ReadSource(SourceFile("f.txt", "/f.txt"), fiche.source, (fiche, fiche))
    assert Corpus((read, read)).fiches == (fiche,) * 4
