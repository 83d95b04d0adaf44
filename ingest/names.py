"""Bodies and acronyms over a corpus: one name for one thing, every other kept, every merge explained."""

from collections.abc import Iterable, Sequence

from ingest.expansions import find_expansions
from ingest.model import Fiche
from ingest.name_aliases import Aliases, AliasesError, read_aliases
from ingest.name_book import Book, CorpusExpansion, Merge, NameGroup, Spelling
from ingest.name_joins import (
    join_agglomeration,
    join_branches,
    join_expansions,
    join_letters,
    join_near,
    join_own,
    join_places,
    join_proper_names,
    join_table,
)
from ingest.name_keys import body_key
from ingest.name_short_forms import join_cut_words, join_initials, join_municipal, join_short_proper_names
from ingest.name_table import BodyKind

__all__ = [
    "Aliases",
    "AliasesError",
    "BodyKind",
    "CorpusExpansion",
    "Merge",
    "NameGroup",
    "Spelling",
    "body_key",
    "expansions_of",
    "merge_names",
    "read_aliases",
]


def expansions_of(fiches: Iterable[Fiche]) -> tuple[CorpusExpansion, ...]:
    """Return every place where a fiche spells an acronym out, in its sections."""
    found = []
    for fiche in fiches:
        for section in fiche.sections:
            for item in section.items:
                for expansion in find_expansions(item.text):
                    start = item.span.start + expansion.span.start
                    quote = fiche.source.excerpt(start, item.span.start + expansion.span.end)
                    found.append(CorpusExpansion(expansion.acronym, expansion.long, fiche, quote))
    return tuple(found)


def merge_names(
    spellings: Iterable[Spelling], expansions: Sequence[CorpusExpansion] = (), aliases: Aliases | None = None
) -> tuple[NameGroup, ...]:
    """Tell which spellings are one body; groups are in the order of their names' first appearance.

    Spellings are one when they have the same letters (case, accents, articles, usual abbreviations and plural apart), when a
    fiche or the table spells one out as the other, when one is cut short or has the initials of the only other it can stand
    for, when only a place sets them apart and the corpus has one such place, when they share a proper name that only a common
    noun precedes, or when the user's file says so. « collège Jean-Moulin » and « lycée Jean-Moulin » stay two.
    """
    book = Book(tuple(spellings), aliases or Aliases())
    join_own(book)
    join_letters(book)
    join_expansions(book, expansions)
    join_table(book)
    join_places(book)
    join_agglomeration(book)
    join_cut_words(book)
    join_proper_names(book)
    join_municipal(book)
    join_short_proper_names(book)
    join_branches(book)
    join_initials(book)
    join_near(book)
    return book.groups()
