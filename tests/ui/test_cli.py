"""The commands, run as a user runs them: exit codes, streams, shapes."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ui.cli import app
from ui.settings import Settings
from ui.shapes import AnswerShape, EvaluationShape, FicheShape, IndexShape, SearchShape, StatusShape
from ui.terminal import safe

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Outcome]


@pytest.fixture
def fiches(indexed: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command over the two real fiches, from the project's folder, in this process."""
    monkeypatch.chdir(ROOT)

    def run(*arguments: str, data_dir: Path = indexed.data_dir, **settings: str) -> Outcome:
        result = CliRunner().invoke(app, list(arguments), env={"FICHES_DATA_DIR": str(data_dir), **settings})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return run


def in_a_new_process(*command: str, data_dir: Path) -> Outcome:
    environment = {**os.environ, "FICHES_DATA_DIR": str(data_dir), "PYTHONWARNINGS": ""}
    result = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=120)
    return Outcome(result.returncode, result.stdout, result.stderr)


def one_french_sentence(result: Outcome, *, code: int = 2) -> str:
    """The only line of stderr, checked: one sentence, no traceback, nothing on stdout."""
    assert result.returncode == code, result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.stderr
    assert lines[0].endswith(".")
    return lines[0]


def test_an_answer_is_printed_with_the_place_of_its_quote(indexed: Settings) -> None:
    result = in_a_new_process(sys.executable, "-m", "ui.cli", "ask", "Qui anime la fiche 1.1.4 ?", data_dir=indexed.data_dir)
    assert result.returncode == 0
    assert "« Villes dans le cadre des projets de quartier » [1]" in result.stdout
    assert "fiche-1.1.4.txt, ligne 41, caractères 2208 à 2252" in result.stdout


def test_json_is_the_contract_shape_and_nothing_else(fiches: Run, corpus_dir: Path) -> None:
    result = fiches("ask", "Quels financements pour le sport ?", "--json")
    shape = AnswerShape.model_validate_json(result.stdout, strict=True)
    assert set(json.loads(result.stdout)) == set(AnswerShape.model_fields)
    assert shape.status == "answered"
    assert [citation.section for citation in shape.citations] == ["financements"]
    citation = shape.citations[0]
    text = (corpus_dir / "fiche-1.1.2-v2017.txt").read_text(encoding="utf-8")
    assert text[citation.start : citation.end] == citation.quote


def test_the_same_question_gives_the_same_bytes_but_for_its_timings(fiches: Run) -> None:
    answers = [json.loads(fiches("ask", "Que disent les fiches de la laïcité ?", "--json").stdout) for _ in range(2)]
    for answer in answers:
        del answer["timings_ms"]
    assert answers[0] == answers[1]


def test_filters_narrow_the_question(fiches: Run) -> None:
    result = fiches("ask", "Que dit la fiche ?", "--fiche", "114", "--section", "Échelle territoriale", "--json")
    assert [citation["quote"] for citation in json.loads(result.stdout)["citations"]] == ["Tous quartiers"]


@pytest.mark.parametrize(
    ("options", "codes"), [(("--place", "tous quartiers"), {"1.1.4"}), (("--axe", "1.1"), {"1.1.2", "1.1.4"}), (("--pilier", "4"), set())]
)
def test_filters_leave_out_whole_fiches(fiches: Run, options: Sequence[str], codes: set[str]) -> None:
    assert {found["fiche"] for found in json.loads(fiches("search", "lien social", *options, "--json").stdout)} == codes


def test_an_axe_of_another_pilier_is_misuse(fiches: Run) -> None:
    result = fiches("ask", "Qui ?", "--pilier", "2", "--axe", "1.2")
    assert result.returncode == 2
    assert "« 1.2 » n’est pas un axe" in result.stderr


def test_an_expired_period_is_told_as_of_the_day_given(fiches: Run) -> None:
    def notices(day: str) -> Sequence[str]:
        return json.loads(fiches("ask", "Quels financements pour le sport ?", "--json", "--at", day).stdout)["notices"]

    assert notices("2014-06-01") == []
    assert notices("2017-01-01") == ["[1] « 2013-2015 » : période échue au 01/01/2017."]


def test_a_follow_up_reads_the_history_file(fiches: Run, tmp_path: Path) -> None:
    history = tmp_path / "history.json"
    history.write_text(json.dumps([{"role": "user", "content": "Qui anime la fiche 1.1.4 ?"}, {"role": "assistant", "content": "…"}]))
    result = fiches("ask", "et pour la 1.1.2 ?", "--history", str(history), "--json")
    assert [citation["quote"] for citation in json.loads(result.stdout)["citations"]] == ["Ville"]


def test_a_batch_keeps_its_order_and_puts_errors_in_their_place(fiches: Run, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    lines = [
        '{"id": "a", "question": "Qui anime la 1.1.4 ?"}',
        "pas du json",
        '{"id": "c"}',
        '{"id": "d", "question": " "}',
        '{"id": "e", "question": "merci"}',
    ]
    batch.write_text("\n".join(lines), encoding="utf-8")
    result = fiches("ask", "--batch", str(batch))
    printed = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["id"] for line in printed] == ["a", None, "c", "d", "e"]
    assert ["error" in line for line in printed] == [False, True, True, True, False]
    assert result.returncode == 1


def test_explain_shows_how_the_question_was_read(fiches: Run) -> None:
    plan = json.loads(fiches("ask", "Qui anime la 112 ?", "--json", "--explain").stdout)["explanation"]["plan"]
    assert plan["codes"] == ["1.1.2"]
    assert plan["sections"] == ["animateur"]


def test_search_ranks_passages(fiches: Run) -> None:
    result = fiches("search", "pratique sportive", "-k", "3", "--json")
    found = [SearchShape.model_validate(line, strict=True) for line in json.loads(result.stdout)]
    assert [shape.rank for shape in found] == [1, 2, 3]
    assert all(first.score >= second.score for first, second in pairwise(found))


def test_search_in_a_section_returns_that_section_alone(fiches: Run) -> None:
    found = json.loads(fiches("search", "culture", "--section", "financements", "--json").stdout)
    assert {shape["section"] for shape in found} == {"financements"}


def test_a_search_batch_gives_one_object_a_line(fiches: Run, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"id": "a", "question": "sport"}\n', encoding="utf-8")
    line = json.loads(fiches("search", "--batch", str(batch)).stdout)
    assert line["id"] == "a"
    assert line["results"]


def test_show_gives_the_parsed_fiche_and_its_source_text(fiches: Run, corpus_dir: Path) -> None:
    shape = FicheShape.model_validate_json(fiches("show", "1-1-4", "--json").stdout, strict=True)
    assert shape.title == "CONDUIRE DES ACTIONS AUX PUBLICS CIBLES MIXTES POUR FAVORISER LES CROISEMENTS DE POPULATION"
    assert fiches("show", "1.1.4", "--source-text").stdout == (corpus_dir / "fiche-1.1.4.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", ["1.1.2", "1.1.4"])
def test_every_character_of_a_fiche_is_accounted_for(fiches: Run, code: str) -> None:
    shape = FicheShape.model_validate_json(fiches("show", code, "--json").stdout)
    text = fiches("show", code, "--source-text").stdout
    items = [item for field in shape.fields for item in field.items]
    parts = [*shape.banner, *shape.leftovers, *(field.heading for field in shape.fields), *items]
    assert all(text[part.start : part.end] == part.text for part in parts)
    covered = {position for part in parts for position in range(part.start, part.end)}
    assert [text[position] for position in range(len(text)) if position not in covered and not text[position].isspace()] == []
    ordered = sorted(items, key=lambda item: item.start)
    assert all(first.end <= second.start for first, second in pairwise(ordered))


def test_status_tells_what_is_indexed(fiches: Run) -> None:
    shape = StatusShape.model_validate_json(fiches("status", "--json").stdout, strict=True)
    assert (shape.fiches, shape.sources, shape.failed) == (2, 2, [])
    assert shape.model == "multilingual-e5-small-q4"


def test_eval_scores_a_question_file(fiches: Run, tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    expected = {"id": "q", "question": "Qui anime la 1.1.4 ?", "status": "answered", "kind": "who"}
    quotes = [{"fiche": "1.1.4", "section": "animateur", "quote": "Villes dans le cadre"}]
    questions.write_text(json.dumps({**expected, "quotes": quotes, "facts": [["projets de quartier"]]}) + "\n", encoding="utf-8")
    result = EvaluationShape.model_validate_json(fiches("eval", str(questions), "--json").stdout, strict=True)
    assert result.scores == {name: float(name != "false_refusal") for name in result.scores}
    assert {"exact", "facts", "false_refusal", "precision", "quoted_all", "quoted_any", "right"} == set(result.scores)


def test_eval_scores_each_way_to_retrieve_side_by_side(fiches: Run, tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    leader = "Villes dans le cadre des projets de quartier"
    expected = [{"fiche": "1.1.4", "section": "animateur", "quote": leader}]
    line = {"id": "a", "question": "Qui anime la fiche 1.1.4 ?", "status": "answered", "quotes": expected, "facts": [], "kind": "who"}
    questions.write_text(json.dumps(line), encoding="utf-8")
    result = EvaluationShape.model_validate_json(fiches("eval", str(questions), "--ablation", "--json").stdout, strict=True)
    assert result.retrieval is not None
    assert list(result.retrieval) == ["lexical", "dense", "fused", "full"]
    assert result.retrieval["full"] == {"any": 1.0, "all": 1.0, "recall_5": 1.0, "ndcg_10": 1.0}
    assert "et structure  1.000" in fiches("eval", str(questions), "--ablation").stdout


def test_an_evaluation_under_its_floor_exits_1(fiches: Run, tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text(
        '{"id": "q", "question": "Qui anime la 1.1.4 ?", "status": "abstained", "reason": "sans_reponse", "kind": "who"}\n'
    )
    result = fiches("eval", str(questions), "--floor", "0.9")
    assert result.returncode == 1


def test_indexing_again_changes_nothing(fiches: Run, corpus_dir: Path, tmp_path: Path) -> None:
    first = IndexShape.model_validate_json(fiches("index", str(corpus_dir), "--json", data_dir=tmp_path).stdout, strict=True)
    again = IndexShape.model_validate_json(fiches("index", str(corpus_dir), "--json", data_dir=tmp_path).stdout, strict=True)
    assert (len(first.added), first.fiches, [Path(name).name for name in first.skipped]) == (
        2,
        2,
        ["README-modele-de-fiche.docx", "README.md"],
    )
    assert (again.added, len(again.unchanged)) == ([], 2)


def test_a_failed_file_among_others_exits_1_and_the_others_are_done(fiches: Run, corpus_dir: Path, tmp_path: Path) -> None:
    broken = tmp_path / "vide.txt"
    broken.write_text("")
    result = fiches("index", str(corpus_dir), str(broken), "--json", data_dir=tmp_path / "data")
    report = IndexShape.model_validate_json(result.stdout)
    assert result.returncode == 1
    assert (report.fiches, [failure.path for failure in report.failed]) == (2, [str(broken)])
    assert "est vide" in one_french_sentence(result, code=1)


# Bad input: one French sentence, exit 2, and the index as it was.


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("vide.txt", b"", "est vide"),
        ("lettre.txt", b"Madame, Monsieur, veuillez trouver ci-joint le compte rendu.", "ne contient pas de fiche"),
        ("binaire.txt", bytes(range(256)) * 20, "n’est pas un fichier texte"),
        ("image.png", b"\x89PNG", "n’est pas lu"),
    ],
)
def test_a_file_that_is_no_fiche_is_named_with_its_remedy(
    fiches: Run, indexed: Settings, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    before = fiches("status", "--json").stdout
    path = tmp_path / name
    path.write_bytes(content)
    sentence = one_french_sentence(fiches("index", str(path)))
    assert says in sentence
    assert name in sentence
    assert json.loads(fiches("status", "--json").stdout)["generation"] == json.loads(before)["generation"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("index", "nulle-part"), "n’existe pas"),
        (("show", "9.9.9"), "n’est pas indexée"),
        (("ask", ""), "vide"),
        (("ask", "   \n"), "vide"),
        (("ask", "a" * 100_000), "100000 caractères"),
        (("ask", "quoi ?", "--section", "météo"), "n’existe pas"),
        (("ask", "quoi ?", "--at", "demain"), "n’est pas une date"),
        (("ask", "quoi ?", "--history", "nulle-part.json"), "ne peut pas être lu"),
        (("ask", "deux", "questions"), "entre guillemets"),
        (("danser",), "n’existe pas"),
        (("ask", "--danser"), "n’existe pas"),
        (("search", "sport", "-k", "beaucoup"), "n’est pas valable"),
        (("show",), "Il manque"),
        (("eval", "nulle-part.jsonl"), "ne peut pas être lu"),
    ],
)
def test_misuse_is_told_in_one_french_sentence(fiches: Run, arguments: tuple[str, ...], says: str) -> None:
    assert says in one_french_sentence(fiches(*arguments))


def test_a_missing_index_says_how_to_make_one(fiches: Run, tmp_path: Path) -> None:
    for command in (("ask", "quoi ?"), ("status",), ("show", "1.1.2"), ("search", "sport"), ("serve",)):
        assert "fiches index" in one_french_sentence(fiches(*command, data_dir=tmp_path / "rien"))


def test_an_index_made_with_another_model_is_refused(fiches: Run) -> None:
    for command in (("ask", "quoi ?"), ("index",)):
        sentence = one_french_sentence(fiches(*command, FICHES_EMBEDDING_MODEL="autre/modele"))
        assert "multilingual-e5-small-q4" in sentence
        assert "fiches rebuild" in sentence


def test_a_setting_of_the_wrong_type_is_named(fiches: Run) -> None:
    assert "FICHES_PORT" in one_french_sentence(fiches("status", FICHES_PORT="porte"))


def test_a_setting_of_the_env_file_that_does_not_exist_is_named(fiches: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("FICHES_PROT=7000\n")
    assert "FICHES_PROT" in one_french_sentence(fiches("status"))
    (tmp_path / ".env").write_text("OTHER_PROGRAM=1\n")
    assert fiches("status").returncode == 0


def test_a_port_in_use_is_told(fiches: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert str(port) in one_french_sentence(fiches("serve", "--port", str(port)))


def test_an_unknown_code_in_a_question_is_an_abstention(fiches: Run) -> None:
    answer = json.loads(fiches("ask", "Qui anime la fiche 9.9.9 ?", "--json").stdout)
    assert (answer["status"], answer["reason"]) == ("abstained", "fiche_inconnue")


def test_a_read_only_data_directory_is_told(fiches: Run, indexed: Settings, tmp_path: Path) -> None:
    """Root may write anywhere, so the directory is mounted read-only in a namespace of its own."""
    command = f"mount --bind {indexed.data_dir} {indexed.data_dir} && mount -o remount,ro,bind {indexed.data_dir}"
    check = subprocess.run(["unshare", "--mount", "--map-root-user", "sh", "-c", command], capture_output=True)
    if check.returncode != 0:
        pytest.skip("this machine allows no mount namespaces, and root ignores permissions")
    for arguments in ('search "sport"', "index corpus/"):
        script = f"{command} && exec {sys.executable} -m ui.cli {arguments}"
        result = in_a_new_process("unshare", "--mount", "--map-root-user", "sh", "-c", script, data_dir=indexed.data_dir)
        assert "FICHES_DATA_DIR" in one_french_sentence(result)


def test_a_process_that_only_asks_never_imports_torch(indexed: Settings) -> None:
    code = "import sys\nfrom ui.cli import app\napp(['ask', 'Quels financements pour le sport ?'], standalone_mode=False)\nprint('torch' in sys.modules)"
    result = in_a_new_process(sys.executable, "-c", code, data_dir=indexed.data_dir)
    assert result.stdout.strip().splitlines()[-1] == "False"


def test_what_a_terminal_would_obey_is_shown_and_not_sent(fiches: Run, tmp_path: Path) -> None:
    text = "FICHE 1.1.2\nTITRE DE LA FICHE\n\nContexte\nUn constat \u202erevers.\n\nAnimateur\nVille\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert fiches("index", str(tmp_path / "a.txt"), data_dir=tmp_path / "data").returncode == 0
    shown = fiches("show", "1.1.2", data_dir=tmp_path / "data").stdout
    assert "Un constat \ufffdrevers." in shown
    told = json.loads(fiches("show", "1.1.2", "--json", data_dir=tmp_path / "data").stdout)
    quotes = [item["text"] for field in told["fields"] for item in field["items"]]
    assert any("constat \u202erevers" in quote for quote in quotes)
    assert safe("a\x1b]0;pirate\x07\n\tb\x9b31m\ud800") == "a\ufffd]0;pirate\ufffd\n\tb\ufffd31m\ufffd"
