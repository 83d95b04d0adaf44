"""Dates and periods of a French text: their words, their place, the days they can be."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import Bound, DateMention, Precision, find_dates


@pytest.mark.parametrize(
    ("text", "written", "first", "last"),
    [
        # days
        ("signée le 4 avril 2013", "4 avril 2013", "2013-04-04", "2013-04-04"),
        ("1er sept. 2021", "1er sept. 2021", "2021-09-01", "2021-09-01"),
        ("le lundi 3 mars 2025", "lundi 3 mars 2025", "2025-03-03", "2025-03-03"),
        ("le premier juin 2022", "premier juin 2022", "2022-06-01", "2022-06-01"),
        ("au 15/03/2022", "15/03/2022", "2022-03-15", "2022-03-15"),
        ("au 15/03/22", "15/03/22", "2022-03-15", "2022-03-15"),
        ("le 1.2.19", "1.2.19", "2019-02-01", "2019-02-01"),
        ("2022-03-15", "2022-03-15", "2022-03-15", "2022-03-15"),
        ("n° 6094/SG du 1ER JUILLET 2019", "1ER JUILLET 2019", "2019-07-01", "2019-07-01"),
        # months and their parts
        ("juin 2024", "juin 2024", "2024-06-01", "2024-06-30"),
        ("en août 2021", "août 2021", "2021-08-01", "2021-08-31"),
        ("mi-mars 2022", "mi-mars 2022", "2022-03-10", "2022-03-20"),
        ("fin février 2024", "fin février 2024", "2024-02-20", "2024-02-29"),
        # quarters, semesters, seasons
        ("2e trimestre 2022", "2e trimestre 2022", "2022-04-01", "2022-06-30"),
        ("T3 2022", "T3 2022", "2022-07-01", "2022-09-30"),
        ("1er semestre 2021", "1er semestre 2021", "2021-01-01", "2021-06-30"),
        ("au second semestre de 2021", "second semestre de 2021", "2021-07-01", "2021-12-31"),
        ("printemps 2023", "printemps 2023", "2023-03-20", "2023-06-21"),
        ("été 2020", "été 2020", "2020-06-20", "2020-09-23"),
        ("à la rentrée 2021", "rentrée 2021", "2021-09-01", "2021-09-30"),
        # years and their parts
        ("5 000 € en 2017", "2017", "2017-01-01", "2017-12-31"),
        ("fin 2022", "fin 2022", "2022-09-01", "2022-12-31"),
        ("1,2 million en 2021", "2021", "2021-01-01", "2021-12-31"),
        # periods
        ("Convention d'objectifs 2013-2015 entre", "2013-2015", "2013-01-01", "2015-12-31"),
        ("2018/2020", "2018/2020", "2018-01-01", "2020-12-31"),
        ("2021-22", "2021-22", "2021-01-01", "2022-12-31"),
        ("de 2019 à 2021", "de 2019 à 2021", "2019-01-01", "2021-12-31"),
        ("entre mars et juin 2022", "entre mars et juin 2022", "2022-03-01", "2022-06-30"),
        ("septembre-octobre 2021", "septembre-octobre 2021", "2021-09-01", "2021-10-31"),
        ("T1-T2 2022", "T1-T2 2022", "2022-01-01", "2022-06-30"),
        ("du 1er mars au 30 juin 2022", "du 1er mars au 30 juin 2022", "2022-03-01", "2022-06-30"),
        ("du 3 au 7 mars 2022", "du 3 au 7 mars 2022", "2022-03-03", "2022-03-07"),
        ("1er juin-15 juillet 2022", "1er juin-15 juillet 2022", "2022-06-01", "2022-07-15"),
        ("de novembre à mars 2022", "de novembre à mars 2022", "2021-11-01", "2022-03-31"),
        ("septembre 2021 à juin", "septembre 2021 à juin", "2021-09-01", "2022-06-30"),
        ("année scolaire 2021-2022", "année scolaire 2021-2022", "2021-09-01", "2022-08-31"),
        # open ends
        ("40 000 € par an jusqu’en juin 2024", "jusqu’en juin 2024", "", "2024-06-30"),
        ("jusqu'au 31\n  décembre 2023", "jusqu'au 31\n  décembre 2023", "", "2023-12-31"),
        ("jusqu'au 31 [bookmark: _GoBack]décembre 2023", "jusqu'au 31 [bookmark: _GoBack]décembre 2023", "", "2023-12-31"),
        ("avant le 15 mars 2025", "avant le 15 mars 2025", "", "2025-03-15"),
        ("avant juin 2024", "avant juin 2024", "", "2024-05-31"),
        ("avant la fin de l’année 2018", "avant la fin de l’année 2018", "", "2018-12-31"),
        ("au plus tard le 31 mars 2023", "au plus tard le 31 mars 2023", "", "2023-03-31"),
        ("à partir de 2021", "à partir de 2021", "2021-01-01", ""),
        ("depuis 2015", "depuis 2015", "2015-01-01", ""),
        ("dès la rentrée 2022", "dès la rentrée 2022", "2022-09-01", ""),
    ],
)
def test_a_date_has_its_words_and_the_days_it_can_be(text: str, written: str, first: str, last: str) -> None:
    (mention,) = find_dates(text)
    assert mention.text == written
    assert [day.isoformat() if day else "" for day in (mention.first, mention.last)] == [first, last]
    assert not mention.impossible


@pytest.mark.parametrize(
    "text",
    [
        "fiche 1.2.3", "02 47 20 19 85", "06.12.20.19.85", "loi n° 2014-173", "décret n° 2020-1545", "article 2021", "art. L. 2122-22", "arrêté 2021-112",
        "20 000 €", "2000 €", "2 015 euros", "2000 jeunes", "2014 habitants", "les années 1990", "1,2 million", "Champ-de-Mars", "37240 Ligueil",
        "sept ateliers", "de 8 à 12 ans", "https://exemple.fr/2021/05", "En continu", "un budget 2500 à trouver",
    ],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == ()


@pytest.mark.parametrize(
    "text", ["31 février 2021", "30/14/2020", "en 2201", "29 février 2023", "le 31 avril", "mars 20222", "de 2019 à 2201"]
)
def test_an_impossible_date_is_kept_and_marked(text: str) -> None:
    (mention,) = find_dates(text)
    assert mention.impossible
    assert mention.text in text


@pytest.mark.parametrize(("text", "reversed_"), [("de septembre 2021 à mars 2020", True), ("2022-2019", True), ("2021-2022", False)])
def test_a_period_that_ends_before_it_starts_is_reversed(text: str, reversed_: bool) -> None:
    (mention,) = find_dates(text)
    assert mention.is_reversed is reversed_


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("les 3 et 4 mars 2022", ["2022-03-03", "2022-03-04"]),
        ("15, 16 et 17 juin 2023", ["2023-06-15", "2023-06-16", "2023-06-17"]),
        ("mars, juin et octobre 2021", ["2021-03-01", "2021-06-01", "2021-10-01"]),
        ("2019, 2020 et 2021", ["2019-01-01", "2020-01-01", "2021-01-01"]),
        ("Étude : janvier à juin 2019. Travaux : 2020.", ["2019-01-01", "2020-01-01"]),
        ("Convention 2018-2020, prolongée jusqu'au 31 décembre 2022", ["2018-01-01", ""]),
    ],
)
def test_dates_in_a_row_are_each_their_own(text: str, found: list[str]) -> None:
    assert [mention.first.isoformat() if mention.first else "" for mention in find_dates(text)] == found


def test_a_date_without_its_year_is_known_but_not_dated() -> None:
    (mention,) = find_dates("dépôt des dossiers de novembre à la mi-janvier de chaque année")
    assert (mention.bound, mention.is_dated) == (Bound.PERIODE, False)
    (mention,) = find_dates("vernissage le 15 mars")
    assert (mention.day, mention.month, mention.is_dated) == (15, 3, False)


def test_a_date_is_over_the_day_after_its_last() -> None:
    (mention,) = find_dates("jusqu’en juin 2024")
    assert not mention.is_over(date(2024, 6, 30))
    assert mention.is_over(date(2024, 7, 1))


_MOIS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
_DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


def _written(day: date, style: int) -> str:
    name = _MOIS[day.month - 1]
    return [
        f"{day.day}{'er' if day.day == 1 else ''} {name} {day.year}",
        f"{day.day} {name.upper()} {day.year}",
        f"{day:%d/%m/%Y}",
        f"{day:%d.%m.%Y}",
        day.isoformat(),
    ][style]


@given(
    _DAYS,
    st.integers(0, 4),
    st.sampled_from(["", "le ", "Réunion du ", "« ", "(", "clos le "]),
    st.sampled_from(["", ".", " »", ")", ", puis", " : bilan"]),
)
def test_any_day_is_read_in_any_of_its_writings(day: date, style: int, before: str, after: str) -> None:
    (mention,) = find_dates(before + _written(day, style) + after)
    assert (mention.first, mention.last, mention.precision) == (day, day, Precision.JOUR)


@given(_DAYS, st.integers(0, 3000), st.integers(0, 4))
def test_any_period_of_two_days_is_one_period(day: date, length: int, style: int) -> None:
    end = min(day + timedelta(days=length), date(2099, 12, 31))
    (mention,) = find_dates(f"action menée du {_written(day, style)} au {_written(end, style)}, reconductible")
    assert (mention.first, mention.last, mention.bound) == (day, end, Bound.PERIODE)


_BITS = st.sampled_from(
    ["2021", "mars", "31", " ", "-", "/", "1er", "de", " à ", "au", "jusqu’en ", "depuis ", "entre ", " et ", "fin ", "T3 ", "2e trimestre", "€", "12", ".", ",", "\n", "été ", "année scolaire ", "sept", "2201", "[bookmark: _GoBack]"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(_BITS, max_size=14).map("".join)))
def test_mentions_are_verbatim_in_order_and_disjoint_in_any_text(text: str) -> None:
    position = 0
    for mention in find_dates(text):
        assert isinstance(mention, DateMention)
        assert position <= mention.span.start < mention.span.end <= len(text)
        assert text[mention.span.start : mention.span.end] == mention.text
        assert not (mention.impossible and mention.first and mention.last)
        position = mention.span.end
