"""Two wordings, word by word."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.model import Excerpt, Span
from ingest.wording import Op, Wording, compare_words, cut_words, read_wording

PIECES = [
    "la", "ville", "Ville", "de", "CAF", "2013-2015", "l’", "l'", "après-midi", "après-\nmidi", "amélio-\nration", "amélioration", "amé\xadlioration",
    "dix-\xadsept", ",", ".", ";", " : ", "«\xa0", "\xa0»", "[bookmark: _GoBack]", " ", "  ", "\n", "\r\n", "e\u0301te\u0301", "été", "\u200b", "\x00", "\ud800", "📎",
]  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=25).map(" ".join) | st.lists(
    st.sampled_from(PIECES)
).map("".join)


def wording(text: str, *, at: int = 0, cuts: frozenset[str] = frozenset(), folded: bool = False) -> Wording:
    return read_wording(Excerpt(text, Span(at, at + len(text))), cuts=cuts, folded=folded)


def told(before: str, after: str) -> str:
    marks = {Op.EQUAL: "{}", Op.DELETE: "[-{}-]", Op.INSERT: "{{+{}+}}"}
    words = compare_words(wording(before), wording(after))
    return "".join(marks[run.op].format((run.after or run.before).text) for run in words)


def same(before: str, after: str, *, folded: bool = False) -> bool:
    cuts = cut_words([before, after])
    return wording(before, cuts=cuts, folded=folded).keys == wording(after, cuts=cuts, folded=folded).keys


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Les jeunes du quartier", "Les habitants du quartier", "Les [-jeunes-]{+habitants+} du quartier"),
        ("Ville", "CAF et Ville", "{+CAF et +}Ville"),
        ("Une fois. Deux fois", "Une fois.", "Une fois.[-Deux fois-]"),
        ("Convention 2013-2015 signée", "Convention 2017-2020 signée", "Convention [-2013-2015-]{+2017-2020+} signée"),
        ("pour les jeunes", "pour l’emploi", "pour [-les jeunes-]{+l’emploi+}"),
        ("un besoin d’emploi", "un besoin de l’emploi", "un besoin [-d’-]{+de l’+}emploi"),
        ("", "CAF", "{+CAF+}"),
    ],
)
def test_what_was_struck_and_written_is_told_by_whole_words(before: str, after: str, expected: str) -> None:
    assert told(before, after) == expected


def test_a_small_word_between_two_replacements_is_replaced_with_them() -> None:
    assert told("accueil de jeunes le soir", "sorties de familles le soir") == "[-accueil de jeunes-]{+sorties de familles+} le soir"


def test_an_acronym_between_two_replacements_stays() -> None:
    assert told("avec la CAF locale", "par une CAF voisine") == "[-avec la-]{+par une+} CAF [-locale-]{+voisine+}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("à la  ville\n", "à\xa0la ville"),
        ("une amélio-\nration", "une amélioration"),
        ("la pluri-\r\n  disciplinarité", "la pluridisciplinarité"),
        ("un après-\nmidi", "un après-midi"),
        ("de Port-\nLanvec", "de Port-Lanvec"),
        ("amé\xadlioration", "amélioration"),
        ("dix-\xadsept", "dix-sept"),
        ("l'été", "l’e\u0301te\u0301"),
        ("les ﬁnancements", "les financements"),
        ("la suite [bookmark: _GoBack]vient", "la suite vient"),
        ("Ville : CAF", "Ville: CAF"),
    ],
)
def test_what_only_a_format_changes_is_no_change(before: str, after: str) -> None:
    assert same(before, after)


@pytest.mark.parametrize(
    ("before", "after"), [("la ville", "la Ville"), ("co-construction", "coconstruction"), ("22 000 €", "15 000 €"), ("oui.", "oui")]
)
def test_what_an_author_changes_is_a_change(before: str, after: str) -> None:
    assert not same(before, after)


def test_a_title_is_the_same_in_capitals_and_without_accents() -> None:
    assert same("DEVELOPPER L’ACCES A LA CULTURE", "Développer l’accès à la culture.", folded=True)


def test_what_is_hidden_in_the_source_is_no_word() -> None:
    text = "Ville, centres\nContrat de ville\nsociaux"
    read = read_wording(Excerpt(text, Span(100, 100 + len(text))), hidden=[Span(115, 131)])
    assert read.keys == ("Ville", ",", "centres", "sociaux")


def as_one(words, side: str) -> str:
    return "".join(getattr(run, side).text for run in words if getattr(run, side) is not None)


@given(texts, texts)
def test_the_runs_are_both_texts_end_to_end(before: str, after: str) -> None:
    words = compare_words(wording(before, at=7), wording(after))
    assert as_one(words, "before") == before
    assert as_one(words, "after") == after
    for run in words:
        assert run.before is None or run.before.text == (" " * 7 + before)[run.before.span.start : run.before.span.end]
        assert run.after is None or run.after.text == after[run.after.span.start : run.after.span.end]
        assert (run.op is Op.DELETE) == (run.after is None)
        assert (run.op is Op.INSERT) == (run.before is None)


@given(texts, texts)
def test_words_that_stayed_are_the_same_words(before: str, after: str) -> None:
    for run in compare_words(wording(before), wording(after)):
        if run.op is Op.EQUAL:
            assert wording(run.before.text).keys == wording(run.after.text).keys


@given(texts)
def test_a_text_has_no_change_to_itself(text: str) -> None:
    assert {run.op for run in compare_words(wording(text), wording(text))} <= {Op.EQUAL}


patterns = st.lists(st.sampled_from("ab."), min_size=1, max_size=12)


@settings(max_examples=30)
@given(patterns, patterns)
def test_long_texts_of_few_words_still_add_up(one: list[str], other: list[str]) -> None:
    before, after = " ".join(one * 200), " ".join(other * 200)
    words = compare_words(wording(before), wording(after))
    assert as_one(words, "before") == before
    assert as_one(words, "after") == after


def test_a_very_long_item_is_compared_by_sentences_in_time() -> None:
    sentences = [f"La phrase {number} parle de la ville, de la culture et du sport dans le quartier." for number in range(5_000)]
    revised = [sentence.replace("culture", "santé") if number % 100 == 0 else sentence for number, sentence in enumerate(sentences)]
    started = time.monotonic()
    words = compare_words(wording(" ".join(sentences)), wording(" ".join(revised)))
    assert time.monotonic() - started < 10
    assert [run.before.text for run in words if run.op is Op.DELETE] == ["culture"] * 50


@pytest.mark.parametrize("space", [" ", "\xa0", "\u202f"])
def test_a_number_and_its_unit_are_one_word(space: str) -> None:
    before, after = f"Ville : 18{space}000{space}€ par an", f"Ville : 22{space}000{space}€ par an"
    told = compare_words(*(read_wording(Excerpt(text, Span(0, len(text)))) for text in (before, after)))
    assert [words.before.text for words in told if words.op is Op.DELETE and words.before] == [f"18{space}000{space}€"]
    assert [words.after.text for words in told if words.op is Op.INSERT and words.after] == [f"22{space}000{space}€"]


def test_the_spaces_of_a_number_are_no_change() -> None:
    texts = ("18 000 € par an", "18\u202f000\xa0€ par an")
    told = compare_words(*(read_wording(Excerpt(text, Span(0, len(text)))) for text in texts))
    assert {words.op for words in told} == {Op.EQUAL}
