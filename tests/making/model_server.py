"""A server of language models written for the tests: OpenAI’s chat interface over real HTTP and SSE; the model asked for is the role it plays."""

import asyncio
import json
import re
import socket
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

_PASSAGE = re.compile(r'<passage etiquette="P(\d+)"[^>]*>(.*?)</passage>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Script:
    """How a role behaves: what it writes, in pieces of so many characters, and what goes wrong."""

    text: str | Callable[[dict[int, str]], str] = ""
    piece: int = 7
    status: int = 200
    failures_first: int = 0  # requests refused with `status` before it answers
    wait_first_s: float = 0.0
    wait_each_s: float = 0.0
    finish: str | None = "stop"
    done: bool = True
    breaks: bool = False  # the connection is dropped in the middle
    raw: Sequence[str] = ()  # lines sent instead of well-formed events
    delta: dict[str, object] = field(default_factory=dict)  # sent before the text: tool calls, reasoning
    html: bool = False
    endless: bool = False


@dataclass
class ModelServer:
    """Plays `scripts` by name; counts requests, and keeps the last one."""

    scripts: dict[str, Script]
    url: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    last: dict[str, object] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/v1/chat/completions")
        async def chat(request: Request) -> Response:
            body = await request.json()
            self.last, role = body, body["model"]
            self.keys.append(request.headers.get("authorization", ""))
            self.asked[role] += 1
            script = self.scripts.get(role)
            if script is None:
                return JSONResponse({"error": {"message": f"model {role} not found"}}, 404)
            if script.status != 200 and (not script.failures_first or self.asked[role] <= script.failures_first):
                return JSONResponse({"error": {"message": "no, and your key is " + self.keys[-1]}}, script.status)
            if script.html:
                return HTMLResponse("<html><body>Portail captif</body></html>")
            passages = {int(number): text for number, text in _PASSAGE.findall(str(body["messages"][-1]["content"]))}
            text = script.text if isinstance(script.text, str) else script.text(passages)
            return StreamingResponse(_events(script, text), media_type="text/event-stream")

        return app


async def _events(script: Script, text: str) -> AsyncIterator[str]:
    await asyncio.sleep(script.wait_first_s)
    for line in script.raw:
        yield line
    if script.raw:
        return
    if script.delta:
        yield _event(script.delta)
    pieces = [text[start : start + script.piece] for start in range(0, len(text), script.piece)]
    for index, piece in enumerate(pieces):
        if script.breaks and index == len(pieces) // 2:
            raise ConnectionAbortedError("the role breaks off")
        yield _event({"content": piece})
        await asyncio.sleep(script.wait_each_s)
    while script.endless:
        yield _event({"content": text})
        await asyncio.sleep(0)
    yield _event({}, script.finish)
    if script.done:
        yield "data: [DONE]\n\n"


def _event(delta: dict[str, object], finish: str | None = None) -> str:
    chunk = {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "role",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"


@contextmanager
def serving(server: ModelServer) -> Iterator[ModelServer]:
    """Run the server on a port of loopback."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server.url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        running = uvicorn.Server(uvicorn.Config(server.app(), log_config=None, access_log=False, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            running.should_exit = True
            thread.join(10)
