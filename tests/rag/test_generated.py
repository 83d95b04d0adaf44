from collections.abc import Iterator

import pytest

from rag.answer import Answer, Sentence
from rag.breaker import Breaker
from rag.extractive import ExtractiveAnswerer
from rag.generated import GeneratedAnswerer
from rag.llm import LanguageModel, ModelSettings
from rag.model_failure import Failure
from tests.making.model_server import ModelServer, serving
from tests.rag.model_roles import FUNDING, ROLES, SOCIAL, Role

KEY = "cle-tres-secrete-123"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with serving(ModelServer({role.name: role.script for role in ROLES})) as running:
        yield running


def over(answerer: ExtractiveAnswerer, url: str, role: str, *, breaker: Breaker | None = None, **limits: float) -> GeneratedAnswerer:
    settings = ModelSettings(f"openai:{role}", url, KEY, **limits)
    return GeneratedAnswerer(answerer, LanguageModel(settings), breaker or Breaker(100), name=role)


def streamed(answerer: GeneratedAnswerer, question: str) -> tuple[list[Sentence], Answer]:
    *released, answer = list(answerer.stream(question))
    assert isinstance(answer, Answer)
    return [one for one in released if isinstance(one, Sentence)], answer


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_a_model_gets_no_further_than_its_passages(role: Role, answerer, server):
    extractive = answerer.answer(role.question)
    released, answer = streamed(
        over(answerer, server.url, role.name, first_token_s=role.first_token_s, timeout_s=role.timeout_s), role.question
    )
    causes = [one["cause"] for one in answer.explanation["model"]["dropped"]]
    if role.failure is None or role.released:
        assert tuple(one.text for one in released) == role.released, causes
        assert causes == [cause.value for cause in role.dropped]
    if role.failure is not None:
        assert (answer.mode, answer.sentences, answer.dropped) == ("fallback", None, 0)
        assert answer.explanation["model"]["failure"] == role.failure.name.lower()
        assert answer.markdown == extractive.markdown
        assert answer.citations == extractive.citations
        assert answer.notices[-1].endswith(": réponse par extraits.")
    else:
        assert (answer.mode, answer.dropped) == ("llm", len(role.dropped))
        assert answer.sentences == tuple(released)
        assert role.verdicts in ((), tuple(one.verdict for one in released))
    assert KEY not in repr(answer)


def test_there_are_thirty_roles_and_more():
    assert len({role.name for role in ROLES}) >= 30


@pytest.mark.parametrize("role", [role for role in ROLES if not role.failure], ids=lambda role: role.name)
def test_every_quote_of_the_extracts_is_still_cited(role: Role, answerer, server):
    extractive = answerer.answer(role.question)
    answer = over(answerer, server.url, role.name).answer(role.question)
    assert answer.citations == extractive.citations
    used = {number for block in answer.blocks for number in block.citations}
    assert used == set(range(1, len(extractive.citations) + 1))
    assert all(f"[{number}]" in answer.markdown for number in used)


def test_a_sentence_that_cites_a_wrong_passage_is_given_the_right_one(answerer, server):
    answer = over(answerer, server.url, "bon texte, mauvais numéro").answer(FUNDING)
    assert answer.sentences is not None
    [sentence] = answer.sentences
    assert [answer.citations[number - 1].excerpt.text for number in sentence.citations] == ["Projet social de territoire : CAF et villes"]


def test_a_refusal_is_not_asked_of_the_model(answerer, server):
    before = server.asked["parfait"]
    answer = over(answerer, server.url, "parfait").answer("Quel est le calendrier de la fiche 1.1.4 ?")
    assert (answer.mode, answer.reason, server.asked["parfait"]) == ("extractive", "rubrique_vide", before)


@pytest.mark.parametrize("question", ["Quelles fiches mobilisent la CAF ?", "Combien de fiches parlent des centres sociaux ?", "Bonjour"])
def test_lists_counts_and_greetings_are_not_asked_of_the_model(question, answerer, server):
    before = server.asked["parfait"]
    answer = over(answerer, server.url, "parfait").answer(question)
    assert (answer.mode, answer.markdown, server.asked["parfait"]) == ("extractive", answerer.answer(question).markdown, before)


def test_a_server_that_is_not_there_leaves_the_extracts(answerer):
    answer = over(answerer, "http://127.0.0.1:9/v1", "parfait").answer(FUNDING)
    assert (answer.mode, answer.explanation["model"]["failure"]) == ("fallback", "absent")
    assert answer.notices[-1] == "Le modèle de langue ne répond pas : réponse par extraits."


def test_after_failures_in_a_row_the_model_rests(answerer, server):
    asked = over(answerer, server.url, "500")
    before = server.asked["500"]
    failures = [asked.answer(FUNDING).explanation["model"]["failure"] for _ in range(5)]
    assert failures == ["server"] * 3 + ["resting"] * 2
    assert server.asked["500"] - before == 3 * 2  # each was tried twice


def test_beyond_its_budget_the_model_is_not_asked(answerer, server):
    asked = over(answerer, server.url, "parfait", breaker=Breaker(2))
    assert [asked.answer(FUNDING).mode for _ in range(3)] == ["llm", "llm", "fallback"]


def test_a_reader_who_leaves_does_not_count_as_a_failure(answerer, server):
    breaker = Breaker(100)
    for _ in range(4):
        stream = over(answerer, server.url, "parfait", breaker=breaker).stream(FUNDING)
        next(stream)
        stream.close()
    assert over(answerer, server.url, "parfait", breaker=breaker).answer(FUNDING).mode == "llm"


def test_what_the_server_is_sent_holds_no_more_than_the_question_and_its_passages(answerer, server):
    over(answerer, server.url, "parfait").answer(FUNDING, history=["Qui anime la fiche 1.1.2 ?"])
    sent = server.last["messages"][-1]["content"]
    assert "Question : " + FUNDING in sent
    assert "Qui anime la fiche 1.1.2 ?" in sent
    assert "CAF et villes" in sent
    assert "Appropriation" not in sent
    assert server.keys[-1] == f"Bearer {KEY}"


def test_the_key_is_in_no_log_error_or_answer(answerer, server, caplog):
    caplog.set_level("DEBUG")
    for role in ("401", "500", "400", "page du portail"):
        answer = over(answerer, server.url, role).answer(FUNDING)
        assert KEY not in repr(answer.explanation) + " ".join(answer.notices)
    assert KEY not in "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("rag", "ui")))
    assert KEY not in repr(ModelSettings("openai:m", server.url, KEY))


def test_the_prose_is_told_as_such_and_reads_as_no_markdown(answerer, server):
    answer = over(answerer, server.url, "parfait").answer(FUNDING)
    prose = next(block for block in answer.blocks if block.prose)
    assert answer.markdown.startswith(f"{SOCIAL}. [")
    assert prose.text.startswith(SOCIAL)


def test_failures_are_told_in_french_sentences():
    assert all(failure.value[0].islower() and not failure.value.endswith(".") for failure in Failure)
