"""Every stretch of its source that a fiche holds."""

from collections.abc import Iterator

from ingest.model import Excerpt, Fiche


def excerpts_of(fiche: Fiche) -> Iterator[Excerpt]:
    yield fiche.title
    yield from (part.excerpt for part in (*fiche.banner, *fiche.leftovers))
    yield from (link.quote for link in fiche.links)
    for section in fiche.sections:
        yield section.heading
        yield from section.items
