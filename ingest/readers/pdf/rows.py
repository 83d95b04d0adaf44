"""Where the rows of a table without rules begin, from its labels and the paragraphs beside them."""

from collections.abc import Sequence
from itertools import pairwise

from ingest.readers.pdf.lines import Line, Paragraph, build_paragraphs, line_pitch

_MAX_PARAGRAPHS = 300  # beside one column of labels, on one page; the fullest page of items measured has 60


def row_tops(labels: Sequence[Line], content: Sequence[Line], separators: Sequence[float], *, goes_on: bool) -> list[float]:
    """Return the heights at which rows begin, the first one above everything.

    Args:
        labels: the lines of the first column, from top to bottom.
        content: those of the column beside it.
        separators: the heights of the rules across the table, where it has any.
        goes_on: whether the first row may be the rest of one on the page before, its label left there.
    """
    above = float("-inf")
    every = [line.baseline for line in (*labels, *content)]
    first, last = min(every, default=0.0), max(every, default=0.0)
    ruled = [at for at in separators if first < at < last]
    if ruled:
        return [above, *ruled]
    right = max((line.right for line in content), default=0.0)
    paragraphs = build_paragraphs(content, min((line.left for line in content), default=0.0), right, line_pitch([content]))
    groups = _labels(labels, paragraphs)
    if not groups:
        return [above]
    if _are_level(groups, content, paragraphs):
        tops = [_top(group[0]) for group in groups]
        leads = bool(content) and content[0].baseline < tops[0]
        return [above, *(tops if leads else tops[1:])]
    return [above, *_centred_tops(groups, paragraphs, goes_on)]


def _top(line: Line) -> float:
    return line.baseline - 0.9 * line.size


def _level(line: Line, other: Line) -> bool:
    return abs(line.baseline - other.baseline) < line.size / 4


def _labels(labels: Sequence[Line], paragraphs: Sequence[Paragraph]) -> list[list[Line]]:
    """Join the lines and the paragraphs of one label.

    A label goes on while the lines are near and no paragraph begins beside the next: a row does not begin half-way through
    the text of another. A line that had no room for the next word goes on in any case.
    """
    groups: list[list[Line]] = []
    right = max((line.right for line in labels), default=0.0)
    for line in labels:
        if groups:
            former = groups[-1][-1]
            distance = line.baseline - former.baseline
            cut = distance <= 1.5 * line.size and former.right + line.space + line.words[0].width > right
            begins = any(_level(line, paragraph.lines[0]) for paragraph in paragraphs)
            beside = any(abs(line.baseline - other.baseline) < line.size for paragraph in paragraphs for other in paragraph.lines)
            # « (Quels sont les financements…) » explains the label above it. Two lines and a half hold a blank line between.
            if cut or line.text.startswith("(") or (distance <= 2.5 * line.size and beside and not begins):
                groups[-1].append(line)
                continue
        groups.append([line])
    return groups


def _are_level(groups: Sequence[Sequence[Line]], content: Sequence[Line], paragraphs: Sequence[Paragraph]) -> bool:
    """Whether labels stand on the first line of their content, and are not set half-way up the row.

    Half-way up, a label meets the beginning of a paragraph by chance, one time in three or so. A label with nothing beside
    it tells nothing.
    """
    beside = [group[0] for group in groups if any(abs(group[0].baseline - line.baseline) < line.size for line in content)]
    level = sum(any(_level(label, paragraph.lines[0]) for paragraph in paragraphs) for label in beside)
    return level * 5 >= len(beside) * 4


def _centred_tops(groups: Sequence[Sequence[Line]], paragraphs: Sequence[Paragraph], goes_on: bool) -> list[float]:
    """Share the paragraphs out, in order, so that labels are as near as can be to the middles of their rows."""
    starts = [_top(paragraph.lines[0]) for paragraph in paragraphs][:_MAX_PARAGRAPHS]
    ends = [paragraph.lines[-1].baseline for paragraph in paragraphs][:_MAX_PARAGRAPHS]
    count = len(starts)
    size = groups[0][0].size
    far = 1e9

    def cost(group: Sequence[Line], first: int, after: int) -> float:
        top, bottom = _top(group[0]), group[-1].baseline
        if first == after:  # nothing beside the label
            clear = (first == 0 or ends[first - 1] < bottom) and (first == count or starts[first] > top)
            return size if clear else far
        start, end = starts[first], ends[after - 1]
        within = (start - size / 2 < top and bottom < end + size / 2) or (top - size / 2 < start and end < bottom + size / 2)
        uneven = abs((start + end) / 2 - (top + bottom) / 2)
        if after == count:  # a row that the end of the page cuts has its label at its top
            uneven = min(uneven, abs(start - top))
        return uneven if within else far

    # best[k]: the least cost of the rows so far when the next begins with paragraph k, and where each of them began.
    # What goes on from the page before costs a line, so that it is not preferred to the label's own content.
    best: list[tuple[float, tuple[int, ...]]] = [(0.0 if k == 0 else size * k if goes_on else far, ()) for k in range(count + 1)]
    for group in groups:
        best = [
            min(((best[first][0] + cost(group, first, after), (*best[first][1], first)) for first in range(after + 1)), default=(far, ()))
            for after in range(count + 1)
        ]
    begun = best[count][1]
    tops = [min(_top(group[0]), starts[first] if first < count else far) for group, first in zip(groups, begun, strict=True)]
    tops = [max(top, former) for former, top in pairwise([float("-inf"), *tops])]
    return tops if begun and begun[0] > 0 else tops[1:]
