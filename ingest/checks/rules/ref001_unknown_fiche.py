"""REF001: a link to a fiche that is not there."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.links import links_to_fiches
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche


@rule(
    "REF001",
    severity=Severity.ERROR,
    message="« {written} » : la fiche {code} n’est pas dans le corpus.",
    action="Corrigez le code, ajoutez la fiche au corpus, ou retirez le renvoi.",
)
def unknown_fiche(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un renvoi mène à une fiche qui n’existe pas.

    Le lecteur cherche une fiche qu’il ne trouvera pas : elle a été supprimée, renumérotée, ou le code est faux.

    Incorrect ::
        Fiche 4.1.9 : Promouvoir la citoyenneté par le sport
    Correct ::
        Fiche 4.1.1 : Promouvoir la citoyenneté par le sport
    """
    told = set()
    for link in links_to_fiches(fiche, corpus):
        if link.code not in corpus.once(_codes) and link.code not in told:
            told.add(link.code)
            yield Problem(link.shown, {"written": link.written.line, "code": link.code}, section=link.section)


def _codes(corpus: CheckedCorpus) -> frozenset[str]:
    return frozenset(fiche.code for fiche in corpus.every)
