import pytest

from ingest.versions import current_keys, like_titles

CULTURE, CULTURE_REWORDED, HOUSING = (
    "Favoriser l’accès à la culture",
    "FAVORISER L’ACCES DE TOUS A LA CULTURE",
    "Rénover les logements sociaux",
)
ONE, OTHER = frozenset("abcde"), frozenset("abxyz")  # passages


def test_two_wordings_of_one_title_are_alike():
    assert like_titles(CULTURE, CULTURE_REWORDED)


def test_two_subjects_are_not():
    assert not like_titles(CULTURE, HOUSING)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_of_one_code_the_newest_version_answers_and_no_version_is_the_oldest(order):
    fiches = [
        ("undated", "1.1.2", None, CULTURE, ONE),
        ("2017", "1.1.2", 2017, CULTURE, ONE),
        ("2019", "1.1.2", 2019, CULTURE_REWORDED, ONE),
    ]
    assert current_keys(fiches[index] for index in order) == {"2019"}


def test_a_fiche_without_version_answers_when_it_is_alone():
    assert current_keys([(1, "1.1.2", None, CULTURE, ONE)]) == {1}


def test_two_subjects_under_one_code_both_answer():
    assert current_keys([(1, "1.1.2", 2017, CULTURE, ONE), (2, "1.1.2", 2019, HOUSING, ONE)]) == {1, 2}


def test_two_codes_never_hide_each_other():
    assert current_keys([(1, "1.1.2", 2017, CULTURE, ONE), (2, "1.1.3", 2019, CULTURE, ONE)]) == {1, 2}


def test_two_sources_of_one_version_that_differ_both_answer():
    assert current_keys([(1, "1.1.2", 2017, CULTURE, ONE), (2, "1.1.2", 2017, CULTURE, OTHER)]) == {1, 2}


def test_one_version_in_two_formats_answers_once():
    assert current_keys([(1, "1.1.2", None, CULTURE, ONE), (2, "1.1.2", None, CULTURE, ONE | {"f"})]) == {1}
