"""Our embedder and retriever as LangChain objects, for those who build on us."""

from functools import cached_property

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from ingest.index.ports import Embedder, embedded
from rag.library import Library
from rag.structured import StructuredRetriever


class FichesEmbeddings(Embeddings):
    """An `Embedder` of ours behind LangChain's interface; vectors are L2-normalised."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(value) for value in vector] for vector in embedded(self._embedder, texts)]

    def embed_query(self, text: str) -> list[float]:
        return [float(value) for value in self._embedder.embed_query(text)]


class FichesRetriever(BaseRetriever):
    """The passages of a library, best first, as documents whose metadata are the citation's address."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    limit: int = 10

    @cached_property
    def _passages(self) -> StructuredRetriever:
        return StructuredRetriever.of(self.library)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        documents = []
        for passage in self._passages.search(query, limit=self.limit):
            fiche = self.library.fiche(self.library.record_of(passage.chunk))
            excerpt = self.library.excerpt(passage.chunk)
            address = {
                "fiche": fiche.code,
                "version": fiche.version,
                "section": passage.chunk.section.value,
                "source": fiche.source.name,
                "start": excerpt.span.start,
                "end": excerpt.span.end,
                "score": passage.score,
            }
            documents.append(Document(page_content=excerpt.text, metadata=address))
        return documents
