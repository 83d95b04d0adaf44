"""The template of a corpus: which sections its fiches are expected to have, and headings that are wrong or run together."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.places import places, slice_of
from ingest.folding import fold
from ingest.headings import HeadingName, is_usual, name_heading
from ingest.labels import NUMBERING
from ingest.model import Excerpt, Fiche, Section, SectionKind

_ENOUGH = 4  # fiches, from which a corpus shows a template of its own
_SHARE = 2 / 3
_CELL = frozenset((SectionKind.PARTENAIRES, SectionKind.DISPOSITIFS))  # the template's own cell of two fields
_INDICATORS = (SectionKind.INDICATEURS_REALISATION, SectionKind.INDICATEURS_EFFETS)
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
    both = [all(_has_indicators(fiche, kind) for kind in _INDICATORS) for fiche in fiches]
    pairs = Counter(pair for fiche in fiches for pair in {frozenset(name.kinds) for _section, name in _paired(fiche)})
    return Template(
        frozenset(kinds),
        own,
        many and sum(both) >= _SHARE * len(fiches),
        frozenset(fold(section.heading.text) for fiche in fiches for section in fiche.sections if section.kind is not SectionKind.AUTRE),
        frozenset(pair for pair, count in pairs.items() if pair == _CELL or (many and count >= _SHARE * len(fiches))),
    )


def kinds_of(fiche: Fiche) -> frozenset[SectionKind]:
    return frozenset(section.kind for section in fiche.sections)


def missing_sections(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[tuple[SectionKind, str | None]]:
    """Yield the expected sections that a fiche lacks, with the heading where it is the town's own.

    A section whose heading is misspelt or stands within another section is there.
    """
    template = corpus.once(template_of)
    elsewhere = {kind for _excerpt, name in misplaced_headings(fiche, corpus) for kind in name.kinds}
    present = kinds_of(fiche) | elsewhere
    for kind in SectionKind:
        if kind in template.kinds and kind not in present:
            yield kind, None
    if not any(kind in present for kind in _INDICATORS):
        yield SectionKind.INDICATEURS_REALISATION, None
    elif template.both_indicators:
        for kind in _INDICATORS:
            if kind not in elsewhere and not _has_indicators(fiche, kind):
                yield kind, None
    headings = {fold(section.heading.line) for section in fiche.sections}
    for folded, written in template.own:
        if folded not in headings:
            yield SectionKind.AUTRE, written


def _has_indicators(fiche: Fiche, kind: SectionKind) -> bool:
    """Tell whether a fiche has indicators of this kind: a bare « Indicateurs » holds those of both."""
    return any(
        section.kind is kind or (section.kind in _INDICATORS and not _OF_ONE_KIND.search(fold(section.heading.text)))
        for section in fiche.sections
    )


def named(fiche: Fiche, text: str, *, allow_misspelt: bool = False) -> HeadingName | None:
    """Return what a text taken as a heading names: its number, marks and colon do not count."""
    bare = text.strip()
    numbering = NUMBERING.match(bare)
    bare = bare[numbering.end() if numbering else 0 :].strip("*_| :\xa0\t")
    bare = re.sub(r"\([^()]*\?[^()]*\)", "", bare)
    return name_heading(bare, allow_misspelt=allow_misspelt, spellings=fiche.source.spellings)


def misspelt_headings(fiche: Fiche) -> Iterator[tuple[Excerpt, SectionKind]]:
    """Yield the headings that a reader takes for one of the template's though a letter or two are wrong."""
    present = kinds_of(fiche)
    for section in fiche.sections:
        if named(fiche, section.heading.text) is None:
            found = named(fiche, section.heading.text, allow_misspelt=True)
            if found and found.misspelt and (section.kind in found.kinds or section.kind is SectionKind.AUTRE):
                yield section.heading, found.kinds[0]
    for place in places(fiche):
        # Where nothing but its words tells a heading, one that is misspelt was read as an item of the section above.
        head = _HEAD.match(place.item.text)
        if head and (head.end() < len(place.item.text) or place.section.kind is not SectionKind.LIENS):
            found = named(fiche, head.group("head"), allow_misspelt=True)
            if found and found.misspelt and not set(found.kinds) & present:
                yield slice_of(place.item, *head.span()), found.kinds[0]


def misplaced_headings(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[tuple[Excerpt, HeadingName]]:
    """Yield the headings that stand where none should: misspelt within a section, two in one label, at the start of an item."""
    for excerpt, kind in misspelt_headings(fiche):
        yield excerpt, HeadingName((kind,), misspelt=True)
    yield from run_together(fiche, corpus)


def run_together(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[tuple[Excerpt, HeadingName]]:
    """Yield the labels that name two fields, and the headings at the start of an item of another section."""
    template = corpus.once(template_of)
    for section, name in _paired(fiche):
        if frozenset(name.kinds) not in template.pairs:
            yield section.heading, name
    filled = {section.kind for section in fiche.sections if section.items}
    present = kinds_of(fiche)
    within = [
        (place.section, place.item, *found) for place in places(fiche) if (found := _heading_at(fiche, place.section, place.item, template))
    ]
    inserted = Counter(section.heading.span for section, *_found in within)
    for section, item, excerpt, name in within:
        bare = not excerpt.text.rstrip().endswith(":") and len(excerpt.text) < len(item.text.rstrip())
        if bare and set(name.kinds) & present:
            continue  # « Animateur jeunesse » under a fiche that has its own leader
        missing = set(name.kinds) - filled
        expected = missing & template.kinds or (missing & set(_INDICATORS) and not present & set(_INDICATORS))
        if expected or (fold(excerpt.text) in template.headings and inserted[section.heading.span] == 1):
            yield excerpt, name


def _heading_at(fiche: Fiche, section: Section, item: Excerpt, template: Template) -> tuple[Excerpt, HeadingName] | None:
    """The heading of another section that an item begins with, « Calendrier : de mars à juin », or is."""
    head = _HEAD.match(item.text)
    if section.kind is SectionKind.LIENS or not item.text[:1].isupper():
        return None
    if head is None or (head.end() == len(item.text) and not item.text.rstrip().endswith(":") and named(fiche, head.group("head")) is None):
        return _bare_heading_at(section, item, template)
    name = named(fiche, head.group("head"))
    if name is None or section.kind in name.kinds or set(name.kinds) | {section.kind} <= _CELL or section.shared_with in name.kinds:
        return None
    return slice_of(item, 0, head.end()), name


def _bare_heading_at(section: Section, item: Excerpt, template: Template) -> tuple[Excerpt, HeadingName] | None:
    """« Animateur Conseil départemental »: a heading of this corpus, then its content on the same line."""
    words = list(re.finditer(r"\S+", item.text))[:_MOST_WORDS]
    for count in range(len(words) - 1, 0, -1):
        end = words[count - 1].end()
        following = item.text[words[count].start()]
        name = (
            name_heading(item.text[:end])
            if following.isupper() and (fold(item.text[:end]) in template.headings or is_usual(item.text[:end]))
            else None
        )
        if name and section.kind not in name.kinds and section.shared_with not in name.kinds:
            return slice_of(item, 0, end), name
    return None


def _paired(fiche: Fiche) -> Iterator[tuple[Section, HeadingName]]:
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


def names_of(kinds: Iterable[SectionKind], labels: dict[SectionKind, str]) -> str:
    """« Calendrier » et « Animateur »."""
    return " et ".join(f"« {labels[kind]} »" for kind in kinds)
