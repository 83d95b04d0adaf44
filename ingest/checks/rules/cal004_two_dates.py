"""CAL004: one milestone, event or signature, two dates."""

from collections.abc import Iterator

from ingest.checks.claims import ClaimKind
from ingest.checks.contradictions import problems
from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche


@rule(
    "CAL004",
    severity=Severity.ERROR,
    message="Deux dates pour une même étape, « {thing} » : « {here} » ici, {there}.",
    action="Vérifiez la date et écrivez partout la même ; s’il s’agit de deux phases ou de deux éditions, dites-le.",
)
def two_dates(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Une même étape, un même événement ou une même signature a deux dates.

    Ceux qui s’organisent d’après la fiche viendront le mauvais jour. Les éditions d’années différentes ne se contredisent pas.

    Incorrect ::
        Fiche 1.1.1 : Ouverture de la ludothèque La Toupie : 4 mars 2022
        Fiche 2.1.2 : la ludothèque La Toupie, inaugurée le 14 mars 2022
    Correct ::
        Fiche 1.1.1 : Ouverture de la ludothèque La Toupie : 4 mars 2022
        Fiche 2.1.2 : la ludothèque La Toupie, inaugurée en mars 2022
    """
    yield from problems(fiche, corpus, ClaimKind.DATE)
