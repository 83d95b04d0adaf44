"""The French sentences of the view of findings."""

from collections.abc import Sequence
from datetime import date

from ingest.checks.finding import Finding, Severity
from ingest.checks.report import CheckReport
from ui import directory_words
from ui.reports import words as report_words
from ui.text_fr.listing import counted

LEAD = "Ce qui trompe ou gêne le lecteur d’une fiche à l’autre : renvois, dates, sommes, noms, rubriques. Chaque constat montre les mots concernés et ce qu’il y a à faire."
VIEWS = "Vues de la cohérence"
FINDINGS, COMPLETENESS, LINKS, ACCEPTED = "Constats", "Complétude", "Renvois", "Constats acceptés"
WORKING = "La relecture des fiches est en cours ; elle ne se fait qu’une fois par mise à jour."
WORKING_AGAIN = "Voir si elle est finie"
SEVERITY, FAMILY, RULE, FICHE, TEXT, PILIER = "Gravité", "Famille", "Règle", "Fiche", "Mots du constat", "Pilier"
TEXT_HINT = "Par exemple : convention, CAF…"
ONLY_NEW = "Seulement les nouveaux"
NEW = "Nouveau"
NONE = "Aucun constat : rien n’est à reprendre."
NOTHING_LEFT = "Aucun constat ne répond à ces filtres ; retirez-en un."
TO_DO = "À faire"
SEE = "Voir dans la fiche et décider"
RULE_NAME = "Pourquoi la règle"
EXPLAINED = "La règle"
RELATED = "Les passages des autres fiches"
IN_FIELD = "La rubrique, telle qu’elle est écrite"
BLANK = "rubrique vide"
ACCEPT = "Accepter ce constat"
ACCEPT_HELP = "Il sera rangé parmi les constats acceptés, et reviendra si le texte de la rubrique change."
REASON = "Motif"
REASON_HINT = "Par exemple : le calendrier est fixé chaque année par le comité de pilotage."
BY = "Décidé par (fonction ou nom, facultatif)"
BY_NOBODY = "non précisé"
ACCEPT_GO = "Accepter"
TAKE_BACK = "Remettre parmi les constats"
ACCEPTED_NONE = "Aucun constat n’est accepté : ils sont tous à traiter."
ACCEPTED_LEAD = "Les constats que quelqu’un a décidé de garder tels quels. Chacun revient de lui-même si le texte de sa rubrique change."
DECIDED_BY = "Décidé par"
REFERENCE = "Prendre ces constats comme référence"
REFERENCE_HELP = "Ceux qui viendront ensuite seront marqués « Nouveau »."
GONE = "Ce constat n’existe plus : la fiche a changé, ou la règle n’y trouve plus rien."
REASON_MISSING = "Écrivez le motif : il dira à d’autres pourquoi ce constat est gardé."
FINDING = "Constat"
ITS_FINDINGS = "Voir ses constats"
ALL_OF_FICHE = "Tous les constats de la fiche"
READ_AS_TABLE = "Lire en tableau"
MATRIX_LEAD = "Ce que chaque fiche remplit. Un nom mène aux constats de la fiche ; une case vide ou absente mène au constat qui le dit."
GRAPH_LEAD = (
    "Qui renvoie à qui. Un nom mène aux constats de la fiche, un trait aux mots qui renvoient ; survolez un nom pour ne voir que ses liens."
)
NO_LINK = "Aucune fiche ne renvoie à une autre."
ALL_PILIERS = "Tous"
FROM, TO, STATE, WORDS = "De", "Vers", "Renvoi", "Mots de la fiche"


def summary(report: CheckReport, shown: Sequence[Finding]) -> str:
    """« 10 erreurs, 84 avertissements et 52 remarques dans 20 fiches sur 21. »."""
    if not shown:
        return ""
    counts = [(sum(finding.severity is severity for finding in shown), report_words.SEVERITIES[severity].lower()) for severity in Severity]
    told = [counted(count, name) for count, name in counts if count]
    listed = ", ".join(told[:-1]) + (" et " if len(told) > 1 else "") + told[-1]
    fiches = len({report_words.key(finding.fiche) for finding in shown})
    return f"{listed}, dans {counted(fiches, 'fiche')} sur {len(report.fiches)}."


def counts(findings: Sequence[Finding]) -> str:
    """« 1 erreur, 3 avertissements »."""
    found = (
        (sum(finding.severity is severity for finding in findings), report_words.SEVERITIES[severity].lower()) for severity in Severity
    )
    return ", ".join(counted(count, name) for count, name in found if count)


def more(count: int) -> str:
    return f"Voir {counted(count, 'autre constat', 'autres constats')}"


def more_passages(count: int) -> str:
    return f"Voir {counted(count, 'autre passage', 'autres passages')}"


def accepted_because(reason: str, function: str) -> str:
    return f"Accepté : {reason} ({function})"


def reference_taken(day: date) -> str:
    return f"Les constats du {directory_words.long_day(day)} servent de référence."


def taken_back(count: int) -> str:
    return "Le constat est revenu parmi les autres." if count < 2 else f"{count} décisions ont été retirées : les constats sont revenus."


def fiche_findings(code: str) -> str:
    return f"Fiche {code} : ses constats"


def cell(code: str, section: str, filling: str) -> str:
    return f"Fiche {code}, {section} : {filling}"


def edge(origin: str, target: str, state: str) -> str:
    return f"De {origin} à {target} : {state}"
