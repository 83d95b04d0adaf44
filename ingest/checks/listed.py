"""The names that fiches list as those of schemes and milestones, and what acronyms stand for, read as one name wherever they stand."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.spelling import french_words
from ingest.checks.words import Kind, Word, folded, is_acronym, read_words, stem
from ingest.expansions import find_expansions
from ingest.model import SectionKind

Key = tuple[str, ...]

_BRACKETS = re.compile(r"\([^()]*\)?")
_PARTS = re.compile(r"[,;•\n…]|\s[-–—]\s|\.\s")
_LABEL = re.compile(r"(?P<label>[^:\n]{3,90}?)\s*:(?!\w)")
_HEADING = re.compile(r"\s*(?:les\s+)?dispositifs?(?:\s+mobilisables?)?\s*:", re.IGNORECASE)
# « Lire à la veillée animé par l’association »: the name ends before what is said of it.
_SAID = re.compile(
    r"(?:^|\s+)(?:(?:co-?)?(?:animé|porté|géré|mené|piloté|financé|organisé|coordonné|proposé|assuré|créé|ouvert|tenu)e?s?\b|[^\W\d_]+(?:é|i|u|t)e?s?\s+par\b|mise?s?\s+en\b|sur\s+les\s|par\s+(?:la|le|les|l['’])|qui\b|que\b|qu['’]|dont\b|et\s+(?:ses|leurs|son|sa)\b|pour\b|avec\b|dans\b|depuis\b).*",
    re.IGNORECASE | re.DOTALL,
)
# « Ouverture de la ferme urbaine », « Signature de la convention du », « Mise en service de la ligne C »
_EVENT = re.compile(
    r"(?:(?:ré)?ouverture|inauguration|signature|lancement|démarrage|début|fin|livraison|mise\s+en\s+(?:service|place|œuvre)|création|installation|démolition|construction|rénovation|réhabilitation"
    r"|prolongement|extension|recrutement|reprise|bilan|adoption|évaluation|comité\s+de\s+pilotage|convention|avenant|(?:première|seconde|dernière)\s+\w+|phase)s?\s+(?:de\s+(?:la|l['’])\s?|du\s+|des\s+|de\s+|d['’])",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:les?\s+|la\s+|l['’]\s?|un\s+|une\s+|des\s+|du\s+|dispositifs?\s+|[«\"“]\s?)+", re.IGNORECASE)
_MONEY = re.compile(
    r"(?:appels?|crédits?|subventions?|fonds|dotations?|cofinancements?|budget|autofinancement|droit\s+commun)\b", re.IGNORECASE
)
_MOST_WORDS = 9


@dataclass(frozen=True, slots=True)
class Listed:
    """The listed names: their words folded, by the first, the longest first; `keys` are their stems, `own` those of names of one thing alone."""

    names: dict[str, tuple[Key, ...]]
    keys: frozenset[Key]
    own: frozenset[Key]

    def joined(self, words: Sequence[Word]) -> list[Word]:
        """Return the words of a sentence, those of a listed name made words of a name: « près de chez moi », « Les Quatre Vents », « ligne C »."""
        plain = [place for place, word in enumerate(words) if word.kind is not Kind.SIGN]
        found = list(words)
        for place, following in pairwise(plain):  # « la maison de santé des Trois-Ponts »
            if words[place].kind is Kind.NUMBER and words[place].capital and words[following].text[0].isupper():
                found[place] = _of_name(words[place], opens=False)
        folded = tuple(words[place].folded for place in plain)
        number = 0
        while number < len(plain):
            length = self._length(words, plain, folded, number) if folded[number] in self.names else 0
            for place in plain[number : number + length]:
                found[place] = _of_name(words[place], opens=place == plain[number])
            number += max(length, 1)
        return found

    def _length(self, words: Sequence[Word], plain: Sequence[int], folded: Key, number: int) -> int:
        for name in self.names[folded[number]]:
            end = number + len(name)
            if folded[number:end] == name and all(
                word.text in "-'’«»\"“”" for word in words[plain[number] : plain[end - 1]] if word.kind is Kind.SIGN
            ):
                return len(name)
        return 0


def _of_name(word: Word, *, opens: bool) -> Word:
    if word.kind is Kind.CONTENT:
        return word
    if not opens and (word.kind in (Kind.LINK, Kind.ARTICLE) or (word.kind is Kind.STOP and len(word.folded) > 1)):
        return word._replace(kind=Kind.LINK)
    return word._replace(kind=Kind.CONTENT, stem=word.folded if len(word.folded) < 3 else stem(word.folded), value=None)


def listed_names(corpus: CheckedCorpus) -> Listed:
    """Return the names under Dispositifs, and those before the colons of Financements and Calendrier."""
    sequences: set[Key] = set()
    keys: set[Key] = set()
    own: set[Key] = set()
    for fiche in corpus.fiches:
        for section in fiche.sections:
            for item in section.items:
                for expansion in find_expansions(item.text):  # « Agence nationale pour la rénovation urbaine (ANRU) »
                    sequences.add(tuple(word.folded for word in read_words(expansion.long, 0) if word.kind is not Kind.SIGN))
                for name in _names(section.kind, item.text):
                    words = [word for word in read_words(name, 0) if word.kind is not Kind.SIGN]
                    if not 0 < len(words) <= _MOST_WORDS or not any(word.kind is Kind.CONTENT for word in words):
                        continue
                    if len(words) > 1:
                        sequences.add(tuple(word.folded for word in words))
                    of_name = [_of_name(word, opens=not number) for number, word in enumerate(words)]
                    key = tuple(word.stem for word in of_name if word.kind is Kind.CONTENT)
                    keys.add(key)
                    if _is_own(words):
                        own.add(key)
    by_first: dict[str, list[Key]] = defaultdict(list)
    for sequence in sorted(sequences, key=lambda sequence: (-len(sequence), sequence)):
        by_first[sequence[0]].append(sequence)
    return Listed({first: tuple(names) for first, names in by_first.items()}, frozenset(keys), frozenset(own))


def _names(kind: SectionKind, text: str) -> Iterator[str]:
    if kind is SectionKind.DISPOSITIFS:
        for part in _PARTS.split(_BRACKETS.sub(" ", _HEADING.sub("", text, count=1))):
            yield _bare(part.partition(":")[0])
    elif kind in (SectionKind.FINANCEMENTS, SectionKind.CALENDRIER) and (label := _LABEL.match(_BRACKETS.sub(" ", text))):
        name = label.group("label").partition(",")[0]
        if not _MONEY.match(name.strip()):
            yield _bare(_EVENT.sub("", name.strip(), count=1))


def _bare(part: str) -> str:
    name = _SAID.sub("", " ".join(part.split()).strip(' .»"”'))
    lead = _LEAD.match(name)
    return name[lead.end() :] if lead else name


def _is_own(words: Sequence[Word]) -> bool:
    """Tell whether a name can be that of one thing alone: it has a capital after its first word, or is no French word."""
    if any(word.text[0].isupper() and word.kind is not Kind.NUMBER for word in words[1:]):
        return True
    first = words[0]
    if len(words) > 1:
        return False
    return is_acronym(first.text) or (
        len(first.folded) > 4 and first.text.lower() not in french_words() and folded(first.text) not in french_words()
    )
