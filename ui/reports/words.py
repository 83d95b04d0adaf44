"""The French words that every report uses: severities, families, places, and who leads."""

from collections.abc import Sequence
from datetime import date

from ingest.checks.completeness import CompletenessCell, Filling
from ingest.checks.finding import Finding, Severity
from ingest.checks.registry import FAMILIES, Rule, all_rules
from ingest.headings import LABELS
from ingest.model import Fiche, SectionKind
from ui import text_fr
from ui.terminal import safe

TITLE = "Relecture des fiches"
NO_LEADER = "Sans animateur"
SEVERITIES = {Severity.ERROR: "Erreur", Severity.WARNING: "Avertissement", Severity.INFO: "Remarque"}
SEVERITY_MEANINGS = {
    Severity.ERROR: "trompe le lecteur : à corriger",
    Severity.WARNING: "gêne la lecture ou le suivi : à revoir",
    Severity.INFO: "bon à savoir",
}
FILLINGS = {Filling.FILLED: "remplie", Filling.BLANK: "vide", Filling.MISSING: "absente", Filling.UNUSED: "non prévue"}
_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


def shown(text: str) -> str:
    """A text of a file as a document may show it: what would turn its direction or cannot be written is shown as �."""
    return safe(text.replace("\r\n", "\n").replace("\r", "\n"))


def day(at: date) -> str:
    """« 1er décembre 2026 »."""
    return f"{'1er' if at.day == 1 else at.day} {_MONTHS[at.month - 1]} {at.year}"


def counted(count: int, one: str, many: str = "") -> str:
    """« aucune fiche » is the caller's; « 1 fiche », « 2 fiches »."""
    return f"{count} {one if count < 2 else many or one + 's'}"


def family(rule: str) -> str:
    return FAMILIES.get(rule[:3], rule[:3]).capitalize()


def rules() -> dict[str, Rule]:
    return {rule.code: rule for rule in all_rules()}


def filling(cell: CompletenessCell) -> str:
    """« remplie », or « remplie (avec « Dispositifs mobilisables ») » where two sections share one cell."""
    shared = f" (avec {quoted(LABELS[cell.shared_with])})" if cell.shared_with and cell.filling is Filling.FILLED else ""
    return FILLINGS[cell.filling] + shared


def section(kind: SectionKind | None) -> str:
    return LABELS[kind] if kind else ""


def key(fiche: Fiche) -> tuple[str, str, int]:
    """What tells a fiche from all others of a report, two fiches of one code included."""
    return fiche.source.name, fiche.code, fiche.title.span.start


def fiche_name(fiche: Fiche) -> str:
    """« Fiche 1.1.2 (version 2017) »."""
    return f"Fiche {fiche.code}" + (f" ({text_fr.version_name(fiche.version)})" if fiche.version else "")


def place(finding: Finding) -> str:
    """« Liens avec d’autres fiches, page 2 »: the section, then the page, the row of the table or the line."""
    source, start = finding.fiche.source, finding.excerpt.span.start
    page, row = source.page_at(start), source.row_at(start)
    spot = f"page {page}" if page else f"rangée {row} du tableau" if row else f"ligne {source.line_at(start)}"
    return ", ".join(part for part in (section(finding.section) or text_fr.BANNER_LABEL, spot) if part)


def quoted(text: str) -> str:
    return f"«\u00a0{text}\u00a0»"


def joined(names: Sequence[str]) -> str:
    """« Ville, CAF et DDCS »; without any, that nobody leads."""
    if not names:
        return NO_LEADER
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"
