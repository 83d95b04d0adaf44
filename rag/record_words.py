"""Words of the questions that the directories answer, as data; all patterns read folded text in which « @0 », « @1 » stand for bodies."""

import re
from collections.abc import Mapping

from ingest.funding import FundingStatus
from ingest.funding_kinds import FundingKind
from ingest.partners import PartnerRole


def any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?<= )(?:{'|'.join(patterns)})(?= )")


MONEY = any_of(
    r"(?:co)?financements?(?: (?:mobilisables?|possibles?|connus?))?|dispositifs?(?: (?:de financements?|financiers?|mobilisables?))?",
    r"aides?(?: financieres?)?|subventions?|fonds|credits?|bourses?|enveloppes?|sources? de financements?|argent|lignes? budgetaires?",
    r"(?:funding )?schemes?|grants?|funding|funds",
)
#: One scheme, of which a detail is asked: « quel est le plafond de l’aide ? ».
ONE_SCHEME = any_of(
    r"(?:le|la|l|du|ce|cet|cette|une?) (?:aide|subvention|financement|dispositif|fonds|credit|bourse|enveloppe|appel a projets?)"
)
CALLS = any_of(
    r"appels? (?:a|aux) (?:projets?|candidatures?|manifestations? d interets?)(?: (?:nationaux|national|locaux|local|annuels?))?", "aap"
)
PAYS = r"(?:co)?financ(?:e|ent|era|eront|es|er|ait)|paie|paye|paient|payent|subventionne\w*|verse\w*|accorde\w*|attribue\w*|apporte\w*"
WHO_PAYS = any_of(rf"qui (?:est ce qui )?(?:{PAYS})", r"(?:co)?financeurs?", r"bailleurs? de fonds", "who (?:funds?|pays for)", "funders?")
OF_NAMED = any_of(
    r"(?:de la|du|de l|des|de|d|par la|par le|par l|par les|par|from|of) @\d+",
    rf"@\d+ (?:(?:elle|t elle|il|t il) )?(?:{PAYS}|propose\w*)",
    rf"(?:que|qu est ce que|quoi|quelles?|quels?) .*(?:{PAYS}|propose\w*) (?:(?:t )?(?:elle|il) )?(?:la |le |l |les )?@\d+",
)
WHO_PAYS_NAMED = any_of(rf"qui (?:est ce qui )?(?:{PAYS}) (?:la |le |l |les )?@\d+")

STATUSES: Mapping[FundingStatus, re.Pattern[str]] = {
    FundingStatus.EXPIRE: any_of(
        r"(?:ne sont |n est |n etant )?plus (?:ouverte?s?|valables?|valides?|mobilisables?|disponibles?|en vigueur|en cours|d actualite)",
        r"(?:deja )?(?:expire\w*|echue?s?|terminee?s?|perimee?s?|clos|closes?|clos\w*|cloturee?s?|finie?s?|depassee?s?|caducs?|caduques?|passee?s)",
        r"expired|over",
    ),
    FundingStatus.EN_COURS: any_of(
        r"(?:encore |toujours |actuellement |a ce jour )*(?:ouverte?s?|en cours|en vigueur|valables?|valides?|active?s?|actifs?|d actualite)(?: (?:aujourd hui|actuellement|a ce jour|en ce moment|maintenant))?",
        r"(?:encore|toujours|actuellement|a ce jour) (?:accessibles?|disponibles?|mobilisables?|possibles?|sollicitables?)(?: aujourd hui)?",
        r"(?:non|pas|pas encore) (?:expire\w*|echue?s?|terminee?s?|clos\w*|cloturee?s?|finie?s?)",
        r"(?:still |currently )(?:open|running|available)|open",
    ),
    FundingStatus.INCONNU: any_of(
        r"(?:sans|n ont pas de|ne donnent pas de|ne disent pas leur) (?:dates?|periodes?|durees?|echeances?|terme)(?: de fin)?",
        r"(?:de |a )?durees? (?:inconnues?|non (?:dites?|precisees?|indiquees?))",
    ),
}
UNTIL = any_of(r"(?:jusqu a|jusque) quand", r"pour combien de temps", r"until when", r"avec quelles? (?:echeances?|durees?|periodes?)")
KINDS: Mapping[FundingKind, re.Pattern[str]] = {
    FundingKind.EUROPE: any_of(r"europeen\w*", r"de l europe", r"l europe", r"(?:from )?the eu", "european"),
    FundingKind.FONDATION: any_of(r"(?:des |de |les )?fondations?(?: privees?| d entreprises?)?", r"foundations?"),
    FundingKind.DROIT_COMMUN: any_of(r"(?:de |du )?droit commun"),
    FundingKind.POLITIQUE_DE_LA_VILLE: any_of(r"(?:de la |specifiques? )?politique de la ville"),
    FundingKind.COLLECTIVITE: any_of(r"(?:des |de |les )?collectivites?(?: territoriales?| locales?)?"),
}
STATE = any_of(r"(?:de |par )?l etat(?: et de ses services| et ses services)?", r"(?:des )?services de l etat", r"state")
MORE = any_of(r"(?:de )?(?:plus|davantage) (?:de|que)|au moins|au dessus de|superieure?s? a|a partir de|depass\w+|over|more than|at least")
LESS = any_of(r"(?:de )?moins (?:de|que)|au plus|en dessous de|au dessous de|inferieure?s? a|jusqu a|under|less than")
FIGURES = any_of(r"\d+(?: \d{3})*(?: ?(?:mille|millions?|milliards?|k|m))?(?: (?:d )?(?:euros?|eur))?", r"(?:d )?euros?")
HIGHEST = any_of(r"(?:le|la|les)? ?plus (?:gros|grosses?|importante?s?|elevee?s?|grande?s?|fortes?|forts?)", r"highest|largest|biggest")
DUE = any_of(
    r"(?:les |la |des )?(?:prochaines?|futures?) (?:echeances?|dates?(?: limites?| butoirs?)?)",
    r"(?:echeances?|dates?(?: limites?| butoirs?)?)(?: de depot| de cloture)? (?:a venir|prochaines?|futures?|qui (?:viennent|arrivent|approchent))",
    r"(?:upcoming|next) (?:deadlines?|dates?)",
)
ROLE = any_of(
    r"(?:(?:elle|il|elles|ils) )?(?:un |une )?(?:partenaires?|financeurs?) ou (?:bien )?(?:un |plutot )?(?:financeurs?|partenaires?)",
    r"a quels? titres?",
    r"en quelles? qualites?",
)
TAKES_PART = (
    r"(?:interv|particip|travaill)\w+|(?:est|sont)(?: elles?| ils?)? (?:\w+ )?(?:partenaires?|implique|associe|mobilise|presente?)\w*"
)
WHICH_FICHES = any_of(r"(?:dans |sur |de |a |pour )?(?:quelles?|combien de) (?:sont les )?fiches?", r"in which (?:fiches|sheets)")
WHERE = any_of(TAKES_PART, rf"{PAYS}", r"(?:est|sont)(?: elles?| ils?)? financeurs?", r"anime\w*|pilote\w*")
WHERE_ROLES: Mapping[PartnerRole, re.Pattern[str]] = {
    PartnerRole.FINANCEUR: any_of(PAYS, r"financeurs?"),
    PartnerRole.ANIMATEUR: any_of(r"(?:anime|pilote)\w*"),
    PartnerRole.PARTENAIRE: any_of(r"partenaires?"),
}
BESIDE = any_of(
    r"@\d+ (?:travaill|collabor|boss|interv)\w+ avec qui",
    r"avec qui (?:travaill|collabor|boss|interv)\w+(?: t (?:elle|il))?",
    r"qui (?:travaill|collabor|interv)\w+ (?:avec|aux cotes d\w*)",
)
COUNT = any_of(
    r"combien (?:de|d|des|y a)(?: t il)?(?: de)?(?! (?:argent|sous|euros?|budget|temps|fonds|credits)\b)",
    r"(?:quel (?:est )?le )?nombre(?: total)?",
    r"how many",
)
WHICH = any_of(r"quels?|quelles?|lesquels|lesquelles|liste\w*|list|which|what")
IDLE = frozenset(
    "total entier differents differentes distincts distinctes existent existe existants connus recenses recensees indiques cites citees nommes "
    "nommees mobilises mobilisees prevus prevues contrat fiches fiche pilier piliers corpus ensemble tous toutes jour aujourd moment maintenant".split()
)


#: A question that none of these is in asks for nothing that is listed here: the directories need not be drawn up for it.
HINTS = (
    *STATUSES.values(), *KINDS.values(), CALLS, STATE, UNTIL, HIGHEST, MORE, LESS, DUE, ROLE, BESIDE, COUNT, WHO_PAYS, WHERE,
    any_of(rf"(?:{PAYS}|propose\w*)", r"avec qui"),
    re.compile(rf"{MONEY.pattern} (?:de la|du|de l|des|de|d|par la|par le|par l|from|of) \w"),
)  # fmt: skip
