"""The citation markers of a language model, in the forms models write them, taken out of the text they stand in."""

import re
from dataclasses import dataclass

#: What a passage is called in the prompt: a letter and a number, unlike the numbers of a list.
TAG = "P"

_ONE = r"(?:(?:passages?|sources?|extraits?|réf(?:érence)?s?\.?|n°|no|citations?|doc(?:uments?)?)\s*)?(?:n°\s*)?\^?[Pp]?\s?\d{1,3}"
_LIST = rf"{_ONE}(?:\s*(?:,|;|&|et|-|–|à|/|\s)\s*{_ONE})*"
_OPEN, _CLOSE = r"[\[【〔⟦\u3014]", r"(?:†[^\]】〕⟧]{0,20})?[\]】〕⟧\u3015]"
_BRACKETED = re.compile(rf"\s*{_OPEN}{{1,2}}\s*(?P<list>{_LIST})\s*{_CLOSE}{{1,2}}(?:\([^)\s]*\))?", re.IGNORECASE)
# « (1) » is a marker only where a sentence or a clause may end; « (P1) », « (source 2) » anywhere.
_NAMED = r"(?:(?:passages?|sources?|extraits?|réf(?:érence)?s?\.?|citations?)\s*(?:n°\s*)?[Pp]?\d{1,3}|[Pp]\d{1,3})"
_ROUND_NAMED = re.compile(rf"\s*\(\s*(?:cf\.?\s*|voir\s+)?(?P<list>{_NAMED}(?:\s*(?:,|;|&|et|-|–|à)\s*{_ONE})*)\s*\)", re.IGNORECASE)
_ROUND = re.compile(r"\s*\(\s*(?P<list>\d{1,2}(?:\s*(?:,|;|et)\s*\d{1,2})*)\s*\)(?=\s*(?:[.,;:!?…]|$))")
_TAGGED = re.compile(
    r"\s*<\s*(?:passage|source|ref|cite|sup)[^>\d]{0,20}(?P<list>[Pp]?\d{1,3})[^>]{0,10}>(?:\s*</\s*\w+\s*>)?|\s*<sup>\s*(?P<sup>\d{1,3})\s*</sup>",
    re.IGNORECASE,
)
_SUPERSCRIPT = re.compile(r"(?<=[\w.)»])[¹²³⁰⁴-⁹]+(?=\s|[.,;:!?]|$)")
_CARET = re.compile(r"\s*\[\^(?P<list>\d{1,3})\]:?")
_PATTERNS = (_CARET, _BRACKETED, _ROUND_NAMED, _TAGGED, _ROUND)
_RANGE = re.compile(r"(\d{1,3})\s*(?:-|–|à)\s*[Pp]?(\d{1,3})", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}")
_MOST_IN_RANGE = 20
_DIGITS = str.maketrans("¹²³⁰⁴⁵⁶⁷⁸⁹", "1230456789")
_SPACE_BEFORE = re.compile(r"\s+([.,)…])")
_POINTS = re.compile(r"([.!?…])\s*\.(?!\.)")
#: What may be the beginning of a marker at the end of a text that is still coming.
_PARTIAL = re.compile(rf"(?:{_OPEN}{{1,2}}[^\]】〕⟧\n]{{0,40}}|\([^)\n]{{0,30}}|<[^>\n]{{0,40}}|[¹²³⁰⁴-⁹]+|†[^\n]{{0,20}})\Z")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its markers, and the numbers they name, in order, each once."""

    text: str
    numbers: tuple[int, ...]


def take_markers(text: str) -> Marked:
    """Take the markers out: « [1, 2] », « [P1][P2] », « 【1】 », « (P3) », « [1-3] », « ¹ », « (1) » before a full stop."""
    numbers: list[int] = []

    def taken(match: re.Match[str]) -> str:
        groups = match.groupdict()
        numbers.extend(_numbers(groups.get("list") or groups.get("sup") or match.group().translate(_DIGITS)))
        return ""

    for pattern in _PATTERNS:
        text = pattern.sub(taken, text)
    text = _SUPERSCRIPT.sub(taken, text)
    tidy = _POINTS.sub(r"\1", _SPACE_BEFORE.sub(r"\1", " ".join(text.split())))
    return Marked(tidy, tuple(dict.fromkeys(numbers)))


def may_go_on(text: str) -> bool:
    """Whether `text` ends within what may be a marker."""
    return _PARTIAL.search(text) is not None


def _numbers(listed: str) -> list[int]:
    found: list[int] = []
    for low, high in _RANGE.findall(listed):
        if 0 < int(high) - int(low) <= _MOST_IN_RANGE:
            found.extend(range(int(low), int(high) + 1))
    return list(dict.fromkeys([*found, *(int(number) for number in _NUMBER.findall(listed))]))
