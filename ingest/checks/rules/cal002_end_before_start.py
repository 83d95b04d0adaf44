"""CAL002: a period that ends before it starts."""

import re
from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.places import places, slice_of
from ingest.checks.registry import Problem, rule
from ingest.dates import find_dates
from ingest.model import Fiche

# « loi n° 2014-173 », « décret 2022-1219 »: numbers of texts.
_OF_A_TEXT = re.compile(r"\b(?:n\s?[°º]s?|num[ée]ros?|lois?|d[ée]crets?|arr[êe]t[ée]s?|circulaires?|ordonnances?|d[ée]lib[ée]rations?|article|t[ée]l[.:]?)\s*\Z", re.IGNORECASE)


@rule(
    "CAL002",
    severity=Severity.ERROR,
    message="« {written} » finit avant d’avoir commencé.",
    action="Vérifiez les deux dates : elles sont sans doute inversées, ou l’une des années est fausse.",
)
def end_before_start(fiche: Fiche, _corpus: CheckedCorpus) -> Iterator[Problem]:
    """Une période finit avant de commencer.

    Les deux dates sont inversées, ou l’une est fausse. Une année scolaire (« 2021-2022 ») ne compte pas.

    Incorrect ::
        De septembre 2021 à mars 2020
    Correct ::
        De septembre 2021 à mars 2022
    """
    for place in places(fiche):
        text = place.item.text
        for mention in find_dates(text):
            if mention.is_reversed and not mention.impossible and not _OF_A_TEXT.search(text[: mention.span.start]):
                excerpt = slice_of(place.item, mention.span.start, mention.span.end)
                yield Problem(excerpt, {"written": excerpt.line})
