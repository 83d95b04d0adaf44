"""Coming in through the login page, a token or a proxy; what another site tries; a page without accounts."""

import json
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest

from ui import app
from ui.access.accounts import Accounts
from ui.access.roles import Role
from ui.settings import Settings

from .conftest import House, password, served


def log_in(client: httpx.Client, name: str, given: str, **fields: str) -> httpx.Response:
    return client.post("/connexion", data={"nom": name, "motdepasse": given, **fields})


def fresh(house: House, **headers: str) -> httpx.Client:
    return httpx.Client(base_url=house.url, headers=headers, timeout=30)


def journal(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in sorted((folder / "journal").glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]


def test_the_login_leads_back_to_where_one_was_going(house: House) -> None:
    with fresh(house, Accept="text/html") as client:
        sent = client.get("/texte?q=le%20calendrier")
        assert sent.status_code == 303
        page = client.get(sent.headers["location"])
        assert 'name="suite" value="/texte?q=le%20calendrier"' in page.text
        back = log_in(client, "Lecteur", password("lecteur"), suite="/texte?q=le%20calendrier")
        assert (back.status_code, back.headers["location"]) == (303, "/texte?q=le%20calendrier")
        assert client.get("/moi").json() == {"name": "lecteur", "role": "lecteur", "means": "session"}


@pytest.mark.parametrize(
    "elsewhere", ["https://mal.example/", "//mal.example", "/\\mal.example", "\\\\mal.example", "javascript:alert(1)", "/a\r\nX: y"]
)
def test_the_login_leads_to_no_other_site(house: House, elsewhere: str) -> None:
    with fresh(house) as client:
        assert log_in(client, "lecteur", password("lecteur"), suite=elsewhere).headers["location"] == "/"


def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    with fresh(house) as client:
        given = log_in(client, "lecteur", password("lecteur")).headers.get_list("set-cookie")
    assert len(given) == 2
    assert not [line for line in given if "httponly" not in line.lower() or "samesite" not in line.lower()]


def test_logging_out_ends_the_session_on_the_server(house: House) -> None:
    with fresh(house, Origin=house.url) as client:
        log_in(client, "lecteur", password("lecteur"))
        kept = dict(client.cookies)
        assert client.post("/deconnexion").headers["location"] == "/connexion"
    with fresh(house) as client:
        client.cookies.update(kept)
        assert client.get("/moi").status_code == 401


def test_a_wrong_password_and_an_unknown_name_are_told_alike(house: House) -> None:
    with fresh(house) as client:
        pages = [log_in(client, name, "ce n’est pas le bon") for name in ("admin", "personne")]
    assert {page.status_code for page in pages} == {403}
    assert len({page.text.replace("personne", "admin") for page in pages}) == 1


def test_what_is_typed_for_a_name_is_text(house: House) -> None:
    with fresh(house) as client:
        assert "<script>" not in log_in(client, '"><script>alert(1)</script>', "x").text


def test_after_five_failures_a_name_waits_and_others_do_not(house: House) -> None:
    with fresh(house, Origin=house.url) as known:
        log_in(known, "coordinateur", password("coordinateur"))  # this browser has been here before
        with fresh(house) as client:
            statuses = [log_in(client, "coordinateur", "faux").status_code for _ in range(5)]
            waiting = log_in(client, "coordinateur", password("coordinateur"))
            assert (statuses, waiting.status_code) == ([403] * 5, 429)
            assert 0 < int(waiting.headers["retry-after"]) <= 61
            assert log_in(client, "lecteur", password("lecteur")).status_code == 303
        assert log_in(known, "coordinateur", password("coordinateur")).status_code == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Origin": "https://mal.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "{url}"}, 200),
        ({"Origin": "{url}", "Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
def test_another_site_cannot_borrow_a_session(house: House, headers: dict[str, str], status: int) -> None:
    with fresh(house, Cookie=f"fiches_session={house.sessions['lecteur']}") as client:
        given = {name: value.format(url=house.url) for name, value in headers.items()}
        assert client.post("/gradio_api/reset", json={"event_id": "x"}, headers=given).status_code == status


def test_a_token_needs_no_origin_and_counts_for_itself_whatever_the_cookie(house: House) -> None:
    with fresh(house, Authorization=f"Bearer {house.tokens['lecteur']}", Cookie=f"fiches_session={house.sessions['admin']}") as client:
        assert client.get("/moi").json()["role"] == "lecteur"
        assert client.post("/gradio_api/reset", json={"event_id": "x"}).status_code == 200
    with fresh(house, Authorization="Bearer faux", Cookie=f"fiches_session={house.sessions['admin']}") as client:
        assert client.get("/moi").status_code == 401


def test_the_journal_says_who_came_in_and_holds_no_password(house: House) -> None:
    with fresh(house) as client:
        log_in(client, "inconnu", "un secret bien gardé")
        log_in(client, "lecteur", password("lecteur"))
    lines = journal(house.data_dir)
    assert {"connexion"} <= {line["action"] for line in lines}
    assert [line["done"] for line in lines if line["who"] == "inconnu"] == [False]
    assert "secret" not in json.dumps(lines, ensure_ascii=False)


PROXY = {"FICHES_PROXY_USER_HEADER": "X-Utilisateur", "FICHES_PROXY_ROLE": "lecteur"}


@pytest.fixture
def with_marie(data_dir: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(data_dir, folder)
    Accounts(folder).add("marie", Role.COORDINATEUR, password("marie"))
    return folder


def test_a_proxy_names_who_asks_and_says_that_they_came_by_tls(with_marie: Path) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.9"}
    with (
        served(with_marie, "127.0.0.1", FICHES_PROXY_ADDRESS="127.0.0.1", **PROXY) as url,
        httpx.Client(base_url=url, headers=headers) as client,
    ):
        cookies = log_in(client, "marie", password("marie")).headers.get_list("set-cookie")
        known, unknown = (client.get("/moi", headers={"X-Utilisateur": name}).json() for name in ("Marie", "paul@ville.example"))
    assert not [line for line in cookies if "secure" not in line.lower()]
    assert known == {"name": "marie", "role": "coordinateur", "means": "proxy"}
    assert unknown == {"name": "paul@ville.example", "role": "lecteur", "means": "proxy"}
    assert [line["address"] for line in journal(with_marie) if line["action"] == "connexion"] == ["192.0.2.9"]


def test_nobody_but_the_proxy_names_who_asks(with_marie: Path) -> None:
    with served(with_marie, FICHES_PROXY_ADDRESS="192.0.2.1", **PROXY) as url, httpx.Client(base_url=url) as client:
        assert client.get("/moi", headers={"X-Utilisateur": "marie"}).status_code == 403
        assert client.get("/moi").status_code == 401


@pytest.mark.parametrize("host", ["127.0.0.2", "0.0.0.0"])
def test_another_address_is_refused_without_accounts(tmp_path: Path, host: str) -> None:
    with pytest.raises(app.ExposedError, match="fiches user add"):
        app.serve_page(Settings(data_dir=tmp_path), host=host, port=0, on_ready=lambda _line: None)


def test_a_role_of_the_machine_is_refused_where_people_have_their_own(tmp_path: Path) -> None:
    Accounts(tmp_path).add("marie", Role.LECTEUR, password("marie"))
    with pytest.raises(app.ExposedError, match="--role"):
        app.serve_page(Settings(data_dir=tmp_path), host="127.0.0.1", port=0, on_ready=lambda _line: None, open_role=Role.LECTEUR)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:7860"}, 200),
        ({"Host": "mal.example"}, 403),
        ({"X-Forwarded-For": "192.0.2.9"}, 403),
        ({"Forwarded": "for=192.0.2.9"}, 403),
    ],
)
def test_without_accounts_the_page_serves_this_machine_alone(open_house: str, headers: dict[str, str], status: int) -> None:
    assert httpx.get(open_house + "/moi", headers=headers).status_code == status


def test_without_accounts_one_is_coordinator_until_somebody_has_an_account(data_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(data_dir, folder)
    with served(folder, "127.0.0.1") as url:
        assert httpx.get(url + "/moi").json() == {"name": "", "role": "coordinateur", "means": "open"}
        accounts = Accounts(folder)
        accounts.add("marie", Role.ADMIN, password("marie"))
        assert httpx.get(url + "/moi").status_code == 401
        accounts.remove("marie")
        assert httpx.get(url + "/moi").status_code == 401


def test_another_site_cannot_make_a_browser_ask_a_page_without_accounts(open_house: str) -> None:
    assert httpx.post(open_house + "/gradio_api/reset", json={"event_id": "x"}).status_code == 200
    assert (
        httpx.post(open_house + "/gradio_api/reset", json={"event_id": "x"}, headers={"Origin": "https://mal.example"}).status_code == 403
    )
