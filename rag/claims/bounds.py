"""What stands before or after a number and bounds it: « plus de », « au plus », « environ »."""

import re
from collections.abc import Iterator

_BEFORE = {
    "plus": re.compile(r"(?:plus|davantage)\s+d['’e]\s*(?:\w+\s+)?\Z|au[- ]delà\s+d\w*\s*\Z|supérieure?s?\s+à\s*\Z", re.IGNORECASE),
    "moins": re.compile(r"(?<!au )moins\s+d['’e]\s*\Z|inférieure?s?\s+à\s*\Z", re.IGNORECASE),
    "au_moins": re.compile(
        r"au\s+(?:moins|minimum)\s*\Z|minimum\s+d['’e]\s*\Z|à\s+partir\s+d['’e]\s*\Z|dès\s+(?:l['’]âge\s+d['’e]\s*)?\Z", re.IGNORECASE
    ),
    "au_plus": re.compile(
        r"(?:jusqu['’]\s?à|au\s+(?:plus|maximum)|(?:pouvant|peut|peuvent)\s+(?:atteindre|s['’]élever\s+à)|maximum\s*(?:d['’e]|:|est\s+de)?|(?:dans\s+la|à\s+la)\s+limite\s+d['’e]|plafonn\w+\s+à|plafond\s+(?:est\s+)?(?:fixé\s+)?(?:d['’e]|à|:)|(?:sans|ne\s+peut|ne\s+doit\s+pas|ne)\s+(?:pas\s+)?dépasser?|n['’]excèd\w+\s+pas|pas\s+plus\s+d['’e]|limit\w+\s+à|n[e'’]\s?(?:peu|doi)(?:t|vent)\s+(?:pas\s+)?\w+\s+plus\s+d['’e])\s*\Z",
        re.IGNORECASE,
    ),
    "environ": re.compile(
        r"(?:environ|près\s+d['’e]|quelque|autour\s+d['’e]|à\s+peu\s+près|presque|quasi\w*|de\s+l['’]ordre\s+d['’e])\s*\Z", re.IGNORECASE
    ),
}
_AFTER = {
    "au_plus": re.compile(r"\A[^.;,\d]{0,25}?(?:au\s+(?:plus|maximum)|maximum|max\b)", re.IGNORECASE),
    "au_moins": re.compile(
        r"\A[^.;,\d]{0,25}?(?:au\s+(?:moins|minimum)|minimum)|\A\s*(?:ans|€|euros|%)?\s*(?:[^\W\d_]+\s+){0,2}?(?:et|ou)\s+(?:plus|davantage|au-delà)",
        re.IGNORECASE,
    ),
    "environ": re.compile(r"\A\s*(?:\w+\s+)?environ", re.IGNORECASE),
}


def bounds_of(text: str, start: int, end: int) -> Iterator[str]:
    """The bounds of the number at `start`."""
    before, after = text[max(0, start - 40) : start], text[end : end + 40]
    found = {name for name, pattern in _BEFORE.items() if pattern.search(before)}
    yield from found - {"plus"} if "au_plus" in found else found  # « ne peut recevoir plus de 19 personnes »
    yield from (name for name, pattern in _AFTER.items() if pattern.search(after))
