"""LlamaIndex: SentenceSplitter and VectorStoreIndex, alone (dense) or in a QueryFusionRetriever with BM25 (fusion)."""

import logging

import _pipe
import Stemmer
from llama_index.core import Document, Settings, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.retrievers.bm25 import BM25Retriever
from pydantic import PrivateAttr

# Its default of 1,024 tokens is twice what the model reads: about the length of LangChain's passages instead.
_TOKENS, _OVERLAP = 256, 50


class Served(BaseEmbedding):
    _vectors: object = PrivateAttr()

    def __init__(self, vectors):
        super().__init__(model_name="served", embed_batch_size=512)
        self._vectors = vectors

    def _get_query_embedding(self, query):
        return self._vectors.query(query)

    async def _aget_query_embedding(self, query):
        return self._vectors.query(query)

    def _get_text_embedding(self, text):
        return self._vectors.passages([text])[0]

    def _get_text_embeddings(self, texts):
        return self._vectors.passages(texts)


class Rival:
    def __init__(self, vectors, variant):
        self._variant = variant
        Settings.embed_model, Settings.llm = Served(vectors), MockLLM()
        logging.getLogger("bm25s").setLevel(logging.WARNING)

    def index(self, path, store):
        whole = [Document(text=one["text"], metadata={"document": one["id"]}) for one in _pipe.documents_of(path)]
        for document in whole:  # what is embedded is the text, as with the others
            document.excluded_embed_metadata_keys = document.excluded_llm_metadata_keys = ["document"]
        nodes = SentenceSplitter(chunk_size=_TOKENS, chunk_overlap=_OVERLAP).get_nodes_from_documents(whole)
        index = VectorStoreIndex(nodes)
        index.storage_context.persist(store)
        return len(nodes)

    def open(self, store):
        self._index = load_index_from_storage(StorageContext.from_defaults(persist_dir=store))
        self._retrievers = {}

    def _retriever(self, limit):
        dense = self._index.as_retriever(similarity_top_k=limit)
        if self._variant == "dense":
            return dense
        words = BM25Retriever.from_defaults(
            docstore=self._index.docstore, similarity_top_k=limit, stemmer=Stemmer.Stemmer("french"), language="french", verbose=False
        )
        return QueryFusionRetriever(
            [dense, words], similarity_top_k=limit, num_queries=1, mode="reciprocal_rerank", use_async=False, verbose=False
        )

    def query(self, asked):
        limit = asked["limit"]
        if limit not in self._retrievers:
            self._retrievers[limit] = self._retriever(limit)
        return [[found.node.metadata["document"], found.node.get_content()] for found in self._retrievers[limit].retrieve(asked["text"])]


if __name__ == "__main__":
    _pipe.serve(Rival, ["llama-index-core", "llama-index-retrievers-bm25", "bm25s"])
