"""Formats of old word processors, read through LibreOffice where it is installed."""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from ingest.errors import UnreadableSourceError, reason
from ingest.model import Source
from ingest.readers.docx import read_docx
from ingest.readers.options import ReadingOptions
from ingest.readers.programs import run_program

_PROGRAMS = ("soffice", "libreoffice")


def read_converted(data: bytes, name: str, options: ReadingOptions) -> Source:
    """Publish a .doc or .rtf as LibreOffice converts it to .docx; the digest is that of the file itself.

    Raises:
        UnreadableSourceError: no LibreOffice here, a file it cannot read, or more time than the limit.
    """
    program = next((found for candidate in _PROGRAMS if (found := shutil.which(candidate))), None)
    suffix = Path(name).suffix.lower()
    if program is None:
        raise UnreadableSourceError(
            f"« {name} » : le format « {suffix} » se lit avec LibreOffice, qui n’est pas installé ; installez-le, ou enregistrez le fichier en .docx."
        )
    with tempfile.TemporaryDirectory(prefix="fiches-") as folder:
        (Path(folder) / f"fiche{suffix}").write_bytes(data)
        command = [
            program, "--headless", "--norestore", f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(Path(folder) / f"fiche{suffix}"),
        ]  # fmt: skip
        try:
            run_program(command, options.max_seconds)
        except subprocess.TimeoutExpired as error:
            raise UnreadableSourceError(
                f"« {name} » : LibreOffice n’a pas fini en {options.max_seconds:.0f} s ; enregistrez le fichier en .docx, ou relevez FICHES_MAX_FILE_SECONDS."
            ) from error
        except OSError as error:
            raise UnreadableSourceError(f"« {name} » : LibreOffice n’a pas pu être lancé ({reason(error)}) ; réinstallez-le.") from error
        converted = Path(folder) / "fiche.docx"
        if not converted.is_file():
            raise UnreadableSourceError(
                f"« {name} » n’a pas pu être lu par LibreOffice : il est abîmé ou protégé ; enregistrez-le en .docx."
            )
        published = read_docx(converted.read_bytes(), name, options)
    return Source(name, published.text, hashlib.sha256(data).hexdigest(), published.page_starts, published.blocks)
