"""The French words of a project's dossier, the same on the page, in Word and in a terminal."""

from rag.citation import Citation
from rag.project import Dossier, ProjectFiche
from ui import directory_words as words
from ui.render import section_label
from ui.reports.words import spot

TITLE = "Mon projet et le contrat de ville"
FICHES, SCHEMES, PARTNERS = "Les fiches auxquelles il répond", "Les financements à demander", "Qui appeler"
DUE, INDICATORS = "Les échéances à venir", "Ce qu’on lui demandera de compter"
PROJECT = "Le projet"
NO_SCHEME = "Les fiches proches de ce projet ne nomment aucun financement."
NO_PARTNER = "Les fiches proches de ce projet ne nomment aucun partenaire."
NO_INDICATOR = "Les fiches proches de ce projet ne donnent aucun indicateur."
EXPIRED_NOTE = "Les financements échus sont donnés en dernier : demandez au financeur s’ils ont été renouvelés."
METHOD = (
    "Les rapprochements sont faits par les mots et par le sens : ils sont à vérifier dans les fiches, dont chaque citation donne la place."
)


def nothing(dossier: Dossier) -> str:
    return f"Aucune des {dossier.of} fiches indexées n’est proche de ce projet ; décrivez-le autrement, ou en plus de mots."


def summary(dossier: Dossier) -> str:
    """« Au 22 novembre 2026 : 2 fiches sur 30, 5 financements (dont 1 échu), 12 partenaires. »."""
    expired = f" (dont {dossier.expired} échu{'s' if dossier.expired > 1 else ''})" if dossier.expired else ""
    schemes = f"{words.count(len(dossier.schemes), 'financement')}{expired}"
    fiches = words.count(len(dossier.fiches), "fiche") if dossier.fiches else "aucune fiche"
    return f"Au {words.long_day(dossier.at)} : {fiches} sur {dossier.of}, {schemes}, {words.count(len(dossier.partners) + dossier.other_partners, 'partenaire')}."


def other_partners(count: int) -> str:
    """« Et 5 autres, que ces fiches nomment. », "" where there is none."""
    return f"Et {count} autre{'s' if count > 1 else ''}, que ces fiches nomment." if count else ""


def place(citation: Citation) -> str:
    """« Fiche 1.1.2 (2017), Objectifs, ligne 23 »."""
    fiche = citation.fiche
    version = f" ({fiche.version})" if fiche.version else ""
    return f"Fiche {fiche.code}{version}, {section_label(citation.section.value)}, {spot(fiche.source, citation.excerpt.span.start)}"


def because(found: ProjectFiche) -> str:
    told = ", ".join(f"«\u00a0{word}\u00a0»" for word in found.words[:6])
    return f"Mots communs : {told}." if told else "Rapprochée par le sens."
