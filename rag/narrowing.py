"""What the asker chose beside the question: the fiches that it leaves, and the words that it stands over."""

from dataclasses import replace

from ingest.folding import fold
from ingest.index.catalogue import FicheRecord
from ingest.model import SectionKind
from rag.answer import Filters
from rag.library import Library
from rag.question import Kind, QuestionPlan


def narrowed(plan: QuestionPlan, filters: Filters) -> QuestionPlan:
    """Apply the filters to what the words of a question say."""
    if filters.code:
        plan = replace(plan, codes=(filters.code,), in_domain=True, kind=Kind.LOOKUP if plan.kind is Kind.ENUMERATION else plan.kind)
    if filters.section:
        plan = replace(plan, sections=(filters.section,), in_domain=True)
    if filters.version:
        plan = replace(plan, version=filters.version)
    if filters.level:
        plan = replace(plan, level=filters.level)
    return plan


def of_level(record: FicheRecord, level: str) -> bool:
    """Tell whether a fiche is of a pilier, "1", of an axe of it, "1.2", or of an axe of any, "*.2"; its code says so."""
    pilier, _dot, axe = level.partition(".")
    parts = record.code.split(".")
    return pilier in ("*", parts[0]) and (not axe or parts[1:2] == [axe])


def of_place(library: Library, record: FicheRecord, place: str) -> bool:
    """Tell whether the échelle territoriale of a fiche holds the words of a place, whole and side by side."""
    extents = (item.text for section in library.fiche(record).all(SectionKind.ECHELLE) for item in section.items)
    return any(f" {fold(place)} " in f" {fold(text)} " for text in extents)


def admits(filters: Filters, library: Library, record: FicheRecord) -> bool:
    """Tell whether the filters leave a fiche, whatever its version."""
    return (not filters.level or of_level(record, filters.level)) and (not filters.place or of_place(library, record, filters.place))
