"""What whoever helps needs, in one file, and nothing personal in it.

What may name somebody is left out by its kind, not searched for: of the settings, paths and addresses; of the log, everything that was
put into a message; of the index, names of files and texts. Only what the doctor says is free text, and what it quotes is taken out of it.
"""

import ipaddress
import json
import platform
import re
import shutil
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from packaging.requirements import Requirement
from pydantic import BaseModel, SecretStr

from ingest.errors import FichesError, reason
from ingest.index.catalogue import Catalogue
from rag.library import CATALOGUE_FILE
from ui import wiring
from ui.arguments import InputError
from ui.settings import Settings
from ui.shapes import DoctorShape, GenerationShape
from ui.text_fr import operating as words
from ui.watch import logs

_LINES = 2_000
_TOP = ("catalogue.sqlite3", "lexical", "chroma", "uploads", "journal", "logs", "comptes.sqlite", "retours.sqlite", "historique.sqlite")
_QUOTED = re.compile(r"« [^»]* »|'[^']*'|\"[^\"]*\"")
_PATH = re.compile(r"(?<![\w:])~?/[^\s»,;)]+")
_BRACKETS = re.compile(r"\([^()]*\)")
_MAIL = re.compile(r"\S+@\S+")
# Of a line of the log: what the program says of itself, whoever asks.
_KEPT = ("time", "level", "logger", "reference", "method", "route", "status", "ms", "reason", "mode", "timings_ms")
_PLACE = re.compile(r"(?P<file>[\w.-]+\.py):(?P<line>\d+) (?P<name>[\w<>]+)$")
_CLASS = re.compile(r"[\w.]+\Z")


def support_bundle(settings: Settings, file: Path) -> int:
    """Write the file, which must be new, and return its size.

    Raises:
        InputError: it exists or cannot be written.
    """
    parts: dict[str, Callable[[], Any]] = {
        "versions.json": versions,
        "reglages.json": lambda: shown_settings(settings),
        "diagnostic.json": lambda: doctor(settings),
        "index.json": lambda: manifest(Path(settings.data_dir)),
        "dossier.json": lambda: sizes(Path(settings.data_dir)),
        "journal-technique.json": lambda: [stripped(line) for line in logs.kept_lines(Path(settings.data_dir), _LINES)],
    }
    try:
        with zipfile.ZipFile(file, "x", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr("LISEZMOI.txt", words.BUNDLE_README)
            for name, make in parts.items():
                bundle.writestr(name, json.dumps(make(), ensure_ascii=False, indent=1))
        return file.stat().st_size
    except FileExistsError as error:
        raise InputError(words.bundle_exists(str(file))) from error
    except OSError as error:
        raise InputError(words.bundle_unwritten(str(file), reason(error))) from error


def versions() -> dict[str, Any]:
    """The program, the packages that it asks for, and the machine without its name."""
    packages: dict[str, str | None] = {}
    for text in metadata.requires("fiches") or []:
        name = Requirement(text).name
        try:
            packages[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            packages[name] = None
    return {
        "fiches": metadata.version("fiches"),
        "python": platform.python_version(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "executable": "venv" if sys.prefix != sys.base_prefix else "system",
        "packages": dict(sorted(packages.items())),
    }


def shown_settings(settings: Settings) -> dict[str, Any]:
    return {f"FICHES_{name.upper()}": _shown(name, getattr(settings, name)) for name in type(settings).model_fields}


_PUBLIC = ("log_format", "log_level", "proxy_role")


def _shown(name: str, value: object) -> object:
    """A number or a choice as it is; of anything else whether it is set, and of an address whether it is this machine."""
    if value is None or value == "" or isinstance(value, bool | int | float):
        return value
    if isinstance(value, SecretStr):
        return words.MASKED if value.get_secret_value() else ""
    if isinstance(value, Path):
        return words.path_set(value.exists())
    default = Settings.model_fields[name].default
    if value == default or (name in _PUBLIC and str(value).upper() in words.CHOICES):
        return value
    if name == "llm":
        return words.provider_set(str(value).partition(":")[0])
    host = urlsplit(str(value)).hostname if "://" in str(value) else str(value)
    return words.address_set(_is_here(host or "")) if name in ("host", "llm_base_url", "chroma_url", "proxy_address") else words.SET


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def doctor(settings: Settings) -> object:
    """What the doctor finds, without what it quotes: a name of a file may be that of a person."""
    shape: BaseModel = DoctorShape.of(wiring.examine(settings))
    found: dict[str, Any] = shape.model_dump()
    for one in found["checks"]:
        one["found"] = unquoted(one["found"], strict=not one["ok"])
        one["repair"] = unquoted(one["repair"], strict=False) if one["repair"] else None
    return found


def unquoted(text: str, *, strict: bool = True) -> str:
    """A sentence of ours without names, paths and addresses; `strict`: without what it says in brackets either."""
    text = _PATH.sub("…", _QUOTED.sub("« … »", text))
    return _MAIL.sub("…", _BRACKETS.sub("(…)", text) if strict else text)


def manifest(data_dir: Path) -> dict[str, Any]:
    """The index in figures."""
    path = data_dir / CATALOGUE_FILE
    if not path.is_file() or not path.stat().st_size:
        return {"index": None}
    try:
        with closing(Catalogue(path)) as catalogue:
            kinds = Counter(
                suffix if re.fullmatch(r"\.[a-z]{1,5}", suffix := Path(source.name).suffix.lower()) else "autre"
                for source in catalogue.sources()
            )
            return {
                "format": catalogue.meta("format"),
                "generation": catalogue.meta("generation"),
                "updated_at": catalogue.meta("updated_at"),
                "counts": {kind: catalogue.count(kind) for kind in ("source", "fiche", "chunk")},
                "vectors": catalogue.count_vectors(),
                "parts": len(catalogue.parts),
                "files": dict(sorted(kinds.items())),
                "failed": len(catalogue.failures()),
                "generations": [GenerationShape.of(one).model_dump(exclude={"model"}) for one in catalogue.generations()[-20:]],
            }
    except FichesError as error:
        return {"error": unquoted(str(error))}


def sizes(data_dir: Path) -> dict[str, int | None]:
    """Bytes of each part of the data directory, and what is free."""
    found: dict[str, int | None] = {}
    for name in _TOP:
        path = data_dir / name
        files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else []
        found[name] = sum(one.stat().st_size for one in files)
    found["libre"] = shutil.disk_usage(data_dir).free if data_dir.exists() else None
    return found


def stripped(line: Mapping[str, object]) -> dict[str, object]:
    """A line of the log: of an error its kind and places; of a message what it is before anything is put into it."""
    kept = {name: line[name] for name in _KEPT if name in line}
    if logs.is_ours(str(line.get("logger", ""))):
        kept["template"] = line.get("template", "")
    error = line.get("error")
    if isinstance(error, list):
        kept["error"] = [shown for part in error if (shown := _error_part(str(part)))]
    return kept


def _error_part(part: str) -> str:
    if place := _PLACE.search(part):
        return f"{place['file']}:{place['line']} {place['name']}"
    name = part.partition(":")[0]
    return name if _CLASS.match(name) else ""
