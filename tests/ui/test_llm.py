import json

import pytest
from typer.testing import CliRunner

from rag.llm import ALBERT, ModelSettings
from rag.model_failure import Failure
from tests.making.model_server import ModelServer, Script, serving
from ui import wiring
from ui.cli import app
from ui.settings import Settings, SettingsError, load_settings

KEY = "cle-tres-secrete-123"
LEADER = "Qui anime la fiche 1.1.4 ?"
TRUE = "Les villes animent la fiche dans le cadre des projets de quartier [P1]."


@pytest.fixture
def environment(indexed, monkeypatch, tmp_path):
    """Set FICHES_LLM to a role of a server, as a user does."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FICHES_DATA_DIR", str(indexed.data_dir))

    def use(name: str, url: str, key: str = KEY) -> None:
        monkeypatch.setenv("FICHES_LLM", name)
        monkeypatch.setenv("FICHES_LLM_BASE_URL", url)
        monkeypatch.setenv("FICHES_LLM_API_KEY", key)

    return use


@pytest.fixture
def server():
    scripts = {
        "bon": Script(TRUE + " La CAF verse 3 millions [P1]."),
        "mauvais": Script("La CAF verse 3 millions [P1]."),
        "cle": Script(status=401),
    }
    with serving(ModelServer(scripts)) as running:
        yield running


def run(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


def test_ask_gives_the_sentences_with_their_verdicts(environment, server):
    environment("openai:bon", server.url)
    answer = json.loads(run("ask", LEADER, "--json").stdout)
    assert answer["mode"] == "llm"
    assert answer["sentences"] == [
        {"text": "Les villes animent la fiche dans le cadre des projets de quartier.", "citations": [1], "verdict": "rephrased"}
    ]
    assert answer["dropped"] == 1


def test_explain_shows_what_was_dropped_and_why(environment, server):
    environment("openai:bon", server.url)
    explained = json.loads(run("ask", LEADER, "--json", "--explain").stdout)["explanation"]["model"]
    assert [one["text"] for one in explained["dropped"]] == ["La CAF verse 3 millions."]
    assert explained["dropped"][0]["cause"]


def test_a_model_that_says_nothing_true_leaves_the_extracts_and_says_so(environment, server):
    environment("openai:mauvais", server.url)
    answer = json.loads(run("ask", LEADER, "--json").stdout)
    assert (answer["mode"], answer["sentences"], answer["dropped"]) == ("fallback", None, 0)
    assert answer["notices"][-1].endswith(": réponse par extraits.")


def test_doctor_finds_the_model(environment, server):
    environment("openai:bon", server.url)
    checks = {check["name"]: check for check in json.loads(run("doctor", "--json").stdout)["checks"]}
    assert checks["modèle de langue"]["ok"]


def test_doctor_says_what_to_do_about_a_refused_key_and_does_not_show_it(environment, server):
    environment("openai:cle", server.url)
    result = run("doctor", "--json")
    checks = {check["name"]: check for check in json.loads(result.stdout)["checks"]}
    assert result.exit_code == 1
    assert "FICHES_LLM_API_KEY" in checks["modèle de langue"]["repair"]
    assert KEY not in result.output


def test_the_key_is_in_no_output_of_the_commands(environment, server):
    environment("openai:cle", server.url)
    printed = "".join(run(*command).output for command in (("status", "--json"), ("ask", LEADER, "--explain"), ("doctor",)))
    assert KEY not in printed


@pytest.mark.parametrize(
    ("llm", "base_url", "host"),
    [
        ("", "", None),
        ("ollama:mistral", "", None),
        ("ollama:mistral", "http://127.0.0.1:11434", None),
        ("openai:m", "http://[::1]:8080/v1", None),
        ("ollama:mistral", "http://gpu.mairie.test:11434", "gpu.mairie.test"),
        ("openai:m", "http://192.168.1.4:8080/v1", "192.168.1.4"),
        ("mistralai:mistral-small-latest", "", "api.mistral.ai"),
        ("openai:m", "", "api.openai.com"),
        ("albert:m", "", "albert.api.etalab.gouv.fr"),
    ],
)
def test_the_host_that_receives_the_question_is_named_unless_it_is_this_machine(llm, base_url, host):
    assert wiring.model_host(Settings(llm=llm, llm_base_url=base_url)) == host


def test_albert_fills_in_its_address():
    assert ModelSettings("albert:openweight-medium").address == ALBERT
    assert ModelSettings("albert:openweight-medium").provider == "openai"


@pytest.mark.parametrize(
    ("llm", "failure"),
    [("fournisseur-inconnu:m", Failure.UNUSABLE), ("anthropic:m", Failure.NOT_INSTALLED), ("openai:m", Failure.UNAUTHORISED)],
)
def test_a_model_that_cannot_be_made_is_told_by_doctor_and_leaves_the_extracts(llm, failure, indexed, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    settings = Settings(data_dir=indexed.data_dir, llm=llm)
    check = wiring.model_check(settings)
    assert check is not None
    assert failure.value in check.found
    answer = wiring.answerer(settings).answer(LEADER)
    assert (answer.mode, answer.explanation["model"]["failure"]) == ("fallback", failure.name.lower())


@pytest.mark.parametrize("value", ["mistral", "ollama:", ":mistral"])
def test_a_model_without_its_provider_is_a_mistake_of_setting(value, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FICHES_LLM", value)
    with pytest.raises(SettingsError, match="ollama:mistral"):
        load_settings()
