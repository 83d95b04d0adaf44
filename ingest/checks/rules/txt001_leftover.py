"""TXT001: what Word or a template has left in the text."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.leftovers import residues
from ingest.checks.places import section_around
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche


@rule(
    "TXT001",
    severity=Severity.WARNING,
    message="« {written} » est un reste de Word ou du modèle, pas un texte de la fiche.",
    action="Supprimez-le, ou remplacez-le par ce qui devait y figurer.",
)
def leftover(fiche: Fiche, _corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un reste de Word ou du modèle traîne dans le texte.

    Un signet, un champ cassé, une case « Cliquez ici pour entrer du texte » ou un « XXXX » se voient à l’impression, et cachent
    parfois une information oubliée.

    Incorrect ::
        Budget : XXXX € par an
    Correct ::
        Budget : 12 000 € par an
    """
    for excerpt in residues(fiche):
        yield Problem(excerpt, {"written": excerpt.line}, section=section_around(fiche, excerpt.span))
