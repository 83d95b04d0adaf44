"""Passages that stand twice, in one fiche or in two."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from rapidfuzz import fuzz

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.places import Place, blanked, places, slice_of
from ingest.folding import fold
from ingest.model import Excerpt, Fiche, SectionKind

_SHORT = 5  # words: « Nombre de participants » may stand under both kinds of indicators
_LONG = 12  # words, from which a passage of another fiche was copied rather than written again
_SENTENCE = 10  # words of a sentence of a paragraph that was copied alone
_NEXT_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý«\"])")
_NEAR = 95.0  # rapidfuzz ratio, 0 to 100, of passages that differ by a letter or a small word
_EDGE = 5  # words at the head and at the end of a passage, one of which a copy keeps
_NOWHERE = {SectionKind.LIENS}
# Fiches share the enjeu of their axe, and name the same places and bodies.
_WITHIN_ONLY = {
    SectionKind.ENJEU,
    SectionKind.ECHELLE,
    SectionKind.ANIMATEUR,
    SectionKind.PARTENAIRES,
    SectionKind.DISPOSITIFS,
    SectionKind.PUBLIC,
}
_Found = dict[int, list[tuple[Excerpt, Fiche, Excerpt]]]


def duplicates(corpus: CheckedCorpus) -> _Found:
    """The passages that repeat an earlier one, by the identity of their fiche: (passage, fiche and place of the earlier one)."""
    found: _Found = defaultdict(list)
    earlier: dict[tuple[str, ...], list[tuple[str, Fiche, Place]]] = defaultdict(list)
    for fiche in corpus.fiches:
        for place, is_part in _passages(fiche):
            folded = fold(blanked(place.item.text))
            words = folded.split()
            if len(words) < (_SENTENCE if is_part else _SHORT) or place.section.kind in _NOWHERE:
                continue
            figures = tuple(word for word in words if word.isdigit())  # another year or another amount is another passage
            keys = [("head", *words[:_EDGE], *figures), ("end", *words[-_EDGE:], *figures)]
            original = next(
                (
                    (other, first)
                    for key in keys
                    for text, other, first in earlier[key]
                    if _repeats(fiche, place, folded, other, first, text)
                ),
                None,
            )
            if original is None:
                for key in keys:
                    earlier[key].append((folded, fiche, place))
            elif not any(item.span.contains(place.item.span) for item, _other, _first in found[id(fiche)]):
                found[id(fiche)].append((place.item, original[0], original[1].item))
    return found


def _passages(fiche: Fiche) -> Iterator[tuple[Place, bool]]:
    """The items of a fiche, each followed by its sentences where it has several; True marks a sentence."""
    for place in places(fiche):
        yield place, False
        ends = [0, *(match.end() for match in _NEXT_SENTENCE.finditer(place.item.text)), len(place.item.text)]
        if len(ends) > 2:
            for start, end in pairwise(ends):
                sentence = slice_of(place.item, start, start + len(place.item.text[start:end].rstrip()))
                yield Place(place.section, sentence, place.is_last), True


def _repeats(fiche: Fiche, place: Place, folded: str, other: Fiche, first: Place, text: str) -> bool:
    count = len(folded.split())
    if other is not fiche and (count < _LONG or other.code == fiche.code or {place.section.kind, first.section.kind} & _WITHIN_ONLY):
        return False
    return folded == text or (count >= _LONG and fuzz.ratio(folded, text, score_cutoff=_NEAR) > 0)
