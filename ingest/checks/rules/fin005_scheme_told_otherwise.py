"""FIN005: one scheme, two amounts, funders or periods."""

from collections.abc import Iterator

from ingest.checks.claims import ClaimKind
from ingest.checks.contradictions import problems
from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche


@rule(
    "FIN005",
    severity=Severity.ERROR,
    message="« {thing} » : {what} n’est pas partout le même : « {here} » ici, {there}.",
    action="Vérifiez auprès du financeur, puis écrivez partout la même chose ; si l’année ou le périmètre diffère, dites-le.",
)
def scheme_told_otherwise(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un même dispositif reçoit deux montants, deux financeurs ou deux périodes.

    Le partenaire qui monte son dossier ne sait pas quel chiffre croire ; c’est souvent une fiche que l’on n’a pas mise à jour.
    Deux années ou deux périmètres, s’ils sont dits, ne se contredisent pas.

    Incorrect ::
        Fiche 1.1.1 : Épicerie sociale L’Escale : 168 000 € par an
        Fiche 2.3.1 : L’épicerie sociale L’Escale (pour mémoire, 186 k€ par an)
    Correct ::
        Fiche 1.1.1 : Épicerie sociale L’Escale : 168 000 € en 2021
        Fiche 2.3.1 : L’épicerie sociale L’Escale (186 k€ en 2022)
    """
    yield from problems(fiche, corpus, ClaimKind.MONTANT, {"what": "le montant"})
    yield from problems(fiche, corpus, ClaimKind.FINANCEUR, {"what": "le financeur"})
    yield from problems(fiche, corpus, ClaimKind.PERIODE, {"what": "la période"})
