"""The template of a corpus: which sections its fiches are expected to have, and headings that are wrong or run together."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.checks.corpus import CheckedCorpus
from ingest.folding import fold
from ingest.headings import HeadingName, name_heading
from ingest.labels import NUMBERING
from ingest.model import Fiche, Section, SectionKind

_ENOUGH = 4  # fiches, from which a corpus shows a template of its own
_SHARE = 2 / 3
CELL = frozenset((SectionKind.PARTENAIRES, SectionKind.DISPOSITIFS))  # the template's own cell of two fields
INDICATORS = (SectionKind.INDICATEURS_REALISATION, SectionKind.INDICATEURS_EFFETS)
_REQUIRED = (
    SectionKind.CONTEXTE,
    SectionKind.OBJECTIFS,
    SectionKind.REALISATIONS,
    SectionKind.EFFETS,
    SectionKind.ECHELLE,
    SectionKind.ANIMATEUR,
    SectionKind.PARTENAIRES,
    SectionKind.FINANCEMENTS,
    SectionKind.CALENDRIER,
)
_USUAL = (SectionKind.DISPOSITIFS, SectionKind.LIENS)  # expected where the corpus' own template has them
_OF_ONE_KIND = re.compile(r"realisation|quantitati|effet|resultat|impact|qualitati")
_QUESTION = re.compile(r"\([^()]*\?[^()]*\)")
_MOST_WORDS = 6  # of a heading, with the word after it
_HEAD = re.compile(r"(?P<head>[^:\n]{3,70}?)[ \xa0\u202f]?(?::|$)")


@dataclass(frozen=True, slots=True)
class Template:
    """What the fiches of a corpus are expected to have."""

    kinds: frozenset[SectionKind]
    own: tuple[tuple[str, str], ...]  # headings of the town's own: folded, and as most often written
    both_indicators: bool
    headings: frozenset[str]  # folded, of the known sections, as the fiches of this corpus write them
    pairs: frozenset[frozenset[SectionKind]]  # fields that this corpus' own labels run together


def template_of(corpus: CheckedCorpus) -> Template:
    """Work out the template: required sections are those of the model, less those that most fiches lack, and more where most have them."""
    fiches = corpus.fiches
    present = [kinds_of(fiche) for fiche in fiches]
    many = len(fiches) >= _ENOUGH

    def share(kind: SectionKind) -> float:
        return sum(kind in kinds for kinds in present) / max(len(fiches), 1)

    kinds = {kind for kind in _REQUIRED if not many or share(kind) >= 0.5}
    kinds |= {kind for kind in _USUAL if many and share(kind) >= _SHARE}
    written = Counter(
        heading
        for fiche in fiches
        for heading in {section.heading.line.rstrip(" :") for section in fiche.sections if section.kind is SectionKind.AUTRE}
    )
    folded = Counter[str]()
    for heading, count in written.items():
        folded[fold(heading)] += count
    own = tuple(
        (name, next(heading for heading, _count in written.most_common() if fold(heading) == name))
        for name, count in sorted(folded.items())
        if many and name and count >= _SHARE * len(fiches)
    )
    both = [all(has_indicators(fiche, kind) for kind in INDICATORS) for fiche in fiches]
    pairs = Counter(pair for fiche in fiches for pair in {frozenset(name.kinds) for _section, name in paired(fiche)})
    return Template(
        frozenset(kinds),
        own,
        many and sum(both) >= _SHARE * len(fiches),
        frozenset(fold(section.heading.text) for fiche in fiches for section in fiche.sections if section.kind is not SectionKind.AUTRE),
        frozenset(pair for pair, count in pairs.items() if pair == CELL or (many and count >= _SHARE * len(fiches))),
    )


def kinds_of(fiche: Fiche) -> frozenset[SectionKind]:
    return frozenset(section.kind for section in fiche.sections)


def has_indicators(fiche: Fiche, kind: SectionKind) -> bool:
    """Tell whether a fiche has indicators of this kind: a bare « Indicateurs » holds those of both."""
    return any(
        section.kind is kind or (section.kind in INDICATORS and not _OF_ONE_KIND.search(fold(section.heading.text)))
        for section in fiche.sections
    )


def named(fiche: Fiche, text: str, *, allow_misspelt: bool = False) -> HeadingName | None:
    """Return what a text taken as a heading names: its number, marks and colon do not count."""
    return name_heading(bare(text), allow_misspelt=allow_misspelt, spellings=fiche.source.spellings)


def bare(text: str) -> str:
    stripped = text.strip()
    numbering = NUMBERING.match(stripped)
    return _QUESTION.sub("", stripped[numbering.end() if numbering else 0 :].strip("*_| :\xa0\t"))


def paired(fiche: Fiche) -> Iterator[tuple[Section, HeadingName]]:
    """The sections whose label names two fields, each label once."""
    seen = set()
    for section in fiche.sections:
        name = named(fiche, section.heading.text) or _side_by_side(section)
        if section.heading.span in seen or name is None or len(name.kinds) < 2:
            continue
        seen.add(section.heading.span)
        yield section, name


def _side_by_side(section: Section) -> HeadingName | None:
    """« Animateur Calendrier »: two headings with nothing between them."""
    words = fold(section.heading.text).split() if section.kind is SectionKind.AUTRE else []
    for cut in range(1, len(words)):
        first, second = name_heading(" ".join(words[:cut])), name_heading(" ".join(words[cut:]))
        if first and second and set(first.kinds) != set(second.kinds):
            return HeadingName((*first.kinds, *second.kinds))
    return None
