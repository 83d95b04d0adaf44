"""A citation is made from an excerpt and nothing else, so no quote exists that is not ``text[start:end]`` of its source."""

import re
from dataclasses import dataclass

from ingest.model import Excerpt, Fiche, SectionKind
from rag.errors import QuoteNotFoundError


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote and its address: ``fiche.source.text[excerpt.span.start:excerpt.span.end] == excerpt.text``."""

    fiche: Fiche
    section: SectionKind
    excerpt: Excerpt

    @property
    def page(self) -> int | None:
        return self.fiche.source.page_at(self.excerpt.span.start)

    @property
    def row(self) -> int | None:
        """The 1-based row of the table it stands in, None outside tables and where a page says more."""
        return None if self.page else self.fiche.source.row_at(self.excerpt.span.start)


def cite(excerpt: Excerpt, fiche: Fiche, section: SectionKind = SectionKind.AUTRE) -> Citation:
    """Cite an excerpt of `fiche`: exact by construction, at its own place and no other.

    Raises:
        QuoteNotFoundError: the excerpt is not the slice of this fiche's source that its span names.
    """
    span = excerpt.span
    if not excerpt.text.strip() or fiche.source.text[span.start : span.end] != excerpt.text:
        raise QuoteNotFoundError(excerpt.text, span)
    return Citation(fiche, section, excerpt)


def find_quote(quote: str, within: Excerpt) -> Excerpt:
    """Find a text inside one excerpt: runs of white space compare equal, nothing else does.

    Raises:
        QuoteNotFoundError: `quote` is blank, or not in the excerpt.
    """
    words = quote.split()
    match = re.search(r"\s+".join(map(re.escape, words)), within.text)
    if not words or match is None:
        raise QuoteNotFoundError(quote, within.span)
    start, end = match.span()
    return Excerpt(within.text[start:end], type(within.span)(within.span.start + start, within.span.start + end))
