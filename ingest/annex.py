"""One document, several fiches: where each opens, and what stands between them (cover, table of contents, chapter pages)."""

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.banner import FURNITURE, PILIER_AXE, banner_code, code_within, dotted
from ingest.folding import fold
from ingest.labels import find_label
from ingest.lines import ASIDE, Line, Role
from ingest.model import BlockKind, SectionKind

_CHAPTER = re.compile(
    r"(?:pilier|axe|chapitre|partie|titre|volet|thematique|annexe|livret|sommaire|table des matieres|preambule|introduction)s?(?: (?:n )?(?:\d{1,2}|[ivx]{1,4})\b.*| transvers.*|$)"
)
_Sections = Sequence[tuple[SectionKind, ...]]  # those that each line is the heading of
_FEWEST_SECTIONS = 2  # a line of a table of contents, or of the links of a fiche, has no sections under it
_BANNER_LINES = 6
_HEAD_LINES = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines of one fiche, from what stands before its banner to where it ends; `banner` is the index of its code."""

    start: int
    banner: int
    end: int


def find_fiches(lines: Sequence[Line], spellings: tuple[tuple[str, SectionKind], ...] = ()) -> list[Stretch]:
    """Tell where each fiche of a document stands; empty where there is none."""
    sections = [_sections_named(line, spellings) for line in lines]
    openings = _openings(lines, sections)
    stretches: list[Stretch] = []
    start = 0
    for opening, following in zip(openings, [*openings[1:], None], strict=False):
        end = len(lines) if following is None else _end_before(lines, sections, opening, following)
        stretches.append(Stretch(start, opening, end))
        start = end
    return stretches


def _openings(lines: Sequence[Line], sections: _Sections) -> list[int]:
    """Indexes of the lines that carry the code of a fiche's banner.

    A line of the table of contents, of the links section or of a running header looks like a banner. A banner has sections
    under it before any other line of its kind; those of a second fiche repeat sections of the first, or stand under a
    pilier, an axe or an enjeu.
    """
    candidates = [index for index, line in enumerate(lines) if line.role is None and not line.goes_on and banner_code(line)]
    if not any(lines[index].kind is not BlockKind.FURNITURE for index in candidates):
        candidates = candidates or _codes_within_lines(lines, sections)
    else:
        candidates = [index for index in candidates if lines[index].kind is not BlockKind.FURNITURE]
    labels = [(index, kind) for index, kinds in enumerate(sections) for kind in kinds]
    at = [index for index, _kind in labels]

    def below_candidate(position: int) -> set[SectionKind]:
        stop = candidates[position + 1] if position + 1 < len(candidates) else len(lines)
        return {kind for _index, kind in labels[bisect.bisect_right(at, candidates[position]) : bisect.bisect_left(at, stop)]}

    openings: list[int] = []
    code, seen = "", set[SectionKind]()
    for position, index in enumerate(candidates):
        below = below_candidate(position)
        own = _code_of(lines[index])
        if not openings:
            opens = len(below) >= _FEWEST_SECTIONS or SectionKind.LIENS in below  # whose links look like banners
        elif len(below) < _FEWEST_SECTIONS:
            opens = False
        elif own == code:
            opens = len(below & seen) >= _FEWEST_SECTIONS
        else:
            opens = len(below & seen) >= _FEWEST_SECTIONS or _is_above_banner_parts(lines, index)
        if opens:
            openings.append(index)
            code, seen = own, below
        else:
            seen |= below
    if not openings:  # a fiche all but blank
        openings = [index for position, index in enumerate(candidates) if below_candidate(position)][:1]
    return openings


def _code_of(line: Line) -> str:
    match = banner_code(line) or code_within(line)
    return dotted(match) if match else ""


def _sections_named(line: Line, spellings: tuple[tuple[str, SectionKind], ...]) -> tuple[SectionKind, ...]:
    if line.blank or line.role is Role.VALUE or line.goes_on or line.kind in ASIDE:
        return ()
    label = find_label(line, doc_has_cells=False, expects_label=line.role is Role.LABEL, spellings=spellings)
    return label.name.kinds if label else ()


def _is_above_banner_parts(lines: Sequence[Line], index: int) -> bool:
    written = [line for line in lines[index + 1 : index + 1 + 3 * _BANNER_LINES] if not line.blank][:_BANNER_LINES]
    return any(PILIER_AXE.match(line.content) or fold(line.text[:12]).startswith("enjeu") for line in written)


def _codes_within_lines(lines: Sequence[Line], sections: _Sections) -> list[int]:
    """The first line that names a fiche above any section: the code may follow the title."""
    for index, line in enumerate(lines[:_HEAD_LINES]):
        if sections[index]:
            return []
        if line.role is None and code_within(line):
            return [index]
    return []


def _end_before(lines: Sequence[Line], sections: _Sections, opening: int, following: int) -> int:
    """Index where the fiche that opens at `opening` ends: before the chapter page that announces the next, if there is one."""
    end = following
    while end > opening and (lines[end - 1].blank or lines[end - 1].kind is BlockKind.FURNITURE):
        end -= 1
    in_table = [index for index in range(opening, end) if lines[index].role is not None]
    if in_table:  # a fiche in tables ends with them, unless sections follow
        last = in_table[-1]
        return last + 1 if not any(sections[last + 1 : end]) else _chapter_start(lines, sections, last + 1, end)
    return _chapter_start(lines, sections, opening + 1, end)


def _chapter_start(lines: Sequence[Line], sections: _Sections, start: int, end: int) -> int:
    """Index of the first line of the chapter page that ends at `end`, or `end`."""
    found = end
    for index in range(end - 1, start - 1, -1):
        line = lines[index]
        if line.role is not None or sections[index]:
            break
        text = fold(line.text)
        set_apart = (
            index == 0 or lines[index - 1].blank or lines[index - 1].kind is BlockKind.FURNITURE or line.cell != lines[index - 1].cell
        )
        if set_apart and _CHAPTER.fullmatch(text) and not FURNITURE.fullmatch(text):
            found = index
    return found
