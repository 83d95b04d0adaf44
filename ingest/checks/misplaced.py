"""Headings that are wrong: misspelt, two in one label, or at the start of a line of another section."""

import re
from collections import Counter
from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.places import places, slice_of
from ingest.checks.template import CELL, INDICATORS, Template, bare, has_indicators, kinds_of, named, paired, template_of
from ingest.folding import fold
from ingest.headings import HeadingName, is_usual, is_usual_but_for_spaces, may_be_heading, misspelling_of, name_heading
from ingest.model import Excerpt, Fiche, Section, SectionKind

_MOST_WORDS = 6  # of a heading, with the word after it
_LOOKED_AT = 40  # characters
_LONGEST = 9  # words of a heading
_LONGEST_HEAD = 72  # characters, with the space and the colon after it
_HEAD = re.compile(r"(?P<head>[^:\n]{3,70}?)[ \xa0\u202f]?(?::|$)")
_Misspelt = list[tuple[Excerpt, SectionKind]]
_RunTogether = list[tuple[Excerpt, HeadingName]]


def misspelt_headings(fiche: Fiche, corpus: CheckedCorpus) -> _Misspelt:
    """Return the headings that a reader takes for one of the template's though a letter or two are wrong."""
    found: _Misspelt = corpus.once(_all_misspelt)[id(fiche)]
    return found


def run_together(fiche: Fiche, corpus: CheckedCorpus) -> _RunTogether:
    """Return the labels that name two fields, and the headings at the start of an item of another section."""
    found: _RunTogether = corpus.once(_all_run_together)[id(fiche)]
    return found


def misplaced_kinds(fiche: Fiche, corpus: CheckedCorpus) -> frozenset[SectionKind]:
    """The sections whose headings stand where none should, or are misspelt."""
    together = {kind for _excerpt, name in run_together(fiche, corpus) for kind in name.kinds}
    return frozenset(together | {kind for _excerpt, kind in misspelt_headings(fiche, corpus)})


def missing_sections(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[tuple[SectionKind, str | None]]:
    """Yield the expected sections that a fiche lacks, with the heading where it is the town's own.

    A section whose heading is misspelt or stands within another section is there.
    """
    template = corpus.once(template_of)
    elsewhere = misplaced_kinds(fiche, corpus)
    present = kinds_of(fiche) | elsewhere
    for kind in SectionKind:
        if kind in template.kinds and kind not in present:
            yield kind, None
    if not any(kind in present for kind in INDICATORS):
        yield SectionKind.INDICATEURS_REALISATION, None
    elif template.both_indicators:
        for kind in INDICATORS:
            if kind not in elsewhere and not has_indicators(fiche, kind):
                yield kind, None
    headings = {fold(section.heading.line) for section in fiche.sections}
    for folded, written in template.own:
        if folded not in headings:
            yield SectionKind.AUTRE, written


def _all_misspelt(corpus: CheckedCorpus) -> dict[int, _Misspelt]:
    return {id(fiche): list(_misspelt_headings(fiche)) for fiche in corpus.fiches}


def _all_run_together(corpus: CheckedCorpus) -> dict[int, _RunTogether]:
    return {id(fiche): list(_run_together(fiche, corpus)) for fiche in corpus.fiches}


def _head(text: str) -> re.Match[str] | None:
    """What may be a heading at the head of an item: the words before its colon, or the item where it is short."""
    if len(text) > _LONGEST_HEAD and ":" not in text[:_LONGEST_HEAD]:
        return None
    found = _HEAD.match(text)
    return found if found and len(found.group("head").split()) <= _LONGEST else None


def _misspelt_headings(fiche: Fiche) -> Iterator[tuple[Excerpt, SectionKind]]:
    """Yield the headings that a reader takes for one of the template's though a letter or two are wrong."""
    present = kinds_of(fiche)
    for section in fiche.sections:
        if named(fiche, section.heading.text) is None and not is_usual_but_for_spaces(section.heading.text):
            found = _misspelt(fiche, section.heading.text)
            if found and (section.kind in found.kinds or section.kind is SectionKind.AUTRE):
                yield section.heading, found.kinds[0]
    absent = frozenset(SectionKind) - present
    for place in places(fiche):
        # Where nothing but its words tells a heading, one that is misspelt was read as an item of the section above.
        head = _head(place.item.text)
        if head and (head.end() < len(place.item.text) or place.section.kind is not SectionKind.LIENS):
            words = bare(head.group("head"))
            found = misspelling_of(words, absent)
            if found and _is_slip(words, found.meant) and named(fiche, words) is None:
                yield slice_of(place.item, *head.span()), found.kinds[0]


def _misspelt(fiche: Fiche, text: str) -> HeadingName | None:
    """What a misspelt heading was meant to name."""
    found = named(fiche, text, allow_misspelt=True)
    return found if found and found.misspelt and _is_slip(bare(text), found.meant) else None


def _is_slip(written: str, meant: str) -> bool:
    """Tell a slip from another wording: a word more or less, a singular for a plural are none."""
    words, wanted = fold(written).split(), meant.split()
    return len(words) == len(wanted) and any(word.rstrip("s") != other.rstrip("s") for word, other in zip(words, wanted, strict=True))


def _run_together(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[tuple[Excerpt, HeadingName]]:
    """Yield the labels that name two fields, and the headings at the start of an item of another section."""
    template = corpus.once(template_of)
    for section, name in paired(fiche):
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
        expected = missing & template.kinds or (missing & set(INDICATORS) and not present & set(INDICATORS))
        if expected or (fold(excerpt.text) in template.headings and inserted[section.heading.span] == 1):
            yield excerpt, name


def _heading_at(fiche: Fiche, section: Section, item: Excerpt, template: Template) -> tuple[Excerpt, HeadingName] | None:
    """The heading of another section that an item begins with, « Calendrier : de mars à juin », or is."""
    head = _head(item.text)
    begins = item.text[:_LOOKED_AT]
    if section.kind is SectionKind.LIENS or not begins[:1].isupper() or not (may_be_heading(bare(begins)) or fiche.source.spellings):
        return None
    if head is None or (head.end() == len(item.text) and not item.text.rstrip().endswith(":") and named(fiche, head.group("head")) is None):
        return _bare_heading_at(section, item, template)
    name = named(fiche, head.group("head"))
    if name is None or section.kind in name.kinds or set(name.kinds) | {section.kind} <= CELL or section.shared_with in name.kinds:
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
