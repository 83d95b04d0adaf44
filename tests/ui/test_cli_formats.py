"""One command over a folder as towns send it: good fiches in every format, an annex, and files that are no fiches."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.making import hostile, opendocument, pdf, web, word
from tests.making.fiche_model import fictional_fiches
from ui.cli import app
from ui.shapes import FicheShape, IndexShape

GOOD: dict[str, Callable[[object], bytes]] = {
    "a.docx": lambda made: word.make_docx([made]),
    "b.odt": lambda made: opendocument.make_odt([made]),
    "c.html": lambda made: web.make_html([made]),
    "d.md": lambda made: web.make_markdown([made]),
    "e.pdf": lambda made: pdf.make_pdf([made]),
}
HOSTILE = (
    "tronque.docx", "un-pdf.docx", "une-image.pdf", "chiffre.docx", "chiffre.pdf", "bombe.docx", "bombe.zip", "entites.docx", "entite-externe.odt",
    "boucle-pages.pdf", "nul.txt", "imbrique.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fiches reçues")
    for name, make, made in zip(GOOD, GOOD.values(), fictional_fiches(), strict=False):
        (folder / name).write_bytes(make(made))
    (folder / "annexe.pdf").write_bytes(pdf.make_annex(8)[0])
    for name in HOSTILE:
        (folder / name).write_bytes(hostile.HOSTILE[name]())
    return folder


@pytest.fixture(scope="module")
def fiches(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Result]:
    data_dir = tmp_path_factory.mktemp("data")

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(app, list(arguments), env={"FICHES_DATA_DIR": str(data_dir)})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.fixture(scope="module")
def report(fiches: Callable[..., Result], folder: Path) -> IndexShape:
    result = fiches("index", str(folder), "--json")
    assert result.exit_code == 1  # some inputs failed, the others are done
    return IndexShape.model_validate_json(result.stdout)


def test_every_good_file_is_read_and_every_other_is_named_with_its_reason(report, folder):
    assert {Path(name).name for name in report.added} == {*GOOD, "annexe.pdf"}
    assert {Path(failure.path).name for failure in report.failed} == set(HOSTILE)
    for failure in report.failed:
        assert failure.error.startswith("« ")
        assert failure.error.endswith(".")
        assert Path(failure.path).name in failure.error
    assert report.fiches == len(GOOD) + 8


def test_a_second_run_finds_nothing_to_do(report, fiches, folder):
    again = IndexShape.model_validate_json(fiches("index", str(folder), "--json").stdout)
    assert set(again.unchanged) == set(report.added)
    assert (again.added, again.updated) == ([], [])
    assert len(again.failed) == len(HOSTILE)


@pytest.mark.parametrize("name", GOOD)
def test_show_gives_the_fiche_and_the_text_its_offsets_refer_to(report, fiches, name):
    made = fictional_fiches()[list(GOOD).index(name)]
    version = ("--version", str(made.version)) if made.version else ()
    shown = json.loads(fiches("show", made.code, *version, "--json").stdout)
    FicheShape.model_validate(shown)
    assert Path(shown["source"]).name == name
    text = fiches("show", made.code, *version, "--source-text").stdout_bytes.decode("utf-8")
    for part in [
        *shown["banner"],
        *shown["leftovers"],
        *(item for field in shown["fields"] for item in (field["heading"], *field["items"])),
    ]:
        assert text[part["start"] : part["end"]] == part["text"]


def test_a_row_stands_beside_the_items_of_word_and_a_page_beside_those_of_pdf(report, fiches):
    word_fiche, pdf_fiche = fictional_fiches()[0], fictional_fiches()[4]
    for made, key, absent in ((word_fiche, "row", "page"), (pdf_fiche, "page", "row")):
        version = ("--version", str(made.version)) if made.version else ()
        shown = json.loads(fiches("show", made.code, *version, "--json").stdout)
        items = [item for field in shown["fields"] for item in field["items"]]
        assert items
        assert all(item[key] >= 1 for item in items)
        assert all(item.get(absent) is None for item in items)


def test_a_question_is_answered_from_an_annex_with_its_page(report, fiches):
    expected = pdf.annex_fiches(8)[5]
    answer = json.loads(fiches("ask", f"Quel est le contexte de la fiche {expected.code} ?", "--json").stdout)
    cited = [citation for citation in answer["citations"] if citation["source"].endswith("annexe.pdf")]
    assert answer["status"] == "answered"
    assert cited
    assert all(citation["page"] > 1 for citation in cited)


def test_a_fiche_sent_in_word_and_in_pdf_answers_once(fiches, tmp_path):
    made = fictional_fiches()[5]
    (tmp_path / "f.docx").write_bytes(word.make_docx([made]))
    (tmp_path / "f.pdf").write_bytes(pdf.make_pdf([made]))
    data_dir = str(tmp_path / "data")
    runner = CliRunner()
    indexed = runner.invoke(app, ["index", str(tmp_path), "--json"], env={"FICHES_DATA_DIR": data_dir})
    assert json.loads(indexed.stdout)["fiches"] == 2
    asked = runner.invoke(app, ["ask", f"Quel est le contexte de la fiche {made.code} ?", "--json"], env={"FICHES_DATA_DIR": data_dir})
    answer = json.loads(asked.stdout)
    assert answer["status"] == "answered"
    assert {Path(citation["source"]).name for citation in answer["citations"]} == {"f.docx"}
    assert answer["notices"] == []
