"""What a plain LangChain pipeline retrieves for the same questions, with the same vectors: the baseline of our own search.

Each fiche is a text cut every 1,000 characters with 200 of overlap; Chroma finds by meaning, the ensemble adds BM25, half and half.
"""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence

from langchain_chroma import Chroma
from langchain_classic.retrievers import EnsembleRetriever
from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter

from ingest.chunking import clean
from rag.ablation import CHARACTERS
from rag.evaluation import EvalQuestion
from rag.langchain import FichesEmbeddings
from rag.library import Library

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # the package says of itself that others will take its place
    from langchain_community.retrievers import BM25Retriever

_LENGTH, _OVERLAP = 1_000, 200
_FOUND = 4  # passages, LangChain's default; the first two fill the characters that are looked at

Retrieve = Callable[[str], Sequence[Document]]


def plain_langchain(library: Library, questions: Iterable[EvalQuestion]) -> dict[str, dict[str, float]]:
    """Return `any` and `all` of each pipeline, as `rag.ablation` defines them, but that the last passage counts as far as it fits.

    A pipeline sees the text of a follow-up alone, as its retriever does; a quote counts wherever in the fiche it is found.
    """
    asked = [question for question in questions if question.status == "answered" and question.quotes]
    documents = _documents(library)
    texts, metadata = [document.page_content for document in documents], [document.metadata for document in documents]
    embeddings = FichesEmbeddings(library.embedder)
    store = Chroma.from_texts(
        texts,
        embeddings,
        metadata,
        collection_name=f"plain-{library.generation}-{len(texts)}",
        collection_metadata={"hnsw:space": "cosine"},
    )
    dense = store.as_retriever(search_kwargs={"k": _FOUND})
    lexical = BM25Retriever.from_documents(documents, k=_FOUND)
    ensemble = EnsembleRetriever(retrievers=[lexical, dense], weights=[0.5, 0.5])
    ways: dict[str, Retrieve] = {"LangChain": dense.invoke, "LangChain + BM25": ensemble.invoke}
    try:
        return {
            name: _averages([_measures(question, retrieve(question.question)) for question in asked]) for name, retrieve in ways.items()
        }
    finally:
        store.delete_collection()


def _documents(library: Library) -> list[Document]:
    splitter = RecursiveCharacterTextSplitter(chunk_size=_LENGTH, chunk_overlap=_OVERLAP)
    whole = [Document(fiche.source.text, metadata={"fiche": fiche.code}) for fiche in map(library.fiche, library.current)]
    return splitter.split_documents(whole)


def _measures(question: EvalQuestion, found: Sequence[Document]) -> Mapping[str, float]:
    left, seen = CHARACTERS, []
    for document in found:
        seen.append((document.metadata["fiche"], clean(document.page_content[: max(left, 0)])))
        left -= len(document.page_content)
    held = [any(code == quote.fiche and clean(quote.quote) in text for code, text in seen) for quote in question.quotes]
    return {"any": float(any(held)), "all": float(all(held))}


def _averages(measures: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: round(sum(one[name] for one in measures) / len(measures), 4) for name in measures[0]}
