"""Mixing two lists of scores."""

from collections.abc import Mapping


def convex_fusion(lexical: Mapping[int, float], dense: Mapping[int, float], *, weight: float) -> list[tuple[int, float]]:
    """Return (id, weight * lexical + (1 - weight) * dense), each list min-max scaled to [0, 1], highest first, ties by id.

    Source: Bruch, Gai and Ingber 2023, doi:10.1145/3596512, with the lexical list's minimum at its theoretical 0.
    """
    scaled_lexical = _scaled(lexical, floor=0.0)
    scaled_dense = _scaled(dense, floor=None)
    mixed = {
        identifier: weight * scaled_lexical.get(identifier, 0.0) + (1.0 - weight) * scaled_dense.get(identifier, 0.0)
        for identifier in {**lexical, **dense}
    }
    return sorted(mixed.items(), key=lambda item: (-item[1], item[0]))


def _scaled(scores: Mapping[int, float], floor: float | None) -> dict[int, float]:
    if not scores:
        return {}
    low = min(scores.values()) if floor is None else floor
    high = max(scores.values())
    width = high - low
    return {identifier: (score - low) / width if width > 0 else 1.0 for identifier, score in scores.items()}
