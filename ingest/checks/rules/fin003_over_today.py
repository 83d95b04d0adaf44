"""FIN003: a scheme whose time is over today."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.periods import periods_over
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche


@rule(
    "FIN003",
    severity=Severity.INFO,
    message="« {words} » est passé depuis le {last}.",
    action="À la prochaine mise à jour, dites ce qui a pris la suite.",
)
def over_today(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """La période ou la date limite d’un financement est passée aujourd’hui, sans l’avoir été quand la fiche a été écrite.

    Le lecteur doit vérifier si le financement a été reconduit.

    Incorrect ::
        Convention 2019-2020, lue en juin 2021
    Correct ::
        Convention 2020-2023, lue en juin 2021
    """
    for over in periods_over(fiche, corpus):
        if not over.before_version:
            yield Problem(over.clause, {"words": over.words, "last": over.last.strftime("%d/%m/%Y")})
