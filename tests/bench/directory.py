"""How often a described project finds its schemes, and what the directories cost: `python -m tests.bench.directory [--count N] [--quick]`.

The quality is measured on the extraction as it is: a scheme counts as found where a record of its fiche says it. The speed is that of
an index of N generated fiches whose vectors are drawn at random, since their values do not change what looking them up costs.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from ingest.folding import fold
from ingest.index.embedding import BUNDLED_MODEL
from ingest.index.ports import Batch, Vectors
from rag.directory import Directory
from rag.funding_lookup import FundingHit
from tests.bench._common import CORPUS, ROOT, indexed
from tests.bench._generated import write_fiches
from ui import wiring
from ui.settings import Settings

DATA = ROOT / "tests/data/directories"
FICTIONAL = ROOT / "tests/data/fictif/fiches"
#: The fiches of each set of projects.
SETS = {
    "reels": CORPUS, "valmoree": FICTIONAL / "valmoree", "port_lanvec": FICTIONAL / "port-lanvec",
    "roquevaire": FICTIONAL / "roquevaire-sur-drenne", "saint_aubrac": FICTIONAL / "saint-aubrac",
    "lussan": ROOT / "tests/data/fictif/controle/lussan/fiches",
}  # fmt: skip
_FIRST = 5
_AT = date(2026, 11, 22)
_MOST_BUILD_S, _MOST_TIMES = 20.0, 2.0
_LEAST_FOUND = 0.9
_DIMENSION = 384
_LOOK_UPS = (
    "un atelier radio avec des ados le soir, pour qu’ils racontent la vie de leur quartier à la radio locale",
    "équiper le gymnase pour des séances de sport ouvertes aux filles et aux familles du quartier",
    "qui finance la prévention santé auprès des personnes âgées isolées et des habitants sans médecin ?",
    "aide aux devoirs deux soirs par semaine avec des étudiants bénévoles, pour les enfants de l’école primaire",
    "un jardin partagé au pied des immeubles, avec des outils, de la terre et un repas pour l’ouverture",
)


class DrawnEmbedder:
    """Vectors at random for passages, the same at each run."""

    name = BUNDLED_MODEL

    def embed_passages(self, texts: Sequence[str]) -> Iterator[Batch]:
        drawn = np.random.default_rng(2026)
        for start in range(0, len(texts), 500):
            positions = range(start, min(start + 500, len(texts)))
            rows = drawn.standard_normal((len(positions), _DIMENSION)).astype(np.float32)
            yield positions, rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def embed_query(self, text: str) -> Vectors:
        raise NotImplementedError  # questions are read with the bundled model

    def close(self) -> None:
        pass


def projects() -> dict[str, list[dict[str, object]]]:
    """The described projects by set; a final set is measured like the others, and never shown."""
    found: dict[str, list[dict[str, object]]] = {}
    for path in sorted(DATA.glob("projets*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            project = json.loads(line)
            found.setdefault(str(project["set"]), []).append(project)
    return found


def is_same(hit: FundingHit, expected: dict[str, str]) -> bool:
    """Whether a record is the scheme expected: of its fiche, and one name within the other."""
    record = hit.entry.record
    names = [fold(name) for name in (record.scheme or record.quote.text, expected["scheme"])]
    return hit.entry.fiche.code == expected["fiche"] and (names[0] in names[1] or names[1] in names[0])


def quality(name: str, described: Sequence[dict[str, object]]) -> tuple[float, float]:
    """Share of projects whose best scheme is among the first five, and of those for which one that fits is."""
    best = some = 0
    with indexed(SETS[name]) as settings:
        look_up = wiring.directory(settings).funding
        for project in described:
            hits = look_up.nearest(str(project["text"]), _AT, limit=_FIRST)
            expected: list[dict[str, str]] = project["schemes"]  # type: ignore[assignment]
            best += any(is_same(hit, expected[0]) for hit in hits)
            some += any(is_same(hit, scheme) for hit in hits for scheme in expected)
    return best / len(described), some / len(described)


def speed(count: int) -> tuple[float, float]:
    """Seconds to make both directories of `count` fiches, and a look-up as a multiple of the embedding of its words alone."""
    with tempfile.TemporaryDirectory(prefix="fiches-bench-") as folder:
        place = Path(folder)
        write_fiches(place / "fiches", count)
        settings = Settings(data_dir=place / "data")
        with wiring.index_builder(settings) as builder:
            replace(builder, embedder=DrawnEmbedder()).index([str(place / "fiches")])
        library = wiring.library(settings)
        library.embed("pour charger le modèle")
        started, processor = time.perf_counter(), time.process_time()
        directory = Directory(library)
        made = len(directory.funding.entries), len(directory.partners.partners)
        directory.funding.nearest(_LOOK_UPS[0], _AT)  # the vectors are at hand from the first look-up on
        built_s = time.perf_counter() - started
        used_s = time.process_time() - processor
        told = f"{made[0]} financements et {made[1]} partenaires en {built_s:.1f} s, {used_s:.1f} s de processeur"
        sys.stdout.write(f"{count} fiches : {told}\n")
        ratios = []
        for number in range(25):
            text = f"{_LOOK_UPS[number % len(_LOOK_UPS)]} ({number})"
            started = time.perf_counter()
            library.embed.__wrapped__(text)
            bare = time.perf_counter() - started
            started = time.perf_counter()
            directory.funding.nearest(text, _AT)
            ratios.append((time.perf_counter() - started) / bare)
        return built_s, statistics.median(ratios)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--quick", action="store_true", help="no speed")
    given = parser.parse_args()
    held = True
    for name, described in projects().items():
        best, some = quality(name, described)
        sys.stdout.write(
            f"{name} : {len(described)} projets, le meilleur dispositif dans les cinq premiers {best:.0%}, l’un de ceux attendus {some:.0%}\n"
        )
        held &= some >= _LEAST_FOUND
    for count in () if given.quick else (30, given.count):
        built_s, times = speed(count)
        sys.stdout.write(f"{count} fiches : une recherche prend {times:.2f} fois le calcul du vecteur de ses mots\n")
        if built_s > _MOST_BUILD_S or times > _MOST_TIMES:
            sys.stdout.write("plus lent que voulu\n")
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
