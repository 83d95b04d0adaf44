"""What browsers are told with every answer: from whom to fetch, who may frame or read it, what to forget."""

import re

import httpx
import pytest

from ui.access.headers import ALWAYS, GRADIO_PAGE, OWN_PAGE

from .conftest import House, password

# A page of each kind, files, data, and what is refused or not there.
PATHS = (
    "/", "/vue/fiches", "/vue/a-propos", "/vue/fiches?code=9.9.9", "/vue/page-image?source=x&start=x", "/vue/corpus/fichiers", "/texte", "/texte?q=Qui+?",
    "/connexion", "/journal", "/static/core.js", "/static/absent.js", "/plain.css", "/theme.css", "/config", "/gradio_api/info", "/healthz", "/moi",
    "/gradio_api/file=/etc/passwd", "/nulle-part", "/assets/absent.js", "/mcp", "/vue/passage",
)  # fmt: skip


def policy(response: httpx.Response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response.headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in parts}


@pytest.mark.parametrize("who", ["", "lecteur"])
def test_every_answer_says_it_to_browsers(house: House, who: str) -> None:
    with house.client(who) as client:
        for path in PATHS:
            with client.stream("GET", path) as response:
                assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS, path
                assert policy(response)["frame-ancestors"] == "'none'", path
                assert not [name for name in response.headers if name.startswith("access-control")], path
                assert "server" not in response.headers, path


@pytest.mark.parametrize("path", ["/vue/fiches", "/vue/a-propos", "/vue/coherence", "/texte", "/connexion"])
def test_our_own_pages_run_no_script_but_our_files(house: House, path: str) -> None:
    with house.client("lecteur") as client:
        page = client.get(path, headers={"Accept": "text/html"})
    assert "unsafe" not in page.headers["content-security-policy"]
    assert policy(page)["default-src"] == "'none'"
    assert re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page.text) == []


@pytest.mark.parametrize("told", [OWN_PAGE, GRADIO_PAGE])
def test_a_page_fetches_pictures_from_this_server_alone(told: str) -> None:
    directives = dict(part.strip().split(" ", 1) for part in told.split(";"))
    assert set(directives["img-src"].split()) <= {"'self'", "data:", "blob:"}
    assert directives["connect-src"] == "'self'"
    assert directives["form-action"] == "'self'"


def test_the_page_of_gradio_has_the_policy_that_it_needs(house: House) -> None:
    with house.client("lecteur") as client:
        assert client.get("/").headers["content-security-policy"] == GRADIO_PAGE


@pytest.mark.parametrize("origin", ["https://mal.example", "null", "http://127.0.0.2.mal.example"])
def test_no_other_site_may_read_an_answer(house: House, origin: str) -> None:
    with house.client("lecteur") as client:
        for path in ("/config", "/gradio_api/info", "/vue/fiches", "/moi"):
            answers = [client.request(method, path, headers={"Origin": origin}) for method in ("GET", "OPTIONS")]
            assert not [name for answer in answers for name in answer.headers if name.startswith("access-control")]


def test_logging_out_makes_the_browser_forget(house: House) -> None:
    with httpx.Client(base_url=house.url, headers={"Origin": house.url}) as client:
        client.post("/connexion", data={"nom": "lecteur", "motdepasse": password("lecteur")})
        left = client.post("/deconnexion")
    assert left.headers["clear-site-data"] == '"storage"'
    assert 'fiches_session=""' in left.headers["set-cookie"]


def test_the_answer_to_an_unforeseen_fault_says_it_too() -> None:
    from ui.own_page import HEADERS

    assert HEADERS == {**ALWAYS, "Content-Security-Policy": OWN_PAGE}
