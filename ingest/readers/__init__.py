"""One format a file: its bytes -> Source, its text, page starts and paragraphs."""

import importlib
from collections.abc import Callable
from pathlib import PurePath

from ingest.errors import UnreadableSourceError, UnsupportedFormatError
from ingest.model import Source
from ingest.readers.kinds import NAMES, kind_of
from ingest.readers.options import DEFAULT_OPTIONS, ReadingOptions

Reader = Callable[[bytes, str, ReadingOptions], Source]

#: Suffix -> the module and the function that read it; loaded when a file wants it, since most questions need none of them.
READERS = {
    ".txt": "text:read_text",
    ".text": "text:read_text",
    ".md": "markdown:read_markdown",
    ".markdown": "markdown:read_markdown",
    ".docx": "docx:read_docx",
    ".docm": "docx:read_docx",
    ".dotx": "docx:read_docx",
    ".odt": "odt:read_odt",
    ".ott": "odt:read_odt",
    ".pdf": "pdf.reader:read_pdf",
    ".html": "html:read_html",
    ".htm": "html:read_html",
    ".xhtml": "html:read_html",
    ".doc": "convert:read_converted",
    ".dot": "convert:read_converted",
    ".rtf": "convert:read_converted",
}
_PLAIN = frozenset({"text:read_text", "markdown:read_markdown"})
# What Word has saved under the name of its old format at one time or another; LibreOffice tells them apart.
_UNDER_DOC = frozenset({".doc", ".rtf", ".docx"})


def supports(name: str) -> bool:
    return PurePath(name).suffix.lower() in READERS


def is_plain(name: str) -> bool:
    """Tell whether a file of this name is text, whose reading cannot take more than its size in time and memory."""
    return READERS.get(PurePath(name).suffix.lower()) in _PLAIN


def read_source(data: bytes, name: str, options: ReadingOptions = DEFAULT_OPTIONS) -> Source:
    """Publish the text of a file.

    Raises:
        UnsupportedFormatError: no reader for this suffix.
        UnreadableSourceError: empty, or not what its suffix says.
    """
    suffix = PurePath(name).suffix.lower()
    place = READERS.get(suffix)
    if place is None:
        known = ", ".join(sorted(READERS))
        raise UnsupportedFormatError(
            f"« {name} » : le format « {suffix or 'sans extension'} » n’est pas lu ; enregistrez le fichier en {known}."
        )
    found = kind_of(data)
    if found == "protected":
        raise UnreadableSourceError(f"« {name} » est protégé par un mot de passe ; enregistrez-le sans mot de passe.")
    if found and READERS.get(found) != place and not (place == READERS[".doc"] and found in _UNDER_DOC):
        remedy = f"renommez-le en « {PurePath(name).stem}{found} »" if found in READERS else "enregistrez la fiche en .docx, .odt ou .pdf"
        raise UnreadableSourceError(f"« {name} » est en fait {NAMES[found]} ; {remedy}.")
    module, _, function = place.partition(":")
    reader: Reader = getattr(importlib.import_module(f"ingest.readers.{module}"), function)
    return reader(data, name, options)
