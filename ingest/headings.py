"""Every spelling of every section heading, as data: a name of the section, then any of the usual qualifiers.

Names and qualifiers are patterns over folded text (no case, accent or punctuation), so only words matter here.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from ingest.folding import fold
from ingest.model import SectionKind

_QUALIFIERS = """
attendu(e)s mobilisable(s) mobilise(e)s vise(e)s previsionnel(le)s envisage(e)s possible(s) potentiel(le)s pressenti(e)s
associe(e)s concerne(e)s connu(e)s identifie(e)s general generaux generale(s) specifique(s) operationnel(le)s prevu(e)s principaux
principale(s) institutionnel(le)s local locaux locale(s) cible(s) retenu(e)s existant(e)s poursuivi(e)s recherche(e)s indicatif
sollicite(e)s strategique(s) global globale complementaire(s) escompte(e)s espere(e)s souhaite(e)s
""".split()
_QUALIFIER_PHRASES = (
    "a mobiliser", "a associer", "a atteindre", "a solliciter", "a impliquer", "du projet", "de l action", "de la fiche",
    "des actions", "de mise en oeuvre", "de l orientation", "dont habitants", "y compris les habitants", "a ce jour", "et dynamiques",
    "de realisation", "de l operation", "du territoire",
)  # fmt: skip

# Pattern of a section's name -> the section. The template's own headings come first in each group.
_NAMES: dict[SectionKind, tuple[str, ...]] = {
    SectionKind.ENJEU: ("enjeux?", "enjeux? (?:de|du|d) (?:la |l )?(?:fiche|axe|pilier|orientation|territoire|action)", "problematiques?"),
    SectionKind.CONTEXTE: (
        "contextes?", "elements? de contexte", "constats?", "contexte et (?:constats?|enjeux?|diagnostic)", "diagnostic", "etat des lieux",
        "elements? de diagnostic", "constats? et enjeux?", "constats? partages?", "rappel du contexte",
    ),
    SectionKind.OBJECTIFS: (
        "objectifs?", "objectifs? et dynamiques?", "objectifs? (?:et|/) finalites?", "finalites?", "buts?", "description de l objectif",
        "orientations?",
    ),
    SectionKind.REALISATIONS: (
        "realisations?", "actions? (?:attendues?|prevues?|envisagees?|a mener|a conduire|a mettre en oeuvre)", "actions?",
        "description (?:des|de l) actions?", "livrables?", "programme d actions?", "contenu de l action", "operations? prevues?",
    ),
    SectionKind.EFFETS: ("effets?", "resultats?", "effets? et resultats?", "impacts?", "changements?", "retombees?"),
    SectionKind.PUBLIC: (
        "publics?", "publics? beneficiaires?", "beneficiaires?", "populations?", "publics? prioritaires?", "cibles?", "destinataires?",
        "a qui s adresse (?:l action|la fiche|le projet)",
    ),
    SectionKind.ECHELLE: (
        "echelles? territoriales?", "echelles?", "territoires?", "perimetres?", "perimetres? (?:geographiques?|d intervention|d action)",
        "echelles? (?:geographiques?|d intervention|d action)", "territoires? d intervention", "lieux?", "lieux? (?:d intervention|de l action)",
        "localisations?", "secteurs? geographiques?", "zones? (?:geographiques?|d intervention)",
    ),
    SectionKind.ANIMATEUR: (
        "animateurs?", "animateurs? de la fiche", "pilotes?", "pilotage", "porteurs?", "porteurs? (?:de|du) (?:projet|projets|l action|la fiche)",
        "chefs? de file", "maitres? d ouvrage", "maitrise d ouvrage", "referents?", "responsables?", "animation", "pilotage et animation",
        "structures? (?:pilotes?|porteuses?)", "services? (?:pilotes?|porteurs?|referents?)", "coordinateurs?", "coordination",
        "animateurs? pilotes?", "pilotes? animateurs?", "co ?(?:pilot|animat|port)(?:es?|eurs?|rices?|age)", "portage", "porteurs? de l orientation", "organismes? porteurs?",
    ),
    SectionKind.PARTENAIRES: (
        "partenaires?", "partenariats?", "acteurs?", "partenaires? et acteurs?", "acteurs? (?:et|/) partenaires?", "les partenaires",
        "partenaires? techniques?", "partenaires? et (?:les )?habitants?", "structures? partenaires?",
    ),
    SectionKind.DISPOSITIFS: ("dispositifs?", "les dispositifs", "outils? et dispositifs?", "dispositifs? et outils?", "outils?"),
    SectionKind.FINANCEMENTS: (
        "financements?", "budgets?", "plans? de financement", "moyens? financiers?", "sources? de financements?", "financeurs?",
        "cofinancements?", "ressources? financieres?", "couts? et financements?", "couts?", "credits?", "budget et financements?",
        "moyens? et financements?", "modalites? de financement", "les financements", "financeurs? et (?:montants?|financements?)",
        "financements? et montants?", "montants? et financeurs?",
    ),
    SectionKind.CALENDRIER: (
        "calendriers?", "echeanciers?", "echeances?", "plannings?", "delais?", "durees?", "periodes?", "calendriers? de realisation",
        "phasage", "temporalites?", "calendrier et echeances?", "periodes? de realisation", "dates? de realisation", "duree et calendrier",
    ),
    SectionKind.INDICATEURS_EFFETS: (
        "indicateurs? (?:d|des|de l) effets?", "indicateurs? (?:de|des) resultats?", "indicateurs? (?:d|des) impacts?",
        "indicateurs? qualitatifs?",
    ),
    SectionKind.INDICATEURS_REALISATION: (
        "indicateurs?", "indicateurs? (?:de|des) realisations?", "indicateurs? (?:d|de l) evaluation", "indicateurs? (?:de|du) suivi",
        "indicateurs? de suivi et d evaluation", "evaluation", "criteres? d evaluation", "suivi et evaluation", "modalites? d evaluation",
        "indicateurs? quantitatifs?",
    ),
    SectionKind.LIENS: (
        "liens?", "liens? (?:avec (?:les |d )?)?autres? (?:enjeux?|fiches?)(?: (?:et )?(?:autres? )?fiches?)?(?: orientations?(?: operationnelles?)?)?",
        "liens? (?:avec|vers) (?:les |d )?(?:autres? )?(?:fiches?|enjeux?|axes?|orientations?)(?: fiches?)?(?: orientations?(?: operationnelles?)?)?",
        "liens? (?:entre )?(?:autres? )?(?:les )?(?:enjeux?|fiches?)(?: fiches?)?(?: orientations?(?: operationnelles?)?)?", "fiches? liees?", "fiches? associees?", "autres? fiches? (?:liees?|concernees?)", "renvois?",
        "articulations? avec (?:les |d )?(?:autres? )?(?:fiches?|axes?|enjeux?|orientations?|dispositifs?)", "transversalites?",
    ),
}  # fmt: skip


def _qualifier_pattern() -> str:
    words = [re.sub(r"\((\w+)\)", r"(?:\1)?", word) + ("?" if word.endswith(")s") else "") for word in _QUALIFIERS]
    return "(?: (?:et |ou )?(?:" + "|".join([*_QUALIFIER_PHRASES, *words]) + "))*"


_PATTERNS = {kind: re.compile(r"(?:(?:les?|la|l) )?(?:" + "|".join(names) + ")" + _qualifier_pattern()) for kind, names in _NAMES.items()}
# Two fields in one label, on one line: « Partenaires / Dispositifs mobilisables ».
_PAIR = re.compile(
    r"(?:les )?(?:partenaires?|acteurs?)" + _qualifier_pattern() + r" (?:et |/ ?)?(?:les )?dispositifs?" + _qualifier_pattern()
)

# How any heading begins: of most lines of content, that is enough to tell that they are none.
_BEGINNINGS = ("les ", "le ", "la ", "l ", *sorted({re.match(r"[a-z]{1,4}", name)[0] for names in _NAMES.values() for name in names}))  # type: ignore[index]  # each begins with letters

_JOINT = re.compile(r"\bet\b|[/&+,;\n–-]", re.IGNORECASE)
# Endings of plural and gender, written beside the word: « Territoire(s) concerné(s) », « Animateur·rice·s », « Porteur.euse ».
_ENDINGS = re.compile(
    r"(?<=[^\W\d_]|[\u0300-\u036f])(?:\((?:s|x|e|es|le|les|ne|nes|[rt]?rices?|euses?|ères?)\)|/(?:[rt]?rices?|euses?|s|e|es)\b|[·•.](?:s|x|e|es|le|les|ne|nes|[rt]?rices?|euses?|ères?)(?:[·•.]s)?(?!\w))",
    re.IGNORECASE,
)
_CONTINUED = re.compile(r" suite\Z")  # « Objectifs (suite) », at the head of a page

# Folded names in plain letters, to recognise a misspelt heading (« Calendirer »).
_PLAIN = {
    "contexte": SectionKind.CONTEXTE,
    "objectifs et dynamiques": SectionKind.OBJECTIFS,
    "objectifs": SectionKind.OBJECTIFS,
    "realisations attendues": SectionKind.REALISATIONS,
    "effets attendus": SectionKind.EFFETS,
    "resultats attendus": SectionKind.EFFETS,
    "elements de contexte": SectionKind.CONTEXTE,
    "public vise": SectionKind.PUBLIC,
    "beneficiaires": SectionKind.PUBLIC,
    "echelle territoriale": SectionKind.ECHELLE,
    "animateur": SectionKind.ANIMATEUR,
    "pilote": SectionKind.ANIMATEUR,
    "porteur": SectionKind.ANIMATEUR,
    "partenaires mobilisables dont habitants": SectionKind.PARTENAIRES,
    "partenaires mobilisables": SectionKind.PARTENAIRES,
    "partenaires": SectionKind.PARTENAIRES,
    "dispositifs mobilisables": SectionKind.DISPOSITIFS,
    "dispositifs": SectionKind.DISPOSITIFS,
    "financements mobilisables": SectionKind.FINANCEMENTS,
    "financements": SectionKind.FINANCEMENTS,
    "budget previsionnel": SectionKind.FINANCEMENTS,
    "calendrier": SectionKind.CALENDRIER,
    "echeancier": SectionKind.CALENDRIER,
    "indicateurs de realisation": SectionKind.INDICATEURS_REALISATION,
    "indicateurs d effets": SectionKind.INDICATEURS_EFFETS,
    "indicateurs": SectionKind.INDICATEURS_REALISATION,
    "indicateurs de resultats": SectionKind.INDICATEURS_EFFETS,
    "liens autres enjeux": SectionKind.LIENS,
    "liens autres enjeux fiches": SectionKind.LIENS,
    "liens autres enjeux fiches orientations operationnelles": SectionKind.LIENS,
}
_SQUEEZED = frozenset(name.replace(" ", "") for name in _PLAIN)
_MISSPELT = 85.0  # rapidfuzz ratio, 0 to 100: « Calendirer » 90, « Obectifs » 94; « Financeurs »/« Financements » 73

#: The French name of each section, for sentences and tables.
LABELS: dict[SectionKind, str] = {
    SectionKind.ENJEU: "Enjeu",
    SectionKind.CONTEXTE: "Contexte",
    SectionKind.OBJECTIFS: "Objectifs",
    SectionKind.PUBLIC: "Public visé",
    SectionKind.REALISATIONS: "Réalisations attendues",
    SectionKind.EFFETS: "Effets attendus",
    SectionKind.ECHELLE: "Échelle territoriale",
    SectionKind.ANIMATEUR: "Animateur",
    SectionKind.PARTENAIRES: "Partenaires mobilisables",
    SectionKind.DISPOSITIFS: "Dispositifs mobilisables",
    SectionKind.FINANCEMENTS: "Financements mobilisables",
    SectionKind.CALENDRIER: "Calendrier",
    SectionKind.INDICATEURS_REALISATION: "Indicateurs de réalisation",
    SectionKind.INDICATEURS_EFFETS: "Indicateurs d’effets",
    SectionKind.LIENS: "Liens avec d’autres fiches",
    SectionKind.AUTRE: "Autre",
}


@dataclass(frozen=True, slots=True)
class HeadingName:
    """The sections that a heading names: one, or the two fields of a shared cell, and whether it was well spelt.

    `meant` is the folded heading that a misspelt one was taken for.
    """

    kinds: tuple[SectionKind, ...]
    misspelt: bool = False
    meant: str = ""


@lru_cache(maxsize=4_096)
def name_heading(text: str, *, allow_misspelt: bool = False, spellings: tuple[tuple[str, SectionKind], ...] = ()) -> HeadingName | None:
    """Return the sections that `text`, taken as a whole, is the heading of, or None.

    With `allow_misspelt`, for a text known to stand where a heading stands, a letter or two may be wrong. `spellings` are
    a town's own headings.
    """
    folded = fold(text)
    if not folded or len(folded) > 100:
        return None
    folded = fold(_ENDINGS.sub("", text)) or folded
    folded = _CONTINUED.sub("", folded)
    own = {fold(spelling): kind for spelling, kind in spellings}
    if folded in own:
        return HeadingName((own[folded],))
    if kind := _kind_of(folded):
        return HeadingName((kind,))
    if _PAIR.fullmatch(folded):
        return HeadingName((SectionKind.PARTENAIRES, SectionKind.DISPOSITIFS))
    if _JOINT.search(text) and (pair := _pair_of(folded)):
        return HeadingName(pair)
    if allow_misspelt:
        plain = {**_PLAIN, **own}
        found = process.extractOne(folded, list(plain), scorer=fuzz.ratio, score_cutoff=_MISSPELT)
        if found:
            return HeadingName((plain[found[0]],), misspelt=True, meant=found[0])
    return None


def _kind_of(folded: str) -> SectionKind | None:
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.fullmatch(folded)), None)


def _pair_of(folded: str) -> tuple[SectionKind, SectionKind] | None:
    """« Public et territoire », « Calendrier / Budget »: two fields in one label."""
    for space in re.finditer(r" (?:et |ou )?", folded):
        first, second = _kind_of(folded[: space.start()]), _kind_of(folded[space.end() :])
        if first and second and first is not second:
            return first, second
    return None


def is_usual(text: str) -> bool:
    """Tell whether `text` is one of the headings that most templates have, and no rarer name of a section."""
    return fold(text) in _PLAIN


def misspelling_of(text: str, kinds: frozenset[SectionKind]) -> HeadingName | None:
    """Return what `text`, no heading by its words, is a misspelling of among the usual headings of `kinds`."""
    names = [name for name, kind in _PLAIN.items() if kind in kinds]
    found = process.extractOne(fold(text), names, scorer=fuzz.ratio, score_cutoff=_MISSPELT) if names else None
    return HeadingName((_PLAIN[found[0]],), misspelt=True, meant=found[0]) if found else None


def is_usual_but_for_spaces(text: str) -> bool:
    """Tell whether `text` is such a heading with spaces lost or added, as a narrow column cuts « OPERATIONNELL / ES »."""
    return fold(text).replace(" ", "") in _SQUEEZED


def may_be_heading(text: str) -> bool:
    """Tell whether `text` begins as some heading does, own headings of a town left aside."""
    return fold(text).startswith(_BEGINNINGS)


def section_named(name: str) -> SectionKind | None:
    """Return the section a user means by its canonical or French name, singular or plural, accents or not."""
    folded = fold(name)
    for kind in SectionKind:
        if folded in (fold(kind.value), fold(LABELS[kind])):
            return kind
    found = name_heading(name, allow_misspelt=True)
    return found.kinds[0] if found else None
