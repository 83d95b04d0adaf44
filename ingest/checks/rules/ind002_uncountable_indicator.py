"""IND002: an indicator that nobody can count."""

import re
from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.measures import INDICATORS
from ingest.checks.places import places
from ingest.checks.registry import Problem, rule
from ingest.folding import fold
from ingest.model import Fiche

_MEASURED = re.compile(
    r"\d|%|\b(?:nombres?|nb|nbre|taux|parts?|pourcentages?|proportions?|evolutions?|volumes?|montants?|durees?|delais?|frequences?|frequentations?|"
    r"scores?|moyennes?|moyen|surfaces?|tonnages?|heures?|jours|effectifs?|quantites?|indices?|ratios?|ecarts?|couts?|consommations?|baisses?|"
    r"hausses?|augmentations?|diminutions?|progressions?|reductions?|chiffres?|listes?|existence|presence|types?|typologies?|repartitions?|"
    r"notes?|resultats?|reussites?|bilans?|enquetes?|questionnaires?|barometres?|sondages?|cibles?|rapports?|comptes? rendus?|mise en place|creation|"
    r"ouverture|realisation|publication|signature|adoption|tenue|mesure|statistiques?|releves?|grilles?|recensement|combien|degre|niveaux?|"
    r"observatoire|comptages?|satisfaction|sortants|sorties)\b"
)
# In the complement of a quality, only these say that it is counted: « Qualité des rapports » counts no report.
_COUNTED = re.compile(
    r"\d|%|\b(?:nombres?|nb|nbre|taux|pourcentages?|proportions?|scores?|moyennes?|cibles?|indices?|notes?|notee?s?|bilans?)\b"
)
# « Amélioration de la », « Plus de », « Réelle »: what is said of a quality.
_BEFORE = (
    r"(?:(?:une? |des? |les? |la |l |du )?(?:(?:amelioration|renforcement|developpement|maintien|emergence|consolidation|instauration) (?:de la |de l |du |des |de |d )"
    r"|(?:plus|davantage|moins) (?:de |d )|(?:plus |tres )?(?:reels?|reelles?|grande?s?|forte?s?|nouvel|nouvelles?|nouveaux?) ))?"
)
_INDICATORS_OF = re.compile(r"indicateurs? (?:de|d|du|des|sur|relatifs?|lies?|concernant|qualitatifs?|quantitatifs?)\b")
# « Les habitants sont plus heureux »: an effect, where the indicator of it was to stand.
_STATED = re.compile(
    r"(?:les?|la|l|des|chaque) .*\b(?:se sentent?\b.*|(?:est|sont|devient|deviennent|se sentent?|semblent?) (?:plus|moins|mieux|davantage)\b)|(?:impacts?|effets?) (?:positif|benefique|global)"
)
_WISHED = re.compile(
    r"(?:une? |des? |les? |la |l )?(?:bons?|bonnes?|meilleure?s?|mieux|belles?|vrais?|vraies?|veritables?|forte?s?|grande?s?)\b"
)
# Qualities: they are felt, nobody counts them.
_QUALITY = re.compile(
    _BEFORE
    + r"(?:une? |des? |les? |la |l )?(?:ambiances?|atmosphere|climat|vie|qualite|images?|esprit|confiance|bien etre|mieux etre|dynamiques?|dynamisme|convivialite|mixite|"
    r"cohesion|motivation|epanouissement|plaisir|ressentis?|sentiments?|perceptions?|appropriation|autonomie|pertinence|efficacite|visibilite|lisibilite|"
    r"envie|adhesion|mobilisation|implication|investissement|valorisation|reconnaissance|harmonie|solidarite|entraide|fierte|enthousiasme|"
    r"succes|retombees|respect|tolerance|fraternite|bienveillance|attractivite|rayonnement|notoriete|interet|engouement|vitalite|creativite|"
    r"bonheur|serenite|tranquillite|richesse|coherence|synergies?|transversalite|savoir etre|savoir vivre|vivre ensemble|estime|citoyennete|"
    r"proximite|ouverture d esprit|maturite|liens?|changements?|comportements?|attitudes?|mentalites?|regards?|"
    r"entente|complicite|ecoute|comprehension|prise de conscience|prise de confiance|interconnaissance|collaboration|cooperation|relations? de|rapports? de|"
    r"attachement|engagement|bien vivre|cadre de vie|ancrage|utilite|confort|calme|joie|empathie|assurance|aisance|fluidite|cohabitation|ressenti|emulation)\b"
)
_OTHER_QUALITY = re.compile(
    r"(?:l |la |le )?(?!mortalite|mobilite|activite|regularite|assiduite|capacite|intensite|densite|natalite|fidelite|diversite|parite)\w{4,}(?:ite|isme|itude)\b"
)
# « Un quartier agréable », « Des jeunes épanouis »
_FELT = re.compile(
    r"\b(?:agreables?|convivia(?:l|ux|les?)|chaleureu(?:x|ses?)|harmonieu(?:x|ses?)|heureu(?:x|ses?)|epanouie?s?|sereine?s?|apaisee?s?|positi(?:fs?|ves?))\Z"
)
_SURVEYED = re.compile(r"\b(?:enquete|questionnaire|sondage|barometre|entretiens?|evaluee?s? par|mesuree?s? par|declare)")


@rule(
    "IND002",
    severity=Severity.WARNING,
    message="« {indicator} » ne se compte pas : personne ne pourra dire si l’indicateur monte ou baisse.",
    action="Écrivez ce qui se compte : un nombre, un taux, une part, ou la question d’une enquête.",
)
def uncountable_indicator(fiche: Fiche, _corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un indicateur ne peut pas être compté.

    Une qualité ou un souhait ne dit pas ce qu’il faudra relever au bilan. Un nombre, un taux, une évolution, une liste, un fait qui
    est ou n’est pas conviennent.

    Incorrect ::
        Bonne ambiance pendant les ateliers
    Correct ::
        Part des participants satisfaits des ateliers
    """
    for place in places(fiche):
        if place.section.kind in INDICATORS and is_uncountable(place.item.text):
            yield Problem(place.item, {"indicator": place.item.line})


def is_uncountable(text: str) -> bool:
    folded = fold(text)
    if _INDICATORS_OF.match(folded):
        return not _MEASURED.search(folded.partition(" ")[2])
    if "%" in text or _SURVEYED.search(folded):
        return False
    if _QUALITY.match(folded):
        return not _COUNTED.search(folded)
    if _MEASURED.search(folded):
        return False
    return _FELT.search(folded) is not None or any(pattern.match(folded) for pattern in (_STATED, _WISHED, _OTHER_QUALITY))
