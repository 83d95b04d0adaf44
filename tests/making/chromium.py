"""The real browser of the tests and of the benchmarks: which it is, and how it is started so that it looks nothing up."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CANDIDATES = [os.environ.get("FICHES_TEST_CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "/usr/bin/chromium"]
CHROMIUM = next((found for name in CANDIDATES if name and (found := shutil.which(name))), None)
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

needs_chromium = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@contextmanager
def chromium() -> Iterator[Any]:
    """Start the browser, and close it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()
