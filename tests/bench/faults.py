"""The index under faults: killed runs, full disks, damaged files, readers at work. It must stay whole, or say how to repair it.

`make faults` kills 50 times, fills 12 disks, damages every file of an index twice and reads through 20 generations;
the suite does a few of each.
"""

import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rag.library import STAGING_FILE
from tests.bench._common import CORPUS, FICTIONAL
from ui import wiring
from ui.settings import Settings
from ui.text_fr import EMBEDDING, READING

_QUESTION = "Qui anime la fiche 1.1.4 ?"
_QUESTION_BY_MEANING = "Quelles actions pour la mixité ?"


@dataclass(frozen=True, slots=True)
class Ground:
    """An index of the two real fiches, and the fictional ones that a run will add to it."""

    data_dir: Path
    addition: Path
    wanted: int  # vectors that the addition needs
    seconds: float  # that adding them takes


def lay_ground(folder: Path, number: int) -> Ground:
    """Index the real fiches in `folder` and time the addition of so many others."""
    addition = folder / "ajout"
    addition.mkdir()
    for path in sorted(FICTIONAL.rglob("*.txt"))[:number]:
        shutil.copy(path, addition)
    data_dir = folder / "base"
    index(data_dir, CORPUS)
    trial = copied(data_dir, folder / "essai")
    started = time.monotonic()
    report = json.loads(index(trial, addition).stdout)
    return Ground(data_dir, addition, report["embedded"], time.monotonic() - started)


def copied(data_dir: Path, to: Path) -> Path:
    return Path(shutil.copytree(data_dir, to))


def index(data_dir: Path, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(_command(path), capture_output=True, text=True, env=_environment(data_dir), check=False)


def kill_once(ground: Ground, folder: Path, after_s: float) -> None:
    """Kill the addition after so long, and check the index then and after the next run.

    Raises:
        AssertionError: what is left is not whole, or the next run embeds again what was embedded.
    """
    data_dir = copied(ground.data_dir, folder / "data")
    before = _state(data_dir)
    with subprocess.Popen(_command(ground.addition), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(data_dir)) as run:
        try:
            run.communicate(timeout=after_s)
        except subprocess.TimeoutExpired:
            run.kill()
    left = _state(data_dir)
    assert left.generation in (before.generation, before.generation + 1), left
    assert left.wrong == {}, left.wrong
    if left.generation == before.generation:
        assert left.answer == before.answer
    done = ground.wanted if left.generation > before.generation else _staged(data_dir)
    again = json.loads(index(data_dir, ground.addition).stdout)
    assert again["embedded"] == ground.wanted - done, (again["embedded"], ground.wanted, done)
    after = _state(data_dir)
    assert (after.generation, after.wrong) == (before.generation + 1, {}), after


def fill_once(ground: Ground, disk: Path, free_bytes: int) -> bool:
    """Run the addition with so little room left on `disk`, and again once there is some; tell whether the first one failed.

    Raises:
        AssertionError: the run fails otherwise than with one French sentence, or what is left is not whole.
    """
    # A path of its own: Chroma keeps what it has opened, by path, for the life of a process.
    data_dir = copied(ground.data_dir, disk / f"data-{free_bytes}")
    before = _state(data_dir)
    filler = disk / "plein"
    with filler.open("wb") as stream:
        stream.write(bytes(max(shutil.disk_usage(disk).free - free_bytes, 0)))
    run = index(data_dir, ground.addition)
    if run.returncode:
        told = [line for line in run.stderr.strip().splitlines() if not line.startswith((READING, EMBEDDING))]
        assert (run.returncode, len(told)) == (2, 1), run.stderr
        assert "plein" in told[0], told
    filler.unlink()
    left = _state(data_dir)
    assert left.wrong == {}, left.wrong
    assert left.generation == before.generation + (run.returncode == 0)
    if run.returncode:
        assert left.answer == before.answer
        again = index(data_dir, ground.addition)
        assert again.returncode == 0, again.stderr
        after = _state(data_dir)
        assert (after.generation, after.wrong) == (before.generation + 1, {}), after
    shutil.rmtree(data_dir)
    return run.returncode != 0


def damage_once(data_dir: Path, path: Path, damage: str, draw: random.Random) -> str:
    """Damage one file of an index, then do what the doctor says; return what came of it: « sans effet » or the check that told.

    Raises:
        AssertionError: a command ended in anything but its result or one French sentence, or the repair did not repair.
    """
    before = fiches(data_dir, "ask", _QUESTION_BY_MEANING, "--json")
    data = bytearray(path.read_bytes())
    if damage == "cut":
        del data[draw.randrange(len(data) or 1) :]
    elif damage == "emptied":
        data.clear()
    elif damage == "overwritten":
        start = draw.randrange(max(len(data) - 4_096, 1))
        data[start : start + 4_096] = draw.randbytes(min(4_096, len(data)))
    else:
        for _ in range(8):
            data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    path.write_bytes(data)
    asked = fiches(data_dir, "ask", _QUESTION_BY_MEANING, "--json")
    assert asked.returncode in (0, 2), (asked.returncode, asked.stderr[-500:])
    assert "Traceback" not in asked.stderr, asked.stderr[-500:]
    told = fiches(data_dir, "doctor", "--json")
    assert told.returncode in (0, 1), (told.returncode, told.stderr[-500:])
    assert "Traceback" not in told.stderr, told.stderr[-500:]
    wrong = [check for check in json.loads(told.stdout)["checks"] if not check["ok"]]
    if not wrong:
        assert _answer(asked) == _answer(before), ("the doctor saw nothing", asked.stdout[-300:], asked.stderr[-300:])
        return "sans effet"
    first = str(wrong[0]["name"])
    for _ in range(4):  # from top to bottom, as it says; a repair may bring another fault to light
        repair = wrong[0]["repair"].replace("fiches index corpus/", f"fiches index {CORPUS}")
        run = subprocess.run(repair, shell=True, capture_output=True, text=True, env=_environment(data_dir), check=False)
        assert run.returncode == 0, (wrong[0], run.stderr[-500:])
        wrong = [check for check in json.loads(fiches(data_dir, "doctor", "--json").stdout)["checks"] if not check["ok"]]
        if not wrong:
            break
    assert not wrong, wrong
    assert _answer(fiches(data_dir, "ask", _QUESTION_BY_MEANING, "--json")) == _answer(before)
    return first


def read_through(folder: Path, generations: int) -> int:
    """Ask without pause from three threads while another process makes so many generations; return how many answers were given.

    In each generation two fiches name the same service, so that an answer drawn from two generations shows.

    Raises:
        AssertionError: a question failed, an answer mixed two generations, or the last one is not answered from.
    """
    data_dir, fiches = folder / "data", folder / "fiches"
    fiches.mkdir()

    def write(number: int) -> None:
        for code in ("1.1.4", "1.1.5"):
            context = f"Le constat du service {number}, le même dans les deux fiches."
            text = f"FICHE {code}\nDEVELOPPER LES COORDINATIONS {code}\n\n\tContexte\n\n\t{context}\n\n\tAnimateur\n\tService {number}\n\n"
            (fiches / f"{code}.txt").write_text(text, encoding="utf-8")

    write(0)
    assert index(data_dir, fiches).returncode == 0
    desk, stop = wiring.Desk(Settings(data_dir=data_dir)), threading.Event()
    questions = ("Qui anime les fiches 1.1.4 et 1.1.5 ?", "Quel est le constat sur les coordinations dans les deux fiches ?")

    def ask(question: str) -> tuple[int, set[str]]:
        given, seen = 0, set()
        while not stop.is_set():
            answerer = desk.answerer()
            answer = answerer.answer(question)
            told = set(re.findall(r"[Ss]ervice (\d+)", answer.markdown))
            assert len(told) == 1, (answerer.library.generation, answer.markdown)
            assert all(quote.excerpt.text in quote.fiche.source.text for quote in answer.citations)
            given, seen = given + 1, seen | told
        return given, seen

    with ThreadPoolExecutor(3) as readers:
        asking = [readers.submit(ask, question) for question in (*questions, questions[0])]
        try:
            for number in range(1, generations + 1):
                write(number)
                run = index(data_dir, fiches)
                assert run.returncode == 0, run.stderr
            time.sleep(1)
        finally:
            stop.set()
        answers = [reader.result() for reader in asking]
    assert all(str(generations) in seen for _given, seen in answers), [sorted(seen) for _given, seen in answers]
    assert desk.answerer().library.generation == str(generations + 1)
    return sum(given for given, _seen in answers)


def fiches(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ui.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=_environment(data_dir), check=False, timeout=120)


def _answer(asked: subprocess.CompletedProcess[str]) -> object:
    if asked.returncode:
        return asked.stderr
    return {key: value for key, value in json.loads(asked.stdout).items() if key != "timings_ms"}


@contextmanager
def small_disk(size_mb: int) -> Iterator[Path]:
    """Mount a disk of this size in memory.

    Raises:
        PermissionError: only root may.
    """
    with tempfile.TemporaryDirectory(prefix="fiches-disk-") as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size_mb}m", "tmpfs", folder], capture_output=True, check=False)
        if mounted.returncode:
            raise PermissionError(mounted.stderr.decode(errors="replace"))
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


@dataclass(frozen=True, slots=True)
class _State:
    generation: int
    wrong: dict[str, str]  # what the doctor finds, but for the free room
    answer: str


def _state(data_dir: Path) -> _State:
    settings = Settings(data_dir=data_dir)
    wrong = {check.name: check.found for check in wiring.examine(settings) if not check.ok and check.name != "disque"}
    library = wiring.library(settings)
    answer = wiring.answerer(settings, library).answer(_QUESTION)
    state = _State(int(library.generation), wrong, answer.markdown)
    library.catalogue.close()
    return state


def _staged(data_dir: Path) -> int:
    """Vectors that a run which did not end has left for the next."""
    if not (data_dir / STAGING_FILE).exists():
        return 0
    with closing(sqlite3.connect(data_dir / STAGING_FILE)) as staging:
        return int(staging.execute("SELECT count(*) FROM vector").fetchone()[0])


def _command(path: Path) -> list[str]:
    return [sys.executable, "-m", "ui.cli", "index", str(path), "--json"]


def _environment(data_dir: Path) -> dict[str, str]:
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "FICHES_DATA_DIR": str(data_dir), "PATH": programs}


def main() -> None:
    draw = random.Random(4)
    tally = _Tally()
    with tempfile.TemporaryDirectory(prefix="fiches-bench-") as folder:
        ground = lay_ground(Path(folder), 12)
        sys.stdout.write(f"ajout de 12 fiches, {ground.wanted} vecteurs : {ground.seconds:.1f} s\n")
        for _ in range(50):
            after_s = draw.uniform(0, ground.seconds)
            with tempfile.TemporaryDirectory(prefix="fiches-bench-") as place, tally.trial(f"arrêt à {after_s:.2f} s"):
                kill_once(ground, Path(place), after_s)
        tally.tell("arrêts brutaux : index entier, repris sans rien recalculer")
        try:
            with small_disk(64) as disk:
                for _ in range(12):
                    free_bytes = int(draw.uniform(0, 3e6))
                    with tally.trial(f"disque avec {free_bytes} octets libres"):
                        fill_once(ground, disk, free_bytes)
                    for left in disk.iterdir():
                        shutil.rmtree(left) if left.is_dir() else left.unlink()
            tally.tell("disques pleins ou presque : index entier")
        except PermissionError as error:
            sys.stdout.write(f"disque plein : passé, il faut être root ({error})\n")
        files = [path.relative_to(ground.data_dir) for path in sorted(ground.data_dir.rglob("*")) if path.is_file() and path.stat().st_size]
        for name in files:
            for damage in draw.sample(("cut", "emptied", "overwritten", "flipped"), 2):
                with tempfile.TemporaryDirectory(prefix="fiches-bench-") as place, tally.trial(f"{name} {damage}"):
                    data_dir = copied(ground.data_dir, Path(place) / "data")
                    damage_once(data_dir, data_dir / name, damage, draw)
        tally.tell("fichiers abîmés : dits et réparés par « fiches doctor », ou sans effet")
        with tempfile.TemporaryDirectory(prefix="fiches-bench-") as place, tally.trial("lecteurs"):
            given = read_through(Path(place), 20)
        tally.tell(f"lecteurs pendant 20 générations, {given} réponses : chacune d’une seule")
        from tests.bench import surroundings  # it leans on this module

        around: tuple[tuple[str, Callable[[Path], None]], ...] = (
            ("deux écritures à la fois", lambda place: surroundings.two_writers(ground, place)),
            ("horloge qui saute d’un an en avant, de deux en arrière", lambda place: surroundings.wrong_clock(ground, place)),
            ("serveur tué (kill -9) pendant qu’il indexe", lambda place: surroundings.server_killed(ground, place)),
            ("serveur Chroma tué, puis relancé", surroundings.chroma_that_dies),
            ("modèle de langue qui meurt au milieu d’une réponse", lambda _place: surroundings.model_that_dies(ground.data_dir)),
        )
        for name, bring_about in around:
            with tempfile.TemporaryDirectory(prefix="fiches-bench-") as place, tally.trial(name):
                bring_about(Path(place))
            tally.tell(name)
        try:
            with small_disk(64) as disk, tally.trial("disque en lecture seule"):
                surroundings.read_only_disk(ground, disk)
            tally.tell("disque en lecture seule : réponses, puis réparé")
        except PermissionError as error:
            sys.stdout.write(f"disque en lecture seule : passé, il faut être root ({error})\n")
    tally.table()
    sys.exit(1 if tally.failed else 0)


@dataclass
class _Tally:
    """Trials of one kind, and how many held."""

    held: int = 0
    tried: int = 0
    failed: int = 0
    lines: list[tuple[str, int, int]] = field(default_factory=list)

    @contextmanager
    def trial(self, name: str) -> Iterator[None]:
        self.tried += 1
        try:
            yield
            self.held += 1
        except AssertionError as error:
            self.failed += 1
            sys.stdout.write(f"  {name} : {error}\n")

    def tell(self, what: str) -> None:
        self.lines.append((what, self.held, self.tried))
        sys.stderr.write(f"{what} : {self.held} sur {self.tried}\n")
        self.held = self.tried = 0

    def table(self) -> None:
        sys.stdout.write("| panne | tenue | essais |\n| --- | --- | --- |\n")
        sys.stdout.writelines(f"| {what} | {held} | {tried} |\n" for what, held, tried in self.lines)


if __name__ == "__main__":
    main()
