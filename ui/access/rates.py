"""How often one may ask: so many requests a minute for one person, and for one address, whoever asks from it."""

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

_REMEMBERED = 20_000  # people and addresses at a time: the one that has asked for longest ago is forgotten first
# The parts of the page itself, which a browser fetches by the dozen and keeps.
_FREE = ("/assets/", "/static/", "/svelte/", "/theme.css", "/plain.css", "/favicon.ico", "/healthz", "/gradio_api/theme.css")


class Budget:
    """So many requests a minute for each key, the first of them at once: each has come back a minute after it was used."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._per_second, self._clock = float(per_minute), per_minute / 60, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what is left of each, and when
        self._lock = threading.Lock()

    def take(self, key: str) -> float:
        """Use one request; return how many seconds to wait where none is left, else 0."""
        with self._lock:
            now = self._clock()
            left, then = self._left.get(key, (self._most, now))
            left = min(self._most, left + (now - then) * self._per_second)
            wait = 0.0 if left >= 1 else (1 - left) / self._per_second
            self._left[key] = (left if wait else left - 1, now)
            self._left.move_to_end(key)
            while len(self._left) > _REMEMBERED:
                self._left.popitem(last=False)
            return wait


class Rates:
    """The budgets of a server. The one person of a machine without accounts has none: nobody else would wait."""

    def __init__(self, per_user: int, per_address: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._users, self._addresses = Budget(per_user, clock), Budget(per_address, clock)

    def wait_for_address(self, path: str, address: str) -> float:
        """Seconds that an address waits, before anybody looks who asks from it."""
        return 0.0 if path.startswith(_FREE) else self._addresses.take(network_of(address))

    def wait_for_user(self, path: str, name: str) -> float:
        return 0.0 if not name or path.startswith(_FREE) else self._users.take(name)


def network_of(address: str) -> str:
    """The address; of IPv6 the network of one customer, who has as many addresses as they like."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
