"""What a server counts and times, in the format of Prometheus; nothing in it tells who asked, nor what."""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ingest.errors import FichesError
from ingest.index.catalogue import Catalogue
from rag.answer import Answer
from rag.library import CATALOGUE_FILE

logger = logging.getLogger(__name__)

MEDIA = CONTENT_TYPE_LATEST
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """The metrics of one application, in a registry of its own."""

    def __init__(self, data_dir: Path, *, log_questions: bool = False) -> None:
        self.registry = CollectorRegistry()
        self._log_questions = log_questions
        self._requests = Counter(
            "fiches_requests", "Demandes reçues, par adresse et par code de réponse.", ["method", "route", "status"], registry=self.registry
        )
        self._request_seconds = Histogram(
            "fiches_request_seconds", "Durée des demandes, en secondes.", ["route"], buckets=_BUCKETS, registry=self.registry
        )
        self._answers = Counter(
            "fiches_answers",
            "Réponses, par état (answered, abstained, failed), motif de refus et mode.",
            ["status", "reason", "mode"],
            registry=self.registry,
        )
        self._stage_seconds = Histogram(
            "fiches_answer_seconds", "Durée des réponses par étape, en secondes.", ["stage"], buckets=_BUCKETS, registry=self.registry
        )
        self._turned_away = Counter(
            "fiches_turned_away", "Demandes remises à plus tard (429) parce que la file est pleine.", registry=self.registry
        )
        self._running = Gauge("fiches_requests_running", "Demandes en cours de réponse.", registry=self.registry)
        self._waiting = Gauge("fiches_requests_waiting", "Demandes qui attendent leur tour.", registry=self.registry)
        self._questions = Gauge("fiches_questions_waiting", "Questions de la page qui attendent leur tour.", registry=self.registry)
        self.registry.register(_Index(data_dir))
        ProcessCollector(registry=self.registry)

    def watch_queue(self, running: Callable[[], float], waiting: Callable[[], float], questions: Callable[[], float]) -> None:
        self._running.set_function(running)
        self._waiting.set_function(waiting)
        self._questions.set_function(questions)

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def turned_away(self) -> None:
        self._turned_away.inc()

    def answered(self, answer: Answer, reference: str = "") -> None:
        """Count an answer, time its stages, and log it: without its question, but where the settings ask for that."""
        reason = answer.reason.value if answer.reason else ""
        self._answers.labels(answer.status.value, reason, answer.mode).inc()
        for stage, milliseconds in answer.timings_ms.items():
            self._stage_seconds.labels(stage).observe(milliseconds / 1e3)
        fields: dict[str, object] = {"status": answer.status.value, "reason": reason, "mode": answer.mode, "timings_ms": answer.timings_ms}
        if self._log_questions:
            fields["question"] = answer.question
        logger.info("answered", extra={"fields": fields, **({"reference": reference} if reference else {})})

    def failed(self) -> None:
        self._answers.labels("failed", "", "").inc()

    def text(self) -> bytes:
        return generate_latest(self.registry)


class _Index(Collector):
    """What is indexed, read when it is asked for."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        generation, fiches = 0.0, 0.0
        path = self._data_dir / CATALOGUE_FILE
        try:
            if path.is_file() and path.stat().st_size:
                with closing(Catalogue(path)) as catalogue:
                    generation, fiches = float(catalogue.meta("generation") or 0), float(catalogue.count("fiche"))
        except FichesError:
            generation = -1.0
        yield GaugeMetricFamily("fiches_index_generation", "Génération de l’index ; 0 sans index, -1 s’il est illisible.", generation)
        yield GaugeMetricFamily("fiches_index_fiches", "Fiches de l’index.", fiches)
        try:
            yield GaugeMetricFamily("fiches_disk_free_bytes", "Place libre du dossier des données.", shutil.disk_usage(self._data_dir).free)
        except OSError:
            return
