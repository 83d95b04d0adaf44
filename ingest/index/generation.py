"""One generation of the index, written source by source and made visible at the end, all at once or not at all.

Vectors are known by a digest of the words they embed, so that the same words are never embedded twice. They are staged as they are
computed, where the run after one that did not end finds them again.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from ingest.chunking import Chunk, chunk_fiche
from ingest.errors import StorageError
from ingest.index.catalogue import CatalogueWriter, Generation
from ingest.index.parts import discard_retired, publish_parts
from ingest.index.ports import Embedder, LexicalWriter, VectorStore
from ingest.index.staging import Staging
from ingest.model import Failure, ReadSource
from ingest.versions import current_keys

logger = logging.getLogger(__name__)

_WINDOW = 2_048  # passages embedded together: enough to sort them by length, and what memory holds of a corpus
_SEGMENT = 50_000  # passages of one lexical segment, for the same reason


class GenerationWriter:
    """Writes the generation that follows the visible one; `publish` or `abandon` ends it."""

    def __init__(
        self,
        catalogue: CatalogueWriter,
        embedder: Embedder,
        vectors: VectorStore,
        staging: Path,
        lexical: LexicalWriter,
        *,
        on_embedding: Callable[[int, int], None] = lambda _done, _known: None,
    ) -> None:
        """Begin; `staging` is the file that vectors wait in, `on_embedding` is told (passages with their vector, passages known so far).

        Raises:
            StorageError: a file cannot be written.
        """
        self._catalogue, self._embedder, self._vectors, self._lexical = catalogue, embedder, vectors, lexical
        self._on_embedding = on_embedding
        self._number = catalogue.next_number()
        self._window: dict[str, str] = {}  # vector -> words
        self._chunk_ids: list[int] = []
        self._texts: list[str] = []
        self._segments: list[str] = []
        self._removed_chunks: set[int] = set()
        self._touched: set[str] = set()  # stored vectors that passages have lost or found again
        self._codes: set[str] = set()
        self._passages = 0
        self.embedded = 0  # vectors computed
        self._staging = Staging(staging, embedder.name)
        catalogue.begin()

    def add(self, read: ReadSource, root: str) -> None:
        source_id = self._catalogue.add_source(read.file.path, root, read.source, self._number)
        for ordinal, fiche in enumerate(read.fiches):
            self._codes.add(fiche.code)
            fiche_id = self._catalogue.add_fiche(source_id, ordinal, fiche)
            for chunk in chunk_fiche(fiche):
                text, vector = embedded_text(chunk), vector_id(chunk)
                self._chunk_ids.append(self._catalogue.add_chunk(fiche_id, chunk.section, chunk.excerpt.span, chunk.position, vector))
                self._texts.append(text)
                self._window[vector] = text
                self._passages += 1
        if len(self._window) >= _WINDOW:
            self._embed()
        if len(self._texts) >= _SEGMENT:
            self._write_segment()

    def remove(self, source_id: int) -> None:
        for code, chunk_id, vector in self._catalogue.remove_source(source_id, self._number):
            self._codes.add(code)
            if chunk_id is not None:
                self._removed_chunks.add(chunk_id)
                self._touched.add(vector)

    def publish(
        self, *, added: int, updated: int, removed: int, looked_at: tuple[str, ...], failed: list[Failure], keep: int, anew: bool = False
    ) -> None:
        """Make the generation visible; then let go of what only former ones used. With `anew`, nothing of a former base is read."""
        self._embed()
        self._write_segment()
        for code in self._codes:
            fiches = self._catalogue.of_code(code)
            self._catalogue.set_current(
                code, current_keys((record.id, record.code, record.version, record.title, vectors) for record, vectors in fiches)
            )
        self._catalogue.set_failures(looked_at, failed)
        former = "" if anew else self._catalogue.meta("lexical") or ""
        manifest = self._lexical.manifest(former, self._removed_chunks, self._segments)
        self._catalogue.set_meta("lexical", manifest)
        self._catalogue.set_meta("acronyms", json.dumps(self._catalogue.acronyms(), ensure_ascii=False))
        publish_parts(self._catalogue, self._vectors, self._staging, sorted(self._touched))
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._catalogue.add_generation(Generation(self._number, now, self._embedder.name, added, updated, removed), keep=keep)
        self._catalogue.commit()
        # The generation is visible: what is left is to tidy up.
        self._staging.close(done=True)
        self._lexical.prune(manifest)
        try:
            discard_retired(self._catalogue, self._vectors)
        except StorageError as error:
            logger.warning("parts of former generations are left for the next run: %s", error)

    def abandon(self) -> None:
        """Leave the visible generation as it is; what is staged is kept for the next run."""
        self._catalogue.rollback()
        self._staging.close()

    def forget_part(self, part: str) -> None:
        """Do without a part of the vector store: what it held is computed again where it is wanted."""
        self._catalogue.forget_part(part)

    def _embed(self) -> None:
        ids = list(self._window)
        stored = self._catalogue.stored_vectors(ids)
        self._touched |= stored
        wanted = [identifier for identifier in ids if identifier not in stored]
        staged = self._staging.held(wanted)
        wanted = [identifier for identifier in wanted if identifier not in staged]
        settled = self._passages - len(wanted)
        for positions, vectors in self._embedder.embed_passages([self._window[identifier] for identifier in wanted]):
            self._staging.add([wanted[position] for position in positions], vectors)
            self.embedded += len(positions)
            settled += len(positions)
            self._on_embedding(settled, self._passages)
        self._window.clear()

    def _write_segment(self) -> None:
        if self._texts:
            self._segments.append(self._lexical.write(self._chunk_ids, self._texts))
        self._chunk_ids, self._texts = [], []


def embedded_text(chunk: Chunk) -> str:
    """What the vector and the lexical base read of a chunk: its context, then its words."""
    return f"{chunk.header} : {chunk.text}"


def vector_id(chunk: Chunk) -> str:
    return hashlib.sha256(embedded_text(chunk).encode("utf-8", "replace")).hexdigest()[:32]
