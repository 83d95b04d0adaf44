"""Comparison forms: text without case, accents or punctuation; never shown, never quoted."""

import re
import unicodedata
from functools import lru_cache

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ﬁ": "fi", "ﬂ": "fl", "ß": "ss"})


_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]+"
)  # accents, set apart


@lru_cache(maxsize=65_536)  # the same names and items are compared again and again
def strip_accents(text: str) -> str:
    """Lower-case without accents or ligatures; the length may change."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.translate(_LIGATURES))).casefold()


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Words of `text` in lower case without accents, one space between: « Échelle  Territoriale : » -> "echelle territoriale"."""
    return _NOT_WORD.sub(" ", strip_accents(text)).strip()
