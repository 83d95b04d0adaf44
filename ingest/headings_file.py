"""A town's own spellings of the headings, declared in a small file beside its fiches.

[rubriques]
animateur = ["Cheville ouvrière", "Structure garante"]
public = ["À qui s’adresse l’action"]
"""

import os
import tomllib
from functools import lru_cache
from pathlib import Path

from ingest.errors import UnreadableSourceError, reason
from ingest.folding import fold
from ingest.headings import section_named
from ingest.model import SectionKind

FILE_NAME = "rubriques.toml"
_FOLDERS_UP = 8
_MAX_BYTES = 100_000
Spellings = tuple[tuple[str, SectionKind], ...]


def find_spellings(path: str) -> Spellings:
    """Return the spellings that hold for a file: those of the nearest headings file above it, none where it cannot be used."""
    declared = nearest(path)
    try:
        return read_spellings(declared) if declared else ()
    except UnreadableSourceError:
        return ()


def nearest(path: str) -> Path | None:
    """Return the headings file in the folder of `path` or the closest folder above it."""
    folder = os.path.dirname(path)  # noqa: PTH120  # asked for each file of a run: pathlib takes four times as long
    for _ in range(_FOLDERS_UP):
        if os.path.isfile(candidate := f"{folder}/{FILE_NAME}" if folder else FILE_NAME):  # noqa: PTH113
            return Path(candidate)
        above = os.path.dirname(folder)  # noqa: PTH120
        if above == folder:
            return None
        folder = above
    return None


def read_spellings(path: Path) -> Spellings:
    """Read a headings file.

    Raises:
        UnreadableSourceError: no TOML, a section that does not exist, or values that are not lists of words.
    """
    try:
        state = path.stat()
        return _read(path, state.st_mtime_ns, state.st_size)
    except OSError as error:
        raise UnreadableSourceError(
            f"« {path} » ne peut pas être ouvert ({reason(error)}) ; vérifiez vos droits sur le fichier."
        ) from error


@lru_cache(maxsize=32)
def _read(path: Path, _modified: int, size: int) -> Spellings:
    if size > _MAX_BYTES:
        raise UnreadableSourceError(f"« {path} » est trop grand pour une liste de rubriques ; n’y gardez que des intitulés.")
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableSourceError(f"« {path} » n’est pas lisible ({error}) ; suivez l’exemple de corpus/README.md.") from error
    table = content.get("rubriques")
    if not isinstance(table, dict):
        raise UnreadableSourceError(f"« {path} » n’a pas de partie [rubriques] ; suivez l’exemple de corpus/README.md.")
    spellings: list[tuple[str, SectionKind]] = []
    for section, headings in table.items():
        kind = section_named(section)
        if kind is None:
            known = ", ".join(SectionKind)
            raise UnreadableSourceError(f"« {path} » nomme la rubrique « {section} », qui n’existe pas ; les rubriques sont : {known}.")
        if not isinstance(headings, list) or not all(isinstance(heading, str) and fold(heading) for heading in headings):
            raise UnreadableSourceError(
                f"« {path} » : « {section} » attend une liste d’intitulés entre guillemets ; suivez l’exemple de corpus/README.md."
            )
        spellings.extend((heading, kind) for heading in headings)
    return tuple(spellings)
