"""Files turned into other formats by LibreOffice, where it is installed."""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")

_FILTERS = {
    ".txt": "txt:Text (encoded):UTF8",
    ".rtf": "rtf:Rich Text Format",
    ".doc": "doc:MS Word 97",
    ".html": "html:HTML (StarWriter)",
    # As Word makes them, and LibreOffice itself from its version 7.6 on; ".pdf" alone has no tags.
    ".tagged.pdf": 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}',
}


def with_libreoffice(data: bytes, from_suffix: str, to_suffix: str, *, timeout_s: float = 120.0) -> bytes:
    """Convert one file."""
    return convert_many({f"f{from_suffix}": data}, to_suffix, timeout_s=timeout_s)[f"f{from_suffix}"]


def convert_many(files: Mapping[str, bytes], to_suffix: str, *, timeout_s: float = 300.0) -> dict[str, bytes]:
    """Convert `files`, named by their names, in one run; what LibreOffice could not convert is absent from the answer.

    Raises:
        subprocess.TimeoutExpired: not done after `timeout_s`.
    """
    assert SOFFICE is not None
    with tempfile.TemporaryDirectory(prefix="fiches-office-") as folder:
        given, made = Path(folder) / "given", Path(folder) / "made"
        given.mkdir()
        made.mkdir()
        paths = {name: given / f"{index:04d}{Path(name).suffix}" for index, name in enumerate(files)}
        for name, data in files.items():
            paths[name].write_bytes(data)
        kind = _FILTERS.get(to_suffix, to_suffix.removeprefix("."))
        # A profile of its own: a second LibreOffice would hand its work to the first, and return before it is done.
        profile = (Path(folder) / "profile").as_uri()
        command = [SOFFICE, "--headless", "--norestore", f"-env:UserInstallation={profile}", "--convert-to", kind, "--outdir", str(made)]
        subprocess.run([*command, *map(str, paths.values())], check=True, capture_output=True, timeout=timeout_s)
        results = {name: made / f"{path.stem}{Path(to_suffix).suffix or to_suffix}" for name, path in paths.items()}
        return {name: path.read_bytes() for name, path in results.items() if path.exists()}
