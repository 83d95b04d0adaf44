"""What is remembered: histories, kept answers, waivers and links, and what of them is to be looked at again."""

import shutil
from pathlib import Path

import pytest

from ingest.checks.waivers import fingerprint
from ingest.model import SectionKind
from rag.extractive import ExtractiveAnswerer
from ui import wiring
from ui.feedback.gaps import Gaps
from ui.feedback.history import FILE, History
from ui.feedback.keeping import keep_question
from ui.feedback.link_titles import LinkTitles
from ui.feedback.review import to_review
from ui.settings import Settings

ROOT = Path(__file__).parents[3]
LEADER = "Qui anime la fiche 1.1.4 ?"


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path, days=30)


def test_each_person_sees_and_forgets_their_own_questions(history: History, answerer: ExtractiveAnswerer) -> None:
    for who in ("lea", "cora"):
        history.add(who, answerer.answer(LEADER))
    (entry,) = history.of("cora")
    history.remove("lea", entry.id)  # another person's
    assert [kept.question for kept in history.of("cora")] == [LEADER]
    history.remove("lea")
    assert (len(history.of("lea")), len(history.of("cora"))) == (0, 1)


def test_what_is_too_old_goes(history: History, answerer: ExtractiveAnswerer) -> None:
    history.add("lea", answerer.answer(LEADER))
    with history._store.writing() as db:
        db.execute("UPDATE entries SET made_at = '2020-01-01'")
    history.add("lea", answerer.answer(LEADER))
    assert len(history.of("lea")) == 1


@pytest.mark.parametrize(("keep", "who", "kept", "transmitted"), [(False, "lea", 0, 0), (True, "lea", 1, 1), (True, "", 0, 1)])
def test_a_question_is_kept_only_where_the_settings_say_so(
    tmp_path: Path, answerer: ExtractiveAnswerer, keep: bool, who: str, kept: int, transmitted: int
) -> None:
    settings = Settings(data_dir=tmp_path, keep_questions=keep)
    refused = answerer.answer("Quel est le calendrier de la fiche 1.1.4 ?")
    keep_question(settings, refused, answerer.library, who=who)
    assert len(History(tmp_path, days=30).of(who)) == kept
    assert len(Gaps(tmp_path, days=30).gaps()) == transmitted
    assert keep or not (tmp_path / FILE).exists()


@pytest.fixture
def town(tmp_path: Path) -> Settings:
    (tmp_path / "fiches").mkdir()
    for path in (ROOT / "corpus").glob("*.txt"):
        shutil.copy(path, tmp_path / "fiches")
    settings = Settings(data_dir=tmp_path / "data", corpus=str(tmp_path / "fiches"))
    index(settings)
    return settings


def index(settings: Settings) -> None:
    with wiring.index_builder(settings) as builder:
        builder.index([settings.corpus], prune=False, dry_run=False)


def rewrite(settings: Settings, name: str, before: str, after: str) -> None:
    path = Path(settings.corpus) / name
    data = path.read_bytes()
    text = data.decode("utf-8-sig")
    assert before in text
    path.write_bytes(text.replace(before, after).encode("utf-8"))
    index(settings)


def test_a_kept_answer_is_to_be_reviewed_when_the_field_it_quotes_changes(town: Settings) -> None:
    answerer = wiring.answerer(town)
    History(town.data_dir, 30).add("lea", answerer.answer(LEADER), kept=True)
    History(town.data_dir, 30).add("lea", answerer.answer("Qui anime la fiche 1.1.2 ?"))  # not kept
    assert not to_review(town, answerer.library)
    rewrite(town, "fiche-1.1.4.txt", "Villes dans le cadre des projets de quartier", "Agglomération")
    ((entry, rests),) = to_review(town, wiring.library(town)).answers
    assert (entry.question, [rest.place for rest in rests]) == (LEADER, [("1.1.4", "animateur")])


def test_a_waiver_is_to_be_reviewed_when_its_field_changes(town: Settings) -> None:
    library = wiring.library(town)
    fiche = library.fiche(library.by_code["1.1.4"][0])
    kept = fingerprint(fiche, SectionKind.CALENDRIER)
    (Path(town.corpus) / "derogations.yaml").write_text(
        f"- {{rule: STR002, fiche: '1.1.4', field: calendrier, reason: attendu, function: coordination, fingerprint: {kept}}}\n",
        encoding="utf-8",
    )
    assert to_review(town, library).waivers == ()
    rewrite(town, "fiche-1.1.4.txt", "Calendrier\n", "Calendrier\n\t· En continu\n")
    assert [waiver.rule for waiver in to_review(town, wiring.library(town)).waivers] == ["STR002"]


def test_a_link_is_to_be_reviewed_when_its_fiche_is_called_otherwise(town: Settings) -> None:
    rewrite(town, "fiche-1.1.4.txt", "Lien fiche 1.1.3", "Lien fiche 1.1.2")
    assert not to_review(town, wiring.library(town))  # seen for the first time
    rewrite(town, "fiche-1.1.2-v2017.txt", "DEVELOPPER LES COORDINATIONS", "RENFORCER LES COORDINATIONS")
    (moved,) = to_review(town, wiring.library(town)).links
    assert (moved.fiche.code, moved.link.code) == ("1.1.4", "1.1.2")
    assert moved.before.startswith("DEVELOPPER")
    assert moved.now.startswith("RENFORCER")
    LinkTitles(town.data_dir).seen(wiring.library(town), "1.1.4", "1.1.2")
    assert not to_review(town, wiring.library(town))
