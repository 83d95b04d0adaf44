"""The bodies and groups of people that a French text names, found by the nouns that head their names, by the table, by their capitals."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from ingest.folding import fold
from ingest.model import Span
from ingest.name_table import ACRONYM, BodyKind, comparison_key, find_known, is_acronym, known_names, singular

# Heads of names over folded text, each with its kind; the first that matches at the head of a name says what it is.
_HEADS: tuple[tuple[BodyKind, str], ...] = (
    (BodyKind.HABITANTS, r"amicales? (?:de |des )?locataires?|collectifs? d habitants?|conseils? citoyens?|conseils? de quartiers?|tables? de quartiers?|parents?\b|peres\b|meres\b|habitant(?:e?s)?\b|locataires?|riverain|usagers|adolescents\b|enfants\b|jeunes\b|familles\b|benevoles?|seniors|retraites\b|personnes\b|citoyens\b|adherents|comites? de quartiers?|comites? d habitants?|groupes? d habitants?|interpretes? benevoles?|residents|femmes\b|conseils? (?:municipal )?(?:des |de )?(?:jeunes|enfants|aines|sages)|delegues? de parents|associations? de (?:parents|locataires)"),
    (BodyKind.SECURITE_SOCIALE, r"caf\b|cpam\b|msa\b|caisses? (?:nationale |primaire |regionale )?(?:d )?(?:allocations|assurance)|allocations familiales|assurance maladie|securite sociale|mutualite sociale agricole|cnav\b|carsat\b|urssaf\b"),
    (BodyKind.BAILLEUR, r"bailleurs?|offices? (?:public )?(?:de l |d )?(?:habitat|hlm)|organismes? hlm|hlm\b|logeurs|action logement|societes? d hlm|entreprise sociale pour l habitat|esh\b|foyers? de jeunes travailleurs"),
    (BodyKind.COLLECTIVITE, r"police municipale|conseils? departemental (?!d ?(?:e l )?acces)|conseils? departemental\Z|conseils? departementaux|departement(?:s\b|\b)|conseils? general|conseils? regional|region(?:s\b|\b)(?! academique)|villes?\b|communes?\b|mairies?|municipalites?|agglomeration|metropole|communaute (?:d agglomeration|urbaine|de communes)|communautes? |intercommunalites?|epci\b|collectivites?|ccas\b|cias\b|centres? (?:inter)?communal(?:aux)? d action sociale|services? (?:municipa|communa|communautaire|intercommuna|jeunesse|enfance|culture|sports?|petite enfance|social|technique|propret|des sports|de la ville|departementaux|urbanisme|education|espaces? verts|voirie|des? |emploi|prevention|vie associative)|directions? (?:de l amenagement|de la culture|des sports|de l education|de la jeunesse|de l habitat|generale|municipale|de l urbanisme|du developpement|des services|de la cohesion|de l action sociale|de la vie)|caisses? des ecoles|syndicats? (?:mixte|intercommuna|des transports|de transports?)|pmi\b|protection maternelle|clspd\b|cispd\b|conseils? (?:local|intercommunal) de securite|maires?\b|elus?\b|adjoints?|assistantes? sociales?|assistants? (?:de service )?socia|travailleurs? sociaux|mediat(?:rices?|eurs?) (?:de |du )?(?:ville|quartier)|atsem|centres? de loisirs|accueils? de loisirs|maisons? (?:departementales? )?des solidarites|maisons? du departement|pole (?:solidarite|social)|espace jeunes|creches? (?:municipales?|communales?|familiales?)|chefs? de projet|coordinat(?:eurs?|rices?)|mission (?:politique|democratie|egalite|ville)|equipes? (?:municipale|projet)|gardiens? de gymnase|mdph\b|sdis\b"),
    (BodyKind.ETAT, r"etat\b|services? de l etat|prefet|prefecture|sous prefe|deleguee?s? du prefet|deleguee?s? departementa\w+ (?:aux|a la|du|de l)|deleguee? (?:regionale )?aux droits|ministeres?|regions? academiques?|centres? nationa(?:l|ux)|rectorat|academie\b|inspections?|dsden\b|education nationale|police nationale|gendarmerie|commissariat|parquet|procureur|tribunal|tribunaux|justice\b|protection judiciaire|directions? (?:departementale|regionale|interdepartementale|interregionale|des services)|agences? (?:nationale|regionale|de l eau|de l environnement|de la transition)|pole emploi|france travail|maisons? de (?:la )?justice|points? justice|defenseurs? des droits|ddcs|dde?ts|drac\b|dreets|ars\b|anct\b|cget\b|anru\b|anah\b|ademe\b|ofii\b|cdad\b|conseils? departemental(?:aux)? (?:de l |d )?acces|maisons? france services?|france services?|missions? interministerielle|service public de l emploi|service (?:penitentiaire|departemental a la jeunesse)|intervenants? socia\w+ en (?:commissariat|gendarmerie)|referents? (?:police|laicite de l etat)|pjj\b|spip\b|sous direction"),
    (BodyKind.AUTRE, r"chambres?|banques?|fondations?|opco\b|fonds de dotation|cnfpt\b|barreau|ordre des|professionnels?|medecins?|infirmiers?|notaires?|avocats?|huissiers?|bpifrance|bpi\b|caisse des depots|banque des territoires|mutuelles?|partenaires sociaux|organisations? syndicales?|syndicats? (?:de salaries|patrona|professionnel)|experts?|presse|medias? loca|federations? (?:du batiment|professionnelle)|medef|cpme|cci\b|cma\b|credit (?:agricole|mutuel|municipal|cooperatif)|caisse d epargne|mecenes?|mecenat|donateurs|orthophonistes?|psychologues?|pharmaciens?|sages? femmes?|comptables?|organismes? de formation|operateurs? de competences|ecrivains? publics?|architectes?|conciliateurs?"),
    (BodyKind.ETABLISSEMENT, r"ecoles?|colleges?|lycees?|universites?|facultes?|iut\b|etablissements?|hopita|centres? hospitalier|chu\b|clinique|theatres?|conservatoires?|mediatheques?|bibliotheques?|musees?|creches?|haltes? garderies?|multi accueil|ludotheques?|greta\b|cfa\b|centres? de formation|maisons? des adolescents|maisons? (?:pluridisciplinaire |pluriprofessionnelle )?de sante|maisons? medicale|centres? de sante|ehpad|residences? autonomie|cinemas?|piscines?|gymnases?|stades?|patinoires?|centres? nautique|cmp\b|centres? medico|csapa\b|cpef\b|epsm|ehesp|scenes? (?:nationale|conventionnee|de musiques)|micro folie|salle de spectacle|auditorium|centres? culturel|equipements? (?:culturel|sportif|municipa)|structures? (?:culturelle|petite enfance|d accueil)|etablissements? d accueil|eaje\b|segpa|ulis\b|rep\b|reseaux? d education prioritaire|ecoles? de la (?:deuxieme|2e) chance|epide\b|internat|mission de lutte contre le decrochage|centres? d art|fablab|tiers lieux?|archives|planetarium|centre de planification|pass\b|bus sante|centres? d animation|atelier (?:canope|national)|relais petite enfance|ram\b|lieux? d accueil|laep\b|maisons? de la petite enfance|maisons? de l enfance|ime\b|itep\b|sessad|esat\b"),
    (BodyKind.ENTREPRISE, r"entreprises?|commercants?|commerces?|la poste\b|edf\b|engie\b|enedis|veolia|suez|sncf\b|ratp|clubs? d entreprises?|sarl\b|societes?|artisans?|transporteurs?|conserveries?|chantiers? nava|supermarches?|pepinieres?|operateurs? (?:de transport|numerique|telephonique)|orange\b|keolis|transdev|exploitants?|hotels?|restaurateurs?|restaurants?|agences? (?:d interim|immobiliere)|employeurs?|groupements? d employeurs|cooperatives?|scop\b|usine|laboratoire|fabrique|imprimerie|librairie|centrale|cabinets? d|bureaux? d etudes?|promoteurs?|couveuse|unions? commercante|associations? de commercants|grande distribution|marches?\b|pharmacies?|agriculteurs?|maraichers?|producteurs?"),
    (BodyKind.ASSOCIATION, r"associations?|asso\b|centres? socia|espaces? de vie sociale|mjc\b|maisons? des jeunes|maisons? de (?:l )?emploi|maisons? pour tous|maisons? de quartiers?|maisons? des associations|missions? locales?|regies? de quartiers?|prevention specialisee|educateurs?|clubs?|ligues?|federations?|unions?|secours|croix rouge|restos? du|emmaus|comites?|foyers?|planning familial|cidff\b|epiceries? (?:sociale|solidaire)|recycleries?|ressourceries?|ateliers?|collectifs?|pimms|offices? municipa\w+ (?:des? |du )|structures? d insertion|chantiers? d insertion|siae\b|jardins?|compagnies?|troupes?|orchestres?|radios?|cineclub|bureau information|points? information|point accueil|point d appui|maisons? des femmes|maisons? des familles|plateforme|reseaux? |adie\b|bge\b|france (?:active|victimes)|unis cite|cap emploi|apprentis d auteuil|amicales?|service civique|mouvement|cercle|garage (?:solidaire|associatif|social)|entraide|banque alimentaire|france benevolat|accorderie|cafes? associatif|tiers lieu associatif|structures? (?:associative|jeunesse)|acteurs? (?:associatif|de l ess|de l insertion)|organismes? de mediation|medias? citoyens?|mediateurs?|mediatrices?|adultes? relais|animateurs?|benevolat|scouts|auto ecole (?:sociale|solidaire|associative)|ecole de musique associative|espace info energie"),
)  # fmt: skip
_HEAD_PATTERNS = tuple((kind, re.compile(rf"(?:{pattern})")) for kind, pattern in _HEADS)
# What the name says anywhere, for proper names: « Orle Habitat », « Valmorée Agglomération », « Tours Métropole ».
_ANYWHERE: tuple[tuple[BodyKind, re.Pattern[str]], ...] = (
    (BodyKind.BAILLEUR, re.compile(r"\b(?:habitat|logis|logement|hlm|immobiliere)\b")),
    (
        BodyKind.COLLECTIVITE,
        re.compile(r"\b(?:agglomeration|metropole|agglo|communaute|municipal(?:e|es|aux)?|communal(?:e|es|aux)?|departementales?)\b"),
    ),
    (BodyKind.ASSOCIATION, re.compile(r"\b(?:solidaires?|solidarites?|association|asso|mission locale|du coeur|insertion)\b")),
    (BodyKind.AUTRE, re.compile(r"\b(?:banque|fondation|chambre)\b")),
)
_ARTICLE = re.compile(
    r"(?:(?:les?|la|l|un|une|des|du|de|d|aux?|ces|nos|autres?|chaque|tou(?:s|tes) les|\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|certain(?:e?s)|different(?:e?s)|divers(?:es)?|ensemble des)\s)+"
)


@dataclass(frozen=True, slots=True)
class FoundBody:
    """A body named in a text: `name` as written, at `span`."""

    name: str
    span: Span
    kind: BodyKind


@lru_cache(maxsize=32_768)
def headed(name: str) -> BodyKind | None:
    """Return the kind of body that the head of a name announces, None for a name that no head opens."""
    folded = fold(name)
    folded = _ARTICLE.sub("", folded, count=1) if _ARTICLE.match(folded) else folded
    return next((kind for kind, pattern in _HEAD_PATTERNS if pattern.match(folded)), None)


@cache
def _long_keys() -> tuple[tuple[str, BodyKind], ...]:
    """The written-out names of the table, long enough to be told by how a name begins."""
    return tuple(
        (comparison_key(long), known.kind)
        for known in known_names()
        if known.kind is not None
        for long in known.names
        if len(fold(long)) > 14
    )


@lru_cache(maxsize=32_768)
def kind_of(name: str) -> BodyKind:
    """Say what kind of body a name means: by the table, by its head (« lycée … »), by a word of it (« … Habitat »); else AUTRE."""
    bare = re.sub(r"\s*\([^()]*\)?", "", name).strip()
    bare = re.sub(
        r"^(?:les?\s+)?(?:bénévoles?|équipes?|salariés?|représentants?)\s+(?:du\s+|de\s+la\s+|de\s+l['’]|des\s+|de\s+|d['’])(?=[A-ZÀ-Ý])",
        "",
        bare,
    )
    known = find_known(bare)
    if known is not None and known.kind is not None:
        return known.kind
    first = bare.split()[0] if bare.split() else ""
    opening = find_known(first) if is_acronym(first) else None
    if opening is not None and opening.kind is not None:
        return opening.kind
    for key, long_kind in _long_keys():  # « Caisse d’allocations familiales de Touraine »
        if comparison_key(bare).startswith(key):
            return long_kind
    if kind := headed(bare):
        return kind
    folded = fold(bare)
    return next((kind for kind, pattern in _ANYWHERE if pattern.search(folded)), BodyKind.AUTRE)


def is_own_acronym(name: str, acronym: str) -> bool:
    """« …d’accès au droit (CDAD) » is its own acronym, « Conseil départemental (PMI) » one of its services."""
    initials = [word[0] for word in fold(name).split()]
    wanted = list(fold(acronym).replace(" ", ""))
    position = 0
    for letter in initials:
        if position < len(wanted) and letter == wanted[position]:
            position += 1
    return position >= len(wanted) - 1 and bool(initials) and initials[0] == wanted[0]


_CAP = r"[A-ZÀ-ÝŒ][\wÀ-ÿ’'-]*"
_TO = r"(?:de\s+la|de\s+l['’]|de|du|des|d['’]|à\s+la|à\s+l['’]|aux?|l['’]|la|le)"
_OF = r"(?:de\s+la|de\s+l['’]|de|du|des|d['’])"
_AT = r"(?:à\s+la|à\s+l['’]|aux?|l['’]|la|le)"
_ADJECTIVES = (
    r"(?:d[ée]partementa\w+|r[ée]giona\w+|municipa\w+|nationa\w+|loca(?:l|le|les|ux)|urbaine?s?|prioritaires?|priv[ée]{1,2}s?|socia(?:l|le|les|ux)|publi(?:cs?|ques?)|citoyens?"
    r"|communal\w*|intercommuna\w+|associatifs?|associatives?|europ[ée]en\w*|partenaires?|concern[ée]{1,2}s?|spécialisée?s?|scolaires?|sportifs?|sportives?|culturel\w*|territoria\w+|interminist[ée]riel\w*|acad[ée]miques?|primaire|d[ée]l[ée]gué)"
)
_LONG_HEAD = (
    r"minist[èe]res?|directions?|agences?|caisses?|chambres?|offices?|missions?|d[ée]l[ée]gu[ée]{1,2}s?|fondations?|maisons?|centres?|r[ée]gies?|clubs?|syndicats?|conseils?|banques?"
    r"|services?|communaut[ée]s?|associations?|unions?|f[ée]d[ée]rations?|ligues?|comit[ée]s?|soci[ée]t[ée]s?"
)
_SHORT_HEAD = (
    r"[ÉE]tat|r[ée]gions?|d[ée]partements?|villes?|communes?|mairies?|agglom[ée]rations?|m[ée]tropoles?|intercommunalit[ée]s?|collectivit[ée]s?(?:\s+locales)?|bailleurs?|entreprises?|pr[ée]fecture"
    r"|préfet|rectorat|écoles?|coll[èe]ges?|lyc[ée]es?|th[ée]âtres?|m[ée]diath[èe]ques?|habitants|parents\s+d['’][ée]l[èe]ves|familles|conserveries?|commer[çc]ants?|m[ée]c[èe]nes?|op[ée]rateurs?|mutuelles?|police\s+(?:nationale|municipale)|Éducation\s+nationale|partenaires\s+priv[ée]s"
)
_PROSE = re.compile(
    rf"(?<![\w-])(?:(?i:{_LONG_HEAD})(?:\s+(?i:{_ADJECTIVES}))*(?:(?:(?:,\s*|,?\s+(?:et\s+)?){_OF}\s*|\s+{_AT}\s*|\s+)(?:(?i:{_ADJECTIVES})\b|{_CAP}|(?<=[’'\s])(?!(?:{_TO}|par|pour|qui|que|dans|sur|avec|et|ou|en|au|aux|jusqu|est|sont|à|ainsi|fin|versée?s?|financée?s?|ser(?:a|ont)|sont|peu(?:t|vent)|doi(?:t|vent)|pour(?:ra|ront)|ont|associée?s|mobilisée?s|réalisée?s?|portée?s?|participe\w*|assure\w*|intervien\w+|propose\w*|met|mettent|organise\w*|accueille\w*|souhaite\w*|accompagne\w*|afin|dont|plus|soit|lors|si)\b)[a-zà-ÿœ][\wà-ÿ-]+)){{0,8}}"
    rf"|(?i:{_SHORT_HEAD})(?:\s+(?i:{_ADJECTIVES}))*(?:(?:\s+{_TO}\s*|\s+(?![A-ZÀ-Ý]{{2,}}\b)){_CAP}(?:[ -](?:{_OF}\s*)?(?![A-ZÀ-Ý]{{2,}}\b){_CAP})*)?)(?![\w-])"
)
_OF_A_PLACE = re.compile(
    rf"\s+(?:de\s+la\s+|de\s+l['’]\s*|du\s+|des\s+|de\s+|d['’]\s*)(?:L[ae]s?\s+)?{_CAP}(?:[ -](?:(?:de\s+la|de\s+l['’]|de|du|des|d['’]|en|sur)\s*)?{_CAP})*"
)


@cache
def _written_names() -> dict[str, re.Pattern[str]]:
    """The bodies of the table by the first word of their written-out names, in any case."""
    by_word: dict[str, list[str]] = {}
    for known in known_names():
        for name in known.names if known.kind is not None else ():
            if not is_acronym(name):
                by_word.setdefault(_word_key(_WORD.findall(name)[0]), []).append(name)
    found = {}
    for word, names in by_word.items():
        spelt = [_any_number(name) for name in sorted(names, key=len, reverse=True)]
        proper = "(?i:" if any(" " in name or name[0].islower() for name in names) else "(?:"
        found[word] = re.compile(proper + "|".join(spelt) + r")(?![\w-])")
    return found


def _any_number(name: str) -> str:
    """A pattern of a name in the singular or the plural, with either apostrophe."""
    words = [f"{re.escape(word.removesuffix('s') if len(word) > 3 else word)}s?" for word in name.split()]
    return re.sub(r"['’]", "['’]", r"\s+".join(words))


_WORD = re.compile(r"[^\W\d_]+")
# « Sauveterre Agglomération », « Aubrenne Habitat »: proper names that say what they are.
_TELLING = re.compile(
    r"(?<![\w’'-])(?:[A-ZÀ-Ý][\wÀ-ÿ’'-]*\s+){1,4}(?:Agglom[ée]ration|Agglo|M[ée]tropole|Communaut[ée]|Habitat|Logement|Logis|Immobili[èe]re)(?:\s+(?:(?:de\s+la|de|du|des|d['’])\s*)?[A-ZÀ-Ý][\wÀ-ÿ’'-]*)*(?![\w-])"
)
_HEAD_WORDS = frozenset(
    """ministere direction agence caisse chambre office mission delegue deleguee fondation maison centre regie club syndicat conseil banque service communaute association union federation ligue
    comite societe etat region departement ville commune mairie agglomeration metropole intercommunalite collectivite bailleur entreprise prefecture prefet rectorat ecole college lycee theatre
    mediatheque habitant parent famille conserverie commercant mecene operateur mutuelle police education partenaire""".split()
)


@lru_cache(maxsize=32_768)
def _word_key(word: str) -> str:
    return singular(fold(word))


@lru_cache(maxsize=8_192)
def find_bodies(text: str) -> tuple[FoundBody, ...]:
    """Return the bodies that prose names, in order and disjoint: « versés par l’État », « CAF et villes ».

    Funds, schemes and places are not bodies. A name in capitals that the table does not know is one only if it is an acronym.
    """
    found: list[FoundBody] = []
    taken: list[Span] = []
    for span, kind in sorted(_candidates(text), key=lambda pair: (pair[0].start, -pair[0].end)):
        if all(span.end <= other.start or other.end <= span.start for other in taken):
            taken.append(span)
            name = text[span.start : span.end]
            found.append(FoundBody(name, span, kind or kind_of(" ".join(name.split()))))
    return tuple(_with_own_acronyms(text, sorted(found, key=lambda body: body.span)))


_OWN_ACRONYM = re.compile(r"\s*\(\s*([A-ZÀ-Ý][A-ZÀ-Ý.+]{1,10})\s*\)")


def _with_own_acronyms(text: str, found: Sequence[FoundBody]) -> Iterator[FoundBody]:
    """« Conseil départemental d'accès au droit (CDAD) » is one body."""
    end = 0
    for body in found:
        if body.span.start < end:
            continue
        own = _OWN_ACRONYM.match(text, body.span.end)
        if own and is_own_acronym(body.name, own.group(1)):
            body = FoundBody(text[body.span.start : own.end()], Span(body.span.start, own.end()), body.kind)
        end = body.span.end
        yield body


_NEEDS_MORE = re.compile(
    r"(?:services?|missions?|centres?|maisons?|offices?|soci[ée]t[ée]s?|unions?|directions?|agences?|conseils?|comit[ée]s?|clubs?|caisses?|r[ée]gies?|communaut[ée]s?)\s*",
    re.IGNORECASE,
)
_SERVED = re.compile(r"prestations?\s+(?:de|du)\s+\Z", re.IGNORECASE)
_NOT_A_TOWN = re.compile(
    r"(?:politiques?|contrats?|vie|dotation|centre|hors|crédits|conseils?|projets?|habitat|délégué\w*|ville[\s,-]+vie)\s+(?:de\s+|à\s+)?(?:la\s+)?\Z",
    re.IGNORECASE,
)


def _candidates(text: str) -> Iterator[tuple[Span, BodyKind | None]]:
    prose_end = 0
    written = _written_names()
    for word in _WORD.finditer(text):
        start = word.start()
        if start and (text[start - 1] == "-" or text[start - 1].isalnum()):
            continue
        key = _word_key(word.group())
        if (pattern := written.get(key)) and (match := pattern.match(text, start)):
            yield _with_place(text, match.span()), None
        if key in _HEAD_WORDS and start >= prose_end and (match := _PROSE.match(text, start)) and _is_body(text, match):
            prose_end = match.end()
            yield Span(start, start + len(match.group().rstrip(" ,"))), None
    for match in _TELLING.finditer(text):
        yield Span(*match.span()), None
    for match in ACRONYM.finditer(text):
        known = find_known(match.group())
        if known is not None and known.kind is not None:
            yield _with_place(text, match.span()), None
        elif known is None and len(match.group()) > 2:
            yield Span(*match.span()), None


def _is_body(text: str, match: re.Match[str]) -> bool:
    """Whether a head begins a name here: not « centre » alone, « prestation de service », « politique de la ville »."""
    if _NEEDS_MORE.fullmatch(match.group()) or _SERVED.search(text, max(0, match.start() - 16), match.start()):
        return False
    if _word_key(_WORD.findall(match.group())[0]) != "ville":
        return True
    return not (
        _NOT_A_TOWN.search(text, max(0, match.start() - 30), match.start())
        or fold(text[match.start() : match.start() + 12]).startswith("ville vie")
    )


def _with_place(text: str, span: tuple[int, int]) -> Span:
    place = _OF_A_PLACE.match(text, span[1])
    return Span(span[0], place.end() if place else span[1])
