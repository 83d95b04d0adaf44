"""Plain text in the encodings that towns export: UTF-8, UTF-16, Windows-1252, Mac Roman."""

import codecs
import hashlib
import re
import unicodedata

from ingest.errors import UnreadableSourceError
from ingest.model import Source
from ingest.readers.options import DEFAULT_OPTIONS, ReadingOptions

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_FRENCH = frozenset("éèêëàâäçùûüîïôöœæÉÈÊËÀÂÇÙÛÎÏÔŒ’‘“”«»…–—•·°€\xa0")
_TEXT_CONTROLS = frozenset("\t\n\r\x0b\x0c\x85\x07\x1e\x1f")  # 07, 1e, 1f: cell mark and optional hyphens of Word exports
_WORD = re.compile(r"[^\W\d_]{2,}")


def read_text(data: bytes, name: str, _options: ReadingOptions = DEFAULT_OPTIONS) -> Source:
    """Decode `data`, drop its byte order mark and change nothing else.

    Raises:
        UnreadableSourceError: empty or blank, or not text.
    """
    text = decode(data)
    if text is None:
        raise UnreadableSourceError(
            f"« {name} » n’est pas un fichier texte ; s’il vient de Word, enregistrez-le en « Texte brut (.txt) », codage UTF-8."
        )
    if not text.strip():
        raise UnreadableSourceError(f"« {name} » est vide ; remplacez-le par la fiche complète.")
    return Source(name, text, hashlib.sha256(data).hexdigest())


def decode(data: bytes) -> str | None:
    """Return the text of `data` in the first encoding that fits, without its byte order mark; None where it is not text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _if_text(data[len(bom) :], encoding)
    # UTF-16 without its mark: French text has a NUL in every other byte.
    for encoding, high_bytes in (("utf-16-le", data[1:400:2]), ("utf-16-be", data[0:400:2])):
        if high_bytes.count(0) * 2 > len(high_bytes):
            return _if_text(data, encoding)
    text = _if_text(data, "utf-8")
    if text is not None:
        return text
    candidates = [decoded for encoding in ("cp1252", "mac-roman") if (decoded := _if_text(data, encoding)) is not None]
    return max(candidates, key=_frenchness, default=None)


def _if_text(data: bytes, encoding: str) -> str | None:
    """Return `data` decoded, None where it is not text in this encoding."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    controls = sum(1 for char in text if unicodedata.category(char) == "Cc" and char not in _TEXT_CONTROLS)
    unassigned = sum(1 for char in text[:20_000] if unicodedata.category(char) in ("Cn", "Cs"))
    letters = sum(map(len, _WORD.findall(text[:20_000])))
    # Any bytes are text in an eight-bit encoding, so there letters must prevail; what is valid UTF-8 was written as such.
    looks_written = encoding == "utf-8" or not text.strip() or letters * 4 >= len(text[:20_000].strip()) - text[:20_000].count(" ") * 2
    return text if controls == 0 and unassigned == 0 and looks_written else None


def _frenchness(text: str) -> int:
    """Count the non-ASCII characters that French uses, less the others: tells Windows-1252 from Mac Roman."""
    return sum(1 if char in _FRENCH else -1 for char in text if ord(char) > 127)
