"""OpenDocument texts of fiches, written part by part: the table, and what LibreOffice adds around it."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape

from tests.making.fiche_model import MadeFiche, MadeParagraph, MadeRow

MIME = "application/vnd.oasis.opendocument.text"
DELETED = "motbarré"
REMARK = "remarquedemarge"
HIDDEN = (DELETED, REMARK)
_CELL = ' table:style-name="Cellule"'
FOOTNOTE = "Note de bas de page fictive."
HEADER = "Contrat de ville"
FOOTER = "Fiche orientation opérationnelle"

_NAMESPACES = (
    " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            ("office", "office"),
            ("style", "style"),
            ("text", "text"),
            ("table", "table"),
            ("draw", "drawing"),
            ("fo", "xsl-fo-compatible"),
            ("svg", "svg-compatible"),
            ("manifest", "manifest"),
        )
    )
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
)


@dataclass(frozen=True, slots=True)
class OdtStyle:
    banner: Literal["rows", "paragraphs", "frame"] = "rows"
    layout: Literal["two-columns", "one-column", "paragraphs"] = "two-columns"
    bullets: Literal["list", "typed"] = "list"
    tracked: bool = False
    annotations: bool = False
    notes: bool = False  # one footnote, on the first paragraph of content
    spans: bool = False  # a span every few letters, bookmarks between
    sections: bool = False  # all of it in a text:section
    header_rows: bool = False


STYLES: dict[str, OdtStyle] = {
    "plain": OdtStyle(),
    "banner-paragraphs": OdtStyle(banner="paragraphs"),
    "frame": OdtStyle(banner="frame"),
    "typed-bullets": OdtStyle(bullets="typed"),
    "one-column": OdtStyle(layout="one-column"),
    "no-table": OdtStyle(layout="paragraphs", banner="paragraphs"),
    "tracked": OdtStyle(tracked=True),
    "annotations": OdtStyle(annotations=True),
    "spans": OdtStyle(spans=True, sections=True, header_rows=True),
    "footnote": OdtStyle(notes=True),
}


def make_odt(fiches: Sequence[MadeFiche], *, style: OdtStyle = STYLES["plain"]) -> bytes:
    """One file of `fiches`, one after the other."""
    return packed(_Writer(style).content(fiches))


def packed(content: str, *, level: int = 9) -> bytes:
    """An .odt around the XML of its content part; the type comes first and stored, as the format asks."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), MIME)
        for name, part in (("content.xml", content), ("styles.xml", _styles()), ("META-INF/manifest.xml", _manifest())):
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED, level)  # no date: the same fiches give the same bytes
    return stream.getvalue()


def document(body: str) -> str:
    """The content part around `body`."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {_NAMESPACES} office:version="1.2">'
        "<office:automatic-styles>"
        '<style:style style:name="Saut" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>'
        '<style:style style:name="Cellule" style:family="table-cell"><style:table-cell-properties fo:padding="0.1cm" '
        'fo:border="0.5pt solid #000000"/></style:style>'
        '<text:list-style style:name="L1"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>'
        '<text:list-style style:name="L2"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
        "</text:list-style></office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


class _Writer:
    def __init__(self, style: OdtStyle) -> None:
        self.style = style
        self.count = 0
        self.noted = False

    def content(self, fiches: Sequence[MadeFiche]) -> str:
        body = "".join(self._fiche(fiche, index) for index, fiche in enumerate(fiches))
        if self.style.sections:
            body = f'<text:section text:name="Fiche">{body}</text:section>'
        changes = ""
        if self.style.tracked:
            changes = (
                '<text:tracked-changes><text:changed-region text:id="ct1"><text:deletion><office:change-info>'
                "<dc:creator>Relecture</dc:creator><dc:date>2020-01-01T00:00:00</dc:date></office:change-info>"
                f"<text:p>{DELETED} Calendrier</text:p></text:deletion></text:changed-region>"
                '<text:changed-region text:id="ct2"><text:insertion><office:change-info><dc:creator>Relecture</dc:creator>'
                "<dc:date>2020-01-01T00:00:00</dc:date></office:change-info></text:insertion></text:changed-region></text:tracked-changes>"
            )
        return document(changes + body)

    def _fiche(self, fiche: MadeFiche, index: int) -> str:
        name = ' text:style-name="Saut"' if index else ""
        opening = f"<text:p{name}/>" if index else ""
        lines = [self._paragraph(_escaped(line)) for line in fiche.banner]
        if self.style.banner == "paragraphs":
            opening += "".join(lines)
        elif self.style.banner == "frame":
            opening += f'<text:p><draw:frame svg:width="15cm"><draw:text-box>{"".join(lines)}</draw:text-box></draw:frame></text:p>'
        if self.style.layout == "paragraphs":
            return opening + "".join(self._label(row) + self._content(row) for row in fiche.rows)
        columns = 1 if self.style.layout == "one-column" else 2
        rows = []
        if self.style.banner == "rows":
            code, *others = fiche.banner
            top = [code, *(line for line in others if line in fiche.title)]
            rest = [line for line in others if line not in fiche.title]
            rows = [self._banner_row([self._paragraph(_escaped(line)) for line in part], columns) for part in (top, rest) if part]
        if self.style.header_rows and rows:
            rows = [f"<table:table-header-rows>{rows[0]}</table:table-header-rows>", *rows[1:]]
        for row in fiche.rows:
            cells = [self._label(row), self._content(row)]
            if columns == 2:
                rows.append(_row(*cells))
            else:
                rows += [_row(cell) for cell in cells]
        column = f'<table:table-column table:number-columns-repeated="{columns}"/>'
        return f'{opening}<table:table table:name="Fiche{index}">{column}{"".join(rows)}</table:table><text:p/>'

    @staticmethod
    def _banner_row(lines: Sequence[str], columns: int) -> str:
        spans = f' table:number-columns-spanned="{columns}"' if columns > 1 else ""
        covered = "<table:covered-table-cell/>" * (columns - 1)
        return f"<table:table-row><table:table-cell{_CELL}{spans}>{''.join(lines)}</table:table-cell>{covered}</table:table-row>"

    def _label(self, row: MadeRow) -> str:
        if self.style.layout == "paragraphs":
            heading, *others = [_escaped(line) for line in row.labels]
            return f'<text:h text:outline-level="2">{heading}</text:h>' + "".join(self._paragraph(line) for line in others)
        return "".join(self._paragraph(_escaped(line)) for line in row.labels)

    def _content(self, row: MadeRow) -> str:
        found, items = [], []
        numbered = False

        def close() -> None:
            if items:
                name = "L2" if numbered else "L1"
                found.append(f'<text:list text:style-name="{name}">{"".join(items)}</text:list>')
                items.clear()

        for role, paragraph in row.paragraphs:
            if role == "paragraph" and paragraph.bulleted and self.style.bullets == "list":
                if items and numbered is not paragraph.numbered:
                    close()
                numbered = paragraph.numbered
                items.append(f"<text:list-item>{self._paragraph(self._marked(paragraph))}</text:list-item>")
                continue
            close()
            mark = "•<text:tab/>" if paragraph.bulleted else ""
            text = self._marked(paragraph) if role == "paragraph" else _escaped(paragraph.text)
            found.append(self._paragraph(mark + text))
        close()
        return "".join(found) or "<text:p/>"

    @staticmethod
    def _paragraph(inner: str) -> str:
        return f"<text:p>{inner}</text:p>"

    def _marked(self, paragraph: MadeParagraph) -> str:
        """The paragraph with the marks of the style after its first word."""
        self.count += 1
        style = self.style
        first, space, rest = paragraph.text.partition(" ")
        marks = ""
        if style.tracked:
            marks = '<text:change text:change-id="ct1"/>'
            if rest:
                rest_xml = f'<text:change-start text:change-id="ct2"/>{_escaped(rest)}<text:change-end text:change-id="ct2"/>'
                return f"{_escaped(first)}{marks}{space}{rest_xml}"
        if style.annotations and self.count % 2:
            marks = (
                f'<office:annotation office:name="a{self.count}"><dc:creator>Relecture</dc:creator><dc:date>2020-01-01T00:00:00</dc:date>'
                f'<text:p>{REMARK}</text:p></office:annotation><office:annotation-end office:name="a{self.count}"/>'
            )
        if style.notes and not self.noted:
            self.noted = True
            marks = (
                '<text:note text:id="ftn1" text:note-class="footnote"><text:note-citation>1</text:note-citation>'
                f"<text:note-body><text:p>{FOOTNOTE}</text:p></text:note-body></text:note>"
            )
            return f"{_escaped(paragraph.text)}{marks}"
        if style.spans:
            pieces = [paragraph.text[start : start + 5] for start in range(0, len(paragraph.text), 5)]
            spanned = "".join(f"<text:span>{_escaped(piece)}</text:span>" for piece in pieces)
            return f'<text:bookmark-start text:name="b{self.count}"/>{spanned}<text:bookmark-end text:name="b{self.count}"/>'
        gap = "<text:s/>" if space and self.count % 2 else space
        return f"{_escaped(first)}{marks}{gap}{_escaped(rest)}"


def _row(*cells: str) -> str:
    return f"<table:table-row>{''.join(f'<table:table-cell{_CELL}>{cell}</table:table-cell>' for cell in cells)}</table:table-row>"


def _escaped(text: str) -> str:
    """A run of spaces and an edge space are elements of their own: XML readers of the format drop them else."""
    return escape(text).replace("  ", ' <text:s text:c="1"/>').replace("\t", "<text:tab/>")


def _styles() -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-styles {_NAMESPACES} office:version="1.2">'
        '<office:automatic-styles><style:page-layout style:name="P1"/></office:automatic-styles><office:master-styles>'
        '<style:master-page style:name="Standard" style:page-layout-name="P1">'
        f"<style:header><text:p>{HEADER}</text:p></style:header>"
        f"<style:footer><text:p>{FOOTER}</text:p><text:p>Page <text:page-number>1</text:page-number></text:p></style:footer>"
        "</style:master-page></office:master-styles></office:document-styles>"
    )


def _manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", MIME), ("content.xml", "text/xml"), ("styles.xml", "text/xml"))
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest {_NAMESPACES} manifest:version="1.2">{entries}</manifest:manifest>'
