"""Which words of a text are denied: the same words are denied in a sentence and in the passage it rests on."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.claims.evidence import Evidence
from rag.claims.facts import facts_of
from rag.claims.words import Word, says, words_of

_NOT = re.compile(
    r"(?<!\w)(?:n['’]\s?|ne\s+)(?!\w+\s+que\b)(?P<verb>(?:(?!qu['’e])[\w-]+['’\s]+){0,6}?)(?:pas|plus(?!\s+d[e'’]\s*\d)|jamais|aucune?s?|rien|guère|nulle?|(?<!une\s)(?<!qu['’]une\s)personne|point|ni)(?!\w)"
    r"|(?<!\w)(?:aucune?s?|nulle?|sans(?!-)|ni|jamais|pas\s+d[e'’]|non(?!-)|ne\s+(?:pas|plus|jamais)|hormis|sauf|excepté|hors|(?:à\s+l['’]|l['’])exception|en\s+dehors|au\s+lieu)(?!\w)",
    re.IGNORECASE,
)
# Words that deny without « ne » or « sans », or turn what is denied round: near them nothing is told either way.
_EITHER = re.compile(
    r"(?<!\w)(?:privée?s?\s+d|dépourvu|manqu|absence|absent|faute\s+d|cess|évit|vides?\b|vacant|inoccup|refus|rejet|interdi|empêch|dépass|renonc|supprim|peinent|plutôt|suppose|exig|nécessit|requi"
    r"|à\s+confirmer|non\s+confirm|confirm|avant|zéro|gratuit|exclu|rare|lutt|combatt|échapp|perd|ferm|condition|réserve|oblig|facultati|(?:doi(?:t|vent)|reste\w*)\s+(?:encore|à)|excéd|prérequis)",
    re.IGNORECASE,
)
_END = re.compile(
    r"\s*(?:[;:()–—]|,(?!\d)|[.?!…](?!\d))\s*|\s+(?:mais|tandis\s+que|alors\s+que)\s+|\s+et\s+(?=l[ea]s?\s|l['’]|qu)", re.IGNORECASE
)
_LINKED = re.compile(r"(?<!\w)(?:d[eu]s?|d['’]|à|aux?|par|dans|pour|en|sur|avec|chez)(?!\w)", re.IGNORECASE)
_DENIED_AFTER = (
    2  # words after « pas », « sans », « aucun » that are surely denied, where nothing links the second to the first; those beyond may be
)

_TIMES = frozenset(
    "lundi mardi mercredi jeudi vendredi samedi dimanche soir matin nuit midi jour heure heures weekend vacances ete hiver".split()
)


@lru_cache(maxsize=4_096)
def polarities(text: str) -> tuple[int, ...]:
    """For each word of `text`: -1 denied, 1 said, 0 either."""
    words = words_of(text)
    signs = [1] * len(words)
    ends = [*(match.start() for match in _END.finditer(text)), len(text)]
    starts = [0, *(match.end() for match in _END.finditer(text))]
    for match in _NOT.finditer(text):
        start = max(one for one in starts if one <= match.start())
        end = next(end for end in ends if end >= match.end())
        denied, last = 0, match.end()
        for index, word in enumerate(words):
            if start <= word.start < match.start() and match.group("verb") is not None:
                signs[index] = 0  # what is told not to be, or not to do
            elif match.start() <= word.start < match.end():
                signs[index] = -1
            elif match.end() <= word.start < end:
                linked = denied and _LINKED.search(text[last : word.start]) is not None
                denied = _DENIED_AFTER if linked else denied
                signs[index] = -1 if denied < _DENIED_AFTER else 0
                denied, last = denied + 1, word.end
    for match in _EITHER.finditer(text):
        start = max(one for one in starts if one <= match.start())
        end = next(end for end in ends if end >= match.end())
        for index, word in enumerate(words):
            if start <= word.start < end:
                signs[index] = 0
    return tuple(signs)


def contradicted(claim: str, passages: Sequence[Evidence]) -> str:
    """The first word that is denied on one side alone, "" where there is none."""
    spans = facts_of(claim).spans
    for word, sign in zip(words_of(claim), polarities(claim), strict=True):
        if sign == 0 or any(span.start <= word.start < span.end for span in spans):
            continue
        known = set(_signs(word, passages))
        if word.folded in _TIMES and -1 in polarities(claim):
            continue  # « jamais le dimanche », « le dimanche, aucun bus »
        if known and sign not in known and 0 not in known:
            return word.written
    return ""


def _signs(word: Word, passages: Sequence[Evidence]) -> Iterator[int]:
    for passage in passages:
        for known, sign in zip(words_of(passage.text), polarities(passage.text), strict=True):
            if says(known.stems, word):
                yield sign
