"""Dates of a sentence that the passages state too: the same end of the same period."""

import re
from collections.abc import Sequence

from ingest.dates import Bound, DateMention
from ingest.folding import fold
from rag.claims.evidence import Evidence
from rag.claims.facts import facts_of
from rag.claims.same_dates import agrees
from rag.claims.verdict import Cause, Failed

_STARTS = re.compile(
    r"(?<!\w)(?:cess\w+|quitt\w+|commenc\w+|débu\w+|démarr\w+|lanc\w+|ouvr\w+|ouvert\w*|à\s+(?:partir|compter)|dès|depuis|part\s+de|prend\s+effet)(?!\w)",
    re.IGNORECASE,
)


_BEGINNING = re.compile(r"(?<!\w)(?:début|démarrage|lancement|ouverture|rentrée|installation|entrée)(?!\w)", re.IGNORECASE)


_LASTS = re.compile(
    r"(?<!\w)(?:ferm|ouvert|ouvr|clos|clôtur|cré|install|lanc|sign|labellis|déplac|transfér|déménag|obten|obtenu|adopt|nomm|élu|recrut|lauréat|class|engag|démarr|commenc|débu|ouverture|fermeture|création|rentrée)\w*",
    re.IGNORECASE,
)


_ENDS = re.compile(
    r"(?<!\w)(?:achèv\w+|achev\w+|termin\w+|fin|fini\w*|prend\s+fin|expir\w+|clôtur\w+|clos\w*|échéance|jusqu\w*|limite|au\s+plus\s+tard|avant|d['’]ici)(?!\w)",
    re.IGNORECASE,
)


_WEEKDAY = re.compile(r"(?<!\w)(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?(?!\w)", re.IGNORECASE)


def unknown_date(claim: str, passages: Sequence[Evidence], _whole: str) -> Failed:
    whole = f" {fold(' '.join(passage.text for passage in passages))} "
    for day in _WEEKDAY.findall(claim):
        if not re.search(rf" {day.casefold().removesuffix('s')}s? ", whole):
            return Cause.DATE, day
    said = facts_of(claim).dates
    for mention in said:
        near = claim[max(0, mention.span.start - 60) : mention.span.end + 30]
        starts, ends = _STARTS.search(near) is not None, _ENDS.search(near) is not None
        if _bare_year(mention, passages):
            continue
        if not any(
            agrees(mention, known, starts=starts, ends=ends)
            and _same_end(passage.text, known, starts=starts, ends=ends)
            and (mention.bound is not Bound.DEPUIS or known.bound is not Bound.DATE or _lasting(passage.text, known))
            for passage in passages
            for known in passage.facts.dates
        ):
            return Cause.DATE, mention.text
    return None


def _same_end(text: str, known: DateMention, *, starts: bool, ends: bool) -> bool:
    """« se terminent en mars » is not « démarrage en mars »: no end is said of what the passage begins then, nor the reverse."""
    if known.bound is Bound.PERIODE or starts == ends:
        return True
    before = text[max(0, known.span.start - 60) : known.span.start]
    near = re.split(r"[;.,]", before)[-1]
    begins, closes = _STARTS.search(near) is not None or _BEGINNING.search(near) is not None, _ENDS.search(near) is not None
    return begins in (closes, starts)


def _lasting(text: str, known: DateMention) -> bool:
    """« fermée en 2014 » has been so since: what is told of the date goes on."""
    return _LASTS.search(text[max(0, known.span.start - 40) : known.span.start]) is not None


def _bare_year(mention: DateMention, passages: Sequence[Evidence]) -> bool:
    """« en 2021 » where the passage has a year that nothing there makes a date: « Budget 2021 »."""
    year = re.fullmatch(r"(?:en\s+|l['’]année\s+|année\s+)?(\d{4})", mention.text.strip(), re.IGNORECASE)
    if year is None or mention.bound is not Bound.DATE:
        return False
    return any(figure.value == int(year.group(1)) for passage in passages for figure in passage.facts.figures)
