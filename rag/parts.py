"""Several questions in one: « Qui pilote la 3.2.2 et combien apporte le programme LEADER ? » is two."""

import re

_OPENER = (
    r"(?:(?:à|a|de|pour|avec|jusqu['’ ]?à|en|sur|dans|par|depuis)\s+)?"
    r"(?:qui|quand|où|combien|quels?|quelles?|comment|pourquoi|est[- ]ce|y a[- ]t[- ]il|lesquel(?:le)?s|qu['’]|que|ki|kan|kel(?:le)?s?"
    r"|c['’ ]?est\s+(?:qui|quand|où|combien|quoi|pour qui|à quel\w*)|who|when|where|how|what|which|why)(?!\w)"
)
_INTERROGATIVE = re.compile(
    r"(?<!\w)(?:qui|quand|où|combien|quels?|quelles?|comment|pourquoi|est[- ]ce|a[- ]t[- ]il|lesquel(?:le)?s|quoi|qu['’]est|ki|kan|kel(?:le)?s?|koi"
    r"|who|when|where|how|what|which|why)(?!\w)",
    re.IGNORECASE,
)
_JOINT = re.compile(
    rf"\s*(?:,?\s(?:et|and|puis|ainsi que)\s+|;\s*)(?={_OPENER})"
    r"|\s*,?\s(?:et|and)\s+(?=[^,;?]*\s(?:combien|quand|où|à qui|qui|quoi)\s*\??\s*$)"
    r"|\?\s+(?=\S)",
    re.IGNORECASE,
)
_LEAST_WORDS = 3


def split(question: str) -> tuple[str, ...]:
    """Return the questions that one text asks, in order; the text itself where it asks one, or where a part would say too little.

    « Où et quand … ? » stays one: its verb is shared.
    """
    parts: list[str] = []
    start = 0
    for joint in _JOINT.finditer(question):
        left = question[start : joint.start()]
        if _INTERROGATIVE.search(left) and len(left.split()) >= _LEAST_WORDS and _INTERROGATIVE.search(question[joint.end() :]):
            parts.append(left.strip())
            start = joint.end()
    parts.append(question[start:].strip())
    return tuple(parts) if all(len(part.split()) >= 2 for part in parts) else (question,)
