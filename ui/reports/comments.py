"""Comments in a Word document, each on the words it is about, or on their paragraph where words cannot bear one."""

import io
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import cast

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml import OxmlElement
from docx.oxml.exceptions import XmlchemyError
from docx.oxml.ns import qn
from lxml import etree

from ingest.errors import UnreadableSourceError
from ingest.model import Span
from ingest.readers.docx import Place, read_docx_places
from ingest.readers.options import ReadingOptions
from ingest.readers.package import DAMAGE, local_name
from ui.reports.runs import Cuts, Point, is_letters_of_a_run
from ui.zipped import undated

_AUTHOR, _INITIALS = "Relecture des fiches", "RF"
# What may hold a run, and so the marks of a comment beside it.
_INLINE = frozenset("p ins moveTo hyperlink sdtContent smartTag customXml fldSimple dir bdo".split())
_WORD = qn("w:p")[:-1]  # the namespace, in braces
# What python-docx raises on a package that it does not take, though its text could be read.
_NOT_TAKEN = (OpcError, XmlchemyError, etree.XMLSyntaxError, KeyError, AttributeError, *DAMAGE)


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment to make: on which characters of the published text, and its words, one paragraph a line."""

    span: Span
    text: str


def with_comments(data: bytes, name: str, text: str, remarks: Sequence[Remark], day: date, options: ReadingOptions) -> bytes:
    """The same document with `remarks` as comments of that day; `text` is the published text that their spans refer to.

    Raises:
        UnreadableSourceError: the file cannot be read, holds another text, or is no file that comments can be added to.
    """
    source, places = read_docx_places(data, name, options)
    if source.text != text:
        raise UnreadableSourceError(f"« {name} » ne contient plus le texte relu.")
    try:
        document = Document(io.BytesIO(data))
        _Annotator(document, places).annotate(remarks, day)
        written = io.BytesIO()
        document.save(written)
    except _NOT_TAKEN as error:
        raise UnreadableSourceError(f"« {name} » ne peut pas recevoir de commentaires ; enregistrez-le à nouveau depuis Word.") from error
    return undated(written.getvalue())


class _Annotator:
    def __init__(self, document: WordDocument, places: Sequence[Place]) -> None:
        self._document = document
        self._places = places
        self._starts = [place.span.start for place in places]
        self._twins = _twins(document, places)

    def annotate(self, remarks: Sequence[Remark], day: date) -> None:
        cuts = Cuts()
        anchors = [self._points(remark.span) for remark in remarks]
        for points in anchors:
            for point in points or ():
                if is_letters_of_a_run(point[0]):
                    cuts.add(point)
        paragraphs = [self._paragraph(remark.span) for remark in remarks]
        cuts.apply()
        for remark, points, paragraph in zip(remarks, anchors, paragraphs, strict=True):
            comment = self._document.comments.add_comment(remark.text, author=_AUTHOR, initials=_INITIALS)
            comment._comment_elm.date = datetime.combine(day, time(12), UTC)
            number = str(comment.comment_id)
            if points is None:
                _mark_paragraph(paragraph, number)
            else:
                _mark(cuts.begins(points[0]), cuts.ends(points[1]), number)

    def _points(self, span: Span) -> tuple[Point, Point] | None:
        """Where the words begin and end in the document; None where no run of the body holds them."""
        found = [place for place in self._touching(span) if self._anchor(place) is not None]
        if not found:
            return None
        cell = _cell(self._anchor(found[0]))
        found = [place for place in found if _cell(self._anchor(place)) is cell]
        return self._point(found[0], span.start, at_end=False), self._point(found[-1], span.end, at_end=True)

    def _touching(self, span: Span) -> list[Place]:
        first = max(bisect_right(self._starts, span.start) - 1, 0)
        found = []
        for place in self._places[first:]:
            if place.span.start >= span.end:
                break
            if place.span.end > span.start:
                found.append(place)
        return found

    def _point(self, place: Place, offset: int, *, at_end: bool) -> Point:
        anchor = self._anchor(place)
        assert anchor is not None
        if anchor is not self._twins.get(place.element):
            return anchor, 0  # the whole of what stands for it
        length = len(anchor.text or "") if anchor.tag == qn("w:t") else 1
        if not place.exact:
            return anchor, length if at_end else 0
        return anchor, min(max(offset - place.span.start, 0), length)

    def _anchor(self, place: Place) -> etree._Element | None:
        """The element itself where it is letters of a run in the flow of the text, else what stands for it there."""
        twin = self._twins.get(place.element)
        if twin is None:
            return None
        boxes = [ancestor for ancestor in twin.iterancestors() if local_name(ancestor) == "txbxContent"]
        if not boxes and is_letters_of_a_run(twin) and _bears_marks(twin.getparent()):
            return twin
        # Word takes no comment within a text box: it stands on the drawing, in the paragraph that holds the box.
        element: etree._Element | None = boxes[-1] if boxes else twin
        while element is not None and not _bears_marks(element):
            element = element.getparent()
        return element

    def _paragraph(self, span: Span) -> etree._Element:
        """The paragraph that the words stand in or after, else the first of the document."""
        near = bisect_right(self._starts, span.start) - 1
        twin = self._twins.get(self._places[near].element) if near >= 0 else None
        for element in (twin, *(twin.iterancestors() if twin is not None else ())):
            if (
                element is not None
                and element.tag == qn("w:p")
                and not any(local_name(above) == "txbxContent" for above in element.iterancestors())
            ):
                return cast(etree._Element, element)
        first = next(self._document.element.body.iter(qn("w:p")), None)
        return cast(etree._Element, first if first is not None else self._document.add_paragraph()._p)


def _twins(document: WordDocument, places: Sequence[Place]) -> dict[etree._Element, etree._Element]:
    """The element of `document` for each of the document that was read: the same part of the same file, so the same order."""
    if not places:
        return {}
    read = list(places[0].element.getroottree().getroot().iter())
    opened = list(document.element.iter())
    same = len(read) == len(opened) and all(one.tag == other.tag for one, other in zip(read, opened, strict=True))
    return dict(zip(read, opened, strict=True)) if same else {}


def _bears_marks(element: etree._Element | None) -> bool:
    """Tell whether marks can stand beside `element`: it is directly in a paragraph, or in a link or the like within one."""
    parent = element.getparent() if element is not None else None
    return (
        parent is not None
        and str(parent.tag).startswith(_WORD)
        and local_name(parent) in _INLINE
        and any(above.tag == qn("w:p") for above in (parent, *parent.iterancestors()))
        and element is not None
        and element.tag != qn("w:p")
    )


def _cell(element: etree._Element | None) -> etree._Element | None:
    """The table cell or the body that an element stands in: a comment goes over no border of them."""
    return next((above for above in element.iterancestors() if local_name(above) in ("tc", "body")), None) if element is not None else None


def _mark(first: etree._Element, last: etree._Element, number: str) -> None:
    start, end, reference = _marks(number)
    first.addprevious(start)
    last.addnext(reference)
    last.addnext(end)


def _mark_paragraph(paragraph: etree._Element, number: str) -> None:
    start, end, reference = _marks(number)
    properties = paragraph.find(qn("w:pPr"))
    paragraph.insert(0 if properties is None else 1, start)
    paragraph.append(end)
    paragraph.append(reference)


def _marks(number: str) -> tuple[etree._Element, etree._Element, etree._Element]:
    start, end, reference = OxmlElement("w:commentRangeStart"), OxmlElement("w:commentRangeEnd"), OxmlElement("w:commentReference")
    for mark in (start, end, reference):
        mark.set(qn("w:id"), number)
    run = OxmlElement("w:r")
    run.append(reference)
    return start, end, run
