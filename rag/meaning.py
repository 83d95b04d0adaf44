"""What the meaning of a question tells beyond its words: the section it asks for, and whether it is about the fiches' world at all.

Two logistic regressions over the vector of the question, fitted by `make calibrate` on the tuning questions; of use with the bundled
model alone, whose vectors they read.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.index.embedding import BUNDLED_MODEL
from ingest.model import SectionKind
from rag.library import Library

PROBE_FILE = Path(__file__).with_name("meaning.npz")
#: Log-probability of a section that the probe knows nothing of.
UNKNOWN = -6.0
_MOST_ODDS = 6.0

_Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Meaning:
    """Log-probability of each section; log-odds that the question is of the fiches' field, within [-6, 6]; nothing known: {}, 0."""

    sections: Mapping[SectionKind, float]
    field: float


NOTHING = Meaning({}, 0.0)


def meaning(library: Library, question: str) -> Meaning:
    """Return what the vector of a question tells, nothing where the index has vectors of another model."""
    if library.model != BUNDLED_MODEL:
        return NOTHING
    return _probe().read(np.asarray(library.embed(question), dtype=np.float64).ravel())


@dataclass(frozen=True, slots=True)
class Probe:
    """The weights: one row for each of `kinds`; one row for the field."""

    kinds: tuple[SectionKind, ...]
    sections: _Numbers
    section_bias: _Numbers
    field: _Numbers
    field_bias: float

    def read(self, vector: _Numbers) -> Meaning:
        scores = self.sections @ vector + self.section_bias
        scores -= scores.max()
        total = math.log(float(np.exp(scores).sum()))
        odds = float(self.field @ vector) + self.field_bias
        return Meaning(
            {kind: float(score) - total for kind, score in zip(self.kinds, scores, strict=True)}, max(-_MOST_ODDS, min(_MOST_ODDS, odds))
        )

    def save(self, path: Path) -> None:
        kinds = np.array([kind.value for kind in self.kinds])
        numbers = {name: np.asarray(getattr(self, name), dtype=np.float32) for name in ("sections", "section_bias", "field", "field_bias")}
        np.savez_compressed(path, allow_pickle=False, kinds=kinds, **numbers)


@lru_cache(maxsize=1)
def _probe() -> Probe:
    with np.load(PROBE_FILE, allow_pickle=False) as stored:
        kinds = tuple(SectionKind(str(kind)) for kind in stored["kinds"])
        sections, section_bias, field = (stored[name].astype(np.float64) for name in ("sections", "section_bias", "field"))
        return Probe(kinds, sections, section_bias, field, float(stored["field_bias"]))
