"""The accounts in the page: what an administrator sees and changes there, and what is refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from ui.access.access import SESSION_COOKIE
from ui.access.accounts import Accounts
from ui.access.audit import Journal
from ui.access.keys import Sessions
from ui.access.roles import Role
from ui.app import local_app
from ui.settings import Settings

LONG = "une phrase assez longue"
VIEW = "/vue/utilisateurs"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Any]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("comptes"))
    return settings, local_app(settings)


@pytest.fixture
def accounts(served: tuple[Settings, Any]) -> Iterator[Accounts]:
    accounts = Accounts(served[0].data_dir, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    accounts.add("ada", Role.ADMIN, LONG)
    accounts.add("lea", Role.LECTEUR, LONG)
    yield accounts
    for user in accounts.users():
        accounts.remove(user.name)


@pytest.fixture
def ada(served: tuple[Settings, Any], accounts: Accounts) -> TestClient:
    return visitor(served[1], accounts, "ada")


def visitor(app: Any, accounts: Accounts, name: str) -> TestClient:
    user = accounts.user(name)
    assert user is not None
    cookie = f"{SESSION_COOKIE}={Sessions(accounts, hours=1).open(user)}"
    return TestClient(app, base_url="http://fiches.test", headers={"Cookie": cookie, "Origin": "http://fiches.test"})


def test_the_accounts_stand_in_the_view_with_their_roles(ada: TestClient) -> None:
    page = ada.get(VIEW).text
    assert "2 comptes" in page
    assert page.index("ada") < page.index("lea")
    assert "argon2" not in page


def test_an_account_made_in_the_page_opens_it(ada: TestClient, accounts: Accounts) -> None:
    assert (
        "Compte créé : cora (coordinateur)."
        in ada.post(f"{VIEW}/ajouter", data={"nom": "Cora", "role": "coordinateur", "mot_de_passe": LONG}).text
    )
    found = accounts.verify("cora", LONG)
    assert found is not None
    assert found.role is Role.COORDINATEUR


def test_a_role_changed_in_the_page_holds_at_once(served: tuple[Settings, Any], ada: TestClient, accounts: Accounts) -> None:
    lea = visitor(served[1], accounts, "lea")
    assert lea.get("/vue/retours").status_code == 403
    assert "lea a maintenant le rôle « coordinateur »" in ada.post(f"{VIEW}/role", data={"nom": "lea", "role": "coordinateur"}).text
    assert lea.get("/vue/retours").status_code != 403


def test_a_new_password_ends_the_sessions_of_the_one_before(served: tuple[Settings, Any], ada: TestClient, accounts: Accounts) -> None:
    lea = visitor(served[1], accounts, "lea")
    ada.post(f"{VIEW}/mot-de-passe", data={"nom": "lea", "mot_de_passe": "une tout autre phrase"})
    assert accounts.verify("lea", LONG) is None
    assert lea.get("/vue/a-propos", follow_redirects=False).status_code in (303, 401)


def test_an_account_that_is_removed_is_gone(ada: TestClient, accounts: Accounts) -> None:
    assert "Compte retiré : lea." in ada.post(f"{VIEW}/retirer", data={"nom": "lea"}).text
    assert accounts.user("lea") is None


@pytest.mark.parametrize("action", ["role", "mot-de-passe", "retirer"])
def test_nobody_shuts_themselves_out(ada: TestClient, accounts: Accounts, action: str) -> None:
    response = ada.post(f"{VIEW}/{action}", data={"nom": " ADA ", "role": "lecteur", "mot_de_passe": "une tout autre phrase"})
    assert response.status_code == 409
    found = accounts.verify("ada", LONG)
    assert found is not None
    assert found.role is Role.ADMIN


@pytest.mark.parametrize(
    ("action", "given", "told"),
    [
        ("ajouter", {"nom": "lea", "role": "lecteur", "mot_de_passe": LONG}, "lea"),
        ("ajouter", {"nom": "<b>", "role": "lecteur", "mot_de_passe": LONG}, "ne peut pas être un nom"),
        ("ajouter", {"nom": "cora", "role": "lecteur", "mot_de_passe": "court"}, "au moins 12 caractères"),
        ("ajouter", {"nom": "cora", "role": "chef", "mot_de_passe": LONG}, "n’existe pas"),
        ("role", {"nom": "personne", "role": "lecteur"}, "n’est pas un utilisateur"),
        ("retirer", {}, "n’est pas un utilisateur"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    ada: TestClient, accounts: Accounts, action: str, given: dict[str, str], told: str
) -> None:
    before = accounts.users()
    response = ada.post(f"{VIEW}/{action}", data=given)
    assert response.status_code == 409
    assert told in response.text
    assert "<b>" not in response.text
    assert accounts.users() == before


def test_the_journal_names_who_changed_which_account_and_no_password(served: tuple[Settings, Any], ada: TestClient) -> None:
    ada.post(f"{VIEW}/ajouter", data={"nom": "dom", "role": "lecteur", "mot_de_passe": LONG})
    line = list(Journal.of(served[0]).lines())[-1]
    assert (line["action"], line["who"], line["account"]) == ("compte_ajoute", "ada", "dom")
    assert LONG not in str(line)


def test_the_view_is_for_administrators_and_their_menu_alone(served: tuple[Settings, Any], ada: TestClient, accounts: Accounts) -> None:
    lea = visitor(served[1], accounts, "lea")
    assert lea.get(VIEW).status_code == 403
    assert VIEW not in lea.get("/vue/a-propos").text
    assert VIEW in ada.get("/vue/a-propos").text
