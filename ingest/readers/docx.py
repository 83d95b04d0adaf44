"""Word documents: the text as Word shows it once tracked changes are accepted, with its tables and lists."""

import hashlib
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingest.errors import UnreadableSourceError
from ingest.model import BlockKind, Cell, Source, Span
from ingest.readers.options import ReadingOptions
from ingest.readers.package import Package, attribute, damaged, local_name
from ingest.readers.publisher import Publisher

_MAX_CELLS = 100_000
_SKIPPED = frozenset("del moveFrom instrText delText delInstrText commentReference pPr rPr tblPr trPr tcPr sectPr sdtPr sdtEndPr".split())
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TYPED_BULLETS = ("-", "–", "•", "·", "*", "\uf0b7")


def read_docx(data: bytes, name: str, options: ReadingOptions) -> Source:
    """Publish a Word document: page headers, the body in reading order, notes, page footers.

    Raises:
        UnreadableSourceError: no Word document, damaged, protected, out of proportion, or without a word.
    """
    return read_docx_places(data, name, options)[0]


@dataclass(frozen=True, slots=True)
class Place:
    """Published characters, and the element of the document's body that they come from.

    The letters of the element are those of `span`; not `exact`, the element merely stands first in the row of figures or
    names that was published as one line.
    """

    span: Span
    element: etree._Element
    exact: bool = True


def read_docx_places(data: bytes, name: str, options: ReadingOptions) -> tuple[Source, tuple[Place, ...]]:
    """Publish a Word document as `read_docx` does, and tell where in its body each text comes from, in order.

    Raises:
        UnreadableSourceError: as `read_docx`.
    """
    if data.startswith(_OLE):
        raise UnreadableSourceError(f"« {name} » est protégé par un mot de passe ; enregistrez-le sans mot de passe.")
    package = Package(data, name, options)
    main = _main_part(package)
    relations = _relations(package, main)
    body = package.xml(main).find("{*}body")
    if body is None:
        raise damaged(name)
    if sum(1 for _cell in body.iter("{*}tc")) > _MAX_CELLS:
        raise UnreadableSourceError(f"« {name} » contient plus de {_MAX_CELLS} cellules de tableau : ce n’est pas une fiche.")
    publisher = Publisher()
    walker = _Walker(publisher, _styles(package, relations), _numbering(package, relations))
    for part in _page_parts(body, relations, "headerReference"):
        _publish_furniture(package, part, walker)
    walker.body(body)
    for kind in ("footnotes", "endnotes"):
        for part in relations.of_type(kind):
            for note in package.xml(part) if part in package else ():
                if attribute(note, "type") in (None, "normal"):
                    walker.flat(note, BlockKind.NOTE)
    for part in _page_parts(body, relations, "footerReference"):
        _publish_furniture(package, part, walker)
    return publisher.source(name, hashlib.sha256(data).hexdigest()), tuple(walker.places)


# The package: which part is which.


@dataclass(frozen=True, slots=True)
class _Relations:
    by_id: dict[str, tuple[str, str]]  # identifier -> (type, part)

    def of_type(self, kind: str) -> Iterator[str]:
        return (part for found, part in self.by_id.values() if found == kind)


def _relations(package: Package, part: str) -> _Relations:
    folder, base = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{base}.rels")
    found: dict[str, tuple[str, str]] = {}
    if rels in package:
        for relation in package.xml(rels):
            target = attribute(relation, "Target")
            if target and attribute(relation, "TargetMode") != "External":
                path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                kind = (attribute(relation, "Type") or "").rpartition("/")[2]
                found[attribute(relation, "Id") or f"#{len(found)}"] = (kind, path)
    return _Relations(found)


def _main_part(package: Package) -> str:
    part = next(_relations(package, "").of_type("officeDocument"), "word/document.xml")
    if part not in package:
        raise UnreadableSourceError(
            f"« {package.name} » n’est pas un document Word, ou il est incomplet ; ouvrez-le dans Word et enregistrez-le en .docx."
        )
    return part


def _page_parts(body: etree._Element, relations: _Relations, reference: str) -> list[str]:
    """The headers or footers that the sections of the document use, each once, in order."""
    parts: list[str] = []
    for element in body.iter(f"{{*}}{reference}"):
        _kind, part = relations.by_id.get(attribute(element, "id") or "", ("", ""))
        if part and part not in parts:
            parts.append(part)
    return parts


def _publish_furniture(package: Package, part: str, walker: "_Walker") -> None:
    if part in package:
        walker.flat(package.xml(part), BlockKind.FURNITURE)


# Styles and lists.


@dataclass(frozen=True, slots=True)
class _Style:
    heading: bool
    numbering: tuple[str, str] | None  # (numId, level)


def _styles(package: Package, relations: _Relations) -> dict[str, _Style]:
    part = next(relations.of_type("styles"), None)
    if part is None or part not in package:
        return {}
    elements = {attribute(style, "styleId") or "": style for style in package.xml(part).iterfind("{*}style")}
    return {identifier: _resolve_style(identifier, elements) for identifier in elements}


def _resolve_style(identifier: str, elements: dict[str, etree._Element]) -> _Style:
    """Follow « based on » up to where list and outline level are set."""
    heading, numbering = False, None
    seen: set[str] = set()
    current: str | None = identifier
    while current in elements and current not in seen:
        seen.add(current)
        style = elements[current]
        name = style.find("{*}name")
        heading = heading or (name is not None and (attribute(name, "val") or "").lower().startswith(("heading ", "titre ")))
        numbering = numbering or _numbering_of(style.find("{*}pPr"))
        based_on = style.find("{*}basedOn")
        current = attribute(based_on, "val") if based_on is not None else None
    return _Style(heading, numbering)


def _numbering_of(properties: etree._Element | None) -> tuple[str, str] | None:
    found = properties.find("{*}numPr") if properties is not None else None
    if found is None:
        return None
    number, level = found.find("{*}numId"), found.find("{*}ilvl")
    return (
        (attribute(number, "val") or "0") if number is not None else "0",
        (attribute(level, "val") or "0") if level is not None else "0",
    )


def _numbering(package: Package, relations: _Relations) -> dict[tuple[str, str], BlockKind]:
    """(numId, level) -> whether its items have a bullet or a number."""
    part = next(relations.of_type("numbering"), None)
    if part is None or part not in package:
        return {}
    root = package.xml(part)
    levels: dict[str, dict[str, BlockKind]] = {}
    for abstract in root.iterfind("{*}abstractNum"):
        formats: dict[str, BlockKind] = {}
        for level in abstract.iterfind("{*}lvl"):
            form = level.find("{*}numFmt")
            value = attribute(form, "val") if form is not None else None
            if value != "none":
                formats[attribute(level, "ilvl") or "0"] = BlockKind.BULLET if value == "bullet" else BlockKind.NUMBER
        levels[attribute(abstract, "abstractNumId") or ""] = formats
    kinds: dict[tuple[str, str], BlockKind] = {}
    for number in root.iterfind("{*}num"):
        target = number.find("{*}abstractNumId")
        for level_id, kind in levels.get((attribute(target, "val") or "") if target is not None else "", {}).items():
            kinds[attribute(number, "numId") or "", level_id] = kind
    return kinds


# The text.


#: A line of a paragraph: its texts in order, each with the element that holds it.
_Line = list[tuple[str, etree._Element | None]]


def _words(line: _Line) -> str:
    return "".join(text for text, _element in line)


@dataclass(slots=True)
class _Paragraph:
    """The lines of a paragraph, cut where its author broke them, and the text boxes anchored in it."""

    lines: list[_Line] = field(default_factory=lambda: [[]])
    boxes: list[etree._Element] = field(default_factory=list)
    prompted: bool = False  # the template's « Cliquez ici pour taper du texte » stands in it

    def write(self, text: str, element: etree._Element) -> None:
        self.lines[-1].append((text, element))


class _Walker:
    """Publishes paragraphs and tables in document order."""

    def __init__(self, publisher: Publisher, styles: dict[str, _Style], numbering: dict[tuple[str, str], BlockKind]) -> None:
        self._publisher = publisher
        self._styles = styles
        self._numbering = numbering
        self.places: list[Place] = []
        self._tables = 0
        self._pending: _Paragraph | None = None  # its end mark was deleted: it goes on in the next paragraph

    def body(self, container: etree._Element, cell: Cell | None = None) -> None:
        """Publish what stands in a body, a cell, a text box or a content control."""
        for child in _children(container):
            kind = local_name(child)
            if kind == "p":
                self._paragraph(child, cell)
            elif kind == "tbl":
                if cell is None or _is_frame(child):
                    self._table(child)
                else:
                    self._inner_table(child, cell)

    def flat(self, container: etree._Element, kind: BlockKind) -> None:
        """Publish every paragraph of a header, a footer or a note, tables or not, as of this kind."""
        for element in container.iter("{*}p"):
            if not any(local_name(parent) == "Fallback" for parent in element.iterancestors()):
                paragraph = _Paragraph()
                _read_runs(element, paragraph)
                for line in paragraph.lines:
                    if text := _words(line).strip():
                        self._publisher.add(text, kind=kind)

    def _paragraph(self, element: etree._Element, cell: Cell | None) -> None:
        paragraph = self._pending or _Paragraph()
        self._pending = None
        _read_runs(element, paragraph)
        paragraph.prompted = paragraph.prompted or any(_is_prompt(control) for control in element.iterancestors("{*}sdt"))
        properties = element.find("{*}pPr")
        if properties is not None and properties.find("{*}rPr/{*}del") is not None:
            self._pending = paragraph
            return
        kind = BlockKind.PROMPT if paragraph.prompted and not _has_text(element, but_prompts=True) else self._kind(properties)
        written = [line for line in paragraph.lines if _words(line).strip()]
        for line in _join_soft_breaks(written, listed=kind in (BlockKind.BULLET, BlockKind.NUMBER)) or [[]]:
            start = self._publisher.add(_words(line), kind=kind if line else BlockKind.TEXT, cell=cell)
            self._note(line, start)
        for box in paragraph.boxes:
            self.body(box, cell)

    def _note(self, line: _Line, start: int) -> None:
        """Keep where each text of a line that was published from `start` comes from."""
        words = _words(line)
        position = start - (len(words) - len(words.lstrip("\r\n")))
        end = start + len(words.strip("\r\n"))
        for text, element in line:
            if element is not None and text and position < end:
                self.places.append(Place(Span(position, min(position + len(text), end)), element))
            position += len(text)

    def _kind(self, properties: etree._Element | None) -> BlockKind:
        named = properties.find("{*}pStyle") if properties is not None else None
        style = self._styles.get((attribute(named, "val") or "") if named is not None else "", _Style(heading=False, numbering=None))
        outline = properties.find("{*}outlineLvl") if properties is not None else None
        if style.heading or (outline is not None and attribute(outline, "val") != "9"):
            return BlockKind.HEADING
        numbering = _numbering_of(properties) or style.numbering
        return self._numbering.get(numbering, BlockKind.TEXT) if numbering and numbering[0] != "0" else BlockKind.TEXT

    def _table(self, table: etree._Element) -> None:
        self._tables += 1
        number = self._tables
        for row_number, row in enumerate(_rows(table), start=1):
            for column, element in enumerate(_cells(row), start=1):
                self._open_cell(element, Cell(number, row_number, column))

    def _open_cell(self, element: etree._Element, cell: Cell) -> None:
        # A paragraph of nothing where Word wants one before or after a table is no blank line of the author's.
        written = [child for child in _children(element) if local_name(child) == "tbl" or _has_text(child)]
        if not written:
            self._publisher.add("", cell=cell)
            return
        self.body(element, cell)

    def _inner_table(self, table: etree._Element, cell: Cell) -> None:
        """A table within a cell holds figures or names: one line a row."""
        for row in _rows(table):
            texts = (" ".join(_cell_text(element).split()) for element in _cells(row))
            line = "\t".join(text for text in texts if text)
            if line:
                start = self._publisher.add(line, kind=BlockKind.BULLET, cell=cell)
                first = next((node for node in row.iter("{*}t") if (node.text or "").strip()), row)
                self.places.append(Place(Span(start, start + len(line)), first, exact=False))


def _children(container: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables of a container, through content controls and insertions, deletions left out."""
    for child in container:
        kind = local_name(child)
        if kind in ("p", "tbl"):
            yield child
        elif kind in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "txbxContent"):
            yield from _children(child)
        elif kind == "AlternateContent":
            yield from _children(_chosen(child))


def _chosen(alternate: etree._Element) -> etree._Element:
    """Word writes a text box twice, for itself and for its ancestors: one of the two is read."""
    choice = alternate.find("{*}Choice")
    fallback = alternate.find("{*}Fallback")
    found = choice if choice is not None else fallback
    return found if found is not None else alternate


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in _through(table, "tr"):
        properties = row.find("{*}trPr")
        if properties is None or properties.find("{*}del") is None:
            yield row


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return _through(row, "tc")


def _through(container: etree._Element, wanted: str) -> Iterator[etree._Element]:
    for child in container:
        kind = local_name(child)
        if kind == wanted:
            yield child
        elif kind in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _through(child, wanted)


def _is_frame(table: etree._Element) -> bool:
    """A table that holds more than half the words of the table around it: the other is a mere frame."""
    outer = next(ancestor for ancestor in table.iterancestors() if local_name(ancestor) == "tbl")
    return 2 * sum(len(text) for text in table.itertext("{*}t")) > sum(len(text) for text in outer.itertext("{*}t"))


def _has_text(element: etree._Element, *, but_prompts: bool = False) -> bool:
    return any(
        (local_name(node) == "sym" or (node.text or "").strip())
        and not (but_prompts and any(_is_prompt(control) for control in node.iterancestors("{*}sdt")))
        for node in element.iter("{*}t", "{*}sym")
    )


def _is_prompt(control: etree._Element) -> bool:
    return control.find("{*}sdtPr/{*}showingPlcHdr") is not None


def _cell_text(cell: etree._Element) -> str:
    texts = []
    for element in cell.iter("{*}p"):
        paragraph = _Paragraph()
        _read_runs(element, paragraph)
        texts.append(" ".join(map(_words, paragraph.lines)))
    return " ".join(texts)


def _read_runs(element: etree._Element, paragraph: _Paragraph) -> None:
    """Add the text of a paragraph's runs, in order; text boxes are set aside."""
    for child in element:
        kind = local_name(child)
        if kind in _SKIPPED or not kind:
            continue
        if kind == "t":
            paragraph.write(child.text or "", child)
        elif kind in ("tab", "ptab"):
            paragraph.write("\t", child)
        elif kind in ("br", "cr"):
            if attribute(child, "type") in (None, "textWrapping"):
                paragraph.lines.append([])
        elif kind == "noBreakHyphen":
            paragraph.write("\u2011", child)
        elif kind == "softHyphen":
            paragraph.write("\xad", child)
        elif kind == "sym":
            paragraph.write(_symbol(attribute(child, "char")), child)
        elif kind == "txbxContent":
            paragraph.boxes.append(child)
        elif kind == "AlternateContent":
            _read_runs(_chosen(child), paragraph)
        elif kind == "r" and _is_hidden(child):
            continue
        else:
            paragraph.prompted = paragraph.prompted or (kind == "sdt" and _is_prompt(child))
            _read_runs(child, paragraph)


def _is_hidden(run: etree._Element) -> bool:
    hidden = run.find("{*}rPr/{*}vanish")
    return hidden is not None and attribute(hidden, "val") not in ("0", "false", "off")


def _symbol(code: str | None) -> str:
    try:
        value = int(code or "", 16)
    except ValueError:
        return ""
    # Bullets and arrows of the Symbol and Wingdings fonts stand in the private area; they are kept as they are.
    return chr(value) if 0x20 <= value < 0xD800 or 0xE000 <= value <= 0xFFFD else ""


def _join_soft_breaks(lines: list[_Line], *, listed: bool) -> list[_Line]:
    """A line broken within a paragraph starts an item of its own, unless it goes on with the sentence above."""
    joined: list[_Line] = []
    for line in lines:
        head = _words(line).lstrip()
        above = _words(joined[-1]).rstrip() if joined else ""
        sentence_goes_on = head[:1].islower() and bool(joined) and not above.endswith((".", ";", ":", "!", "?"))
        if joined and (sentence_goes_on or (listed and not head.startswith(_TYPED_BULLETS))):
            joined[-1] += [("\n", None), *line]
        else:
            joined.append(line)
    return joined
