"""What the rivals are given to do: documents to index, and questions with what was to be found."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.corpus import load_corpus
from tests.bench._common import FICTIONAL
from tests.bench._generated import write_fiches
from tests.bench.quality import SETS, QuestionSet
from tests.bench.rivals.recall import Found, document_recall, recall

_FIXED = "questions.jsonl"
_GROWTH_QUESTIONS = "fictif/questions_dev.jsonl"
_MOST_PASSAGE = 1_500  # characters of a passage of a folder, as in tests/bench/retrieval.py


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the earlier ones of its talk, and how what is found for it is judged; None where nothing is expected."""

    text: str
    history: tuple[str, ...] = ()
    judge: Callable[[Found], Mapping[str, float]] | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """Documents, as JSON lines of `id`, `text` and, where they are fiches, `path`; and questions."""

    name: str
    documents: Path
    count: int
    questions: tuple[Asked, ...]
    are_fiches: bool = True
    generated: bool = False  # vectors out of a hash


def question_sets(folder: Path) -> dict[str, list[Work]]:
    """The fixed set, and the final ones, on which nothing is tuned: each over its own corpus."""
    chosen = {"fixe": [one for one in SETS if one.name == _FIXED], "finals": [one for one in SETS if one.is_final]}
    return {name: [_of_set(one, folder) for one in sets] for name, sets in chosen.items()}


def _of_set(asked: QuestionSet, folder: Path) -> Work:
    rows = _documents(asked.corpus)
    lines = [line for line in asked.lines if line.status == "answered" and line.quotes]
    questions = tuple(Asked(line.question, line.history, lambda found, line=line: recall(line, found)) for line in lines)
    name = Path(asked.name).stem
    return Work(name, _written(folder / f"{name}.jsonl", rows), len(rows), questions)


def from_folder(folder: Path, place: Path) -> Work:
    """The passages and questions of a folder: passages.jsonl (id, text), questions.jsonl (id, question, passage)."""
    rows = [{"id": one["id"], "text": one["text"][:_MOST_PASSAGE]} for one in _lines(folder / "passages.jsonl")]
    questions = tuple(
        Asked(one["question"], (), lambda found, wanted=one["passage"]: document_recall(wanted, found))
        for one in _lines(folder / "questions.jsonl")
    )
    return Work("dossier", _written(place / "dossier.jsonl", rows), len(rows), questions, are_fiches=False)


def grown(count: int, folder: Path, *, generated: bool) -> Work:
    """So many generated fiches, and questions of the fictional corpus they are made from."""
    place = folder / f"fiches-{count}"
    documents = folder / f"fiches-{count}.jsonl"
    if not documents.is_file():
        write_fiches(place, count)
        paths = sorted(place.rglob("*.txt"))
        _written(documents, [{"id": path.stem, "text": path.read_text(encoding="utf-8"), "path": str(path)} for path in paths])
    lines = QuestionSet(_GROWTH_QUESTIONS, FICTIONAL).lines
    questions = tuple(Asked(line.question, line.history) for line in lines if line.status == "answered" and not line.history)
    return Work(f"fiches-{count}", documents, count, questions, generated=generated)


def _documents(corpus: Path) -> list[dict[str, str]]:
    """The fiches that answer: of several versions of one, the newest."""
    fiches = load_corpus([str(corpus)]).fiches
    newest: dict[str, int] = {}
    for fiche in fiches:
        newest[fiche.code] = max(newest.get(fiche.code, 0), fiche.version or 0)
    return [
        {"id": fiche.code, "text": fiche.source.text, "path": str(corpus)} for fiche in fiches if (fiche.version or 0) == newest[fiche.code]
    ]


def _written(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
