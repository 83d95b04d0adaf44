"""A line -> the heading at its head, by its words."""

import re
from dataclasses import dataclass

from ingest.folding import fold
from ingest.headings import HeadingName, name_heading
from ingest.lines import BULLET, INVISIBLE, Line
from ingest.model import SectionKind, Span

NUMBERING = re.compile(r"(?:#+\s*|[*_]{1,2}|\|\s*|(?:\d{1,2}|[IVX]{1,4}|[A-Z])\s?[.)°–-]\s+)+")
_PARENTHESIS = re.compile(r"\((?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True, slots=True)
class Label:
    """A heading found at the head of a line: its span, the fields it names, where content starts on the same line."""

    span: Span
    name: HeadingName
    prompt: Span | None
    content: int | None


def find_label(
    line: Line, *, doc_has_cells: bool, expects_label: bool = False, spellings: tuple[tuple[str, SectionKind], ...] = ()
) -> Label | None:
    """Find a heading at the head of `line`: the whole line, or what stands before a colon or a tab."""
    start, end = line.content_start, line.end
    text = line.text[start - line.start : end - line.start]
    skipped = NUMBERING.match(text)
    if not text or text[0] == "(" or (BULLET.match(text) and (skipped is None or re.match(r"[*·•-]\s", text))):
        return None
    body = skipped.end() if skipped else 0
    # Where no mark tells cells apart, a heading stands after a blank line.
    allow_misspelt = expects_label and (line.opens_cell or not doc_has_cells)
    # The whole line, less a question of the template in parentheses.
    parenthesis = next((found for found in _PARENTHESIS.finditer(text) if "?" in found.group(0)), None)
    whole_end = parenthesis.start() if parenthesis and parenthesis.start() > body else len(text)
    name = name_heading(text[body:whole_end].strip("*_| "), allow_misspelt=allow_misspelt, spellings=spellings)
    whole = Span(start, start + len(text[:whole_end].rstrip()))
    asked = Span(start + parenthesis.start(), start + parenthesis.end()) if parenthesis else None
    if name and (parenthesis is None or not text[parenthesis.end() :].strip(" :*_\xa0")):
        return Label(whole, name, asked, None)
    if name and parenthesis:
        after = text[parenthesis.end() :]
        return Label(whole, name, asked, start + len(text) - len(after.lstrip(" \t:\xa0")))
    # « Label : contenu », « Label | contenu », « Label<tab>contenu ».
    for separator in re.finditer(r"\t+|\s*\|\s*|[ \xa0\u202f]?:", text[body : body + 110]):
        if doc_has_cells and not line.opens_cell and separator.group(0).strip() == ":":
            break
        head = text[body : body + separator.start()]
        name = name_heading(head.strip("*_| "), spellings=spellings)
        if name:
            written = text[body + separator.end() :].lstrip(" \t\xa0\u202f*|")
            label_end = separator.end() if separator.group(0).strip() == ":" else separator.start()
            return Label(Span(start, start + body + label_end), name, None, end - len(written) if written else None)
        if separator.group(0).strip() == ":":
            break
    return None


def is_prompt(text: str) -> bool:
    """Recognise « (Quels sont les financements mobilisables connus à ce jour ?) », the template's question under its label."""
    text = text.strip().strip(INVISIBLE)
    return (
        text.startswith("(")
        and text.rstrip(" .:\xa0").endswith(")")
        and ("?" in text or fold(text).startswith(("preciser", "indiquer", "a preciser")))
    )
