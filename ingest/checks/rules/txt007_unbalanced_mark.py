"""TXT007: a quotation mark or a bracket without its other half."""

import re
from collections.abc import Iterator, Sequence

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.cut import cut_places
from ingest.checks.finding import Severity
from ingest.checks.places import blanked, slice_of
from ingest.checks.registry import Problem, rule
from ingest.model import Excerpt, Fiche, Section

_PAIRS = {"(": ")", "[": "]", "«": "»", "“": "”"}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
# « a) », « 1°) », a smiley: a bracket that may close nothing; « 26" »: a sign that may stand for inches.
_LIST_MARK = re.compile(r"(?:(?<=^)|(?<=[\s;,:(«]))(?:\d{1,2}(?:[.-]\d{1,2})*°?|[A-Za-z]|[ivxIVX]{1,4})\)")
_INCH = re.compile(r"(?<=\d)[ \xa0]?[\"”]")
_APOSTROPHE = re.compile(r"(?<=\b[dlnsjmtcDLNSJMTC])\"(?=\w)")  # « l"école »
_MARK = re.compile(r"(?:(?<=^)|(?<=[\s;,:]))(?:\d{1,2}°?|[A-Za-z]|[ivxIVX]{1,4})\)|(?<=\d)[\"”](?=[\s,;.)]|$)")
_MARK = re.compile(r"[()\[\]«»“”]")
_OPEN_END = re.compile(r"[.,;:!?…]\s*\Z")
_SMILEY = re.compile(r"[:;][-\u2010\u2011]?\Z")


@rule(
    "TXT007",
    severity=Severity.WARNING,
    message="« {mark} » n’a pas sa paire.",
    action="Ajoutez le signe qui manque, ou retirez celui-ci.",
)
def unbalanced_mark(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un guillemet ou une parenthèse n’a pas son autre moitié.

    On ne sait pas où finit la citation ou la parenthèse. Les apostrophes et les marques de liste « a) » ne comptent pas.

    Incorrect ::
        Clubs de la commune (football, judo
    Correct ::
        Clubs de la commune (football, judo)
    """
    cut = [excerpt.span for excerpt, _end in cut_places(fiche, corpus)]
    for section in fiche.sections:
        for item, start, mark in _unbalanced(section):
            opening = mark in _PAIRS or (mark == '"')
            excerpt = slice_of(item, start, len(item.text)) if opening else slice_of(item, 0, start + 1)
            # A parenthesis that a cut sentence leaves open is told with the sentence.
            if not any(span.start <= item.span.start + start < span.end for span in cut):
                yield Problem(excerpt, {"mark": mark})


def _unbalanced(section: Section) -> Iterator[tuple[Excerpt, int, str]]:
    """The marks of a section without their other half: a quotation may go on from one paragraph to the next."""
    waiting: list[tuple[int, int, str]] = []  # item, offset in it, opening mark
    lone: list[tuple[int, int, str]] = []
    for number, item in enumerate(section.items):
        if '"' not in item.text and not _MARK.search(item.text):
            continue
        text = _readable(item.text)
        straight = [position for position, char in enumerate(text) if char == '"']
        if len(straight) % 2 and text.strip() != '"' and not _INCH.search(text):
            lone.append((number, straight[-1], '"'))
        for position, char in ((found.start(), found.group()) for found in _MARK.finditer(text)):
            if char == "«" and not text[:position].strip() and _goes_on(section, waiting, number):
                continue
            if char in _PAIRS:
                waiting.append((number, position, char))
            else:
                match = _last(waiting, _CLOSERS[char])
                if match is None:
                    lone.append((number, position, char))
                else:
                    del waiting[match]
    quotes = [found for found in lone if found[2] == '"']
    if len(quotes) % 2 == 0:  # « " » opened in one paragraph and closed in another
        lone = [found for found in lone if found[2] != '"']
    yield from ((section.items[number], position, mark) for number, position, mark in _causes(waiting, lone))


def _readable(text: str) -> str:
    """The text without the signs that are no half of a pair, offsets kept."""
    text = _APOSTROPHE.sub(" ", blanked(text))
    free = {found.end() - 1 for found in _LIST_MARK.finditer(text)}
    free |= {position for position, char in enumerate(text) if char in "()" and _SMILEY.search(text[:position])}
    brackets = [position for position, char in enumerate(text) if char in "()"]
    unopened = {position for position in free if text.count("(", 0, position) <= text.count(")", 0, position)}
    dropped = set(brackets) if free and _may_balance(text, brackets, free) else unopened
    curly = [position for position, char in enumerate(text) if char in "“”"]
    inches = {found.end() - 1 for found in _INCH.finditer(text)} & set(curly)
    # Some keyboards give the same curly sign on both sides.
    if len(curly) % 2 == 0 or (inches and len(curly) % 2):
        dropped = dropped | set(curly)
    return "".join(" " if position in dropped else char for position, char in enumerate(text)) if dropped else text


def _may_balance(text: str, brackets: Sequence[int], free: set[int]) -> bool:
    """Tell whether the brackets are in pairs once each of those in `free` is counted or not: « (lot 1) », « (a) le soir, b) le jour) »."""
    depths = {0}
    for position in brackets:
        step = 1 if text[position] == "(" else -1
        counted = {depth + step for depth in depths if depth + step >= 0}
        depths = counted | depths if position in free else counted
    return 0 in depths


def _goes_on(section: Section, waiting: Sequence[tuple[int, int, str]], number: int) -> bool:
    """Tell whether the guillemet at the head of an item repeats that of a quotation which the item above has left open."""
    above = section.items[number - 1].text if number else ""
    opened = any(mark == "«" for _number, _position, mark in waiting)
    return opened and bool(_OPEN_END.search(above) or section.items[number].text.lstrip("« \xa0")[:1].islower())


def _causes(waiting: Sequence[tuple[int, int, str]], lone: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The lone marks in order: one closed by a mark of another kind is a single fault."""
    answered: set[tuple[int, int, str]] = set()
    for opened in sorted(waiting):
        kinds = ")]" if opened[2] in "([" else '»”"'
        answer = next(
            (found for found in lone if found not in answered and found[0] == opened[0] and found[1] > opened[1] and found[2] in kinds),
            None,
        )
        if answer is not None:
            answered.add(answer)
    return iter(sorted([*waiting, *(found for found in lone if found not in answered)]))


def _last(waiting: Sequence[tuple[int, int, str]], opener: str) -> int | None:
    return next((index for index in range(len(waiting) - 1, -1, -1) if waiting[index][2] == opener), None)
