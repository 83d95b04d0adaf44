"""A server seen from inside: references, metrics, and 429 where too many ask."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from ui.access.roles import Identity, Role
from ui.app import local_app, server_config
from ui.settings import Settings
from ui.watch.metrics import Metrics
from ui.watch.middleware import Turns
from ui.watch.turnstile import Turnstile


@pytest.fixture(scope="module")
def application(indexed: Settings) -> Any:
    return local_app(indexed)


def ask(application: Any, *paths: str, **headers: str) -> list[httpx.Response]:
    async def asked() -> list[httpx.Response]:
        transport = httpx.ASGITransport(application, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:
            return [await client.get(path) for path in paths]

    return asyncio.run(asked())


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(text)
    return {(sample.name, tuple(sorted(sample.labels.items()))): sample.value for family in families for sample in family.samples}


def test_every_answer_carries_a_reference_of_its_own(application: Any) -> None:
    answers = ask(application, "/texte", "/healthz", "/nulle-part", "/static/tokens.css", "/vue/fiches")
    references = {answer.headers["x-request-id"] for answer in answers}
    assert len(references) == len(answers)


@pytest.mark.parametrize("path", ["/nulle-part", "/vue/fiches?fiche=9.9.9", "/vue/passage", "/texte?q=" + "x" * 3_000, "/metrics"])
def test_a_page_that_refuses_or_fails_shows_its_reference(application: Any, path: str) -> None:
    (answer,) = ask(application, path, Accept="text/html")
    assert answer.status_code >= 400
    assert answer.headers["x-request-id"] in answer.text


def test_a_stranger_s_name_for_a_request_is_not_taken_up(application: Any) -> None:
    (answer,) = ask(application, "/healthz", **{"X-Request-Id": "chosen-by-a-stranger"})
    assert answer.headers["x-request-id"] != "chosen-by-a-stranger"


def test_metrics_count_requests_answers_refusals_stages_queue_and_generation(application: Any) -> None:
    metrics: Metrics = application.state.metrics
    before = samples(metrics.text().decode())
    ask(application, "/texte?q=Qui anime la fiche 1.1.4 ?", "/texte?q=Quelle est la capitale du Japon ?", "/a/b", "/a/c")
    after = samples(metrics.text().decode())

    def more(name: str, **labels: str) -> float:
        key = (name, tuple(sorted(labels.items())))
        return after.get(key, 0) - before.get(key, 0)

    assert more("fiches_requests_total", method="GET", route="/texte", status="200") == 2
    assert more("fiches_requests_total", method="autre", route="autre", status="404") == 2
    assert more("fiches_answers_total", status="answered", reason="", mode="extractive") == 1
    assert more("fiches_answers_total", status="abstained", reason="hors_sujet", mode="extractive") == 1
    assert more("fiches_answer_seconds_count", stage="total") == 2
    assert after["fiches_requests_waiting", ()] == after["fiches_questions_waiting", ()] == 0
    assert (after["fiches_index_generation", ()], after["fiches_index_fiches", ()]) == (1, 2)
    assert "Japon" not in metrics.text().decode()


def test_without_an_index_the_metrics_still_answer(tmp_path: Path) -> None:
    assert samples(Metrics(tmp_path).text().decode())["fiches_index_generation", ()] == 0


def test_a_connection_that_rests_is_closed_by_whoever_opened_it(application: Any) -> None:
    of_a_proxy_s = 60  # what nginx lets one rest, unless it is told otherwise
    assert server_config(application).timeout_keep_alive > of_a_proxy_s


def crowd(people: list[str], *, at_once: int, most: int, accept: str = "*/*", waiting: Counter[str] | None = None) -> list[httpx.Response]:
    """What so many requests at the same moment are answered, each of its own person."""

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.02)
        await PlainTextResponse(Request(scope).url.path)(scope, receive, send)

    async def asked() -> list[httpx.Response]:
        turns = Turns(slow, Turnstile(at_once, most), Turnstile(at_once, most), lambda: waiting or Counter(), most, Metrics(Path()))

        async def known(scope: Any, receive: Any, send: Any) -> None:
            who = dict(scope["headers"])[b"who"].decode()
            await turns({**scope, "state": {"identity": Identity(who, Role.LECTEUR, "session")}}, receive, send)

        async with httpx.AsyncClient(transport=httpx.ASGITransport(known), base_url="http://127.0.0.1") as client:
            method, path = ("POST", "/gradio_api/queue/join") if waiting is not None else ("GET", "/vue/fiches")
            asked = [client.request(method, path, headers={"who": who, "accept": accept}) for who in people]
            return list(await asyncio.gather(*asked))

    return asyncio.run(asked())


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_crowd_beyond_the_queue_is_told_when_to_come_back_and_the_others_are_answered(accept: str) -> None:
    answers = crowd([f"p{number}" for number in range(30)], at_once=2, most=10, accept=accept)
    refused = [answer for answer in answers if answer.status_code == 429]
    assert (len(refused), len(answers) - len(refused)) == (18, 12)
    assert all(1 <= int(answer.headers["retry-after"]) <= 60 and "réessayez dans" in answer.text for answer in refused)


def test_a_person_who_asks_for_everything_is_slowed_down_before_the_others_are() -> None:
    people = ["glouton"] * 20 + ["a", "b", "c"]
    found = Counter((who, answer.status_code) for who, answer in zip(people, crowd(people, at_once=2, most=16), strict=True))
    assert found["glouton", 429] == 14
    assert [found[who, 200] for who in "abc"] == [1, 1, 1]


def test_long_answers_hold_up_no_view() -> None:
    """Questions have turns of their own: while a model writes, the rest of the page answers."""

    async def answered() -> int:
        released = asyncio.Event()

        async def slow(scope: Any, receive: Any, send: Any) -> None:
            if scope["path"] == "/vue/question/reponse":
                await released.wait()
            await PlainTextResponse("…")(scope, receive, send)

        turns = Turns(slow, Turnstile(1, 9), Turnstile(1, 9), Counter, 9, Metrics(Path()))

        async def known(scope: Any, receive: Any, send: Any) -> None:
            await turns({**scope, "state": {"identity": Identity("ada", Role.LECTEUR, "session")}}, receive, send)

        async with httpx.AsyncClient(transport=httpx.ASGITransport(known), base_url="http://127.0.0.1") as client:
            questions = [asyncio.ensure_future(client.post("/vue/question/reponse")) for _ in range(2)]
            await asyncio.sleep(0)
            view = await client.get("/vue/fiches")
            released.set()
            await asyncio.gather(*questions)
        return view.status_code

    assert asyncio.run(answered()) == 200


@pytest.mark.parametrize(
    ("waiting", "status"), [(Counter(), 200), (Counter({"ada": 8}), 429), (Counter({"bob": 8}), 200), (Counter({"bob": 20}), 429)]
)
def test_a_question_joins_the_page_s_queue_while_that_has_room(waiting: Counter[str], status: int) -> None:
    (answer,) = crowd(["ada"], at_once=2, most=20, waiting=waiting)
    assert answer.status_code == status
