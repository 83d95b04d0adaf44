"""The whole way over two fiches that come with the program: read, index, ask, check, write files, save and put back.

For the day after an upgrade: it uses the settings of the server, but the language model, and touches neither its index nor its files.
"""

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path

from ingest.checks.registry import check
from ingest.checks.report import CheckReport
from ingest.errors import FichesError
from rag.answer import Answer
from ui import wiring
from ui.checking import checked_corpus
from ui.reports import csv, docx, html, xlsx
from ui.settings import Settings

_DAY = date(2025, 1, 15)
_FINDINGS = {("STR002", "9.1.1"), ("REF001", "9.1.1")}  # an empty calendar, a link that leads nowhere
_FILES: dict[str, Callable[[CheckReport], bytes]] = {"csv": csv.render, "docx": docx.render, "html": html.render, "xlsx": xlsx.render}


@dataclass(frozen=True, slots=True)
class Step:
    """What was tried; `wrong` says in French what came of it instead, empty where all is well."""

    name: str
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class _Question:
    text: str
    status: str
    reason: str = ""
    quote: str = ""


_QUESTIONS = (
    _Question("Qui anime la fiche 9.1.1 ?", "answered", quote="Service de la vie associative"),
    _Question("Quels financements pour la fiche 9.1.2 ?", "answered", quote="Région : 8 000 euros par an"),
    _Question(
        "Que propose-t-on aux adolescents après les cours ?",
        "answered",
        quote="Proposer des ateliers radio aux adolescents après les cours",
    ),
    _Question("Quel est le calendrier de la fiche 9.1.1 ?", "abstained", "rubrique_vide"),
    _Question("Qui anime la fiche 9.7.7 ?", "abstained", "fiche_inconnue"),
    _Question("Quelle est la capitale du Japon ?", "abstained", "hors_sujet"),
)


def self_test(settings: Settings) -> Iterator[Step]:
    """Yield each step when it is done; the first that fails is the last."""
    with tempfile.TemporaryDirectory(prefix="fiches-essai-") as folder:
        tried = settings.model_copy(update={"data_dir": Path(folder) / "essai", "llm": "", "chroma_url": "", "waivers": None})
        steps = (
            ("lire et indexer", _index),
            ("répondre", _ask),
            ("vérifier les fiches", _check),
            ("écrire les fichiers", _write),
            (
                "sauvegarder et remettre en place",
                _restore,
            ),
        )
        for name, step in steps:
            try:
                wrong = step(tried, Path(folder))
            except FichesError as error:
                wrong = str(error)
            yield Step(name, wrong)
            if wrong:
                return


def _index(settings: Settings, folder: Path) -> str:
    sample = folder / "exemple"
    sample.mkdir()
    for file in resources.files("ui").joinpath("sample").iterdir():
        if file.name.endswith(".txt"):
            (sample / file.name).write_bytes(file.read_bytes())
    with wiring.index_builder(settings) as builder:
        report = builder.index([str(sample)])
    if report.failed or report.fiches != 2:
        return f"2 fiches attendues, {report.fiches} lues"
    wrong = [one for one in wiring.examine(settings) if not one.ok and one.name != "disque"]
    return f"{wrong[0].name} : {wrong[0].found}" if wrong else ""


def _ask(settings: Settings, _folder: Path) -> str:
    for question, answer in zip(_QUESTIONS, _answers(settings), strict=True):
        found = (answer.status.value, answer.reason.value if answer.reason else "")
        if found != (question.status, question.reason):
            return f"« {question.text} » : {' '.join(found).strip()}, attendu {question.status} {question.reason}".rstrip()
        if question.quote and question.quote not in (citation.excerpt.text for citation in answer.citations):
            return f"« {question.text} » : la citation attendue n’est pas donnée"
        for citation in answer.citations:
            span = citation.excerpt.span
            if citation.fiche.source.text[span.start : span.end] != citation.excerpt.text:
                return f"« {question.text} » : une citation n’est pas à sa place"
    return ""


def _check(settings: Settings, _folder: Path) -> str:
    found = {(finding.rule, finding.fiche.code) for finding in _report(settings).findings}
    missing = sorted(_FINDINGS - found)
    return f"le constat {missing[0][0]} n’est pas fait" if missing else ""


def _write(settings: Settings, _folder: Path) -> str:
    first, second = _report(settings), _report(settings)
    for name, render in _FILES.items():
        written = render(first)
        if written != render(second):
            return f"deux fichiers {name} du même rapport diffèrent"
        if name in ("docx", "xlsx") and not zipfile.is_zipfile(io.BytesIO(written)):
            return f"le fichier {name} ne peut pas être relu"
    return ""


def _restore(settings: Settings, folder: Path) -> str:
    saved, elsewhere = folder / "essai.zip", settings.model_copy(update={"data_dir": folder / "remis"})
    wiring.back_up(settings, saved)
    wiring.restore(elsewhere, saved)
    before, after = ([answer.markdown for answer in _answers(one)] for one in (settings, elsewhere))
    return "" if before == after else "l’index remis en place répond autrement"


def _answers(settings: Settings) -> list[Answer]:
    library = wiring.library(settings)
    with closing(library.catalogue):
        answerer = wiring.answerer(settings, library)
        return [answerer.answer(question.text, at=_DAY) for question in _QUESTIONS]


def _report(settings: Settings) -> CheckReport:
    library = wiring.library(settings)
    with closing(library.catalogue), closing(wiring.LazyEmbedder(settings)) as embedder:
        fiches = [library.fiche(record) for record in library.records]
        corpus = checked_corpus(settings, fiches, _DAY, embedder)
        return CheckReport(check(corpus), corpus, _DAY)
