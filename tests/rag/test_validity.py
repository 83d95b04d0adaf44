"""Periods that are over, by the day of the question."""

from datetime import date

import pytest

from rag.validity import expired_periods, years


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("Convention d'objectifs 2013-2015", ("2013-2015",)),
        ("Convention 2013/2015", ("2013/2015",)),
        ("programme de 2019 à 2021", ("2019 à 2021",)),
        ("CLEA, 40 000 € par an jusqu’en juin 2024", ("jusqu’en juin 2024",)),
        ("Contrat de ville 2024-2030", ()),
        ("circulaire du 25 mars 2015", ()),
        ("En continu", ()),
        ("Convention 2018-2020, prolongée jusqu'au 31 décembre 2027", ()),
        ("lignes 2015-2013", ()),
    ],
)
def test_a_period_is_over_when_its_last_year_is_past(text: str, over: tuple[str, ...]) -> None:
    assert expired_periods(text, date(2026, 11, 22)) == over


def test_a_period_that_ends_this_year_is_not_over() -> None:
    assert expired_periods("2013-2015", date(2015, 12, 31)) == ()
    assert expired_periods("2013-2015", date(2016, 1, 1)) == ("2013-2015",)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("2018-2020, prolongée jusqu’au 31 décembre 2022", (2018, 2020, 2022)),
        ("clos le 30/04/2023", (2023,)),
        ("Convention 2013/2015", (2013, 2015)),
        ("2 015 €, 20 240 habitants, n° 32024", ()),
        ("En continu", ()),
    ],
)
def test_the_years_of_a_text(text: str, named: tuple[int, ...]) -> None:
    assert years(text) == named
