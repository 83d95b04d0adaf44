"""TXT004: a paragraph or a bullet that stands twice."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.duplicates import duplicates
from ingest.checks.finding import Related, Severity
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche


@rule(
    "TXT004",
    severity=Severity.WARNING,
    message="Ce passage est déjà écrit {where}.",
    action="Gardez-le à un seul endroit, ou dites ce qui est propre à celui-ci.",
)
def duplicate(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un paragraphe ou une puce figure deux fois.

    Un passage recopié d’une autre fiche, ou d’une rubrique à l’autre, n’apprend rien et cache souvent un texte oublié. Les mentions
    courtes (« En continu »), les enjeux communs à plusieurs fiches et les listes de partenaires ne comptent pas.

    Incorrect ::
        Tenir un forum des clubs de la commune en septembre
        Tenir un forum des clubs de la commune en septembre
    Correct ::
        Tenir un forum des clubs de la commune en septembre
        Tenir un forum des métiers en mars
    """
    for item, other, original in corpus.once(duplicates).get(id(fiche), []):
        where = "plus haut dans la fiche" if other is fiche else f"dans la fiche {other.code}"
        yield Problem(item, {"where": where}, related=(Related(other, original),))
