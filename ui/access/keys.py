"""Sessions of browsers and tokens of programs: random keys, of which only the digest is kept."""

import hashlib
import secrets
import time
from dataclasses import dataclass

from ui.access.accounts import AccountError, Accounts, User, checked_name, now
from ui.access.roles import Role, role_named

_PREFIX = "fiches_"  # so that a token found in a file says what it opens
_DEVICE_DAYS = 400  # what browsers keep a cookie for at most


@dataclass(frozen=True, slots=True)
class Token:
    name: str
    role: Role
    made_at: str


class Sessions:
    """Logins that last some hours, and browsers from which somebody has logged in before."""

    def __init__(self, accounts: Accounts, hours: float) -> None:
        self._accounts = accounts
        self._hours = hours

    def open(self, user: User) -> str:
        """Return the key of a new session; those that have ended are forgotten."""
        return self._add(user.name, "session", self._hours * 3600)

    def user(self, key: str) -> User | None:
        """Return whose session it is, with the role they have now."""
        return self._owner(key, "session")

    def close(self, key: str) -> None:
        with self._accounts.store.writing() as db:
            db.execute("DELETE FROM sessions WHERE key = ?", (_digest(key),))

    def remember_device(self, user: User) -> str:
        """Return a key that tells this browser from others: its failed logins are counted apart."""
        return self._add(user.name, "device", _DEVICE_DAYS * 86_400)

    def knows_device(self, key: str, name: str) -> bool:
        owner = self._owner(key, "device") if key else None
        return owner is not None and owner.name == name

    def _add(self, name: str, kind: str, seconds: float) -> str:
        key = secrets.token_urlsafe(32)
        with self._accounts.store.writing() as db:
            db.execute("DELETE FROM sessions WHERE ends_at < ?", (time.time(),))
            db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (_digest(key), name, kind, time.time() + seconds))
        return key

    def _owner(self, key: str, kind: str) -> User | None:
        with self._accounts.store.reading() as db:
            if db is None:
                return None
            row = db.execute("SELECT user, ends_at FROM sessions WHERE key = ? AND kind = ?", (_digest(key), kind)).fetchone()
        return self._accounts.user(row["user"]) if row and row["ends_at"] >= time.time() else None


class Tokens:
    """The programs that may ask, each with a role."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def add(self, name: str, role: Role) -> str:
        """Return the token of a new program; it is shown now and never again.

        Raises:
            AccountError: the name is taken or cannot be one.
        """
        name, token = checked_name(name), _PREFIX + secrets.token_urlsafe(32)
        with self._accounts.store.writing() as db:
            if db.execute("SELECT 1 FROM tokens WHERE name = ?", (name,)).fetchone():
                raise AccountError(f"Un jeton « {name} » existe déjà ; retirez-le d’abord avec « fiches token remove {name} ».")
            db.execute("INSERT INTO tokens VALUES (?, ?, ?, ?)", (name, role.word, _digest(token), now()))
        return token

    def remove(self, name: str) -> None:
        """Take a token back.

        Raises:
            AccountError: no program has that name.
        """
        with self._accounts.store.writing() as db:
            if db.execute("DELETE FROM tokens WHERE name = ?", (checked_name(name),)).rowcount == 0:
                raise AccountError(f"Aucun jeton ne s’appelle « {name} » ; « fiches token list » donne ceux qui existent.")

    def tokens(self) -> list[Token]:
        with self._accounts.store.reading() as db:
            rows = db.execute("SELECT * FROM tokens ORDER BY name").fetchall() if db else []
        return [_token(row["name"], row["role"], row["made_at"]) for row in rows]

    def owner(self, token: str) -> Token | None:
        with self._accounts.store.reading() as db:
            row = db.execute("SELECT * FROM tokens WHERE key = ?", (_digest(token),)).fetchone() if db else None
        return _token(row["name"], row["role"], row["made_at"]) if row else None


def _token(name: str, role: str, made_at: str) -> Token:
    return Token(name, role_named(role) or Role.ANYONE, made_at)


def _digest(key: str) -> str:
    """256 random bits need no slow hash: nobody can try them all."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
