"""The parts of the vector store that make up a generation: written, merged and, once no answer needs them, dropped."""

import time
from collections.abc import Iterator, Sequence

import numpy as np

from ingest.errors import StorageError
from ingest.index.batches import in_batches
from ingest.index.catalogue import Catalogue, CatalogueWriter
from ingest.index.merging import merged_groups
from ingest.index.ports import Vectors, VectorStore
from ingest.index.staging import Staging

_BATCH = 2_000
_GRACE_S = 600.0  # how long a part outlives its last generation: no answer that is being made lasts longer
_TOLERANCE = 1e-3  # of the length of a vector, which is 1


def publish_parts(catalogue: CatalogueWriter, store: VectorStore, staging: Staging, touched: Sequence[str]) -> None:
    """Put what is staged into parts and name those of the generation being written.

    `touched` are the stored vectors that passages have lost or found again.
    """
    for batch in in_batches(touched, _BATCH):
        catalogue.set_alive(batch)
    used = catalogue.used_vectors(staging.ids())
    new = sorted(used - catalogue.stored_vectors(sorted(used)))
    sizes = catalogue.part_sizes()
    former = [part for part in catalogue.parts if part in sizes]
    kept: list[str] = []
    for positions, is_to_write in merged_groups([*(sizes[part] for part in former), (len(new), len(new))]):
        if not is_to_write and positions[0] < len(former):
            kept.append(former[positions[0]])
            continue
        old = {former[position]: catalogue.vectors_of(former[position]) for position in positions if position < len(former)}
        added = new if len(former) in positions else []
        kept.append(part := store.write(sum(map(len, old.values())) + len(added), _gathered(store, staging, old, added)))
        for merged, ids in old.items():
            catalogue.forget_part(merged)
            catalogue.put_vectors(part, ids)
        catalogue.put_vectors(part, added)
    for part in set(former) - set(kept):
        catalogue.forget_part(part)  # those that are dead throughout
    catalogue.set_parts(kept, time.time())


def discard_retired(catalogue: CatalogueWriter, store: VectorStore) -> None:
    """Drop the parts that nothing can be reading, and those that a run which did not end has left."""
    retired = catalogue.retired_parts()
    kept = {*catalogue.parts, *(part for part, since in retired.items() if abs(time.time() - since) < _GRACE_S)}
    for part in store.parts():
        if part not in kept:
            store.drop(part)
    for part in retired.keys() - kept:
        catalogue.forget_retired(part)


def damaged_parts(catalogue: Catalogue, store: VectorStore) -> dict[str, int]:
    """Return the parts of the generation that lack vectors or hold some that are not of length 1, and how many."""
    damaged: dict[str, int] = {}
    there = set(store.parts())
    for part in catalogue.parts:
        ids = catalogue.vectors_of(part)
        wrong = sum(_wrong(store, part, batch) for batch in in_batches(ids, _BATCH)) if part in there else len(ids)
        if wrong:
            damaged[part] = wrong
    return damaged


def _wrong(store: VectorStore, part: str, ids: Sequence[str]) -> int:
    try:
        missing = set(store.missing([part], ids))
        vectors = store.get([part], [identifier for identifier in ids if identifier not in missing])
    except StorageError:
        return len(ids)
    lengths = np.linalg.norm(vectors, axis=1) if len(vectors) else np.empty(0)
    return len(missing) + int(np.count_nonzero(~(np.abs(lengths - 1.0) < _TOLERANCE)))


def _gathered(store: VectorStore, staging: Staging, old: dict[str, list[str]], added: list[str]) -> Iterator[tuple[Sequence[str], Vectors]]:
    for part, ids in old.items():
        for batch in in_batches(ids, _BATCH):
            yield batch, store.get([part], batch)
    for batch in in_batches(added, _BATCH):
        yield batch, staging.get(batch)
