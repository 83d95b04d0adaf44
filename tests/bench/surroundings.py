"""Faults around the index: its server, its clock, its disk, its writers, and the servers that it asks.

Each function brings one about and raises AssertionError where something is lost, is not told in one French sentence, is not named by the
doctor, or is not mended by what the doctor says.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx

from ingest.errors import StorageError
from tests.bench import faults
from tests.bench._common import CORPUS, ROOT
from tests.bench.page_load import _free_port, _wait_for
from tests.making.model_server import ModelServer, Script, serving
from ui import wiring
from ui.settings import Settings

_WAIT_S = 60.0
# Read by Python before anything else: a clock that is wrong by so many days, for `time` and for `datetime`.
_WRONG_CLOCK = """
import datetime, os, time
days, right = float(os.environ["FICHES_TEST_DAYS"]), time.time
time.time = lambda: right() + days * 86_400
class Jumped(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
datetime.datetime = Jumped
"""


def wrong(data_dir: Path, **settings: Any) -> dict[str, tuple[str, str]]:
    """What the doctor finds, and its repair, by the name of the check; but for the free room."""
    checks = wiring.examine(Settings(data_dir=data_dir, **settings))
    return {check.name: (check.found, check.repair) for check in checks if check.repair and check.name != "disque"}


def one_sentence(run: "subprocess.CompletedProcess[str]") -> str:
    """Return what a command that failed has told: one French sentence, and no traceback."""
    told = [line for line in run.stderr.strip().splitlines() if not line.startswith((faults.READING, faults.EMBEDDING))]
    assert (run.returncode, len(told)) == (2, 1), (run.returncode, run.stderr[-800:])
    return told[0]


def two_writers(ground: faults.Ground, folder: Path) -> None:
    """Start two runs at the same moment: each is done or told to wait, and nothing is lost."""
    data_dir = faults.copied(ground.data_dir, folder / "data")
    command = [sys.executable, "-m", "ui.cli", "index", str(ground.addition), "--json"]
    environment = {**os.environ, "FICHES_DATA_DIR": str(data_dir)}
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) for _ in range(2)]
    ended = [(*run.communicate(), run.returncode) for run in runs]
    assert 0 in (code for _out, _err, code in ended), ended
    for out, err, code in ended:
        if code:
            told = one_sentence(subprocess.CompletedProcess(command, code, out, err))
            assert "Une autre indexation est en cours" in told, told
    assert wrong(data_dir) == {}


def wrong_clock(ground: faults.Ground, folder: Path) -> None:
    """Index when the clock is a year ahead, then when it is two years behind: readers go on, and nothing is lost."""
    data_dir, site = faults.copied(ground.data_dir, folder / "data"), folder / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(_WRONG_CLOCK, encoding="utf-8")
    more = folder / "encore.txt"
    more.write_text("FICHE 9.9.1\n\nContexte\nUn constat.\n\nAnimateur\nVille\n", encoding="utf-8")
    desk = wiring.Desk(Settings(data_dir=data_dir))
    before = desk.answerer().answer("Quelles actions pour la mixité ?").markdown
    for days, path in ((365, ground.addition), (-730, more)):
        environment = {**os.environ, "FICHES_DATA_DIR": str(data_dir), "FICHES_TEST_DAYS": str(days)}
        environment["PYTHONPATH"] = os.pathsep.join([str(site), str(ROOT)])
        command = [sys.executable, "-m", "ui.cli", "index", str(path), "--json"]
        run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert run.returncode == 0, run.stderr[-800:]
        assert desk.answerer().answer("Qui anime la fiche 9.9.1 ?" if days < 0 else "Qui anime la fiche 1.1.4 ?").citations
    assert before
    made = [generation.made_at[:4] for generation in desk.answerer().library.catalogue.generations()]
    assert made[-2] > made[-1], made  # the clock did jump
    assert wrong(data_dir) == {}


def read_only_disk(ground: faults.Ground, disk: Path) -> None:
    """Make a disk read-only: answers go on as far as they can, the doctor names it, and its command mends it."""
    data_dir = faults.copied(ground.data_dir, disk / "lecture-seule")
    mount = ["mount", "-o", "remount,ro", str(disk)]
    subprocess.run(mount, check=True)
    try:
        asked = faults.fiches(data_dir, "ask", "Qui anime la fiche 1.1.4 ?")
        assert (asked.returncode, "Villes dans le cadre" in asked.stdout) == (0, True), asked.stderr
        told = one_sentence(faults.index(data_dir, ground.addition))
        assert "lecture seule" in told or "ne peut pas être" in told, told
        found, repair = next(iter(wrong(data_dir).values()))
        assert "lecture seule" in found, found
        subprocess.run(repair, shell=True, check=True)
        assert wrong(data_dir) == {}
        assert faults.index(data_dir, ground.addition).returncode == 0
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        shutil.rmtree(data_dir)


def model_that_dies(data_dir: Path) -> None:
    """A language model whose server breaks off in the middle, then is gone, then is back."""
    written = "Les villes animent la fiche dans le cadre des projets de quartier [P1]. Elles le font avec d’autres [P1]."
    model = ModelServer({"meurt": Script(text=written, breaks=True), "vit": Script(text=written)})
    question = "Qui anime la fiche 1.1.4 ?"
    with serving(model):
        settings = {"llm": "openai:meurt", "llm_base_url": model.url, "llm_api_key": "x"}
        answer = wiring.answerer(Settings(data_dir=data_dir, **settings)).answer(question)
        assert answer.mode == "fallback"
        assert answer.citations, answer
        assert any("modèle de langue" in notice for notice in answer.notices), answer.notices
    found, repair = wrong(data_dir, **settings)["modèle de langue"]
    assert repair.startswith("démarrez le serveur du modèle"), (found, repair)
    again = ModelServer({"vit": Script(text=written)})
    with serving(again):
        assert wrong(data_dir, llm="openai:vit", llm_base_url=again.url, llm_api_key="x") == {}


@contextmanager
def chroma_server(folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + _WAIT_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None
                assert time.monotonic() < deadline, "the Chroma server did not start"
                time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait(timeout=10)


def chroma_that_dies(folder: Path) -> None:
    """A Chroma server that is killed, and comes back: a running reader goes on by itself."""
    port, vectors = _free_port(), folder / "chroma"
    vectors.mkdir()
    settings = Settings(data_dir=folder / "data", chroma_url=f"http://127.0.0.1:{port}")
    question = "Quelles actions pour la mixité ?"
    with chroma_server(vectors, port) as server:
        with wiring.index_builder(settings) as builder:
            builder.index([str(CORPUS / "fiche-1.1.4.txt")])
        desk = wiring.Desk(settings)
        before = desk.answerer().answer(question).markdown
        server.kill()
        server.wait()
        try:
            desk.answerer().answer("Comment les habitants des quartiers se rencontrent-ils ?")
        except StorageError as error:
            told = str(error)
        else:
            raise AssertionError("answered without its vectors")
        assert "FICHES_CHROMA_URL" in told, told
        found, repair = wrong(settings.data_dir, chroma_url=settings.chroma_url)["base vectorielle"]
        assert "ne répond pas" in found, found
        assert "chroma run" in repair, repair
    with chroma_server(vectors, port):
        assert wrong(settings.data_dir, chroma_url=settings.chroma_url) == {}
        assert desk.answerer().answer("Comment les habitants des quartiers se rencontrent-ils ?")
        assert desk.answerer().answer(question).markdown == before


def server_killed(ground: faults.Ground, folder: Path) -> None:
    """Kill a server while it indexes what was sent to it: its child ends, the index is whole, and the next run does the rest."""
    data_dir = faults.copied(ground.data_dir, folder / "data")
    port = _free_port()
    environment = {**os.environ, "FICHES_DATA_DIR": str(data_dir), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "ui.cli", "serve", "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, cwd=folder) as server:
        try:
            _wait_for(url, server)
            sent = [("fichiers", (path.name, path.read_bytes(), "text/plain")) for path in sorted(ground.addition.iterdir())]
            assert httpx.post(f"{url}/vue/corpus/fichiers", files=sent, timeout=60).status_code == 303
        finally:
            server.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + _WAIT_S
    while (data_dir / "index.owner.json").exists() and time.monotonic() < deadline:
        time.sleep(0.1)  # the child sees that nobody listens any more
    assert wrong(data_dir) == {}
    assert faults.fiches(data_dir, "ask", "Qui anime la fiche 1.1.4 ?").returncode == 0
    run = faults.index(data_dir, data_dir / "uploads")
    assert run.returncode == 0, run.stderr[-800:]
    assert wrong(data_dir) == {}
    with closing(wiring.library(Settings(data_dir=data_dir)).catalogue) as catalogue:
        assert catalogue.count("fiche") == 2 + len(sent)
