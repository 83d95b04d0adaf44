"""What the filters of the page can be set to: the piliers, axes, fiches, places and years of one library."""

import re
from dataclasses import dataclass

from ingest.headings import LABELS
from ingest.model import BannerKind, Excerpt, SectionKind
from rag.extractive import ExtractiveAnswerer

Choice = tuple[str, str]  # the value, and what is read of it

_NUMBER = re.compile(r"^\s*(?:pilier|axe)?[\s\d.,:–-]*", re.IGNORECASE)  # « Pilier 1 : »
_MOST_PLACES = 200
_LABEL = 60  # characters


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """Each in the order in which it is read."""

    piliers: tuple[Choice, ...]
    axes: tuple[Choice, ...]
    fiches: tuple[Choice, ...]
    sections: tuple[Choice, ...]
    places: tuple[str, ...]
    versions: tuple[str, ...]


NO_CHOICE = FilterChoices((), (), (), (), (), ())


def filter_choices(answerer: ExtractiveAnswerer) -> FilterChoices:
    library = answerer.library
    piliers: dict[str, str] = {}
    axes: dict[str, str] = {}
    places: dict[str, None] = {}
    sections: set[SectionKind] = set()
    for record in library.current:
        fiche = library.fiche(record)
        pilier, _dot, rest = record.code.partition(".")
        axe = rest.partition(".")[0]
        if pilier.isdigit():
            _name(piliers, pilier, "Pilier", fiche.banner_part(BannerKind.PILIER))
            if axe:
                _name(axes, f"{pilier}.{axe}", "Axe", fiche.banner_part(BannerKind.AXE))
        places.update((item.line, None) for section in fiche.all(SectionKind.ECHELLE) for item in section.items if len(item.line) <= _LABEL)
        sections.update(section.kind for section in fiche.sections)
    years = {record.version for record in library.records if record.version}
    return FilterChoices(
        tuple(piliers.items()),
        tuple(axes.items()),
        tuple({record.code: record.title for record in library.current}.items()),
        tuple((kind.value, LABELS[kind]) for kind in SectionKind if kind in sections and kind in LABELS),
        tuple(sorted(places))[:_MOST_PLACES],
        tuple(str(year) for year in sorted(years, reverse=True)),
    )


def _name(labels: dict[str, str], number: str, word: str, written: Excerpt | None) -> None:
    """Label a pilier or an axe, « Pilier 1 – Cohésion sociale »: its number, then what the first fiche that names it writes."""
    bare = f"{word} {number}"
    if labels.get(number, bare) != bare:
        return
    name = _NUMBER.sub("", written.line) if written else ""
    name = name if len(name) <= _LABEL else name[:_LABEL].rsplit(" ", 1)[0] + "…"
    labels[number] = f"{bare} – {name}" if name else bare
