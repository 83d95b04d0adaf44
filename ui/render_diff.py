"""What changed -> lines for a terminal in colours, or in the marks of wdiff: « [-mot-] {+mot+} »."""

import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.changes import Change, FicheChange, FieldChange, ItemChange
from ingest.chunking import readable
from ingest.headings import LABELS
from ingest.model import Excerpt, Fiche, SectionKind
from ingest.wording import Op
from rag.comparison import Comparison
from ui import text_fr
from ui.terminal import safe

_WIDTH = 100
_AROUND = 8  # words shown on each side of a change
_MARKS = {Op.EQUAL: "{}", Op.DELETE: "[-{}-]", Op.INSERT: "{{+{}+}}"}
_STYLES = {Op.EQUAL: "", Op.DELETE: "red strike", Op.INSERT: "green underline"}


@dataclass(frozen=True, slots=True)
class Piece:
    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the output, its first line after `lead`, the others under it."""

    lead: str
    pieces: tuple[Piece, ...]
    is_heading: bool = False


def print_diff(comparison: Comparison, print_plain: Callable[[str], None]) -> None:
    """Print in colours on a terminal that has them, and in plain marks elsewhere or under NO_COLOR."""
    from rich.console import Console  # only where something is printed for people

    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    if not console.is_terminal or console.no_color or console.color_system is None:
        print_plain(diff_text(comparison))
        return
    from rich.padding import Padding
    from rich.text import Text

    for line in _lines(comparison):
        text = Text(style="bold" if line.is_heading else "")
        indent = len(line.lead) - len(line.lead.lstrip())
        text.append(line.lead.lstrip())
        for piece in line.pieces:
            text.append(piece.text, style=_STYLES[piece.op])
        console.print(Padding(text, (0, 0, 0, indent), expand=False))


def diff_text(comparison: Comparison) -> str:
    """What changed, fiche by fiche and field by field, in the marks of wdiff."""
    return "\n".join(_plain(line) for line in _lines(comparison))


def _plain(line: Line) -> str:
    text = "".join(_MARKS[piece.op].format(piece.text) for piece in line.pieces)
    return textwrap.fill(
        text, _WIDTH, initial_indent=line.lead, subsequent_indent=" " * len(line.lead), break_long_words=False, break_on_hyphens=False
    )


def _lines(comparison: Comparison) -> Iterator[Line]:
    before, after = comparison.before, comparison.after
    if before is None:
        yield _line(text_fr.NO_FORMER_GENERATION)
    elif not comparison.changes:
        yield _line(text_fr.nothing_changed(before, after))
    else:
        yield _line(text_fr.compared(before, after))
        for change in comparison.changes:
            yield _line("")
            yield from _fiche_lines(change)
        counts = Counter(change.change for change in comparison.changes)
        yield _line("")
        yield _line(text_fr.change_count(counts[Change.CHANGED], counts[Change.ADDED], counts[Change.REMOVED]))


def _line(text: str, *, lead: str = "", is_heading: bool = False) -> Line:
    return Line(lead, (Piece(Op.EQUAL, text),), is_heading)


def _fiche_lines(change: FicheChange) -> Iterator[Line]:
    fiche = change.fiche
    title = safe(fiche.title.line)
    yield _line(
        f"Fiche {safe(fiche.code)}{versions_told(change)} – {text_fr.FICHE_CHANGES[change.change.value]} : {title}", is_heading=True
    )
    names = dict.fromkeys(safe(side.source.name) for side in (change.before, change.after) if side)
    if change.change is not Change.CHANGED or len(names) > 1:
        yield _line(f"source : {' → '.join(names)}", lead="  ")
    for field in change.fields:
        told = text_fr.FIELD_CHANGES[field.change.value]
        yield _line(field_label(field) + (f" ({told})" if told else ""), lead="  ", is_heading=True)
        for item in field.items:
            lead = f"    {text_fr.CHANGED_PARTS[item.part]} : " if item.part in text_fr.CHANGED_PARTS else "    – "
            yield Line(lead, tuple(pieces(change, item)))


def versions_told(change: FicheChange) -> str:
    sides = (change.before or change.fiche, change.after or change.fiche)
    before, after = (text_fr.version_name(side.version) if side.version else text_fr.NO_VERSION for side in sides)
    if before != after:
        return f" ({before} → {after})"
    return f" ({after})" if sides[1].version else ""


def field_label(field: FieldChange) -> str:
    if field.section is None:
        return text_fr.BANNER_LABEL
    return safe(field.heading) if field.section is SectionKind.AUTRE else LABELS[field.section]


def pieces(change: FicheChange, item: ItemChange) -> Iterator[Piece]:
    if not item.words:
        op, (fiche, excerpt) = (Op.INSERT, (change.after, item.after)) if item.after else (Op.DELETE, (change.before, item.before))
        yield Piece(op, _shown(fiche, excerpt))
        return
    runs = _spaced(change, item)
    for index, piece in enumerate(runs):
        yield _shortened(piece, is_first=index == 0, is_last=index == len(runs) - 1) if piece.op is Op.EQUAL else piece


def _spaced(change: FicheChange, item: ItemChange) -> list[Piece]:
    """The runs of words, each without the white space around it, which stands between the marks."""
    pieces: list[Piece] = []
    spaced = {"before": False, "after": False}  # whether white space has just been passed in each text
    for run in item.words:
        sides = {name: excerpt.text for name, excerpt in (("before", run.before), ("after", run.after)) if excerpt and excerpt.text}
        text = _shown(change.after, run.after) if run.after else _shown(change.before, run.before)
        if not text:
            spaced.update(dict.fromkeys(sides, True))
            continue
        replaces = run.op is Op.INSERT and bool(pieces) and pieces[-1].op is Op.DELETE
        if pieces and (replaces or any(spaced[name] or raw[0].isspace() for name, raw in sides.items())):
            pieces.append(Piece(Op.EQUAL, " "))
        pieces.append(Piece(run.op, text))
        spaced.update({name: raw[-1].isspace() for name, raw in sides.items()})
    return pieces


def _shortened(piece: Piece, *, is_first: bool, is_last: bool) -> Piece:
    """Words that stayed, but for the few beside a change."""
    words = piece.text.split(" ")
    head, tail = [] if is_first else words[:_AROUND], [] if is_last else words[-_AROUND:]
    if len(words) <= len(head) + len(tail) + 1:
        return piece
    return Piece(piece.op, " ".join([*head, "…", *tail]))


def _shown(fiche: Fiche | None, excerpt: Excerpt | None) -> str:
    return safe(readable(fiche, excerpt)) if fiche and excerpt else ""
