"""Addresses of lists: a path and what the list is narrowed to, written one way only, so that they can be mailed."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse

_PAGE = "page"


@dataclass(frozen=True, slots=True)
class Address:
    """`values` are never blank, and stand in the order in which the view names its arguments."""

    path: str
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, path: str, values: Mapping[str, object]) -> "Address":
        return cls(path, tuple((name, str(value)) for name, value in values.items() if value not in (None, "", False)))

    def but(self, **changes: object) -> "Address":
        """The same list, otherwise narrowed: it begins at its first page again."""
        values: dict[str, object] = dict(self.values)
        if _PAGE not in changes:
            values.pop(_PAGE, None)
        return Address.of(self.path, values | changes)

    def at(self, path: str) -> "Address":
        """The same list, shown or written by another path."""
        return Address(path, tuple(pair for pair in self.values if pair[0] != _PAGE))

    def get(self, name: str) -> str:
        return dict(self.values).get(name, "")

    def __str__(self) -> str:
        return f"{self.path}?{urlencode(self.values)}" if self.values else self.path


def told_to_browser(response: HTMLResponse, request: Request, address: Address) -> HTMLResponse:
    """Make the browser show this address in the place of the one that a form made, blank fields and all."""
    if "hx-request" in request.headers and str(request.url).partition("?")[2] != str(address).partition("?")[2]:
        response.headers["hx-replace-url"] = str(address)
    return response


def page_number(given: str) -> int:
    """The page asked for, the first where it is not a number."""
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 7 else 1
