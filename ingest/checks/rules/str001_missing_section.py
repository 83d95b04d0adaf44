"""STR001: a section of the template whose heading is not there."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.misplaced import missing_sections
from ingest.checks.registry import Problem, rule
from ingest.headings import LABELS
from ingest.model import Fiche


@rule(
    "STR001",
    severity=Severity.ERROR,
    message="La rubrique « {heading} » manque.",
    action="Rétablissez la rubrique du modèle ; s’il n’y a rien à en dire, écrivez « sans objet » sous son intitulé.",
)
def missing_section(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Une rubrique du modèle est absente.

    Les fiches se lisent côte à côte : celle où une rubrique manque ne dit pas si elle ne s’applique pas ou si elle a été
    effacée. Sont attendues les rubriques du modèle que la plupart des fiches du contrat portent, et celles que le contrat y a
    ajoutées ; « Public visé » et « Enjeu » restent libres.

    Incorrect ::
        Réalisations attendues
        Tenir un forum des clubs
        Échelle territoriale
        Tous quartiers
    Correct ::
        Réalisations attendues
        Tenir un forum des clubs
        Effets attendus
        Les jeunes s’inscrivent dans les clubs
        Échelle territoriale
        Tous quartiers
    """
    for kind, own in missing_sections(fiche, corpus):
        yield Problem(values={"heading": own or LABELS[kind]}, section=kind)
