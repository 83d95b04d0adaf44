"""What bodies of one kind are called: « mairie » and « Ville », « centre social » and « centre socioculturel »."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.folding import fold

# The usual name of each kind first; folded, in the singular.
_KINDS = tuple(
    tuple(name.strip() for name in line.split("|"))
    for line in """
    ville | mairie | municipalite
    centre social | centre socioculturel | centre socio culturel | centre social et culturel | espace social
    maison de sante | maison medicale | pole sante | pole de sante | centre de sante | maison de sante pluridisciplinaire | maison de sante pluriprofessionnelle
    mediatheque | bibliotheque
    maison de quartier | espace de quartier
    regie de quartier | regie
    office de l habitat | office public | office public de l habitat | oph | office hlm | habitat | bailleur social | sa hlm | bailleur
    agglomeration | communaute d agglomeration | agglo
    communaute de communes | comcom | com com | cc
    metropole | communaute urbaine
    mission locale | mission locale pour l emploi | mission locale jeune
    ludotheque | espace jeu
    epicerie sociale | epicerie solidaire
    maison des jeunes et de la culture | mjc
    espace de vie sociale | evs
    college | clg
    lycee | lyc
    lycee professionnel | lp
    association | asso | assoc
    foyer de jeunes travailleurs | fjt
    residence autonomie | foyer logement
    club de prevention | association de prevention | prevention specialisee
    banque alimentaire
    point information jeunesse | pij
    maison france services | france services | espace france services
    """.strip().splitlines()
)
#: Kinds whose names are no persons: « association des Amis du Parc » is not « association du Parc ».
_NAMED_AT_WILL = ("association", "ville", "agglomeration", "metropole", "communaute de communes")
#: Bodies of which a territory has one: two names that share a place are that one's.
_ONE_HERE = ("mission locale", "maison de l emploi")
_HERE = re.compile(
    r"(?:municipa(?:l|le|ux|les)|communa(?:l|le|ux|les)|intercommuna(?:l|le|ux)|loca(?:l|le|ux)|val|vallee|ville|agglomeration|agglo|commune|pays|territoire|secteur|bassin|canton|saint|grand)\Z"
)
_OF_HERE = re.compile(r"(?:ais?|ois?|ien|ienne|ain|aine|een|eenne|aise|oise)\Z")  # « lussanais »
# « centre social du Haut Clos » is not that of the Clos.
_PLACED = frozenset(
    "haut haute bas basse grand grande petit petite vieux vieille nouveau nouvelle nord sud est ouest saint sainte ancien premier second".split()
)
_SMALL = frozenset("de du des d la le les l a au aux et en".split())


@dataclass(frozen=True, slots=True)
class Named:
    """A name parted: the kind of body, and the words that say which one."""

    kind: str
    said: str  # the kind as written there, folded
    own: tuple[str, ...]

    @property
    def is_of_sort(self) -> bool:
        """« office municipal des sports »: named by what it is for, without a proper name."""
        return self.kind.startswith("office de ") and self.said == self.kind


def _plain(words: Sequence[str]) -> list[str]:
    return [word.removesuffix("s") if len(word) > 3 and not word.endswith("ss") else word for word in words]


def _spellings() -> Iterator[tuple[tuple[str, ...], str]]:
    for names in _KINDS:
        for name in names:
            yield tuple(_plain(name.split())), names[0]


_BY_WORDS = dict(_spellings())
_LONGEST = max(map(len, _BY_WORDS))


def part(name: str) -> Named | None:
    """Return the parts of a name that begins, or ends as « Lussane Habitat » does, with the word for a kind; None for another."""
    words = _plain(fold(name).split())
    while words and words[0] in _SMALL:
        words = words[1:]
    if len(words) > 2 and words[0] == "office" and words[-1] in ("sport", "tourisme", "culture"):
        # « office municipal des sports »
        sort = f"office de {words[-1]}"
        return Named(sort, sort, tuple(word for word in words[1:-1] if word not in _SMALL))
    for length in range(min(_LONGEST, len(words)), 0, -1):
        for said, rest in ((words[:length], words[length:]), (words[-length:], words[:-length])):
            kind = _BY_WORDS.get(tuple(said))
            own = tuple(word for word in rest if word not in _SMALL)
            if kind and own and (said == words[:length] or kind in _LAST):
                return Named(kind, " ".join(said), own)
    return None


#: Kinds whose word may stand after the name: « Lussane Habitat », « Val de Lussan Agglomération ».
_LAST = ("office de l habitat", "agglomeration", "metropole")


def same_body(one: Named, other: Named) -> bool:
    """Tell whether two names are of one body though they differ: another word for its kind, a first name cut short, a place told otherwise."""
    if one.kind != other.kind or (one.said, one.own) == (other.said, other.own):
        return False
    if _same_own(one.own, other.own) and not (len(one.own) != len(other.own) and one.kind in _NAMED_AT_WILL):
        return bool(_places(one.own))
    if one.is_of_sort and other.is_of_sort and one.own and other.own:
        return all(_HERE.match(word) or _OF_HERE.search(word) for word in (*one.own, *other.own))
    return one.kind in _ONE_HERE and bool(_places(one.own) & _places(other.own))


def _places(own: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for word in own if not _HERE.match(word))


def prose_pattern(*, also: Sequence[str] = ()) -> re.Pattern[str]:
    """Where a sentence names a body by its kind and a proper name: « l’Office public Lussane ».

    A mairie may be the building, and a ville the place, but for the sentences where they are `also` bodies.
    """
    left = {"mairie", "ville", "habitat", "agglo", "regie", "cc", "lp", "bailleur"} - set(also)
    kinds = sorted({name for names in _KINDS for name in names if name not in left}, key=len, reverse=True)
    spelt = "|".join(_any_spelling(kind) for kind in kinds)
    own = r"[A-ZÀ-Ý][\w.’'-]*[\w.]"
    names = rf"{own}(?:\s+(?:de\s+la\s+|du\s+|des\s+|de\s+|d['’])?{own})*"
    return re.compile(rf"(?<!\w)(?:(?i:{spelt})\s+(?:de\s+la\s+|de\s+l['’]|du\s+|des\s+|de\s+|d['’])?{names}|{names}\s+OPH\b)")


def _any_spelling(kind: str) -> str:
    letters = {"e": "[eéèê]", " ": r"[\s'’-]+", "a": "[aàâ]", "i": "[iîï]"}
    words = " ".join(word if len(word) < 4 else word + "s?" for word in kind.split())
    return "".join(letters.get(letter, letter) for letter in words)


def _same_own(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """« Simone Ancelin » and « S. Ancelin »; « Ancelin » alone, for who has a first name."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) == len(long) and len(one) > 1:
        return all(a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a, b in zip(one, other, strict=True))
    return len(short) == 1 and len(long) == 2 and short[0] == long[1] and len(short[0]) > 3 and long[0] not in _PLACED
