"""One format a file: path -> Source, its text and page starts."""

from collections.abc import Callable
from pathlib import Path

from ingest.errors import UnsupportedFormatError
from ingest.model import Source
from ingest.readers.options import DEFAULT_OPTIONS, ReadingOptions
from ingest.readers.text import read_text

Reader = Callable[[bytes, str, ReadingOptions], Source]

READERS: dict[str, Reader] = {".txt": read_text, ".text": read_text}


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
