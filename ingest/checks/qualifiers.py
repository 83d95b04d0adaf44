"""The words that tell one claim from another of the same thing: a year, a place, a phase, a share, a purpose."""

import re
from collections.abc import Iterable, Iterator

from ingest.checks.claims import Clause, Qualifiers, after, before
from ingest.checks.names import Names
from ingest.checks.phrases import Segment
from ingest.checks.things import phases
from ingest.checks.words import Kind, Word
from ingest.model import Span

_PER = re.compile(r"(?:\s*(?:,\s*)?(?:\bpar\b|/|pour\s+chaque|chaque|pour\s+chacune?\s+des(?:\s+\w+)?)\s*(?:l['’])?)([^\W\d_]+)")
_YEARLY = frozenset("an ans année années annee annuel annuelle annuels annuelles annuellement exercice".split())
_TOTAL = re.compile(
    r"\b(?:sur|pendant|pour|en)\s+(?:une\s+durée\s+de\s+|les\s+)?(?:deux|trois|quatre|cinq|six|\d{1,2})\s+ans\b|\bau\s+total\b|\bpluriannuel\w*|\b(?:pour|sur)\s+(?:toute\s+)?la\s+(?:durée|période)\b",
    re.IGNORECASE,
)
_DEADLINE = re.compile(r"\bd['’]\s?ici\b|\bà\s+l['’]horizon\b|\bavant\s+la\s+fin\b|\bà\s+terme\b", re.IGNORECASE)
_BOUND_BEFORE = re.compile(
    r"(?:(?P<max>jusqu['’]à|dans\s+la\s+limite\s+(?:de|d['’])|plafon\w*\s*(?:à|de|:)|maximum\s+de|au\s+plus|moins\s+de)|(?P<min>au\s+moins|plus\s+de|minimum\s+de|à\s+partir\s+de|au\s+minimum))\s*\Z",
    re.IGNORECASE,
)
_BOUND_AFTER = re.compile(
    r"\s*[^\W\d_]*\s*(?:(?P<max>(?:au\s+)?maximum|au\s+plus|max\b)|(?P<min>(?:au\s+)?minimum|au\s+moins))", re.IGNORECASE
)
_ROUGH = re.compile(
    r"\b(?:environ|près\s+de|quelques?|de\s+l['’]ordre\s+de|autour\s+de|presque|approximativement|à\s+peu\s+près)\s*\Z", re.IGNORECASE
)
_PART = re.compile(r"(?:\bdont|\bsoit|\bparmi\s+lesquel\w+|\by\s+compris)\s+(?:[^\W\d_]+\s+){0,2}\Z", re.IGNORECASE)
# « 2 médecins de plus », « trois postes supplémentaires »
_MORE = re.compile(r"(?:\s*[^\W\d_]+){0,2}\s+(?:de\s+plus|en\s+plus|de\s+moins|supplémentaires?)\b", re.IGNORECASE)
# A figure that the text itself sets aside: « contre 19 % en 2018 », « au lieu des 240 annoncés ».
_SUPERSEDED = re.compile(r"(?:\bcontre|\bau\s+lieu\s+(?:de|des|d['’])|\bauparavant|\binitialement|\bpass(?:é\w*|er)\s+de|\bet\s+non(?:\s+plus)?)(?:\s+(?:les|des))?\s*\Z", re.IGNORECASE)  # fmt: skip
_PURPOSE = re.compile(
    r"\b(?:pour|destiné\w*\s+(?:à|aux?)|consacré\w*\s+(?:à|aux?)|affecté\w*\s+(?:à|aux?)|réservé\w*\s+(?:à|aux?)|fléché\w*\s+(?:vers|sur)|au\s+titre\s+d\w*|en\s+faveur\s+d\w*|afin\s+de)(?=\W)",
    re.IGNORECASE,
)
_PERIMETER = frozenset("ensemb global agglomer quarti total".split())


def is_superseded(clause: Clause, start: int) -> bool:
    """Tell whether the text gives a figure as what is no more or was not to be."""
    return bool(_SUPERSEDED.search(before(clause, start)))


def qualifiers(clause: Clause, span: Span, names: Names, *, per: Iterable[str] = ()) -> Qualifiers:
    """Return what the clause says to tell the figure at `span` from another of the same thing."""
    segment = clause.segment(span.start)
    leading, following = before(clause, span.start), after(clause, span.end)
    bound = _BOUND_BEFORE.search(leading) or _BOUND_AFTER.match(following)
    start = segment.start
    purpose = _PURPOSE.search(following)
    purposes: frozenset[str] = frozenset()
    if purpose:
        purposes = stems(word_stems(clause, span.end + purpose.end(), segment.end)) - _PERIMETER
    colons = [number for number, part in enumerate(clause.sentence.segments) if number and part.opener == ":" and part.start <= start]
    label = [word for part in clause.sentence.segments[: colons[0] if colons else 0] if part.end < start for word in part.words]
    label = [word for word in label if not clause.taken(word.start)]
    return Qualifiers(
        years=frozenset(_years(clause, span)),
        places=frozenset(word.stem for word in (*segment.words, *label) if word.stem in names.places and word.capital),
        phases=phases(word for word in _own_words(clause, segment, span)) | phases(iter(label)),
        per=_per(per, following),
        bound=next((name for name in ("max", "min") if bound and bound.group(name)), ""),
        is_rough=bool(_ROUGH.search(leading)),
        is_part=bool(_PART.search(leading) or _MORE.match(following)),
        purpose=purposes,
    )


def _own_words(clause: Clause, segment: Segment, span: Span) -> Iterator[Word]:
    for word in segment.words:
        if not span.start <= word.start < span.end and not clause.taken(word.start):
            yield word


def word_stems(clause: Clause, start: int, end: int) -> Iterator[str]:
    for segment in clause.sentence.segments:
        for word in segment.words:
            if word.kind is Kind.CONTENT and start <= word.start < end and not clause.taken(word.start):
                yield word.stem


def stems(found: Iterable[str]) -> frozenset[str]:
    return frozenset(found)


def _per(known: Iterable[str], following: str) -> str:
    found = [word.split()[0].lower() for word in known]
    if not found and (match := _PER.match(following)):
        found = [match.group(1).lower()]
    kept = [word for word in found if word not in _YEARLY]
    if kept:
        return kept[0].rstrip("s")
    if found:
        return ""  # « 15 000 € par an pendant trois ans »
    return "total" if _TOTAL.search(following) or _DEADLINE.search(following) else ""


def _years(clause: Clause, span: Span) -> Iterator[int]:
    """The years said beside a figure: in its segment, or in one that holds nothing but a date before it or in the bracket after."""
    sentence = clause.sentence
    number = sentence.segment_at(span.start)
    wanted = {number}
    if number and _is_only_date(clause, number - 1):
        wanted.add(number - 1)
    if number + 1 < len(sentence.segments) and sentence.segments[number + 1].opener == "(" and _is_only_date(clause, number + 1):
        wanted.add(number + 1)
    colon = sentence.segments[number].opener == ":"
    for place, mention in clause.dates:
        at = sentence.segment_at(place.start)
        said = at in wanted or (colon and at < number)
        if said and mention.first and mention.last and mention.first.year == mention.last.year:
            yield mention.first.year


def _is_only_date(clause: Clause, number: int) -> bool:
    words = [word for word in clause.sentence.segments[number].words if not clause.taken(word.start)]
    return all(word.kind in (Kind.LINK, Kind.ARTICLE, Kind.STOP, Kind.SIGN) for word in words) and any(
        clause.sentence.segment_at(place.start) == number for place, _mention in clause.dates
    )
