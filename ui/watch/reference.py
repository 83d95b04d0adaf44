"""The reference of a request: in a header of its answer, on the pages of its errors, and in every line of the log about it."""

import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-Id"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("reference", default="")


def begin(given: str = "") -> str:
    """Name the request that begins: as the proxy has named it, where that is a name, else anew."""
    reference = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
    _current.set(reference)
    return reference


def current() -> str:
    """The reference of the request that is being answered, empty outside of one."""
    return _current.get()
