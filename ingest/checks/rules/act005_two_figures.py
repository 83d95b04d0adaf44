"""ACT005: one body, equipment or event, two figures."""

from collections.abc import Iterator

from ingest.checks.claims import ClaimKind
from ingest.checks.contradictions import problems
from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche


@rule(
    "ACT005",
    severity=Severity.ERROR,
    message="Deux chiffres pour une même chose, « {thing} » : « {here} » ici, {there}.",
    action="Vérifiez le chiffre et écrivez partout le même ; si l’année ou le lieu diffère, dites-le.",
)
def two_figures(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un même organisme, équipement ou événement a deux chiffres différents.

    Le lecteur ne sait pas lequel croire. Deux années ou deux lieux, s’ils sont dits, ne se contredisent pas.

    Incorrect ::
        Fiche 1.1.1 : les 6 médiateurs de l’équipe de rue
        Fiche 2.1.2 : les quatre médiateurs de l’équipe de rue
    Correct ::
        Fiche 1.1.1 : les 6 médiateurs de l’équipe de rue
        Fiche 2.1.2 : les six médiateurs de l’équipe de rue
    """
    yield from problems(fiche, corpus, ClaimKind.NOMBRE)
