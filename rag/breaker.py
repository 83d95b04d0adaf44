"""When a language model is not to be asked: after failures in a row, or beyond a number of requests a minute."""

import threading
import time
from collections import deque
from collections.abc import Callable

from rag.model_failure import LASTING, OF_CONTENT, Failure

_IN_A_ROW = 3  # failures after which the model rests
_REST_S = 30.0
_LONG_REST_S = 120.0  # where only a setting can change anything
_MINUTE_S = 60.0


class Breaker:
    """Closed: the model is asked. Open: it rests. Then one request tries it, and its outcome decides.

    Safe from several threads; `clock` is in seconds and never goes back.
    """

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._last: Failure | None = None
        self._rests_until = 0.0
        self._trying = False
        self._asked: deque[float] = deque()

    def refusal(self) -> Failure | None:
        """Take a place for one request: None where the model may be asked, else why not."""
        with self._lock:
            now = self._clock()
            if now < self._rests_until or self._trying:
                return self._last if self._last in LASTING else Failure.RESTING
            while self._asked and now - self._asked[0] >= _MINUTE_S:
                self._asked.popleft()
            if len(self._asked) >= self._per_minute:
                return Failure.BUDGET
            self._asked.append(now)
            self._trying = self._rests_until > 0.0
            return None

    def succeeded(self) -> None:
        with self._lock:
            self._failures, self._rests_until, self._trying, self._last = 0, 0.0, False, None

    def failed(self, failure: Failure) -> None:
        """Count a failure; an answer that was of no use is none of the server's."""
        if failure in OF_CONTENT:
            self.succeeded()
            return
        with self._lock:
            self._failures += 1
            self._last = failure
            if failure in LASTING or self._trying or self._failures >= _IN_A_ROW:
                self._rests_until = self._clock() + (_LONG_REST_S if failure in LASTING else _REST_S)
            self._trying = False

    def abandoned(self) -> None:
        """The reader has gone before the outcome was known."""
        with self._lock:
            self._trying = False
