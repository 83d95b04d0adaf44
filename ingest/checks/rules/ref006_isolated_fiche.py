"""REF006: a fiche that no link leads to or leaves from."""

from collections import Counter
from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.links import links_to_fiches, reached
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche


@rule(
    "REF006",
    severity=Severity.INFO,
    message="Aucune fiche ne renvoie à la {code}, et elle ne renvoie à aucune autre.",
    action="Voyez quelles fiches partagent ses publics ou ses dispositifs, et ajoutez les renvois.",
)
def isolated_fiche(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """La fiche n’est reliée à aucune autre.

    Un contrat est un ensemble : une fiche sans renvoi passe inaperçue de ceux qui lisent les autres.

    Incorrect ::
        Une fiche sans renvoi, que nulle autre ne cite
    Correct ::
        Fiche 1.1.2 : Accompagner les jeunes vers les loisirs
    """
    if len(corpus.fiches) < 2 or links_to_fiches(fiche, corpus):
        return
    own = fiche.code in corpus.once(reached)[id(fiche)]
    if corpus.once(_citing)[fiche.code] <= own:
        yield Problem(values={"code": fiche.code})


def _citing(corpus: CheckedCorpus) -> Counter[str]:
    """How many fiches lead to each code."""
    return Counter(code for codes in corpus.once(reached).values() for code in codes)
