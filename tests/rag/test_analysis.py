import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.folding import strip_accents
from rag.analysis import STOP_WORDS, analyse, stems


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("l'offre d'animation", ["offre", "animation"]),
        ("L’égalité femmes-hommes", ["egalite", "femmes", "hommes"]),
        ("qu'est-ce que c'est", []),
        ("jusqu’à l’école", ["ecole"]),
        ("d’ados", ["ados"]),
        ("un nœud", ["noeud"]),
        ("Fiche n° 411 en 2017", ["fiche", "411", "2017"]),
        ("a b 1", []),
        ("", []),
    ],
)
def test_words_that_count_are_without_elision_accents_or_stop_words(text, folded):
    assert [token.folded for token in analyse(text)] == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [("habitant", "habitants"), ("animateur", "animateurs"), ("quartier prioritaire", "quartiers prioritaires"), ("ÉCHÉANCE", "echeances"), ("financement", "financements"),
     ("l’association", "des associations")],
)  # fmt: skip
def test_singular_and_plural_accents_and_case_are_one(one, other):
    assert stems(one) == stems(other)


def test_two_subjects_are_not_one():
    assert stems("culture") != stems("sport")


@given(st.text())
def test_a_token_stands_where_it_says(text):
    for token in analyse(text):
        assert strip_accents(text[token.start : token.end]) == token.folded
        assert len(token.folded) > 1
        assert token.folded not in STOP_WORDS


@given(st.text())
def test_tokens_are_ordered_and_disjoint(text):
    tokens = analyse(text)
    assert all(one.end <= other.start for one, other in itertools.pairwise(tokens))
