"""What readers transmit: kept, grouped, replayed after a change of the index, closed when it is answered, exported."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from rag.extractive import ExtractiveAnswerer
from ui import wiring
from ui.cli import app
from ui.feedback.gaps import FEEDBACK_FILE, GapError, Gaps, State, eval_line, grouped
from ui.feedback.question_file import add_line
from ui.feedback.rests import changed, read, rests_of, written
from ui.settings import Settings
from ui.shapes import EvalLine

ROOT = Path(__file__).parents[3]
CALENDAR = "Quel est le calendrier de la fiche 1.1.4 ?"
UNKNOWN = "Qui anime la fiche 1.1.2 ?"


@pytest.fixture
def gaps(tmp_path: Path) -> Gaps:
    return Gaps(tmp_path / "data", days=30)


@pytest.fixture(scope="module")
def one_fiche(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of 1.1.4 alone: what is asked about 1.1.2 has no answer."""
    folder = tmp_path_factory.mktemp("one")
    (folder / "fiches").mkdir()
    shutil.copy(ROOT / "corpus" / "fiche-1.1.4.txt", folder / "fiches")
    with wiring.index_builder(Settings(data_dir=folder / "data")) as builder:
        builder.index([str(folder / "fiches")], prune=False, dry_run=False)
    return folder


@pytest.fixture
def town(one_fiche: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "town"
    shutil.copytree(one_fiche, folder)
    monkeypatch.setenv("FICHES_DATA_DIR", str(folder / "data"))
    monkeypatch.chdir(folder)
    return folder


def transmit(folder: Path, question: str, **more: Any) -> int:
    settings = Settings(data_dir=folder / "data")
    answerer = wiring.answerer(settings)
    return wiring.gaps(settings).transmit(answerer.answer(question), answerer.library, **more)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def test_a_refused_question_closes_by_itself_once_its_fiche_is_indexed(town: Path) -> None:
    number = transmit(town, UNKNOWN, who="lea")
    assert "à traiter" in run("gaps", "list")[1]
    shutil.copy(ROOT / "corpus" / "fiche-1.1.2-v2017.txt", town / "fiches")
    code, told = run("index", "fiches")
    assert code == 0
    assert "1 question transmise a maintenant une réponse" in told
    assert "Rien à faire" in run("gaps", "list")[1]
    gap = wiring.gaps(Settings(data_dir=town / "data")).gap(number)
    assert (gap.state, gap.closed_by) == (State.ANSWERED, "(relecture)")
    assert "Ville" in gap.now


def test_an_answered_one_becomes_a_question_that_eval_asks(town: Path) -> None:
    number = str(transmit(town, "Qui anime la fiche 1.1.4 ?"))
    assert run("gaps", "export", number)[0] == 0
    assert "déjà" in run("gaps", "export", number)[1]
    file = str(town / "data" / "questions.jsonl")
    code, told = run("eval", file, "--json")
    assert code == 0
    assert json.loads(told)["scores"]["right"] == 1.0


def test_a_refusal_is_exported_only_where_somebody_says_that_it_is_right(town: Path) -> None:
    number = str(transmit(town, CALENDAR))
    code, told = run("gaps", "export", number, "-o", "refus.jsonl")
    assert (code, Path("refus.jsonl").exists()) == (2, False)
    assert "--refusal" in told
    assert run("gaps", "export", number, "-o", "refus.jsonl", "--refusal")[0] == 0
    assert json.loads(run("eval", "refus.jsonl", "--json")[1])["scores"]["reason"] == 1.0


def test_the_commands_close_and_remove(town: Path) -> None:
    first, second = transmit(town, CALENDAR), transmit(town, UNKNOWN)
    assert run("gaps", "close", str(first))[0] == 0
    assert [line["id"] for line in json.loads(run("gaps", "list", "--json")[1])] == [second]
    assert [line["state"] for line in json.loads(run("gaps", "list", "--all", "--json")[1])] == ["ouvert", "clos"]
    assert run("gaps", "remove", str(first))[0] == 0
    assert run("gaps", "close", "99")[0] == 2


def test_the_same_question_is_kept_once_and_counted(gaps: Gaps, answerer: ExtractiveAnswerer) -> None:
    answer = answerer.answer(CALENDAR)
    again = answerer.answer(CALENDAR.upper())
    first = gaps.transmit(answer, answerer.library, comment="c’est urgent")
    assert gaps.transmit(again, answerer.library, comment="moi aussi") == first
    (gap,) = gaps.gaps()
    assert (gap.times, gap.comment) == (2, "c’est urgent\nmoi aussi")


@pytest.mark.parametrize(
    ("question", "place"),
    [
        (CALENDAR, ("1.1.4", "calendrier")),
        ("Qui anime la fiche 9.9.9 ?", ("9.9.9", "animateur")),
        ("Quelle est la recette du clafoutis ?", ("", "")),
    ],
)
def test_a_question_stands_under_the_fiche_and_field_it_is_about(
    gaps: Gaps, answerer: ExtractiveAnswerer, question: str, place: tuple[str, str]
) -> None:
    gaps.transmit(answerer.answer(question), answerer.library)
    (group,) = grouped(gaps.gaps())
    assert (group.code, group.section) == place


def test_groups_follow_the_fiches_and_what_names_none_stands_last(gaps: Gaps, answerer: ExtractiveAnswerer) -> None:
    for question in (
        "Quelle est la recette du clafoutis ?",
        "Qui anime la fiche 9.9.9 ?",
        CALENDAR,
        "Quel est le public de la fiche 1.1.2 ?",
    ):
        gaps.transmit(answerer.answer(question), answerer.library)
    assert [group.code for group in grouped(gaps.gaps())] == ["1.1.2", "1.1.4", "9.9.9", ""]


def test_a_bad_answer_is_not_closed_by_itself(gaps: Gaps, answerer: ExtractiveAnswerer) -> None:
    gaps.transmit(answerer.answer("Qui anime la fiche 1.1.4 ?"), answerer.library)
    with gaps._store.writing() as db:  # as after a change of the index
        db.execute("UPDATE gaps SET generation = '0'")
    assert gaps.replay(answerer, answerer.library) == []
    assert [gap.state for gap in gaps.gaps()] == [State.OPEN]


def test_nothing_is_asked_twice_of_one_generation(gaps: Gaps, answerer: ExtractiveAnswerer) -> None:
    class Silent:
        def answer(self, question: str, **_more: object) -> Any:
            raise AssertionError(question)

    gaps.transmit(answerer.answer(CALENDAR), answerer.library)
    assert gaps.replay(Silent(), answerer.library) == []


def test_what_is_too_old_is_forgotten(tmp_path: Path, answerer: ExtractiveAnswerer) -> None:
    gaps = Gaps(tmp_path, days=30)
    gaps.transmit(answerer.answer(CALENDAR), answerer.library)
    gaps.forget()
    assert len(gaps.gaps()) == 1
    with gaps._store.writing() as db:
        db.execute("UPDATE gaps SET made_at = '2020-01-01T00:00:00+00:00'")
    gaps.forget()
    assert gaps.gaps() == []


def test_nothing_is_written_before_something_is_transmitted(tmp_path: Path) -> None:
    gaps = Gaps(tmp_path, days=30)
    gaps.forget()
    assert gaps.gaps(every=True) == []
    assert not (tmp_path / FEEDBACK_FILE).exists()
    with pytest.raises(GapError):
        gaps.gap(1)


def test_an_exported_line_is_one_that_eval_reads(gaps: Gaps, answerer: ExtractiveAnswerer, tmp_path: Path) -> None:
    answer = answerer.answer("et la 1.1.2 ?", history=("Qui anime la fiche 1.1.4 ?",))
    gap = gaps.gap(gaps.transmit(answer, answerer.library, earlier=("Qui anime la fiche 1.1.4 ?",)))
    line = EvalLine.model_validate(eval_line(gap, answer))
    assert [(quote.fiche, quote.quote) for quote in line.quotes] == [("1.1.2", "Ville")]
    assert line.question_to_judge().history == ("Qui anime la fiche 1.1.4 ?",)
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "x"}', encoding="utf-8")  # without a line end
    assert add_line(path, eval_line(gap, answer))
    assert [json.loads(text)["id"] for text in path.read_text(encoding="utf-8").splitlines()] == ["x", f"retour-{gap.id}"]


def test_what_an_answer_rests_on_has_changed_when_its_words_have(answerer: ExtractiveAnswerer) -> None:
    rests = read(written(rests_of(answerer.answer("Qui anime la fiche 1.1.4 ?"))))
    assert [rest.place for rest in rests] == [("1.1.4", "animateur")]
    assert changed(rests, answerer.library) == ()
    other = written(rests).replace(rests[0].print, "0" * len(rests[0].print))
    assert [rest.place for rest in changed(read(other), answerer.library)] == [("1.1.4", "animateur")]
