"""Comparison forms: text without case, accents or punctuation; never shown, never quoted."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ﬁ": "fi", "ﬂ": "fl", "ß": "ss"})


def strip_accents(text: str) -> str:
    """Lower-case without accents or ligatures; the length may change."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def fold(text: str) -> str:
    """Words of `text` in lower case without accents, one space between: « Échelle  Territoriale : » -> "echelle territoriale"."""
    return _NOT_WORD.sub(" ", strip_accents(text)).strip()
