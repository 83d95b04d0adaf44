"""Files that are zip archives, without the time they were written at: the same content gives the same bytes."""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip archive can tell
_CREATED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_CORE = "docProps/core.xml"


def zip_bytes(files: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive of `files`, in their order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files:
            member = zipfile.ZipInfo(name, _EPOCH)
            member.external_attr = 0o644 << 16
            archive.writestr(member, data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def undated(package: bytes) -> bytes:
    """The same archive without the time its members were written at."""
    with zipfile.ZipFile(io.BytesIO(package)) as given:
        return zip_bytes((name, given.read(name)) for name in given.namelist())


def dated(package: bytes, day: date) -> bytes:
    """The same Office file as if it had been written on that day, at noon."""
    stamp = f"{day.isoformat()}T12:00:00Z".encode()
    with zipfile.ZipFile(io.BytesIO(package)) as given:
        return zip_bytes(
            (name, _CREATED.sub(rb"\g<1>" + stamp, given.read(name)) if name == _CORE else given.read(name)) for name in given.namelist()
        )
