import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Fiche, SectionKind, Source
from rag.answer import Answer, Block, Filters, Status, display_quote
from rag.citation import Citation, cite

_MARKER = re.compile(r"(?<!\\)\[(\d+)\]")


def citation_of(text: str) -> Citation:
    source = Source("f.txt", text)
    excerpt = source.excerpt(0, len(text))
    return cite(excerpt, Fiche("1.1.2", excerpt, None, (), source), SectionKind.AUTRE)


def answer_of(blocks: tuple[Block, ...], *quotes: str) -> Answer:
    return Answer("?", Status.ANSWERED, None, blocks, tuple(map(citation_of, quotes)))


def markers(markdown: str) -> list[int]:
    return [int(number) for number in _MARKER.findall(markdown)]


def test_one_quote_stands_in_its_sentence():
    assert answer_of((Block("Animateur :", (1,)),), "Ville").markdown == "Animateur : « Ville » [1]"


def test_several_quotes_are_a_list():
    assert answer_of((Block("Effets :", (1, 2)),), "a", "b").markdown == "Effets :\n- « a » [1]\n- « b » [2]"


def test_blocks_are_paragraphs():
    assert answer_of((Block("Bonjour."), Block("Animateur :", (1,))), "Ville").markdown == "Bonjour.\n\nAnimateur : « Ville » [1]"


def test_a_bookmark_is_hidden_and_the_citation_keeps_it():
    answer = answer_of((Block("Contexte :", (1,)),), "[bookmark: _GoBack]Ces dynamiques")
    assert answer.markdown == "Contexte : « Ces dynamiques » [1]"
    assert answer.citations[0].excerpt.text == "[bookmark: _GoBack]Ces dynamiques"


def test_a_quote_is_shown_on_one_line():
    assert display_quote(citation_of("ACTIONS MIXTES \nPOUR\ttous")) == "ACTIONS MIXTES POUR tous"


def test_a_quote_that_holds_a_marker_adds_none():
    answer = answer_of((Block("Voir :", (1,)),), "selon [1] et [22]")
    assert answer.markdown == r"Voir : « selon [1\] et [22\] » [1]"
    assert markers(answer.markdown) == [1]


@pytest.mark.parametrize(
    ("quote", "shown"), [("5 * 3 * 2", r"5 \* 3 \* 2"), ("mot_clé", r"mot\_clé"), ("<b>", r"\<b\>"), ("`x`", r"\`x\`"), ("a\\b", r"a\\b")]
)
def test_a_quote_that_holds_markdown_is_escaped(quote, shown):
    assert display_quote(citation_of(quote)) == shown


@given(st.text(alphabet="[]0123456789 a*\\", min_size=1).filter(str.strip))
def test_no_quote_can_add_a_marker(quote):
    # What a reader of Markdown sees: a character after a backslash is itself.
    shown = re.sub(r"\\[\\`*_<>\[]", "x", display_quote(citation_of(quote)))
    assert _MARKER.findall(shown) == []


def test_filters_without_any_are_false():
    assert not Filters()
    assert Filters(code="1.1.2")
    assert Filters(section=SectionKind.PUBLIC)
    assert Filters(version=2017)


@pytest.fixture(scope="module")
def answers(answerer, data_files):
    """The answers to a third of the committed questions, without their history."""
    lines = [json.loads(line) for line in (data_files / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    return [answerer.answer(line["question"]) for line in lines[::3]]


def test_each_marker_has_its_citation_and_each_citation_is_used(answers):
    for answer in answers:
        assert sorted(set(markers(answer.markdown))) == list(range(1, len(answer.citations) + 1)), answer.question


def test_markers_are_numbered_in_reading_order(answers):
    for answer in answers:
        first_uses = list(dict.fromkeys(markers(answer.markdown)))
        assert first_uses == sorted(first_uses), answer.question


def test_each_citation_is_the_slice_of_its_source(answers):
    for answer in answers:
        for citation in answer.citations:
            span = citation.excerpt.span
            assert citation.fiche.source.text[span.start : span.end] == citation.excerpt.text


def test_an_abstention_has_its_reason_and_an_answer_has_none(answers):
    for answer in answers:
        assert (answer.status is Status.ABSTAINED) == (answer.reason is not None), answer.question


def test_no_bookmark_is_shown(answers):
    assert all("bookmark" not in answer.markdown for answer in answers)
    assert any("bookmark" in citation.excerpt.text for answer in answers for citation in answer.citations)
