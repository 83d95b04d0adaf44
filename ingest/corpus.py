"""Paths -> Corpus: every fiche under them, and the files that were passed over or failed, with the reason."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest.errors import SourceError, UnreadableSourceError, reason
from ingest.headings_file import FILE_NAME as HEADINGS_FILE
from ingest.headings_file import Spellings, find_spellings, nearest, read_spellings
from ingest.model import Corpus, Failure, ReadSource, Source, SourceFile
from ingest.parser import parse_fiches
from ingest.readers import read_source, supports
from ingest.readers.archive import SEPARATOR, is_archive, list_members, read_member, split_member
from ingest.readers.options import DEFAULT_OPTIONS, ReadingOptions

Read = Callable[[bytes, str, ReadingOptions], Source]

_NOT_FICHES = ("readme", "license", "licence", "changelog", "lisez-moi", "lisezmoi")
_OWN_FILES = frozenset({"derogations.yaml", HEADINGS_FILE})  # ours, which may lie among the fiches
_ASIDE_FOLDERS = frozenset({"__macosx"})


def find_files(
    paths: Iterable[str], options: ReadingOptions = DEFAULT_OPTIONS
) -> tuple[tuple[SourceFile, ...], tuple[str, ...], tuple[Failure, ...]]:
    """Return the files under `paths` (each once, sorted within its folder), those passed over, and those that cannot be used."""
    files: dict[str, SourceFile] = {}
    skipped: list[str] = []
    failures: list[Failure] = []
    for argument in paths:
        path = Path(argument)
        if (shown := printable(argument)) != argument:
            failures.append(Failure(shown, f"« {shown} » porte un nom qui n’est pas lisible ; renommez-le."))
            continue
        named = split_member(argument)
        if named and not path.exists():
            _add_members(SourceFile(named[0], os.path.realpath(named[0])), files, skipped, failures, options, only=named[1])
        elif path.is_dir():
            for found in _walk(path, failures):
                if (shown := printable(found.as_posix())) != found.as_posix():
                    failures.append(Failure(shown, f"« {shown} » porte un nom qui n’est pas lisible ; renommez-le."))
                    continue
                file = SourceFile(found.as_posix(), os.path.realpath(found))
                if _is_ignored(found.name) or not (supports(found.name) or is_archive(found)) or (found.exists() and not found.is_file()):
                    skipped.append(file.name)
                elif is_archive(found):
                    _add_members(file, files, skipped, failures, options)
                else:
                    files.setdefault(file.path, file)
        elif path.exists() and not path.is_file():
            failures.append(
                Failure(argument, f"« {argument} » n’est ni un fichier ni un dossier ; indiquez une fiche ou un dossier de fiches.")
            )
        elif path.exists():
            file = SourceFile(path.as_posix(), os.path.realpath(path))
            if is_archive(path):
                _add_members(file, files, skipped, failures, options)
            else:
                files.setdefault(file.path, file)
        else:
            failures.append(Failure(argument, f"« {argument} » n’existe pas ; vérifiez le chemin."))
    failures.extend(_unusable_headings(files))
    return tuple(files.values()), tuple(skipped), tuple(failures)


def printable(name: str) -> str:
    """A name as it can be shown and recorded: one that is not UTF-8, of an older system, cannot."""
    return os.fsencode(name).decode("utf-8", "replace")


def _unusable_headings(files: Iterable[str]) -> Iterator[Failure]:
    """The headings files that hold for these files and cannot be used."""
    for path in sorted({declared for folder in {str(Path(file).parent) for file in files} if (declared := nearest(f"{folder}/x"))}):
        try:
            read_spellings(path)
        except SourceError as error:
            yield Failure(str(path), str(error))


def _add_members(
    archive: SourceFile,
    files: dict[str, SourceFile],
    skipped: list[str],
    failures: list[Failure],
    options: ReadingOptions,
    only: str | None = None,
) -> None:
    """Add the files of an archive as if it were a folder; `only` keeps one of them."""
    try:
        members = list_members(archive.path, archive.name, options)
    except SourceError as error:
        failures.append(Failure(archive.name, str(error)))
        return
    if only is not None:
        members = tuple(member for member in members if member.name == only)
        if not members:
            failures.append(
                Failure(f"{archive.name}{SEPARATOR}{only}", f"« {only} » n’est pas dans « {archive.name} » ; vérifiez le chemin.")
            )
    for member in members:
        name = f"{archive.name}{SEPARATOR}{member.name}"
        folders = PurePosixPath(member.name).parts[:-1]
        if any(folder.startswith(".") or folder.lower() in _ASIDE_FOLDERS for folder in folders if folder != ".."):
            continue
        if member.problem:
            failures.append(Failure(name, member.problem))
        elif _is_ignored(PurePosixPath(member.name).name) or not supports(member.name):
            skipped.append(name)
        else:
            real = f"{archive.path}{SEPARATOR}{member.name}"
            files.setdefault(real, SourceFile(name, real))


def _walk(folder: Path, failures: list[Failure]) -> Iterator[Path]:
    """Yield the files under `folder`, sorted; a link back to a folder already seen is not followed again."""

    def refuse(error: OSError) -> None:
        failures.append(
            Failure(
                printable(str(error.filename)),
                f"« {printable(str(error.filename))} » ne peut pas être parcouru ({reason(error)}) ; vérifiez vos droits.",
            )
        )

    seen: set[str] = set()
    for root, folders, names in os.walk(folder, followlinks=True, onerror=refuse):
        real = os.path.realpath(root)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name.lower() not in _ASIDE_FOLDERS)
        for name in sorted(names):
            yield Path(root) / name


def _is_ignored(name: str) -> bool:
    name = name.lower()
    return name.startswith((".", "~$", *_NOT_FICHES)) or name in _OWN_FILES


def read_bytes(file: SourceFile, options: ReadingOptions = DEFAULT_OPTIONS) -> bytes:
    """Return the bytes of a file, on disk or in an archive.

    Raises:
        UnreadableSourceError: absent, not allowed, no regular file, empty, or larger than the limit.
    """
    member = split_member(file.path)
    in_archive = member is not None and not Path(file.path).exists()
    data = read_member(*member, file.name, options) if member and in_archive else _read_from_disk(file, options)
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableSourceError(f"« {file.name} » est vide ; remplacez-le par la fiche complète.")
    return data


def _read_from_disk(file: SourceFile, options: ReadingOptions) -> bytes:
    try:
        # A pipe would keep us waiting for whoever writes to it.
        descriptor = os.open(file.path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            state = os.fstat(descriptor)
            if not stat.S_ISREG(state.st_mode):
                raise UnreadableSourceError(f"« {file.name} » n’est pas un fichier ordinaire ; indiquez une fiche.")
            # The size may change while we read, so what is read is measured as well.
            data = stream.read(options.max_bytes + 1) if state.st_size <= options.max_bytes else b""
            size = max(state.st_size, len(data))
    except OSError as error:
        raise UnreadableSourceError(
            f"« {file.name} » ne peut pas être ouvert ({reason(error)}) ; vérifiez qu’il existe encore et que vous y avez droit."
        ) from error
    if size > options.max_bytes:
        raise UnreadableSourceError(
            f"« {file.name} » pèse {size / 1e6:.0f} Mo, plus que la limite de {options.max_bytes / 1e6:.0f} Mo ; découpez-le, ou relevez FICHES_MAX_FILE_MB."
        )
    return data


def is_there(path: str) -> bool:
    """Tell whether a recorded path, that of a file or of a member of an archive, still leads to something."""
    member = split_member(path)
    if Path(path).exists() or member is None or not Path(member[0]).is_file():
        return Path(path).exists()
    try:
        return any(found.name == member[1] for found in list_members(member[0], member[0], DEFAULT_OPTIONS))
    except SourceError:
        return False


def is_within(path: str, root: str) -> bool:
    """Tell whether a real path is `root`, or lies in that folder or archive."""
    return path == root or path.startswith((root.rstrip("/") + "/", root + SEPARATOR))


def read_file(file: SourceFile, *, options: ReadingOptions = DEFAULT_OPTIONS, read: Read = read_source) -> ReadSource:
    """Read one file and parse its fiches.

    Raises:
        SourceError: the file cannot be read, or holds no fiche.
    """
    source = read(read_bytes(file, options), file.name, options)
    if len(source.text) > options.max_characters:
        raise UnreadableSourceError(
            f"« {file.name} » contient {len(source.text)} caractères, plus que la limite de {options.max_characters} ; découpez-le."
        )
    spellings = find_spellings(file.path)
    source = replace(source, spellings=spellings, digest=_with_spellings(source.digest, spellings))
    return ReadSource(file, source, parse_fiches(source))


def digest_of(file: SourceFile, options: ReadingOptions = DEFAULT_OPTIONS) -> str:
    """Return the digest that `read_file` gives a file: that of its bytes, and of the headings declared beside it.

    Raises:
        UnreadableSourceError: as `read_bytes`.
    """
    return _with_spellings(hashlib.sha256(read_bytes(file, options)).hexdigest(), find_spellings(file.path))


def _with_spellings(digest: str, spellings: Spellings) -> str:
    """The same bytes under other headings are another fiche."""
    return f"{digest}+{hashlib.sha256(repr(spellings).encode()).hexdigest()[:16]}" if spellings else digest


def load_corpus(
    paths: Iterable[str],
    *,
    options: ReadingOptions = DEFAULT_OPTIONS,
    read: Read = read_source,
    on_file: Callable[[str], None] = lambda _name: None,
) -> Corpus:
    """Read every fiche under `paths`; a file that fails is named with its reason and the others are read."""
    files, skipped, missing = find_files(paths, options)
    sources: list[ReadSource] = []
    failures = list(missing)
    for file in files:
        on_file(file.name)
        try:
            sources.append(read_file(file, options=options, read=read))
        except SourceError as error:
            failures.append(Failure(file.name, str(error)))
    return Corpus(tuple(sources), skipped, tuple(failures))
