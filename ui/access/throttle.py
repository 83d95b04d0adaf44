"""Failed logins, counted for a minute: five of one name from one place, then no more until the oldest is forgotten."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

FAILURES = 5
WINDOW_S = 60.0
# Places remembered at a time: whoever makes up names pushes out their own first.
_PLACES = 10_000


class Throttle:
    """Counts by (name, place): the place is an address, or a browser that this person has logged in from before.

    So nobody is shut out by another address, and whoever shares an address with an attacker still comes in from their own browser.
    An attempt that is refused is not a failure: a lock ends a minute after the failures that made it, whatever is tried meanwhile.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, name: str, place: str) -> float:
        """Count an attempt as failed until `succeeded`; return how many seconds to wait where it may not be made, else 0.

        It counts from the start, so that many at a time are not all let through.
        """
        with self._lock:
            now = self._clock()
            times = self._failures.setdefault((name, place), deque())
            self._failures.move_to_end((name, place))
            while times and times[0] <= now - WINDOW_S:
                times.popleft()
            if len(times) >= FAILURES:
                return times[0] + WINDOW_S - now
            times.append(now)
            while len(self._failures) > _PLACES:
                self._failures.popitem(last=False)
            return 0.0

    def succeeded(self, name: str, place: str) -> None:
        with self._lock:
            self._failures.pop((name, place), None)
