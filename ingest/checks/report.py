"""What a check gives to whoever shows it: the findings, those waived, the fiches looked at, and what went wrong."""

from dataclasses import dataclass
from datetime import date

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Finding, Severity
from ingest.model import Failure, Fiche


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that somebody has decided to live with: why, and in which function (« chef de projet »)."""

    finding: Finding
    reason: str
    function: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The outcome of one check, in the order that its parts are shown.

    `corpus` holds every fiche that rules looked at; the report is about `given`, or where none is given about all of them. `notices` are French sentences
    for the reader (a waiver that has fallen), `failures` the files that could not be read.
    """

    findings: tuple[Finding, ...]
    corpus: CheckedCorpus
    at: date
    waived: tuple[Waived, ...] = ()
    failures: tuple[Failure, ...] = ()
    notices: tuple[str, ...] = ()
    given: tuple[Fiche, ...] = ()

    @property
    def fiches(self) -> tuple[Fiche, ...]:
        """The fiches that totals, matrix and graph count, those that answer, in order."""
        asked = {id(fiche) for fiche in self.given}
        return tuple(fiche for fiche in self.corpus.fiches if id(fiche) in asked) if asked else self.corpus.fiches

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)
