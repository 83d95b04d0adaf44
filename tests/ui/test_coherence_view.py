"""The view of findings: lists by fiche, one finding in its field, decisions and their file, pictures, files."""

import json
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ingest.checks.waivers import load_waivers
from tests.ui.towns import hostile_town
from ui.access.access import Access
from ui.access.roles import Role
from ui.app import local_app
from ui.findings import FindingsDesk, check_library, names_of
from ui.settings import Settings
from ui.wiring import Desk, library

FINDINGS = "/vue/coherence"
DRAWER = {"HX-Request": "true", "HX-Target": "drawer-body"}
FORM = {"HX-Request": "true", "HX-Target": "decision", "HX-Current-URL": "http://127.0.0.1/vue/coherence?fiche=1.1.4"}


@pytest.fixture(scope="module")
def town(indexed: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, TestClient]]:
    """The two real fiches, in a data folder and with a file of waivers that a test may write."""
    folder = tmp_path_factory.mktemp("town")
    shutil.copytree(indexed.data_dir, folder / "data")
    settings = Settings(data_dir=folder / "data", waivers=folder / "derogations.yaml", corpus=str(folder))
    with TestClient(local_app(settings), base_url="http://127.0.0.1", follow_redirects=False) as client:
        ready(client)
        yield settings, client


@pytest.fixture
def settings(town: tuple[Settings, TestClient]) -> Settings:
    """Nothing is decided yet."""
    settings = town[0]
    assert settings.waivers is not None
    for path in (settings.waivers, settings.data_dir / "constats-de-reference.json"):
        path.unlink(missing_ok=True)
    return settings


def ready(web: TestClient, address: str = FINDINGS) -> str:
    """The page, once the fiches are looked over."""
    for _ in range(40):
        page = web.get(address).text
        if "La relecture des fiches est en cours" not in page:
            return page
    pytest.fail("the fiches are still being looked over")


@pytest.fixture
def web(town: tuple[Settings, TestClient], settings: Settings) -> TestClient:
    return town[1]


@pytest.fixture(scope="module")
def read(indexed: Settings) -> Iterator[TestClient]:
    with TestClient(local_app(indexed), base_url="http://127.0.0.1") as client:
        ready(client)
        yield client


def names(page: str) -> list[str]:
    return re.findall(r'<li class="card finding[^"]*" id="constat-([\w-]+)"', page)


def found(web: TestClient, query: str = "") -> list[dict[str, object]]:
    findings: list[dict[str, object]] = web.get(f"{FINDINGS}/fichier?format=json{query}").json()
    return findings


def test_every_finding_of_the_command_is_in_the_list(read: TestClient) -> None:
    page = ready(read)
    assert len(names(page)) == len(found(read)) > 20
    assert len(set(names(page))) == len(names(page))
    assert page.count('<section class="of-one-fiche">') == 2


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("gravite=error", lambda finding: finding["severity"] == "error"),
        ("famille=REF", lambda finding: finding["rule"].startswith("REF")),
        ("regle=STR002", lambda finding: finding["rule"] == "STR002"),
        ("fiche=114", lambda finding: finding["fiche"] == "1.1.4"),
        ("texte=calendrier", lambda finding: "calendrier" in f"{finding['message']} {finding['action']} {finding['quote']}".lower()),
    ],
)
def test_a_list_and_its_files_are_narrowed_by_the_address(read: TestClient, query: str, kept: object) -> None:
    shown = found(read, f"&{query}")
    assert 0 < len(shown) < len(found(read))
    assert all(map(kept, shown))  # type: ignore[call-overload]
    assert len(names(ready(read, f"{FINDINGS}?{query}"))) == len(shown)


def test_without_a_finding_left_the_page_says_so(read: TestClient) -> None:
    assert "Aucun constat ne répond à ces filtres" in ready(read, f"{FINDINGS}?texte=zzzz")


@pytest.mark.parametrize("query", ["gravite=grave", "regle=ABC123"])
def test_an_address_that_means_nothing_is_told(read: TestClient, query: str) -> None:
    response = read.get(f"{FINDINGS}?{query}")
    assert response.status_code == 409
    assert 'role="alert"' in response.text


def test_a_finding_is_shown_in_its_field_with_its_words_marked(read: TestClient) -> None:
    page = ready(read, f"{FINDINGS}?regle=ACT004")
    shown = read.get(f"{FINDINGS}/constat?nom={names(page)[0]}", headers=DRAWER).text
    assert "<h1" not in shown
    assert 'class="card field-of"' in shown
    assert "<mark>" in shown
    assert "Pourquoi la règle ACT004" in shown
    assert "À éviter" in shown


def test_a_finding_that_is_gone_is_told(read: TestClient) -> None:
    response = read.get(f"{FINDINGS}/constat?nom=000000000000")
    assert response.status_code == 404
    assert "Ce constat n’existe plus" in response.text


def test_a_rule_says_why_it_is_there_with_an_example_of_both_kinds(read: TestClient) -> None:
    shown = read.get(f"{FINDINGS}/regle?code=STR002", headers=DRAWER).text
    assert "À éviter" in shown
    assert "À suivre" in shown


def test_a_finding_is_accepted_with_a_reason_and_taken_back(web: TestClient, settings: Settings) -> None:
    page = ready(web, f"{FINDINGS}?regle=STR002&fiche=1.1.4")
    name = names(page)[0]
    answer = web.post(
        f"{FINDINGS}/accepter", data={"nom": name, "motif": "fixé <b>chaque</b> année", "par": "cheffe de projet"}, headers=FORM
    )
    assert "Accepté : fixé &lt;b&gt;chaque&lt;/b&gt; année (cheffe de projet)" in answer.text.replace("\u00a0", " ")
    assert f'id="constat-{name}" hx-swap-oob="true"' in answer.text
    assert settings.waivers is not None
    [waiver] = load_waivers(settings.waivers).waivers
    assert (waiver.rule, waiver.fiche, waiver.function) == ("STR002", "1.1.4", "cheffe de projet")
    assert name not in names(ready(web))
    assert names(web.get(f"{FINDINGS}/acceptes").text) == [name]
    back = web.post(f"{FINDINGS}/retablir", data={"nom": name}, headers={"HX-Request": "true", "HX-Target": f"constat-{name}"})
    assert names(back.text) == [name]
    assert load_waivers(settings.waivers).waivers == ()
    assert name in names(ready(web))


def test_without_a_script_a_decision_leads_to_what_is_accepted(web: TestClient) -> None:
    name = names(ready(web))[0]
    answer = web.post(f"{FINDINGS}/accepter", data={"nom": name, "motif": "voulu"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{FINDINGS}/acceptes")
    assert "non précisé" in web.get(f"{FINDINGS}/acceptes").text


def test_a_decision_needs_its_reason(web: TestClient, settings: Settings) -> None:
    name = names(ready(web))[0]
    answer = web.post(f"{FINDINGS}/accepter", data={"nom": name, "motif": " ", "par": "moi"}, headers=FORM)
    assert answer.status_code == 422
    assert "Écrivez le motif" in answer.text
    assert 'value="moi"' in answer.text
    assert settings.waivers is not None
    assert not settings.waivers.exists()


def test_a_file_of_waivers_that_cannot_be_read_is_told(web: TestClient, settings: Settings) -> None:
    assert settings.waivers is not None
    settings.waivers.write_text("- rule: [\n", encoding="utf-8")
    response = web.get(FINDINGS)
    assert response.status_code == 409
    assert "n’est pas un fichier YAML lisible" in response.text


def test_what_comes_after_the_reference_is_new(web: TestClient, settings: Settings) -> None:
    before = names(ready(web))
    assert web.post(f"{FINDINGS}/reference").status_code == 303
    assert names(ready(web, f"{FINDINGS}?nouveau=1")) == []
    path = settings.data_dir / "constats-de-reference.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    kept["findings"].remove(before[0])
    path.write_text(json.dumps(kept), encoding="utf-8")
    assert names(ready(web, f"{FINDINGS}?nouveau=1")) == [before[0]]


def test_the_matrix_leads_to_what_is_blank_and_has_its_table(read: TestClient) -> None:
    page = ready(read, f"{FINDINGS}/completude")
    assert 'aria-label="Fiche 1.1.4, Calendrier : vide"' in page
    assert '<td data-label="Calendrier">vide</td>' in page
    address = re.search(r'href="(/vue/coherence/constat\?nom=[\w-]+)" aria-label="Fiche 1.1.4, Calendrier : vide"', page)
    assert address
    assert "« Calendrier » est vide" in read.get(address[1]).text.replace("\u00a0", " ")


def test_the_graph_leads_to_the_words_of_each_link_and_has_its_table(read: TestClient) -> None:
    page = ready(read, f"{FINDINGS}/renvois")
    assert 'data-ends="1.1.2 1.1.1"' in page
    assert '<svg class="renvois" role="group"' in page
    assert page.count('<tr><th scope="row">') > 4


@pytest.mark.parametrize(
    ("form", "begins"),
    [("html", b"<!DOCTYPE"), ("docx", b"PK"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("text", b"Fiche"), ("zip", b"PK")],
)
def test_the_findings_are_given_in_every_form_of_the_command(read: TestClient, form: str, begins: bytes) -> None:
    response = read.get(f"{FINDINGS}/fichier?format={form}")
    assert response.content.startswith(begins)
    assert response.headers["content-disposition"].startswith("attachment")


def test_many_readers_wait_for_one_check(indexed: Settings) -> None:
    findings = FindingsDesk(Desk(indexed), patience_s=60)
    got: list[object] = []
    readers = [threading.Thread(target=lambda: got.append(findings.checked())) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(got) == 8
    assert all(one is got[0] is not None for one in got)


def test_a_reader_is_not_kept_waiting(indexed: Settings) -> None:
    assert FindingsDesk(Desk(indexed), patience_s=0).checked() is None


def test_findings_keep_their_names_wherever_their_words_stand(indexed: Settings) -> None:
    opened = library(indexed)
    checked = check_library(indexed, opened, date(2026, 1, 1))
    assert len(set(checked.names)) == len(checked.names)
    assert names_of(checked.findings[::-1]) != checked.names
    assert set(names_of(checked.findings[::-1])) == set(checked.names)


def test_what_a_fiche_holds_is_shown_and_never_run(tmp_path: Path) -> None:
    with TestClient(local_app(hostile_town(tmp_path)), base_url="http://127.0.0.1") as web:
        shown = names(ready(web))
        assert shown
        for path in ("", "/completude", "/renvois", "/acceptes", *(f"/constat?nom={name}" for name in shown[:8])):
            page = ready(web, f"{FINDINGS}{path}")
            assert "<img" not in page, path
            assert 'href="javascript' not in page


def test_who_may_only_read_is_offered_no_decision(indexed: Settings) -> None:
    with TestClient(local_app(indexed, Access.of(indexed, open_role=Role.LECTEUR)), base_url="http://127.0.0.1") as web:
        page = ready(web)
        assert "Prendre ces constats comme référence" not in page
        shown = web.get(f"{FINDINGS}/constat?nom={names(page)[0]}").text
        assert "La rubrique, telle qu’elle est écrite" in shown
        assert "<textarea" not in shown
