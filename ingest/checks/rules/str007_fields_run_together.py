"""STR007: two fields in one label, or the heading of one within another."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.misplaced import run_together
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche


@rule(
    "STR007",
    severity=Severity.WARNING,
    message="« {written} » : deux rubriques du modèle sont confondues dans une seule.",
    action="Donnez à chaque rubrique son intitulé et sa case.",
)
def fields_run_together(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Deux rubriques du modèle partagent un intitulé, ou l’une a glissé dans l’autre.

    On ne sait plus quelle ligne répond à quelle rubrique. La case commune du modèle, « Partenaires mobilisables / Dispositifs
    mobilisables », ne compte pas.

    Incorrect ::
        Calendrier / Indicateurs
        Nombre de séances de mars à juin 2021
    Correct ::
        Calendrier
        De mars à juin 2021
        Indicateurs
        Nombre de séances
    """
    for excerpt, _name in run_together(fiche, corpus):
        yield Problem(excerpt, {"written": excerpt.line.rstrip(" :")})
