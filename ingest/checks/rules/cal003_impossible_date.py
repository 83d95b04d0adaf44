"""CAL003: a date that is in no calendar."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.days import dates_of
from ingest.checks.finding import Severity
from ingest.checks.places import places, slice_of
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche


@rule(
    "CAL003",
    severity=Severity.ERROR,
    message="« {written} » n’existe dans aucun calendrier.",
    action="Corrigez le jour, le mois ou l’année.",
)
def impossible_date(fiche: Fiche, _corpus: CheckedCorpus) -> Iterator[Problem]:
    """Une date ou une année est impossible.

    C’est une faute de frappe, et le lecteur ne sait pas laquelle des dates voisines était voulue.

    Incorrect ::
        Forum le 31 septembre 2021
    Correct ::
        Forum le 30 septembre 2021
    """
    for place in places(fiche):
        for mention in dates_of(place.item.text):
            if mention.impossible:
                excerpt = slice_of(place.item, mention.span.start, mention.span.end)
                yield Problem(excerpt, {"written": excerpt.line})
