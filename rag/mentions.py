"""« La fiche 1.1.2 parle-t-elle de sport ? »: every item of a fiche that holds the words, section by section."""

import re
from collections.abc import Callable, Sequence

from ingest.folding import fold
from ingest.index.catalogue import FicheRecord
from ingest.model import Fiche, SectionKind
from rag import sentences
from rag.pieces import Piece, cited
from rag.terms import Term

_ASKS = re.compile(
    r"\b(?:parl\w*|evoqu\w*|mentionn\w*|abord\w*|trait\w*|fait (?:t )?(?:elle|il) (?:etat|mention)|est il question|(?:dit|disent)(?: t)? (?:elles?|ils?|on) quelque chose"
    r"|mentions?|talks? about|say anything)\b"
)
_LAST = frozenset({SectionKind.LIENS})  # the titles of other fiches are the least of what a fiche says


def asks_for_mentions(question: str) -> bool:
    """Whether a question asks if a thing is spoken of at all."""
    return _ASKS.search(fold(question)) is not None


def mentions(record: FicheRecord, fiche: Fiche, terms: Sequence[Term], words: Callable[[str], frozenset[str]]) -> list[Piece]:
    """Quote every item that holds all the terms, under the name of its section; links to other fiches come last."""
    pieces = []
    topic = " ".join(term.spoken for term in terms)
    for section in sorted(fiche.sections, key=lambda section: section.kind in _LAST):
        items = [item for item in section.items if all(term.matches(words(item.text)) for term in terms)]
        if items:
            pieces.append(Piece(sentences.narrowed_lead(record, section.kind, topic), cited(items, fiche, section.kind)))
    return pieces
