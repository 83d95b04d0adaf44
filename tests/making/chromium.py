"""The real browser of the tests and of the benchmarks: which it is, and how it is started so that it looks nothing up."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CANDIDATES = [os.environ.get("FICHES_TEST_CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "/usr/bin/chromium"]
CHROMIUM = next((found for name in CANDIDATES if name and (found := shutil.which(name))), None)
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

needs_chromium = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


#: Widths and themes at which views are looked at. One theme a width in the suite; all of them with FICHES_EVERY_LOOK=1.
LOOKS = [(1280, "light"), (390, "dark"), (1280, "dark"), (390, "light")][: None if os.environ.get("FICHES_EVERY_LOOK") else 2]
_PATIENCE_S, _PAUSE_MS = 30, 30


def wait_until(tab: Any, expression: str, of: Any = None) -> None:
    """Wait until an expression is true in the page. Playwright’s own way has the page evaluate a text, which our pages forbid."""
    deadline = time.monotonic() + _PATIENCE_S
    while not tab.evaluate(expression, of):
        assert time.monotonic() < deadline, expression
        tab.wait_for_timeout(_PAUSE_MS)


@contextmanager
def chromium() -> Iterator[Any]:
    """Start the browser, and close it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()
