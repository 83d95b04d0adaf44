"""Who leads which fiches: the bodies named under Animateur, told apart and brought together."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.chunking import clean
from ingest.folding import fold
from ingest.model import Fiche, SectionKind

_BODY_WORDS = """
    villes? communes? mairies? agglom[ée]rations? m[ée]tropoles? communaut[ée]s? d[ée]partements? conseils? r[ée]gions? [ée]tat
    pr[ée]fectures? sous-pr[ée]fectures? associations? centres? maisons? caisses? offices? chambres? bailleurs? syndicats? agences?
    r[ée]seaux? r[ée]gies? coll[èe]ges? lyc[ée]es? [ée]coles? inspections? rectorats? f[ée]d[ée]rations?
""".split()
_UNIT_WORDS = "directions? services? missions? p[ôo]les? d[ée]l[ée]gations?".split()  # « Ville, service jeunesse » is one body
_ACRONYM = r"[A-Z][A-Z0-9]+\b"
# « Orle Habitat / CCAS », « Mission locale et Pôle emploi », « CAF, Ville »; « Direction des sports et de la culture » is one body.
_NEXT_BODY = re.compile(
    rf"\s*[;/]\s*"
    rf"|\s*,\s*(?:(?:la|le|les|l['’])\s*)?(?={_ACRONYM}|(?i:{'|'.join(_BODY_WORDS)})\b)"
    rf"|\s*(?:\bet\b|&)\s*(?:(?:la|le|les|l['’])\s*)?(?={_ACRONYM}|(?i:{'|'.join(_BODY_WORDS + _UNIT_WORDS)})\b)"
)
_IN_PARENTHESES = re.compile(r"\([^()\n]*\)?")
# « CAF, en lien avec les centres sociaux », « Villes dans le cadre des projets de quartier »
_ASIDE = re.compile(
    r"[,\s]+(?:en\s+lien\s+avec|en\s+partenariat\s+avec|avec|pour\s+le\s+compte\s+d|dans\s+le\s+cadre\s+d).*", re.IGNORECASE | re.DOTALL
)
_ARTICLE = re.compile(r"(?:la|le|les|l)\s+")
_ENDS = " \t\r\n\xa0,;:.–—-"


@dataclass(frozen=True, slots=True)
class Led:
    """A body as first written, and the fiches that it leads; without name, those that nobody leads."""

    name: str
    fiches: tuple[Fiche, ...]


def leaders(fiche: Fiche) -> tuple[str, ...]:
    """Return the bodies that lead `fiche`, each once, without the names of people and asides that follow them."""
    found: dict[str, str] = {}
    for section in fiche.all(SectionKind.ANIMATEUR):
        for item in section.items:
            for name in _bodies(clean(item.text)):
                found.setdefault(body_key(name), name)
    return tuple(found.values())


def by_leader(fiches: Sequence[Fiche]) -> tuple[Led, ...]:
    """Return the bodies in alphabetical order, then the fiches without any; a fiche that two lead stands under both."""
    names: dict[str, str] = {}
    led: dict[str, list[Fiche]] = defaultdict(list)
    for fiche in fiches:
        for name in leaders(fiche) or ("",):
            names.setdefault(body_key(name), name)
            led[body_key(name)].append(fiche)
    return tuple(Led(names[key], tuple(led[key])) for key in sorted(led, key=lambda key: (not key, key)))


def _bodies(text: str) -> Iterator[str]:
    for piece in _NEXT_BODY.split(_IN_PARENTHESES.sub(" ", text)):
        if name := " ".join(_ASIDE.sub("", piece).split()).strip(_ENDS):
            yield name


def body_key(name: str) -> str:
    """« La Ville » and « Villes » are one body: neither article nor plural counts."""
    return " ".join(word.removesuffix("s") if len(word) > 3 else word for word in _ARTICLE.sub("", fold(name), count=1).split())
