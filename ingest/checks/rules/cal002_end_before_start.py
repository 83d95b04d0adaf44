"""CAL002: a period that ends before it starts."""

import re
from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.days import dates_of
from ingest.checks.finding import Severity
from ingest.checks.places import places, slice_of
from ingest.checks.registry import Problem, rule
from ingest.dates import Bound, DateMention, Precision
from ingest.model import Fiche

# « loi n° 2014-173 », « décret 2022-1219 »: numbers of texts.
_SCHOOL_STARTS = 9  # September: « du 1er septembre au 30 juin 2022 » starts the year before
_LONG = 270  # days
_OF_A_TEXT = re.compile(
    r"\b(?:n\s?[°º]s?|num[ée]ros?|lois?|d[ée]crets?|arr[êe]t[ée]s?|circulaires?|ordonnances?|d[ée]lib[ée]rations?|article|t[ée]l[.:]?)\s*\Z",
    re.IGNORECASE,
)


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
        for mention in dates_of(text):
            if _is_reversed(mention) and not mention.impossible and not _OF_A_TEXT.search(text[: mention.span.start]):
                excerpt = slice_of(place.item, mention.span.start, mention.span.end)
                yield Problem(excerpt, {"written": excerpt.line})


def _is_reversed(mention: DateMention) -> bool:
    """Tell whether a period ends before it starts; « du 25 février au 3 janvier 2022 », of one year, does too."""
    if mention.is_reversed:
        return True
    if mention.bound is not Bound.PERIODE or mention.precision is not Precision.JOUR or mention.first is None or mention.last is None:
        return False
    one_year = len(re.findall(r"\b(?:19|20)\d\d\b", mention.text)) == 1 and mention.first.year < mention.last.year
    return one_year and mention.first.month < _SCHOOL_STARTS and (mention.last - mention.first).days > _LONG
