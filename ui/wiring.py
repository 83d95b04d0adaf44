"""Settings -> object graph: the one place that picks adapters."""

import ipaddress
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.bodies import load_bodies
from ingest.index.catalogue import FORMAT, CatalogueWriter
from ingest.index.embedding import BUNDLED_MODEL, BundledEmbedder
from ingest.index.lock import writing
from ingest.index.ports import Batch, Embedder, Progress, Silent, Vectors, VectorStore
from rag import backup, health
from rag.backup import BackupSummary
from rag.directory import Directory
from rag.extractive import ExtractiveAnswerer
from rag.health import Check
from rag.lexical import LexicalBaseWriter
from rag.library import CATALOGUE_FILE, CHROMA_FOLDER, LEXICAL_FOLDER, STAGING_FILE, Library, check_model, open_library
from rag.reranking import CrossEncoderReranker, Reranker
from ui.feedback.gaps import Gap, Gaps
from ui.per_generation import Made, PerGeneration
from ui.settings import Settings

if TYPE_CHECKING:
    from ingest.index.build import IndexBuilder
    from rag.breaker import Breaker
    from rag.generated import GeneratedAnswerer
    from rag.llm import LanguageModel, ModelSettings
    from ui.watch.metrics import Metrics

    AnyAnswerer = ExtractiveAnswerer | GeneratedAnswerer

logger = logging.getLogger(__name__)


def make_embedder(settings: Settings, folder: Path | None = None) -> Embedder:
    """Return the embedder of the settings; a model that is named from `folder` is found there, wherever the process has gone since."""
    if settings.embedding_model == BUNDLED_MODEL:
        return BundledEmbedder()
    from ingest.index.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(settings.embedding_model, folder=folder)


def open_vectors(settings: Settings, index: str) -> VectorStore:
    from ingest.index.chroma import ChromaVectorStore  # more than half a second: only where vectors are needed

    return ChromaVectorStore(
        index, folder=settings.data_dir / CHROMA_FOLDER, url=settings.chroma_url, token=settings.chroma_token.get_secret_value()
    )


def library(settings: Settings) -> Library:
    """Open the index for reading; the model and the vectors are loaded at the first question that needs them."""
    return open_library(
        settings.data_dir,
        model=settings.embedding_model,
        embedder=lambda: make_embedder(settings),
        vectors=partial(open_vectors, settings),
    )


def examine(settings: Settings) -> Iterator[Check]:
    """Look over the installation and the index of these settings, and the language model where there is one."""
    yield from health.examine(
        settings.data_dir,
        model=settings.embedding_model,
        embedder=lambda: make_embedder(settings),
        vectors=partial(open_vectors, settings),
    )
    if (check := model_check(settings)) is not None:
        yield check


def back_up(settings: Settings, file: Path) -> BackupSummary:
    return backup.back_up(settings.data_dir, file, partial(open_vectors, settings))


def restore(settings: Settings, file: Path) -> BackupSummary:
    return backup.restore(file, settings.data_dir, model=settings.embedding_model, vectors=partial(open_vectors, settings))


def directory(settings: Settings, opened: Library | None = None) -> Directory:
    """Open the directories of the index; each is worked out when it is first asked for."""
    return Directory(opened or library(settings), aliases=settings.aliases)


def reranker(settings: Settings) -> Reranker | None:
    return _cross_encoder(settings.reranker) if settings.reranker else None


@lru_cache(maxsize=1)
def _cross_encoder(name: str) -> Reranker:
    return CrossEncoderReranker(name)  # loaded once, whatever the generations that are opened


def answerer(settings: Settings, opened: Library | None = None) -> "AnyAnswerer":
    """Answer from extracts, phrased by the language model of the settings where there is one."""
    opened = opened or library(settings)
    extractive = ExtractiveAnswerer(
        opened,
        directory=directory(settings, opened),
        reranker=reranker(settings),
        bodies=load_bodies(settings.bodies),
        max_question_chars=settings.max_question_chars,
    )
    if not settings.llm:
        return extractive
    from rag.generated import GeneratedAnswerer

    model, breaker = _language_model(_model_settings(settings), settings.llm_per_minute)
    return GeneratedAnswerer(extractive, model, breaker, name=settings.llm)


def _model_settings(settings: Settings) -> "ModelSettings":
    from rag.llm import ModelSettings

    return ModelSettings(
        settings.llm,
        settings.llm_base_url,
        settings.llm_api_key.get_secret_value(),
        settings.llm_timeout_s,
        settings.llm_first_token_s,
    )


@lru_cache(maxsize=4)
def _language_model(model: "ModelSettings", per_minute: int) -> "tuple[LanguageModel, Breaker]":
    """One model and one count of its failures a process, whatever the generations that are opened."""
    from rag.breaker import Breaker
    from rag.llm import LanguageModel

    return LanguageModel(model), Breaker(per_minute)


def model_host(settings: Settings) -> str | None:
    """The host that receives the question and the excerpts; None without a language model, or where it runs on this machine."""
    if not settings.llm:
        return None
    host = _model_settings(settings).host
    if host == "localhost":
        return None
    try:
        return None if ipaddress.ip_address(host).is_loopback else host
    except ValueError:
        return host


def model_check(settings: Settings) -> Check | None:
    """Ask the language model of the settings for one word; None where there is none."""
    if not settings.llm:
        return None
    from rag.model_failure import ModelFailureError, remedy

    host = model_host(settings)
    place = f"sur {host}, qui reçoit les questions et les extraits" if host else "sur cette machine"
    try:
        _language_model(_model_settings(settings), settings.llm_per_minute)[0].probe()
    except ModelFailureError as error:
        detail = f" ({error.detail})" if error.detail else ""
        return Check("modèle de langue", f"{settings.llm}, {place} : {error.failure.value}{detail}", remedy(error.failure))
    return Check("modèle de langue", f"{settings.llm} répond, {place}")


def try_model(settings: Settings) -> None:
    """Ask the language model for one word in the background, so that a server that cannot use it says so when it starts."""

    def tried() -> None:
        check = model_check(settings)
        if check is not None and not check.ok:
            logger.warning("%s ; les réponses se feront par extraits (%s)", check.found, check.repair)

    if settings.llm:
        threading.Thread(target=tried, name="language-model-probe", daemon=True).start()


@dataclass
class Desk:
    """What a server answers from: opened at the first request, opened again when a newer generation has become visible."""

    settings: Settings
    _answerer: "AnyAnswerer | None" = None

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._kept = PerGeneration()

    def kept(self, make: Callable[[ExtractiveAnswerer], Made]) -> Made:
        """Return what `make` makes of the generation that answers, made once for all who ask."""
        return self._kept.of(self.answerer().extractive, make)

    def answerer(self) -> "AnyAnswerer":
        with self._lock:
            if self._answerer is None or self._answerer.library.is_stale():
                logger.info("opening the index")
                self._answerer = answerer(self.settings)
            return self._answerer

    @cached_property
    def metrics(self) -> "Metrics":
        """What the server counts and times, for as long as it runs."""
        from ui.watch.metrics import Metrics

        return Metrics(Path(self.settings.data_dir), log_questions=self.settings.log_questions)

    def directory(self) -> Directory:
        """The directories of the generation that answers."""
        return self.answerer().extractive.directory


def gaps(settings: Settings) -> Gaps:
    return Gaps(settings.data_dir, settings.keep_days)


def replay_gaps(settings: Settings) -> list[Gap]:
    """Ask again the questions that were transmitted, where some wait; return those that the index answers now."""
    kept = gaps(settings)
    kept.forget()
    if not kept.gaps():
        return []
    asked = answerer(settings)
    return kept.replay(asked, asked.library)


@contextmanager
def index_builder(settings: Settings, *, progress: Progress | None = None, any_model: bool = False) -> Iterator["IndexBuilder"]:
    """Hold the data directory for writing, for as long as the builder is used.

    Raises:
        IndexLockedError: another process is writing it.
        EmbedderMismatchError: it was made with another model, unless `any_model`.
    """
    from ingest.index.build import IndexBuilder
    from ingest.readers.confined import ConfinedReader

    path = settings.data_dir / CATALOGUE_FILE
    with writing(settings.data_dir), ConfinedReader() as reader, closing(CatalogueWriter(path)) as catalogue:
        recorded = catalogue.meta("model")
        if recorded and not any_model and catalogue.meta("format") == FORMAT:
            check_model(recorded, settings.embedding_model)
        yield IndexBuilder(
            catalogue,
            LazyEmbedder(settings),
            lambda: open_vectors(settings, catalogue.index),
            settings.data_dir / STAGING_FILE,
            LexicalBaseWriter(settings.data_dir / LEXICAL_FOLDER),
            options=settings.reading,
            read=reader,
            progress=progress or Silent(),
            keep=settings.keep_generations,
        )


class LazyEmbedder:
    """The embedder of the settings, loaded when something is to be embedded: a run without news loads no model."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = Path.cwd()
        self._embedder: Embedder | None = None

    @property
    def name(self) -> str:
        return self._settings.embedding_model

    def _loaded(self) -> Embedder:
        if self._embedder is None:
            self._embedder = make_embedder(self._settings, self._folder)
        return self._embedder

    def embed_passages(self, texts: Sequence[str]) -> Iterator[Batch]:
        return self._loaded().embed_passages(texts) if texts else iter(())

    def embed_query(self, text: str) -> Vectors:
        return self._loaded().embed_query(text)

    def close(self) -> None:
        if self._embedder:
            self._embedder.close()
