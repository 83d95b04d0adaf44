"""A server for three people and three programs, on another address of this machine."""

import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher

from ui.access.access import SESSION_COOKIE
from ui.access.accounts import Accounts
from ui.access.keys import Sessions, Tokens
from ui.access.roles import ROLES
from ui.settings import Settings
from ui.wiring import index_builder

ROOT = Path(__file__).parents[3]
HOST = "127.0.0.2"
SERVER = """
import sys
from ui.app import serve_page
from ui.settings import Settings
serve_page(Settings(), host=sys.argv[1], port=0, on_ready=lambda line: print(line, file=sys.stderr, flush=True))
"""

# The suite asks more often than people do.
_OFTEN = {"FICHES_USER_PER_MINUTE": "1000000", "FICHES_ADDRESS_PER_MINUTE": "1000000"}


@dataclass(frozen=True)
class House:
    """A server, and the ways of coming in."""

    url: str
    data_dir: Path
    sessions: dict[str, str]
    tokens: dict[str, str]

    def client(self, who: str = "") -> httpx.Client:
        """A client as « lecteur » with a session, « jeton lecteur » with a token, or nobody."""
        headers = {"Origin": self.url}
        if who.startswith("jeton "):
            headers["Authorization"] = f"Bearer {self.tokens[who.removeprefix('jeton ')]}"
        elif who:
            headers["Cookie"] = f"{SESSION_COOKIE}={self.sessions[who]}"
        return httpx.Client(base_url=self.url, headers=headers, timeout=30)


def password(name: str) -> str:
    return f"un long mot de passe pour {name}"


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    with index_builder(Settings(data_dir=folder)) as builder:
        builder.index([str(ROOT / "corpus")], prune=False, dry_run=False)
    return folder


@contextmanager
def served(data_dir: Path, host: str = HOST, **settings: str) -> Iterator[str]:
    log = data_dir / f"stderr-{secrets.token_hex(4)}.txt"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "FICHES_DATA_DIR": str(data_dir), **_OFTEN, **settings}
    with log.open("wb") as stderr:
        process = subprocess.Popen([sys.executable, "-c", SERVER, host], cwd=log.parent, stderr=stderr, env=environment)
    try:
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline and process.poll() is None:
            if found := re.search(r"http://[\d.]+:\d+", log.read_text(encoding="utf-8")):
                yield found.group(0)
                return
            time.sleep(0.05)
        pytest.fail(f"the page did not start:\n{log.read_text(encoding='utf-8')}")
    finally:
        process.terminate()
        process.wait(timeout=15)


@pytest.fixture(scope="session")
def house(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(data_dir, folder)
    accounts = Accounts(folder, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    sessions, tokens, ended = Sessions(accounts, hours=1), Tokens(accounts), Sessions(accounts, hours=-1)
    people = {role.word: accounts.add(role.word, role, password(role.word)) for role in ROLES}
    keys = {name: sessions.open(user) for name, user in people.items()}
    keys["parti"] = sessions.open(accounts.add("parti", ROLES[-1], password("parti")))
    accounts.remove("parti")
    keys["session finie"] = ended.open(people["admin"])
    programs = {role.word: tokens.add(f"programme-{role.word}", role) for role in ROLES}
    programs["faux"] = "fiches_faux"
    programs["repris"] = tokens.add("repris", ROLES[-1])
    tokens.remove("repris")
    with served(folder) as url:
        yield House(url, folder, keys, programs)


@pytest.fixture(scope="session")
def open_house(data_dir: Path) -> Iterator[str]:
    """A page without accounts, as on the machine of one person."""
    with served(data_dir, "127.0.0.1") as url:
        yield url
