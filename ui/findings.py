"""The findings of the index that answers, worked out once for each generation and day, apart from the requests that wait for them."""

import hashlib
import json
import logging
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.checks.completeness import Completeness, completeness
from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Finding
from ingest.checks.graph import Graph, link_graph
from ingest.checks.registry import all_rules, check
from ingest.checks.report import CheckReport, Waived
from ingest.checks.waivers import apply_waivers
from ingest.checks.waiving import known_waivers
from ingest.errors import FichesError, reason
from ingest.folding import fold
from rag.extractive import ExtractiveAnswerer
from rag.library import Library
from ui import wiring
from ui.checking import checked_corpus, waiver_file
from ui.settings import Settings
from ui.wiring import Desk

logger = logging.getLogger(__name__)

_PATIENCE_S = 1.5  # that a request waits: longer, the reader is told and asks again
_REFERENCE = "constats-de-reference.json"


class UnkeptReferenceError(FichesError):
    """The findings taken as a reference cannot be kept: the message names the file."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules found in one generation; `names` tell findings from one another, the same from one generation to the next."""

    corpus: CheckedCorpus
    findings: tuple[Finding, ...]
    names: tuple[str, ...]
    matrix: Completeness
    graph: Graph

    def named(self, name: str) -> Finding | None:
        return next((finding for finding, known in zip(self.findings, self.names, strict=True) if known == name), None)

    @property
    def name_of(self) -> dict[int, str]:
        """The name of each finding, by its identity."""
        return {id(finding): name for finding, name in zip(self.findings, self.names, strict=True)}


@dataclass(frozen=True, slots=True)
class Reference:
    """Findings that were there on a day: what is not among them is new."""

    at: date
    names: frozenset[str]


class FindingsDesk:
    """Gives the findings of the index that answers to any number of readers at a time."""

    def __init__(self, desk: Desk, *, patience_s: float = _PATIENCE_S) -> None:
        self._desk, self._patience_s = desk, patience_s

    @property
    def settings(self) -> Settings:
        return self._desk.settings

    def checked(self) -> Checked | None:
        """Return the findings of today; None where they take longer than a reader should wait: they will be there later.

        Raises:
            FichesError: the index or a file of the settings cannot be read.
        """
        try:
            return self._desk.kept(_Check).of(self.settings, date.today()).result(timeout=self._patience_s)
        except TimeoutError:
            return None

    def report(self, checked: Checked) -> CheckReport:
        """The findings, parted by the waivers as they are written now."""
        waivers = known_waivers(waiver_file(self.settings))
        applied = apply_waivers(
            checked.findings, waivers, checked.corpus, rules=[rule.code for rule in all_rules()], told=checked.corpus.fiches
        )
        return CheckReport(applied.findings, checked.corpus, checked.corpus.at, applied.waived, notices=(*applied.errors, *applied.notices))


class _Check:
    """The look over one generation, made again when the day changes, or when it failed."""

    def __init__(self, answerer: ExtractiveAnswerer) -> None:
        self._library, self._at = answerer.library, date.min
        self._lock = threading.Lock()
        self._checked: Future[Checked] = Future()

    def of(self, settings: Settings, at: date) -> "Future[Checked]":
        with self._lock:
            if self._at != at or _failed(self._checked):
                self._at, self._checked = at, Future()
                # A daemon: the server stops without waiting for it.
                threading.Thread(target=_work, args=(self._checked, settings, self._library, at), daemon=True).start()
            return self._checked


def _failed(future: "Future[Checked]") -> bool:
    return future.done() and future.exception() is not None


def _work(future: "Future[Checked]", settings: Settings, library: Library, at: date) -> None:
    try:
        future.set_result(check_library(settings, library, at))
    except BaseException as error:  # told to every reader who waits for it
        logger.exception("the check failed")
        future.set_exception(error)


def check_library(settings: Settings, library: Library, at: date) -> Checked:
    """Look over all fiches of a library."""
    with closing(wiring.LazyEmbedder(settings)) as embedder:
        fiches = [library.fiche(record) for record in library.records]
        corpus = checked_corpus(settings, fiches, at, embedder)
        findings = check(corpus)
        return Checked(corpus, findings, names_of(findings), completeness(corpus), link_graph(corpus.fiches))


def names_of(findings: Sequence[Finding]) -> tuple[str, ...]:
    """A short name for each finding: what it says of which words, wherever they stand; numbered where two say the same."""
    seen: Counter[str] = Counter()
    names = []
    for finding in findings:
        told = (finding.rule, finding.fiche.code, finding.fiche.version, finding.section, fold(finding.excerpt.text), finding.message)
        name = hashlib.sha256(repr(told).encode("utf-8", "replace")).hexdigest()[:12]
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return tuple(names)


def read_reference(settings: Settings) -> Reference | None:
    """The findings taken as a reference; None where none were, or the file is not one of ours."""
    try:
        read = json.loads((settings.data_dir / _REFERENCE).read_text(encoding="utf-8"))
        return Reference(date.fromisoformat(read["at"]), frozenset(map(str, read["findings"])))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_reference(settings: Settings, checked: Checked) -> None:
    """Take the findings of today as those that are known.

    Raises:
        UnkeptReferenceError: the file cannot be written.
    """
    path = settings.data_dir / _REFERENCE
    new = path.with_name(f".{path.name}.nouveau")
    try:
        new.write_text(json.dumps({"at": checked.corpus.at.isoformat(), "findings": sorted(checked.names)}), encoding="utf-8")
        new.replace(path)
    except OSError as error:
        raise UnkeptReferenceError(
            f"« {path} » ne peut pas être écrit ({reason(error)}) ; vérifiez vos droits et la place du disque."
        ) from error


def waived_named(report: CheckReport, finding: Finding) -> Waived | None:
    return next((one for one in report.waived if one.finding is finding), None)


def files_of(library: Library) -> dict[str, Path]:
    """The place of each source, by its name."""
    return {source.name: Path(source.path) for source in library.catalogue.sources()}
