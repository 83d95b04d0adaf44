"""Files that people send: names made safe, sizes kept within the limits, each saved whole or not at all."""

import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ingest.corpus import is_within
from ingest.errors import FichesError, reason
from ingest.readers import supports
from ingest.readers.archive import is_archive, split_member
from ui.settings import Settings
from ui.text_fr import corpus as words

FOLDER = "uploads"
_MAX_NAME = 120  # bytes of a part of a path: file systems take 255, and an archive's member follows
_MAX_DEPTH = 12
_CHUNK = 1 << 20
# What Windows refuses in a name, and what stands between an archive and its member.
_UNSAFE = re.compile(r'[<>:"|?*!]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)


class UploadError(FichesError):
    """What was sent cannot be kept, or there is no room for it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent: the name the browser gives it, with the folders of a folder, and its bytes."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of it: `source` is where it stands, « uploads/d/f.docx », "" where it was refused for the reason told."""

    name: str
    source: str = ""
    refused: str = ""


def safe_name(name: str) -> str:
    r"""Return the name as a path below the folder of uploads; "" where nothing of it can be used.

    « ..\..\Mes fiches\fiche:1.docx » is « Mes fiches/fiche_1.docx »: no part climbs, hides, or acts on the direction of a line.
    """
    parts = [_safe_part(part) for part in re.split(r"[/\\]", name)]
    return "/".join([part for part in parts if part][-_MAX_DEPTH:])


def _safe_part(part: str) -> str:
    text = unicodedata.normalize("NFC", part)
    text = "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    text = _UNSAFE.sub("_", " ".join(text.split())).strip(". ")
    if _DEVICES.match(text):
        text = f"_{text}"
    stem, dot, suffix = text.rpartition(".")
    if dot and stem and len(suffix) <= 10:
        return f"{_cut(stem, _MAX_NAME - len(suffix.encode()) - 1)}.{suffix}"
    return _cut(text, _MAX_NAME)


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode("utf-8", "ignore").rstrip(". ")


def keep(sent: Iterable[Sent], settings: Settings) -> tuple[Kept, ...]:
    """Save files below the folder of uploads; one of a name that is there takes its place.

    Raises:
        UploadError: the disk is full or refuses to be written.
    """
    root = uploads_folder(settings)
    taken: set[str] = set()
    kept = []
    try:
        root.mkdir(parents=True, exist_ok=True)
        for file in sent:
            name = safe_name(file.name)
            refused = _refusal(name)
            if refused:
                kept.append(Kept(words.shown_name(file.name), refused=refused))
                continue
            name = _untaken(name, taken)
            taken.add(name.casefold())
            kept.append(_save(file, name, root, settings))
    except OSError as error:
        raise UploadError(words.not_saved(reason(error))) from error
    return tuple(kept)


def _refusal(name: str) -> str:
    if not name:
        return words.NO_NAME
    if not supports(name) and not is_archive(Path(name)):
        return words.unread_format(PurePosixPath(name).suffix)
    return ""


def _untaken(name: str, taken: set[str]) -> str:
    """The name, or « nom (2).docx » where one of the same sending has it."""
    path, number = PurePosixPath(name), 2
    while name.casefold() in taken:
        name = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
        number += 1
    return name


def _save(file: Sent, name: str, root: Path, settings: Settings) -> Kept:
    path = root / name
    limit = settings.max_unpacked_mb if is_archive(path) else settings.max_file_mb
    if not is_within(os.path.realpath(path), os.path.realpath(root)):  # a link in the folder leads elsewhere
        return Kept(file.name, refused=words.NO_NAME)
    blocked = next((parent for parent in path.parents if parent.is_relative_to(root) and parent.exists() and not parent.is_dir()), None)
    if path.is_dir() or blocked:
        return Kept(file.name, refused=words.NAME_TAKEN)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=root, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as target:
            size = sum(target.write(block) for block in _blocks(file.stream, int(limit * 1e6)))
        if size > limit * 1e6:
            return Kept(file.name, refused=words.too_large(limit))
        if not size:
            return Kept(file.name, refused=words.EMPTY_FILE)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
    return Kept(file.name, f"{FOLDER}/{name}")


def _blocks(stream: BinaryIO, limit: int) -> Iterator[bytes]:
    """The bytes of a file, and one block beyond the limit at most."""
    seen = 0
    while seen <= limit and (block := stream.read(_CHUNK)):
        seen += len(block)
        yield block


def uploads_folder(settings: Settings) -> Path:
    return settings.data_dir.absolute() / FOLDER


def uploaded_file(settings: Settings, source: str) -> Path | None:
    """Return the file of a source that was uploaded, the archive where it stands in one; None where it was not uploaded."""
    member = split_member(source)
    name = member[0] if member else source
    if not name.startswith(f"{FOLDER}/"):
        return None
    path, root = settings.data_dir.absolute() / name, uploads_folder(settings)
    inside = ".." not in PurePosixPath(name).parts and is_within(os.path.realpath(path), os.path.realpath(root))
    return path if inside and path != root else None


def delete(path: Path, root: Path) -> None:
    """Delete a file, and the folders that it leaves empty."""
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == root or not parent.is_relative_to(root) or any(parent.iterdir()):
            return
        parent.rmdir()


def check_room(settings: Settings, size: int) -> None:
    """Raise UploadError where what is sent would fill the disk, the index of it included."""
    folder = next(parent for parent in (settings.data_dir.absolute(), *settings.data_dir.absolute().parents) if parent.exists())
    if shutil.disk_usage(folder).free < 2 * size + 50_000_000:
        raise UploadError(words.NO_ROOM)
