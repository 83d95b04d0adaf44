"""The first bytes of a file -> what it is, whatever its name says."""

import io
import zipfile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_IMAGES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_IN_ZIP = (("word/", ".docx"), ("xl/", ".xlsx"), ("ppt/", ".pptx"))
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
#: In French, with the suffix that says it.
NAMES = {
    ".pdf": "un PDF",
    ".docx": "un document Word (.docx)",
    ".odt": "un texte OpenDocument (.odt)",
    ".doc": "un document Word ancien (.doc)",
    ".rtf": "un document RTF (.rtf)",
    ".xlsx": "un classeur Excel",
    ".pptx": "une présentation PowerPoint",
    ".zip": "une archive .zip",
    "image": "une image",
    "protected": "un document Office protégé par un mot de passe",
    "opendocument": "un classeur ou une présentation OpenDocument",
}


def kind_of(data: bytes) -> str | None:
    """Return a key of `NAMES`, None where the bytes are nobody's in particular."""
    head = data[:1_024]
    if b"%PDF-" in head:
        return ".pdf"
    if data.startswith(_OLE):
        return "protected" if _ENCRYPTED_PACKAGE in data[:65_536] else ".doc"
    if head.lstrip().startswith(b"{\\rtf"):
        return ".rtf"
    if data.startswith(_IMAGES[:4]) or (data.startswith(_IMAGES[4:]) and b"\0" in head):
        return "image"
    return _in_zip(data) if data.startswith(b"PK\x03\x04") else None


def _in_zip(data: bytes) -> str | None:
    if _OPEN_DOCUMENT in data[:200]:
        return ".odt" if _OPEN_DOCUMENT + b"text" in data[:200] else "opendocument"
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None  # the reader of its suffix says that it is damaged
    if "content.xml" in names:
        return ".odt"
    return next((kind for folder, kind in _IN_ZIP if any(name.startswith(folder) for name in names)), ".zip")
