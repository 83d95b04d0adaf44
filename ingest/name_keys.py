"""What the spellings of one body share: its words, its place, its proper name."""

import re

from ingest.bodies_in_text import headed
from ingest.folding import fold
from ingest.name_table import comparison_key, find_known, is_acronym

WRAPPERS = re.compile(
    r"(?:l )?(?:associations?|asso|bailleurs?(?: socia(?:l|ux))?|organismes?|structures?|societes?|entreprises?|compagnies?) "
)
_BEHIND = re.compile(
    r"\A(?:les?\s+|l['’]\s*)?(?:bénévoles?|équipes?|antenne|agence|délégation|comité\s+local|représentants?|salariés?|services?|personnels?)\s+(?:du\s+|de\s+la\s+|de\s+l['’]\s*|de\s+|d['’]\s*|des\s+)(?=[A-ZÀ-Ý])"
)
_ARTICLE = re.compile(
    r"\A(?:(?:les?|la|du|des|aux?)\s+|l['’]\s*|(?:(?:les\s+)?(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|\d+)|une?)\s+(?=(?-i:[a-zà-ÿœ])))",
    re.IGNORECASE,
)
OWN_ACRONYM = re.compile(r"\s*\(\s*([A-ZÀ-Ý][A-ZÀ-Ý.+]{1,10})\s*\)")
_PLACE = re.compile(r"(?:\s+(?:de\s+la|de\s+l['’]|de|du|des|d['’]|à|sur|en)\s*|\s+)(?=(?:(?:la|le|les|l['’])\s*)?[A-ZÀ-Ý])")
# Two establishments of one proper name are two; a place gives a body no name of its own.
NAMED_AFTER = re.compile(
    r"(?:ecole|college|lycee|fondation|ville|commune|mairie|universite|quartier|radio|espace|maison|communaute|gymnase|stade|place)s?\b"
)


def body_key(name: str) -> str:
    """What the spellings of one body share; « conseil départemental d'accès au droit (CDAD) » is its words."""
    return key_of(bare_name(name))


def key_of(bare: str) -> str:
    key = comparison_key(bare)
    return key or fold(bare) or bare


def known_key(bare: str) -> str:
    """The key of a name, that of the table's first where the table knows it: « chambre de commerce et d’industrie » -> « cci »."""
    known = find_known(bare)
    return comparison_key(known.names[0]) if known is not None and known.kind is not None else key_of(bare)


def bare_name(name: str) -> str:
    """A name without its parentheses, its article, or the people behind it: « bénévoles du Secours catholique »."""
    bare = re.sub(r"\s+\([^()]*\)?", " ", name).strip()
    bare = _BEHIND.sub("", bare, count=1)
    return _ARTICLE.sub("", bare, count=1).strip() or name


def is_plural(bare: str) -> bool:
    words = fold(bare).split()
    return bool(words) and words[0].endswith(("s", "x")) and words[0] not in ("ccas", "ars", "cres", "bus", "plus", "cours")


_NUMBERED = re.compile(r"(?P<base>.*[^\W\d_])\s+(?P<place>\d{2,3})")  # « UFOLEP 37 »: the number of a department


def split_place(bare: str) -> tuple[str, str]:
    """« CAF du Val d’Orle » -> (« CAF », « Val d’Orle »), « UFOLEP 37 » -> (« UFOLEP », « 37 »); ("", "") for a name that no place follows."""
    if numbered := _NUMBERED.fullmatch(bare):
        return numbered.group("base"), numbered.group("place")
    places = [(bare[: match.start()], bare[match.end() :], bool(match.group().strip())) for match in _PLACE.finditer(bare)]
    for base, place, _tied in reversed(places):
        if (known := find_known(base)) is not None and known.kind is not None:
            return base, place
    for base, place, tied in places:
        if is_acronym(base) or (tied and headed(base) is not None and not is_plural(base)):
            return base, place
    return "", ""


def town_key(base: str) -> str:
    """The key of a base; a town hall is its town: « mairie », « commune » -> « ville »."""
    key = known_key(base)
    return "ville" if key in ("mairie", "commune", "municipalite") else key


def proper_name(bare: str) -> tuple[str, str]:
    """« crèche Les P’tits Pas » -> (« creche », « Les P’tits Pas »); « Orle Habitat » -> ("", itself); ("", "") for common nouns."""
    words = bare.split()
    if not words or is_acronym(words[0]):
        return "", ""
    if words[0][:1].isupper() and (headed(bare) is None or find_known(bare) is not None):
        return "", bare
    for index in range(1, len(words)):
        if words[index][:1].isupper() or words[index][:2] in ("L'", "L’", "«"):
            before = fold(words[index - 1])
            if before in ("de", "du", "des", "d", "la", "le", "les", "a", "en", "sur", "et", "saint", "sainte") or (
                words[index - 1][:1].isupper() and index > 1
            ):
                return "", ""
            return fold(" ".join(words[:index])), " ".join(words[index:])
    return "", ""
