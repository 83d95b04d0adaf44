"""What the page is sent for a question: its turn, its sources, what comes next; and the fragments around the conversation."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rag.answer import Answer
from ui.app import local_app
from ui.asking import Asked, Asking
from ui.kept import KeptTurn
from ui.narrowing import Narrowing, question_address
from ui.settings import Settings
from ui.wiring import Desk, answerer

from .test_html import Reader

LEADER = "Qui anime la fiche 1.1.4 ?"


@pytest.fixture(scope="module")
def asking(indexed: Settings) -> Asking:
    return Asking(Desk(indexed))


@pytest.fixture(scope="module")
def web(indexed: Settings) -> Iterator[TestClient]:
    with TestClient(local_app(indexed), base_url="http://127.0.0.1") as client:
        yield client


def arrival(asking: Asking, question: str, *earlier: str, **narrowing: str) -> dict[str, Any]:
    (found,) = asking.respond(Asked(turn="abcd", question=question, earlier=earlier, narrowing=Narrowing(**narrowing)))
    return found


def test_an_answer_that_comes_whole_is_one_arrival(asking: Asking) -> None:
    found = arrival(asking, LEADER)
    assert "Villes dans le cadre" in found["turn"]
    assert 'id="passage-abcd-1"' in found["evidence"]
    assert found["text"].startswith(LEADER)
    assert KeptTurn.model_validate(found["kept"]).citations[0].quote == "Villes dans le cadre des projets de quartier"


@dataclass(frozen=True)
class Written:
    text: str
    citations: tuple[int, ...] = (1,)


class Writer:
    """An answerer that writes two sentences before its answer is whole."""

    def __init__(self, settings: Settings) -> None:
        self.extractive = answerer(settings)
        self.library = self.extractive.library

    def answer(self, question: str, **asked: Any) -> Answer:
        return self.extractive.answer(question, **asked)

    def stream(self, question: str, **asked: Any) -> Iterator[Written | Answer]:
        yield Written("Les **villes** <b>animent</b>.")
        yield Written("Dans le cadre des projets.")
        yield replace(self.answer(question, **asked), mode="llm")


def test_sentences_that_are_released_come_before_the_answer_each_time_all_of_them(indexed: Settings) -> None:
    class Writing(Desk):
        def answerer(self) -> Any:
            return Writer(indexed)

    first, second, last = Asking(Writing(indexed)).respond(Asked(turn="abcd", question=LEADER))
    assert Reader(str(first["released"])).text == "Les villes <b>animent</b>. [1]"
    assert "Dans le cadre" in str(second["released"])
    assert "Les <strong>villes</strong>" in str(second["released"])
    assert "Villes dans le cadre" in str(last["turn"])
    assert "rédigée par un modèle de langue" in Reader(str(last["turn"])).text.lower()


def test_filters_are_read_and_told_in_the_turn(asking: Asking) -> None:
    found = arrival(asking, "Qui anime ?", fiche="1-1-4", rubrique="Animateur", au="2014-06-01")
    assert "Limité à : Fiche 1-1-4 · Rubrique Animateur · Au 01/06/2014" in Reader(found["turn"]).text
    assert "fiche=1-1-4" in found["turn"]


@pytest.mark.parametrize(("name", "value"), [("rubrique", "inconnue"), ("axe", "x"), ("pilier", "un"), ("version", "-1"), ("au", "demain")])
def test_a_filter_that_says_nothing_is_told_in_the_turn(asking: Asking, name: str, value: str) -> None:
    found = arrival(asking, "Qui anime ?", **{name: value})
    assert "failed" in found["turn"]
    assert found["kept"]["status"] == "failed"


def test_a_question_that_is_blank_is_told(asking: Asking) -> None:
    assert "La question est vide" in arrival(asking, " ")["turn"]


# Refusals.


@pytest.mark.parametrize(
    ("question", "reason", "step"),
    [
        ("Quel est le calendrier de la fiche 1.1.4 ?", "rubrique_vide", "Voir la rubrique dans la fiche 1.1.4"),
        ("Quels sont les horaires de la piscine de la fiche 1.1.2 ?", "sans_reponse", "Reformuler la question"),
        ("Qui anime la fiche 9.9.9 ?", "fiche_inconnue", "Fiches indexées (2)"),
        ("Quelle est la capitale de la Mongolie ?", "hors_sujet", "Questions auxquelles les fiches répondent"),
    ],
)
def test_each_refusal_has_its_sign_its_meaning_and_its_next_step(asking: Asking, question: str, reason: str, step: str) -> None:
    found = arrival(asking, question)
    assert found["kept"]["reason"] == reason
    assert f'class="answer abstained {reason}"' in found["turn"]
    assert step in Reader(found["turn"]).text


def test_the_four_refusals_do_not_look_alike(asking: Asking) -> None:
    questions = ("Quel est le calendrier de la fiche 1.1.4 ?", "Qui anime la fiche 9.9.9 ?", "Quelle est la capitale de la Mongolie ?")
    signs = {arrival(asking, question)["turn"].split('<path d="')[1].split('"')[0] for question in questions}
    assert len(signs) == len(questions)


def test_a_greeting_is_no_refusal(asking: Asking) -> None:
    found = arrival(asking, "Bonjour")
    assert "abstained" not in found["turn"]
    assert "Hors sujet" not in found["turn"]


def test_a_fiche_that_is_unknown_comes_with_those_that_are_known(asking: Asking) -> None:
    assert 'href="/vue/fiches?fiche=1.1.2"' in arrival(asking, "Qui anime la fiche 9.9.9 ?")["turn"]


def test_a_refusal_within_filters_offers_to_do_without(asking: Asking) -> None:
    assert "data-unfiltered" in arrival(asking, LEADER, pilier="3")["turn"]
    assert "data-unfiltered" not in arrival(asking, "Quels sont les horaires de la piscine de la fiche 1.1.2 ?")["turn"]


# Sources.


def test_a_warning_stands_beside_the_passage_that_it_is_about(asking: Asking) -> None:
    evidence = arrival(asking, "Quels financements pour le sport ?", au="2026-01-02")["evidence"]
    assert "« 2013-2015 » : période échue au 02/01/2026." in Reader(evidence).text


def test_sources_end_with_what_to_read_beside(asking: Asking) -> None:
    evidence = arrival(asking, LEADER)["evidence"]
    assert "Du même axe que la fiche 1.1.4." in Reader(evidence).text
    assert 'href="/vue/fichier?source=' in evidence
    assert 'href="/vue/fiches?fiche=1.1.4&amp;' in evidence


def test_a_quote_that_stands_above_is_not_read_out_again(asking: Asking) -> None:
    turn = Reader(arrival(asking, "Qui finance le sport et jusqu’à quand ?")["turn"]).text.split("Comment cette réponse")[0]
    assert turn.count("Sport, à travers la Convention") == 1
    assert "déjà citée plus haut [1]" in turn


def test_how_an_answer_was_found_is_told_in_french(asking: Asking) -> None:
    told = Reader(arrival(asking, "Quels financements pour le sport ?")["turn"]).text
    for part in ("Comment cette réponse a été trouvée", "Financements mobilisables", "sport", "Score", "Temps de réponse", "en tout"):
        assert part in told


# Fragments.


def test_the_filters_are_drawn_from_the_index(web: TestClient) -> None:
    drawn = web.get("/vue/question/filtres").text
    assert '<option value="1">Pilier 1' in drawn
    assert '<option value="1.1.4">' in drawn
    assert '<option value="Tous quartiers">' in drawn
    assert '<option value="2017">2017</option>' in drawn
    assert "chip" not in drawn


def test_what_is_chosen_is_a_chip_and_stays_chosen(web: TestClient) -> None:
    drawn = web.get("/vue/question/filtres", params={"pilier": "1", "rubrique": "calendrier", "ouvert": 1}).text
    assert 'data-drop="pilier" aria-label="Retirer le filtre Pilier 1"' in drawn
    assert "Rubrique Calendrier" in drawn
    assert '<option value="calendrier" selected>' in drawn
    assert '<details class="narrow" open>' in drawn


@pytest.mark.parametrize("name", ["pilier", "axe", "fiche", "rubrique", "lieu", "version", "au"])
def test_a_filter_from_an_address_cannot_put_code_on_the_page(web: TestClient, name: str) -> None:
    response = web.get("/vue/question/filtres", params={name: '"><i a=>'})
    assert response.status_code == 200
    assert "<i a" not in response.text


def test_a_filter_that_is_endless_is_refused(web: TestClient) -> None:
    assert web.get("/vue/question/filtres", params={"lieu": "x" * 300}).status_code == 409


def test_examples_are_asked_by_a_click(web: TestClient) -> None:
    assert web.get("/vue/question/exemples").text.count("data-ask=") >= 4


def test_without_an_index_the_page_says_so_and_offers_no_example(tmp_path: Path) -> None:
    asking = Asking(Desk(Settings(data_dir=tmp_path)))
    assert "fiches index" in arrival(asking, LEADER)["turn"]
    with TestClient(local_app(Settings(data_dir=tmp_path)), base_url="http://127.0.0.1") as web:
        assert "fiches index" in web.get("/vue/question/exemples").text
        assert "Préciser la recherche" in web.get("/vue/question/filtres").text


def test_a_permalink_holds_the_question_and_its_filters() -> None:
    assert question_address("Où ?", Narrowing(lieu="le Port")) == "/?question=O%C3%B9+%3F&lieu=le+Port"


# Opinions.


def opinions(settings: Settings, **given: Any) -> list[dict[str, Any]]:
    """Send one opinion, and return all that is kept."""
    fields = {"opinion": "inutile", "status": "answered", "fiches": "1.1.4 1.1.2", "sections": "animateur", "question": LEADER, **given}
    with TestClient(local_app(settings), base_url="http://127.0.0.1") as web:
        response = web.post("/vue/question/avis", data=fields, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "Merci" in response.text
    return [json.loads(line) for line in (settings.data_dir / "opinions.jsonl").read_text(encoding="utf-8").splitlines()]


def test_an_opinion_is_kept_without_the_question(tmp_path: Path) -> None:
    (kept,) = opinions(Settings(data_dir=tmp_path), reasons=["incomplet", "perime"])
    assert kept.pop("at")
    assert kept == {
        "opinion": "inutile",
        "reasons": ["incomplet", "perime"],
        "status": "answered",
        "fiches": ["1.1.4", "1.1.2"],
        "sections": ["animateur"],
    }


def test_an_opinion_is_kept_with_the_question_where_the_settings_say_so(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, keep_questions=True)
    assert [kept["question"] for kept in (*opinions(settings), *opinions(settings, opinion="utile"))] == [LEADER] * 3


@pytest.mark.parametrize(
    "wrong", [{"opinion": "bof"}, {"reasons": ["parce que"]}, {"status": ""}, {"fiches": "<b> " * 10}, {"sections": "inconnue"}]
)
def test_an_opinion_of_another_form_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with TestClient(local_app(Settings(data_dir=tmp_path)), base_url="http://127.0.0.1") as web:
        response = web.post(
            "/vue/question/avis", data={"opinion": "inutile", "status": "answered", **wrong}, headers={"HX-Request": "true"}
        )
    assert response.status_code in (409, 422)
    assert not (tmp_path / "opinions.jsonl").exists()


def test_an_opinion_without_javascript_leads_back_to_the_page(tmp_path: Path) -> None:
    with TestClient(local_app(Settings(data_dir=tmp_path)), base_url="http://127.0.0.1") as web:
        response = web.post("/vue/question/avis", data={"opinion": "utile", "status": "answered"}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/")
