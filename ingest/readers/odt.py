"""OpenDocument texts: the text as LibreOffice shows it, with its tables and lists."""

import hashlib
from collections.abc import Iterator

from lxml import etree

from ingest.errors import UnreadableSourceError
from ingest.model import BlockKind, Cell, Source
from ingest.readers.options import ReadingOptions
from ingest.readers.package import Package, attribute, damaged, local_name
from ingest.readers.publisher import Publisher

_MAX_CELLS = 100_000
_MAX_SPACES = 1_000
_ASIDE = frozenset(
    "annotation annotation-end note tracked-changes title desc forms sequence-decls bookmark image object object-ole".split()
)
_CONTAINERS = frozenset("frame table-of-content section index-body index-title list-header text-box".split())


def read_odt(data: bytes, name: str, options: ReadingOptions) -> Source:
    """Publish an OpenDocument text: page headers, the body in reading order, notes, page footers.

    Raises:
        UnreadableSourceError: no OpenDocument text, damaged, protected, out of proportion, or without a word.
    """
    package = Package(data, name, options)
    if "content.xml" not in package:
        raise UnreadableSourceError(
            f"« {name} » n’est pas un texte OpenDocument, ou il est incomplet ; ouvrez-le dans LibreOffice et enregistrez-le en .odt."
        )
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise UnreadableSourceError(f"« {name} » est protégé par un mot de passe ; enregistrez-le sans mot de passe.")
    content = package.xml("content.xml")
    body = content.find("{*}body/{*}text")
    if body is None:
        raise damaged(name)
    if sum(1 for _cell in body.iter("{*}table-cell")) > _MAX_CELLS:
        raise UnreadableSourceError(f"« {name} » contient plus de {_MAX_CELLS} cellules de tableau : ce n’est pas une fiche.")
    styles = package.xml("styles.xml") if "styles.xml" in package else None
    publisher = Publisher()
    walker = _Walker(publisher, _bulleted_lists([content, styles]))
    _publish_furniture(publisher, styles, ("header", "header-first", "header-left"))
    walker.container(body)
    for note in body.iter("{*}note-body"):
        _publish_flat(publisher, note, BlockKind.NOTE)
    _publish_furniture(publisher, styles, ("footer", "footer-first", "footer-left"))
    return publisher.source(name, hashlib.sha256(data).hexdigest())


def _bulleted_lists(roots: list[etree._Element | None]) -> dict[str, BlockKind]:
    """Name of a list style -> whether the items of its first level have a bullet or a number."""
    kinds: dict[str, BlockKind] = {}
    for root in roots:
        for style in root.iter("{*}list-style") if root is not None else ():
            for level in style:
                if attribute(level, "level") == "1":
                    kind = BlockKind.BULLET if "bullet" in local_name(level) or "image" in local_name(level) else BlockKind.NUMBER
                    kinds[attribute(style, "name") or ""] = kind
    return kinds


def _publish_furniture(publisher: Publisher, styles: etree._Element | None, kinds: tuple[str, ...]) -> None:
    """Publish the headers or footers of the master pages, each text once."""
    seen: set[str] = set()
    for page in styles.iter("{*}master-page") if styles is not None else ():
        for part in page:
            words = " ".join(" ".join(map(str, part.itertext())).split())
            if local_name(part) in kinds and attribute(part, "display") != "false" and words not in seen:
                seen.add(words)
                _publish_flat(publisher, part, BlockKind.FURNITURE)


def _publish_flat(publisher: Publisher, container: etree._Element, kind: BlockKind) -> None:
    for element in container.iter("{*}p", "{*}h"):
        for line in _lines(element):
            if line.strip():
                publisher.add(line, kind=kind)


class _Walker:
    """Publishes paragraphs, lists and tables in document order."""

    def __init__(self, publisher: Publisher, lists: dict[str, BlockKind]) -> None:
        self._publisher = publisher
        self._lists = lists
        self._tables = 0

    def container(self, container: etree._Element, cell: Cell | None = None, kind: BlockKind = BlockKind.TEXT) -> None:
        """Publish what stands in a body, a cell, a section, a text box or an item of a list."""
        for child in container:
            name = local_name(child)
            if name in ("p", "h"):
                self._paragraph(child, cell, BlockKind.HEADING if name == "h" else kind)
            elif name == "list":
                listed = self._lists.get(attribute(child, "style-name") or "", kind if kind is not BlockKind.TEXT else BlockKind.BULLET)
                for item in child:
                    self.container(item, cell, listed if local_name(item) == "list-item" else BlockKind.TEXT)
            elif name == "table":
                if cell is None or _is_frame(child):
                    self._table(child)
                else:
                    self._inner_table(child, cell)
            elif name in _CONTAINERS or name.endswith(("-index", "bibliography")):
                self.container(child, cell, kind)

    def _paragraph(self, element: etree._Element, cell: Cell | None, kind: BlockKind) -> None:
        lines = [line for line in _lines(element) if line.strip()]
        for line in lines or [""]:
            self._publisher.add(line, kind=kind if line else BlockKind.TEXT, cell=cell)
        for frame in _boxes(element):
            self.container(frame, cell)

    def _table(self, table: etree._Element) -> None:
        self._tables += 1
        number = self._tables
        for row_number, row in enumerate(_within(table, "table-row"), start=1):
            for column, element in enumerate(_within(row, "table-cell"), start=1):
                cell = Cell(number, row_number, column)
                if "".join(_visible_text(element)).strip():
                    self.container(element, cell)
                else:
                    self._publisher.add("", cell=cell)

    def _inner_table(self, table: etree._Element, cell: Cell) -> None:
        """A table within a cell holds figures or names: one line a row."""
        for row in _within(table, "table-row"):
            texts = (" ".join("".join(_visible_text(element)).split()) for element in _within(row, "table-cell"))
            line = "\t".join(text for text in texts if text)
            if line:
                self._publisher.add(line, kind=BlockKind.BULLET, cell=cell)


def _within(container: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows of a table, through its groups, or cells of a row; a repeated cell is read once."""
    for child in container:
        name = local_name(child)
        if name == wanted:
            yield child
        elif name in ("table-rows", "table-header-rows", "table-row-group"):
            yield from _within(child, wanted)


def _is_frame(table: etree._Element) -> bool:
    """A table that holds more than half the words of the table around it: the other is a mere frame."""
    outer = next(ancestor for ancestor in table.iterancestors() if local_name(ancestor) == "table")
    return 2 * sum(map(len, _visible_text(table))) > sum(map(len, _visible_text(outer)))


def _visible_text(element: etree._Element) -> Iterator[str]:
    for paragraph in element.iter("{*}p", "{*}h"):
        yield " ".join(_lines(paragraph))


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    for child in element.iter("{*}text-box"):
        if next(child.iterancestors("{*}p", "{*}h"), None) is element:
            yield child


def _lines(element: etree._Element) -> list[str]:
    """The text of a paragraph, cut at its line breaks; notes, comments and text boxes are left out."""
    lines: list[list[str]] = [[]]
    _read_inline(element, lines)
    return ["".join(line) for line in lines]


def _read_inline(element: etree._Element, lines: list[list[str]]) -> None:
    lines[-1].append(_collapsed(element.text))
    for child in element:
        name = local_name(child)
        if name == "s":
            count = attribute(child, "c") or "1"
            lines[-1].append(" " * min(int(count) if count.isdecimal() else 1, _MAX_SPACES))
        elif name == "tab":
            lines[-1].append("\t")
        elif name == "line-break":
            lines.append([])
        elif name and name not in _ASIDE and name not in ("frame", "text-box"):
            _read_inline(child, lines)
        lines[-1].append(_collapsed(child.tail))


def _collapsed(text: str | None) -> str:
    """Line breaks and tabs of the XML itself are layout of the file, not of the document."""
    return (text or "").replace("\r", " ").replace("\n", " ").replace("\t", " ")
