"""One generation of the index, open for reading: its fiches, its passages, its words."""

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from ingest.errors import StorageError
from ingest.expansions import expansions_in
from ingest.index.catalogue import FORMAT, Catalogue, ChunkRecord, FicheRecord
from ingest.index.ports import Embedder, Vectors, VectorStore
from ingest.model import Excerpt, Fiche
from rag.errors import EmbedderMismatchError, IndexMissingError
from rag.lexical import LexicalBase

CATALOGUE_FILE = "catalogue.sqlite3"
LEXICAL_FOLDER = "lexical"
CHROMA_FOLDER = "chroma"
STAGING_FILE = "staging.sqlite3"
_TRIES = 5  # to open a generation that is neither the former one nor the next

#: Opens the vectors of an index, by its name.
OpenVectors = Callable[[str], VectorStore]


class Library:
    """What answers are drawn from: one generation, the same from the first question to the last, whatever is indexed meanwhile.

    The model and the vectors are loaded at the first question that needs them.
    """

    def __init__(self, catalogue: Catalogue, data_dir: Path, embedder: Callable[[], Embedder], vectors: OpenVectors) -> None:
        self.catalogue = catalogue
        self.generation = catalogue.meta("generation") or ""
        self.model = catalogue.meta("model") or ""
        self.lexical = LexicalBase(data_dir / LEXICAL_FOLDER, catalogue.meta("lexical") or "")
        self.records = catalogue.fiches()
        self.by_id = {record.id: record for record in self.records}
        self.by_code: dict[str, list[FicheRecord]] = defaultdict(list)
        for record in sorted(self.records, key=lambda record: (-(record.version or 0), record.id)):
            self.by_code[record.code].append(record)
        self._make_embedder, self._open_vectors = embedder, vectors
        self._embedder: Embedder | None = None
        self._vectors: VectorStore | None = None
        self._loading = threading.Lock()
        self.embed = lru_cache(maxsize=256)(self._embed)
        self.nearest = lru_cache(maxsize=64)(self._nearest)

    @cached_property
    def current(self) -> list[FicheRecord]:
        """The fiches that answer by default, by code."""
        return sorted(
            (record for record in self.records if record.current), key=lambda record: (code_key(record.code), -(record.version or 0))
        )

    @property
    def vectors(self) -> VectorStore:
        with self._loading:
            if self._vectors is None:
                self._vectors = self._open_vectors(self.catalogue.index)
            return self._vectors

    def fiche(self, record: FicheRecord) -> Fiche:
        return self.catalogue.fiche(record.id)

    def citing(self, codes: Iterable[str], among: Mapping[int, FicheRecord] | None = None) -> list[FicheRecord]:
        """Return the fiches of `among`, else those that answer by default, that name one of these codes, by code."""
        found = (self.by_id[fiche_id] for fiche_id in self.catalogue.citing(codes))
        kept = (record for record in found if (record.current if among is None else record.id in among))
        return sorted(kept, key=lambda record: (code_key(record.code), -(record.version or 0), record.id))

    def record_of(self, chunk: ChunkRecord) -> FicheRecord:
        return self.by_id[chunk.fiche_id]

    def excerpt(self, chunk: ChunkRecord) -> Excerpt:
        return self.catalogue.excerpt(chunk)

    def is_stale(self) -> bool:
        """Tell whether a newer generation has become visible."""
        return self.catalogue.is_superseded()

    @cached_property
    def _parts(self) -> tuple[str, ...]:
        return self.catalogue.parts

    @cached_property
    def _vector_count(self) -> int:
        return self.catalogue.count_vectors()

    def _nearest(self, question: str, depth: int) -> Mapping[str, float]:
        """Return the cosine of the `depth` vectors of this generation nearest to a question; one question asks the store once."""
        vector, wanted = self.embed(question), min(depth, self._vector_count)
        found = self._own(self.vectors.nearest(self._parts, vector, depth))
        if len(found) < wanted:  # vectors that no passage has any more stood before some that one has
            found = self._own(self.vectors.nearest(self._parts, vector, 2 * depth))
        return dict(list(found.items())[:depth])

    def vectors_of(self, chunks: Sequence[ChunkRecord]) -> Vectors:
        """Return the vectors of these chunks, a row for each, in order; (0, 0) where there is none."""
        identifiers = list(dict.fromkeys(chunk.vector_id for chunk in chunks))
        rows = {identifier: row for row, identifier in enumerate(identifiers)}
        return (
            self.vectors.get(self._parts, identifiers)[[rows[chunk.vector_id] for chunk in chunks]]
            if chunks
            else np.empty((0, 0), np.float32)
        )

    def _own(self, nearest: list[tuple[str, float]]) -> dict[str, float]:
        own = {chunk.vector_id for chunk in self.catalogue.chunks_of_vectors([identifier for identifier, _cosine in nearest])}
        return {identifier: cosine for identifier, cosine in nearest if identifier in own}

    @cached_property
    def acronyms(self) -> Mapping[str, str]:
        """The words that sources spell their acronyms out with, by the acronym in lower case without dots; the first stands."""
        stored = self.catalogue.meta("acronyms")
        if stored is None:  # by a version of the program that kept none
            return expansions_in(self.catalogue.texts())
        found: dict[str, str] = json.loads(stored)
        return found

    @property
    def embedder(self) -> Embedder:
        with self._loading:
            if self._embedder is None:
                self._embedder = self._make_embedder()
            return self._embedder

    def _embed(self, text: str) -> Vectors:
        return self.embedder.embed_query(text)


def open_library(data_dir: Path, *, model: str, embedder: Callable[[], Embedder], vectors: OpenVectors) -> Library:
    """Open the generation of `data_dir` that is visible.

    Raises:
        IndexMissingError: nothing is indexed, or by another version of the program.
        EmbedderMismatchError: it was made with another model than `model`.
        StorageError: a file of the index is damaged.
    """
    for _ in range(_TRIES - 1):
        catalogue = _open_catalogue(data_dir, model)
        try:
            return Library(catalogue, data_dir, embedder, vectors)
        except StorageError:
            # A run that ended between the two readings has taken its segments away: what it left behind can be opened.
            if not catalogue.is_superseded():
                raise
            catalogue.close()
    return Library(_open_catalogue(data_dir, model), data_dir, embedder, vectors)


def _open_catalogue(data_dir: Path, model: str) -> Catalogue:
    path = data_dir / CATALOGUE_FILE
    if not path.is_file() or not path.stat().st_size:  # empty: the first run was stopped before it wrote anything
        raise IndexMissingError(f"Aucun index dans « {data_dir} » ; lancez d’abord « fiches index corpus/ ».")
    catalogue = Catalogue(path)
    recorded = catalogue.meta("model")
    if recorded is None or catalogue.meta("generation") is None:
        raise IndexMissingError(f"L’index de « {data_dir} » est vide ; lancez d’abord « fiches index corpus/ ».")
    if catalogue.meta("format") != FORMAT:
        raise IndexMissingError(f"L’index de « {data_dir} » a été fait par une autre version du programme ; lancez « fiches rebuild ».")
    check_model(recorded, model)
    return catalogue


def check_model(recorded: str, model: str) -> None:
    """Raise EmbedderMismatchError where the index was made with another model."""
    if recorded != model:
        raise EmbedderMismatchError(
            f"L’index a été fait avec le modèle « {recorded} », or FICHES_EMBEDDING_MODEL demande « {model} » ; "
            "remettez l’ancien réglage, ou lancez « fiches rebuild »."
        )


def code_key(code: str) -> tuple[tuple[int, str], ...]:
    """Sort key of a code: 1.1.2 before 1.1.10."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in code.split("."))
