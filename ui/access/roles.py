"""The roles of people and programs, in order: each may do what the one before it may."""

from dataclasses import dataclass
from enum import IntEnum


class Role(IntEnum):
    """What somebody is, and the least that an address asks for."""

    ANYONE = 0  # an address that needs no login
    LECTEUR = 1
    COORDINATEUR = 2
    ADMIN = 3
    NOBODY = 9  # an address that is served to no one

    @property
    def word(self) -> str:
        return self.name.lower()


ROLES = (Role.LECTEUR, Role.COORDINATEUR, Role.ADMIN)
ROLE_NAMES = tuple(role.word for role in ROLES)


def role_named(word: str) -> Role | None:
    return next((role for role in ROLES if role.word == word.strip().lower()), None)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: `name` is empty for the one person of a machine without accounts, and for somebody unknown."""

    name: str
    role: Role
    means: str  # "open", "session", "token", "proxy" or "none"

    @property
    def by_browser(self) -> bool:
        """Whether a browser sends the proof by itself, so that another site could borrow it."""
        return self.means in ("session", "proxy")


UNKNOWN = Identity("", Role.ANYONE, "none")
