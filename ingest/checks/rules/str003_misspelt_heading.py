"""STR003: a heading with a letter or two wrong."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.misplaced import misspelt_headings
from ingest.checks.registry import Problem, rule
from ingest.headings import LABELS
from ingest.model import Fiche


@rule(
    "STR003",
    severity=Severity.WARNING,
    message="L’intitulé « {written} » est mal orthographié.",
    action="Corrigez-le d’après le modèle (« {heading} ») : un intitulé faux n’est pas reconnu par ceux qui cherchent cette rubrique.",
)
def misspelt_heading(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un intitulé de rubrique est mal orthographié.

    Qui cherche « Calendrier » dans cinquante fiches ne trouve pas « Calandrier ». Les accents perdus, la casse, le pluriel et
    les autres intitulés connus d’une même rubrique ne comptent pas.

    Incorrect ::
        Calandrier
        De mars à juin 2021
    Correct ::
        Calendrier
        De mars à juin 2021
    """
    for heading, kind in misspelt_headings(fiche, corpus):
        yield Problem(heading, {"written": heading.line.rstrip(" :"), "heading": LABELS[kind]}, section=kind)
