"""Questions about money and bodies, answered whole from the directories: counted, quoted, complete."""

from datetime import date

import pytest

from rag.answer import Reason, Status
from tests.bench._common import CORPUS, FICTIONAL, indexed
from ui import wiring

AT = date(2020, 6, 1)


@pytest.fixture(scope="module")
def town():
    """The fifteen fiches of Valmorée, a fictional town."""
    with indexed(FICTIONAL) as settings:
        yield wiring.answerer(settings)


@pytest.fixture(scope="module")
def ask(town):
    return lambda question, at=AT: town.answer(question, at=at)


def records(town):
    return town.directory.funding.listed(AT)


def test_a_count_of_schemes_is_that_of_the_directory_and_each_is_quoted(ask, town):
    answer = ask("Combien de financements y a-t-il en tout ?")
    expected = records(town)
    fiches = {hit.entry.fiche.code for hit in expected}
    assert f"{len(expected)} financements dans {len(fiches)} fiches" in answer.markdown
    assert answer.complete == (len(fiches), 15)
    assert {citation.excerpt.text for citation in answer.citations} == {hit.entry.record.quote.text for hit in expected}


@pytest.mark.parametrize(
    ("question", "told", "codes"),
    [
        ("Quels fonds européens sont mobilisables ?", "2 financements européens", ["3.1.1", "3.1.2"]),
        ("How many European funds?", "2 financements européens", ["3.1.1", "3.1.2"]),
        ("Que finance la CAF ?", "5 financements de « CAF »", ["1.1.4", "1.2.3", "2.1.1", "3.1.2"]),
        ("Quelles aides de la caisse d’allocations familiales ?", "5 financements de « CAF »", ["1.1.4", "1.2.3", "2.1.1", "3.1.2"]),
        ("combien de financements pour la santé ?", "4 financements sur « santé »", ["1.1.2"]),
        ("Quels financements de plus de 100 000 euros ?", "d’au moins 100 000 €", ["1.2.3", "2.1.1"]),
        ("Qui finance le sport et jusqu’à quand ?", "2 financeurs pour « sport », 3 financements", ["1.3.2"]),
        ("Dans quelles fiches la Région est-elle financeur ?", "2 fiches sur 15", ["1.3.1", "3.2.1"]),
        ("avec qui travaille la mission locale ?", "participe à **3 fiches sur 15**", ["3.1.1", "3.1.2", "4.1.1"]),
    ],
)  # fmt: skip
def test_what_is_asked_of_the_directories_is_listed_whole(ask, question, told, codes):
    answer = ask(question)
    assert answer.status is Status.ANSWERED
    assert told in answer.markdown.replace("\u202f", " ").replace("\u00a0", " ")
    assert "liste complète" in answer.markdown
    assert answer.complete == (len(codes), 15)
    assert sorted({citation.fiche.code for citation in answer.citations}) == codes


def test_schemes_that_still_run_are_told_apart_from_those_over_and_those_without_a_period(ask, town):
    answer = ask("Quels financements sont encore ouverts ?")
    running = [hit for hit in records(town) if hit.status.status.value == "en_cours"]
    assert running
    assert {citation.excerpt.text for citation in answer.citations} == {hit.entry.record.quote.text for hit in running}
    assert any("ne donne pas de période" in notice for notice in answer.notices)
    assert any("échu" in notice for notice in answer.notices)


def test_where_no_scheme_runs_the_answer_abstains_and_quotes_those_without_a_period(ask):
    answer = ask("Quels financements sont encore ouverts ?", date(2040, 1, 1))
    assert (answer.status, answer.reason, answer.complete) == (Status.ABSTAINED, Reason.SANS_REPONSE, (0, 15))
    assert answer.citations


def test_the_state_of_a_scheme_is_that_of_the_day_asked_about(ask):
    assert "de 2019 à 2022" not in ask("Quelles aides sont échues ?").markdown
    assert "échu, la fiche dit « de 2019 à 2022 »" in ask("Quelles aides sont échues ?", date(2023, 1, 1)).markdown


def test_the_roles_of_a_body_are_told_one_by_one_with_its_other_names(ask):
    answer = ask("La CAF est-elle partenaire ou financeur ?")
    assert (
        "« CAF »** (aussi écrit « CAF du Val d’Orle ») : animateur dans 1 fiche, partenaire dans 4 fiches et financeur dans 4 fiches"
        in (answer.markdown)
    )
    assert answer.complete == (5, 15)


def test_a_word_that_only_sounds_like_a_body_is_none(ask):
    """« café » has the stem of « CAF »."""
    answer = ask("Dans quelles fiches la CAF intervient-elle ?")
    assert not any("café" in citation.excerpt.text for citation in answer.citations)


def test_the_next_deadlines_come_in_order_of_their_day(ask):
    answer = ask("Quelles sont les prochaines échéances ?")
    days = [line.split("**")[1] for line in answer.markdown.splitlines() if line.startswith("**") and "/" in line.split("**")[1]]
    assert len(days) > 3
    assert days == sorted(days, key=lambda day: day.split("/")[::-1])


def test_a_list_is_narrowed_to_a_pilier(ask):
    answer = ask("Quelles associations du pilier 1 sont partenaires ?")
    assert answer.complete is not None
    assert answer.complete[1] == 7
    assert {citation.fiche.code[0] for citation in answer.citations} == {"1"}


@pytest.mark.parametrize(
    "question",
    [
        "Combien la CAF verse-t-elle par place de crèche ?",
        "Quel est le plafond de l’aide du REAAP ?",
        "Quel est le plafond de l’aide de la CAF ?",
        "Combien d’argent pour la santé ?",
        "Quelles aides de la CAF en 2021 ?",
        "Quel est le rôle des conseils citoyens ?",
        "Qui finance la mission locale ?",
        "Combien d’habitants dans le quartier ?",
        "Qui finance la fiche 1.1.4 ?",
        "Quels sont les financements de la fiche sur la santé ?",
        "Quels financements pour élever des chèvres ?",
        "Quels sont les dispositifs ?",
    ],
)
def test_a_detail_or_a_word_of_no_fiche_is_left_to_the_search_of_the_text(ask, question):
    assert "records" not in ask(question).explanation["parts"][0]


def test_what_was_read_is_explained(ask):
    explained = ask("Quelles aides européennes sont échues ?").explanation["parts"][0]["records"]
    assert (explained["ask"], explained["kinds"], explained["status"]) == ("schemes", ["europe"], "expire")


def test_answers_are_the_same_each_time(ask):
    first, second = (ask("Qui sont les financeurs ?") for _ in range(2))
    assert first.markdown == second.markdown


def test_what_names_the_subject_comes_before_what_is_in_a_fiche_about_it_among_others():
    with indexed(CORPUS) as settings:
        answer = wiring.answerer(settings).answer("Qui finance le sport et jusqu’à quand ?", at=AT)
    first, *_rest = answer.citations
    assert first.excerpt.text.startswith("Sport, à travers la Convention d'objectifs 2013-2015")
    assert "2 financeurs pour « sport », 2 financements" in answer.markdown.replace("\u00a0", " ")
    assert "6 autres financements dans une fiche dont le titre parle de « sport »" in answer.markdown.replace("\u00a0", " ")
