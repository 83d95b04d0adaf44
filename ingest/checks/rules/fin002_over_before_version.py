"""FIN002: a scheme whose time was over before the fiche was written."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.periods import periods_over
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche


@rule(
    "FIN002",
    severity=Severity.WARNING,
    message="« {words} » était déjà passé quand la fiche a été écrite (version {version}).",
    action="Remplacez ce financement par celui qui lui a succédé, ou dites qu’il a été prolongé.",
)
def over_before_version(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """La période ou la date limite d’un financement était passée avant la version de la fiche.

    Le lecteur compte sur un argent qui n’existe plus. Les dates que raconte le contexte ne comptent pas.

    Incorrect ::
        Convention d’objectifs 2013-2015, dans une fiche de 2021
    Correct ::
        Convention d’objectifs 2020-2023, dans une fiche de 2021
    """
    for over in periods_over(fiche, corpus):
        if over.before_version:
            yield Problem(over.clause, {"words": over.words, "version": str(fiche.version)})
