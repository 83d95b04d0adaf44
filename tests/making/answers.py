"""What the assistant answers over the two real fiches, in a form that the file they came from does not change."""

import json
from collections.abc import Mapping
from pathlib import Path

from ingest.chunking import readable
from rag.answer import Answer
from rag.extractive import ExtractiveAnswerer
from tests.making import opendocument, pdf, word
from tests.making.compare import normal
from tests.making.convert import convert_many
from tests.making.fiche_model import ROOT, real_fiches

QUESTIONS = tuple(json.loads(line) for line in (ROOT / "tests/data/questions.jsonl").read_text(encoding="utf-8").splitlines())


def rebuilt(suffix: str) -> Mapping[str, bytes]:
    """The two real fiches in one format, by file name; « .tagged.pdf » is what LibreOffice makes of the Word files."""
    if suffix == ".tagged.pdf":
        printed = convert_many({f"fiche-{made.code}.docx": word.make_docx([made]) for made in real_fiches()}, suffix)
        return {Path(name).with_suffix(".pdf").name: data for name, data in printed.items()}
    make = {".docx": word.make_docx, ".odt": opendocument.make_odt, ".pdf": pdf.make_pdf}[suffix]
    return {f"fiche-{made.code}{suffix}": make([made]) for made in real_fiches()}


def write_rebuilt(suffix: str, folder: Path) -> Path:
    for name, data in rebuilt(suffix).items():
        (folder / name).write_bytes(data)
    return folder


def told(answerer: ExtractiveAnswerer) -> list[tuple[str, ...]]:
    """For each question of the fixed set: status, reason, words of the answer, and what it cites."""
    return [_told(question["id"], answerer.answer(question["question"], history=_history(question))) for question in QUESTIONS]


def _history(question: Mapping[str, object]) -> tuple[str, ...]:
    history = question.get("history") or []
    assert isinstance(history, list)
    return tuple(message["content"] for message in history if message["role"] == "user")


def _told(identifier: str, answer: Answer) -> tuple[str, ...]:
    cited = [
        f"{citation.fiche.code} {citation.section.value} {normal(readable(citation.fiche, citation.excerpt))}"
        for citation in answer.citations
    ]
    return (identifier, answer.status.value, answer.reason.value if answer.reason else "", normal(answer.markdown), *cited)
