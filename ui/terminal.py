"""Text of a file as a terminal may be given it."""

import unicodedata

# Controls, halves of characters, and what turns the direction of a line: a terminal would obey them.
_UNSAFE = frozenset({"Cc", "Cs"})
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def safe(text: str) -> str:
    """The lines of a text, where what would move the cursor, write in a register or turn a line is shown as �."""
    return "".join("\ufffd" if char not in "\n\t" and _is_unsafe(char) else char for char in text)


def _is_unsafe(char: str) -> bool:
    return unicodedata.category(char) in _UNSAFE or char in _DIRECTIONS
