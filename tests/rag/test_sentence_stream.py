import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.markers import take_markers
from rag.sentence_stream import Written, sentences_of

TEXT = """<think>La CAF ? Peut-être.</think>La CAF finance 3,5 % du projet. [P1] M. Dupont anime la fiche 1.1.2 [1, 2]. Voir « un A. B. » (1). Les partenaires sont :
- la Ville [P1]
- la CAF 【2】

Elle finit le 12 mars 2019 ¹. Une autre ! Fin"""
READ = [
    Written("La CAF finance 3,5 % du projet. [P1]"),
    Written("M. Dupont anime la fiche 1.1.2 [1, 2]."),
    Written("Voir « un A. B. » (1)."),
    Written("la Ville [P1]", "Les partenaires sont :", is_item=True),
    Written("la CAF 【2】", "Les partenaires sont :", is_item=True),
    Written("Elle finit le 12 mars 2019 ¹."),
    Written("Une autre !"),
    Written("Fin"),
]


@given(st.lists(st.integers(1, 12), min_size=1))
def test_sentences_are_the_same_however_the_text_is_cut(lengths):
    pieces, start = [], 0
    while start < len(TEXT):
        length = lengths[len(pieces) % len(lengths)]
        pieces.append(TEXT[start : start + length])
        start += length
    assert list(sentences_of(pieces)) == READ


def test_a_sentence_comes_as_soon_as_it_is_whole():
    taken = []

    def pieces():
        yield "La CAF finance. [P1] La Vi"
        taken.append("more")
        yield "lle aussi [P2]."

    assert next(sentences_of(pieces())) == Written("La CAF finance. [P1]")
    assert taken == []


def test_what_is_thought_without_an_opening_tag_is_left_out():
    assert list(sentences_of(["Je pense à 3 millions\n</think>La CAF finance [1]."]))[-1] == Written("La CAF finance [1].")


@pytest.mark.parametrize(
    ("written", "text", "numbers"),
    [
        ("La CAF [P1][P2].", "La CAF.", (1, 2)),
        ("La CAF [1, 2].", "La CAF.", (1, 2)),
        ("La CAF[1-3].", "La CAF.", (1, 2, 3)),
        ("La CAF (P3, P4).", "La CAF.", (3, 4)),
        ("À 20 ans (1).", "À 20 ans.", (1,)),
        ("selon (2) enfants", "selon (2) enfants", ()),
        ("La CAF 【1†source】.", "La CAF.", (1,)),
        ("La CAF [^1].", "La CAF.", (1,)),
        ("La CAF <sup>2</sup>.", "La CAF.", (2,)),
        ("La CAF [Source 1].", "La CAF.", (1,)),
        ("La CAF [1](http://a).", "La CAF.", (1,)),
        ("La CAF. [1]", "La CAF.", (1,)),
        ("La CAF¹.", "La CAF.", (1,)),
        ("La CAF [passage P2].", "La CAF.", (2,)),
        ("Au 1.1.2, 12 % [1]", "Au 1.1.2, 12 %", (1,)),
    ],
)
def test_markers_are_read_in_the_forms_models_write_them(written, text, numbers):
    marked = take_markers(written)
    assert (marked.text, marked.numbers) == (text, numbers)
