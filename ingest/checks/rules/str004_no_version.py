"""STR004: a fiche that does not say when it was written."""

import re
from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.registry import Problem, rule
from ingest.model import BannerKind, Fiche, LeftoverKind

# « Mise à jour : mars 2021 », « établie le 12/03/2021 », « validé en comité de pilotage du 3 juin 2021 ».
_DATED = re.compile(
    r"\b(?:versions?|[ée]dition|mise? [àa] jour|maj|actualis[ée]+s?|r[ée]vis[ée]+s?|valid[ée]+s?|[ée]tablie?s?|r[ée]dig[ée]+s?|dat[ée]+e?s?|"
    r"date|fait [àa])\b[^.\n]{0,60}\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
# A date by itself: « Mars 2021 », « 12/03/2021 ».
_DATE = re.compile(
    r"\W*(?:le\s+)?(?:(?:\d{1,2}(?:er)?\s+)?(?:janv|f[ée]v|mars|avr|mai|juin|juil|ao[ûu]t|sept|oct|nov|d[ée]c)[a-zé.]*\s+|\d{1,2}[/.-]\d{1,2}[/.-]|\d{1,2}[/.-])?"
    r"(?:19|20)\d\d\W*",
    re.IGNORECASE,
)
_IN_TITLE = re.compile(r"\(\s*(?:[^\W\d_]+\s+)?(?:19|20)\d\d\s*\)")  # « LES LOISIRS (mars 2021) »
_ASIDE = (LeftoverKind.FOOTER, LeftoverKind.PAGE_FURNITURE, LeftoverKind.OTHER)


@rule(
    "STR004",
    severity=Severity.WARNING,
    message="La fiche ne porte ni version ni date.",
    action="Ajoutez l’année de la version sous le code, par exemple « (version {year}) ».",
)
def no_version(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """La fiche ne dit pas de quand elle date.

    Sans version, on ne sait ni laquelle de deux fiches est la bonne, ni quelles dates y sont dépassées.

    Incorrect ::
        FICHE 1.1.4
        Conduire des actions mixtes
    Correct ::
        FICHE 1.1.4 (version 2017)
        Conduire des actions mixtes
    """
    if fiche.version is None and not _IN_TITLE.search(fiche.title.text) and not any(map(_is_date, _edges(fiche))):
        yield Problem(values={"year": str(corpus.at.year)})


def _is_date(text: str) -> bool:
    return _DATED.search(text) is not None or _DATE.fullmatch(text) is not None


def _edges(fiche: Fiche) -> Iterator[str]:
    """What a fiche says of itself: its banner but for its title, what stands beside its sections, and its last item."""
    yield from (part.excerpt.text for part in fiche.banner if part.kind is not BannerKind.TITLE)
    yield from (leftover.excerpt.text for leftover in fiche.leftovers if leftover.kind in _ASIDE)
    yield from (section.items[-1].text for section in fiche.sections[-1:] if section.items)
