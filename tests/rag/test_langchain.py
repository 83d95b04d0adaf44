"""Our index for LangChain users: its interfaces, our passages and their addresses."""

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever

from rag.extractive import ExtractiveAnswerer
from rag.langchain import FichesEmbeddings, FichesRetriever
from ui import wiring
from ui.settings import Settings


def test_a_retrieved_document_carries_the_address_of_its_words(answerer: ExtractiveAnswerer) -> None:
    retriever = FichesRetriever(library=answerer.library, limit=3)
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke("pratique du sport")
    assert len(documents) == 3
    for document in documents:
        fiche = answerer.library.fiche(answerer.library.by_code[document.metadata["fiche"]][0])
        assert fiche.source.text[document.metadata["start"] : document.metadata["end"]] == document.page_content


def test_the_embeddings_are_those_of_the_index(indexed: Settings) -> None:
    embedder = wiring.make_embedder(indexed)
    embeddings = FichesEmbeddings(embedder)
    assert isinstance(embeddings, Embeddings)
    assert embeddings.embed_query("sport") == pytest.approx(embedder.embed_query("sport").tolist())
    one, other = embeddings.embed_documents(["le sport", "la culture"])
    assert np.linalg.norm(one) == pytest.approx(1.0, abs=1e-4)
    assert one != other
