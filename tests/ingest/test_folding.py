import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.folding import fold, strip_accents


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Échelle  Territoriale :", "echelle territoriale"),
        ("Échelle\xa0Territoriale", "echelle territoriale"),
        ("Indicateurs d’effets", "indicateurs d effets"),
        ("Indicateurs d'effets", "indicateurs d effets"),
        ("CŒUR DE QUARTIER", "coeur de quartier"),
        ("ﬁnancements", "financements"),
        ("E\u0301cheancier", "echeancier"),
        ("Réalisations\nattendues", "realisations attendues"),
        ("« … »", ""),
        ("", ""),
    ],
)
def test_folding_keeps_words_without_case_accents_or_punctuation(text, folded):
    assert fold(text) == folded


def test_stripping_accents_keeps_punctuation():
    assert strip_accents("L’Été, à Tours") == "l’ete, a tours"


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folded_text_holds_plain_letters_digits_and_single_spaces(text):
    assert fold(text) == " ".join(fold(text).split())
    assert set(fold(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
