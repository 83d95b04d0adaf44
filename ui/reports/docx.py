"""The report as a Word document for a committee: figures, then the findings by who leads and by fiche."""

import io
from collections import Counter
from collections.abc import Iterable, Sequence

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import Table, _Cell, _Row
from docx.text.run import Run

from ingest.checks.completeness import Filling, completeness
from ingest.checks.finding import Finding, Severity
from ingest.checks.leaders import body_key, leaders
from ingest.checks.report import CheckReport
from ingest.model import Fiche
from ui.reports import words
from ui.reports.cards import context
from ui.reports.rows import COLOURS
from ui.reports.word_document import french_document
from ui.reports.words import shown
from ui.zipped import dated

_HEAD = "E8EDF4"
_ANNOTATED = "FFE38A"  # the ground of the words that a finding is about
_LONGEST = 1_500  # characters of a quote: a whole paragraph, never a whole document


def render(report: CheckReport) -> bytes:
    """The document says it was written on the day of the check: the same report gives the same bytes."""
    document = french_document(words.TITLE, report.at)
    document.add_heading(words.TITLE, level=0)
    told = words.counted(len(report.findings), "constat") if report.findings else "aucun constat"
    document.add_paragraph(
        f"Au {words.day(report.at)}. {words.counted(len(report.fiches), 'fiche relue', 'fiches relues')}, {told}.", style="Subtitle"
    )
    for notice in report.notices:
        document.add_paragraph(shown(notice), style="List Bullet")
    _summary(document, report)
    for names, fiches in _by_leaders(report):
        document.add_heading(shown(words.joined(names)), level=1)
        for fiche, findings in fiches:
            _fiche(document, fiche, findings)
    _others(document, report)
    written = io.BytesIO()
    document.save(written)
    return dated(written.getvalue(), report.at)


def _summary(document: WordDocument, report: CheckReport) -> None:
    document.add_heading("En bref", level=1)
    columns = ("Fiche", "Titre", *words.SEVERITY_PLURALS.values(), "Rubriques remplies")
    table = _table(document, columns, (2.2, 4.9, 1.9, 3.0, 2.4, 2.6))
    counts = Counter((words.key(finding.fiche), finding.severity) for finding in report.findings)
    for row in completeness(report.corpus, report.fiches).rows:
        expected = sum(cell.filling is not Filling.UNUSED for cell in row.cells)
        cells = (
            words.short_name(row.fiche),
            row.fiche.title.line,
            *(str(counts[words.key(row.fiche), severity]) for severity in Severity),
            f"{row.count(Filling.FILLED)} / {expected}",
        )
        _add_row(table, cells)


def _by_leaders(report: CheckReport) -> list[tuple[tuple[str, ...], list[tuple[Fiche, list[Finding]]]]]:
    """The fiches that have findings under those who lead them together: each fiche once, those without leader last."""
    found: dict[tuple[str, ...], dict[tuple[str, str, int], tuple[Fiche, list[Finding]]]] = {}
    names: dict[tuple[str, ...], tuple[str, ...]] = {}
    for finding in report.findings:
        led_by = leaders(finding.fiche)
        key = tuple(map(body_key, led_by))
        names.setdefault(key, led_by)
        found.setdefault(key, {}).setdefault(words.key(finding.fiche), (finding.fiche, []))[1].append(finding)
    return [(names[key], list(found[key].values())) for key in sorted(found, key=lambda key: (not key, key))]


def _fiche(document: WordDocument, fiche: Fiche, findings: Sequence[Finding]) -> None:
    document.add_heading(shown(f"{words.fiche_name(fiche)} – {fiche.title.line}"), level=2)
    table = _table(document, ("Gravité", "Constat", "À faire"), (3.0, 8.4, 5.6))
    for finding in findings:
        cells = _add_row(table, (f"{words.SEVERITIES[finding.severity]}\n{finding.rule}", "", words.tied(finding.action)))
        _shade(cells[0], COLOURS[finding.severity])
        _tell(cells[1], finding)


def _tell(cell: _Cell, finding: Finding) -> None:
    """What is wrong, where, the words in their line, and the other passages."""
    cell.paragraphs[0].add_run(shown(words.tied(finding.message))).bold = True
    cell.add_paragraph().add_run(words.place(finding).capitalize()).italic = True
    if not words.stands_for_a_section(finding):
        before, marked, after = map(shown, context(finding))
        paragraph = cell.add_paragraph(f"«\u00a0{before}")
        run = paragraph.add_run(marked if len(marked) <= _LONGEST else f"{marked[:_LONGEST]} […]")
        _shade(run, _ANNOTATED)
        paragraph.add_run(f"{after}\u00a0»")
    for other in finding.related:
        said = f"{words.fiche_name(other.fiche)}, {words.spot(other.fiche.source, other.excerpt.span.start)}"
        cell.add_paragraph(shown(f"{said} : {words.quoted(other.excerpt.text)}"))


def _others(document: WordDocument, report: CheckReport) -> None:
    if report.waived:
        document.add_heading("Dérogations", level=1)
        table = _table(document, ("Fiche", "Constat", "Motif", "Décidée par"), (2.6, 6.2, 5.0, 3.2))
        for one in report.waived:
            fiche = words.short_name(one.finding.fiche)
            _add_row(table, (fiche, f"{one.finding.rule} : {one.finding.message}", one.reason, one.function))
    if report.failures:
        document.add_heading("Fichiers non lus", level=1)
        table = _table(document, ("Fichier", "Raison"), (6.0, 11.0))
        for failure in report.failures:
            _add_row(table, (failure.path, failure.error))


def _table(document: WordDocument, columns: Sequence[str], widths: Iterable[float]) -> Table:
    """A table whose first row is repeated on each page; widths in centimetres."""
    table: Table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for cell, title in zip(table.rows[0].cells, columns, strict=True):
        cell.paragraphs[0].add_run(title).bold = True
        _shade(cell, _HEAD)
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    return table


def _add_row(table: Table, texts: Sequence[str]) -> Sequence[_Cell]:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx has left it so
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, column, text in zip(row.cells, table.columns, texts, strict=True):
        cell.width = column.width
        cell.text = shown(text)
    cells: Sequence[_Cell] = row.cells
    return cells


def _shade(part: _Cell | Run, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", colour)):
        shade.set(qn(name), value)
    properties = part._tc.get_or_add_tcPr() if isinstance(part, _Cell) else part._r.get_or_add_rPr()
    properties.append(shade)
