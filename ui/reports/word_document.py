"""A Word document of ours: French, A4, dated, without an author."""

from datetime import date, datetime, time

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

_LANGUAGE = "fr-FR"


def french_document(title: str, at: date) -> WordDocument:
    """Open an empty document that says it was written on the day `at`: the same content gives the same bytes."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.language, properties.author = title, _LANGUAGE, ""
    properties.created = properties.modified = datetime.combine(at, time(12))
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is not None:
        language = defaults.find(qn("w:lang"))
        if language is None:
            language = OxmlElement("w:lang")
            defaults.append(language)
        language.set(qn("w:val"), _LANGUAGE)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Calibri", Pt(10)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    return document
