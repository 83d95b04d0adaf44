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
# « a) », « 1°) », an inch: no half of a pair.
_NOT_A_MARK = re.compile(r"(?:(?<=^)|(?<=[\s;,:]))(?:\d{1,2}°?|[A-Za-z]|[ivxIVX]{1,4})\)|(?<=\d)[\"”](?=[\s,;.)]|$)")
_MARK = re.compile(r"[()\[\]«»“”]")
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
        text = _NOT_A_MARK.sub(lambda found: " " * len(found.group()), blanked(item.text))
        straight = [position for position, char in enumerate(text) if char == '"']
        if len(straight) % 2:
            lone.append((number, straight[-1], '"'))
        for position, char in ((found.start(), found.group()) for found in _MARK.finditer(text)):
            if char == "(" and _SMILEY.search(text[:position]) and not text[position + 1 : position + 2].strip():
                continue
            if char in _PAIRS:
                waiting.append((number, position, char))
            elif char in _CLOSERS:
                match = _last(waiting, _CLOSERS[char])
                if match is None and not (char == ")" and _SMILEY.search(text[:position])):
                    lone.append((number, position, char))
                elif match is not None:
                    del waiting[match]
    quotes = [found for found in lone if found[2] == '"']
    if len(quotes) % 2 == 0:  # « " » opened in one paragraph and closed in another
        lone = [found for found in lone if found[2] != '"']
    # Each paragraph of a long quotation may open with a mark that only the last one closes.
    guillemets = [found for found in waiting if found[2] in "«“"]
    repeated = [found for found in guillemets if found[1] == 0 and found[0] > 0]
    for number, position, mark in sorted(lone + [found for found in waiting if found not in repeated]):
        yield section.items[number], position, mark


def _last(waiting: Sequence[tuple[int, int, str]], opener: str) -> int | None:
    return next((index for index in range(len(waiting) - 1, -1, -1) if waiting[index][2] == opener), None)
