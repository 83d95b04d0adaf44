"""Users, their passwords and roles; sessions and tokens, of which only digests are kept."""

import stat
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from ui.access.accounts import ACCOUNTS_FILE, AccountError, Accounts, checked_name, folded_name
from ui.access.keys import Sessions, Tokens
from ui.access.roles import Role

PASSWORD = "un long mot de passe"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


def test_a_user_is_known_by_their_password_whatever_the_case_of_their_name(accounts: Accounts) -> None:
    accounts.add("Marie", Role.COORDINATEUR, PASSWORD)
    user = accounts.verify("MARIE", PASSWORD)
    assert user is not None
    assert (user.name, user.role) == ("marie", Role.COORDINATEUR)


@pytest.mark.parametrize(("name", "password"), [("marie", PASSWORD + "!"), ("paul", PASSWORD), ("marie", ""), ("", PASSWORD)])
def test_a_wrong_password_or_name_is_nobody(accounts: Accounts, name: str, password: str) -> None:
    accounts.add("marie", Role.LECTEUR, PASSWORD)
    assert accounts.verify(name, password) is None


def test_no_password_stands_in_the_file(accounts: Accounts, tmp_path: Path) -> None:
    accounts.add("marie", Role.LECTEUR, PASSWORD)
    token = Tokens(accounts).add("robot", Role.LECTEUR)
    key = Sessions(accounts, hours=1).open(accounts.users()[0])
    kept = (tmp_path / ACCOUNTS_FILE).read_bytes()
    assert b"$argon2id$" in kept
    assert not [secret for secret in (PASSWORD, token, key) if secret.encode() in kept]


def test_the_file_is_its_owner_s_alone(accounts: Accounts, tmp_path: Path) -> None:
    accounts.add("marie", Role.LECTEUR, PASSWORD)
    assert stat.S_IMODE((tmp_path / ACCOUNTS_FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("password", ["", "court", "x" * 11, "x" * 1_001, "a" * 20, "marie.durand"])
def test_a_password_that_is_guessed_is_refused(accounts: Accounts, password: str) -> None:
    with pytest.raises(AccountError):
        accounts.add("Marie.Durand", Role.LECTEUR, password)


def test_a_name_is_taken_once(accounts: Accounts) -> None:
    accounts.add("marie", Role.LECTEUR, PASSWORD)
    with pytest.raises(AccountError, match="existe déjà"):
        accounts.add("MARIE", Role.ADMIN, PASSWORD)
    assert [user.role for user in accounts.users()] == [Role.LECTEUR]


@pytest.mark.parametrize("name", ["", " ", "a b", "../x", "<b>", "x" * 65, "a\nb", "@marie"])
def test_a_name_that_cannot_be_one_is_refused(name: str) -> None:
    with pytest.raises(AccountError, match="ne peut pas être un nom"):
        checked_name(name)


@given(st.text(max_size=80))
def test_a_name_is_kept_as_it_is_looked_for(name: str) -> None:
    try:
        kept = checked_name(name)
    except AccountError:
        return
    assert folded_name(kept) == kept


def test_a_user_without_password_cannot_log_in_with_an_empty_one(accounts: Accounts) -> None:
    accounts.add("marie", Role.ADMIN, None)
    assert accounts.verify("marie", "") is None
    assert not accounts.users()[0].has_password


@pytest.mark.parametrize("change", ["set_password", "remove"])
def test_a_changed_password_or_a_removed_user_ends_their_sessions(accounts: Accounts, change: str) -> None:
    user, sessions = accounts.add("marie", Role.LECTEUR, PASSWORD), Sessions(accounts, hours=1)
    key = sessions.open(user)
    assert sessions.user(key) == accounts.user("marie")
    accounts.remove("marie") if change == "remove" else accounts.set_password("marie", PASSWORD + " neuf")
    assert sessions.user(key) is None


def test_a_changed_role_counts_at_once(accounts: Accounts) -> None:
    sessions = Sessions(accounts, hours=1)
    key = sessions.open(accounts.add("marie", Role.ADMIN, PASSWORD))
    accounts.set_role("marie", Role.LECTEUR)
    found = sessions.user(key)
    assert found is not None
    assert found.role is Role.LECTEUR


def test_a_session_that_has_ended_or_was_closed_is_nobody_s(accounts: Accounts) -> None:
    user = accounts.add("marie", Role.LECTEUR, PASSWORD)
    ended, closed = Sessions(accounts, hours=-1).open(user), Sessions(accounts, hours=1).open(user)
    sessions = Sessions(accounts, hours=1)
    sessions.close(closed)
    assert [sessions.user(key) for key in (ended, closed, "", "faux")] == [None] * 4


def test_a_browser_is_known_for_the_person_who_logged_in_from_it(accounts: Accounts) -> None:
    sessions = Sessions(accounts, hours=1)
    device = sessions.remember_device(accounts.add("marie", Role.LECTEUR, PASSWORD))
    assert sessions.knows_device(device, "marie")
    assert not sessions.knows_device(device, "paul")
    assert sessions.user(device) is None  # it opens nothing by itself


def test_a_token_opens_until_it_is_taken_back(accounts: Accounts) -> None:
    tokens = Tokens(accounts)
    token = tokens.add("robot", Role.COORDINATEUR)
    owner = tokens.owner(token)
    assert owner is not None
    assert (owner.name, owner.role) == ("robot", Role.COORDINATEUR)
    tokens.remove("robot")
    assert tokens.owner(token) is None
    with pytest.raises(AccountError, match="Aucun jeton"):
        tokens.remove("robot")


def test_a_hash_of_older_settings_is_made_anew_at_the_next_login(accounts: Accounts, tmp_path: Path) -> None:
    accounts.add("marie", Role.LECTEUR, PASSWORD)
    assert Accounts(tmp_path).verify("marie", PASSWORD) is not None
    assert b"m=65536" in (tmp_path / ACCOUNTS_FILE).read_bytes()
    assert Accounts(tmp_path).verify("marie", PASSWORD) is not None
