"""Odd requests to the whole application, gate and Gradio included, and what must hold of every answer."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from fastapi.routing import APIRoute, iter_route_contexts
from starlette.testclient import TestClient

from tests.security.fuzzing import Target
from tests.security.payloads import escapes, hostile_text
from tests.security.questions import question
from ui.access.headers import ALWAYS
from ui.access.roles import Role
from ui.access.table import ROWS, TOOLS, Row
from ui.app import local_app
from ui.settings import Settings

# Answers that go on for as long as the page is open, and what starts an indexing: other tests are about them.
_LEFT_OUT = ("heartbeat", "queue/data", "event_id", "startup-events", "/vue/corpus/fichiers", "/actualiser", "/refaire", "/arreter")
# The fields of the forms, which no signature names.
_FIELDS = (
    "question", "avant", "commentaire", "motif", "par", "nom", "source", "constat", "reponse", "avis", "format", "texte", "projet", "suite",
    "tours", "raison", "code", "rubrique", "generation",
)  # fmt: skip
_VALUES: tuple[Any, ...] = (None, True, 0, -1, 10**12, 1.5, "", [], {}, ["x"], {"a": {}}, "2026-13-45", "1.1.2", "animateur", "NaN", [[[]]])


@contextmanager
def application(settings: Settings) -> Iterator[TestClient]:
    """The application as `fiches serve` runs it for one person, asked without a socket."""
    often = settings.model_copy(update={"user_per_minute": 10**9, "address_per_minute": 10**9})
    with TestClient(local_app(often), base_url="http://127.0.0.1", raise_server_exceptions=False, follow_redirects=False) as client:
        client.headers["Origin"] = "http://127.0.0.1"
        yield client


def server_targets(client: TestClient) -> list[Target]:
    arguments = dict(_arguments(client.app))
    rows = [row for row in ROWS if row.least is not Role.NOBODY and not any(part in row.pattern for part in _LEFT_OUT)]

    def address(seed: int) -> bool:
        random = Random(seed)
        row = random.choice(rows)
        return _holds(_send(client, random, row, arguments.get(row.pattern, ())))

    def tool(seed: int) -> bool:
        random = Random(seed)
        given = {name: _value(random) for name in random.sample(_ARGUMENTS, k=random.randrange(4))}
        asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": random.choice(sorted(TOOLS)), "arguments": given}}
        if random.random() < 0.2:
            asked[random.choice(("method", "params", "id", "jsonrpc"))] = _value(random)
        accept = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
        return _holds(client.post("/mcp", content=json.dumps(asked).encode("utf-8", "surrogatepass"), headers=accept))

    return [Target("serveur", "adresses", address), Target("serveur", "mcp", tool)]


_ARGUMENTS = (
    "question",
    "query",
    "code",
    "fiche",
    "section",
    "version",
    "k",
    "at",
    "history",
    "kind",
    "pilier",
    "theme",
    "role",
    "sort",
    "select",
)


def _arguments(app: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What each address of ours takes after its question mark."""
    for context in iter_route_contexts(app.routes):
        route = getattr(context, "original_route", context)
        if isinstance(route, APIRoute):
            yield str(context.path), tuple(parameter.alias for parameter in route.dependant.query_params)


def _send(client: TestClient, random: Random, row: Row, names: tuple[str, ...]) -> Any:
    path = row.pattern
    for name in re.findall(r"\{[\w:]+\}", path):
        path = path.replace(name, quote(random.choice((_text(random), "0", "ask")), safe="") or "0")
    headers = {"Accept": random.choice(("text/html", "*/*", "application/json"))}
    if random.random() < 0.3:
        headers |= {"HX-Request": "true", "HX-Target": random.choice(("view", "drawer-body", "x"))}
    query = {name: _text(random) for name in names if random.random() < 0.7}
    url = f"{path}?{urlencode(query)}"
    if row.method == "POST":
        if random.random() < 0.5:
            return client.post(url, data={name: _text(random) for name in random.sample(_FIELDS, k=5)}, headers=headers)
        return client.post(url, content=json.dumps(_value(random)).encode("utf-8", "surrogatepass"), headers=headers)
    return client.request(row.method, url, headers=headers)


def _text(random: Random) -> str:
    made = random.choice((hostile_text, question, lambda one: str(one.choice(_VALUES))))(random)
    return made.encode("utf-8", "replace").decode()[:400]


def _value(random: Random) -> Any:
    return random.choice(_VALUES) if random.random() < 0.5 else hostile_text(random) if random.random() < 0.5 else question(random)


def _holds(response: Any) -> bool:
    """No fault of the server, nothing of its inside, no text of the case that is no text."""
    asked = f"{response.request.method} {response.request.url}"
    assert response.status_code < 500, (asked, response.status_code, response.text[:500])
    assert "Traceback (most recent call last)" not in response.text, asked
    assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS, (asked, response.headers)
    if response.headers.get("content-type", "").startswith("text/html"):
        assert escapes(response.text) == [], asked
    return response.status_code < 400
