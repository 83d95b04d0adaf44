"""A finding: a rule broken at a place, with what to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from ingest.model import Excerpt, Fiche, SectionKind


class Severity(StrEnum):
    """From what misleads a reader to what is good to know, in this order."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of: the other figure, the other name, the title that a link misquotes."""

    fiche: Fiche
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: `excerpt` is verbatim text of `fiche`.

    A finding with no place of its own (a missing section) has the title's excerpt, and its `section` set; one about the
    whole corpus stands on its first fiche.
    """

    rule: str
    severity: Severity
    fiche: Fiche
    section: SectionKind | None
    message: str  # French
    action: str  # French, what the author may do
    excerpt: Excerpt
    related: tuple[Related, ...] = ()
