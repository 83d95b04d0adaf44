"""The French sentences of answers and refusals."""

from collections.abc import Sequence
from datetime import date

from ingest.bodies import Replaced
from ingest.headings import LABELS
from ingest.index.catalogue import FicheRecord
from ingest.model import SectionKind
from ingest.versions import like_titles

# How a section is spoken of inside a sentence.
_IN_SENTENCE = {
    SectionKind.ENJEU: "l’enjeu",
    SectionKind.CONTEXTE: "le contexte",
    SectionKind.OBJECTIFS: "les objectifs",
    SectionKind.PUBLIC: "le public visé",
    SectionKind.REALISATIONS: "les réalisations attendues",
    SectionKind.EFFETS: "les effets attendus",
    SectionKind.ECHELLE: "l’échelle territoriale",
    SectionKind.ANIMATEUR: "l’animateur",
    SectionKind.PARTENAIRES: "les partenaires",
    SectionKind.DISPOSITIFS: "les dispositifs",
    SectionKind.FINANCEMENTS: "les financements",
    SectionKind.CALENDRIER: "le calendrier",
    SectionKind.INDICATEURS_REALISATION: "les indicateurs de réalisation",
    SectionKind.INDICATEURS_EFFETS: "les indicateurs d’effets",
    SectionKind.LIENS: "les liens avec d’autres fiches",
    SectionKind.AUTRE: "les autres rubriques",
}

_FEMININE = frozenset({"adresse", "adresse électronique", "coordonnées", "date", "fréquence"})

GREETING = "Bonjour ! Posez-moi une question sur les fiches du contrat de ville : objectifs, animateur, partenaires, financements, calendrier, indicateurs…"
THANKS = "Avec plaisir ! Je reste à votre disposition pour toute question sur les fiches."
OFF_TOPIC = "Cette question ne porte pas sur les fiches du contrat de ville : je ne peux répondre que sur leur contenu."

OTHER_WORDS = (
    "Aucune fiche ne réunit tous ces mots ; voici les passages les plus proches par le sens, sans garantie que la liste soit complète."
)
ALSO = "À lire aussi :"


def label(kind: SectionKind) -> str:
    return LABELS[kind]


def section_phrase(kind: SectionKind) -> str:
    return _IN_SENTENCE[kind]


def fiche_name(record: FicheRecord) -> str:
    return f"fiche {record.code}" + (f" (version {record.version})" if record.version else "")


def plural(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count < 2 else many or one + 's'}"


def section_lead(record: FicheRecord, kind: SectionKind, count: int, *, counts: bool = False) -> str:
    number = f" ({plural(count, 'élément')})" if counts and count > 1 else ""
    return f"**{capital(fiche_name(record))}** – {label(kind)}{number} :"


def narrowed_lead(record: FicheRecord, kind: SectionKind, topic: str) -> str:
    return f"**{capital(fiche_name(record))}** – {label(kind)}, sur « {topic} » :"


def about_lead(record: FicheRecord, kind: SectionKind) -> str:
    return f"{named(record)} – {label(kind)} :"


def empty_section(record: FicheRecord, heading: str) -> str:
    return f"Dans la {fiche_name(record)}, la rubrique « {heading} » est vide : la fiche n’en dit rien."


def several_fiches(code: str, records: Sequence[FicheRecord]) -> str:
    """Why one code gives several fiches: other titles, or one title whose files do not say the same."""
    alike = all(like_titles(records[0].title, record.title) for record in records)
    differing = "de même titre et de même version, qui ne disent pas la même chose" if alike else "de titres différents"
    return f"Le code {code} désigne {len(records)} fiches {differing} : chacune est citée."


def absent_section(record: FicheRecord, kind: SectionKind) -> str:
    return f"La {fiche_name(record)} n’a pas de rubrique « {label(kind)} »."


def not_in_section(record: FicheRecord, kind: SectionKind, topic: str) -> str:
    return f"La {fiche_name(record)} ne dit rien de « {topic} » dans sa rubrique « {label(kind)} »."


def no_such_detail(record: FicheRecord, detail: str) -> str:
    return f"{lacks(record, detail)} Elle écrit seulement :"


def lacks(record: FicheRecord, detail: str) -> str:
    article = "aucune" if detail in _FEMININE else "aucun"
    return f"La {fiche_name(record)} ne donne {article} {detail.replace('coordonnées', 'coordonnée')} à ce sujet."


def unknown_fiche(code: str, *, cited: bool) -> str:
    end = " Voici ce qu’en disent d’autres fiches :" if cited else " Vérifiez le code, ou faites-la indexer."
    return f"La fiche {code} n’est pas indexée : je ne connais pas son contenu.{end}"


def unknown_version(code: str, version: int, known: Sequence[int | None]) -> str:
    years = ", ".join(str(year) if year else "sans date" for year in known)
    return f"La fiche {code} n’est pas indexée dans une version {version} ; version indexée : {years}."


def not_in_fiche(record: FicheRecord, topic: str) -> str:
    return f"La {fiche_name(record)} ne dit rien de « {topic} »."


def not_in_corpus(topic: str) -> str:
    return (
        f"Les fiches indexées ne répondent pas à cette question : je n’y trouve rien sur « {topic} »."
        if topic
        else "Les fiches indexées ne répondent pas à cette question."
    )


def filtered_out(record: FicheRecord) -> str:
    return f"La {fiche_name(record)} n’est pas parmi celles que vos filtres retiennent."


def nothing_left() -> str:
    return "Aucune fiche indexée ne correspond à vos filtres."


def nearest() -> str:
    return "Ce qui s’en approche le plus :"


def corrected(typed: str, read: str) -> str:
    return f"J’ai lu « {typed} » comme « {read} »."


def expired(number: int, period: str, at: date) -> str:
    return f"[{number}] « {period} » : période échue au {at:%d/%m/%Y}."


def replaced(number: int, found: Replaced) -> str:
    since = found.body.since
    return f"[{number}] cite « {found.written} », que remplace depuis le {since:%d/%m/%Y} {found.body.by} ({found.body.source})."


def disagree(codes: Sequence[str]) -> str:
    return f"Les fiches {' et '.join(codes)} n’indiquent pas le même montant : chacune est citée."


def complete_lead(count: int, of: int, year: str) -> str:
    return f"**{plural(count, 'fiche')} sur {of}** {'répond' if count < 2 else 'répondent'} pour {year} (liste complète) :"


def nothing_dated(year: int, of: int) -> str:
    return f"Aucune des {of} fiches indexées n’indique cela pour {year}."


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def named(record: FicheRecord, limit: int = 110) -> str:
    """The fiche with its title as written, cut at a word: a reminder, not a quote, hence without quotation marks."""
    title = record.title if len(record.title) <= limit else record.title[:limit].rsplit(" ", 1)[0] + "…"
    return f"**{capital(fiche_name(record))}** – {title}"


def by_extracts(cause: str) -> str:
    return f"{capital(cause)} : réponse par extraits."


def dropped(count: int) -> str:
    if count == 1:
        return "Une phrase du modèle de langue a été retirée : les passages ne la soutiennent pas."
    return f"{count} phrases du modèle de langue ont été retirées : les passages ne les soutiennent pas."
