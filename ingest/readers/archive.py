"""Archives of fiches: which members a .zip holds, and the bytes of one; nothing is ever written to disk."""

import contextlib
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from ingest.errors import UnreadableSourceError, reason
from ingest.readers.options import ReadingOptions
from ingest.readers.package import DAMAGE, ENCRYPTED, check_proportions, damaged

#: Between the path of an archive and that of its member: « a.zip!/d/f.docx ».
SEPARATOR = "!/"
_ARCHIVES = frozenset(".zip .7z .rar .tar .gz .tgz .bz2 .xz".split())
_UTF8_NAME = 0x800


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive; `problem` is the French sentence that says why it is not read."""

    name: str
    problem: str | None = None


def is_archive(path: Path) -> bool:
    return path.suffix.lower() == ".zip"


def split_member(path: str) -> tuple[str, str] | None:
    """Return the archive and the member of « a.zip!/d/f.docx », None for a plain path."""
    marker = path.lower().find(".zip" + SEPARATOR)
    return (path[: marker + 4], path[marker + 4 + len(SEPARATOR) :]) if marker >= 0 else None


def list_members(path: str, name: str, options: ReadingOptions) -> tuple[Member, ...]:
    """List the files of an archive, in the order of their names.

    Raises:
        UnreadableSourceError: no archive, or more in it than the limits allow.
    """
    archive = _open(path, name)
    infos = [info for info in archive.infolist() if not info.is_dir()]
    check_proportions(infos, name, options)
    return tuple(sorted((_member(name, info) for info in infos), key=lambda member: member.name))


def read_member(path: str, member: str, name: str, options: ReadingOptions) -> bytes:
    """Return the bytes of one member.

    Raises:
        UnreadableSourceError: absent, damaged, encrypted, or larger than the limits allow.
    """
    archive = _open(path, name)
    info = next((info for info in archive.infolist() if _readable_name(info) == member), None)
    if info is None:
        raise UnreadableSourceError(f"« {name} » n’est plus dans l’archive ; indexez-la à nouveau.")
    if info.flag_bits & ENCRYPTED:
        raise UnreadableSourceError(f"« {name} » est protégé par un mot de passe ; refaites l’archive sans mot de passe.")
    try:
        with archive.open(info) as stream:
            data = stream.read(options.max_bytes + 1)
    except DAMAGE as error:
        raise damaged(name) from error
    if len(data) > options.max_bytes:
        raise UnreadableSourceError(
            f"« {name} » pèse plus que la limite de {options.max_bytes / 1e6:.0f} Mo ; découpez-le, ou relevez FICHES_MAX_FILE_MB."
        )
    return data


def _open(path: str, name: str) -> zipfile.ZipFile:
    try:
        state = Path(path).stat()
        return _opened(path, state.st_mtime_ns, state.st_size)
    except PermissionError as error:
        raise UnreadableSourceError(
            f"« {name} » ne peut pas être ouvert ({reason(error)}) ; vérifiez vos droits sur le fichier."
        ) from error
    except DAMAGE as error:
        raise damaged(name) from error


@lru_cache(maxsize=1)
def _opened(path: str, _modified: int, _size: int) -> zipfile.ZipFile:
    """The archive last used: its members are read one after the other."""
    return zipfile.ZipFile(path)


def _member(archive: str, info: zipfile.ZipInfo) -> Member:
    name = _readable_name(info)
    pure = PurePosixPath(name)
    shown = f"{archive}{SEPARATOR}{name}"
    if pure.is_absolute() or ".." in pure.parts or (len(name) > 1 and name[1] == ":"):
        return Member(name, f"« {shown} » porte un chemin qui sort de l’archive ; refaites l’archive sans lui.")
    if pure.suffix.lower() in _ARCHIVES:
        return Member(
            name, f"« {shown} » est une archive dans une archive, ce qui n’est pas lu ; ouvrez-la et indexez ce qu’elle contient."
        )
    return Member(name)


def _readable_name(info: zipfile.ZipInfo) -> str:
    """The name of a member; macOS writes UTF-8 without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME and not name.isascii():
        with contextlib.suppress(UnicodeError):  # else it is a name of Windows, read as such
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")
