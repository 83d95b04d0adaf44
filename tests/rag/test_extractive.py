import json
import os
import re
import subprocess
import sys

import pytest

from ingest.model import SectionKind
from rag.answer import Filters, Reason, Status
from rag.errors import QuestionError


def quotes(answer) -> list[str]:
    return [citation.excerpt.text for citation in answer.citations]


def fiches(answer) -> list[str]:
    return [citation.fiche.code for citation in answer.citations]


# The acceptance probes on the two real fiches.


def test_who_leads_is_answered_with_the_words_of_that_field_and_no_other(answerer):
    answer = answerer.answer("Qui anime la fiche 1.1.4 ?")
    assert (answer.status, quotes(answer)) == (Status.ANSWERED, ["Villes dans le cadre des projets de quartier"])
    assert (fiches(answer), answer.citations[0].section) == (["1.1.4"], SectionKind.ANIMATEUR)


def test_a_blank_field_is_not_filled_from_another_fiche(answerer):
    answer = answerer.answer("Quels dispositifs pour la fiche 1.1.4 ?")
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.RUBRIQUE_VIDE)
    assert "vide" in answer.markdown
    assert "Passeport" not in answer.markdown
    assert set(fiches(answer)) <= {"1.1.4"}


def test_an_enumeration_is_complete_and_quotes_each_fiche(answerer):
    answer = answerer.answer("Quelles fiches citent les centres sociaux comme partenaires ?")
    assert (answer.status, answer.complete, fiches(answer)) == (Status.ANSWERED, (2, 2), ["1.1.2", "1.1.4"])
    assert all("centres sociaux" in quote.lower() for quote in quotes(answer))
    assert all(citation.section is SectionKind.PARTENAIRES for citation in answer.citations)
    assert "2 fiches sur 2" in answer.markdown
    assert "liste complète" in answer.markdown


def test_the_funding_of_a_subject_is_quoted_with_its_dates(answerer):
    answer = answerer.answer("Quels financements sport pour la fiche 1.1.2 ?")
    assert answer.status is Status.ANSWERED
    (quote,) = quotes(answer)
    assert quote.startswith("Sport, à travers la Convention d'objectifs 2013-2015")
    assert "circulaire du 25 mars 2015" in quote


def test_funding_whose_period_is_over_is_marked(answerer):
    answer = answerer.answer("Quels financements sport pour la fiche 1.1.2 ?")
    assert any("2013-2015" in notice and "échue" in notice for notice in answer.notices)


def test_a_scheme_is_told_in_the_words_of_the_fiche_and_nothing_is_added(answerer):
    answer = answerer.answer("Que finance le programme 147 ?")
    assert (answer.status, fiches(answer)) == (Status.ANSWERED, ["1.1.2"])
    assert "les crédits du programme 147 pourront être déployés" in quotes(answer)[0]
    outside = re.sub(r"«.*?»(?= \[\d+\])", "", answer.markdown, flags=re.DOTALL)
    assert not re.search(r"ANCT|CGET|État|budget", outside)


# The four refusals.


@pytest.mark.parametrize(
    "question", ["Quel est le calendrier de la fiche 1.1.4 ?", "calendrier 114", "Quelles sont les échéances de la fiche 1.1.4 ?"]
)
def test_a_section_left_blank_is_said_to_be_blank(answerer, question):
    answer = answerer.answer(question)
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.RUBRIQUE_VIDE)
    assert "En continu" not in answer.markdown


def test_the_same_question_on_the_other_fiche_is_answered(answerer):
    answer = answerer.answer("Quel est le calendrier de la fiche 1.1.2 ?")
    assert (answer.status, quotes(answer)) == (Status.ANSWERED, ["En continu"])


def test_a_section_that_the_fiche_does_not_have_is_unanswered(answerer):
    answer = answerer.answer("Quel est le public visé de la fiche 1.1.2 ?")
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.SANS_REPONSE)


def test_what_no_fiche_says_is_unanswered(answerer):
    answer = answerer.answer("Quel est le numéro de téléphone de l'animateur de la fiche 1.1.2 ?")
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.SANS_REPONSE)


def test_a_code_that_no_fiche_has_nor_cites_is_unknown(answerer):
    answer = answerer.answer("Que dit la fiche 9.9.9 ?")
    assert (answer.reason, answer.citations) == (Reason.FICHE_INCONNUE, ())
    assert "9.9.9" in answer.markdown


@pytest.mark.parametrize("question", ["Quelle est la recette du couscous ?", "Quelle est la capitale de l'Australie ?"])
def test_a_question_on_something_else_is_off_topic(answerer, question):
    answer = answerer.answer(question)
    assert (answer.status, answer.reason, answer.citations) == (Status.ABSTAINED, Reason.HORS_SUJET, ())


@pytest.mark.parametrize("greeting", ["Bonjour", "bonjour !", "Merci beaucoup"])
def test_a_greeting_gets_a_polite_word_and_no_citation(answerer, greeting):
    answer = answerer.answer(greeting)
    assert (answer.status, answer.reason, answer.citations) == (Status.ABSTAINED, Reason.HORS_SUJET, ())
    assert answer.markdown.startswith(("Bonjour", "Avec plaisir"))


# A fiche that others cite.


@pytest.mark.parametrize("question", ["Que dit la fiche 4.1.2 ?", "Quels sont les objectifs de la fiche 412 ?"])
def test_an_unknown_code_is_told_with_what_other_fiches_say_of_it(answerer, question):
    answer = answerer.answer(question)
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.FICHE_INCONNUE)
    assert (fiches(answer), quotes(answer)) == (["1.1.2"], ["Fiche 412\xa0: Favoriser l’accès à la culture"])


def test_the_title_of_a_fiche_that_is_not_indexed_is_answered_from_a_link(answerer):
    answer = answerer.answer("quel est le titre de la 4.1.2 ?")
    assert (answer.status, quotes(answer)) == (Status.ANSWERED, ["Fiche 412\xa0: Favoriser l’accès à la culture"])


def test_of_two_codes_the_known_one_is_answered_and_the_other_named(answerer):
    answer = answerer.answer("Qui anime les fiches 1.1.4 et 9.9.9 ?")
    assert (answer.status, quotes(answer)) == (Status.ANSWERED, ["Villes dans le cadre des projets de quartier"])
    assert "9.9.9" in answer.markdown
    assert any("9.9.9" in notice for notice in answer.notices)


# Follow-ups.


def test_a_follow_up_keeps_the_section_and_takes_the_new_code(answerer):
    answer = answerer.answer("et pour la 1.1.4 ?", history=["Qui anime la fiche 1.1.2 ?"])
    assert quotes(answer) == ["Villes dans le cadre des projets de quartier"]


def test_a_follow_up_keeps_the_code_and_takes_the_new_section(answerer):
    answer = answerer.answer("Et les partenaires ?", history=["Qui anime la fiche 1.1.4 ?"])
    assert (fiches(answer), answer.citations[0].section) == (["1.1.4"], SectionKind.PARTENAIRES)


def test_a_question_that_names_its_fiche_ignores_what_was_asked_before(answerer):
    alone = answerer.answer("Qui anime la fiche 1.1.4 ?")
    assert answerer.answer("Qui anime la fiche 1.1.4 ?", history=["Quel est le calendrier de la fiche 1.1.2 ?"]).markdown == alone.markdown


def test_blank_messages_of_the_history_count_for_nothing(answerer):
    assert quotes(answerer.answer("et la 1.1.4 ?", history=["Qui anime la fiche 1.1.2 ?", " "])) == [
        "Villes dans le cadre des projets de quartier"
    ]


# Filters, spelling, limits.


def test_a_filter_gives_the_fiche_that_the_question_does_not_name(answerer):
    assert quotes(answerer.answer("Qui anime ?", filters=Filters(code="1.1.4"))) == ["Villes dans le cadre des projets de quartier"]


@pytest.mark.parametrize(
    "question", ["qui anime la fiche 114 ?", "QUI ANIME LA FICHE 1.1.4", "Qui est l’animateur de la fiche n° 1.1.4 ?", "animateur 1.1.4"]
)
def test_a_question_may_be_written_in_any_way(answerer, question):
    assert quotes(answerer.answer(question)) == ["Villes dans le cadre des projets de quartier"]


@pytest.mark.parametrize("question", ["", " \n\t", "x" * 2_001])
def test_a_question_that_is_blank_or_too_long_is_refused(answerer, question):
    with pytest.raises(QuestionError):
        answerer.answer(question)


@pytest.mark.parametrize(
    "question", ["?", "1.1.2", "fiche", "\x00", "\ud800", "[1]", "*", "’" * 50, "日本語", "fiche 1.1.2 " * 150, "(" * 2_000]
)
def test_any_question_is_answered_or_refused_with_a_reason(answerer, question):
    answer = answerer.answer(question)
    assert answer.markdown.strip()
    assert (answer.status is Status.ABSTAINED) == (answer.reason is not None)


def test_a_question_that_is_one_long_word_is_answered_in_time(answerer, processor_limit):
    with processor_limit(4.0):
        answerer.answer("a" * 2_000)


def test_the_same_question_gives_the_same_bytes_in_another_process(indexed, tmp_path):
    questions = [
        "Quelles fiches citent les centres sociaux comme partenaires ?",
        "Quels financements pour la culture ?",
        "Quelles sont les différences entre les fiches 1.1.2 et 1.1.4 ?",
        "mon projet : un atelier radio avec des ados le soir",
    ]
    batch = tmp_path / "questions.jsonl"
    batch.write_text(
        "\n".join(json.dumps({"id": str(number), "question": question}) for number, question in enumerate(questions)), encoding="utf-8"
    )
    outputs = []
    for seed in ("1", "2"):  # sets and dictionaries of strings come in another order
        environment = {**os.environ, "FICHES_DATA_DIR": str(indexed.data_dir), "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", "from ui.cli import main; main()", "ask", "--batch", str(batch)]
        done = subprocess.run(command, capture_output=True, env=environment, check=True)
        outputs.append([{**json.loads(line), "timings_ms": None} for line in done.stdout.splitlines()])
    assert outputs[0] == outputs[1]
    assert [line["id"] for line in outputs[0]] == ["0", "1", "2", "3"]
