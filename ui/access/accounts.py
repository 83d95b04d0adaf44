"""The people of a server: names, roles, and argon2 hashes of their passwords."""

import re
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ingest.errors import FichesError
from ui.access.database import Store
from ui.access.roles import Role, role_named
from ui.text_fr import service as text_service

ACCOUNTS_FILE = "comptes.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS users (name TEXT PRIMARY KEY, role TEXT NOT NULL, password TEXT NOT NULL, made_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
    key TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES users (name), kind TEXT NOT NULL, ends_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (name TEXT PRIMARY KEY, role TEXT NOT NULL, key TEXT NOT NULL UNIQUE, made_at TEXT NOT NULL);
"""
SHORTEST, _LONGEST = 12, 1_000  # characters of a password; the first as the CNIL advises
_NAME = re.compile(r"[\w][\w.@+-]{0,63}")  # marie.durand@ville.example
# A hash takes 64 MB for a moment: more than this at a time would be a way to exhaust a small server.
_AT_ONCE = 2


class AccountError(FichesError):
    """A user or a token that cannot be made, changed or found."""


@dataclass(frozen=True, slots=True)
class User:
    name: str
    role: Role
    made_at: str
    has_password: bool


class Accounts:
    """The users kept in a data directory."""

    def __init__(self, data_dir: Path, hasher: PasswordHasher | None = None) -> None:
        self.store = Store(data_dir / ACCOUNTS_FILE, SCHEMA)
        self._hasher = hasher or PasswordHasher()
        self._hashing = threading.BoundedSemaphore(_AT_ONCE)

    def users(self) -> list[User]:
        with self.store.reading() as db:
            rows = db.execute("SELECT * FROM users ORDER BY name").fetchall() if db else []
        return [User(row["name"], _role(row["role"]), row["made_at"], bool(row["password"])) for row in rows]

    def user(self, name: str) -> User | None:
        with self.store.reading() as db:
            row = db.execute("SELECT * FROM users WHERE name = ?", (name,)).fetchone() if db else None
        return User(row["name"], _role(row["role"]), row["made_at"], bool(row["password"])) if row else None

    def add(self, name: str, role: Role, password: str | None) -> User:
        """Make a user; without a password they come in through the proxy alone.

        Raises:
            AccountError: the name is taken or cannot be one, or the password is too short.
        """
        name = checked_name(name)
        hashed = self._hash(name, password) if password is not None else ""
        with self.store.writing() as db:
            if db.execute("SELECT 1 FROM users WHERE name = ?", (name,)).fetchone():
                raise AccountError(text_service.user_exists(name))
            db.execute("INSERT INTO users VALUES (?, ?, ?, ?)", (name, role.word, hashed, now()))
        return User(name, role, now(), bool(hashed))

    def set_password(self, name: str, password: str) -> None:
        """Change a password, and end the sessions that were opened with the one before."""
        hashed = self._hash(name, password)
        self._change(name, lambda key: ("UPDATE users SET password = ? WHERE name = ?", (hashed, key)), ends_sessions=True)

    def set_role(self, name: str, role: Role) -> None:
        self._change(name, lambda key: ("UPDATE users SET role = ? WHERE name = ?", (role.word, key)), ends_sessions=False)

    def remove(self, name: str) -> None:
        self._change(name, lambda key: ("DELETE FROM users WHERE name = ?", (key,)), ends_sessions=True)

    def _change(self, name: str, statement: Callable[[str], tuple[str, tuple[str, ...]]], *, ends_sessions: bool) -> None:
        key = folded_name(name)
        with self.store.writing() as db:
            if ends_sessions:
                db.execute("DELETE FROM sessions WHERE user = ?", (key,))
            if db.execute(*statement(key)).rowcount == 0:
                raise AccountError(f"« {name} » n’est pas un utilisateur ; « fiches user list » donne ceux qui existent.")

    def verify(self, name: str, password: str) -> User | None:
        """Return the user whose password it is; a name that nobody has takes as long as one that somebody has."""
        key = folded_name(name)
        with self.store.reading() as db:
            row = db.execute("SELECT password FROM users WHERE name = ?", (key,)).fetchone() if db else None
        hashed = row["password"] if row else ""
        with self._hashing:
            try:
                self._hasher.verify(hashed or self._nobody, password[: _LONGEST + 1])
            except (VerificationError, InvalidHashError):
                return None
            if not hashed:
                return None
            renewed = self._hasher.hash(password) if self._hasher.check_needs_rehash(hashed) else ""
        if renewed:
            with self.store.writing() as db:
                db.execute("UPDATE users SET password = ? WHERE name = ? AND password = ?", (renewed, key, hashed))
        return self.user(key)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash("le mot de passe de personne")

    def _hash(self, name: str, password: str) -> str:
        if not SHORTEST <= len(password) <= _LONGEST:
            raise AccountError(
                f"Le mot de passe doit avoir au moins {SHORTEST} caractères, et {_LONGEST} au plus ; une phrase s’y prête bien."
            )
        if folded_name(password) == folded_name(name) or len(set(password)) < 4:
            raise AccountError("Ce mot de passe se devine ; choisissez-en un autre.")
        with self._hashing:
            return self._hasher.hash(password)


def folded_name(name: str) -> str:
    """A name as it is kept: « Marie » and « marie » are one."""
    return unicodedata.normalize("NFKC", name).strip().lower()


def checked_name(name: str) -> str:
    """Return the name as it is kept.

    Raises:
        AccountError: it cannot be one.
    """
    folded = folded_name(name)
    if not _NAME.fullmatch(folded):
        raise AccountError(
            f"« {name} » ne peut pas être un nom ; prenez des lettres, des chiffres, et « . », « - », « _ », « + » ou « @ »."
        )
    return folded


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _role(word: str) -> Role:
    return role_named(word) or Role.ANYONE  # a word that an older or newer version wrote gives no right
