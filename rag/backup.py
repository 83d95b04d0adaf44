"""An index in one file, and back: its catalogue, its lexical base and its vectors, whatever keeps them.

The file is a zip without compression of the vectors, so that it can be looked into; nothing of it is trusted on the way back.
"""

import io
import json
import os
import re
import shutil
import sqlite3
import tempfile
import time
import uuid
import zipfile
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.errors import DATABASE_ERRORS, StorageError, database_reason, reason
from ingest.index.catalogue import FORMAT, Catalogue, CatalogueWriter
from ingest.index.lock import writing
from ingest.index.ports import Vectors, VectorStore
from rag.errors import IndexMissingError
from rag.health import damage_of
from rag.lexical import LexicalBase, files_of
from rag.library import CATALOGUE_FILE, LEXICAL_FOLDER, OpenVectors, check_model

_MANIFEST, _IDS, _VECTORS = "manifest.json", "vector_ids.json", "vectors.npy"
_KIND = "fiches-index"
_BATCH = 5_000
_MAX_BYTES = 20_000_000_000
_SEGMENT_FILE = re.compile(rf"{LEXICAL_FOLDER}/[0-9a-f]{{32}}/[a-z0-9_-]+\.(?:npy|txt)")


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """What a backup holds."""

    generation: str
    fiches: int
    passages: int
    bytes: int


def back_up(data_dir: Path, file: Path, vectors: OpenVectors) -> BackupSummary:
    """Write the index of `data_dir` to `file`, which appears whole or not at all.

    Raises:
        IndexMissingError: nothing is indexed.
        StorageError: the file exists or cannot be written, or vectors are missing.
    """
    if not (data_dir / CATALOGUE_FILE).is_file():
        raise IndexMissingError(f"Aucun index dans « {data_dir} » ; lancez d’abord « fiches index corpus/ ».")
    if file.exists():
        raise StorageError(f"« {file} » existe déjà ; choisissez un autre nom, ou effacez-le.")
    with writing(data_dir), tempfile.TemporaryDirectory(prefix="fiches-") as folder:
        copy = Path(folder) / CATALOGUE_FILE
        _copy_database(data_dir / CATALOGUE_FILE, copy)
        with closing(Catalogue(copy)) as catalogue:
            generation, model = catalogue.meta("generation"), catalogue.meta("model")
            if generation is None or model is None:
                raise IndexMissingError(f"L’index de « {data_dir} » est vide ; lancez d’abord « fiches index corpus/ ».")
            ids = sorted(catalogue.vector_ids())
            fiches, passages = catalogue.count("fiche"), catalogue.count("chunk")
            segments, index = files_of(data_dir / LEXICAL_FOLDER, catalogue.meta("lexical") or ""), catalogue.index
            stored_in = catalogue.parts
        partial = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            with zipfile.ZipFile(partial, "x", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                manifest = {"kind": _KIND, "format": FORMAT, "generation": generation, "model": model}
                archive.writestr(_MANIFEST, json.dumps(manifest))
                archive.write(copy, CATALOGUE_FILE)
                for name in segments:
                    archive.write(data_dir / LEXICAL_FOLDER / name, f"{LEXICAL_FOLDER}/{name}")
                archive.writestr(_IDS, json.dumps(ids))
                archive.writestr(_VECTORS, _packed(vectors(index), stored_in, ids))
            partial.replace(file)
        except OSError as error:
            raise StorageError(f"« {file} » ne peut pas être écrit ({reason(error)}) ; choisissez un autre dossier.") from error
        finally:
            partial.unlink(missing_ok=True)
        return BackupSummary(generation, fiches, passages, file.stat().st_size)


def restore(file: Path, data_dir: Path, *, model: str, vectors: OpenVectors) -> BackupSummary:
    """Put the index of `file` in the place of that of `data_dir`: readers see the one or the other, whole.

    Raises:
        StorageError: the file cannot be read, is no backup of ours, or is damaged.
        EmbedderMismatchError: it was made with another model than `model`.
    """
    with writing(data_dir), tempfile.TemporaryDirectory(prefix="fiches-", dir=data_dir) as folder:
        parts = _unpacked(file, Path(folder))
        manifest = json.loads((parts / _MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise StorageError(f"« {file} » vient d’une autre version du programme ; restaurez-la avec celle-là, ou indexez à nouveau.")
        check_model(manifest["model"], model)
        try:
            summary, ids, matrix = _examined(parts, file)
        except (OSError, ValueError, KeyError, TypeError, EOFError, StorageError) as error:
            raise _no_backup(file) from error
        _settle(parts / CATALOGUE_FILE, data_dir / CATALOGUE_FILE, vectors, ids, matrix)
        for segment in (parts / LEXICAL_FOLDER).glob("*"):
            place = data_dir / LEXICAL_FOLDER / segment.name
            shutil.rmtree(place, ignore_errors=True)
            place.parent.mkdir(parents=True, exist_ok=True)
            segment.rename(place)
        # Last, in one transaction: what makes the rest visible.
        _copy_database(parts / CATALOGUE_FILE, data_dir / CATALOGUE_FILE)
    return summary


def _examined(parts: Path, file: Path) -> tuple[BackupSummary, list[str], Vectors]:
    """Check that the parts of a backup belong together; ValueError where they do not."""
    if damage := damage_of(parts / CATALOGUE_FILE):
        raise ValueError(damage)
    with closing(Catalogue(parts / CATALOGUE_FILE)) as catalogue:
        generation, wanted, manifest = catalogue.meta("generation"), catalogue.vector_ids(), catalogue.meta("lexical") or ""
        summary = BackupSummary(generation or "", catalogue.count("fiche"), catalogue.count("chunk"), file.stat().st_size)
    ids = json.loads((parts / _IDS).read_text(encoding="utf-8"))
    matrix: Vectors = np.load(parts / _VECTORS, mmap_mode="r")
    if not summary.generation.isdigit() or wanted != set(ids) or len(matrix) != len(ids):
        raise ValueError("the parts do not belong together")
    lexical = LexicalBase(parts / LEXICAL_FOLDER, manifest)
    if len(lexical) != summary.passages or lexical.damaged():
        raise ValueError("the lexical base is damaged, or of another index")
    return summary, ids, matrix


def _settle(restored: Path, replaced: Path, vectors: OpenVectors, ids: list[str], matrix: Vectors) -> None:
    """Store the vectors of a restored catalogue as one part, under the name of the index it replaces.

    Two indexes of one name would share their vectors on a Chroma server, so that of the backup is not kept.
    """
    name = uuid.uuid4().hex
    former: tuple[str, ...] = ()
    with suppress(StorageError), closing(Catalogue(replaced)) as catalogue:
        name, former = catalogue.index, catalogue.parts
    batches = (
        (ids[start : start + _BATCH], np.asarray(matrix[start : start + _BATCH], dtype=np.float32)) for start in range(0, len(ids), _BATCH)
    )
    part = vectors(name).write(len(ids), batches)
    with closing(CatalogueWriter(restored)) as catalogue:
        catalogue.begin()
        for other in catalogue.part_sizes():
            catalogue.forget_part(other)
        for other in catalogue.retired_parts():
            catalogue.forget_retired(other)
        catalogue.put_vectors(part, ids)
        catalogue.set_meta("parts", json.dumps(former))
        catalogue.set_parts([part], time.time())  # those that running readers may still use are dropped later
        catalogue.set_meta("index", name)
        catalogue.set_meta("token", uuid.uuid4().hex)
        catalogue.commit()


def _packed(store: VectorStore, parts: Sequence[str], ids: list[str]) -> bytes:
    stream = io.BytesIO()
    np.save(stream, store.get(parts, ids))
    return stream.getvalue()


def _copy_database(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as given, closing(sqlite3.connect(target)) as made:
            given.backup(made)
    except DATABASE_ERRORS as error:
        raise StorageError(
            f"Le catalogue « {target} » ne peut pas être copié ({database_reason(error)}) ; lancez « fiches doctor »."
        ) from error


def _unpacked(file: Path, folder: Path) -> Path:
    """Unpack the members that a backup has, and no other, under their own names."""
    names = {_MANIFEST, CATALOGUE_FILE, _IDS, _VECTORS}
    try:
        with zipfile.ZipFile(file) as archive:
            segments = {name for name in archive.namelist() if _SEGMENT_FILE.fullmatch(name)}
            if set(archive.namelist()) != names | segments or sum(info.file_size for info in archive.infolist()) > _MAX_BYTES:
                raise _no_backup(file)
            for name in names | segments:
                archive.extract(name, folder)
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise StorageError(f"« {file} » ne peut pas être lu ({reason(error)}) ; vérifiez le chemin et vos droits.") from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise _no_backup(file) from error
    if not isinstance(manifest, dict) or manifest.get("kind") != _KIND or not {"format", "model"} <= manifest.keys():
        raise _no_backup(file)
    return folder


def _no_backup(file: Path) -> StorageError:
    return StorageError(f"« {file} » n’est pas une sauvegarde de « fiches backup », ou elle est abîmée ; prenez-en une autre.")
