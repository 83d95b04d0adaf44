"""The French sentences of answers drawn from the directories."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from ingest.funding import FundingStatus
from ingest.funding_kinds import FundingKind
from ingest.index.catalogue import FicheRecord
from ingest.names import BodyKind
from ingest.partners import Partner, PartnerMention, PartnerRole
from rag import sentences
from rag.funding_lookup import FundingHit
from rag.record_question import RecordQuestion
from rag.sentences import plural

AS_WRITTEN = "Les montants sont comparés tels qu’ils sont écrits, qu’ils soient par an, par action ou pour toute la période."
_MOST_CODES = 12
_MOST_NAMES = 15
_OF_KIND = {
    FundingKind.EUROPE: "européen",
    FundingKind.FONDATION: "de fondation",
    FundingKind.DROIT_COMMUN: "de droit commun",
    FundingKind.POLITIQUE_DE_LA_VILLE: "de la politique de la ville",
    FundingKind.COLLECTIVITE: "de collectivité",
}
_STATUSES = {
    FundingStatus.EN_COURS: "en cours",
    FundingStatus.EXPIRE: "échu",
    FundingStatus.INCONNU: "sans période dite",
}
_BODIES = {
    BodyKind.ETAT: "service de l’État",
    BodyKind.COLLECTIVITE: "collectivité",
    BodyKind.ASSOCIATION: "association",
    BodyKind.BAILLEUR: "bailleur",
    BodyKind.ETABLISSEMENT: "établissement",
    BodyKind.SECURITE_SOCIALE: "caisse de sécurité sociale",
    BodyKind.ENTREPRISE: "entreprise",
    BodyKind.HABITANTS: "groupe d’habitants",
    BodyKind.AUTRE: "organisme",
}
_BODIES_PLURAL = {
    BodyKind.ETAT: "services de l’État",
    BodyKind.SECURITE_SOCIALE: "caisses de sécurité sociale",
    BodyKind.HABITANTS: "groupes d’habitants",
}
_ROLES = {PartnerRole.ANIMATEUR: "animateur", PartnerRole.PARTENAIRE: "partenaire", PartnerRole.FINANCEUR: "financeur"}
_ROLE_SECTIONS = {
    PartnerRole.ANIMATEUR: "Animateur",
    PartnerRole.PARTENAIRE: "Partenaire",
    PartnerRole.FINANCEUR: "Financeur",
    PartnerRole.MENTION: "Cité",
}


def schemes_lead(asked: RecordQuestion, count: int, fiches: int, of: int, at: date) -> str:
    """« **7 financements européens, échus au 22/11/2026, dans 4 fiches** sur 15 (liste complète) : »."""
    told = _schemes(asked, count)
    state = f", {_agreed(_STATUSES[asked.status], count)} au {at:%d/%m/%Y}," if asked.status else ""
    return f"**{told}{state} dans {plural(fiches, 'fiche')}** sur {of} (liste complète) :"


def _schemes(asked: RecordQuestion, count: int) -> str:
    kinds = sorted(asked.kinds - {FundingKind.APPEL_A_PROJETS})
    noun = "appel à projets" if FundingKind.APPEL_A_PROJETS in asked.kinds else "financement"
    many = "appels à projets" if FundingKind.APPEL_A_PROJETS in asked.kinds else "financements"
    words = [plural(count, noun, many), *(_agreed(_OF_KIND[kind], count) for kind in kinds)]
    if asked.of_state:
        words.append("de l’État, de ses services ou de ses agences")
    if asked.named:
        words.append(f"de {' ou '.join(f'« {partner.name} »' for partner in asked.named)}")
    if asked.at_least is not None:
        words.append(f"d’au moins {_euros(asked.at_least)}")
    if asked.at_most is not None:
        words.append(f"d’au plus {_euros(asked.at_most)}")
    if asked.theme:
        words.append(f"sur « {' '.join(term.spoken for term in asked.theme)} »")
    return " ".join(words)


def _agreed(adjective: str, count: int) -> str:
    return f"{adjective}s" if count > 1 and adjective in ("européen", "échu") else adjective


def _euros(sum_: float) -> str:
    return f"{sum_:,.0f} €".replace(",", "\u202f").replace(" €", "\u00a0€")


def scheme_state(hit: FundingHit) -> str:
    """« **Fiche 1.3.2 (version 2021)** – échu, la fiche dit « 2021 » : »."""
    return f"**{sentences.capital(sentences.fiche_name(hit.entry.fiche))}** – {state(hit)} :"


def state(hit: FundingHit) -> str:
    told = _STATUSES[hit.status.status]
    return f"{told}, la fiche dit « {hit.entry.record.period} »" if hit.entry.record.period else told


def none_of_status(status: FundingStatus | None, among: Sequence[FundingHit], at: date) -> str:
    counts = Counter(hit.status.status for hit in among)
    others = [
        f"{counts[other]} {_agreed(_STATUSES[other], counts[other])}" for other in FundingStatus if other is not status and counts[other]
    ]
    told = f" : {' et '.join(others)}" if others else ""
    wanted = "n’a de période en cours" if status is FundingStatus.EN_COURS else f"n’est {_STATUSES[status]}" if status else "ne répond"
    return f"Aucun des {len(among)} financements que nomment les fiches {wanted} au {at:%d/%m/%Y}{told}."


def undated() -> str:
    return "Ceux dont la fiche ne donne pas de période, et ne dit rien qui les close :"


def nearest_calls(asked: RecordQuestion, of: int) -> str:
    """What a list whose subject no clause names gives all the same."""
    wanted = " ".join(term.spoken for term in asked.theme)
    told = _schemes(replace(asked, theme=()), of)
    return f"Aucun ne nomme « {wanted} ». Parmi les {told} des fiches, ce qui s’en approche le plus par le sens :"


def others(among: Sequence[FundingHit]) -> list[str]:
    """What else there is beside what is running: those whose end nobody wrote may be open too."""
    counts = Counter(hit.status.status for hit in among)
    told = []
    if number := counts[FundingStatus.INCONNU]:
        verb = "dit rien qui le close" if number < 2 else "dit rien qui les close"
        told.append(f"{plural(number, 'autre financement', 'autres financements')} : la fiche ne donne pas de période, et ne {verb}.")
    if number := counts[FundingStatus.EXPIRE]:
        told.append(f"{plural(number, 'autre financement est échu', 'autres financements sont échus')}.")
    return told


def highest_lead(of: int) -> str:
    return f"Le montant le plus élevé parmi les {of} que donnent les fiches :" if of > 1 else "Le seul montant que donnent les fiches :"


def under_a_title(asked: RecordQuestion, count: int) -> str:
    """What stands in a fiche about the subject, in clauses that do not name it."""
    told = plural(count, "autre financement", "autres financements")
    about = " ".join(term.spoken for term in asked.theme)
    return f"{told} dans une fiche dont le titre parle de « {about} », sans que leur ligne le nomme :"


def funders_lead(asked: RecordQuestion, payers: int, schemes: int, fiches: int, of: int) -> str:
    about = f" pour « {' '.join(term.spoken for term in asked.theme)} »" if asked.theme else ""
    told = f"{plural(payers, 'financeur')}{about}, {plural(schemes, 'financement')} dans {plural(fiches, 'fiche')}"
    return f"**{told}** sur {of} (liste complète) :"


def payer(partner: Partner, codes: Sequence[str]) -> str:
    return f"**{partner.name}** ({_fiches(codes)}) :"


def payer_state(partner: Partner, hit: FundingHit) -> str:
    return f"**{partner.name}** (fiche {hit.entry.fiche.code}) – {state(hit)} :"


def unnamed_payer(count: int) -> str:
    return (
        "Un financement dont la fiche ne nomme pas qui paie :"
        if count < 2
        else f"{count} financements dont la fiche ne nomme pas qui paie :"
    )


def nothing_due(of: int, at: date) -> str:
    return f"Aucune des {of} fiches indexées ne dit d’échéance après le {at:%d/%m/%Y}."


def due_lead(count: int, fiches: int, of: int, at: date) -> str:
    return f"**{plural(count, 'échéance')} dans {plural(fiches, 'fiche')}** sur {of}, à partir du {at:%d/%m/%Y} (liste complète) :"


def due_day(day: date, record: FicheRecord) -> str:
    return f"**{day:%d/%m/%Y}** – {sentences.fiche_name(record)} :"


def bodies_lead(kinds: frozenset[BodyKind], count: int, fiches: int, of: int) -> str:
    noun, many = "partenaire", "partenaires"
    if len(kinds) == 1:
        (kind,) = kinds
        noun = _BODIES[kind]
        many = _BODIES_PLURAL.get(kind, f"{noun}s")
    return f"**{plural(count, noun, many)} dans {plural(fiches, 'fiche')}** sur {of} (liste complète) :"


def body(partner: Partner, mentions: Sequence[PartnerMention]) -> str:
    roles = [_ROLES[role] for role in PartnerRole if role in _ROLES and any(mention.role is role for mention in mentions)]
    return f"**{partner.name}** – {_listed(roles)} ({_fiches(list(dict.fromkeys(mention.fiche.code for mention in mentions)))}) :"


def roles_lead(partner: Partner, by_role: Mapping[PartnerRole, Sequence[PartnerMention]]) -> str:
    told = []
    for role in PartnerRole:
        if role in _ROLES and by_role.get(role):
            count = len({mention.fiche.code for mention in by_role[role]})
            told.append(f"{_ROLES[role]} dans {plural(count, 'fiche')}")
    aliases = f" (aussi écrit {', '.join(f'« {alias} »' for alias in partner.aliases[:3])})" if partner.aliases else ""
    return f"**« {partner.name} »**{aliases} : {_listed(told)} (liste complète)."


def role_heading(role: PartnerRole, mentions: Sequence[PartnerMention]) -> str:
    return f"{_ROLE_SECTIONS[role]} – {_fiches(list(dict.fromkeys(mention.fiche.code for mention in mentions)))} :"


def where_lead(partner: Partner, count: int, of: int, role: PartnerRole | None) -> str:
    as_what = f" comme {_ROLES[role]}" if role in _ROLES else ""
    return f"**{plural(count, 'fiche')} sur {of}** {'nomme' if count < 2 else 'nomment'} « {partner.name} »{as_what} (liste complète) :"


def where_fiche(named: str, roles: Sequence[PartnerRole]) -> str:
    told = [_ROLES[role] for role in PartnerRole if role in roles and role in _ROLES]
    return f"{named} – {_listed(told)} :"


def beside_lead(partners: Sequence[Partner], counts: Mapping[str, int], fiches: int, of: int) -> str:
    names = " et ".join(f"« {partner.name} »" for partner in partners)
    ranked = sorted(counts, key=lambda name: (-counts[name], name.casefold()))
    shown = ", ".join(ranked[:_MOST_NAMES]) + (f" et {plural(len(ranked) - _MOST_NAMES, 'autre')}" if len(ranked) > _MOST_NAMES else "")
    told = f", avec {shown}" if shown else ", sans autre partenaire"
    return (
        f"{names} {'participe' if len(partners) < 2 else 'participent'} à **{plural(fiches, 'fiche')} sur {of}**{told} (liste complète) :"
    )


def _fiches(codes: Sequence[str]) -> str:
    shown, more = codes[:_MOST_CODES], len(codes) - _MOST_CODES
    if len(codes) == 1:
        return f"fiche {codes[0]}"
    return f"fiches {', '.join(shown)} et {plural(more, 'autre')}" if more > 0 else f"fiches {', '.join(shown[:-1])} et {shown[-1]}"


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} et {words[-1]}" if len(words) > 1 else "".join(words)
