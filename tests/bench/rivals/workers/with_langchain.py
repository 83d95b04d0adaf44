"""LangChain: RecursiveCharacterTextSplitter and Chroma, alone (dense) or in an EnsembleRetriever with BM25, half and half (ensemble)."""

import warnings

import _pipe
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

_LENGTH, _OVERLAP = 1_000, 200
_BATCH = 5_000  # Chroma refuses more at once


class Served(Embeddings):
    def __init__(self, vectors):
        self._vectors = vectors

    def embed_documents(self, texts):
        return self._vectors.passages(texts)

    def embed_query(self, text):
        return self._vectors.query(text)


class Rival:
    def __init__(self, vectors, variant):
        self._embeddings, self._variant = Served(vectors), variant

    def index(self, path, store):
        splitter = RecursiveCharacterTextSplitter(chunk_size=_LENGTH, chunk_overlap=_OVERLAP)
        whole = [Document(one["text"], metadata={"document": one["id"]}) for one in _pipe.documents_of(path)]
        documents = splitter.split_documents(whole)
        chroma = self._chroma(store)
        for start in range(0, len(documents), _BATCH):
            chroma.add_documents(documents[start : start + _BATCH])
        return len(documents)

    def open(self, store):
        self._store = self._chroma(store)
        self._retrievers = {}
        self._bm25 = None
        if self._variant == "ensemble":
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                from langchain_community.retrievers import BM25Retriever
            held, count, documents = self._store, self._store._collection.count(), []
            for offset in range(0, count, _BATCH):
                page = held.get(limit=_BATCH, offset=offset, include=["documents", "metadatas"])
                documents += [Document(text, metadata=data) for text, data in zip(page["documents"], page["metadatas"], strict=True)]
            self._bm25 = BM25Retriever.from_documents(documents)

    def query(self, asked):
        limit = asked["limit"]
        if limit not in self._retrievers:
            dense = self._store.as_retriever(search_kwargs={"k": limit})
            if self._bm25 is not None:
                from langchain_classic.retrievers import EnsembleRetriever

                self._bm25.k = limit
                dense = EnsembleRetriever(retrievers=[self._bm25, dense], weights=[0.5, 0.5])
            self._retrievers[limit] = dense
        found = self._retrievers[limit].invoke(asked["text"])
        return [[document.metadata["document"], document.page_content] for document in found]

    def _chroma(self, store):
        return Chroma("rival", self._embeddings, persist_directory=store, collection_metadata={"hnsw:space": "cosine"})


if __name__ == "__main__":
    _pipe.serve(Rival, ["langchain-core", "langchain-chroma", "langchain-classic", "chromadb", "rank-bm25"])
