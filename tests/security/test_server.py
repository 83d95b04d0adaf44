"""Odd requests to the application: a sample of what `make security` sends."""

import shutil
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.security.fuzzing import fuzz
from tests.security.server import application, server_targets
from ui.settings import Settings


@pytest.fixture(scope="module")
def client(indexed: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("server") / "data"
    shutil.copytree(indexed.data_dir, folder)  # what is accepted or transmitted is kept there
    with application(Settings(data_dir=folder)) as client:
        yield client


@pytest.mark.parametrize(("number", "cases"), [(0, 60), (1, 20)])
def test_no_request_makes_the_server_fail_or_shows_what_it_was_sent_as_code(client: TestClient, number: int, cases: int) -> None:
    target = server_targets(client)[number]
    assert fuzz(target, cases).reached > 0
