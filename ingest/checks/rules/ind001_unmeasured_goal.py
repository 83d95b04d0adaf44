"""IND001: an objective or an expected effect that no indicator measures."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Related, Severity
from ingest.checks.measures import unmeasured_goals
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche

_SHOWN = 80  # characters


@rule(
    "IND001",
    severity=Severity.WARNING,
    message="Aucun indicateur ne mesure « {goal} » ; le plus proche est « {nearest} ».",
    action="Ajoutez un indicateur qui dira si ce but est atteint, ou retirez-le.",
)
def unmeasured_goal(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un objectif, une réalisation ou un effet attendu n’a pas d’indicateur.

    On ne saura pas s’il est atteint. Un même indicateur peut mesurer plusieurs buts, et en d’autres mots que les leurs.

    Incorrect ::
        Effets attendus : Les habitants se déplacent davantage entre les quartiers
        Indicateurs : Nombre de livres empruntés
    Correct ::
        Effets attendus : Les habitants se déplacent davantage entre les quartiers
        Indicateurs : Part des habitants venus d’un autre quartier
    """
    for found in unmeasured_goals(fiche, corpus):
        values = {"goal": _short(found.goal.line), "nearest": _short(found.nearest.line)}
        yield Problem(found.goal, values, related=(Related(fiche, found.nearest),))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rsplit(" ", 1)[0] + "…"
