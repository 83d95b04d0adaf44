"""The words of a source as HTML: each character in its order, a quote marked, and the place where it stands in its fiche."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ingest.chunking import clean
from ingest.headings import LABELS
from ingest.model import BannerKind, Excerpt, Fiche, Section, SectionKind, Span
from rag.citation import Citation
from ui import text_fr
from ui.html.pieces import NOTHING, escaped


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands in its fiche: the name of the field, and the items of the section before, around and after it."""

    label: str
    around: Excerpt
    before: Excerpt | None = None
    after: Excerpt | None = None
    blank: bool = False  # the heading is quoted because nothing stands under it


def place_of(citation: Citation) -> Place:
    """Find the item that holds the quote, or the heading, or the line of the banner."""
    fiche, span = citation.fiche, citation.excerpt.span
    for section in fiche.sections:
        for index, item in enumerate(section.items):
            if item.span.contains(span):
                before = section.items[index - 1] if index else None
                after = section.items[index + 1] if index + 1 < len(section.items) else None
                return Place(section_name(section), item, before, after)
        if section.heading.span.contains(span):
            return Place(section_name(section), citation.excerpt, blank=not section.items)
    parts = {BannerKind.PILIER: "Pilier", BannerKind.AXE: "Axe", BannerKind.VERSION: "Version"}
    for part in fiche.banner:
        if part.kind in parts and part.excerpt.span.contains(span):
            return Place(parts[part.kind], citation.excerpt)
    if fiche.title.span.contains(span):
        return Place(text_fr.TITLE_SECTION, citation.excerpt)
    return Place(LABELS.get(citation.section, text_fr.OTHER_SECTION), citation.excerpt)


def section_name(section: Section) -> str:
    return LABELS[section.kind] if section.kind is not SectionKind.AUTRE else clean(section.heading.text) or text_fr.OTHER_SECTION


def verbatim(excerpt: Excerpt, fiche: Fiche, marked: Span | None = None) -> Markup:
    """Every character of an excerpt, in order: `marked` stands in a ``<mark>``, what Word left behind is kept but not displayed.

    The text content of the mark is therefore the quote to the letter, carriage returns included.
    """
    if marked is None:
        return letters(excerpt, fiche)
    start, end = max(excerpt.span.start, marked.start), min(excerpt.span.end, marked.end)
    if start >= end:
        return letters(excerpt, fiche)
    return Markup("{}<mark>{}</mark>{}").format(
        letters(part(excerpt, excerpt.span.start, start), fiche),
        letters(part(excerpt, start, end), fiche),
        letters(part(excerpt, end, excerpt.span.end), fiche),
    )


def letters(excerpt: Excerpt, fiche: Fiche) -> Markup:
    hidden = [leftover.excerpt.span for leftover in fiche.leftovers if excerpt.span.contains(leftover.excerpt.span)]
    if not hidden or not any(letter.isalnum() for letter in _without(excerpt, hidden)):
        return escaped(excerpt.text)  # nothing is hidden, or nothing would be left to see
    pieces: list[Markup] = []
    position = excerpt.span.start
    for span in sorted(hidden):
        pieces.append(escaped(part(excerpt, position, span.start).text))
        pieces.append(Markup("<span hidden>{}</span>").format(escaped(part(excerpt, span.start, span.end).text)))
        position = span.end
    pieces.append(escaped(part(excerpt, position, excerpt.span.end).text))
    return NOTHING.join(pieces)


def _without(excerpt: Excerpt, hidden: Sequence[Span]) -> str:
    offset = excerpt.span.start
    return "".join(
        letter for index, letter in enumerate(excerpt.text) if not any(span.start <= offset + index < span.end for span in hidden)
    )


def part(excerpt: Excerpt, start: int, end: int) -> Excerpt:
    offset = excerpt.span.start
    return Excerpt(excerpt.text[start - offset : end - offset], Span(start, end))
