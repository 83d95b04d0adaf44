"""The small words that turn a claim round: negation, condition, only, all, because, more, done; read alike in a sentence and in a passage."""

import re
from functools import lru_cache

from ingest.folding import strip_accents
from rag.analysis import stem
from rag.claims.words import says_any, stems_of

_NEGATION = re.compile(
    r"(?<!\w)(?:n['’]\s?|ne\s+)(?!\w+\s+que\b)(?:\w+['’\s]+){0,6}?(?:pas|plus|jamais|aucune?s?|rien|guère|nulle?|ni|personne|point)(?!\w)"
    r"|(?<!\w)(?:aucune?|sans(?!-)|hormis|sauf|excepté|hors|non(?!-)|ni|ne\s+pas|ne\s+plus|plutôt\s+que?|au\s+lieu|dehors|jamais|pas\s+d['’e])(?!\w)",
    re.IGNORECASE,
)
_OPERATORS: dict[str, tuple[re.Pattern[str], re.Pattern[str] | None]] = {
    # name: what says it, and what a passage may say instead
    "condition": (
        re.compile(
            r"(?<!\w)(?:si|s['’]il|sous\s+(?:réserve|condition)|à\s+(?:la\s+)?condition|conditionn\w+|à\s+confirmer|confirmation|suppose\w*|subordonn\w+|pourvu|selon\s+(?:les\s+)?(?:ressources|moyens|besoins)|sur\s+(?:dossier|justificatif|présentation)|éventuel\w*|le\s+cas\s+échéant|dans\s+la\s+mesure|réserv\w+|contre\s+une|accord\s+écrit|qu['’](?:avec|en\s+cas|à\s+partir|après))(?!\w)",
            re.IGNORECASE,
        ),
        None,
    ),
    "restriction": (
        re.compile(
            r"(?<!\w)(?:(?:n['’]|ne\s)(?:(?!\bpas\b|\bplus\b|\baucun)[^.;])*?\bqu(?:e\b|['’])|seule?s?|seulement|uniquement|exclusivement|strictement|rien\s+que)(?!\w)",
            re.IGNORECASE,
        ),
        re.compile(
            r"(?<!\w)(?:seule?s?|seulement|uniquement|exclusi\w+|strictement|réserv\w+|suppose\w*|sauf|sous\s+(?:réserve|condition)|à\s+condition|que\s+\d|qu['’]|au\s+(?:plus|maximum)|limit\w+|(?:n['’]|ne\s)[^.;]*?\bque?\b)(?!\w)",
            re.IGNORECASE,
        ),
    ),
    "tout": (
        re.compile(
            r"(?<!\w)(?:tous|toute?s?(?!\s+en\s|\s+(?:l[ea]s\s+)?deux\b|\s+(?:l[ea]s\s+)?trois\b|\s+comme|\s+fois|\s+de\s+suite)|chaque|chacune?|l['’]ensemble\s+d\w*|la\s+totalité|l['’]intégralité|intégralement|totalement|entièrement|systématique\w*|partout|toujours|quel(?:le)?s?\s+que|n['’]importe|universel\w*|général\w*|à\s+parts\s+égales|constamment)(?!\w)",
            re.IGNORECASE,
        ),
        re.compile(
            r"(?<!\w)(?:tous|toute?s?|chaque|chacune?|ensemble|totalité|intégral\w*|total\w*|enti[eè]r\w*|systématique\w*|partout|toujours|quel(?:le)?s?\s+que|universel\w*|général\w*|parts\s+égales|continu|permanen\w+)(?!\w)",
            re.IGNORECASE,
        ),
    ),
    "cause": (
        re.compile(
            r"(?<!\w)(?:parce\s+qu\w*|puisqu\w*|car|grâce\s+(?:à|au)|à\s+cause|en\s+raison|du\s+fait|faute\s+d\w*|donc|c['’]est\s+pourquoi|par\s+conséquent|entraîn\w+|provoqu\w+|caus\w+|résult\w+\s+d\w*|dû|dues?\s+(?:à|au)|si\s+bien|de\s+sorte|grâce|ce\s+qui\s+(?:permet|explique|entra\w+)|expliqu\w+\s+par|liée?s?\s+à\s+la\s+(?:hausse|baisse)|suite\s+(?:à|au))(?!\w)",
            re.IGNORECASE,
        ),
        re.compile(
            r"(?<!\w)(?:parce|puisqu\w*|car|grâce|cause|raisons?|du\s+fait|faute|donc|pourquoi|conséquen\w+|entraîn\w+|provoqu\w+|caus\w+|résult\w+|dû|dues?|si\s+bien|de\s+sorte|permet\w*|expliqu\w+|aggrav\w+|liée?s?\s+à|suite|par\s+l)(?!\w)",
            re.IGNORECASE,
        ),
    ),
    "plus": (
        re.compile(
            r"(?<!\w)(?<!\bne )(?<!n['’])(?<!\bde )(?<!\bau )(?:plus(?!\s+(?:d['’e]\s*(?:\d|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|vingt|trente|quarante|cent|mille|la\s+moitié)|précisément|tard|tôt|largement|généralement|particulièrement))|davantage|mieux|meilleur\w*|supérieur\w*)(?!\w)",
            re.IGNORECASE,
        ),
        re.compile(
            r"(?<!\w)(?:plus|davantage|mieux|meilleur\w*|supérieur\w*|hausse|augment\w+|amélior\w+|renforc\w+|accr\w+)(?!\w)", re.IGNORECASE
        ),
    ),
    "moins": (
        re.compile(
            r"(?<!au )(?<!du )(?<!\w)(?:moins(?!\s+d['’e]\s?(?:\d|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|vingt|quinze|trente|quarante|cent|mille))|moindre\w*|inférieur\w*|pire)(?!\w)",
            re.IGNORECASE,
        ),
        re.compile(r"(?<!\w)(?:moins|moindre\w*|inférieur\w*|pire|baiss\w+|dimin\w+|rédu\w+|recul\w*)(?!\w)", re.IGNORECASE),
    ),
    "autant": (re.compile(r"(?<!\w)(?:autant\s+(?:d\w*|qu\w*)|aussi\s+\w+\s+qu\w*)(?!\w)", re.IGNORECASE), None),
    "peu": (re.compile(r"(?<!\w)(?:peu|rarement|faible\w*|rares?)(?!\w)", re.IGNORECASE), None),
    "beaucoup": (
        re.compile(
            r"(?<!\w)(?:beaucoup|très|fortement|largement|nombreu\w+|massivement|considérab\w+|particulièrement|essentiel\w*|majeur\w*|fréquemment|souvent|régulièrement|principal\w*|surtout)(?!\w)",
            re.IGNORECASE,
        ),
        re.compile(
            r"(?<!\w)(?:beaucoup|très|fort\w*|larg\w*|nombre\w*|massi\w+|considérab\w+|particuli\w+|essentiel\w*|majeur\w*|fréquen\w+|souvent|réguli\w+|princip\w*|surtout|peu|priorit\w+|par\s+(?:mois|semaine|an))(?!\w)",
            re.IGNORECASE,
        ),
    ),
    "plusieurs": (
        re.compile(r"(?<!\w)(?:plusieurs|divers|différent\w*|multiples?)(?!\w)", re.IGNORECASE),
        re.compile(r"(?<!\w)(?:plusieurs|divers\w*|différent\w*|multiple?\w*|des|les|\w+s\b)(?!\w)", re.IGNORECASE),
    ),
    "moment": (
        re.compile(
            r"(?<!\w)(?:déjà|désormais|actuel\w*|aujourd['’]hui|dernière?s?|prochaine?s?|récemment|bientôt|(?<!pas\s)(?<!doit\s)(?<!doivent\s)(?<!reste\s)encore(?!\s+à\s)|dorénavant|immédiatement|à\s+l['’]avenir)(?!\w)",
            re.IGNORECASE,
        ),
        None,
    ),
    "avant": (
        re.compile(r"(?<!\w)(?:avant|préalable\w*|au\s+préalable)(?!\w)", re.IGNORECASE),
        re.compile(r"(?<!\w)(?:avant|préalable\w*|préparat\w+|d['’]ici|jusqu\w*|précéd\w+|puis|antérieur\w*|limite)(?!\w)", re.IGNORECASE),
    ),
    "apres": (
        re.compile(r"(?<!\w)(?<!d['’])(?:après|à\s+l['’]issue|au\s+terme)(?!\w)(?!-midi)", re.IGNORECASE),
        re.compile(r"(?<!\w)(?:après|issue|terme|suite|puis|dès|fin|achèv\w+|postérieur\w*|ensuite|retour)(?!\w)", re.IGNORECASE),
    ),
    "contre": (
        re.compile(r"(?<!\w)contre(?!\w)", re.IGNORECASE),
        re.compile(
            r"(?<!\w)(?:contre|moyennant|échange|participation|lutt\w+|combat\w*|prévent\w+|prévenir|alors\s+que|tandis|réduire)(?!\w)",
            re.IGNORECASE,
        ),
    ),
    "possible": (
        re.compile(r"(?<!\w)(?:peut-être|probable\w*|sans\s+doute|vraisembl\w+)(?!\w)", re.IGNORECASE),
        re.compile(r"(?<!\w)(?:peu(?:t|vent)|pourr\w+|éventuel\w*|possib\w+|envisag\w+|probab\w+)(?!\w)", re.IGNORECASE),
    ),
}
#: What a passage says that a sentence about it must say too.
_KEPT = ("condition",)
# Verbs that turn what they govern round: « doivent pouvoir être dépassées ».
_TURNING = re.compile(
    r"(?<!\w)(?:dépass\w+|évit\w+|empêch\w+|cess\w+|supprim\w+|refus\w+|interdi\w+|exclu(?!siv)\w*|renonc\w+|abandonn\w+|suspend\w+|annul\w+|peinent?|échou\w+|rejet\w+|remplac\w+)(?!\w)",
    re.IGNORECASE,
)
# « chaque année » is a rhythm, and compared as such.
_RHYTHM = re.compile(
    r"(?<!\w)(?:chaque|tou(?:te)?s\s+les(?:\s+\w+)?)\s+(?:ans?|années?|mois|semaines?|jours?|trimestres?|semestres?|heures?)(?!\w)",
    re.IGNORECASE,
)
_EACH = re.compile(r"(?<!\w)chaque\s+(?P<what>\w+)", re.IGNORECASE)
# How a sentence says a condition in its own words.
_ASKED = re.compile(
    r"(?<!\w)(?:demand\w+|exig\w+|nécessit\w+|requi\w+|oblig\w+|doit|doivent|fa(?:ut|udra)|moyennant|pour\s+les\s+\w+\s+qui|lorsque|dès\s+lors|confirm\w+|en\s+cas)(?!\w)",
    re.IGNORECASE,
)
_OBLIGES = re.compile(r"(?<!\w)(?:doi(?:t|vent)|devr(?:a|ont)|fau(?:t|dra)|oblig\w+|impérati\w+|exig\w+|impos\w+)(?!\w)", re.IGNORECASE)
_ALLOWS = re.compile(
    r"(?<!\w)(?:peu(?:t|vent)|pourr(?:a|ont|ait|aient)|possibilité|possible\w*|facultati\w+|souhaité\w*|recommand\w+|libre)(?!\w)",
    re.IGNORECASE,
)
_LITTLE = re.compile(r"(?<!\w)(?:peu|rarement|à\s+peine|guère)(?!\w)", re.IGNORECASE)
_DONE = re.compile(
    r"(?<!\w)(?:a|ont|n['’]a|n['’]ont|avai(?:t|ent)|s['’]est|se\s+sont|fut|furent)\s+(?:pas\s+|déjà\s+|bien\s+|jamais\s+)?(?:été\s+)?(?:\w+ment\s+)?(?!lieu\b|droit\b|peu\b|plus\b|au\b|du\b|lui\b|ici\b|ainsi\b|depuis\b|pris\s+effet)\w*(?:é|ée|és|ées|i|is|ie|it|u|us|ue|ert|erts|erte|ait|aits|int|ort|orts)(?!\w)"
    r"|(?<!\w)(?:était|étaient|avait|avaient|\w{3,}[^r\W](?:ait|aient))(?!\w)|(?<!\w)(?:atteint|réussi|déjà|permis\s+de|désormais)(?!\w)",
    re.IGNORECASE,
)
_WAS = re.compile(r"(?<!\w)(?:a|ont|s['’]est|se\s+sont|était|étaient|avait|avaient|fut)(?!\w)", re.IGNORECASE)
_TO_COME = re.compile(
    r"(?<!\w)(?:pourr\w+|devr\w+|sera|seront|\w+er(?:a|ont)|envisag\w+|prévu\w*|prévoi\w+|projet\s+de|à\s+(?:venir|l['’]étude|confirmer|définir)|étudi(?:e|ent|er)|souhait\w+|propos\w+|objectif)(?!\w)",
    re.IGNORECASE,
)
_CERTAIN_PLAN = re.compile(
    r"(?<!\w)(?:pourr\w+|envisag\w+|à\s+l['’]étude|étudier\s+la|éventuel\w*|souhait\w+|possibilité|réflexion)(?!\w)", re.IGNORECASE
)
_HEDGE = re.compile(
    r"(?<!\w)(?:peut|peuvent|pouv\w+|pourr\w+|envisag\w+|étude|étudi\w+|éventuel\w*|souhait\w+|possib\w+|réflexion|prévu\w*|prévoi\w+|\w+r(?:ait|aient)|projet\w*|mobilisables?)(?!\w)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4_096)
def negations(text: str) -> int:
    """How many times a text denies or leaves out."""
    return len(_NEGATION.findall(text))


@lru_cache(maxsize=4_096)
def turned(text: str) -> bool:
    return _TURNING.search(text) is not None


def obliges(text: str) -> bool:
    return _OBLIGES.search(text) is not None


def restricts(text: str) -> bool:
    return _OPERATORS["restriction"][0].search(text) is not None


def allows(text: str) -> bool:
    return _ALLOWS.search(text) is not None


def little(text: str) -> bool:
    return _LITTLE.search(text) is not None


def compared(text: str) -> frozenset[str]:
    """Which way a text compares: « plus », « moins », « autant »."""
    return frozenset(name for name in ("plus", "moins", "autant") if _OPERATORS[name][0].search(text))


def _each(what: str, known: str) -> bool:
    """Whether a text counts by this thing: « par jeune » for « chaque jeune »."""
    return re.search(rf"(?<!\w)(?:par|/)\s*{re.escape(what.removesuffix('s'))}", known, re.IGNORECASE) is not None


@lru_cache(maxsize=4_096)
def added(said: str, known: str) -> str:
    """The first operator that `said` has and `known` has not, "" where there is none."""
    said = _EACH.sub(lambda match: " " if _each(match.group("what"), known) else match.group(), _RHYTHM.sub(" ", said))
    for name, (pattern, excuse) in _OPERATORS.items():
        if name != "condition" and pattern.search(said) and not (excuse or pattern).search(known):
            return name
    return ""


_MAYBE = re.compile(r"(?<!\w)(?:éventuel\w*|pourr\w+|hypothétique\w*)(?!\w)", re.IGNORECASE)
_EVENTUAL = re.compile(r"(?<!\w)éventuel\w*\s+(?P<what>\w+)", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def lost(said: str, known: str) -> str:
    """The operator that `known` has and `said` has not though it must, "" where there is none."""
    restriction = _OPERATORS["restriction"][0]
    if _MAYBE.search(said):
        return ""
    own = stems_of(said)
    known = _EVENTUAL.sub(lambda match: match.group() if says_any(own, stem(strip_accents(match.group("what")))) else " ", known)
    for name in _KEPT:
        pattern = _OPERATORS[name][0]
        if pattern.search(known) and not pattern.search(said) and not _ASKED.search(said) and not restriction.search(said):
            return name
    return ""


_MODAL = re.compile(
    r"(?<!\w)(?:doi(?:t|vent)|dev(?:ra|ront|rai\w*)|pourr\w+|peu(?:t|vent)|prévoi\w+|prévu\w*|prévision\w*|atten(?:d|dent|du|due|dus|dues|dre)|vis(?:e|ent|er|ant|é\w*)|objectifs?|entend(?:ent)?|\w+r(?:a|ont)|s['’]agi\w+|f(?:aut|audra)|consiste\w*|compren\w+"
    r"|figure\w*|parmi|indicateurs?|cibles?|souhait\w+|propos\w+|fiche|but|ambition\w*|cherch\w+|veut|veulent|résultats?|réalisations?|effets?|mesur\w+|à\s+\w+er)(?!\w)",
    re.IGNORECASE,
)


def hedged(text: str) -> bool:
    """Whether a text tells of what is to be: « il est prévu », « doit », « sera »."""
    return _MODAL.search(text) is not None


@lru_cache(maxsize=4_096)
def told_as_done(said: str, known: str, best: str, *, planned: bool) -> bool:
    """Whether `said` tells as past what `known` only plans, or as sure what `best`, its nearest clause, only allows; `planned` for sections of aims and results to come."""
    if _DONE.search(said) and not _WAS.search(known) and (planned or _TO_COME.search(known)):
        return True
    return _CERTAIN_PLAN.search(best) is not None and _HEDGE.search(said) is None and not negations(said)
