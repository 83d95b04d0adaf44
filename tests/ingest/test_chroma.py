import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import StorageError
from ingest.index.chroma import ChromaVectorStore

EAST, NORTH, NORTH_EAST = np.eye(2, dtype=np.float32)[0], np.eye(2, dtype=np.float32)[1], np.array([0.6, 0.8], dtype=np.float32)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A Chroma server on a free port of this machine."""
    folder = tmp_path_factory.mktemp("chroma")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    environment = {**os.environ, "ANONYMIZED_TELEMETRY": "False"}
    with (folder / "log").open("wb") as log, subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment) as process:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < deadline, "the Chroma server did not start in 30 s"
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture(params=["folder", "server"])
def open_store(request, tmp_path):
    """Open the store of a model: in a folder, and on a server."""
    if request.param == "folder":
        return lambda model: ChromaVectorStore(model, folder=tmp_path / "chroma")
    url = request.getfixturevalue("server")
    return lambda model: ChromaVectorStore(f"{request.node.name} {model}", url=url)


@pytest.fixture
def store(open_store):
    store = open_store("model")
    store.add(["east", "north", "north-east"], np.stack([EAST, NORTH, NORTH_EAST]))
    return store


def test_an_empty_store_finds_nothing(open_store):
    store = open_store("model")
    assert (store.count(), store.nearest(EAST, 3), store.similarities(EAST, ["east"])) == (0, [], {})


def test_the_nearest_come_first_with_their_cosine(store):
    found = store.nearest(NORTH, 2)
    assert [identifier for identifier, _cosine in found] == ["north", "north-east"]
    assert [cosine for _identifier, cosine in found] == pytest.approx([1.0, 0.0 * 0.6 + 1.0 * 0.8], abs=1e-6)


def test_a_limit_above_the_count_gives_all(store):
    assert len(store.nearest(EAST, 50)) == 3


def test_the_cosines_of_given_vectors_are_returned_and_unknown_ones_left_out(store):
    assert store.similarities(EAST, ["north", "north-east", "south"]) == pytest.approx({"north": 0.0, "north-east": 0.6})


def test_missing_keeps_the_order_asked(store):
    assert store.missing(["west", "north", "south"]) == ["west", "south"]


def test_adding_a_vector_twice_is_adding_it_once(store):
    store.add(["east"], EAST[None, :])
    assert store.count() == 3


def test_deleting_an_unknown_vector_is_no_error(store):
    store.delete(["east", "west"])
    assert (store.count(), store.missing(["east", "north"])) == (2, ["east"])


def test_nothing_to_do_is_done(store):
    store.delete([])
    assert (store.missing([]), store.similarities(EAST, []), store.count()) == ([], {}, 3)


def test_vectors_are_there_when_the_store_is_opened_again(store, open_store):
    assert open_store("model").count() == 3


def test_vectors_of_two_models_never_meet(store, open_store):
    assert open_store("other").count() == 0


def test_more_vectors_than_chroma_takes_at_once_are_added_in_batches(open_store):
    store, ids = open_store("large"), [f"id-{index}" for index in range(6_000)]
    vectors = np.random.default_rng(0).standard_normal((6_000, 2)).astype(np.float32)
    store.add(ids, vectors)
    assert (store.count(), store.missing(ids)) == (6_000, [])


def test_a_server_that_does_not_answer_is_a_storage_error_that_names_the_setting():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(StorageError, match=rf"« http://127\.0\.0\.1:{port} » ne répond pas .*FICHES_CHROMA_URL"):
        ChromaVectorStore("model", url=f"http://127.0.0.1:{port}")


def test_a_folder_that_is_a_file_is_a_storage_error_that_names_the_setting(tmp_path):
    (tmp_path / "chroma").write_text("x", encoding="utf-8")
    with pytest.raises(StorageError, match=r"ne répond pas .*FICHES_DATA_DIR"):
        ChromaVectorStore("model", folder=tmp_path / "chroma")
