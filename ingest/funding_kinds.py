"""What a scheme's money is: the first kind that its words, its sub-heading and its funders allow."""

import re
from collections.abc import Sequence
from enum import StrEnum

from ingest.bodies_in_text import FoundBody, kind_of
from ingest.folding import fold
from ingest.name_table import BodyKind


class FundingKind(StrEnum):
    """What a scheme's money is, the first that applies."""

    EUROPE = "europe"
    FONDATION = "fondation"
    APPEL_A_PROJETS = "appel_a_projets"
    POLITIQUE_DE_LA_VILLE = "politique_de_la_ville"
    COLLECTIVITE = "collectivite"
    DROIT_COMMUN = "droit_commun"
    AUTRE = "autre"


_EUROPE = re.compile(
    r"\b(?:fse|feder|fami|feader|leader|feamp|feampa|iti|interreg|erasmus|europeen(?:ne)?s?|union europeenne|react eu|europe)\b"
)
_FONDATION = re.compile(r"\bfondations?\b(?! etudiante)")
_APPEL = re.compile(r"\bappels? a (?:projets?|candidatures?|manifestations?|initiatives?)\b|\b(?:aap|ami)\b")
_VILLE = re.compile(
    r"\A(?:la )?politique de la ville\b|\b(?:anct|cget|acse|anru|npnru|pnru|programmes? (?:n )?147|bop 147|p147|tfpb|abattements? (?:de )?(?:la )?(?:taxe|tfpb)|adultes? relais|(?:credits?|dotations?|fonds|enveloppes?|programmation|subventions?|financements?|soutien|aides?)(?: \w+){0,3} (?:de la )?politique de la ville|dotation politique de la ville|dpv|credits? (?:specifiques? )?(?:du )?contrat de ville"
    r"|credits? specifiques?|vvv|ville vie vacances|programmes? de reussite educative|agence nationale (?:de la cohesion|(?:pour la|de la|de) renovation)|commissariat general a l egalite|conseillers? numeriques?|cites? educatives?|bataillons? de la prevention|delegues? du prefet|quartiers? d ete|contrat de ville|fonds de participation des habitants)\b"
)
_HEADING: tuple[tuple[FundingKind, re.Pattern[str]], ...] = (
    (FundingKind.DROIT_COMMUN, re.compile(r"\bdroit commun\b(?!.*\b(?:et|ou)\b.*\bpolitique de la ville\b)")),
    (FundingKind.EUROPE, re.compile(r"\beurop\w+\b")),
    (FundingKind.FONDATION, re.compile(r"\bfondations?\b")),
    (FundingKind.POLITIQUE_DE_LA_VILLE, re.compile(r"\b(?:politique de la ville|contrat de ville)\b")),
    (FundingKind.COLLECTIVITE, re.compile(r"\b(?:collectivites?|communaux|regionaux|departementaux)\b")),
    (FundingKind.APPEL_A_PROJETS, re.compile(r"\bappels? a projets?\b")),
)  # fmt: skip
_STATE = re.compile(
    r"\b(?:fipdr?|fonds interministeriel|programmes? \d{3}|bop \d{2,3}|droit commun|ministeres?|fonjep|fdva|dsil|detr|mildeca|dilcrah|agence nationale|agence regionale|credits? (?:de l )?etat|politiques? (?:publiques? )?de l etat|etat|prefet|prefecture|reaap|clas|contrat local d accompagnement|ctg|convention territoriale globale|prestations? de service|pass sport|emplois? francs?|parcours emploi competences|service civique|education nationale|plan d investissement dans les competences)\b"
)
_LOCAL = re.compile(
    r"\b(?:communes?|communal(?:e|es|aux)?|villes?(?! vie)|municipal(?:e|es|aux)?|agglomeration|metropole|departementa(?:l|le|les|ux)|regiona(?:l|le|les|ux)|departement|region|intercommunal(?:e|es|aux)?|budgets? participatifs?)\b"
)
_TOWN_WORD = re.compile(r"\b(?:politiques?|contrats?|dotation politique|centre|hors) (?:de )?(?:la )?ville\b|\bville vie vacances\b")
_PAYS_STATE = frozenset({BodyKind.ETAT, BodyKind.SECURITE_SOCIALE})


def kind_of_money(quote: str, scheme: str, funder: str, heading: str, funders: Sequence[FoundBody]) -> FundingKind:
    """Return the kind of a clause's money; what its own words say goes before the sub-heading, and that before who pays."""
    clause = fold(quote)
    title = fold(heading)
    if _EUROPE.search(clause):
        return FundingKind.EUROPE
    if _FONDATION.search(clause):
        return FundingKind.FONDATION
    if _APPEL.search(clause):
        return FundingKind.APPEL_A_PROJETS
    if _VILLE.search(clause):
        return FundingKind.POLITIQUE_DE_LA_VILLE
    for kind, pattern in _HEADING:
        if title and pattern.search(title):
            return kind
    if re.search(r"\bdroit commun\b", clause):
        return FundingKind.DROIT_COMMUN
    return _by_funder(clause, fold(scheme), funder, funders)


def _by_funder(clause: str, scheme: str, funder: str, funders: Sequence[FoundBody]) -> FundingKind:
    kinds = {body.kind for body in funders} or ({kind_of(funder)} if funder else set())
    if BodyKind.COLLECTIVITE in kinds and not kinds & _PAYS_STATE:
        return FundingKind.COLLECTIVITE
    if kinds & _PAYS_STATE:
        return FundingKind.COLLECTIVITE if BodyKind.COLLECTIVITE in kinds else FundingKind.DROIT_COMMUN
    if kinds:
        return FundingKind.AUTRE
    if _STATE.search(scheme) or _STATE.search(clause):
        return FundingKind.DROIT_COMMUN
    return FundingKind.COLLECTIVITE if _LOCAL.search(_TOWN_WORD.sub(" ", scheme)) else FundingKind.AUTRE
