"""The gap loop on a server for several: a reader transmits a refusal, the missing fiche is indexed, the coordinator finds it closed."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ui.access.access import SESSION_COOKIE
from ui.access.accounts import Accounts
from ui.access.audit import Journal
from ui.access.keys import Sessions
from ui.access.roles import Role
from ui.settings import Settings
from ui.wiring import index_builder

from .conftest import ROOT, served

QUESTION = "Qui anime la fiche 1.1.2 ?"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    settings = Settings(data_dir=tmp_path / "data")
    with index_builder(settings) as builder:
        builder.index([str(ROOT / "corpus" / "fiche-1.1.4.txt")], prune=False, dry_run=False)
    return settings.data_dir


@pytest.fixture
def people(town: Path) -> Iterator[dict[str, httpx.Client]]:
    accounts = Accounts(town)
    keys = {
        name: Sessions(accounts, hours=1).open(accounts.add(name, role, None))
        for name, role in (("lea", Role.LECTEUR), ("cora", Role.COORDINATEUR))
    }
    with served(town) as url:
        clients = {
            name: httpx.Client(base_url=url, headers={"Origin": url, "Cookie": f"{SESSION_COOKIE}={key}"}, timeout=60)
            for name, key in keys.items()
        }
        yield clients
        for client in clients.values():
            client.close()


def test_a_transmitted_refusal_closes_by_itself_after_the_missing_fiche_is_indexed(town: Path, people: dict[str, httpx.Client]) -> None:
    lea, cora = people["lea"], people["cora"]
    refused = lea.get("/texte", params={"q": QUESTION}).text
    assert "Fiche non indexée" in refused
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', refused))
    sent = lea.post("/vue/retours", data={**fields, "commentaire": "<b>urgent</b>"})
    assert sent.status_code == 200
    assert "transmise au coordinateur" in sent.text
    assert lea.get("/vue/retours").status_code == 403
    waiting = cora.get("/vue/retours").text
    assert "Fiche 1.1.2, Animateur" in waiting
    assert "&lt;b&gt;urgent&lt;/b&gt;" in waiting
    with index_builder(Settings(data_dir=town)) as builder:
        builder.index([str(ROOT / "corpus" / "fiche-1.1.2-v2017.txt")], prune=False, dry_run=False)
    closed = cora.get("/vue/retours").text
    assert "Rien à faire" in closed
    assert "a maintenant une réponse" in closed
    assert lea.post("/vue/retours/1/exporter").status_code == 403
    assert cora.post("/vue/retours/1/exporter").status_code == 200
    assert QUESTION in (town / "questions.jsonl").read_text(encoding="utf-8")
    assert "Effacer" not in cora.post("/vue/retours/1/effacer").text
    lines = [(line["action"], line["who"], line["done"]) for line in Journal(town / "journal", days=30).lines()]
    assert ("retour_transmis", "lea", True) in lines
    assert ("retour_regle", "cora", True) in lines
    assert QUESTION not in "".join(path.read_text(encoding="utf-8") for path in (town / "journal").iterdir())


@pytest.mark.parametrize(("fields", "status"), [({}, 409), ({"question": "x" * 3_000}, 409), ({"question": "Qui ?", "avant": "{"}, 409)])
def test_what_cannot_be_transmitted_is_told(people: dict[str, httpx.Client], fields: dict[str, str], status: int) -> None:
    response = people["lea"].post("/vue/retours", data=fields)
    assert response.status_code == status
    assert "Traceback" not in response.text
