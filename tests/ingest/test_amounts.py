"""Amounts of a French text: their words, their place, their value and what they are counted by."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.amounts import Unit, bare_numbers, find_amounts


@pytest.mark.parametrize(
    ("text", "written", "value", "unit", "per"),
    [
        ("12 000 € par an, financés par l’État", "12 000 € par an", "12000", "€", ("an",)),
        ("forfait de 30 000 € par an et par espace", "30 000 € par an et par espace", "30000", "€", ("an", "espace")),
        ("2 500 € par groupe d’enfants et par an", "2 500 € par groupe d’enfants et par an", "2500", "€", ("groupe d’enfants", "an")),
        ("305 € par jeune accompagné", "305 € par jeune accompagné", "305", "€", ("jeune accompagné",)),
        ("20 k€", "20 k€", "20000", "€", ()),
        ("40 K€ annuels", "40 K€ annuels", "40000", "€", ("an",)),
        ("1,2 M€", "1,2 M€", "1200000", "€", ()),
        ("FEDER : 1,2 million d’euros", "1,2 million d’euros", "1200000", "€", ()),
        ("6 millions d'euros", "6 millions d'euros", "6000000", "€", ()),
        ("vingt mille euros", "vingt mille euros", "20000", "€", ()),
        ("quatre-vingt-dix euros par nuit", "quatre-vingt-dix euros par nuit", "90", "€", ("nuit",)),
        ("un million deux cent mille euros", "un million deux cent mille euros", "1200000", "€", ()),
        ("15.000,50 € TTC", "15.000,50 € TTC", "15000.50", "€", ()),
        ("20 000€/an", "20 000€/an", "20000", "€", ("an",)),
        ("20\u202f000\xa0euros HT", "20\u202f000\xa0euros HT", "20000", "€", ()),
        ("en 2021 20 000 €", "20 000 €", "20000", "€", ()),
        ("5 000 [bookmark: _GoBack]€", "5 000 [bookmark: _GoBack]€", "5000", "€", ()),
        ("80 pour cent", "80 pour cent", "80", "%", ()),
        ("60 % du poste de facilitateur des clauses", "60 % du poste de facilitateur des clauses", "60", "%", ()),
        ("70 % du coût de l'ingénierie, hors taxes", "70 % du coût de l'ingénierie", "70", "%", ()),
        ("0,5 ETP de médiateur", "0,5 ETP", "0.5", "ETP", ()),
    ],
)
def test_an_amount_has_its_words_its_value_and_what_it_is_counted_by(
    text: str, written: str, value: str, unit: str, per: tuple[str, ...]
) -> None:
    (amount,) = find_amounts(text)
    assert (amount.text, amount.value, amount.unit.value, amount.per) == (written, Decimal(value), unit, per)


@pytest.mark.parametrize(
    ("text", "written", "low", "high"),
    [
        ("prêt à taux zéro, de 3 000 à 15 000 €", "de 3 000 à 15 000 €", 3_000, 15_000),
        ("aide de 1 500 € à 6 000 € par projet", "de 1 500 € à 6 000 € par projet", 1_500, 6_000),
        ("entre 10 et 20 %", "entre 10 et 20 %", 10, 20),
        ("2 à 3 M€", "2 à 3 M€", 2_000_000, 3_000_000),
        ("6 000 - 10 000 euros", "6 000 - 10 000 euros", 6_000, 10_000),
    ],
)
def test_a_range_has_both_its_ends(text: str, written: str, low: int, high: int) -> None:
    (amount,) = find_amounts(text)
    assert (amount.text, amount.value, amount.upper) == (written, low, high)


@pytest.mark.parametrize(
    "text",
    [
        "jusqu'à 12 000 €",
        "dans la limite de\r\n  1 200 € par ménage",
        "plafonnée à 20 000 €",
        "500 € au plus par initiative",
        "6 000 € maximum",
    ],
)
def test_a_cap_keeps_the_words_that_make_it_one(text: str) -> None:
    (amount,) = find_amounts(f"aide {text}, sous conditions")
    assert amount.text == text
    assert amount.is_cap


def test_a_share_of_an_amount_knows_the_whole() -> None:
    (amount,) = find_amounts("30% des 6 millions d'euros de nouveaux crédits")
    assert (amount.text, amount.value, amount.base) == ("30% des 6 millions d'euros", 30, 6_000_000)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("50 % du coût de l’action, plafonné à 8 000 €", ["50 % du coût de l’action", "plafonné à 8 000 €"]),
        ("50 % ou 5 000 €", ["50 %", "5 000 €"]),
        ("1 000 €, 2 000 € et 3 000 €", ["1 000 €", "2 000 €", "3 000 €"]),
        ("Abattement de 30 % de la TFPB : 210 000 € par an", ["30 % de la TFPB", "210 000 € par an"]),
    ],
)
def test_amounts_in_a_row_are_each_their_own(text: str, written: list[str]) -> None:
    assert [amount.text for amount in find_amounts(text)] == written


@pytest.mark.parametrize(
    "text", ["2021", "140 enfants", "fiche 1.2.3", "02 47 20 19 85", "une enveloppe de 12 000", "cent jeunes", "le centre social"]
)
def test_a_number_without_unit_is_no_amount(text: str) -> None:
    assert find_amounts(text) == ()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("une enveloppe de 12 000", ["12 000"]),
        ("montant : 5 000 par an", ["5 000"]),
        ("140 enfants, 12 000 habitants, 20 000 € en 2021, le 15/03/2022, fiche 4.1.1, 37000 Tours", []),
    ],
)
def test_a_number_that_nothing_counts_is_bare(text: str, written: list[str]) -> None:
    assert [number.text for number in bare_numbers(text)] == written


@given(st.integers(1, 99_999_999), st.sampled_from([" ", "\xa0", "\u202f", "."]), st.sampled_from(["€", " €", " euros", "\xa0€ HT"]))
def test_any_number_of_euros_is_read_back(value: int, separator: str, unit: str) -> None:
    (amount,) = find_amounts(f"CAF : {value:,}".replace(",", separator) + unit)
    assert (amount.value, amount.unit) == (value, Unit.EURO)


_BITS = st.sampled_from(["20", " 000", "1,5", ".500", " ", "€", "%", "k€", "M", "euros", "vingt", " mille ", "cents", "de ", " à ", "entre ", " et ", "par an", "jusqu’à ", "du coût", "[bookmark: x]", "-", "un "])  # fmt: skip


@given(st.one_of(st.text(max_size=50), st.lists(_BITS, max_size=12).map("".join)))
def test_amounts_are_verbatim_in_order_and_disjoint_in_any_text(text: str) -> None:
    position = 0
    for amount in find_amounts(text):
        assert position <= amount.span.start < amount.span.end <= len(text)
        assert text[amount.span.start : amount.span.end] == amount.text
        position = amount.span.end
    for number in bare_numbers(text):
        assert text[number.span.start : number.span.end] == number.text
