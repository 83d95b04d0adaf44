"""What the tests of `ingest` share: texts read without a file, and a builder whose embedder counts."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from ingest.index.build import IndexBuilder
from ingest.index.catalogue import CatalogueWriter
from ingest.index.chroma import ChromaVectorStore
from ingest.index.ports import Batch, Vectors
from ingest.model import Fiche, Source
from ingest.parser import parse_fiches
from rag.lexical import LexicalBaseWriter


class HashEmbedder:
    """A real vector space of eight dimensions: a text's vector is drawn from its digest. Counts what it is asked."""

    def __init__(self, name: str = "hash-8") -> None:
        self.name = name
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Iterator[Batch]:
        for position, text in enumerate(texts):
            self.embedded.append(text)
            yield [position], self.embed_query(text)[None, :]

    def close(self) -> None:
        pass

    def embed_query(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")
        vector = np.random.default_rng(seed).standard_normal(8).astype(np.float32)
        return vector / np.linalg.norm(vector)


@pytest.fixture
def hash_embedder() -> type[HashEmbedder]:
    return HashEmbedder


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def open_builder(tmp_path: Path, embedder: HashEmbedder) -> Iterator[Callable[..., IndexBuilder]]:
    """Open a builder on the data directory of the test, as a new run of the program would."""
    opened: list[CatalogueWriter] = []

    def open_one(**parts: object) -> IndexBuilder:
        data_dir = tmp_path / "data"
        data_dir.mkdir(exist_ok=True)
        catalogue = CatalogueWriter(data_dir / "catalogue.sqlite3")
        opened.append(catalogue)
        model = parts.pop("embedder", embedder)
        defaults = {
            "vectors": lambda: ChromaVectorStore(catalogue.index, folder=data_dir / "chroma"),
            "staging": data_dir / "staging.sqlite3",
            "lexical": LexicalBaseWriter(data_dir / "lexical"),
        }
        return IndexBuilder(catalogue, model, **{**defaults, **parts})

    yield open_one
    for catalogue in opened:
        catalogue.close()


@pytest.fixture(scope="session")
def parse() -> Callable[[str], tuple[Fiche, ...]]:
    """Parse a text as if it had been read from a file."""
    return lambda text: parse_fiches(Source("fiche.txt", text))


@pytest.fixture(scope="session")
def fiche_text() -> Callable[..., str]:
    """Write the text of a small fiche, laid out as the export of the Word table."""

    def write(
        code: str = "1.1.2",
        *,
        title: str = "DEVELOPPER LES COORDINATIONS",
        context: str = "Un quartier.",
        leader: str = "Ville",
        rows: str = "",
    ) -> str:
        return f"FICHE {code}\n{title}\n\n\tPilier {code[0]}\n\n\tContexte\n\n\t{context}\n\n\tAnimateur\n\t{leader}\n\n{rows}"

    return write
