"""What an answerer returns: an answer or an abstention, made of sentences and citations."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from ingest.chunking import readable
from ingest.model import SectionKind
from rag.citation import Citation


class Status(StrEnum):
    ANSWERED = "answered"
    ABSTAINED = "abstained"


class Reason(StrEnum):
    """Why nothing is answered, in order of precedence."""

    FICHE_INCONNUE = "fiche_inconnue"
    RUBRIQUE_VIDE = "rubrique_vide"
    SANS_REPONSE = "sans_reponse"
    HORS_SUJET = "hors_sujet"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that a language model wrote and its citations support: `verdict` is « exact » or « rephrased »."""

    text: str
    citations: tuple[int, ...]
    verdict: str

    @property
    def markdown(self) -> str:
        """The sentence, nothing in it that reads as Markdown, its markers before its full stop's space."""
        return f"{escape_markdown(self.text)} {''.join(f'[{number}]' for number in self.citations)}"


@dataclass(frozen=True, slots=True)
class Block:
    """A sentence of ours, and the citations that stand under it, by number.

    Of `prose`, which a language model wrote, `text` is the sentences without their markers. `refused` marks what says why a thing
    asked for is not answered.
    """

    text: str
    citations: tuple[int, ...] = ()
    table: "Table | None" = None
    prose: tuple[Sentence, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a list that has columns: what each is about, then the numbers of the citations of each column, none where it says nothing."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[int, ...], ...]], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: blocks in reading order; `citations[n - 1]` is the one that ``[n]`` names."""

    question: str
    status: Status
    reason: Reason | None
    blocks: tuple[Block, ...]
    citations: tuple[Citation, ...] = ()
    complete: tuple[int, int] | None = None  # (matched, of), for an enumeration over the corpus
    notices: tuple[str, ...] = ()
    mode: str = "extractive"
    sentences: tuple[Sentence, ...] | None = None  # those of a language model, in mode « llm »
    dropped: int = 0  # sentences of a language model that no passage supports
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    explanation: Mapping[str, Any] = field(default_factory=dict)

    @property
    def markdown(self) -> str:
        """The answer as Markdown: each sentence, then its quotes with their ``[n]``."""
        parts = []
        for block in self.blocks:
            if block.prose:
                parts.append(" ".join(sentence.markdown for sentence in block.prose))
                continue
            if block.table:
                parts.append(self._markdown_table(block.text, block.table))
                continue
            quotes = [self._quote(n) for n in block.citations]
            if len(quotes) == 1:
                parts.append(f"{block.text} {quotes[0]}".strip())
            elif quotes:
                parts.append("\n".join([block.text, *(f"- {quote}" for quote in quotes)]))
            else:
                parts.append(block.text)
        return "\n\n".join(parts)

    def _quote(self, n: int) -> str:
        return f"« {display_quote(self.citations[n - 1])} » [{n}]"

    def _markdown_table(self, text: str, table: Table) -> str:
        lines = [f"| {' | '.join(('Fiche', *table.columns))} |", "|---" * (len(table.columns) + 1) + "|"]
        for label, cells in table.rows:
            shown = (" · ".join(self._quote(n).replace("|", "\\|") for n in cell) or "—" for cell in cells)
            lines.append(f"| {' | '.join((label, *shown))} |")
        return f"{text}\n\n" * bool(text) + "\n".join(lines)


class Answerer(Protocol):
    def answer(self, question: str, *, history: Sequence[str] = (), filters: "Filters | None" = None, at: date | None = None) -> Answer: ...

    def stream(
        self, question: str, *, history: Sequence[str] = (), filters: "Filters | None" = None, at: date | None = None
    ) -> "Iterator[Sentence | Answer]":
        """Yield sentences as they are released, then the whole answer, which stands in their place: it may be another."""
        ...


@dataclass(frozen=True, slots=True)
class Filters:
    """What the asker has narrowed the question to."""

    code: str | None = None
    section: SectionKind | None = None
    version: int | None = None
    level: str = ""  # "1" or "1.2": a pilier, or a pilier and its axe
    place: str = ""  # words of the échelle territoriale

    def __bool__(self) -> bool:
        return self != Filters()


# « [1] », and what follows the name of a link or an image: « ![x](https://…) » would be fetched by whoever shows Markdown.
_BRACKET = re.compile(r"(?<=\[)\d+\]|\](?=[(\[:])")
_MARKDOWN = re.compile(r"([\\`*_<>])")


def display_quote(citation: Citation) -> str:
    """A quote as the answer shows it: on one line, Word's bookmarks hidden, nothing that reads as Markdown or as a marker."""
    return escape_markdown(readable(citation.fiche, citation.excerpt))


def escape_markdown(text: str) -> str:
    """A text in which nothing reads as Markdown, HTML or the marker of a citation."""
    return _BRACKET.sub(lambda found: found[0].replace("]", "\\]"), _MARKDOWN.sub(r"\\\1", text))
