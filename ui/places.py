"""Addresses that outlive a re-index: a fiche and the words quoted from it, found again wherever they now stand."""

from dataclasses import dataclass

from ingest.model import Excerpt, Fiche, Source, Span
from rag.citation import find_quote
from rag.errors import QuoteNotFoundError
from rag.library import Library


@dataclass(frozen=True, slots=True)
class Place:
    """What an address names: a fiche, and perhaps characters of it."""

    code: str
    version: int | None = None
    source: str | None = None
    span: Span | None = None
    words: str | None = None  # the beginning of the quote


def find_fiche(library: Library, place: Place) -> Fiche | None:
    """Return the fiche of a place: that of its source where it is still indexed, else the newest of its version, else the newest."""
    records = library.by_code.get(place.code, [])
    wanted = [record for record in records if place.version is None or record.version == place.version] or records
    fiches = [library.fiche(record) for record in sorted(wanted, key=lambda record: record.version or 0, reverse=True)]
    return next((fiche for fiche in fiches if fiche.source.name == place.source), fiches[0] if fiches else None)


def find_words(fiche: Fiche, place: Place) -> Excerpt | None:
    """Return the quote of a place in its fiche: where it stood, else where its words stand now; None where they are gone."""
    text = fiche.source.text
    if place.span and place.span.start < place.span.end <= len(text):
        there = fiche.source.excerpt(place.span.start, place.span.end)
        if not place.words or there.text.startswith(place.words):
            return there
    if not place.words:
        return None
    try:
        return find_quote(place.words, fiche.source.excerpt(0, len(text)))
    except QuoteNotFoundError:
        return None


def find_source(library: Library, name: str) -> Source | None:
    """Return the published source of this name, None where no fiche of the index comes from it."""
    source_id = next((record.id for record in library.catalogue.sources() if record.name == name), None)
    fiche = next((record for record in library.records if record.source_id == source_id), None)
    return library.fiche(fiche).source if fiche else None
