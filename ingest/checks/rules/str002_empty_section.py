"""STR002: a heading with nothing under it."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche


@rule(
    "STR002",
    severity=Severity.WARNING,
    message="La rubrique « {heading} » est vide.",
    action="Remplissez-la, ou écrivez « sans objet » ou « à préciser » : le lecteur saura qu’elle n’a pas été oubliée.",
)
def empty_section(fiche: Fiche, _corpus: CheckedCorpus) -> Iterator[Problem]:
    """Une rubrique du modèle est présente mais rien n’y est écrit.

    Le lecteur ne sait pas si l’information manque ou ne s’applique pas.

    Incorrect ::
        Calendrier
    Correct ::
        Calendrier
        En continu
    """
    for section in fiche.sections:
        if not section.items:
            yield Problem(section.heading, {"heading": section.heading.line.rstrip(" :")}, section=section.kind)
