"""The page as it is served: its endpoints through `gradio_client`, its HTML, and the silence of its server."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from pydantic import TypeAdapter
from typer.testing import CliRunner

from ui import app, cli
from ui.asking import example_questions
from ui.settings import Settings
from ui.shapes import AnswerShape, FicheShape, SearchShape
from ui.wiring import answerer

from .conftest import ROOT, SERVER, Page, _wait_for_url

# Any address but this machine's, and the names of XML namespaces, which nobody fetches.
FOREIGN = re.compile(r"(?:https?:)?//(?!127\.0\.0\.1[:/]|localhost[:/]|www\.w3\.org/)[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
FRENCH_SENTENCE = re.compile(r"^[A-ZÀ-Ý«].*[.]$")


@pytest.fixture(scope="module")
def client(page: Page) -> Iterator[Any]:
    from gradio_client import Client

    client = Client(page.url, verbose=False)
    yield client
    client.close()


def fetch(url: str) -> str:
    with urlopen(url) as response:
        return str(response.read().decode("utf-8"))


def test_ask_answers_in_the_shape_of_the_command(client: Any) -> None:
    answer = AnswerShape.model_validate(client.predict("Qui anime la fiche 1.1.4 ?", api_name="/ask"))
    (citation,) = answer.citations
    assert answer.status == "answered"
    assert (citation.fiche, citation.section, citation.quote) == ("1.1.4", "animateur", "Villes dans le cadre des projets de quartier")
    text = (ROOT / "corpus" / "fiche-1.1.4.txt").read_bytes().decode("utf-8-sig")
    assert text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("as_json", [False, True])
def test_ask_reads_the_questions_before(client: Any, as_json: bool) -> None:
    history = [{"role": "user", "content": "Qui anime la fiche 1.1.4 ?"}, {"role": "assistant", "content": "Les villes."}]
    found = client.predict("et la 1.1.2 ?", history=json.dumps(history) if as_json else history, api_name="/ask")
    assert [citation.quote for citation in AnswerShape.model_validate(found).citations] == ["Ville"]


def test_ask_is_narrowed_to_a_fiche_and_a_section(client: Any) -> None:
    answer = AnswerShape.model_validate(client.predict("Que dit la fiche ?", fiche="114", section="Animateur", api_name="/ask"))
    assert {(citation.fiche, citation.section) for citation in answer.citations} == {("1.1.4", "animateur")}


def test_search_returns_ranked_passages(client: Any) -> None:
    found = TypeAdapter(list[SearchShape]).validate_python(client.predict("lien social", 3, api_name="/search"))
    assert [shape.rank for shape in found] == [1, 2, 3]


def test_show_returns_the_parsed_fiche(client: Any) -> None:
    fiche = FicheShape.model_validate(client.predict("1.1.2", api_name="/show"))
    assert (fiche.code, fiche.version) == ("1.1.2", 2017)


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ({}, []),
        (
            {"query": "projet sportif pour les jeunes", "at": "2014-01-01", "k": 3},
            ["projet sportif pour les jeunes", "--at", "2014-01-01", "-k", "3"],
        ),
        ({"kind": ["europe", "fondation"], "sort": "scheme"}, ["--kind", "europe", "--kind", "fondation", "--sort", "scheme"]),
        ({"kind": "droit_commun", "pilier": 1, "theme": "sport"}, ["--kind", "droit_commun", "--pilier", "1", "--theme", "sport"]),
        ({"deadlines": True, "at": "2014-01-01"}, ["--deadlines", "--at", "2014-01-01"]),
    ],
)
def test_funding_gives_what_the_command_gives(
    client: Any, indexed: Settings, monkeypatch: pytest.MonkeyPatch, arguments: dict[str, Any], command: list[str]
) -> None:
    monkeypatch.setenv("FICHES_DATA_DIR", str(indexed.data_dir))
    found = client.predict(**arguments, api_name="/funding")
    assert found == json.loads(CliRunner().invoke(cli.app, ["funding", *command, "--json"]).stdout)
    assert found


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ({}, []),
        ({"query": "Qui travaille avec les centres sociaux ?"}, ["Qui travaille avec les centres sociaux ?"]),
        ({"role": "financeur", "sort": "fiches"}, ["--role", "financeur", "--sort", "fiches"]),
    ],
)
def test_partners_gives_what_the_command_gives(
    client: Any, indexed: Settings, monkeypatch: pytest.MonkeyPatch, arguments: dict[str, Any], command: list[str]
) -> None:
    monkeypatch.setenv("FICHES_DATA_DIR", str(indexed.data_dir))
    found = client.predict(**arguments, api_name="/partners")
    assert found == json.loads(CliRunner().invoke(cli.app, ["partners", *command, "--json"]).stdout)
    assert found


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ({"at": "2026-11-22"}, ["--at", "2026-11-22"]),
        ({"select": ["REF", "CAL"], "ignore": "REF002"}, ["--select", "REF,CAL", "--ignore", "REF002"]),
    ],
)
def test_check_gives_what_the_command_gives(
    client: Any, indexed: Settings, monkeypatch: pytest.MonkeyPatch, arguments: dict[str, Any], command: list[str]
) -> None:
    monkeypatch.setenv("FICHES_DATA_DIR", str(indexed.data_dir))
    found = client.predict(**arguments, api_name="/check")
    assert found == json.loads(CliRunner().invoke(cli.app, ["check", *command, "--json"]).stdout)
    assert found


@pytest.mark.parametrize(
    ("arguments", "endpoint"),
    [
        ({"question": ""}, "/ask"),
        ({"question": "x" * 301}, "/ask"),
        ({"question": "Qui ?", "section": "inconnue"}, "/ask"),
        ({"question": "Qui ?", "version": "deux mille"}, "/ask"),
        ({"question": "Qui ?", "history": "[1"}, "/ask"),
        ({"query": "culture", "k": 0}, "/search"),
        ({"query": " "}, "/search"),
        ({"code": "9.9.9"}, "/show"),
        ({"question": "Qui ?", "at": "hier"}, "/ask"),
        ({"query": " "}, "/funding"),
        ({"kind": ["inconnue"]}, "/funding"),
        ({"k": 0}, "/funding"),
        ({"pilier": 0}, "/partners"),
        ({"sort": "hasard"}, "/partners"),
        ({"select": "XYZ"}, "/check"),
        ({"at": "hier"}, "/check"),
    ],
)
def test_an_error_is_one_french_sentence(client: Any, arguments: dict[str, Any], endpoint: str) -> None:
    from gradio_client.exceptions import AppError

    with pytest.raises(AppError) as raised:
        client.predict(**arguments, api_name=endpoint)
    assert FRENCH_SENTENCE.match(str(raised.value))


def test_only_the_commands_are_endpoints(client: Any) -> None:
    described = client.view_api(return_format="dict", print_info=False)
    assert set(described["named_endpoints"]) == {"/ask", "/search", "/show", "/funding", "/partners", "/check"}


@pytest.mark.parametrize(
    "path", ["/", "/config", "/gradio_api/info", "/theme.css", "/static/base.css", "/static/core.js", "/static/ask.js"]
)
def test_what_is_served_names_no_other_host(page: Page, path: str) -> None:
    assert FOREIGN.findall(fetch(page.url + path)) == []


def test_the_page_is_french_and_bears_our_title(page: Page) -> None:
    served = fetch(page.url + "/")
    assert re.search(r'<html\s+lang="fr"', served)
    assert "<title>Fiches du contrat de ville</title>" in served
    assert "iframeResizer.contentWindow" not in served


def test_the_browser_is_told_to_fetch_from_this_server_only(page: Page) -> None:
    with urlopen(page.url + "/") as response:
        assert "default-src 'self'" in response.headers["content-security-policy"]


def test_the_server_reached_for_no_other_machine(page: Page, client: Any) -> None:
    client.predict("Qui anime la fiche 1.1.4 ?", api_name="/ask")
    assert "REFUSED" not in page.log.read_text(encoding="utf-8")


def test_a_port_that_is_taken_is_told_before_anything_is_built(indexed: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(app.PortInUseError, match=f"Le port {port} est déjà utilisé"):
            app.serve_page(indexed, host="127.0.0.1", port=port, on_ready=lambda _line: None)


def test_an_address_of_another_machine_is_told_in_french(indexed: Settings) -> None:
    with pytest.raises(app.PortInUseError, match="ne peut pas écouter sur 192"):
        app.serve_page(indexed, host="192.0.2.1", port=7860, on_ready=lambda _line: None)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_ctrl_c_stops_the_server_at_once_with_a_page_open(indexed: Settings, tmp_path: Any) -> None:
    log = tmp_path / "stderr.txt"
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(indexed.data_dir)], cwd=tmp_path, stderr=stderr, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
    url = _wait_for_url(process, log)
    with contextlib.ExitStack() as open_page:
        heartbeat = open_page.enter_context(urlopen(url + "/gradio_api/heartbeat/abc"))
        assert heartbeat.status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
    assert len(log.read_text(encoding="utf-8").splitlines()) == 1


def test_examples_are_questions_that_the_index_answers(indexed: Settings) -> None:
    questions = example_questions(answerer(indexed))
    assert 4 <= len(questions) <= 6
    assert len({question.split("fiche ")[0] for question in questions}) == len(questions)
