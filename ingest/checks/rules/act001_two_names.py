"""ACT001: one body, two names."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.registry import Problem, rule
from ingest.checks.variants import variants_of
from ingest.model import Fiche


@rule(
    "ACT001",
    severity=Severity.WARNING,
    message="« {name} » ici, « {usual} » ailleurs (fiche {other}) : sans doute le même organisme sous deux noms.",
    action="Choisissez un nom et gardez-le ; un sigle s’introduit une fois à côté du nom : « {usual} (…) ».",
)
def two_names(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un même organisme porte plusieurs noms dans les fiches.

    Le lecteur croit à deux organismes, et la recherche n’en trouve qu’un. Un sigle introduit une fois à côté du nom, le
    pluriel et l’article ne comptent pas.

    Incorrect ::
        Fiche 1.1.1 : CAF
        Fiche 2.1.2 : C.A.F.
    Correct ::
        Fiche 1.1.1 : Caisse d’allocations familiales (CAF)
        Fiche 2.1.2 : CAF
    """
    for variant in corpus.once(variants_of):
        if variant.told.fiche is fiche:
            values = {"name": variant.told.excerpt.line, "usual": variant.usual[0].excerpt.line, "other": variant.usual[0].fiche.code}
            yield Problem(variant.told.excerpt, values, related=(*variant.rare[1:], *variant.usual))
