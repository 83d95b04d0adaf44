"""A user's own word on names: those that are one, those that are not."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import FichesError, reason


class AliasesError(FichesError):
    """A file of aliases that cannot be read: the message names the file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Aliases:
    """A user's own word on names: those that are one, those that are not."""

    same: tuple[tuple[str, ...], ...] = ()
    distinct: tuple[tuple[str, ...], ...] = ()


def read_aliases(path: Path) -> Aliases:
    """Read a user's file: tables `[[same]]` and `[[distinct]]`, each with its `names`.

    Raises:
        AliasesError: the file cannot be read, or a table has not two names.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AliasesError(f"Le fichier d’alias « {path} » ne peut pas être lu ({reason(error)}) ; vérifiez son chemin.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AliasesError(f"Le fichier d’alias « {path} » n’est pas un fichier TOML ({error}) ; corrigez-le.") from error
    lists: dict[str, list[tuple[str, ...]]] = {"same": [], "distinct": []}
    for key, entries in table.items():
        if key not in lists or not isinstance(entries, list):
            raise AliasesError(
                f"Dans le fichier d’alias « {path} », « {key} » n’est pas connu ; il faut des tables [[same]] ou [[distinct]]."
            )
        for entry in entries:
            names = entry.get("names") if isinstance(entry, dict) else None
            if not isinstance(names, list) or len(names) < 2 or not all(isinstance(name, str) and name.strip() for name in names):
                raise AliasesError(f"Dans le fichier d’alias « {path} », une table [[{key}]] n’a pas deux noms dans « names ».")
            lists[key].append(tuple(names))
    return Aliases(tuple(lists["same"]), tuple(lists["distinct"]))
