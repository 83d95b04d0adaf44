"""IND003: one indicator, two targets."""

from collections.abc import Iterator

from ingest.checks.claims import ClaimKind
from ingest.checks.contradictions import problems
from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche


@rule(
    "IND003",
    severity=Severity.ERROR,
    message="Deux cibles pour un même indicateur : « {here} » ici, {there}.",
    action="Accordez la cible entre les fiches ; si l’année ou le lieu diffère, dites-le.",
)
def two_targets(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un même indicateur vise deux résultats différents.

    On ne saura pas dire si la cible est atteinte. Deux années ou deux lieux, s’ils sont dits, ne se contredisent pas.

    Incorrect ::
        Fiche 1.1.1 : Nombre de jeunes accompagnés par l’équipe mobile (cible : 120 par an)
        Fiche 3.1.2 : Jeunes accompagnés par l’équipe mobile (cible : 150 par an)
    Correct ::
        Fiche 1.1.1 : Nombre de jeunes accompagnés par l’équipe mobile (cible : 120 par an)
        Fiche 3.1.2 : Jeunes accompagnés par l’équipe mobile (cible : cent vingt par an)
    """
    yield from problems(fiche, corpus, ClaimKind.CIBLE)
