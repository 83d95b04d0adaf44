"""« Fiche 411 », « fiches 1.1.2 et 1.1.3 », « AT jeunesse : … » -> normalised codes with their spans."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.folding import fold
from ingest.model import Excerpt, Link, SectionKind, Span

# A dotted code stands alone anywhere; digits run together only after « fiche » : 4.1.1, 4-1-1, 4.1.10, 411.
_DOTTED = r"(?<![\d.,/-])(\d)\s?[.\-–_]\s?(\d{1,2})\s?[.\-–_]\s?(\d{1,2})(?![\d%]|\s?€|[.,/-]\d)"
_COMPACT = r"(?<![\d.,-])([1-9])([1-9])([1-9]\d?)(?![\d%]|\s?€|[.,-]\d)"
_DOTTED_CODE = re.compile(_DOTTED)
_WORD = (
    r"(?:fiches?|FO|orientations?\s+op[ée]rationnelles?)(?:[\s-]+(?:actions?|orientations?|op[ée]rationnelles?|projets?|th[ée]matiques?))*"
)
_NUMBER = r"(?:\s*(?:n\s*[°ºo]s?|num[ée]ro|num)\s*|\s*:\s*|\s+)"
_CODE = rf"(?:{_DOTTED}|{_COMPACT})"
_AFTER_WORD = re.compile(rf"\b{_WORD}{_NUMBER}(?={_CODE})", re.IGNORECASE)
_NEXT_IN_LIST = re.compile(rf"\s*(?:,|;|/|et|ou|&|à)\s*(?:(?:la|l['’]|les)\s*)?(?={_CODE})", re.IGNORECASE)
_DAY_BEFORE = re.compile(r"\b(?:le|du|au|dès le|depuis le)\s+\Z", re.IGNORECASE)  # « le 1.2.19 » is a day
_ANY_CODE = re.compile(_CODE)
# « AT égalité homme-femme : Favoriser la pratique… »: the axis, then what the author says of it.
_TRANSVERSAL = re.compile(r"\b(?:AT|[Aa]xe\s+transversal)\s+(?P<name>[^:;.\n«\"“]{3,60}?)\s*(?=[:;.\n«\"“]|$)")
_SEPARATORS = " \t\xa0\u202f:;,–—-."
_QUOTES = {"«": "»", '"': '"', "“": "”", "„": "“", "'": "'", "‘": "’"}


@dataclass(frozen=True, slots=True)
class Reference:
    """A fiche named in a text: its dotted code, and where the code (or « fiche » and the code) stands."""

    code: str
    span: Span
    dotted: bool


def _from_match(match: re.Match[str], start: int) -> Reference:
    digits = [group for group in match.groups() if group]
    return Reference(".".join(str(int(group)) for group in digits), Span(start, match.end()), match.group(1) is not None)


def find_references(text: str) -> tuple[Reference, ...]:
    """Return the fiches that `text` names, in order of appearance; spans are relative to `text`.

    « Fiche 411 » gives "4.1.1"; without the word « fiche » only a dotted code counts, so that a year or an amount
    is never taken for one.
    """
    found: list[Reference] = []
    for word in _AFTER_WORD.finditer(text):
        start, position = word.start(), word.end()
        while code := _ANY_CODE.match(text, position):
            found.append(_from_match(code, start))
            following = _NEXT_IN_LIST.match(text, code.end())
            if following is None:
                break
            start = position = following.end()
    covered = {position for reference in found for position in range(reference.span.start, reference.span.end)}
    for code in _DOTTED_CODE.finditer(text):
        dated = len(code.group(3)) == 2 and _DAY_BEFORE.search(text, max(0, code.start() - 12), code.start())
        if code.start() not in covered and "." in code.group(0) and not dated:
            found.append(_from_match(code, code.start()))
    return tuple(sorted(found, key=lambda reference: reference.span))


def compact_code(digits: str) -> str | None:
    """Return the dotted form of a code written without dots, "411" -> "4.1.1", or None."""
    match = re.fullmatch(r"([1-9])([1-9])([1-9]\d?)", digits)
    return ".".join(match.groups()) if match else None


def _title_after(text: str) -> str:
    """Return what follows a reference as its title: « : Promouvoir… », « "continuer à…" »."""
    rest = text.strip(_SEPARATORS)
    closing = _QUOTES.get(rest[:1])
    if closing:
        end = rest.find(closing, 1)
        rest = rest[1:end] if end > 0 else rest[1:]
    return " ".join(rest.split())


def find_links(item: Excerpt, section: SectionKind, own_code: str) -> Iterator[Link]:
    """Yield the links of one item: the fiches and transversal axes it names, each with the title it gives them.

    In the section of links the quote is the whole item; elsewhere it is the reference as written.
    """
    references = [reference for reference in find_references(item.text) if reference.code != own_code]
    whole = section is SectionKind.LIENS
    for index, reference in enumerate(references):
        until = references[index + 1].span.start if index + 1 < len(references) else len(item.text)
        start, end = item.span.start + reference.span.start, item.span.start + reference.span.end
        quote = item if whole else Excerpt(item.text[reference.span.start : reference.span.end], Span(start, end))
        yield Link(reference.code, _title_after(item.text[reference.span.end : until]) if whole else "", quote, section)
    if whole and not references:
        axis = _TRANSVERSAL.match(item.text)
        if axis and fold(axis.group("name")):
            yield Link("AT " + " ".join(axis.group("name").split()), _title_after(item.text[axis.end() :]), item, section)
