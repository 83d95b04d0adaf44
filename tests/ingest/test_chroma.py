import hashlib
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
from chromadb.api.shared_system_client import SharedSystemClient

from ingest.errors import StorageError
from ingest.index.chroma import ChromaVectorStore
from tests.making.chroma_server import ChromaServer

EAST, NORTH, NORTH_EAST = np.eye(2, dtype=np.float32)[0], np.eye(2, dtype=np.float32)[1], np.array([0.6, 0.8], dtype=np.float32)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server.url
    server.kill()


@pytest.fixture(params=["folder", "server"])
def open_store(request, tmp_path):
    """Open the store of an index: in a folder, and on a server."""
    if request.param == "folder":
        return lambda index: ChromaVectorStore(index, folder=tmp_path / "chroma")
    url = request.getfixturevalue("server")
    test = hashlib.sha256(request.node.name.encode()).hexdigest()[:8]
    return lambda index: ChromaVectorStore(f"{test}{index}", url=url)


@pytest.fixture
def store(open_store):
    return open_store("index")


@pytest.fixture
def part(store):
    return store.write(3, [(["east", "north"], np.stack([EAST, NORTH])), (["north-east"], NORTH_EAST[None, :])])


def test_the_nearest_come_first_with_their_cosine(store, part):
    found = store.nearest([part], NORTH, 2)
    assert [identifier for identifier, _cosine in found] == ["north", "north-east"]
    assert [cosine for _identifier, cosine in found] == pytest.approx([1.0, 0.0 * 0.6 + 1.0 * 0.8], abs=1e-6)


def test_the_nearest_are_those_of_all_the_parts(store, part):
    other = store.write(1, [(["south-east"], np.array([[0.8, -0.6]], dtype=np.float32))])
    assert [identifier for identifier, _cosine in store.nearest([part, other], EAST, 3)] == ["east", "south-east", "north-east"]
    assert [identifier for identifier, _cosine in store.nearest([other], EAST, 3)] == ["south-east"]


def test_a_limit_above_the_count_gives_all(store, part):
    assert len(store.nearest([part], EAST, 50)) == 3


def test_no_part_holds_nothing(store):
    assert (store.parts(), store.nearest([], EAST, 3), store.missing([], ["east"])) == ([], [], ["east"])


def test_missing_keeps_the_order_asked(store, part):
    assert store.missing([part], ["west", "north", "south"]) == ["west", "south"]


def test_vectors_come_in_the_order_asked_and_one_that_is_not_there_is_an_error(store, part):
    assert store.get([part], ["north-east", "east"]) == pytest.approx(np.stack([NORTH_EAST, EAST]))
    with pytest.raises(StorageError, match=r"Il manque 1 vecteurs .*fiches rebuild"):
        store.get([part], ["east", "west"])


def test_a_part_that_is_not_whole_is_an_error(store):
    with pytest.raises(StorageError, match="1 vectors of 2"):
        store.write(2, [(["east"], EAST[None, :])])


def test_a_part_is_dropped_and_dropping_it_again_is_no_error(store, part):
    store.drop(part)
    store.drop(part)
    assert store.parts() == []
    with pytest.raises(StorageError):
        store.nearest([part], EAST, 1)


def test_parts_are_there_when_the_store_is_opened_again(store, part, open_store):
    again = open_store("index")
    assert (again.parts(), again.nearest([part], EAST, 1)) == ([part], [("east", pytest.approx(1.0))])


def test_parts_of_two_indexes_never_meet(store, part, open_store):
    other = open_store("other")
    assert other.parts() == []
    assert other.write(1, [(["east"], EAST[None, :])]) != part
    assert store.parts() == [part]


@pytest.mark.parametrize("count", [1, 2, 6_000])
def test_a_part_of_any_size_is_found_whole_by_another_process(tmp_path, count):
    vectors = np.random.default_rng(0).standard_normal((count, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = [f"id-{index}" for index in range(count)]
    part = ChromaVectorStore("index", folder=tmp_path).write(count, [(ids, vectors)])
    script = "import sys, numpy as np\nfrom pathlib import Path\nfrom ingest.index.chroma import ChromaVectorStore\n"
    script += "store = ChromaVectorStore('index', folder=Path(sys.argv[1])); vectors = np.load(sys.argv[3])\n"
    script += "ids = [f'id-{index}' for index in range(len(vectors))]\n"
    script += "assert store.missing([sys.argv[2]], ids) == []\n"
    script += "assert np.allclose(store.get([sys.argv[2]], ids[-3:]), vectors[-3:])\n"
    script += "print([store.nearest([sys.argv[2]], vectors[index], 1)[0][0] == ids[index] for index in (0, -1)])"
    np.save(tmp_path / "vectors.npy", vectors)
    run = subprocess.run(
        [sys.executable, "-c", script, tmp_path, part, tmp_path / "vectors.npy"], capture_output=True, text=True, check=False
    )
    assert (run.stdout.strip(), run.stderr) == ("[True, True]", "")


def test_a_reader_finds_in_its_part_what_it_found_while_another_process_writes_others(tmp_path):
    """An embedded Chroma does not follow what another process adds to a collection: what is written once needs no following."""
    vectors = np.random.default_rng(1).standard_normal((300, 8)).astype(np.float32)
    reader = ChromaVectorStore("index", folder=tmp_path)
    part = reader.write(300, [([f"id-{index}" for index in range(300)], vectors)])
    before = reader.nearest([part], vectors[7], 20)
    script = "import sys, numpy as np\nfrom pathlib import Path\nfrom ingest.index.chroma import ChromaVectorStore\n"
    script += "store = ChromaVectorStore('index', folder=Path(sys.argv[1])); vectors = np.load(sys.argv[2])\n"
    script += "print(store.write(2_000, [([f'new-{index}' for index in range(2_000)], np.tile(vectors, (7, 1))[:2_000])]))"
    np.save(tmp_path / "vectors.npy", vectors)
    other = subprocess.check_output([sys.executable, "-c", script, tmp_path, tmp_path / "vectors.npy"], text=True).strip()
    assert reader.nearest([part], vectors[7], 20) == before
    assert reader.nearest([part, other], vectors[7], 1)[0][1] == pytest.approx(before[0][1])
    reader.drop(other)
    assert reader.nearest([part], vectors[7], 20) == before


def test_a_server_that_does_not_answer_is_a_storage_error_that_names_the_setting():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(StorageError, match=rf"« http://127\.0\.0\.1:{port} » ne répond pas .*FICHES_CHROMA_URL"):
        ChromaVectorStore("index", url=f"http://127.0.0.1:{port}")


def test_a_folder_that_is_a_file_is_a_storage_error_that_names_the_setting(tmp_path):
    (tmp_path / "chroma").write_text("x", encoding="utf-8")
    with pytest.raises(StorageError, match=r"ne répond pas .*FICHES_DATA_DIR"):
        ChromaVectorStore("index", folder=tmp_path / "chroma")


def test_readers_that_open_one_folder_at_the_same_moment_all_read_it(tmp_path):
    ChromaVectorStore("index", folder=tmp_path).write(1, [(["east"], EAST[None, :])])
    together = Barrier(16)

    def opened(_number):
        together.wait()
        return len(ChromaVectorStore("index", folder=tmp_path).parts())

    with ThreadPoolExecutor(16) as readers:
        for _time in range(5):
            SharedSystemClient.clear_system_cache()  # as in a process that has opened nothing yet
            assert list(readers.map(opened, range(16))) == [1] * 16


def test_a_folder_that_could_not_be_opened_is_opened_once_it_is_mended(tmp_path):
    database = tmp_path / "chroma.sqlite3"
    database.write_bytes(b"not a database" * 100)
    with pytest.raises(StorageError):
        ChromaVectorStore("index", folder=tmp_path)
    database.unlink()
    assert ChromaVectorStore("index", folder=tmp_path).parts() == []
