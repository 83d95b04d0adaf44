"""Places in a fiche, as rules look for them: items with their sections, and what stands beside the items."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import Stemmer

from ingest.folding import strip_accents
from ingest.lines import BOOKMARK, INVISIBLE
from ingest.model import Excerpt, Fiche, Section, SectionKind, Span

_WORD = re.compile(r"[^\W_]+")
_BLANKED = re.compile(rf"{BOOKMARK.pattern}|[{INVISIBLE}]", re.IGNORECASE)
# Small words that carry no subject, and the verbs and nouns that every fiche begins with.
_SMALL = frozenset(
    """
    a afin ai ainsi apres au aussi autre autres aux avant avec ayant c car ce ceci cela celle celles celui ces cet cette ceux chaque chez
    comme contre d dans de depuis des dont du elle elles en encore entre est et eu etre fait font hors il ils j jusqu l la le les leur leurs
    lors lui mais meme memes mettre mise mises n ne ni nos notre nous on ont or ou par parmi pas pendant peu plus plusieurs plutot
    pour qu quand que quel quelle quelles quels qui quoi s sa sans se selon ses si son sont sous sur ta tel telle telles tels tous
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre an ans annee annees mois
    tout toute toutes tres trop un une vers via vos votre vous y etc
    """.split()
)
_GENERIC = """
    acces acteur acteurs aide approprier appropriation besoins canaux coherence conjoint conjointe differents disposer diversifie diversification diversite
    dynamique dynamiques ensemble evolution indicateur indicateurs lien liens multiple multiples nb nombre nouveau nouveaux nouvelle nouvelles offre ouvrir part
    partenariat pourcentage proximite reponse repondre service services social sociale soit structure structures taux transversalite transversal
    accompagner accompagnement accroitre action actions adapter agir aider ameliorer amelioration anime animer assurer augmenter augmentation
    conduire conforter construire contribuer coordonner creer creation defavorise developper developpement diversifier encourager
    etablir faciliter faire favoriser garantir habitant habitants impact impulser initiative initiatives inciter lutter lutte maintenir meilleur meilleure mettre
    mobiliser offrir organiser organisation permettre poursuivre prendre prevenir promouvoir promotion proposer public publics quartier
    quartiers realiser reduire renforcer renforcement rendre soutenir soutien territoire ville villes place oeuvre croise croises chacune chacun voire inscrivent propose proposee proposes proposees
""".split()
_ENDINGS = ("at", "ateur", "atric", "eur", "euse", "ag")
# A soft hyphen within a word: a sign that counts as a letter keeps the word whole.
_WITHIN_WORD, _LETTER = re.compile(rf"(?<=\w)[{INVISIBLE}](?=\w)"), "\u02d0"
_FAMILY = 5  # letters that two stems of one family begin with
_STEMMER = Stemmer.Stemmer("french", 0)


class Place(NamedTuple):
    """An item of a fiche and the section it stands in; `is_last` where no item follows in that section.

    A tuple, since rules ask for all of them again and again.
    """

    section: Section
    item: Excerpt
    is_last: bool


def places(fiche: Fiche) -> Iterator[Place]:
    """Every item of a fiche, in document order."""
    for section in fiche.sections:
        for number, item in enumerate(section.items, start=1):
            yield Place(section, item, number == len(section.items))


@lru_cache(maxsize=65_536)
def blanked(text: str) -> str:
    """The text without bookmarks and invisible signs, with something in their place: offsets stay."""
    text = _WITHIN_WORD.sub(_LETTER, text)
    return _BLANKED.sub(lambda found: " " * len(found.group()), text)


def visible(text: str) -> str:
    """The text as a reader sees it: offsets do not stay."""
    return _BLANKED.sub("", text)


def slice_of(excerpt: Excerpt, start: int, end: int) -> Excerpt:
    """The part [start, end) of an excerpt."""
    return Excerpt(excerpt.text[start:end], Span(excerpt.span.start + start, excerpt.span.start + end))


def sections_by_place(fiche: Fiche) -> Iterator[tuple[Section, Span]]:
    """Each section with the stretch of the source from its heading to the next one."""
    ordered = sorted(fiche.sections, key=lambda section: section.heading.span)
    for section, following in pairwise([*ordered, None]):
        if section is not None:
            end = following.heading.span.start if following else len(fiche.source.text)
            yield section, Span(section.heading.span.start, end)


def section_around(fiche: Fiche, span: Span) -> SectionKind | None:
    """The section whose stretch of the source holds `span`; None above the first heading."""
    return next((section.kind for section, stretch in sections_by_place(fiche) if stretch.contains(span)), None)


def is_blank(section: Section) -> bool:
    """Tell whether nothing is written under a heading: a bullet, a dash or dots alone are nothing."""
    return not any(_WORD.search(blanked(item.text)) or "/" in item.text for item in section.items)


@lru_cache(maxsize=65_536)
def stem(folded: str) -> str:
    return str(_STEMMER.stemWord(folded))


@lru_cache(maxsize=16_384)
def subjects(text: str) -> frozenset[str]:
    """The stems of the words of a text that say what it is about: « Favoriser l’accès à la culture » -> acces, cultur."""
    folded = (strip_accents(match.group()) for match in _WORD.finditer(visible(text)))
    return frozenset(
        stem(word) for word in folded if len(word) > 1 and not word.isdigit() and word not in _SMALL and stem(word) not in _GENERIC_STEMS
    )


def alike(one: str, other: str) -> bool:
    """Tell whether two stems are of one family: « propr » and « propret », « form » and « format »."""
    shared = next(
        (place for place, (letter, theirs) in enumerate(zip(one, other, strict=False)) if letter != theirs), min(len(one), len(other))
    )
    short, long = sorted((one, other), key=len)
    return one == other or shared >= max(_FAMILY, 0.6 * len(short)) or (shared == len(short) == _FAMILY - 1 and long[shared:] in _ENDINGS)


_GENERIC_STEMS = frozenset(map(stem, _GENERIC))
