"""The French words that every report uses: severities, families, places, and who leads."""

import re
from collections.abc import Sequence
from datetime import date

from markupsafe import Markup, escape

from ingest.checks.completeness import Completeness, CompletenessCell, Filling
from ingest.checks.finding import Finding, Severity
from ingest.checks.graph import Graph, LinkState
from ingest.checks.registry import FAMILIES, Rule, all_rules
from ingest.headings import LABELS
from ingest.model import Fiche, SectionKind, Source
from ui import text_fr
from ui.terminal import safe

TITLE = "Relecture des fiches"
NO_LEADER = "Sans animateur"
AXES = "Axes transversaux"
NO_SUCH_FICHE = "fiche introuvable"
MATRIX_TITLE = "Rubriques remplies, vides et absentes de chaque fiche"
GRAPH_TITLE = "Renvois d’une fiche à l’autre"
SEVERITIES = {Severity.ERROR: "Erreur", Severity.WARNING: "Avertissement", Severity.INFO: "Remarque"}
SEVERITY_MEANINGS = {
    Severity.ERROR: "trompe le lecteur : à corriger",
    Severity.WARNING: "gêne la lecture ou le suivi : à revoir",
    Severity.INFO: "bon à savoir",
}
FILLINGS = {Filling.FILLED: "remplie", Filling.BLANK: "vide", Filling.MISSING: "absente", Filling.UNUSED: "non attendue"}
LINK_STATES = {
    LinkState.RETURNED: "réciproque",
    LinkState.NOT_RETURNED: "sans retour",
    LinkState.DANGLING: "fiche introuvable",
    LinkState.AXIS: "axe transversal",
}
_LINKS = {
    LinkState.RETURNED: "réciproque",
    LinkState.NOT_RETURNED: "sans retour",
    LinkState.DANGLING: "vers une fiche introuvable",
    LinkState.AXIS: "vers un axe transversal",
}
SEVERITY_PLURALS = {severity: word + "s" for severity, word in SEVERITIES.items()}
_TALL_MARK = re.compile(r" (?=[?!:;»])|(?<=«) ")
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


def shown(text: str) -> str:
    """A text of a file as a document may show it: what would turn its direction or cannot be written is shown as �."""
    return _NOT_IN_XML.sub("\ufffd", safe(text.replace("\r\n", "\n").replace("\r", "\n")))


def escaped(text: str) -> Markup:
    """A text of a file within HTML; the other direction of its letters, if any, stops where it ends."""
    return escape(shown(text))


def sentence(text: str) -> Markup:
    """A sentence of ours within HTML."""
    return escaped(tied(text))


def tied(text: str) -> str:
    """A sentence of ours whose lines do not break at the spaces of French punctuation."""
    return _TALL_MARK.sub("\u00a0", text)


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
    return LABELS[kind] if kind else text_fr.BANNER_LABEL


def key(fiche: Fiche) -> tuple[str, str, int]:
    """What tells a fiche from all others of a report, two fiches of one code included."""
    return fiche.source.name, fiche.code, fiche.title.span.start


def fiche_name(fiche: Fiche) -> str:
    """« Fiche 1.1.2 (version 2017) »."""
    return f"Fiche {fiche.code}" + (f" ({text_fr.version_name(fiche.version)})" if fiche.version else "")


def stands_for_a_section(finding: Finding) -> bool:
    """Tell whether the title is quoted for want of the section that the finding is about."""
    return finding.section is not None and finding.excerpt.span == finding.fiche.title.span


def short_name(fiche: Fiche) -> str:
    """« 1.1.2 (version 2017) », under a heading « Fiche »."""
    return fiche_name(fiche).removeprefix("Fiche ")


def place(finding: Finding) -> str:
    """« Liens avec d’autres fiches, page 2 »: the section, then the page, the row of the table or the line."""
    if stands_for_a_section(finding):
        return section(finding.section)
    spot_told = spot(finding.fiche.source, finding.excerpt.span.start)
    return f"{section(finding.section)}, {spot_told}"


def spot(source: Source, start: int) -> str:
    """« page 2 », « rangée 7 du tableau » or « ligne 41 », as the file has them."""
    page, row = source.page_at(start), source.row_at(start)
    return f"page {page}" if page else f"rangée {row} du tableau" if row else f"ligne {source.line_at(start)}"


def matrix_sentence(matrix: Completeness) -> str:
    """« 196 rubriques remplies sur 210 ; 8 vides, 6 absentes. »."""
    filled, blank, missing = (matrix.count(filling) for filling in (Filling.FILLED, Filling.BLANK, Filling.MISSING))
    told = f"{counted(filled, 'rubrique remplie', 'rubriques remplies')} sur {filled + blank + missing}"
    return f"{told} ; {counted(blank, 'vide')}, {counted(missing, 'absente')}."


def graph_sentence(graph: Graph) -> str:
    """« 12 renvois : 4 réciproques, 3 sans retour, 5 vers une fiche introuvable. »; what does not occur is not said."""
    counts = {state: graph.count(state) for state in LinkState}
    told = ", ".join(
        f"{count} {_LINKS[state] if count < 2 or state is not LinkState.RETURNED else 'réciproques'}"
        for state, count in counts.items()
        if count
    )
    return f"{counted(len(graph.edges), 'renvoi')}{f' : {told}' if told else ''}."


def quoted(text: str) -> str:
    return f"«\u00a0{text}\u00a0»"


def joined(names: Sequence[str]) -> str:
    """« Ville, CAF et DDCS »; without any, that nobody leads."""
    if not names:
        return NO_LEADER
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"
