"""The people of `make soak`, for locust: they read, ask, look things up and think in between.

Each takes a session of FICHES_SOAK_SESSIONS. What every request took is written to FICHES_SOAK_OUT when the run ends.
"""

import json
import os
import random
import time
import uuid
from itertools import count
from pathlib import Path
from typing import Any

from locust import HttpUser, between, events, task

SESSIONS = os.environ["FICHES_SOAK_SESSIONS"].split(",")
CODES = os.environ["FICHES_SOAK_CODES"].split(",")
THINK_S = float(os.environ.get("FICHES_SOAK_THINK_S", "6"))
QUESTIONS = (
    "Qui anime la fiche {code} ?",
    "Quels sont les objectifs de la fiche {code} ?",
    "Quels financements pour le sport ?",
    "Quelles fiches citent les centres sociaux ?",
    "Quel est le calendrier de la fiche {code} ?",
    "Quelles actions pour les jeunes des quartiers ?",
    "Comment suit-on la fréquentation des équipements ?",
    "Quelle est la capitale du Japon ?",
)
LOOKED_UP = ("culture", "emploi des jeunes", "centres sociaux", "santé", "sport")

_numbers = count()
_recorded: list[tuple[float, str, float, int, str]] = []


@events.request.add_listener
def _record(name: str, response_time: float, response: Any, exception: Exception | None, context: dict[str, Any], **_rest: Any) -> None:
    if not name.startswith("_"):
        status = context["status"] if response is None else response.status_code
        _recorded.append((time.time(), name, response_time, 599 if exception else int(status), repr(exception)[:120] if exception else ""))


@events.quitting.add_listener
def _write(**_rest: Any) -> None:
    Path(os.environ["FICHES_SOAK_OUT"]).write_text(json.dumps(_recorded), encoding="utf-8")


class Person(HttpUser):
    wait_time = between(THINK_S / 2, THINK_S * 3 / 2)

    def on_start(self) -> None:
        number = next(_numbers)
        self.draw = random.Random(number)
        self.client.headers.update({"Cookie": f"fiches_session={SESSIONS[number % len(SESSIONS)]}", "Origin": self.host or ""})

    def question(self) -> str:
        return self.draw.choice(QUESTIONS).format(code=self.draw.choice(CODES))

    def read(self, path: str, name: str, **params: str) -> None:
        with self.client.get(path, name=name, params=params, catch_response=True) as response:
            if response.status_code == 429 and response.headers.get("Retry-After", "").isdigit():
                response.success()  # a polite refusal is counted apart

    @task(6)
    def ask(self) -> None:
        """Ask as the page does, and wait for the whole answer."""
        asked = {"turn": uuid.uuid4().hex[:12], "question": self.question(), "earlier": [], "narrowing": {}}
        with self.client.post("/vue/question/reponse", name="question", json=asked, timeout=120, catch_response=True) as response:
            if response.status_code == 200 and 'class=\\"answer a' not in response.text:
                response.failure("no answer")
            elif response.status_code == 429 and response.headers.get("Retry-After", "").isdigit():
                response.success()

    @task(2)
    def ask_without_script(self) -> None:
        self.read("/texte", "/texte", q=self.question())

    @task(3)
    def read_a_fiche(self) -> None:
        self.read("/vue/fiches", "/vue/fiches", fiche=self.draw.choice(CODES))

    @task(2)
    def look_up_money(self) -> None:
        self.read("/vue/financements", "/vue/financements", q=self.draw.choice(LOOKED_UP))

    @task(1)
    def look_up_partners(self) -> None:
        self.read("/vue/partenaires", "/vue/partenaires", q=self.draw.choice(LOOKED_UP))

    @task(1)
    def read_findings(self) -> None:
        self.read("/vue/coherence", "/vue/coherence")

    @task(1)
    def list_the_corpus(self) -> None:
        self.read("/vue/corpus/liste", "/vue/corpus/liste")
