"""The directories over the hand-made lists of the tuning sets: a quick sample of the bench."""

import pytest

from tests.bench.directories import TUNING, below, judged


@pytest.mark.parametrize("name", sorted(TUNING))
def test_a_tuning_set_reaches_every_floor(name: str) -> None:
    assert list(below(judged(name))) == []
