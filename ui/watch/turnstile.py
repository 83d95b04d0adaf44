"""Turns: so many requests at a time; the others wait, each person in turn, and beyond a length of the queue are asked to come back."""

import asyncio
import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

_SHARE = 4  # one person never fills more than a quarter of the places where people wait
_LEAST_S, _MOST_S = 1, 60
_USUAL_S = 0.1  # how long a request takes, until some have been timed
_WEIGHT = 0.1  # of the last one in the mean


class FullError(Exception):
    """No place is left to wait in; `retry_after_s` is when to try again."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s


class Turnstile:
    """Lets `at_once` in; `most` others wait. Belongs to one event loop."""

    def __init__(self, at_once: int, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once, self._most, self._clock = at_once, most, clock
        self._lines: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._mean_s = _USUAL_S
        self.running = 0
        self.waiting = 0

    async def enter(self, who: str) -> "Turn":
        """Wait for one's turn. Those who ask little do not stand behind all that another has asked.

        Raises:
            FullError: too many wait, or too many of this person’s.
        """
        if self.running < self._at_once and not self.waiting:
            self.running += 1
            return Turn(self, self._clock())
        line = self._lines.get(who, ())
        if self.waiting >= self._most or (who and len(line) >= max(self._most // _SHARE, 1)):
            raise FullError(self.retry_after_s(self.waiting))
        called = asyncio.get_running_loop().create_future()
        self._lines.setdefault(who, deque()).append(called)
        self.waiting += 1
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                self._left()  # called and gone at the same moment
            else:
                self._forget(who, called)
            raise
        return Turn(self, self._clock())

    def retry_after_s(self, before: int) -> int:
        """When so many will have had their turn."""
        return max(_LEAST_S, min(_MOST_S, math.ceil((before + 1) * self._mean_s / self._at_once)))

    def leave(self, began: float) -> None:
        self._mean_s += _WEIGHT * (max(self._clock() - began, 0.0) - self._mean_s)
        self._left()

    def _left(self) -> None:
        self.running -= 1
        while self.running < self._at_once and self._lines:
            who, line = self._lines.popitem(last=False)
            called = line.popleft()
            self.waiting -= 1
            if line:
                self._lines[who] = line  # at the end: the others come first
            if not called.done():
                self.running += 1
                called.set_result(None)

    def _forget(self, who: str, called: "asyncio.Future[None]") -> None:
        line = self._lines.get(who)
        if line is not None and called in line:
            line.remove(called)
            self.waiting -= 1
            if not line:
                del self._lines[who]


class Turn:
    """A turn that has begun; `end` may be called twice."""

    def __init__(self, turnstile: Turnstile, began: float) -> None:
        self._turnstile, self._began, self._over = turnstile, began, False

    def end(self) -> None:
        if not self._over:
            self._over = True
            self._turnstile.leave(self._began)
