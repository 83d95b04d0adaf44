"""An index of the two real fiches, and the page that answers from it, in a process that cannot reach another machine."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.making.chromium import chromium
from ui.settings import Settings
from ui.wiring import index_builder

ROOT = Path(__file__).parents[2]

# The page as `fiches serve` runs it; an audit hook sees every connection, whoever makes it.
SERVER = """
import sys
def refuse(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple) and not str(args[1][0]).startswith(("127.", "::1", "localhost")):
        sys.stderr.write(f"REFUSED {args[1]}\\n")
        raise OSError(101, "Network is unreachable")
    if event == "socket.getaddrinfo" and args[0] not in (None, "127.0.0.1", "::1", "localhost", b"127.0.0.1"):
        sys.stderr.write(f"REFUSED {args[0]}\\n")
        raise OSError(101, "Network is unreachable")
sys.addaudithook(refuse)
from pathlib import Path
from typing import Any
from ui.app import serve_page
from ui.settings import Settings
settings = Settings(data_dir=Path(sys.argv[1]), max_question_chars=300)
serve_page(settings, host="127.0.0.1", port=0, on_ready=lambda line: print(line, file=sys.stderr, flush=True))
"""


@dataclass(frozen=True)
class Page:
    url: str
    process: subprocess.Popen[bytes]
    log: Path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with index_builder(settings) as builder:
        report = builder.index([str(ROOT / "corpus")], prune=False, dry_run=False)
    assert report.fiches == 2
    return settings


@pytest.fixture(scope="session")
def page(indexed: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    log = tmp_path_factory.mktemp("page") / "stderr.txt"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with log.open("wb") as stderr:
        process = subprocess.Popen([sys.executable, "-c", SERVER, str(indexed.data_dir)], cwd=log.parent, stderr=stderr, env=environment)
    try:
        yield Page(_wait_for_url(process, log), process, log)
    finally:
        process.terminate()
        process.wait(timeout=15)


def _wait_for_url(process: "subprocess.Popen[bytes]", log: Path) -> str:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text(encoding="utf-8")):
            return found.group(0)
        time.sleep(0.05)
    pytest.fail(f"the page did not start:\n{log.read_text(encoding='utf-8')}")
