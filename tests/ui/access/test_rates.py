"""Too many requests, or one too long: told in a sentence, with how long to wait, and nobody else waits."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from ui.access.access import SESSION_COOKIE, Access
from ui.access.accounts import Accounts
from ui.access.callers import make_proxy
from ui.access.calls import MAX_BYTES
from ui.access.gate import Gate
from ui.access.keys import Sessions
from ui.access.rates import Budget, Rates, network_of
from ui.access.roles import Role
from ui.settings import Settings


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def reads_all(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that reads what it is sent and says how much it was."""
    await PlainTextResponse(str(len(await Request(scope, receive).body())))(scope, receive, send)


class Door:
    """The gate before it, on a machine where marie and paul have accounts."""

    def __init__(self, folder: Path, *, per_user: int = 3, per_address: int = 5, proxy: str = "") -> None:
        accounts = Accounts(folder, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        self.clock = Clock()
        self.access = Access.of(Settings(data_dir=folder))
        self.access.rates = Rates(per_user, per_address, self.clock)
        self.access.proxy = make_proxy(proxy, "", None)
        sessions = Sessions(accounts, hours=1)
        self.keys = {name: sessions.open(accounts.add(name, Role.LECTEUR, None)) for name in ("marie", "paul")}
        self.gate = Gate(reads_all, self.access, lambda _number: "converse")

    def ask(
        self, name: str = "marie", path: str = "/moi", method: str = "GET", address: str = "192.0.2.1", **request: Any
    ) -> httpx.Response:
        headers = {"Cookie": f"{SESSION_COOKIE}={self.keys[name]}", "Origin": "http://house", **request.pop("headers", {})}

        async def answered() -> httpx.Response:
            transport = httpx.ASGITransport(self.gate, client=(address, 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://house") as client:
                return await client.request(method, path, headers=headers, **request)

        return asyncio.run(answered())


def test_a_budget_is_used_up_and_comes_back_with_time() -> None:
    clock = Clock()
    budget = Budget(2, clock)
    assert [budget.take("a"), budget.take("a")] == [0, 0]
    assert budget.take("a") == 30  # two a minute: one each 30 s
    assert budget.take("b") == 0
    clock.now += 30
    assert [budget.take("a"), budget.take("a") > 0] == [0, True]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("testclient", "testclient"),
    ],
)
def test_who_has_many_addresses_has_one_budget(address: str, network: str) -> None:
    assert network_of(address) == network


def test_who_asks_too_often_is_told_how_long_to_wait_and_others_do_not(tmp_path: Path) -> None:
    door = Door(tmp_path)
    assert [door.ask().status_code for _ in range(4)] == [200, 200, 200, 429]
    waiting = door.ask(address="192.0.2.2")
    assert (waiting.status_code, waiting.headers["retry-after"]) == (429, "20")
    assert "20 secondes" in waiting.json()["detail"]
    assert door.ask("paul", address="192.0.2.3").status_code == 200
    door.clock.now += 20
    assert door.ask(address="192.0.2.4").status_code == 200


def test_an_address_waits_whoever_asks_from_it(tmp_path: Path) -> None:
    door = Door(tmp_path, per_user=100)
    statuses = [door.ask(name, headers={"Authorization": "Bearer faux"}).status_code for name in ("marie", "paul") * 3]
    assert statuses == [401] * 5 + [429]
    assert door.ask(address="192.0.2.2").status_code == 200


def test_behind_the_proxy_the_address_is_that_of_the_browser(tmp_path: Path) -> None:
    door = Door(tmp_path, per_user=100, per_address=1, proxy="127.0.0.1")
    asked = [
        door.ask(address="127.0.0.1", headers={"X-Forwarded-For": browser}).status_code
        for browser in ("192.0.2.1", "192.0.2.2", "192.0.2.1")
    ]
    assert asked == [200, 200, 429]


def test_the_refusal_is_a_page_for_browsers_and_a_piece_for_the_page(tmp_path: Path) -> None:
    door = Door(tmp_path, per_user=1)
    door.ask()
    page = door.ask(headers={"Accept": "text/html"})
    piece = door.ask(headers={"HX-Request": "true"})
    assert page.text.startswith("<!doctype html>")
    assert piece.text.startswith('<p class="told" role="alert">')
    assert {page.status_code, piece.status_code} == {429}


def test_the_parts_of_the_page_are_not_counted(tmp_path: Path) -> None:
    door = Door(tmp_path, per_user=1, per_address=1)
    assert {door.ask(path="/static/core.js").status_code for _ in range(5)} == {200}


async def _pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield bytes(1_000_000)


@pytest.mark.parametrize("path", ["/vue/question/export", "/gradio_api/queue/join", "/vue/retours", "/connexion"])
@pytest.mark.parametrize("announced", [True, False])
def test_a_request_that_is_too_long_is_told_so(tmp_path: Path, path: str, announced: bool) -> None:
    content = bytes(MAX_BYTES + 1) if announced else _pieces(MAX_BYTES // 1_000_000 + 1)
    found = Door(tmp_path).ask(path=path, method="POST", content=content)
    assert (found.status_code, found.json()["detail"]) == (413, "Cette demande est trop longue.")


def test_a_request_of_the_longest_length_is_read(tmp_path: Path) -> None:
    assert Door(tmp_path).ask(path="/vue/question/export", method="POST", content=bytes(MAX_BYTES)).text == str(MAX_BYTES)
