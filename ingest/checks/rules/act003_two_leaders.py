"""ACT003: one scheme or equipment, two leaders."""

from collections.abc import Iterator

from ingest.checks.claims import ClaimKind
from ingest.checks.contradictions import problems
from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche


@rule(
    "ACT003",
    severity=Severity.ERROR,
    message="« {thing} » a deux porteurs : « {here} » ici, {there}.",
    action="Vérifiez qui porte ou anime, et nommez partout le même ; si l’un succède à l’autre, dites quand.",
)
def two_leaders(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un même dispositif ou équipement est porté par deux organismes.

    Le lecteur ne sait pas à qui s’adresser. Les partenaires autres que le porteur ne comptent pas.

    Incorrect ::
        Fiche 1.1.1 : le Point conseil, porté par le CCAS
        Fiche 2.1.2 : le Point conseil, animé par la Mission locale
    Correct ::
        Fiche 1.1.1 : le Point conseil, porté par le CCAS
        Fiche 2.1.2 : le Point conseil (CCAS), avec la Mission locale
    """
    yield from problems(fiche, corpus, ClaimKind.PILOTE)
