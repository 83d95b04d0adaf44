"""What `make bench` counts and prints: arithmetic that can be redone by hand."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from rag.evaluation import EvalQuestion, ExpectedQuote
from tests.bench._common import ROOT
from tests.bench._generated import write_fiches
from tests.bench.rivals import table
from tests.bench.rivals.measure import p, pooled
from tests.bench.rivals.recall import document_recall, recall
from tests.bench.rivals.rival import RIVALS, WORKERS, Rival, TooLongError, Worker, WorkerError
from tests.bench.rivals.served import generated_rows

QUOTE = "Le centre social ouvre le samedi matin."
QUESTION = EvalQuestion("q", "Quand ?", "answered", "lookup", quotes=(ExpectedQuote("1.1.1", "calendrier", QUOTE),))
WORKER = """
import json, sys, time
print(json.dumps({"versions": {}}), flush=True)
for line in sys.stdin:
    if json.loads(line)["do"] == "wait":
        time.sleep(60)
    sys.exit("worn out")
"""


@pytest.mark.parametrize(
    ("found", "held"),
    [
        ([("1.1.1", QUOTE)], {1_500, 3_000, 6_000}),
        ([("1.1.1", f"Avant.\n{QUOTE} Après.")], {1_500, 3_000, 6_000}),
        ([("1.1.2", QUOTE)], set()),
        ([("1.1.2", "x" * 1_490), ("1.1.1", QUOTE)], {3_000, 6_000}),
        ([("1.1.1", "Le centre social ouvre"), ("1.1.1", "le samedi matin.")], {1_500, 3_000, 6_000}),
        ([("1.1.1", "Le centre social ouvre")], set()),
    ],
)
def test_a_quote_is_found_where_it_stands_whole_or_in_pieces_within_the_characters(found, held):
    assert {budget for budget in (1_500, 3_000, 6_000) if recall(QUESTION, found)[f"any_{budget}"]} == held


def test_a_document_is_found_where_some_of_it_stands_within_the_characters():
    measures = document_recall("p1", [("p0", "x" * 2_000), ("p1", "y")])
    assert (measures["any_1500"], measures["any_3000"]) == (0.0, 1.0)


def test_percentiles_are_of_the_nearest_rank():
    assert (p(range(1, 101), 50), p(range(1, 101), 95), p([7.0], 95)) == (50, 95, 7.0)


def test_sets_are_pooled_by_their_questions():
    cells = [
        {
            "questions": 1,
            "times_ms": [1.0],
            "p50_ms": 1.0,
            "any_1500": 1.0,
            "resident_mb": 5.0,
            "start_s": 1.0,
            "passages": 3,
            "versions": {},
        },
        {
            "questions": 3,
            "times_ms": [2.0, 3.0, 4.0],
            "p50_ms": 3.0,
            "any_1500": 0.0,
            "resident_mb": 9.0,
            "start_s": 2.0,
            "passages": 4,
            "versions": {},
        },
    ]
    told = pooled(cells)
    assert (told["any_1500"], told["resident_mb"], told["passages"], told["p50_ms"]) == (1 / 4, 9.0, 7, 2.0)
    assert pooled([cells[0], {"limit_min": 3}]) == {"limit_min": 3}


def test_what_did_not_end_is_a_cell():
    growth = {"30": {"fiches": {"limit_min": 5.0}, "LangChain": {"failed": ["boum"]}}}
    told = table.markdown({"date": "2026-11-22", "machine": "ici", "growth": growth, "generated": {"30": True}})
    assert "30 (vecteurs synthétiques)" in told
    assert "n’a pas fini en 5 min" in told
    assert "a échoué" in told
    assert told.startswith("Mesuré le 22/11/2026 sur ici")


def test_vectors_out_of_a_hash_are_the_same_each_time_and_of_length_one():
    rows = generated_rows("passage", ["un", "deux", "un"])
    assert (rows[0] == rows[2]).all()
    assert abs(float(rows[0] @ rows[1])) < 0.5
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_generated_fiches_may_be_shortened(tmp_path):
    write_fiches(tmp_path / "longues", 2)
    write_fiches(tmp_path / "courtes", 2, passages=3)
    sizes = [sum(path.stat().st_size for path in (tmp_path / name).rglob("*.txt")) for name in ("longues", "courtes")]
    assert sizes[1] < sizes[0] / 2


def test_each_rival_has_its_worker_and_its_pinned_packages():
    for rival in RIVALS:
        compile((WORKERS / rival.worker).read_text(encoding="utf-8"), rival.worker, "exec")
        lines = (WORKERS / f"{rival.environment}.txt").read_text(encoding="utf-8").splitlines() if rival.environment else []
        assert all("==" in line for line in lines), rival


def test_a_worker_past_its_time_is_killed_and_one_that_ends_says_why(tmp_path):
    (tmp_path / "worker.py").write_text(WORKER, encoding="utf-8")
    rival = Rival("essai", str(tmp_path / "worker.py"), "x")
    with pytest.raises(WorkerError, match="worn out"), Worker(Path(sys.executable), rival, "", 1.0, tmp_path / "log") as worker:
        worker.ask("index")
    with pytest.raises(TooLongError), Worker(Path(sys.executable), rival, "", 0.01, tmp_path / "log") as worker:
        worker.ask("wait")


def test_the_readme_shows_the_tables_of_what_was_measured():
    measured = json.loads(Path(table.__file__).with_name("measured.json").read_text(encoding="utf-8"))
    assert table.markdown(measured) in (ROOT / "README.md").read_text(encoding="utf-8")
