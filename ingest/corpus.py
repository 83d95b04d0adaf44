"""Paths -> Corpus: every fiche under them, and the files that were passed over or failed, with the reason."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ingest.errors import SourceError, UnreadableSourceError
from ingest.model import Corpus, Failure, ReadSource, SourceFile
from ingest.parser import parse_fiches
from ingest.readers import read_source, supports

_NOT_FICHES = ("readme", "license", "licence", "changelog")
_OWN_FILES = frozenset({"derogations.toml"})  # the waiver file may lie among the fiches
DEFAULT_MAX_BYTES = 50_000_000


def find_files(paths: Iterable[str]) -> tuple[tuple[SourceFile, ...], tuple[str, ...], tuple[Failure, ...]]:
    """Return the files under `paths` (each once, sorted within its folder), those passed over, and the paths that do not exist."""
    files: dict[str, SourceFile] = {}
    skipped: list[str] = []
    failures: list[Failure] = []
    for argument in paths:
        path = Path(argument)
        if path.is_dir():
            for found in _walk(path):
                name = found.as_posix()
                if _is_ignored(found) or not supports(found) or (found.exists() and not found.is_file()):
                    skipped.append(name)
                else:
                    real = os.path.realpath(found)
                    files.setdefault(real, SourceFile(name, real))
        elif path.exists() and not path.is_file():
            failures.append(
                Failure(argument, f"« {argument} » n’est ni un fichier ni un dossier ; indiquez une fiche ou un dossier de fiches.")
            )
        elif path.exists():
            real = os.path.realpath(path)
            files.setdefault(real, SourceFile(path.as_posix(), real))
        else:
            failures.append(Failure(argument, f"« {argument} » n’existe pas ; vérifiez le chemin."))
    return tuple(files.values()), tuple(skipped), tuple(failures)


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files under `folder`, sorted; a link back to a folder already seen is not followed again."""
    seen: set[str] = set()
    for root, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(root)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            yield Path(root) / name


def _is_ignored(path: Path) -> bool:
    name = path.name.lower()
    return name.startswith((".", "~$", *_NOT_FICHES)) or name in _OWN_FILES


def read_file(file: SourceFile, *, max_bytes: int = DEFAULT_MAX_BYTES) -> ReadSource:
    """Read one file and parse its fiches.

    Raises:
        SourceError: the file cannot be read, or holds no fiche.
    """
    try:
        size = Path(file.path).stat().st_size
        if size > max_bytes:
            raise UnreadableSourceError(
                f"« {file.name} » pèse {size / 1e6:.0f} Mo, plus que la limite de {max_bytes / 1e6:.0f} Mo ; découpez-le, ou relevez FICHES_MAX_FILE_MB."
            )
        data = Path(file.path).read_bytes()
    except OSError as error:
        raise UnreadableSourceError(
            f"« {file.name} » ne peut pas être ouvert ({error.strerror}) ; vérifiez vos droits sur le fichier."
        ) from error
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableSourceError(f"« {file.name} » est vide ; remplacez-le par la fiche complète.")
    source = read_source(data, file.name)
    return ReadSource(file, source, parse_fiches(source))


def load_corpus(paths: Iterable[str], *, max_bytes: int = DEFAULT_MAX_BYTES, on_file: Callable[[str], None] = lambda _name: None) -> Corpus:
    """Read every fiche under `paths`; a file that fails is named with its reason and the others are read."""
    files, skipped, missing = find_files(paths)
    sources: list[ReadSource] = []
    failures = list(missing)
    for file in files:
        on_file(file.name)
        try:
            sources.append(read_file(file, max_bytes=max_bytes))
        except SourceError as error:
            failures.append(Failure(file.name, str(error)))
    return Corpus(tuple(sources), skipped, tuple(failures))
