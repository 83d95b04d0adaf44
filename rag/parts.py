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

# « Donnez-moi la date de X et le montant de Y »: two details, each with its article.
_REQUEST = re.compile(
    r"^(?P<before>.*?)\b(?:(?:donn|indiqu|précis|precis|rappel|cit|list|fourni|envo|dis|dit|trouv|communiqu)\w*[- ](?:moi|nous)?\b"
    r"|(?:indiquez|précisez|donnez|citez|listez|rappelez)\b|quel(?:le)?s? (?:est|sont)\b|(?:je (?:voudrais|veux|cherche|souhaite)|il me faut)(?: savoir| connaître)?\b)\s*"
    r"(?=(?:le|la|les|l['’]|son|sa|ses)\b)",
    re.IGNORECASE,
)
_ARTICLE = r"(?:(?:le|la|les|son|sa|ses|leur|leurs)\s+|l['’])"
_DETAIL = (
    r"(?:dates?|jours?|horaires?|heures?|années?|mois|montants?|sommes?|prix|tarifs?|coûts?|couts?|plafonds?|taux|parts?|pourcentages?|nombres?"
    r"|durées?|délais?|fréquences?|adresses?|lieux?|emplacements?|noms?|âges?|surfaces?|budgets?|financeurs?|loyers?|échéances?)"
)
_PAIR = re.compile(rf"(?:\s*,?\s(?:et|ainsi que|puis)\s+|\s\+\s*)(?={_ARTICLE}{_DETAIL}\b)", re.IGNORECASE)
_BARE_PAIR = re.compile(rf"^\s*{_ARTICLE}{_DETAIL}\b", re.IGNORECASE)
_CODE = re.compile(r"(?<![\w.])\d[.\s-]?\d[.\s-]?\d(?![\w.-]*\d)")
_AND_THE = re.compile(rf"\s*,?\s(?:et|ainsi que|puis)\s+(?={_ARTICLE}(?!fiches?\b|orientations?\b|actions?\b)[^\W\d_]{{4}})", re.IGNORECASE)
_COMPLEMENT = re.compile(r"\s(?:du|de la|des|de l['’]|de|d['’]|pour|dans)\s?(?=\S)", re.IGNORECASE)


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
    if len(parts) == 1:
        return _of_two_fiches(question) or _pair(question) or (question,)
    return tuple(parts) if all(len(part.split()) >= 2 for part in parts) else (question,)


def _of_two_fiches(question: str) -> tuple[str, ...] | None:
    """« les objectifs de la 1.1.2 et les partenaires de la 1.1.4 »: each of its own fiche."""
    request = _REQUEST.match(question)
    named = question[request.end() :] if request else question
    joint = _AND_THE.search(named)
    if joint is None or not _CODE.search(named, 0, joint.start()) or not _CODE.search(named, joint.end()):
        return None
    first, second = named[: joint.start()].strip(), named[joint.end() :].strip()
    before = request.group("before") if request else ""
    return f"{before}{_asked(first) if request else first}", _asked(second)


def _pair(question: str) -> tuple[str, ...] | None:
    """Two details asked for by their names, each made a question; the complement of the second is shared where the first has none."""
    request = _REQUEST.match(question)
    named = question[request.end() :] if request else question
    joint = _PAIR.search(named)
    if joint is None or not (request or _BARE_PAIR.match(named)):
        return None
    first, second = named[: joint.start()].strip(), named[joint.end() :].strip()
    shared = list(_COMPLEMENT.finditer(second))
    if "?" in first or not (shared or _COMPLEMENT.search(first)):
        return None
    if shared and len(first.split()) <= 2:  # « le financeur et les jours de passage du bus »
        first += second[shared[-1].start() :].rstrip(" ?.")
    before = request.group("before") if request else ""
    return f"{before}{_asked(first)}", _asked(second)


def _asked(name: str) -> str:
    """« les jours de passage » -> « quels sont les jours de passage »."""
    article = name[:3].strip().lower()
    if article in ("les", "ses"):
        return f"quels sont {name}"
    return f"quelle est {name}" if article in ("la", "sa") else f"quel est {name}"
