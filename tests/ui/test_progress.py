"""A long run shows itself, and stops cleanly when it is asked to."""

import io
import json
import os
import pty
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bench.faults import copied
from ui.cli import ExitCode
from ui.progress import ProgressLines
from ui.settings import Settings
from ui.text_fr import STOPPED, duration

FICTIONAL = Path(__file__).parents[1] / "data/fictif/fiches/valmoree"
INDEX = (sys.executable, "-m", "ui.cli", "index")


def test_off_a_terminal_a_long_run_prints_plain_lines():
    stream = io.StringIO()
    lines = ProgressLines(stream, every_s=0)
    lines.reading(0, 10, "depot/a.txt")
    lines.embedding(0, 40)
    time.sleep(0.02)
    lines.embedding(20, 40)
    first, _second, third = stream.getvalue().splitlines()
    assert first == "Lecture des fichiers : 0 sur 10 (depot/a.txt)"
    # One file of ten has given 40 passages: ten will give 400 or so.
    assert re.fullmatch(r"Calcul des vecteurs : 20 passages sur 400 environ \(\d+ passages/s, reste \d+ s\)", third)


def test_a_short_run_prints_no_progress_off_a_terminal():
    stream = io.StringIO()
    ProgressLines(stream).reading(0, 1, "a.txt")
    assert stream.getvalue() == ""


@pytest.mark.parametrize(("seconds", "told"), [(0.2, "1 s"), (75, "75 s"), (100, "2 min"), (3_600, "60 min"), (7_500, "2 h 05")])
def test_a_duration_is_told_in_the_unit_that_suits_it(seconds, told):
    assert duration(seconds) == told


def test_on_a_terminal_a_bar_shows_what_is_read_and_the_rate(indexed: Settings, tmp_path: Path):
    data_dir = copied(indexed.data_dir, tmp_path / "data")
    reader, writer = pty.openpty()
    environment = {**os.environ, "FICHES_DATA_DIR": str(data_dir), "TERM": "xterm", "COLUMNS": "140"}
    with subprocess.Popen([*INDEX, str(FICTIONAL / "fiche-1.1.4.txt")], stdout=subprocess.PIPE, stderr=writer, env=environment) as run:
        os.close(writer)
        shown = b""
        while chunk := _read(reader):
            shown += chunk
    os.close(reader)
    text = shown.decode()
    assert run.returncode == 0
    assert "Lecture des fichiers" in text
    assert re.search(r"Calcul des vecteurs.*passages/s, reste \d+ s", text)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # the other end is closed
        return b""


@pytest.mark.parametrize("asked_by", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_asked_to_stop_says_so_and_the_next_goes_on_from_there(indexed: Settings, tmp_path: Path, asked_by: signal.Signals):
    data_dir = copied(indexed.data_dir, tmp_path / "data")
    environment = {**os.environ, "FICHES_DATA_DIR": str(data_dir)}
    command = [*INDEX, str(FICTIONAL), "--json"]  # a whole town: the run is not over before it is told
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    ) as run:
        staging = data_dir / "staging.sqlite3"
        deadline = time.monotonic() + 300  # the town is read before anything is embedded, whatever else the machine does
        while _count(staging) == 0:
            assert run.poll() is None, run.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        if asked_by is signal.SIGINT:
            os.killpg(run.pid, asked_by)  # as a terminal does: to the program and its children
        else:
            run.send_signal(asked_by)
        out, told = run.communicate(timeout=30)
    assert (run.returncode, out, told.splitlines()[-1].strip()) == (ExitCode.INTERRUPTED, "", STOPPED)  # after what a slow machine counts
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)  # no child is left
    done = _count(staging)
    again = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    report = json.loads(again.stdout)
    wanted = report["embedded"] + done
    assert done > 0
    assert report["embedded"] < wanted
    assert not staging.exists()


def _count(staging: Path) -> int:
    try:
        return int(sqlite3.connect(f"{staging.as_uri()}?mode=ro", uri=True).execute("SELECT count(*) FROM vector").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
