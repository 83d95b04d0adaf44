"""Turns: so many at a time, each person in turn, and a queue that has an end."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.watch.turnstile import FullError, Turn, Turnstile


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def arrivals(turnstile: Turnstile, people: str, order: list[str], turns: list[Turn]) -> list["asyncio.Task[None]"]:
    async def come(who: str) -> None:
        turns.append(await turnstile.enter(who))
        order.append(who)

    return [asyncio.create_task(come(who)) for who in people]


def test_one_who_asks_once_does_not_wait_for_all_that_another_has_asked() -> None:
    async def story() -> None:
        turnstile, order, turns = Turnstile(1, 40), [], []
        coming = arrivals(turnstile, "aaaaaab", order, turns)
        await settle()
        while turns:
            turns.pop().end()
            await settle()
        await asyncio.gather(*coming)
        assert order.index("b") == 2

    run(story())


def test_beyond_the_queue_one_is_asked_to_come_back_later() -> None:
    async def story() -> None:
        turnstile, order, turns = Turnstile(1, 2), [], []
        coming = arrivals(turnstile, "abc", order, turns)
        await settle()
        with pytest.raises(FullError) as full:
            await turnstile.enter("d")
        assert 1 <= full.value.retry_after_s <= 60
        for task in coming:
            task.cancel()

    run(story())


def test_one_person_fills_a_quarter_of_the_queue_at_most() -> None:
    async def story() -> None:
        turnstile, order, turns = Turnstile(1, 8), [], []
        coming = arrivals(turnstile, "aaa", order, turns)
        await settle()
        with pytest.raises(FullError):
            await turnstile.enter("a")
        coming.extend(arrivals(turnstile, "b", order, turns))
        await settle()
        assert turnstile.waiting == 3
        for task in coming:
            task.cancel()

    run(story())


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["come", "end", "leave"])), max_size=40))
def test_no_place_is_lost_whoever_comes_ends_or_goes_away(events: list[tuple[str, str]]) -> None:
    async def story() -> None:
        turnstile, order, turns, coming = Turnstile(2, 50), [], [], []
        for who, event in events:
            if event == "come":
                coming.extend(arrivals(turnstile, who, order, turns))
            elif event == "end" and turns:
                turns.pop(0).end()
            elif event == "leave" and coming:
                coming.pop().cancel()
            if who != "d":
                await settle()
            assert turnstile.running <= 2
        await settle()
        while turns:
            turns.pop().end()
            await settle()
        assert (turnstile.running, turnstile.waiting) == (0, 0)
        await asyncio.gather(*coming, return_exceptions=True)

    run(story())
