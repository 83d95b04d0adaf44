"""TXT002: the template's own question left in the label."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.leftovers import unfilled
from ingest.checks.places import section_around
from ingest.checks.registry import Problem, rule
from ingest.labels import is_prompt
from ingest.model import Fiche, LeftoverKind


@rule(
    "TXT002",
    severity=Severity.INFO,
    message="La question du modèle est restée : « {written} ».",
    action="Supprimez-la une fois la rubrique remplie.",
)
def template_question(fiche: Fiche, _corpus: CheckedCorpus) -> Iterator[Problem]:
    """La question que le modèle pose au rédacteur est restée dans la fiche.

    Elle s’adresse à qui remplit la fiche, pas à qui la lit.

    Incorrect ::
        Financements mobilisables (Quels sont les financements connus à ce jour ?)
    Correct ::
        Financements mobilisables
    """
    told = {leftover.excerpt.span for leftover in unfilled(fiche)}
    for leftover in fiche.leftovers:
        asks = leftover.kind is LeftoverKind.TEMPLATE_PROMPT and (
            is_prompt(leftover.excerpt.text) or leftover.excerpt.text.rstrip().endswith("?")
        )
        if asks and leftover.excerpt.span not in told:
            section = section_around(fiche, leftover.excerpt.span)
            yield Problem(leftover.excerpt, {"written": leftover.excerpt.line.strip("() ")}, section=section)
