"""Web pages: the text a browser shows, with its tables and lists."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

from ingest.errors import UnreadableSourceError
from ingest.model import BlockKind, Cell, Source
from ingest.readers.options import ReadingOptions
from ingest.readers.package import local_name, xml_errors
from ingest.readers.publisher import Publisher
from ingest.readers.text import decode

_UNSEEN = frozenset("script style head template noscript iframe object svg math select textarea title meta link".split())
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "html legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul caption".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 dt".split())
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_MAX_DEPTH = 200


def read_html(data: bytes, name: str, _options: ReadingOptions) -> Source:
    """Publish a web page in reading order.

    Raises:
        UnreadableSourceError: no text, or nested beyond reason.
    """
    text = _decoded(data)
    if text is None or not text.strip():
        raise UnreadableSourceError(f"« {name} » n’est pas une page web lisible ; enregistrez-la à nouveau, codage UTF-8.")
    with xml_errors(name):
        root = lxml_html.document_fromstring(text.replace("\x00", ""), parser=lxml_html.HTMLParser(huge_tree=False, no_network=True))
    publisher = Publisher()
    _Walker(publisher, name).element(root, _Place())
    return publisher.source(name, hashlib.sha256(data).hexdigest())


def _decoded(data: bytes) -> str | None:
    declared = _CHARSET.search(data[:4_096])
    if declared:
        try:
            return data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # the page does not keep its promise: its bytes are looked at as those of any text
    return decode(data)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk stands: the cell, the kind of list item, the depth."""

    cell: Cell | None = None
    kind: BlockKind = BlockKind.TEXT
    depth: int = 0


@dataclass(slots=True)
class _Walker:
    """Gathers inline text into lines and publishes them at the borders of block elements."""

    publisher: Publisher
    name: str
    line: list[str] = field(default_factory=list)
    tables: int = 0
    preformatted: bool = False

    def element(self, element: etree._Element, place: _Place) -> None:
        tag = local_name(element).lower()
        if tag in _UNSEEN or element.get("hidden") is not None or not tag:
            return
        if place.depth > _MAX_DEPTH:
            raise UnreadableSourceError(
                f"« {self.name} » imbrique plus de {_MAX_DEPTH} éléments ; enregistrez la page en texte ou en Word."
            )
        if tag == "table" and place.cell is not None and not _is_frame(element):
            self._flush(place)
            self._inner_table(element, place.cell)
            return
        if tag == "table":
            self._flush(place)
            self._table(element, place)
            return
        block = tag in _BLOCKS
        if block:
            self._flush(place)
        inside = _Place(place.cell, self._kind(element, tag, place), place.depth + 1)
        if tag == "br":
            self._flush(place)
        was_preformatted, self.preformatted = self.preformatted, self.preformatted or tag == "pre"
        self._write(element.text, inside)
        for child in element:
            self.element(child, inside)
            self._write(child.tail, inside)
        if block:
            self._flush(inside)
        self.preformatted = was_preformatted

    @staticmethod
    def _kind(element: etree._Element, tag: str, place: _Place) -> BlockKind:
        if tag in _HEADINGS:
            return BlockKind.HEADING
        if tag == "li":
            parent = element.getparent()
            return BlockKind.NUMBER if parent is not None and local_name(parent) == "ol" else BlockKind.BULLET
        return place.kind

    def _table(self, table: etree._Element, place: _Place) -> None:
        self.tables += 1
        number = self.tables
        for caption in table.iterchildren("caption"):
            self.element(caption, _Place(depth=place.depth + 1))
        for row_number, row in enumerate(_rows(table), start=1):
            for column, element in enumerate(row.iterchildren("td", "th"), start=1):
                inside = _Place(Cell(number, row_number, column), BlockKind.TEXT, place.depth + 1)
                if not _visible(element):
                    self.publisher.add("", cell=inside.cell)
                    continue
                self._write(element.text, inside)
                for child in element:
                    self.element(child, inside)
                    self._write(child.tail, inside)
                self._flush(inside)

    def _inner_table(self, table: etree._Element, cell: Cell) -> None:
        """A table within a cell holds figures or names: one line a row."""
        for row in _rows(table):
            texts = (" ".join(_visible(element).split()) for element in row.iterchildren("td", "th"))
            line = "\t".join(text for text in texts if text)
            if line:
                self.publisher.add(line, kind=BlockKind.BULLET, cell=cell)

    def _write(self, text: str | None, place: _Place) -> None:
        if not text:
            return
        if self.preformatted:
            for index, part in enumerate(text.split("\n")):
                if index:
                    self._flush(place)
                self.line.append(part)
        else:
            self.line.append(_BLANKS.sub(" ", text))

    def _flush(self, place: _Place) -> None:
        text = _BLANKS.sub(" ", "".join(self.line)).strip(" ") if not self.preformatted else "".join(self.line).rstrip()
        self.line.clear()
        if text.strip():
            self.publisher.add(text, kind=place.kind, cell=place.cell)


def _rows(table: etree._Element) -> list[etree._Element]:
    rows: list[etree._Element] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("tbody", "thead", "tfoot"):
            rows.extend(child.iterchildren("tr"))
    return rows


def _visible(element: etree._Element) -> str:
    """The words of an element, those a browser does not show left out."""
    return " ".join("".join(_words(element)).split())


def _words(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        tag = local_name(child).lower()
        if tag and tag not in _UNSEEN:
            border = " " if tag in _BLOCKS or tag == "br" else ""
            yield border
            yield from _words(child)
            yield border
        yield child.tail or ""


def _is_frame(table: etree._Element) -> bool:
    """A table that holds more than half the words of the table around it: the other is a mere frame."""
    outer = next(ancestor for ancestor in table.iterancestors() if ancestor.tag == "table")
    return 2 * len(_visible(table)) > len(_visible(outer))
