"""The page under load: twenty people who ask at once, and how long after the answer is there a browser shows its first words.

    make bench-page

Real requests to a real server over an index of the two real fiches. Fails on any error; times are reported.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from rag.extractive import ExtractiveAnswerer
from tests.bench._common import CORPUS, indexed
from tests.making.chromium import CHROMIUM, chromium
from ui import wiring

QUESTIONS = (
    "Qui anime la fiche {code} ?",
    "Quels sont les objectifs de la fiche {code} ?",
    "Quels financements pour le sport ?",
    "Quels sont les partenaires de la fiche {code} ?",
    "Quelles fiches citent les centres sociaux ?",
    "Quel est le calendrier de la fiche {code} ?",
)
STARTS_IN_S = 180
# Fills the box and sends, then waits for the paint that follows the answer's arrival.
FIRST_WORDS = """(question) => new Promise((told) => {
    const before = document.querySelectorAll("#log .turn:not(.pending)").length;
    const box = document.querySelector("#question-text");
    box.value = question;
    const started = performance.now();
    new MutationObserver((_changes, observer) => {
        const shown = document.querySelectorAll("#log .answer p");
        if (document.querySelectorAll("#log .turn:not(.pending)").length === before || !shown.length) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => told(performance.now() - started)));
    }).observe(document.querySelector("#log"), { childList: true, subtree: true });
    document.querySelector("#composer").requestSubmit();
})"""


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with indexed(CORPUS) as settings:
        command = [sys.executable, "-m", "ui.cli", "serve", "--port", str(_free_port())]
        server = subprocess.Popen(command, env={**os.environ, "FICHES_DATA_DIR": str(settings.data_dir)})
        warm = wiring.answerer(settings)
        try:
            url = f"http://127.0.0.1:{command[-1]}"
            _wait_for(url, server)
            failed = _crowd(url, _questions(warm), options.people, options.rounds)
            _browser(url, warm)
        finally:
            server.terminate()
            server.wait(timeout=20)
    return int(failed > 0)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + STARTS_IN_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            httpx.get(url + "/static/tokens.css")
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the page did not start")


def _questions(warm: ExtractiveAnswerer) -> list[str]:
    codes = [record.code for record in warm.library.current]
    return [question.format(code=codes[place % len(codes)]) for place, question in enumerate(QUESTIONS)]


def _crowd(url: str, questions: list[str], people: int, rounds: int) -> int:
    """Let everybody open the page and ask at the same moment, several times; return how many requests failed."""
    _visit(url, questions[:1])  # the model is loaded
    with ThreadPoolExecutor(people) as crowd:
        asked = [[questions[(person + turn) % len(questions)] for turn in range(rounds)] for person in range(people)]
        found = list(crowd.map(lambda mine: _visit(url, mine), asked))
    times = sorted(seconds for visit in found for seconds in visit["times"])
    errors = [error for visit in found for error in visit["errors"]]
    _say(f"{people} people at once, {rounds} questions each, {len(errors)} errors")
    if times:
        _say(
            f"  answer after {statistics.median(times):.2f} s (median), {times[int(0.95 * (len(times) - 1))]:.2f} s (95 %), {times[-1]:.2f} s (most)"
        )
    for error in errors[:5]:
        _say(f"  {error}")
    return len(errors)


def _visit(url: str, questions: list[str]) -> dict[str, list[Any]]:
    times: list[float] = []
    errors: list[str] = []
    with httpx.Client(base_url=url, timeout=120) as client:
        for path in ("/", "/vue/question/filtres", "/vue/question/exemples"):
            status = client.get(path).status_code
            if status != 200:
                errors.append(f"{path}: {status}")
        for question in questions:
            started = time.perf_counter()
            shown = _ask(client, question)
            times.append(time.perf_counter() - started)
            if 'class="answer answered"' not in shown and 'class="answer abstained' not in shown:
                errors.append(f"{question}: {shown[:200]}")
    return {"times": times, "errors": errors}


def _ask(client: httpx.Client, question: str) -> str:
    """Ask as the page does, and return the turn that it would show."""
    asked = {"turn": uuid.uuid4().hex[:12], "question": question, "earlier": [], "narrowing": {}}
    with client.stream("POST", "/vue/question/reponse", json=asked) as stream:
        stream.raise_for_status()
        arrivals = [json.loads(line) for line in stream.iter_lines()]
    return str(arrivals[-1]["turn"])


def _browser(url: str, warm: ExtractiveAnswerer) -> None:
    """Print how much later than the bare answer a browser shows the first words."""
    if CHROMIUM is None:
        _say("no Chromium here: the first words are not measured")
        return
    questions = _questions(warm)
    for question in questions:
        warm.answer(question)
    later: list[float] = []
    with chromium() as browser:
        tab = browser.new_page()
        tab.goto(url)
        tab.locator("#examples").wait_for()
        tab.evaluate(FIRST_WORDS, questions[0])
        for question in (*questions, *questions):
            began = time.perf_counter()
            warm.answer(question)
            bare = (time.perf_counter() - began) * 1e3
            shown = tab.evaluate(FIRST_WORDS, question)
            later.append(shown - bare)
        browser.close()
    _say(f"first words in the browser: {statistics.median(later):.0f} ms after the bare answer (median), {max(later):.0f} ms (most)")


if __name__ == "__main__":
    sys.exit(main())
