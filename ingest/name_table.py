"""The small table of national bodies, funds and schemes beside this module: what an acronym means, and what kind of body it names."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from ingest.folding import fold

TABLE = Path(__file__).with_name("names.toml")


class BodyKind(StrEnum):
    """What a body is."""

    ETAT = "etat"
    COLLECTIVITE = "collectivite"
    ASSOCIATION = "association"
    BAILLEUR = "bailleur"
    ETABLISSEMENT = "etablissement"
    SECURITE_SOCIALE = "securite_sociale"
    ENTREPRISE = "entreprise"
    HABITANTS = "habitants"
    AUTRE = "autre"


@dataclass(frozen=True, slots=True)
class KnownName:
    """An entry of the table: the acronym or the usual name first; `kind` is None for what is no body (a fund, a scheme)."""

    names: tuple[str, ...]
    kind: BodyKind | None
    category: str  # « organisme », « fonds », « dispositif », « instance »
    source: str

    @property
    def is_scheme(self) -> bool:
        """Whether it names what is given, and nobody who gives or takes part: a fund, a scheme."""
        return self.category in ("fonds", "dispositif")

    @property
    def acronym(self) -> str:
        """Its acronym, "" for a body that is known by its name."""
        return self.names[0] if is_acronym(self.names[0]) else ""

    @property
    def expansion(self) -> str:
        return self.names[1] if self.acronym and len(self.names) > 1 else ""


#: « CAF », « C.A.F. », « FSE+ », « DILCRAH »; never « Ville » nor the capitals of a title.
ACRONYM = re.compile(r"(?<![\w.-])(?:[A-ZÀ-Ý](?:\.[A-ZÀ-Ý]){1,}\.?|[A-ZÀ-Ý]{2,10}(?:\+|\b))(?![\w’'])")


def is_acronym(text: str) -> bool:
    return ACRONYM.fullmatch(text.strip()) is not None


def letters(acronym: str) -> str:
    """An acronym without its dots, in lower case without accents: « C.A.F. » -> « caf »."""
    return fold(acronym).replace(" ", "")


@cache
def known_names() -> tuple[KnownName, ...]:
    """Read the table that comes with the program."""
    entries = tomllib.loads(TABLE.read_text(encoding="utf-8"))["name"]
    kinds = {kind.value: kind for kind in BodyKind}
    return tuple(
        KnownName(
            tuple(entry["names"]),
            kinds.get(entry["kind"]),
            "organisme" if entry["kind"] in kinds else entry["kind"],
            entry["source"],
        )
        for entry in entries
    )


@cache
def _by_name() -> dict[str, KnownName]:
    found: dict[str, KnownName] = {}
    for known in known_names():
        for name in known.names:
            found.setdefault(comparison_key(name), known)
    return found


_FUNCTION_WORDS = frozenset("de du des d la le les l a au aux en et".split())


@lru_cache(maxsize=32_768)
def comparison_key(name: str) -> str:
    """What two spellings of one name share: no case, accent, article or plural: « les Conseils Citoyens » -> « conseil citoyen ».

    An acronym is its letters: « C.A.F. » -> « caf ».
    """
    if is_acronym(name):
        return letters(name)
    words = [word for word in fold(name).split() if word not in _FUNCTION_WORDS]
    return " ".join(singular(word) for word in words)


@lru_cache(maxsize=32_768)
def singular(word: str) -> str:
    """A folded word without its plural: « conseils » -> « conseil », « sociaux » -> « social », « lieux » -> « lieu »."""
    if len(word) > 3 and word.endswith("aux") and not word.endswith(("eaux", "yaux")):
        return word[:-3] + "al"
    if len(word) > 3 and word.endswith(("s", "x")) and not word.endswith(("ss", "us", "is", "os", "paix", "voix", "croix", "prix")):
        return word[:-1]
    return word


def find_known(name: str) -> KnownName | None:
    """Return the entry of the table that a name, taken as a whole, is."""
    return _by_name().get(comparison_key(name))
