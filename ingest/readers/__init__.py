"""One format a file: path -> Source, its text and page starts."""

from collections.abc import Callable
from pathlib import Path

from ingest.errors import UnsupportedFormatError
from ingest.model import Source
from ingest.readers.convert import read_converted
from ingest.readers.docx import read_docx
from ingest.readers.html import read_html
from ingest.readers.markdown import read_markdown
from ingest.readers.odt import read_odt
from ingest.readers.options import DEFAULT_OPTIONS, ReadingOptions
from ingest.readers.text import read_text

Reader = Callable[[bytes, str, ReadingOptions], Source]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".docx": read_docx,
    ".docm": read_docx,
    ".dotx": read_docx,
    ".odt": read_odt,
    ".ott": read_odt,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".doc": read_converted,
    ".rtf": read_converted,
}


def supports(path: Path) -> bool:
    return path.suffix.lower() in READERS


def read_source(data: bytes, name: str, options: ReadingOptions = DEFAULT_OPTIONS) -> Source:
    """Publish the text of a file.

    Raises:
        UnsupportedFormatError: no reader for this suffix.
        UnreadableSourceError: empty, or not what its suffix says.
    """
    suffix = Path(name).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise UnsupportedFormatError(
            f"« {name} » : le format « {suffix or 'sans extension'} » n’est pas lu ; enregistrez le fichier en {known}."
        )
    return reader(data, name, options)
