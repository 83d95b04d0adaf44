"""Several web processes over one index whose vectors a Chroma server keeps: one generation for all, and no answer lost to a restart."""

import dataclasses
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.bench.growth import HashEmbedder
from tests.making.chroma_server import ChromaServer, free_port
from ui import wiring
from ui.settings import Settings

ROOT = Path(__file__).parents[2]
_PROCESSES = 3
# What answers behind the page of each process, without the page, which takes seconds to start.
WEB = """
import sys
import uvicorn
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from ingest.errors import FichesError
from ui.settings import load_settings
from ui.wiring import Desk

desk, app = Desk(load_settings()), FastAPI()

@app.get("/ask")
def ask(q: str) -> PlainTextResponse:
    try:
        return PlainTextResponse(desk.answerer().answer(q).markdown)
    except FichesError as error:
        return PlainTextResponse(str(error), status_code=503)

uvicorn.run(app, port=int(sys.argv[1]), log_level="warning")
"""
_BY_MEANING = ("Quelles actions pour la mixité ?", "Comment aider les familles à sortir ?", "Que fait-on pour la culture ?")


@dataclass(frozen=True)
class Service:
    settings: Settings
    server: ChromaServer
    urls: tuple[str, ...]

    def index(self, name: str) -> None:
        with wiring.index_builder(self.settings) as builder:
            report = dataclasses.replace(builder, embedder=HashEmbedder()).index([str(ROOT / "corpus" / name)])
        assert not report.failed

    def ask_all(self, question: str) -> list[str]:
        """Ask each process at once, and return their pages."""
        with ThreadPoolExecutor(_PROCESSES) as pool:
            return list(pool.map(lambda url: _page(f"{url}/ask?q={quote(question)}"), self.urls))


def _page(url: str) -> str:
    with urllib.request.urlopen(url, timeout=120) as response:
        return str(response.read().decode())


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline and process.poll() is None:
        try:
            _page(f"{url}/openapi.json")
            return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    pytest.fail("a web process did not start")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), chroma_url=server.url)
    service = Service(settings, server, tuple(f"http://127.0.0.1:{free_port()}" for _ in range(_PROCESSES)))
    service.index("fiche-1.1.4.txt")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "FICHES_DATA_DIR": str(settings.data_dir),
        "FICHES_CHROMA_URL": server.url,
    }
    with ExitStack() as stack:
        stack.callback(server.kill)
        log = stack.enter_context((settings.data_dir / "web.log").open("wb"))
        processes = []
        for url in service.urls:
            command = [sys.executable, "-c", WEB, url.rpartition(":")[2]]
            process = subprocess.Popen(command, cwd=settings.data_dir, env=environment, stdout=log, stderr=log)
            stack.callback(process.wait, 30)
            stack.callback(process.terminate)
            processes.append(process)
        for url, process in zip(service.urls, processes, strict=True):
            _wait(url, process)
        yield service


def test_all_processes_give_one_answer_and_take_up_a_new_generation_together(service: Service) -> None:
    assert len(set(service.ask_all(_BY_MEANING[0]))) == 1
    assert all("pas indexée" in page for page in service.ask_all("Qui anime la fiche 1.1.2 ?"))
    service.index("fiche-1.1.2-v2017.txt")
    assert all("pas indexée" not in page for page in service.ask_all("Qui anime la fiche 1.1.2 ?"))


def test_questions_asked_while_the_server_is_killed_and_restarts_are_answered(service: Service) -> None:
    before = service.ask_all(_BY_MEANING[0])
    service.server.kill()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(service.ask_all, _BY_MEANING[1])
        time.sleep(0.5)
        service.server.start()
        during = waiting.result(timeout=120)
    assert len(set(during)) == 1
    assert service.ask_all(_BY_MEANING[0]) == before
    assert len(set(service.ask_all(_BY_MEANING[2]))) == 1


def test_indexing_goes_on_where_the_server_comes_back(service: Service, tmp_path: Path) -> None:
    """The store of a run that has begun waits for the server as the readers do."""
    store = wiring.open_vectors(service.settings, "probe")
    rows = next(iter(HashEmbedder().embed_passages(["un", "deux"])))[1]
    part = store.write(2, [(["un", "deux"], rows)])
    service.server.kill()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(store.missing, [part], ["un", "deux", "trois"])
        service.server.start()
        assert waiting.result(timeout=60) == ["trois"]
