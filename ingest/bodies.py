"""Bodies and schemes that others have replaced: a small dated and sourced table, which users can complete."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from ingest.errors import FichesError, reason

TABLE = Path(__file__).with_name("bodies.toml")
_OPENING = 6  # characters
_LONG = 12  # characters: « ddcs » may be part of an address, « Pôle emploi » is one name


class BodiesError(FichesError):
    """A table of bodies that cannot be read: the message names the file and the entry."""


@dataclass(frozen=True)
class Body:
    """A body under all its names; what replaced it, from which day, and by which text."""

    names: tuple[str, ...]
    since: date
    by: str
    source: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """A whole name: acronyms in their own capitals, written-out names in any."""
        written = []
        for name in sorted(self.names, key=len, reverse=True):
            spelt = re.sub(r"['’]", "['’]", re.escape(name))
            written.append(rf"(?<!\w){f'(?i:{spelt})' if len(name) >= _LONG else spelt}(?!\w)")
        return re.compile("|".join(written))

    @cached_property
    def openings(self) -> frozenset[str]:
        """How its names begin, in lower case: a text without any of these does not name it."""
        return frozenset(re.split("['’]", name)[0][:_OPENING].lower() for name in self.names)


@dataclass(frozen=True, slots=True)
class Replaced:
    """A body that a text names, as written there."""

    written: str
    body: Body


class Bodies:
    """The replaced bodies, found in a text by their names."""

    def __init__(self, bodies: Sequence[Body]) -> None:
        self._bodies = tuple(bodies)
        openings = sorted({opening for body in self._bodies for opening in body.openings})
        self._begun = [(opening, [number for number, body in enumerate(self._bodies) if opening in body.openings]) for opening in openings]

    def replaced_in(self, text: str, at: date) -> tuple[Replaced, ...]:
        """Return the bodies named in `text` that others had replaced by `at`, in order of appearance, each once."""
        first = {}
        lowered = text.lower()
        begun = [number for opening, numbers in self._begun if opening in lowered for number in numbers]
        for body in [self._bodies[number] for number in sorted(set(begun))]:
            if body.since > at:
                continue
            if match := body.pattern.search(text):
                first[match.start()] = Replaced(match.group(), body)
        return tuple(first[start] for start in sorted(first))


def load_bodies(own: Path | None = None) -> Bodies:
    """Read the table that comes with the program, then that of the user, whose entries stand over those of the same name.

    Raises:
        BodiesError: a file cannot be read, or an entry lacks a key or has one of the wrong type.
    """
    bodies = _read(TABLE)
    if own is not None:
        added = _read(own)
        names = {name for body in added for name in body.names}
        bodies = [body for body in bodies if not names & set(body.names)] + added
    return Bodies(bodies)


def _read(path: Path) -> list[Body]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BodiesError(f"La table des organismes « {path} » ne peut pas être lue ({reason(error)}) ; vérifiez FICHES_BODIES.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BodiesError(f"La table des organismes « {path} » n’est pas un fichier TOML ({error}) ; corrigez-la.") from error
    entries = table.get("body", [])
    return [_body(entry, number, path) for number, entry in enumerate(entries if isinstance(entries, list) else [entries], start=1)]


_KEYS: Mapping[str, type] = {"names": list, "since": date, "by": str, "source": str}


def _body(entry: Any, number: int, path: Path) -> Body:
    for key, kind in _KEYS.items():
        value = entry.get(key) if isinstance(entry, Mapping) else None
        if not isinstance(value, kind) or not value or (isinstance(value, list) and not all(isinstance(name, str) for name in value)):
            raise BodiesError(
                f"Dans la table des organismes « {path} », l’entrée {number} n’a pas de « {key} » valable ; il faut names, since, by et source."
            )
    return Body(tuple(entry["names"]), entry["since"], entry["by"], entry["source"])
