"""What the spellings of one body share: its words, its place, its proper name."""

import re
from functools import lru_cache

from ingest.bodies_in_text import headed
from ingest.folding import fold
from ingest.name_table import comparison_key, find_known, is_acronym

WRAPPERS = re.compile(
    r"(?:l )?(?:associations?|asso|groupes?|bailleurs?(?: socia(?:l|ux))?|organismes?|structures?|societes?|entreprises?|compagnies?"
    r"|oph|esh|opac|sas?(?: (?:d )?hlm)?|offices? publics?(?: de l habitat)?|sarl|scic|scop|sem|spl|epcc|epic|gip) "
)
_BEHIND = re.compile(
    r"\A(?:les?\s+|la\s+|l['’]\s*)?(?:bénévoles?|équipes?|antenne(?:\s+locale)?|agence|délégation(?:\s+départementale)?|comité\s+(?:local|départemental)|section\s+locale"
    r"|fédération\s+départementale|caisse\s+régionale|représentants?|salariés?|services?|personnels?)\s+(?:du\s+|de\s+la\s+|de\s+l['’]\s*|de\s+|d['’]\s*|des\s+)(?=[A-ZÀ-Ý])"
)
# « Secours catholique – délégation de l’Yonne » is the Secours catholique.
_SECTION_OF = re.compile(
    r"\s+[–—-]\s+(?:délégation|antenne|comité|fédération|section|agence|direction|service|unité|pôle|site)\b.*", re.IGNORECASE | re.DOTALL
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
    key = _NATIONAL.sub("", comparison_key(bare))
    return key or fold(bare) or bare


# « Secours populaire français », « Croix-Rouge française »: there is one in the country.
_NATIONAL = re.compile(r"(?<=\w) (?:francais|francaise)\Z")


def known_key(bare: str) -> str:
    """The key of a name, that of the table's first where the table knows it: « chambre de commerce et d’industrie » -> « cci »."""
    known = find_known(bare)
    return comparison_key(known.names[0]) if known is not None and known.kind is not None else key_of(bare)


# Usual abbreviations, which need no other name in the corpus to be read.
_USUAL = (
    (re.compile(r"\bSt(?=[-\s][A-ZÀ-Ý])"), "Saint"),
    (re.compile(r"\bSte(?=[-\s][A-ZÀ-Ý])"), "Sainte"),
    (re.compile(r"\b(?:assoc|asso|ass)\b\.?(?=\s+[A-ZÀ-Ý«])", re.IGNORECASE), "association"),
    (re.compile(r"\b(?:dépt|dept|dpt)\b\.?", re.IGNORECASE), "département"),
    (re.compile(r"\bDép\.?(?=\s*\d{2,3}\b)"), "département"),
    (re.compile(r"\bCD(?=\s?\d{2,3}\b)"), "conseil départemental "),
    (re.compile(r"\bCSC(?=\s+(?:d[eu']|des|de la|[A-ZÀ-Ý]))"), "centre socioculturel"),
    (re.compile(r"(?<=[A-Z]{2})(?=\d{2,3}\Z)"), " "),
)


@lru_cache(maxsize=32_768)
def bare_name(name: str) -> str:
    """A name without its parentheses, its article, or the people behind it: « bénévoles du Secours catholique »; « St- » is Saint-."""
    bare = re.sub(r"\s+\([^()]*\)?", " ", name).strip()
    for usual, meant in _USUAL:
        bare = usual.sub(meant, bare)
    bare = _BEHIND.sub("", _SECTION_OF.sub("", bare), count=1)
    return _ARTICLE.sub("", bare, count=1).strip() or name


def is_plural(bare: str) -> bool:
    words = fold(bare).split()
    if is_acronym(bare.split()[0] if bare.split() else ""):
        return False
    return bool(words) and words[0].endswith(("s", "x")) and words[0] not in ("ccas", "ars", "cres", "bus", "plus", "cours", "sous")


# « mission locale du pays de Lussan » is of Lussan.
_TIED_WIDER = re.compile(r"\s+(?:du|de\s+la|de\s+l['’]|de)\s*(?:pays|bassin|territoire|secteur|arrondissement)\Z", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<base>.*[^\W\d_])\s+(?P<place>\d{2,3})")  # « UFOLEP 37 »: the number of a department


def every_place(bare: str) -> tuple[tuple[str, str], ...]:
    """Each way in which a name is a thing and its place: « Racing Club de Marcq » -> (« Racing Club », « Marcq »)."""
    return tuple((bare[: match.start()], bare[match.end() :]) for match in _PLACE.finditer(bare) if match.group().strip())


def split_place(bare: str) -> tuple[str, str]:
    """« CAF du Val d’Orle » -> (« CAF », « Val d’Orle »), « UFOLEP 37 » -> (« UFOLEP », « 37 »); ("", "") for a name that no place follows."""
    if numbered := _NUMBERED.fullmatch(bare):
        return numbered.group("base"), numbered.group("place")
    places = [(bare[: match.start()], bare[match.end() :], bool(match.group().strip())) for match in _PLACE.finditer(bare)]
    for base, place, _tied in reversed(places):
        base = _TIED_WIDER.sub("", base)
        if (known := find_known(base)) is not None and known.kind is not None:
            return base, place
    for base, place, tied in places:
        base = _TIED_WIDER.sub("", base)
        if is_acronym(base) or (tied and headed(base) is not None and not is_plural(base)):
            return base, place
    return "", ""


# Common nouns of one thing, where the place is the same.
_SAME_NOUNS = {
    "mairie": "ville",
    "commune": "ville",
    "municipalite": "ville",
    "hopital": "centre hospitalier",
    "epicerie solidaire": "epicerie social",
    "epicerie social solidaire": "epicerie social",
    "centre socioculturel": "centre social",
    "centre socio culturel": "centre social",
    "centre social culturel": "centre social",
    "academie": "rectorat",
    "groupe scolaire": "ecole",
    "ecole elementaire": "ecole",
    "ecole primaire": "ecole",
}
_WIDER = re.compile(
    r"(?:le |la |l['’]|les )?(?:pays|bassin|territoire|secteur|arrondissement|ville|commune|agglomération|métropole)\s+(?:de\s+la\s+|de\s+l['’]|de\s+|du\s+|des\s+|d['’])",
    re.IGNORECASE,
)


def town_key(base: str) -> str:
    """The key of a base, that of its usual noun: a town hall is its town, « hôpital » a « centre hospitalier »."""
    key = known_key(base)
    return _SAME_NOUNS.get(key, key)


def place_key(place: str) -> str:
    """The key of a place: « pays de Lussan » is « Lussan »."""
    return key_of(_WIDER.sub("", place, count=1) or place)


def is_short_town(place: str, longer: str) -> bool:
    """Whether a place is the short name of another: « roquevaire » for « roquevaire sur drenne »; both are keys."""
    return longer.startswith(f"{place} ") and _BESIDE_A_RIVER.match(longer[len(place) :]) is not None


_BESIDE_A_RIVER = re.compile(r" (?:sur|sous|lez|en|pres|les) \w")


def proper_name(bare: str) -> tuple[str, str]:
    """« crèche Les P’tits Pas » -> (« creche », « Les P’tits Pas »); « Orle Habitat » -> ("", itself); ("", "") for common nouns."""
    words = bare.split()
    if not words or (is_acronym(words[0]) and not (len(words) > 1 and WRAPPERS.match(fold(bare) + " "))):
        return "", ""
    if wrapper := WRAPPERS.match(fold(bare) + " ") if is_acronym(words[0]) else None:  # « SA HLM Promologis »
        legal_form = len(wrapper.group().split())
        return fold(" ".join(words[:legal_form])), " ".join(words[legal_form:])
    if words[0][:1].isupper() and (headed(bare) is None or find_known(bare) is not None):
        return "", bare
    for index in range(1, len(words)):
        if words[index][:1].isupper() or words[index].startswith(("L'", "L’", "«", "“", '"')):
            before = fold(words[index - 1])
            if before in ("de", "du", "des", "d", "la", "le", "les", "a", "en", "sur", "et", "saint", "sainte") or (
                words[index - 1][:1].isupper() and index > 1
            ):
                return "", ""
            return fold(" ".join(words[:index])), " ".join(words[index:])
    return "", ""


_SMALL = frozenset("a au aux d de des du en et l la le les pour par sur".split())
_ARTICLES = frozenset("l la le les".split())


def initials(name: str) -> frozenset[str]:
    """The initials of a name of two words or more: with its words of grammar, without its articles, without any of them."""
    words = fold(name).split()
    telling = [word for word in words if word not in _SMALL]
    if len(telling) < 2:
        return frozenset()
    kept = (telling, words, [word for word in words if word not in _ARTICLES])
    return frozenset("".join(word[0] for word in each) for each in kept)
