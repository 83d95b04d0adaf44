"""Word files of fiches, in the layouts that towns use: python-docx, and raw XML for what it has no words for."""

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from tests.making.fiche_model import MadeFiche, MadeParagraph, MadeRow

DELETED = "motbarré"  # in tracked deletions
REMARK = "remarquedemarge"  # in comments
INSTRUCTION = "INSTRUCTIONDECHAMP"  # in field codes
PLACEHOLDER = "Cliquez ici pour taper du texte."
HIDDEN = (DELETED, REMARK, INSTRUCTION)  # what no reader may show; the placeholder may be shown, but in no item
HEADER = "Contrat de ville"
FOOTER = "Fiche orientation opérationnelle"


@dataclass(frozen=True, slots=True)
class WordStyle:
    """How a fiche is laid out and what Word has left in it."""

    banner: Literal["rows", "paragraphs", "textbox"] = "rows"
    layout: Literal["two-columns", "one-column", "four-columns", "nested", "several-tables", "paragraphs"] = "two-columns"
    bullets: Literal["numbering", "typed", "typed-after-break", "symbol"] = "numbering"
    tracked: bool = False
    comments: bool = False
    furniture: bool = True  # header, footer and page number
    bookmarks: bool = False
    field_codes: bool = False
    controls: bool = False
    soft_breaks: bool = False
    broken_headings: bool = False
    merged_down: bool = False  # one row an item, the label merged over them
    split_runs: bool = False  # a run every few letters, as spelling checks leave them
    notes: bool = False  # a symbol by w:sym, a tab, a non-breaking hyphen, an optional hyphen


STYLES: dict[str, WordStyle] = {
    "plain": WordStyle(),
    "banner-paragraphs": WordStyle(banner="paragraphs"),
    "typed-bullets": WordStyle(bullets="typed"),
    "typed-after-break": WordStyle(bullets="typed-after-break"),
    "symbol-bullets": WordStyle(bullets="symbol"),
    "one-column": WordStyle(layout="one-column"),
    "four-columns": WordStyle(layout="four-columns"),
    "nested": WordStyle(layout="nested", banner="paragraphs"),
    "several-tables": WordStyle(layout="several-tables", banner="paragraphs"),
    "no-table": WordStyle(layout="paragraphs", banner="paragraphs"),
    "textbox": WordStyle(banner="textbox"),
    "tracked": WordStyle(tracked=True),
    "comments": WordStyle(comments=True),
    "bookmarks": WordStyle(bookmarks=True),
    "field-codes": WordStyle(field_codes=True),
    "controls": WordStyle(controls=True),
    "soft-breaks": WordStyle(soft_breaks=True),
    "broken-headings": WordStyle(broken_headings=True, split_runs=True),
    "merged-down": WordStyle(merged_down=True),
    "special-characters": WordStyle(notes=True),
    "everything": WordStyle(
        tracked=True, comments=True, bookmarks=True, field_codes=True, controls=True, soft_breaks=True, split_runs=True, notes=True
    ),
}


def make_docx(fiches: Sequence[MadeFiche], *, style: WordStyle = STYLES["plain"]) -> bytes:
    """One file of `fiches`, each on its own page."""
    return _Writer(style).write(fiches)


def annex_docx(fiches: Sequence[MadeFiche], *, style: WordStyle = STYLES["plain"]) -> bytes:
    """The annex of a contract: cover, table of contents that repeats the titles, a page before each pilier, all fiches."""
    return _Writer(style).write(fiches, annex=True)


class _Writer:
    def __init__(self, style: WordStyle) -> None:
        self.style = style
        self.document = Document()
        self.count = 0  # of paragraphs, for what recurs and for identifiers

    def write(self, fiches: Sequence[MadeFiche], *, annex: bool = False) -> bytes:
        if self.style.furniture:
            self._furniture()
        if annex:
            self._front(fiches)
        pilier = ""
        for index, fiche in enumerate(fiches):
            if annex and fiche.code.split(".")[0] != pilier:
                pilier = fiche.code.split(".")[0]
                self.document.add_page_break()
                self.document.add_heading(f"PILIER {pilier}", level=1)
                self.document.add_paragraph("Fiches « orientations opérationnelles » de ce pilier (contrat fictif)")
                self.document.add_page_break()
            elif index:
                self.document.add_page_break()
            self._fiche(fiche)
        stream = io.BytesIO()
        self.document.save(stream)
        return undated(stream.getvalue())

    def _furniture(self) -> None:
        section = self.document.sections[0]
        section.header.paragraphs[0].text = HEADER
        section.footer.paragraphs[0].text = FOOTER
        number = section.footer.add_paragraph("Page ")
        _field(number, " PAGE ", "1")

    def _front(self, fiches: Sequence[MadeFiche]) -> None:
        self.document.add_heading("Contrat de ville fictif", level=0)
        self.document.add_paragraph("Annexe : fiches « orientations opérationnelles »")
        self.document.add_page_break()
        self.document.add_heading("Sommaire", level=1)
        pilier = ""
        for number, fiche in enumerate(fiches):
            if fiche.code.split(".")[0] != pilier:
                pilier = fiche.code.split(".")[0]
                self.document.add_paragraph(f"PILIER {pilier}\t{number + 3}")
            self.document.add_paragraph(f"Fiche {fiche.code} {' '.join(fiche.title)}\t{number + 4}")

    # One fiche.

    def _fiche(self, fiche: MadeFiche) -> None:
        style = self.style
        if style.banner == "paragraphs":
            self._lines(self._fresh(None), fiche.banner, title=fiche.title)
        elif style.banner == "textbox":
            _text_box(self.document.add_paragraph(), fiche.banner)
        table_banner = fiche.banner if style.banner == "rows" else ()
        match style.layout:
            case "paragraphs":
                for row in fiche.rows:
                    self._label(self._fresh(None), row)
                    self._content(self._fresh(None), row)
            case "several-tables":
                for start in range(0, len(fiche.rows), 4):
                    self._table(None, (), fiche.title, fiche.rows[start : start + 4])
                    self.document.add_paragraph()
            case "nested":
                frame = self.document.add_table(1, 1, style="Table Grid").cell(0, 0)
                self._table(frame, table_banner, fiche.title, fiche.rows)
            case _:
                self._table(None, table_banner, fiche.title, fiche.rows)

    def _table(self, frame: _Cell | None, banner: Sequence[str], title: Sequence[str], rows: Sequence[MadeRow]) -> None:
        columns = {"one-column": 1, "four-columns": 4}.get(self.style.layout, 2)
        table = self.document.add_table(0, columns, style="Table Grid") if frame is None else frame.add_table(0, columns)
        if banner:
            code, *others = banner
            for lines in ([code, *(line for line in others if line in title)], [line for line in others if line not in title]):
                if lines:
                    cells = table.add_row().cells
                    self._lines(self._fresh(cells[0].merge(cells[-1])), lines, title=title)
        for group in self._grouped(rows):
            self._row(table, group)
        if self.style.tracked:
            _deleted_row(table)

    def _grouped(self, rows: Sequence[MadeRow]) -> Iterator[Sequence[MadeRow]]:
        """One row at a time; in four columns, two short neighbours together."""
        index = 0
        while index < len(rows):
            pair = rows[index : index + 2]
            short = all(row.length < 80 and len(row.paragraphs) < 2 and len(row.labels) == 1 for row in pair)
            step = 2 if self.style.layout == "four-columns" and len(pair) == 2 and short else 1
            yield rows[index : index + step]
            index += step

    def _row(self, table: Table, group: Sequence[MadeRow]) -> None:
        first = group[0]
        if self.style.layout == "one-column":
            self._label(self._fresh(table.add_row().cells[0]), first)
            self._content(self._fresh(table.add_row().cells[0]), first)
            return
        if self.style.merged_down and len(first.paragraphs) > 1 and not first.parts[0].subheading:
            top: _Cell | None = None
            for _role, paragraph in first.paragraphs:
                cells = table.add_row().cells
                self._one_paragraph(self._fresh(cells[1]), paragraph)
                top = cells[0] if top is None else top.merge(cells[0])
            assert top is not None
            self._label(self._fresh(top), first)
            return
        cells = table.add_row().cells
        for place, row in enumerate(group):
            self._label(self._fresh(cells[2 * place]), row)
            content = cells[2 * place + 1]
            if len(group) == 1 and len(cells) == 4:
                content = cells[1].merge(cells[3])
            self._content(self._fresh(content), row)

    # Paragraphs: `fresh` gives the empty first one of a cell, then new ones.

    def _fresh(self, cell: _Cell | None) -> Iterator[Paragraph]:
        if cell is None:
            while True:
                yield self.document.add_paragraph()
        for extra in cell.paragraphs[1:]:
            extra._p.getparent().remove(extra._p)
        yield cell.paragraphs[0]
        while True:
            yield cell.add_paragraph()

    def _lines(self, fresh: Iterator[Paragraph], lines: Sequence[str], *, title: Sequence[str]) -> None:
        """Banner lines; with soft breaks, those of the title in one paragraph."""
        paragraph: Paragraph | None = None
        for index, line in enumerate(lines):
            goes_on = self.style.soft_breaks and index and line in title and lines[index - 1] in title
            if goes_on and paragraph is not None:
                paragraph.add_run().add_break(WD_BREAK.LINE)
            else:
                paragraph = next(fresh)
            self._text(paragraph, line, plain=True)

    def _label(self, fresh: Iterator[Paragraph], row: MadeRow) -> None:
        for line in row.labels:
            paragraph = next(fresh)
            words = line.replace(" :", "\xa0:").split(" ")
            if self.style.layout == "paragraphs" and not line.startswith("("):
                paragraph.style = "Heading 2"
            if len(words) > 1 and not line.startswith("(") and (self.style.broken_headings or self.style.soft_breaks):
                half = (len(words) + 1) // 2
                self._text(paragraph, " ".join(words[:half]), plain=True)
                if self.style.broken_headings and len(row.labels) == 1:
                    paragraph = next(fresh)
                elif self.style.soft_breaks:
                    paragraph.add_run().add_break(WD_BREAK.LINE)
                else:
                    paragraph.add_run(" ")
                self._text(paragraph, " ".join(words[half:]), plain=True)
            else:
                self._text(paragraph, line, plain=True)

    def _content(self, fresh: Iterator[Paragraph], row: MadeRow) -> None:
        paragraphs = row.paragraphs
        if not paragraphs and self.style.controls:
            _placeholder(next(fresh))
        above: Paragraph | None = None
        for index, (role, paragraph) in enumerate(paragraphs):
            if role == "subheading":
                above = None
                self._text(next(fresh), paragraph.text, plain=True)
            elif (
                self.style.bullets == "typed-after-break" and paragraph.bulleted and above is not None and paragraphs[index - 1][1].bulleted
            ):
                above.add_run().add_break(WD_BREAK.LINE)
                above.add_run("• ")
                self._text(above, paragraph.text)
            else:
                above = self._one_paragraph(fresh, paragraph)

    def _one_paragraph(self, fresh: Iterator[Paragraph], made: MadeParagraph) -> Paragraph:
        paragraph = next(fresh)
        if made.bulleted:
            match self.style.bullets:
                case "numbering":
                    paragraph.style = "List Number" if made.numbered else "List Bullet"
                case "symbol":
                    paragraph.add_run()._r.append(parse_xml(f'<w:sym {nsdecls("w")} w:font="Symbol" w:char="F0B7"/>'))
                    paragraph.add_run().add_tab()
                case _:
                    paragraph.add_run("• ")
        self._text(paragraph, made.text, bulleted=made.bulleted)
        return paragraph

    def _text(self, paragraph: Paragraph, text: str, *, plain: bool = False, bulleted: bool = False) -> None:
        """Write `text` with the marks of the style. `plain` text (banner, labels) only has its runs split."""
        self.count += 1
        style = self.style
        size = 4 if style.split_runs else len(text)
        if plain:
            for start in range(0, len(text), size):
                paragraph.add_run(text[start : start + size]).bold = True
            return
        words = text.split(" ")
        middle = len(words) // 2
        before, middle_word, after = " ".join(words[:middle]), words[middle], " ".join(words[middle + 1 :])
        before, after = before and f"{before} ", after and f" {after}"
        if style.bookmarks:
            for element in _bookmark(self.count):
                paragraph._p.append(element)
        runs = _runs(paragraph, before, size, hyphens=style.notes)
        if style.bookmarks:
            for element in _bookmark(self.count + 100_000):
                paragraph._p.append(element)
        if style.tracked:
            paragraph._p.append(_deletion(f"{DELETED} "))
            paragraph._p.append(_insertion(middle_word))
        elif style.field_codes:
            if self.count % 2:
                _field(paragraph, f" REF {INSTRUCTION} \\h ", middle_word)
            else:
                simple = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" QUOTE {INSTRUCTION} "/>')
                simple.append(_run(middle_word))
                paragraph._p.append(simple)
        elif style.controls:
            control = parse_xml(f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="Champ"/></w:sdtPr><w:sdtContent/></w:sdt>')
            control.find(qn("w:sdtContent")).append(_run(middle_word))
            paragraph._p.append(control)
        elif style.notes:
            _special(paragraph, middle_word)
        else:
            paragraph.add_run(middle_word)
        if style.soft_breaks and bulleted and after[1:2].islower() and len(before) >= 60:
            paragraph.add_run().add_break(WD_BREAK.LINE)  # Shift+Enter in the middle of a sentence
            after = after[1:]
        runs += _runs(paragraph, after, size, hyphens=style.notes)
        if style.comments and self.count % 3 == 0 and runs:
            self.document.add_comment(runs, text=f"{REMARK} {self.count}", author="Relecture", initials="R")
        if style.tracked and self.count % 4 == 0:
            paragraph._p.append(_deletion(f" {DELETED}", tag="w:moveFrom"))
        if style.controls and self.count % 2 == 0:
            _wrap_in_control(paragraph)


def _runs(paragraph: Paragraph, text: str, size: int, *, hyphens: bool) -> list[Run]:
    """Runs of `size` characters; with `hyphens`, each hyphen as the element that forbids a line end after it."""
    runs = [paragraph.add_run(text[start : start + size]) for start in range(0, len(text), size)]
    for run in runs if hyphens else ():
        if "-" in run.text:
            pieces = run.text.split("-")
            run.text = pieces[0]
            for piece in pieces[1:]:
                run._r.append(OxmlElement("w:noBreakHyphen"))
                run._r.append(_text_element(piece))
    return runs


def _special(paragraph: Paragraph, word: str) -> None:
    """A word with an optional hyphen inside, where Word may cut it."""
    run = paragraph.add_run()
    half = len(word) // 2
    run._r.append(_text_element(word[:half]))
    if len(word) > 6:
        run._r.append(OxmlElement("w:softHyphen"))
    run._r.append(_text_element(word[half:]))


def _text_element(text: str) -> object:
    element = OxmlElement("w:t")
    element.text = text
    element.set(qn("xml:space"), "preserve")
    return element


def undated(data: bytes) -> bytes:
    """The same package without the time it was written at: the same fiches give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(stream, "w") as made:
        for name in given.namelist():
            part = (
                re.sub(rb'(?<= w:date=")[^"]*', b"2020-01-01T00:00:00Z", given.read(name))
                if name == "word/comments.xml"
                else given.read(name)
            )
            made.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _run(text: str, *, deleted: bool = False) -> object:
    run = OxmlElement("w:r")
    element = OxmlElement("w:delText" if deleted else "w:t")
    element.text = text
    element.set(qn("xml:space"), "preserve")
    run.append(element)
    return run


def _insertion(text: str) -> object:
    element = parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="Relecture" w:date="2020-01-01T00:00:00Z"/>')
    element.append(_run(text))
    return element


def _deletion(text: str, *, tag: str = "w:del") -> object:
    element = parse_xml(f'<{tag} {nsdecls("w")} w:id="2" w:author="Relecture" w:date="2020-01-01T00:00:00Z"/>')
    element.append(_run(text, deleted=tag == "w:del"))  # text moved away keeps its w:t
    return element


def _deleted_row(table: Table) -> None:
    """A whole row struck out, label and content."""
    cells = table.add_row().cells
    row = cells[0]._tc.getparent()
    row.get_or_add_trPr().append(parse_xml(f'<w:del {nsdecls("w")} w:id="3" w:author="Relecture" w:date="2020-01-01T00:00:00Z"/>'))
    for text, cell in zip(("Calendrier ", "jamais "), (cells[0], cells[-1]), strict=True):
        cell.paragraphs[0]._p.append(_deletion(text + DELETED))


def _field(paragraph: Paragraph, instruction: str, result: str) -> None:
    for kind in ("begin", "separate", "end"):
        run = OxmlElement("w:r")
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run.append(mark)
        paragraph._p.append(run)
        if kind == "begin":
            code = OxmlElement("w:r")
            text = OxmlElement("w:instrText")
            text.text = instruction
            code.append(text)
            paragraph._p.append(code)
        elif kind == "separate":
            paragraph._p.append(_run(result))


def _bookmark(number: int) -> tuple[object, object]:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), f"_GoBack{number}")
    return start, end


def _placeholder(paragraph: Paragraph) -> None:
    """A content control that nobody filled: Word shows its prompt in grey and prints nothing."""
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent/></w:sdt>")
    control.find(qn("w:sdtContent")).append(_run(PLACEHOLDER))
    paragraph._p.append(control)


def _wrap_in_control(paragraph: Paragraph) -> None:
    """Put a whole paragraph in a block-level content control."""
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
    element = paragraph._p
    following = element.getnext()
    if following is None and element.getparent().tag == qn("w:tc"):
        return  # the last paragraph of a cell stays one, or python-docx adds no other
    element.addprevious(control)
    control.find(qn("w:sdtContent")).append(element)


def _text_box(paragraph: Paragraph, lines: Sequence[str]) -> None:
    """A text box as Word writes it: the drawing, and the same text again in the fallback for old versions."""
    content = OxmlElement("w:txbxContent")
    for line in lines:
        inner = OxmlElement("w:p")
        inner.append(_run(line))
        content.append(inner)
    run = parse_xml(
        f"<w:r {nsdecls('w')} "
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml">'
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="5400000" cy="1080000"/>'
        '<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:docPr id="1" name="Zone de texte 1"/><wp:cNvGraphicFramePr/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5400000" cy="1080000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        '</wps:spPr><wps:txbx/><wps:bodyPr wrap="square"><a:noAutofit/></wps:bodyPr></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>'
        '<mc:Fallback><w:pict><v:shape style="width:425pt;height:85pt"><v:textbox/></v:shape></w:pict></mc:Fallback>'
        "</mc:AlternateContent></w:r>"
    )
    (modern,) = run.iter("{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}txbx")
    (old,) = run.iter("{urn:schemas-microsoft-com:vml}textbox")
    modern.append(content)
    old.append(copy.deepcopy(content))
    paragraph._p.append(run)
