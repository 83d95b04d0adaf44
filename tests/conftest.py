"""What the whole suite shares: no network, no settings of the developer's own, and one index of the two real fiches."""

import ipaddress
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import hypothesis
import pytest

from rag.extractive import ExtractiveAnswerer
from ui import wiring
from ui.settings import Settings

_ROOT = Path(__file__).resolve().parent.parent

# The same examples at each run, and none remembered: a failure is the code's, never the draw's.
hypothesis.settings.register_profile("suite", deadline=None, database=None, derandomize=True)
hypothesis.settings.load_profile("suite")


class ForeignAddressError(OSError):
    """A test tried to leave the machine: an OSError, as on a machine without network."""


def _check_loopback(host: object) -> None:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return
    try:
        if ipaddress.ip_address(str(host).partition("%")[0]).is_loopback:
            return
    except ValueError:
        pass
    if host in ("0.0.0.0", "::"):  # to listen on every address is not to leave the machine
        return
    raise ForeignAddressError(f"the suite runs offline, but {host!r} was called")


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    """Let no socket of this process reach anything but this machine."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def checked(method):
        def call(self, address):
            if self.family in (socket.AF_INET, socket.AF_INET6):
                _check_loopback(address[0])
            return method(self, address)

        return call

    def resolve(host, *args, **kwargs):
        _check_loopback(host)
        return getaddrinfo(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", checked(connect))
        patch.setattr(socket.socket, "connect_ex", checked(connect_ex))
        patch.setattr(socket, "getaddrinfo", resolve)
        yield


@pytest.fixture(scope="session", autouse=True)
def default_settings() -> Iterator[None]:
    """Forget the FICHES_* variables of whoever runs the suite."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.upper().startswith("FICHES_")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def corpus_dir() -> Path:
    """The two real fiches as received."""
    return _ROOT / "corpus"


@pytest.fixture(scope="session")
def data_files() -> Path:
    """tests/data."""
    return _ROOT / "tests" / "data"


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory, corpus_dir: Path) -> Settings:
    """Settings whose data directory holds the two real fiches, indexed with the bundled model; read it, never write it."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("indexed"))
    with wiring.index_builder(settings) as builder:
        report = builder.index([str(corpus_dir)])
    assert (report.fiches, report.failed) == (2, [])
    return settings


@pytest.fixture(scope="session")
def answerer(indexed: Settings) -> ExtractiveAnswerer:
    """The answerer of a user who has just indexed the two real fiches."""
    return wiring.answerer(indexed)


@pytest.fixture(scope="session")
def processor_limit() -> Callable[[float], AbstractContextManager[None]]:
    """Stop with a TimeoutError what takes more than so many seconds of processor, whatever else the machine does."""

    @contextmanager
    def limit(seconds: float) -> Iterator[None]:
        def stop(_signal: int, _frame: object) -> None:
            raise TimeoutError(f"more than {seconds} s")

        former = signal.signal(signal.SIGPROF, stop)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, former)

    return limit


_TOOLS = ("browser", "office", "ocr", "llm")  # marks of the tests that need a program of the machine


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[object]:
    """Where FICHES_REQUIRE_TOOLS is set, a test skipped for want of a tool has failed."""
    report = yield
    if report.skipped and os.environ.get("FICHES_REQUIRE_TOOLS") and any(map(item.get_closest_marker, _TOOLS)):
        report.outcome = "failed"
        report.longrepr = f"skipped, though its tool is required here: {report.longrepr}"
    return report
