"""TXT005: a bullet with nothing after it."""

import re
from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.places import is_blank, places, section_around, sections_by_place
from ingest.checks.registry import Problem, rule
from ingest.model import BlockKind, Excerpt, Fiche, LeftoverKind, Span

_MARK = re.compile(r"[-–—*•·▪o]|\(?\d{1,2}[.)]|[a-z][.)]")
_SPACE = re.compile(r"[ \t\xa0\u202f]*")


@rule("TXT005", severity=Severity.WARNING, message="Une puce est vide.", action="Supprimez-la, ou écrivez ce qu’elle devait dire.")
def empty_bullet(fiche: Fiche, _corpus: CheckedCorpus) -> Iterator[Problem]:
    """Une puce n’est suivie d’aucun texte.

    Le lecteur se demande ce qui a été effacé.

    Incorrect ::
        · Tenir un forum des clubs
        ·
    Correct ::
        · Tenir un forum des clubs
    """
    blank = [stretch for section, stretch in sections_by_place(fiche) if is_blank(section)]
    for excerpt in _empty(fiche):
        # Under a heading with nothing else, the section is what is empty.
        if not any(stretch.contains(excerpt.span) for stretch in blank):
            yield Problem(excerpt, section=section_around(fiche, excerpt.span))


def _empty(fiche: Fiche) -> Iterator[Excerpt]:
    text = fiche.source.text
    starts = {place.item.span.start for place in places(fiche)}
    for leftover in fiche.leftovers:
        if leftover.kind is not LeftoverKind.BULLET:
            continue
        end = _SPACE.match(text, leftover.excerpt.span.end)
        position = end.end() if end else leftover.excerpt.span.end
        if position < len(text) and text[position] not in "\r\n\x0b\x0c":
            continue
        below = position + len(text[position:]) - len(text[position:].lstrip())
        # A mark alone on its line, whose words stand on the next one.
        if below in starts and text.count("\n", position, below) == 1 and not text[position:below].count("\t"):
            continue
        yield leftover.excerpt
    for place in places(fiche):
        if _MARK.fullmatch(place.item.text.strip()):
            yield place.item
    for block in fiche.source.blocks:
        if block.kind in (BlockKind.BULLET, BlockKind.NUMBER) and not text[block.span.start : block.span.end].strip():
            around = _line_above(fiche, block.span)
            if around:
                yield around


def _line_above(fiche: Fiche, span: Span) -> Excerpt | None:
    """A bullet that its file knows without writing its mark has no character of its own: the item above shows where it is."""
    above = [place.item for place in places(fiche) if place.item.span.end <= span.start]
    within = section_around(fiche, span)
    return above[-1] if above and within and section_around(fiche, above[-1].span) is within else None
