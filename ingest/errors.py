"""What can go wrong before a question is asked; each message is one French sentence that says what helps.

FichesError
├── SourceError                 a file cannot be used
│   ├── UnsupportedFormatError  no reader for this kind of file
│   ├── UnreadableSourceError   the file cannot be opened or decoded
│   └── ParseError              the text holds no fiche
├── StorageError                the data directory cannot be read or written
│   ├── IndexLockedError        another process is writing the index
│   ├── VectorServerError       the server of the vectors does not answer
│   └── UnknownGenerationError  a generation of the index that is not kept
├── ModelUnavailableError       the embedding model cannot be loaded
└── rag.errors …                what fails once an index exists
"""

import errno
import sqlite3

_REASONS = {
    errno.ENOENT: "fichier introuvable",
    errno.EACCES: "accès refusé",
    errno.EPERM: "opération refusée",
    errno.ELOOP: "boucle de liens",
    errno.ENOSPC: "disque plein",
    errno.EROFS: "disque en lecture seule",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.EISDIR: "c’est un dossier",
    errno.EIO: "erreur de lecture du disque",
    errno.ENAMETOOLONG: "nom trop long",
    errno.EMFILE: "trop de fichiers ouverts",
}


def reason(error: OSError) -> str:
    """Say in French what the system refused."""
    return _REASONS.get(error.errno or 0, error.strerror or type(error).__name__)


#: What SQLite's « database or disk is full » is in French.
DISK_FULL = "le disque est plein"


#: What SQLite raises over a damaged file: the second where its own message quotes bytes that are no text.
DATABASE_ERRORS = (sqlite3.DatabaseError, UnicodeDecodeError)


def database_reason(error: Exception) -> str:
    """Say what SQLite refused, in French where that is a full disk or a damaged name."""
    if isinstance(error, UnicodeDecodeError):
        return "un nom y est illisible"
    return DISK_FULL if "disk is full" in str(error) else str(error)


class FichesError(Exception):
    """Root of our errors; ``str(error)`` is the French sentence shown to the user."""


class SourceError(FichesError):
    """A file that cannot be used: the others are still read."""


class UnsupportedFormatError(SourceError):
    """No reader for this kind of file: convert it to one of the formats read."""


class UnreadableSourceError(SourceError):
    """The file is missing, empty, not allowed or not text: check the path, or save it again."""


class ParseError(SourceError):
    """The text holds no fiche: check its banner (« FICHE 1.1.2 ») and its headings."""


class StorageError(FichesError):
    """The data directory cannot be read or written: check FICHES_DATA_DIR and its rights."""


class IndexLockedError(StorageError):
    """Another process is writing the index: wait for it to end."""


class VectorServerError(StorageError):
    """The server of the vectors does not answer: start it again."""


class UnknownGenerationError(StorageError):
    """A generation that is not kept, or never was: `fiches diff --list` names those that are."""


class ModelUnavailableError(FichesError):
    """The embedding model cannot be loaded: check FICHES_EMBEDDING_MODEL or reinstall."""
