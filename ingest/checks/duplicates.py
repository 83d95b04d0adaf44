"""Passages that stand twice, in one fiche or in two."""

from collections import defaultdict

from rapidfuzz import fuzz

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.places import Place, blanked, places
from ingest.folding import fold
from ingest.model import Excerpt, Fiche, SectionKind

_SHORT = 5  # words: « Nombre de participants » may stand under both kinds of indicators
_LONG = 12  # words, from which a passage of another fiche was copied rather than written again
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
        for place in places(fiche):
            folded = fold(blanked(place.item.text))
            words = folded.split()
            if len(words) < _SHORT or place.section.kind in _NOWHERE:
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
            else:
                found[id(fiche)].append((place.item, original[0], original[1].item))
    return found


def _repeats(fiche: Fiche, place: Place, folded: str, other: Fiche, first: Place, text: str) -> bool:
    count = len(folded.split())
    if other is not fiche and (count < _LONG or other.code == fiche.code or {place.section.kind, first.section.kind} & _WITHIN_ONLY):
        return False
    return folded == text or (count >= _LONG and fuzz.ratio(folded, text, score_cutoff=_NEAR) > 0)
