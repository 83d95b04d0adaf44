"""The words of a French text: their stems, their kinds, and the numbers they spell."""

import re
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from ingest.folding import strip_accents

_STEMMER = Stemmer.Stemmer("french", 0)

# A dotted acronym, a number, a word or one sign: « C.A.F. », « 12 000 », « Filatures », « ( ».
_TOKEN = re.compile(r"(?:[A-ZÀ-Ý]\.){2,}|\d{1,3}(?:[ \xa0\u202f.]\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?|[^\W\d_]+\d?(?![\w])|[^\W_]+|[^\w\s]")

_LINKS = frozenset("de du des d au aux en".split())
_ARTICLES = frozenset("la le les l un une ce cet cette ces son sa ses leur leurs notre nos votre vos chaque".split())
_STOPS = frozenset(
    """
    a ai ainsi alors an ans annee annees annuel annuelle annuellement annuelles annuels mois jour jours semaine semaines apres as aucun aucune aussi autour autre autres aupres auquel auxquels aura auront avaient avait avant avec ayant c car ceci
    cela celle celles celui cependant certain certaines certains ceux chacun chacune chez ci comme comment contre dans dela deja depuis dernier
    derniere derriere desormais dessous dessus devant doit doivent donc dont durant elle elles enfin ensuite entre es est et etaient etait etant ete
    etes etre eu eux hauteur fait faire font furent fut hors hui il ils j je jamais jusqu jusque lequel laquelle lesquels lesquelles lors lorsqu lorsque lui m
    ma mais malgre me meme memes mes moi moins mon n ne ni non notamment nous on ont or ou oui outre par parce parfois parmi pas pendant peu peut
    peuvent plus plusieurs plutot pour pourquoi pourra pourront pres presqu presque puis puisqu puisque qu quand que quel quelle quelles quels quelqu
    quelque quelques qui quoi s sans sauf se selon sera seront seule seulement seul si sinon soit son sont sous souvent sur surtout t ta tandis tant
    te tel telle telles tels tes ton toujours tous tout toute toutes travers tres trop tu va vers via voici voir vont vous vu y
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche
    """.split()
)
# Verbs that say of a thing what it has; without them « ateliers existent » would be read as one name.
_VERBS = frozenset(
    """
    accueille accueillent accueillait accueillera accueilleront accueillant attire attirent beneficie beneficient commence commencent compte comptent
    comptait compose comprend comprennent comprenait concerne concernent constitue constituent coute coutent couvre couvrent debute debutent demarre
    demarrent dispose disposent disposait disposera emploie emploient employait emploiera employant exercent exerce existe existent finance financent
    forme gere gerent heberge hebergent implique impliquent interviennent intervient mobilise mobilisent mobilisera mobilisant offre offrent
    organise organisent ouvre ouvrent ouvrira ouvriront permet permettent prevoit prevoient propose proposent rassemble rassemblent rassemblait
    rassemblera rassemblant recoit recoivent recevra regroupe regroupent regroupant represente representent reste restent reunit reunissent reunira
    reunissant reunissait reviendra revient siegent tient tiennent tiendra touche touchent travaillent travaille vise visent visant signe signent
    suit suivent verse versent porte portent anime animent pilote pilotent assure assurent coordonne coordonnent accompagne accompagnent apporte
    apportent consacre consacrent attribue alloue suivra suivront donnera donneront accueillie deviendra devient montre sert servent
    """.split()
)
# Others, by their infinitives; of those whose « il » form is a noun too (« rencontre », « aide »), only the plural.
_ER = """
    rouler circuler sillonner fonctionner tourner durer informer orienter sensibiliser créer favoriser faciliter développer renforcer améliorer intégrer
    participer contribuer collaborer fréquenter profiter subventionner distribuer abriter relier diriger encadrer rénover recruter embaucher souhaiter
    réclamer constater habiter diminuer augmenter progresser arriver quitter installer déménager réparer collecter confier exploiter cofinancer abonder
    octroyer consulter adhérer bénéficier associer inviter prolonger clôturer inaugurer
""".split()
_PLURAL_ER = (
    "rencontrer aider lancer passer fermer manquer demander baisser visiter travailler partager jouer chercher payer livrer loger".split()
)
_OTHER_VERBS = """
    dessert desservent prend prennent prendra met mettent mettra soutient soutiennent soutiendra obtient obtiennent obtiendra attend attendent vit vivent
    vend vendent perçoit perçoivent conduisent remplit remplissent agit agissent fournit fournissent aboutit aboutissent accomplit mène mènent mènera
    relève relèvent dépend dépendent rejoint rejoignent paie paient finit finissent ferment fermera fermeront ouvrait court dépose déposent
""".split()
_VERB_FORMS = frozenset(  # with their accents: « recruté » is no verb by itself
    (
        *_OTHER_VERBS,
        *(f"{verb[:-1]}" for verb in _ER if verb.endswith("er")),
        *(
            f"{verb[:-2]}{ending}"
            for verb in (*_ER, *_PLURAL_ER)
            if verb.endswith("er")
            for ending in ("ent", "era", "eront", "ait", "aient")
        ),
    )
)
#: Verbs that only say that a thing has what is counted: « compte 24 salariés », « réunissant 40 entreprises ».
HAVING = re.compile(
    r"(?:compt|rassembl|reuni|regroup|emplo|dispos|compren|compos|dot|exerc|rest|tient|totalis|attein|fort|mobilis|accueil|siege|travaill|trouv|sont\Z)\w*\Z"
)

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf".split()
    )
} | {"une": 1}
_TENS = {
    "vingt": 20,
    "vingts": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "septante": 70,
    "octante": 80,
    "nonante": 90,
}
_POWERS = {"cent": 100, "cents": 100, "mille": 1_000, "million": 1_000_000, "millions": 1_000_000, "milliard": 10**9, "milliards": 10**9}
_NUMBER_WORDS = {**_UNITS, **_TENS, **_POWERS}


class Kind(Enum):
    CONTENT = auto()
    LINK = auto()  # « de », « à »: what joins the words of a name
    ARTICLE = auto()
    STOP = auto()
    VERB = auto()
    NUMBER = auto()
    SIGN = auto()


class Word(NamedTuple):
    """A word or a sign, with its place in the source; the stem of a sign is the sign.

    A tuple, since a corpus has a million of them and a frozen dataclass takes four times as long to make.
    """

    text: str
    folded: str
    stem: str
    start: int
    end: int
    kind: Kind
    capital: bool  # begins with a capital though nothing begins there, or is an acronym
    value: float | None = None  # of a number


@lru_cache(maxsize=65_536)
def stem(folded: str) -> str:
    """Return the stem of a folded word: « habitants », « habitante » -> "habit"."""
    return str(_STEMMER.stemWord(folded))


@lru_cache(maxsize=65_536)
def _form(text: str) -> tuple[str, str, Kind, bool, float | None]:
    """A word's folded form, stem and kind, whether its letters alone make it a name, and its value if it is a number."""
    folded, stemmed, kind = _known(text)
    return folded, stemmed, kind, is_acronym(text) or any(char.isupper() for char in text[1:]), _NUMBER_WORDS.get(folded)


def folded(word: str) -> str:
    """Return a word in lower case without accents or dots; the form of each word is worked out once."""
    return _form(word)[0]


def _known(text: str) -> tuple[str, str, Kind]:
    folded = strip_accents(text).replace(".", "")
    if is_acronym(text) and folded not in _NUMBER_WORDS:
        return folded, folded.upper(), Kind.CONTENT  # « CAF » is not the stem of « café »
    if text in ("à", "À"):
        return "a", "a", Kind.LINK
    if text.lower() in ("dès", "où"):
        return folded, folded, Kind.STOP
    if folded in _LINKS:
        return folded, folded, Kind.LINK
    if folded in _ARTICLES:
        return folded, folded, Kind.ARTICLE
    if folded in _STOPS or len(folded) < 2:
        return folded, folded, Kind.STOP
    if (folded in _VERBS and text.islower()) or text in _VERB_FORMS:
        return folded, folded, Kind.VERB
    if folded in _NUMBER_WORDS:
        return folded, folded, Kind.NUMBER
    return folded, stem(folded), Kind.CONTENT


def is_small(word: str) -> bool:
    """Tell whether a word begins no name: « pour », « que », « an »."""
    return _form(word)[2] in (Kind.STOP, Kind.VERB, Kind.NUMBER)


def is_acronym(text: str) -> bool:
    """Tell whether a word is written as an acronym: « CAF », « C.A.F. », « QPV »."""
    letters = text.replace(".", "").rstrip("s")
    return len(letters) > 1 and letters.isupper() and letters[0].isalpha()


def read_words(text: str, offset: int) -> list[Word]:
    """Return the words and signs of a sentence; `offset` is its place in the source."""
    found: list[Word] = []
    opening = True
    for match in _TOKEN.finditer(text):
        token = match.group()
        start, end = match.start() + offset, match.end() + offset
        if token[0].isdigit():
            value = number_value(token)
            kind = Kind.CONTENT if value is None else Kind.NUMBER
            found.append(Word(token, token.lower(), token.lower(), start, end, kind, False, value))
            opening = False
        elif token[0].isalpha():
            plain, stemmed, kind, named, value = _form(token)
            capital = named or (not opening and token[0].isupper())
            found.append(Word(token, plain, stemmed, start, end, kind, capital, value))
            opening = False
        else:
            found.append(Word(token, token, token, start, end, Kind.SIGN, False))
            opening = opening or token in ':«"“•·-–—('
    return found


def number_value(token: str) -> float | None:
    digits = re.sub(r"[ \xa0\u202f]|\.(?=\d{3})", "", token).replace(",", ".")
    try:
        return float(digits)
    except ValueError:
        return None


def spelt_value(words: Sequence[Word]) -> float | None:
    """Return the value of a number in words: « cent soixante-huit mille » -> 168,000."""
    total = group = 0.0
    for word in words:
        value = word.value
        if value is None:
            if word.folded in ("et", "-"):
                continue
            return None
        if word.text[0].isdigit():
            if group:
                return None
            group = value
        elif value == 100:
            group = (group or 1) * 100
        elif value >= 1_000:
            total += (group or 1) * value
            group = 0
        elif value == 20 and group % 100 == 4:
            group += 76
        else:
            group += value
    return total + group


def key_of(words: Iterable[str]) -> tuple[str, ...]:
    """The key of a name given in words, as that of a phrase."""
    known = (_form(word) for word in words)
    return tuple(form[1] for form in known if form[2] is Kind.CONTENT)
