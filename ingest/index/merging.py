"""Which segments of an index to merge, so that they stay few and a large one is seldom written again."""

from collections.abc import Sequence

_MOST_DEAD = 0.3  # of the rows of a segment, before it is written anew without them


def merged_groups(sizes: Sequence[tuple[int, int]]) -> list[tuple[tuple[int, ...], bool]]:
    """Return which segments, oldest first and given as (rows, rows alive), become one: (their positions, whether to write them).

    A segment is merged with the one before it unless that one is more than twice as long, as in the logarithmic method of Bentley
    and Saxe (1980): n rows added one by one leave at most log2(n) + 1 segments, and each row is written as many times at most.
    """
    groups: list[tuple[tuple[int, ...], int]] = []
    for position, (_rows, alive) in enumerate(sizes):
        if alive:
            groups.append(((position,), alive))
        while len(groups) > 1 and groups[-2][1] <= 2 * groups[-1][1]:
            (last, more), (before, some) = groups.pop(), groups.pop()
            groups.append((before + last, some + more))
    return [(positions, len(positions) > 1 or _is_mostly_dead(*sizes[positions[0]])) for positions, _alive in groups]


def _is_mostly_dead(rows: int, alive: int) -> bool:
    return rows - alive > _MOST_DEAD * rows
