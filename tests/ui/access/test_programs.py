"""Programs that ask: the MCP server through the client of the `mcp` package, the endpoints through `gradio_client`."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import jsonschema
import pytest
from gradio_client import Client as GradioClient
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client

from ui.access.table import TOOLS
from ui.shapes import AnswerShape

from .conftest import ROOT, House

ARGUMENTS: dict[str, dict[str, Any]] = {
    "ask": {"question": "Qui anime la fiche 1.1.4 ?"},
    "search": {"query": "lien social", "k": 3},
    "show": {"code": "1.1.2"},
    "funding": {"at": "2026-01-01"},
    "partners": {"query": "associations sportives"},
    "check": {"select": ["REF"], "at": "2026-01-01"},
}


def with_client(house: House, run: Callable[[Client], Awaitable[Any]], who: str = "lecteur", mode: str = "auto") -> Any:
    async def connected() -> Any:
        headers = {"Authorization": f"Bearer {house.tokens[who]}"} if who else {}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=60) as http,
            Client(streamable_http_client(f"{house.url}/mcp", http_client=http), mode=mode) as client,
        ):
            return await run(client)

    return asyncio.run(connected())


def call(house: House, name: str, arguments: dict[str, Any], **options: str) -> Any:
    return with_client(house, lambda client: client.call_tool(name, arguments), **options)


@pytest.fixture(scope="module")
def tools(house: House) -> dict[str, Any]:
    found = with_client(house, lambda client: client.list_tools())
    return {tool.name: tool for tool in found.tools}


def test_the_tools_are_those_of_the_table_and_only_read(tools: dict[str, Any]) -> None:
    assert set(tools) == set(TOOLS) == set(ARGUMENTS)
    assert all(tool.annotations.read_only_hint for tool in tools.values())


def test_every_tool_and_argument_is_described_in_french(tools: dict[str, Any]) -> None:
    for tool in tools.values():
        assert re.match(r"[A-ZÉ].*\.$", tool.description)
        for name, argument in tool.input_schema["properties"].items():
            assert re.match(r"[A-ZÉ«].*[.]$", argument["description"]), (tool.name, name)
            assert "type" in argument or "anyOf" in argument
        assert tool.input_schema["additionalProperties"] is False


@pytest.mark.parametrize("name", ARGUMENTS)
@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_tool_returns_what_its_schema_says(house: House, tools: dict[str, Any], name: str, mode: str) -> None:
    result = call(house, name, ARGUMENTS[name], mode=mode)
    assert not result.is_error
    jsonschema.validate(result.structured_content, tools[name].output_schema)
    assert json.loads(result.content[0].text) == result.structured_content


def test_the_tool_answers_as_the_endpoint_does(house: House) -> None:
    tool = AnswerShape.model_validate(call(house, "ask", ARGUMENTS["ask"]).structured_content)
    client = GradioClient(house.url, verbose=False, headers={"Authorization": f"Bearer {house.tokens['lecteur']}"})
    try:
        endpoint = AnswerShape.model_validate(client.predict(ARGUMENTS["ask"]["question"], api_name="/ask"))
    finally:
        client.close()
    text = (ROOT / "corpus" / "fiche-1.1.4.txt").read_bytes().decode("utf-8-sig")
    assert tool.citations == endpoint.citations
    assert [text[citation.start : citation.end] for citation in tool.citations] == ["Villes dans le cadre des projets de quartier"]


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("ask", {"question": ""}, "question"),
        ("ask", {}, "question"),
        ("ask", {"question": "Qui ?", "inconnu": 1}, "inconnu"),
        ("show", {"code": "9.9.9"}, "n’est pas indexée"),
        ("search", {"query": "culture", "k": 0}, "k"),
        ("funding", {"at": "demain"}, "date"),
    ],
)
def test_what_a_tool_cannot_do_is_told_in_a_french_sentence(house: House, name: str, arguments: dict[str, Any], told: str) -> None:
    result = call(house, name, arguments)
    assert result.is_error
    assert told in result.content[0].text
    assert re.match(r"^[A-ZÉÀ«].*\.$", result.content[0].text)


def test_without_a_token_an_assistant_is_told_no(house: House) -> None:
    with pytest.raises(BaseException, match=r"401|Il faut se connecter|unhandled errors") as raised:
        call(house, "ask", ARGUMENTS["ask"], who="")
    assert not isinstance(raised.value, AssertionError)


def test_gradio_s_client_is_told_no_without_a_token(house: House) -> None:
    with pytest.raises(Exception, match=r"401|credentials|login|Could not"):
        GradioClient(house.url, verbose=False)
