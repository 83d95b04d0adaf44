"""PDF files of fiches, set by ReportLab: one fiche of two pages, and the annex of a contract with all of its fiches.

The annex is fictional: its fiches are the fictional ones under new codes, some words changed so that no two are the same.
"""

import html
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    LongTable,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    TableStyle,
)

from tests.making.fiche_model import MadeFiche, MadeRow, fictional_fiches, recoded

_TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=10, leading=12.5, spaceAfter=3)
_LIST = ParagraphStyle("list", parent=_TEXT, leftIndent=12, bulletIndent=2)
_LABEL = ParagraphStyle("label", parent=_TEXT, fontName="Helvetica-Bold")
_BANNER = ParagraphStyle("banner", parent=_TEXT, fontName="Helvetica-Bold", fontSize=11.5, leading=14, alignment=1)
_COVER = ParagraphStyle("cover", parent=_BANNER, fontSize=24, leading=30, spaceBefore=200)
_CHAPTER = ParagraphStyle("chapter", parent=_COVER, fontSize=18, leading=24)
_SUMMARY = ParagraphStyle("summary", parent=_TEXT, fontSize=9, leading=11)

PILIERS = {
    "1": "COHÉSION SOCIALE",
    "2": "CADRE DE VIE ET RENOUVELLEMENT URBAIN",
    "3": "DÉVELOPPEMENT ÉCONOMIQUE ET EMPLOI",
    "4": "VALEURS DE LA RÉPUBLIQUE ET CITOYENNETÉ",
}


@dataclass(frozen=True, slots=True)
class PdfStyle:
    """How a fiche is set. `grid` draws the borders of the table; without a table, labels stand above their content."""

    layout: str = "table"  # or "lines"
    banner: str = "rows"  # or "paragraphs"
    grid: bool = True
    header: str = ""
    footer: str = "Contrat de ville – Fiche orientation opérationnelle"
    page_numbers: bool = True
    typed_bullets: bool = False  # « • » as text of the paragraph, not set in the margin
    split_rows: bool = True
    justified: bool = False
    scale: float = 1.0  # of the letters: at 1.3, rows run over the end of pages


STYLES: dict[str, PdfStyle] = {
    "plain": PdfStyle(),
    "banner-paragraphs": PdfStyle(banner="paragraphs", header="Contrat de ville de Valmorée"),
    "no-grid": PdfStyle(grid=False),
    "lines": PdfStyle(layout="lines", banner="paragraphs"),
    "typed-bullets": PdfStyle(typed_bullets=True),
    "whole-rows": PdfStyle(split_rows=False),
    "justified": PdfStyle(justified=True),
    "large": PdfStyle(scale=1.35),
}


def make_pdf(fiches: Sequence[MadeFiche], *, style: PdfStyle = STYLES["plain"]) -> bytes:
    """One file of `fiches`, each from the top of a page."""
    story: list[Flowable] = []
    for index, fiche in enumerate(fiches):
        if index:
            story.append(PageBreak())
        story += _fiche(fiche, style)
    return _built(story, style)


def make_annex(n: int = 60, *, each_on_a_page: bool = True) -> tuple[bytes, tuple[MadeFiche, ...]]:
    """The annex of a contract with `n` fiches, and those fiches: cover, table of contents, a page before each pilier and axe.

    With `each_on_a_page` false, a fiche follows the one before on the same page.
    """
    fiches = annex_fiches(n)
    style = PdfStyle(footer="Contrat de ville de Valmorée Agglomération 2015-2023")
    starts: dict[str, int] = {}
    data = b""
    for _round in range(2):  # the second time, the table of contents knows the pages
        data = _built(_annex_story(fiches, style, starts, each_on_a_page), style, total=True)
    return data, fiches


def annex_fiches(n: int = 60) -> tuple[MadeFiche, ...]:
    """`n` fictional fiches with the codes of one contract, in order: 4 piliers of 3 axes, as many ranks as are needed."""
    models = fictional_fiches()
    ranks = -(-n // 12)
    codes = [f"{pilier}.{axe}.{rank}" for pilier in range(1, 5) for axe in range(1, 4) for rank in range(1, ranks + 1)][:n]
    return tuple(_varied(models[index % len(models)], code, index // len(models)) for index, code in enumerate(codes))


def _varied(fiche: MadeFiche, code: str, turn: int) -> MadeFiche:
    """`fiche` under another code, with other figures and places at each turn, so that no field is twice the same."""
    made = recoded(fiche, code)
    places = (("Tilleuls", "Glycines", "Érables"), ("Beaulieu-Nord", "Beaulieu-Sud", "Beaulieu-Est"), ("Kervalo", "Kerlann", "Kermadec"))

    def changed(text: str) -> str:
        for names in places:
            text = text.replace(names[0], names[turn % len(names)])
        return re.sub(r"\b(\d{2})\b(?! ?h\b)(?![ \xa0]?\d)(?<![\d.,/:][\d]{2})", lambda found: _moved(found.group(1), turn), text)

    rows = []
    for row in made.rows:
        parts = []
        for part in row.parts:
            paragraphs = [replace(paragraph, text=changed(paragraph.text)) for paragraph in part.paragraphs]
            if paragraphs and turn and len(paragraphs[0].text) > 25 and not paragraphs[0].text.lower().startswith(("fiche", "at ", "lien")):
                head = paragraphs[0].text.rstrip(" .")
                paragraphs[0] = replace(paragraphs[0], text=f"{head}, {('par étapes', 'chaque année')[turn % 2]}")
            parts.append(replace(part, paragraphs=tuple(paragraphs)))
        rows.append(replace(row, parts=tuple(parts)))
    return replace(made, rows=tuple(rows))


def _moved(digits: str, turn: int) -> str:
    """A two-digit number a little larger; zero-led ones and those that turn into three digits stay."""
    number = int(digits) + turn
    return digits if digits.startswith("0") or number > 99 else str(number)


def _annex_story(fiches: Sequence[MadeFiche], style: PdfStyle, starts: dict[str, int], each_on_a_page: bool) -> list[Flowable]:
    story: list[Flowable] = [
        Paragraph("CONTRAT DE VILLE<br/>DE VALMORÉE AGGLOMÉRATION", _COVER),
        Paragraph("2015 - 2023", _BANNER),
        Paragraph("Annexe 3 : fiches « orientations opérationnelles » (contrat fictif)", _BANNER),
        PageBreak(),
        Paragraph("SOMMAIRE", _BANNER),
    ]
    pilier = axe = ""
    for fiche in fiches:
        if fiche.code[0] != pilier:
            pilier = fiche.code[0]
            story.append(Paragraph(f"PILIER {pilier} – {PILIERS[pilier]}", _SUMMARY))
        title = html.escape(" ".join(fiche.title), quote=False)
        line = f"Fiche {fiche.code} {title} {'.' * 12} {starts.get(fiche.code, 100)}"
        story.append(Paragraph(line, _SUMMARY))
    pilier = ""
    for fiche in fiches:
        here = ".".join(fiche.code.split(".")[:2])
        if here != axe:
            if fiche.code[0] != pilier:
                pilier = fiche.code[0]
                story += [PageBreak(), Paragraph(f"PILIER {pilier}<br/>{PILIERS[pilier]}", _CHAPTER)]
            story += [PageBreak(), Paragraph(f"PILIER {pilier}<br/>AXE {here[-1]}", _CHAPTER), PageBreak()]
            axe = here
        elif each_on_a_page:
            story.append(PageBreak())
        else:
            story.append(Spacer(1, 1.2 * cm))
        story.append(_Start(fiche.code, starts))
        story += _fiche(fiche, style)
    return story


class _Start(Flowable):
    """Notes the page on which a fiche starts."""

    def __init__(self, code: str, starts: dict[str, int]) -> None:
        super().__init__()
        self.code, self.starts = code, starts
        self.width = self.height = 0

    def draw(self) -> None:
        self.starts[self.code] = self.canv.getPageNumber()


def _fiche(fiche: MadeFiche, style: PdfStyle) -> list[Flowable]:
    banner = [Paragraph(_markup(line), _scaled(_BANNER, style)) for line in fiche.banner]
    if style.layout == "lines":
        return [
            *banner,
            Spacer(1, 8),
            *(flowable for row in fiche.rows for flowable in [*_label(row, style), *_content(row, style), Spacer(1, 6)]),
        ]
    rows: list[list[object]] = []
    spans: list[tuple[object, ...]] = []
    if style.banner == "rows":
        code, *others = fiche.banner
        top = [code, *(line for line in others if line in fiche.title)]
        for lines in (top, [line for line in others if line not in fiche.title]):
            if lines:
                spans.append(("SPAN", (0, len(rows)), (1, len(rows))))
                rows.append([[Paragraph(_markup(line), _scaled(_BANNER, style)) for line in lines], ""])
        banner = []
    rows += [[_label(row, style), _content(row, style)] for row in fiche.rows]
    grid = [("GRID", (0, 0), (-1, -1), 0.7, colors.black)] if style.grid else []
    table = LongTable(
        rows,
        colWidths=(4.5 * cm, 12.5 * cm),
        style=TableStyle([*grid, *spans, ("VALIGN", (0, 0), (-1, -1), "TOP")]),
        splitInRow=int(style.split_rows),
    )
    return [*banner, Spacer(1, 8), table]


def _label(row: MadeRow, style: PdfStyle) -> list[Flowable]:
    return [Paragraph(_markup(line), _scaled(_TEXT if line.startswith("(") else _LABEL, style)) for line in row.labels]


def _content(row: MadeRow, style: PdfStyle) -> list[Flowable]:
    found: list[Flowable] = []
    text_style = _scaled(ParagraphStyle("justified", parent=_TEXT, alignment=4) if style.justified else _TEXT, style)
    list_style = _scaled(_LIST, style)
    for role, paragraph in row.paragraphs:
        text = _markup(paragraph.text)
        mark = paragraph.mark if paragraph.numbered else "•"
        if role == "subheading":
            found.append(Paragraph(f"<u>{text}</u>", text_style))
        elif not paragraph.bulleted:
            found.append(Paragraph(text, text_style))
        elif style.typed_bullets:
            found.append(Paragraph(f"{mark} {text}", text_style))
        else:
            found.append(Paragraph(text, list_style, bulletText=mark))
    return found or [Paragraph("", _TEXT)]


def _scaled(paragraph: ParagraphStyle, style: PdfStyle) -> ParagraphStyle:
    if style.scale == 1.0:
        return paragraph
    size, leading = paragraph.fontSize * style.scale, paragraph.leading * style.scale
    return ParagraphStyle(paragraph.name, parent=paragraph, fontSize=size, leading=leading)


def _markup(text: str) -> str:
    return html.escape(text, quote=False)


def _built(story: list[Flowable], style: PdfStyle, *, total: bool = False) -> bytes:
    stream = io.BytesIO()
    document = SimpleDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=2 * cm,
        rightMargin=2 * cm,
        topMargin=2 * cm,
        bottomMargin=2 * cm,
        title="Fiche (fictive)",
        invariant=1,
    )
    document.build(story, canvasmaker=lambda *args, **kwargs: _Pages(style, total, *args, **kwargs))
    return stream.getvalue()


class _Pages(Canvas):
    """Writes header, footer and number on each page once their count is known."""

    def __init__(self, style: PdfStyle, total: bool, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.pdf_style, self.total = style, total
        self.states: list[dict[str, object]] = []

    def showPage(self) -> None:  # noqa: N802 - the name ReportLab calls
        self.states.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, state in enumerate(self.states, 1):
            self.__dict__.update(state)
            self.setFont("Helvetica", 8)
            if self.pdf_style.header:
                self.drawString(2 * cm, A4[1] - 1.2 * cm, self.pdf_style.header)
            if self.pdf_style.footer:
                self.drawString(2 * cm, 1.2 * cm, self.pdf_style.footer)
            if self.pdf_style.page_numbers:
                label = f"page {number} / {len(self.states)}" if self.total else f"{number}"
                self.drawRightString(A4[0] - 2 * cm, 1.2 * cm, label)
            super().showPage()
        super().save()
