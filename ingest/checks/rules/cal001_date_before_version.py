"""CAL001: a date of the Calendrier before the fiche was written."""

import re
from collections.abc import Iterator
from datetime import date

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.days import dates_of
from ingest.checks.finding import Severity
from ingest.checks.places import places, slice_of
from ingest.checks.registry import Problem, rule
from ingest.dates import Bound, DateMention
from ingest.model import Fiche, SectionKind

# What goes on, or is told of the past: « reconduite depuis », « signée en 2018 », « comme en 2019 ».
_GOES_ON = re.compile(
    r"\b(?:depuis|poursui\w+|reconduit\w*|reconduction|prolong\w+|renouvel\w+|continu\w*|toujours|jusqu|en cours|en permanence|pérenn\w+|à partir|dès|avenant)",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:sign[ée]e?s?|adopt[ée]+s?|vot[ée]+s?|approuv[ée]+s?|conclue?s?|valid[ée]+s?|cré[ée]+s?|install[ée]+s?|inaugur[ée]+s?|comme|loi|décret|"
    r"circulaire|bilan d\w+|suite|après|par rapport|contre)\b[^.;]{0,40}\Z",
    re.IGNORECASE,
)


@rule(
    "CAL001",
    severity=Severity.WARNING,
    message="« {written} » est passé avant la version {version} de la fiche.",
    action="Mettez le calendrier à jour, ou dites ce qui se poursuit.",
)
def date_before_version(fiche: Fiche, _corpus: CheckedCorpus) -> Iterator[Problem]:
    """Le calendrier annonce une date antérieure à la version de la fiche.

    La ligne vient sans doute d’une version précédente. Ce qui a commencé plus tôt et continue, et ce qui est rappelé au Contexte,
    ne compte pas.

    Incorrect ::
        Fiche de 2021, calendrier : « Forum des clubs en septembre 2019 »
    Correct ::
        Fiche de 2021, calendrier : « Forum des clubs en septembre 2021, chaque année depuis 2019 »
    """
    if fiche.version is None:
        return
    for place in places(fiche):
        if place.section.kind is not SectionKind.CALENDRIER:
            continue
        mentions = dates_of(place.item.text)
        for number, mention in enumerate(mentions):
            until = mentions[number + 1].span.start if number + 1 < len(mentions) else len(place.item.text)
            if is_before(mention, fiche.version) and not _goes_on(place.item.text, mention, until):
                excerpt = slice_of(place.item, mention.span.start, mention.span.end)
                yield Problem(excerpt, {"written": excerpt.line, "version": str(fiche.version)})
                break


def is_before(mention: DateMention, year: int) -> bool:
    said = mention.bound in (Bound.DATE, Bound.PERIODE, Bound.JUSQUA) and not mention.impossible and not mention.is_reversed
    return said and mention.last is not None and mention.last < date(year, 1, 1)


def _goes_on(text: str, mention: DateMention, until: int) -> bool:
    """Tell whether what began then is said to go on, or the date is told of something else."""
    before, after = text[: mention.span.start], text[mention.span.end : until]
    return (
        _GOES_ON.search(re.split(r"[.;]", after)[0]) is not None
        or _GOES_ON.search(before[-30:]) is not None
        or _TOLD.search(before) is not None
    )
