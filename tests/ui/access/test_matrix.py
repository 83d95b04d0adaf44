"""The matrix: every address, function and tool, by everybody who may knock; an address without a row fails here."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from ui.access.roles import ROLES, Role
from ui.access.table import FUNCTIONS, ROWS, TOOLS, Row, row_for
from ui.app import local_app
from ui.settings import Settings

from .conftest import House

# Who knocks, and what they are: with a session, with a token, and the ways of being nobody.
KNOCKS = {
    "": Role.ANYONE,
    **{role.word: role for role in ROLES},
    **{f"jeton {role.word}": role for role in ROLES},
    "session finie": Role.ANYONE,
    "parti": Role.ANYONE,
    "jeton faux": Role.ANYONE,
    "jeton repris": Role.ANYONE,
}
# As the gate refuses: who is nobody, who lacks a role, what is served to no one.
UNKNOWN, LACKING, NOWHERE = "Il faut se connecter", "Cela demande le rôle", "Cette adresse n’existe pas"


def routes(given: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    for context in iter_route_contexts(given):
        mounted = getattr(context, "original_route", context)
        if isinstance(mounted, Mount):
            yield from routes(mounted.app.routes, prefix + mounted.path)  # type: ignore[attr-defined]
        else:
            for method in context.methods or {"GET", "POST", "DELETE"}:
                yield method, prefix + str(context.path)


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return local_app(Settings(data_dir=tmp_path_factory.mktemp("none")))


@pytest.fixture(scope="module")
def blocks(application: Any) -> Any:
    return next(route.app for route in application.routes if isinstance(route, Mount)).get_blocks()


def filled(pattern: str) -> str:
    return re.sub(r"\{\w+\}", "x", re.sub(r"\{\w+:path\}", "x/y", pattern.replace("{api_name}", "ask").replace("{number}", "0")))


def test_every_address_of_the_application_has_a_row(application: Any) -> None:
    found = set(routes(application.routes))
    assert len(found) > 60
    assert [(method, path) for method, path in sorted(found) if row_for(method, filled(path)) is None] == []


def test_a_row_is_found_by_its_own_address() -> None:
    assert [row for row in ROWS if row_for(row.method, filled(row.pattern)) != row] == []


def test_every_function_of_the_page_has_a_row(blocks: Any) -> None:
    events = {function.api_name for function in blocks.fns.values() if function.fn is not None}
    components = {
        name
        for block in blocks.blocks.values()
        for name in dir(block)
        if not name.startswith("__") and getattr(getattr(block, name, None), "_is_server_fn", False)
    }
    assert {"ask", "search", "show"} <= events
    assert events | components <= set(FUNCTIONS)


def test_a_tool_changes_nothing_so_a_reader_may_call_it() -> None:
    assert set(TOOLS.values()) == {Role.LECTEUR}


def refusal(response: httpx.Response) -> str:
    if response.status_code not in (401, 403, 404):
        return ""
    told = response.read().decode("utf-8", "replace")
    return next((sentence for sentence in (UNKNOWN, LACKING, NOWHERE) if sentence in told), "")


def expected(least: Role, role: Role) -> str:
    if least is Role.NOBODY:
        return NOWHERE
    if role >= least:
        return ""
    return UNKNOWN if role is Role.ANYONE else LACKING


def knock(client: httpx.Client, method: str, path: str, **request: Any) -> str:
    with client.stream(method, path, **request) as response:  # some never end
        return refusal(response)


@pytest.mark.parametrize("who", KNOCKS)
def test_everybody_may_do_what_the_table_says(house: House, who: str) -> None:
    with house.client(who) as client:
        rows = [row for row in ROWS if row.pattern not in ("/connexion", "/deconnexion")]
        wrong = [
            (row.method, row.pattern, found)
            for row in rows
            if (found := knock(client, row.method, filled(row.pattern), **_asking(row))) != expected(row.least, KNOCKS[who])
        ]
    assert wrong == []


def _asking(row: Row) -> dict[str, Any]:
    """A body that names a function which everybody who may come in may call."""
    if row.pattern.startswith("/gradio_api/component_server"):
        return {"json": {"fn_name": "ask", "component_id": -1, "session_hash": "x", "data": None}}
    if row.pattern.endswith("queue/join"):
        return {"json": {"fn_index": 0, "data": [], "session_hash": "matrice"}}
    if row.pattern == "/mcp":
        return {"json": {"jsonrpc": "2.0", "id": 1, "method": "ping"}}
    return {"json": {"data": []}} if row.method == "POST" else {}


@pytest.mark.parametrize("who", KNOCKS)
def test_everybody_may_call_the_functions_that_the_table_says(house: House, who: str) -> None:
    with house.client(who) as client:
        wrong = [
            name
            for name, least in FUNCTIONS.items()
            if knock(client, "POST", "/gradio_api/component_server", json={"fn_name": name}) != expected(least, KNOCKS[who])
        ]
    assert wrong == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/gradio_api/component_server", {"fn_name": "get_config", "component_id": 1, "session_hash": "x", "data": None}, 404),
        ("/gradio_api/component_server", {"component_id": 1}, 400),
        ("/gradio_api/queue/join", {"fn_index": 999, "data": [], "session_hash": "x"}, 400),
        ("/gradio_api/queue/join", {"fn_index": "8", "data": [], "session_hash": "x"}, 400),
        ("/gradio_api/queue/join", {"fn_index": True, "data": [], "session_hash": "x"}, 400),
        ("/gradio_api/queue/join", {"data": [], "session_hash": "x"}, 400),
        ("/gradio_api/queue/join", [], 400),
        ("/gradio_api/call/inconnue", {"data": []}, 404),
        ("/gradio_api/call/v2/inconnue", {"data": []}, 404),
        ("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "efface", "arguments": {}}}, 404),
        ("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": []}, 400),
        ("/mcp", [{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "efface"}}], 404),
    ],
)
def test_a_call_that_hides_its_function_is_refused(house: House, path: str, body: object, status: int) -> None:
    with house.client("admin") as client:
        assert client.post(path, json=body).status_code == status


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=https://www.example.org/",
        "/gradio_api/proxy=https://www.example.org/",
        "//gradio_api/call/ask",
        "/gradio_api//queue/join",
        "/gradio_api/./upload",
        "/%2e%2e/etc/passwd",
        "/docs",
        "/openapi.json",
        "/gradio_api/mcp/",
    ],
)
@pytest.mark.parametrize("who", ["", "admin"])
def test_files_other_hosts_and_unwritten_addresses_are_served_to_no_one(house: House, path: str, who: str) -> None:
    with house.client(who) as client:
        assert {client.request(method, path).status_code for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS")} <= {404}


@pytest.mark.parametrize("name", ["comptes.sqlite", "catalogue.sqlite3"])
def test_no_address_gives_the_files_beside_the_index(house: House, name: str) -> None:
    paths = [f"/static/../{name}", f"/static/%2e%2e/{name}", f"/assets/{house.data_dir / name}", f"/svelte/..%2f{name}", f"/{name}"]
    with house.client("admin") as client:
        assert not [path for path in paths if b"SQLite format" in client.get(path).content]


def test_no_address_has_two_rows() -> None:
    assert len({(row.method, row.pattern) for row in ROWS}) == len(ROWS)
