"""Installation and index, looked over: each check says what it found and, where it failed, the command that repairs it."""

import importlib.metadata
import os
import random
import shlex
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from packaging.requirements import InvalidRequirement, Requirement

from ingest.chunking import chunk_fiche
from ingest.errors import DATABASE_ERRORS, FichesError, StorageError, VectorServerError, database_reason, reason
from ingest.index.catalogue import FORMAT, Catalogue, reading_address
from ingest.index.generation import embedded_text, vector_id
from ingest.index.parts import damaged_parts
from ingest.index.ports import Embedder, Vectors, embedded
from rag.lexical import LexicalBase
from rag.library import CATALOGUE_FILE, CHROMA_FOLDER, LEXICAL_FOLDER, OpenVectors

_LEAST_FREE_BYTES = 1_000_000_000  # the index of one contract takes a few MB; of many, with its rebuild beside it, some hundreds
_MOST_FICHES = 2_000  # whose passages are made again
_SAMPLE = 8  # vectors computed again
_SAME_COSINE = 0.99  # the two engines of the bundled model agree to 0.9999 (make bench-embedding), two passages to 0.95 at most
_CHROMA_FILE = "chroma.sqlite3"
_INSTALL = "make serve"
_REBUILD = "fiches rebuild"
_INDEX = "fiches index corpus/"
_CHROMA = "systemctl restart chroma  # ou la commande qui lance votre serveur : chroma run --path DOSSIER --host HÔTE --port PORT"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, what was found, and the command that repairs it; no repair where nothing is wrong."""

    name: str
    found: str
    repair: str | None = None

    @property
    def ok(self) -> bool:
        return self.repair is None


def examine(data_dir: Path, *, model: str, embedder: Callable[[], Embedder], vectors: OpenVectors) -> Iterator[Check]:
    """Yield the checks in the order in which repairs are to be made; those that need an index end where there is none."""
    yield _packages()
    yield _folder(data_dir)
    yield _disk(data_dir)
    yield _model(embedder)
    path = data_dir / CATALOGUE_FILE
    if not path.is_file() or not path.stat().st_size:
        yield Check("catalogue", f"aucun index dans « {data_dir} »", _INDEX)
        return
    try:
        catalogue = Catalogue(path)
        damage = damage_of(path)
        generation = catalogue.meta("generation")
        recorded, written = catalogue.meta("model"), catalogue.meta("format")
    except FichesError as error:
        yield Check("catalogue", str(error), _set_aside(path, _INDEX))
        return
    if damage:
        yield Check("catalogue", f"« {path} » est abîmé : {damage}", _set_aside(path, _INDEX))
        return
    if generation is None:
        yield Check("catalogue", "l’index est vide", _INDEX)
        return
    counts = f"{catalogue.count('source')} sources, {catalogue.count('fiche')} fiches, {catalogue.count('chunk')} passages"
    yield Check("catalogue", f"lisible : {counts}")
    yield _format(written)
    yield _recorded_model(recorded or "", model)
    if recorded != model or written != FORMAT:
        return
    try:
        if catalogue.is_altered():
            yield Check("catalogue", f"« {path} » n’est plus tel qu’il a été écrit", _set_aside(path, _INDEX))
            return
        yield _sources(catalogue)
        yield _lexical(data_dir / LEXICAL_FOLDER, catalogue)
        yield _vectors(catalogue, data_dir / CHROMA_FOLDER, vectors, embedder)
    except StorageError as error:
        yield Check("catalogue", str(error), _set_aside(path, _INDEX))
    except (FichesError, ValueError, LookupError, TypeError) as error:  # what a text or a row that is no longer itself may raise
        yield Check("textes", f"l’index ne peut pas être relu ({error})", _REBUILD)


def _set_aside(path: Path, then: str) -> str:
    """The command that moves a damaged file or folder away, with what stands beside it under its name (SQLite's log), and goes on."""
    aside = shlex.quote(str(path.parent / f"abime-{datetime.now():%Y%m%d-%H%M%S}"))
    return f"mkdir -p {aside} && mv -f {shlex.quote(str(path))}* {aside}/ && {then}"


def _packages() -> Check:
    """Each required package is there, in a version that suits."""
    try:
        requirements = importlib.metadata.requires("fiches") or []
    except importlib.metadata.PackageNotFoundError:
        return Check("paquets", "le paquet « fiches » n’est pas installé", _INSTALL)
    wrong = []
    for text in requirements:
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            continue
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            version = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{requirement.name} manque")
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            wrong.append(f"{requirement.name} {version}, attendu {requirement.specifier}")
    return Check("paquets", " ; ".join(wrong), _INSTALL) if wrong else Check("paquets", f"{len(requirements)} paquets en règle")


def _nearest_folder(data_dir: Path) -> Path:
    """The data directory, or the folder it will be made in."""
    return next(folder for folder in (data_dir, *data_dir.absolute().parents) if folder.exists())


def _folder(data_dir: Path) -> Check:
    nearest = _nearest_folder(data_dir)
    if os.statvfs(nearest).f_flag & os.ST_RDONLY:
        place = next(folder for folder in (nearest.resolve(), *nearest.resolve().parents) if folder.is_mount())
        return Check(
            "dossier de données", f"« {nearest} » est sur un disque en lecture seule", f"mount -o remount,rw {shlex.quote(str(place))}"
        )
    if not nearest.is_dir() or not os.access(nearest, os.R_OK | os.W_OK | os.X_OK):
        return Check("dossier de données", f"« {nearest} » ne peut pas être lu et écrit", f"chmod u+rwx {nearest}")
    return Check("dossier de données", f"« {data_dir} » peut être lu et écrit")


def _disk(data_dir: Path) -> Check:
    nearest = _nearest_folder(data_dir)
    try:
        free = shutil.disk_usage(nearest).free
    except OSError as error:
        return Check("disque", f"la place libre n’est pas connue ({reason(error)})", f"df -h {nearest}")
    if free < _LEAST_FREE_BYTES:
        return Check("disque", f"{free / 1e9:.1f} Go libres, il en faut {_LEAST_FREE_BYTES / 1e9:.0f}", f"du -sh {data_dir}/*")
    return Check("disque", f"{free / 1e9:.0f} Go libres")


def _model(embedder: Callable[[], Embedder]) -> Check:
    try:
        loaded = embedder()
        size = len(loaded.embed_query("contrat de ville"))
    except FichesError as error:
        return Check("modèle", str(error), _INSTALL)
    return Check("modèle", f"{loaded.name} : vecteurs de {size} nombres")


def damage_of(path: Path) -> str | None:
    """What SQLite says of its own file, None where all is well."""
    try:
        with closing(sqlite3.connect(reading_address(path), uri=True)) as database:
            told = str(database.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except DATABASE_ERRORS as error:
        return database_reason(error)
    return None if told == "ok" else told.splitlines()[0]


def _format(written: str | None) -> Check:
    if written != FORMAT:
        return Check("version de l’index", f"fait par une autre version du programme (format {written}, attendu {FORMAT})", _REBUILD)
    return Check("version de l’index", f"format {FORMAT}")


def _recorded_model(recorded: str, model: str) -> Check:
    if recorded != model:
        return Check("modèle de l’index", f"fait avec « {recorded} », or le réglage demande « {model} »", _REBUILD)
    return Check("modèle de l’index", recorded)


def _sources(catalogue: Catalogue) -> Check:
    """The published texts are those that were read, and the passages are theirs."""
    if altered := catalogue.altered_sources():
        return Check("textes", f"le texte enregistré de « {altered[0]} » est altéré ({len(altered)} en tout)", _REBUILD)
    records = catalogue.fiches()
    looked_at = records if len(records) <= _MOST_FICHES else random.sample(records, _MOST_FICHES)
    for record in looked_at:
        expected = [(chunk.section, chunk.excerpt.span, vector_id(chunk)) for chunk in chunk_fiche(catalogue.fiche(record.id))]
        if [(chunk.section, chunk.span, chunk.vector_id) for chunk in catalogue.chunks_of_fiche(record.id)] != expected:
            return Check("textes", f"les passages de la fiche {record.code} ne sont pas ceux de son texte", _REBUILD)
    return Check("textes", f"{catalogue.count('source')} textes intacts, passages vérifiés sur {len(looked_at)} fiches")


def _lexical(folder: Path, catalogue: Catalogue) -> Check:
    try:
        lexical = LexicalBase(folder, catalogue.meta("lexical") or "")
        damaged = lexical.damaged()
    except FichesError as error:
        return Check("base lexicale", str(error), _REBUILD)
    if damaged:
        return Check("base lexicale", f"« {folder / damaged[0]} » est abîmé", _REBUILD)
    if lexical.chunk_ids() != catalogue.chunk_ids():
        return Check("base lexicale", f"{len(lexical)} passages, qui ne sont pas les {catalogue.count('chunk')} du catalogue", _REBUILD)
    return Check("base lexicale", f"{len(lexical)} passages, tous ceux du catalogue")


def _vectors(catalogue: Catalogue, folder: Path, open_vectors: OpenVectors, embedder: Callable[[], Embedder]) -> Check:
    wanted = sorted(catalogue.vector_ids())
    try:
        if (database := folder / _CHROMA_FILE).is_file() and (damage := damage_of(database)):
            raise StorageError(f"« {database} » est abîmé : {damage}")
        store = open_vectors(catalogue.index)
        store.missing([part for part in store.parts() if part in catalogue.parts], wanted)
        damaged = damaged_parts(catalogue, store)
    except VectorServerError as error:
        return Check("base vectorielle", str(error), _CHROMA)
    except FichesError as error:  # a store that does not answer cannot be written either
        return Check("base vectorielle", str(error), _set_aside(folder, _REBUILD) if folder.exists() else _REBUILD)
    if damaged:
        return Check("base vectorielle", f"{sum(damaged.values())} vecteurs manquent ou sont abîmés sur {len(wanted)}", _REBUILD)
    if unknown := len(wanted) - len(catalogue.stored_vectors(wanted)):
        return Check("base vectorielle", f"{unknown} passages sont sans vecteur", _REBUILD)
    sample = random.sample(wanted, min(_SAMPLE, len(wanted)))
    if sample and (unlike := _unlike(catalogue, store.get(catalogue.parts, sample), sample, embedder)):
        return Check("base vectorielle", f"{unlike} vecteurs sur {len(sample)} ne sont pas ceux de leur passage", f"{_REBUILD} --vectors")
    return Check("base vectorielle", f"{len(wanted)} vecteurs, un pour chaque passage différent, en {len(catalogue.parts)} partie(s)")


def _unlike(catalogue: Catalogue, stored: Vectors, ids: Sequence[str], embedder: Callable[[], Embedder]) -> int:
    """How many of these vectors are not what the embedder makes of their passage."""
    texts = []
    for chunk in (catalogue.chunks_of_vectors([identifier])[0] for identifier in ids):
        texts.append(embedded_text(chunk_fiche(catalogue.fiche(chunk.fiche_id))[chunk.position]))
    made = embedded(embedder(), texts)
    return int(np.count_nonzero(np.sum(made * stored, axis=1) < _SAME_COSINE))
