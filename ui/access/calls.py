"""Which function of the page a request calls: Gradio writes it in the address, or in the body."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.types import Message, Receive

_CALL = "/gradio_api/call/"
_JOIN = "/gradio_api/queue/join"
_SERVER = "/gradio_api/component_server"
MCP = "/mcp"
# Questions and their history are text: what is longer is no question.
MAX_BYTES = 4_000_000

FunctionName = Callable[[int], str | None]  # the name of a function of the page by its number


class Bounded:
    """The body of a request, which breaks off where it is longer than it may be, whatever length was announced."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self.most = receive, most
        self._seen = 0
        self.exceeded = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        self.exceeded = self.exceeded or self._seen > self.most
        return {"type": "http.disconnect"} if self.exceeded else message


def reads_body(method: str, path: str) -> bool:
    return method == "POST" and (path in (_JOIN, MCP) or path.startswith((_CALL, _SERVER)))


def called(path: str, body: bytes, name_of: FunctionName) -> list[str] | None:
    """Return the names of the functions of the page, or of the tools, that a request calls; None where that cannot be told."""
    if path.startswith(_CALL):
        # « /gradio_api/call/v2/ask » and « /gradio_api/call/ask/ » too.
        return [path.removeprefix(_CALL).removeprefix("v2/").rstrip("/")]
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if path == MCP:
        return _tools(given)
    if not isinstance(given, Mapping):
        return None
    name = given.get("fn_name") if path.startswith(_SERVER) else _by_number(given, name_of)
    return [name] if isinstance(name, str) else None


def _by_number(given: Mapping[str, Any], name_of: FunctionName) -> str | None:
    number = given.get("fn_index")
    # pydantic would read "3" and 3.0 as 3: whoever writes a number otherwise is no client of ours.
    return name_of(number) if type(number) is int else None


def _tools(given: object) -> list[str] | None:
    """The tools of one message, or of several at once; messages that call none are free to whoever may speak to the server."""
    messages = given if isinstance(given, list) else [given]
    names: list[str] = []
    for message in messages:
        if not isinstance(message, Mapping):
            return None
        if message.get("method") == "tools/call":
            parameters = message.get("params")
            name = parameters.get("name") if isinstance(parameters, Mapping) else None
            if not isinstance(name, str):
                return None
            names.append(name)
    return names


async def read_body(receive: Receive) -> tuple[bytes, Receive]:
    """Read a request, and return what gives it again to whoever comes after."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"", _again([message], receive)
        body.extend(message.get("body", b""))
        if not message.get("more_body"):
            whole = bytes(body)
            return whole, _again([{"type": "http.request", "body": whole, "more_body": False}], receive)


def _again(messages: list[Message], receive: Receive) -> Receive:
    async def given() -> Message:
        return messages.pop(0) if messages else await receive()

    return given
