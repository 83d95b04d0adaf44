"""What can go wrong once an index exists; the root and the rest of the tree stand in `ingest.errors`.

FichesError
├── IndexMissingError      nothing is indexed yet
├── EmbedderMismatchError  the index was made with another model
├── QuestionError          a question that cannot be read
│   └── UnknownFicheError  a command was given a code that is not indexed
└── QuoteNotFoundError     a quote that its excerpt does not hold
"""

from ingest.errors import FichesError
from ingest.model import Span


class IndexMissingError(FichesError):
    """Nothing is indexed yet, or by another version of the program: run « fiches index »."""


class EmbedderMismatchError(FichesError):
    """The index was made with another embedding model: set it back, or run « fiches rebuild »."""


class QuestionError(FichesError):
    """A question that is empty or too long: write it again."""


class UnknownFicheError(QuestionError):
    """A command was given the code of a fiche that is not indexed."""


class QuoteNotFoundError(FichesError):
    """A quote that is blank or not in its excerpt: it is not shown."""

    def __init__(self, quote: str, within: Span) -> None:
        super().__init__(f"La citation « {quote[:80]} » ne figure pas dans le passage {within.start}-{within.end}.")
