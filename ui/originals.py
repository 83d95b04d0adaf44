"""The file that a source was read from, as it was received: the bytes on disk or in an archive, and whether they are still those indexed."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from ingest.corpus import is_there, read_bytes
from ingest.errors import FichesError
from ingest.index.catalogue import SourceRecord
from ingest.model import SourceFile
from ingest.readers.options import ReadingOptions
from rag.library import Library
from ui.text_fr import fiches as words


class UnknownSourceError(FichesError):
    """A source that is not indexed: no other file is ever given out."""


class OriginalGoneError(FichesError):
    """The file has been moved or deleted since it was indexed."""


class OriginalChangedError(FichesError):
    """The file is no longer the one that was indexed."""


@dataclass(frozen=True, slots=True)
class Original:
    name: str  # of the file alone
    data: bytes


def find_source(library: Library, name: str) -> SourceRecord:
    """Return the record of a source.

    Raises:
        UnknownSourceError: no source of the index has this name.
    """
    found = next((record for record in library.catalogue.sources() if record.name == name), None)
    if found is None:
        raise UnknownSourceError(words.unknown_source(name))
    return found


def original(library: Library, name: str, options: ReadingOptions, *, even_changed: bool = False) -> Original:
    """Return the file of a source that is indexed.

    Raises:
        UnknownSourceError: it is not indexed.
        OriginalGoneError: it is not there any more.
        OriginalChangedError: it has changed since, unless `even_changed`.
        UnreadableSourceError: it cannot be opened.
    """
    record = find_source(library, name)
    file_name = PurePosixPath(record.path).name
    if not is_there(record.path):
        raise OriginalGoneError(words.original_gone(record.name))
    data = read_bytes(SourceFile(record.name, record.path), options)
    if not even_changed and record.digest.partition("+")[0] != hashlib.sha256(data).hexdigest():
        raise OriginalChangedError(words.original_changed(record.name))
    return Original(file_name, data)
