"""A Monday morning: a hundred people at once for five minutes, fiches sent and read again meanwhile, then a flood.

    make soak            # PEOPLE=100 SECONDS=300

Prints p50, p95, throughput, errors, memory, the median before and during an indexing, and how a flood beyond the queue is answered.
Fails on any error, or where the median during an indexing is over twice the one before and the target.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from argon2 import PasswordHasher

from tests.bench._common import CORPUS, FICTIONAL, ROOT, indexed
from tests.bench.page_load import _free_port, _wait_for
from ui import wiring
from ui.access.access import SESSION_COOKIE
from ui.access.accounts import Accounts
from ui.access.keys import Sessions
from ui.access.roles import Role
from ui.settings import Settings
from ui.watch.logs import kept_lines

_PEOPLE_FILE = Path(__file__).with_name("soak_people.py")
_QUICK_MS = 150.0  # a median below this is at once for who waits, whatever it was before
_NEW = "FICHE 8.{number}.1\n\nUNE ACTION DU LUNDI {number}\n\n\tContexte\n\n\t{lines}\n\n\tAnimateur\n\tVille\n"


@dataclass(frozen=True, slots=True)
class Request:
    at: float
    name: str
    ms: float
    status: int
    error: str = ""

    @property
    def answered(self) -> bool:
        return self.status == 200

    @property
    def turned_away(self) -> bool:
        return self.status == 429


def crowd(url: str, sessions: Sequence[str], codes: Sequence[str], *, people: int, seconds: float, think_s: float = 6.0) -> list[Request]:
    """Let so many people use the page for so long; return what each request took, oldest first."""
    with tempfile.TemporaryDirectory(prefix="fiches-soak-") as folder:
        out = Path(folder) / "requests.json"
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "FICHES_SOAK_OUT": str(out),
            "FICHES_SOAK_SESSIONS": ",".join(sessions),
            "FICHES_SOAK_CODES": ",".join(codes),
            "FICHES_SOAK_THINK_S": str(think_s),
        }
        options = ["--headless", "--users", str(people), "--spawn-rate", str(max(people / 5, 1)), "--run-time", f"{seconds:.0f}s"]
        command = [sys.executable, "-m", "locust", "-f", str(_PEOPLE_FILE), "--host", url, "--stop-timeout", "30", *options]
        run = subprocess.run([*command, "--only-summary"], env=environment, capture_output=True, text=True, check=False)
        if not out.exists():
            raise SystemExit(run.stderr[-2_000:])
        return sorted((Request(*one) for one in json.loads(out.read_text(encoding="utf-8"))), key=lambda request: request.at)


@dataclass
class Coordinator:
    """Somebody who sends fiches and has all of them read again, from one moment to another."""

    url: str
    session: str
    begins: float
    ends: float
    runs: int = 0
    refused: list[int] = field(default_factory=list)

    def work(self) -> None:
        headers = {"Cookie": f"{SESSION_COOKIE}={self.session}", "Origin": self.url, "HX-Request": "true"}
        time.sleep(max(self.begins - time.time(), 0))
        with httpx.Client(base_url=self.url, headers=headers, timeout=120) as client:
            while time.time() < self.ends:
                number = self.runs % 9 + 1
                lines = "\n\t".join(f"Un constat n° {line} du passage {self.runs}, noté au marché." for line in range(200))
                text = _NEW.format(number=number, lines=lines)
                sent = client.post("/vue/corpus/fichiers", files={"fichiers": (f"lundi-{number}.txt", text.encode(), "text/plain")})
                if sent.status_code != 303:
                    self.refused.append(sent.status_code)
                self._wait(client)
                client.post("/vue/corpus/refaire")
                self._wait(client)
                self.runs += 1

    @staticmethod
    def _wait(client: httpx.Client) -> None:
        while client.get("/vue/corpus/etat").status_code == 200:
            time.sleep(0.5)


async def _flood(url: str, sessions: Sequence[str], requests: int) -> tuple[Counter[int], bool]:
    """Send so many requests at the same moment; return their statuses, and whether each 429 says when to come back."""
    limits = httpx.Limits(max_connections=requests)
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits) as client:
        asked = [
            client.get(
                "/texte",
                params={"q": f"Quelles actions n° {n} pour les jeunes ?"},
                headers={"Cookie": f"{SESSION_COOKIE}={sessions[n % len(sessions)]}"},
            )
            for n in range(requests)
        ]
        answers = await asyncio.gather(*asked)
    polite = all(answer.headers.get("retry-after", "").isdigit() for answer in answers if answer.status_code == 429)
    return Counter(answer.status_code for answer in answers), polite


def flood(url: str, sessions: Sequence[str], requests: int) -> tuple[Counter[int], bool]:
    return asyncio.run(_flood(url, sessions, requests))


def resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))) / 1024


@contextmanager
def _server(data_dir: Path) -> Iterator[tuple[str, int]]:
    port = _free_port()
    command = [sys.executable, "-m", "ui.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(ROOT), "FICHES_DATA_DIR": str(data_dir)}, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}", server)
        yield f"http://127.0.0.1:{port}", server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)


@contextmanager
def ready(given: Path | None) -> Iterator[Settings]:
    """An index of the real fiches and of a fictional town, or a copy of the one that is given."""
    if given is None:
        with indexed(CORPUS, FICTIONAL) as settings:
            yield settings
        return
    with tempfile.TemporaryDirectory(prefix="fiches-soak-") as folder:
        yield Settings(data_dir=Path(shutil.copytree(given, Path(folder) / "data")))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _table(requests: Sequence[Request]) -> None:
    _say(f"{'adresse':24} {'demandes':>9} {'p50 ms':>8} {'p95 ms':>8}")
    for name in [*sorted({request.name for request in requests}), ""]:
        times = sorted(request.ms for request in requests if request.answered and name in (request.name, ""))
        if times:
            _say(f"{name or 'toutes':24} {len(times):9} {statistics.median(times):8.0f} {times[int(0.95 * (len(times) - 1))]:8.0f}")


def _median(requests: Sequence[Request], begins: float, ends: float) -> float:
    return statistics.median([request.ms for request in requests if request.answered and begins <= request.at < ends] or [0.0])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--think", type=float, default=6.0, help="seconds between two requests of a person, on average")
    parser.add_argument("--index", type=Path, help="data directory of an index to copy, else one is made")
    options = parser.parse_args()
    with ready(options.index) as settings:
        accounts = Accounts(Path(settings.data_dir), PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        opened = Sessions(accounts, hours=12)
        sessions = [opened.open(accounts.add(f"personne-{n}", Role.LECTEUR, f"un long mot de passe {n}")) for n in range(options.people)]
        boss = opened.open(accounts.add("coordinatrice", Role.COORDINATEUR, "un long mot de passe aussi"))
        codes = [record.code for record in wiring.library(settings).current]
        with _server(Path(settings.data_dir)) as (url, pid):
            crowd(url, sessions, codes, people=min(options.people, 20), seconds=min(options.seconds / 10, 20), think_s=2.0)
            at_start, started = resident_mb(pid), time.time()
            third = options.seconds / 3
            coordinator = Coordinator(url, boss, started + third, started + 2 * third)
            worker = threading.Thread(target=coordinator.work)
            worker.start()
            requests = crowd(url, sessions, codes, people=options.people, seconds=options.seconds, think_s=options.think)
            worker.join()
            at_end = resident_mb(pid)
            statuses, polite = flood(url, sessions, 4 * settings.max_waiting)
            after = httpx.get(f"{url}/healthz").status_code
        lines = list(kept_lines(Path(settings.data_dir), 100_000))
        failures = [" < ".join(reversed(list(map(str, line["error"]))[-3:])) for line in lines if isinstance(line.get("error"), list)]
    errors = [request for request in requests if not request.answered and not request.turned_away]
    length = requests[-1].at - requests[0].at
    calm, busy = _median(requests, started + third / 3, started + third), _median(requests, started + third, started + 2 * third)
    _say(f"{options.people} personnes pendant {options.seconds:.0f} s, {options.think:.0f} s entre deux demandes")
    _table(requests)
    _say(
        f"{len(requests) / length:.1f} demandes par seconde ; erreurs : {len(errors)} ; remises à plus tard : {len([r for r in requests if r.turned_away])}"
    )
    for (name, status, error), times in Counter((request.name, request.status, request.error) for request in errors).most_common(12):
        _say(f"  {times} × {name} : {status} {error}")
    for told, times in Counter(failures).most_common(5):
        _say(f"  {times} × au journal du serveur : {told}")
    _say(f"mémoire : {at_start:.0f} Mo au début, {at_end:.0f} Mo à la fin")
    _say(
        f"médiane avant · pendant {coordinator.runs} dépôts et réindexations : {calm:.0f} · {busy:.0f} ms ; dépôts refusés : {len(coordinator.refused)}"
    )
    _say(
        f"{statuses.total()} demandes au même instant : {dict(sorted(statuses.items()))}, Retry-After partout : {polite} ; ensuite /healthz : {after}"
    )
    slower = busy > max(2 * calm, _QUICK_MS)
    return int(bool(errors or coordinator.refused or slower or not polite or after != 200 or set(statuses) - {200, 429}))


if __name__ == "__main__":
    sys.exit(main())
