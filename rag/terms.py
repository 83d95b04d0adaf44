"""Topic words of a question against the words of the corpus: their stems, their families, how telling they are."""

import bisect
import math
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.folding import fold
from ingest.name_table import known_names, letters
from rag import lexicon
from rag.analysis import analyse, stem
from rag.library import Library
from rag.spelling import commonness, sound

THESAURUS = Path(__file__).with_name("thesaurus.toml")
_FAMILY_MIN = 5  # letters of the shared stem: « cultur » and « culturel », but not « fond » (fonds) and « fondat » (fondation)
_FAMILY_TAIL = 4  # letters that a derived word may add
_MANNER = 0.25
#: How far a word of the thesaurus stands for the one asked about.
BROADER_SHARE = 0.75
_YEAR = re.compile(r"(?:19|20)\d\d")
_SOFT = 0.5
_LEAST_SOUNDS = 4  # of a word spelt by ear: shorter ones sound like too many others

# A word common in French at large says little of a subject: its weight falls between these two (log10 of occurrences a million).
_KNOWN_COMMON, _UNKNOWN_COMMON = (2.2, 3.0), (1.0, 2.2)
_LEAST_TELLING = 0.15


def _telling(common: float, low: float, high: float) -> float:
    return max(_LEAST_TELLING, min(1.0, (high - common) / (high - low)))


@dataclass(frozen=True, slots=True)
class Term:
    """A topic word: its stem, the stems that count as the same subject, and its weight.

    `stems` holds its own family; `broader` what the thesaurus adds. `weight` is its inverse document frequency in the
    corpus, highest for a word the corpus does not hold. `strict` words (names, numbers) must be there; `focus` words are
    nouns by their place (after a determiner or a preposition), `aimed` ones what something is for (« pour la natation »). `phrase` holds the stems of
    an acronym written out; `rarity` is the weight before it was lowered for a manner of asking.
    """

    word: str
    stem: str
    stems: frozenset[str]
    broader: frozenset[str]
    weight: float
    known: bool
    strict: bool
    focus: bool
    aimed: bool
    spoken: str  # as typed
    phrase: frozenset[str] = frozenset()
    rarity: float = 0.0

    @property
    def all_stems(self) -> frozenset[str]:
        return self.stems | self.broader

    @property
    def is_year(self) -> bool:
        return _YEAR.fullmatch(self.word) is not None

    def share(self, words: frozenset[str]) -> float:
        """How far `words` hold this one: 1 by itself, less by a word of the thesaurus, 0."""
        if not self.stems.isdisjoint(words) or (self.phrase and self.phrase <= words):
            return 1.0
        return 0.0 if self.broader.isdisjoint(words) else BROADER_SHARE

    def matches(self, words: frozenset[str]) -> bool:
        return not self.all_stems.isdisjoint(words) or (bool(self.phrase) and self.phrase <= words)


@lru_cache(maxsize=1)
def _thesaurus() -> Mapping[str, Mapping[str, str]]:
    tables = tomllib.loads(THESAURUS.read_text(encoding="utf-8"))
    return {
        language: {stem(word): others for word, others in table.items()} for language, table in tables.items() if isinstance(table, dict)
    }


def other_words(base: str, *, english: bool) -> str:
    """Return the words that fiches write for a word of every day, by its stem; for an English one where the question is in English."""
    tables = _thesaurus()
    return (english and tables["anglais"].get(base)) or tables["francais"].get(base, "")


@lru_cache(maxsize=1)
def _national() -> Mapping[str, str]:
    """The acronyms of the national table, written out."""
    return {letters(known.acronym): known.expansion for known in known_names() if known.expansion}


def _by_first_stem(acronyms: Iterable[tuple[str, str]]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The words of acronyms, stemmed, with the acronym, by the first of them; the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for acronym, words in acronyms:
        phrase = tuple(stem(word) for word in fold(words).split())
        if len(phrase) > 1:
            found.setdefault(phrase[0], []).append((phrase, acronym))
    return {first: sorted(phrases, key=lambda pair: -len(pair[0])) for first, phrases in found.items()}


class Vocabulary:
    """The words and codes of one library."""

    def __init__(self, library: Library) -> None:
        self.codes = frozenset(library.by_code)
        self._lexical = library.lexical
        self._sorted = sorted(library.lexical.vocabulary)
        self._total = max(len(library.lexical), 1)
        self.words = [word for word in library.lexical.words if len(word) >= 4 and not word.isdigit()]
        known = {**_national(), **lexicon.ACRONYMS}
        self.acronyms = {**known, **library.acronyms}
        self.phrases = _by_first_stem([*library.acronyms.items(), *known.items()])
        self._by_sound: dict[str, str] | None = None
        self.term: Callable[..., Term] = lru_cache(maxsize=4_096)(self._term)

    def knows(self, word: str) -> bool:
        return word in self._lexical.vocabulary

    def heard(self, word: str) -> str | None:
        """Return the corpus's word that sounds like `word`, the shortest of them; None where there is none, or `word` is too short."""
        if self._by_sound is None:
            self._by_sound = {}
            for known in sorted(self.words, key=lambda known: (len(known), known)):
                self._by_sound.setdefault(sound(known), known)
        key = sound(word)
        return self._by_sound.get(key) if len(key) >= _LEAST_SOUNDS else None

    def _term(
        self,
        word: str,
        *,
        strict: bool = False,
        focus: bool = False,
        aimed: bool = False,
        verb: bool = False,
        spoken: str = "",
        english: bool = False,
    ) -> Term:
        base = stem(word)
        own = frozenset(self._family(base)) if not word.isdigit() else frozenset({base})
        synonyms = lexicon.BROADER.get(word, "") or ("" if self.knows(base) else other_words(base, english=english))
        broader = frozenset(other for synonym in synonyms.split() for token in analyse(synonym) for other in self._family(token.stem))
        phrase = frozenset(token.stem for token in analyse(self.acronyms.get(word, "")))
        written_out = bool(phrase) and all(self.knows(part) for part in phrase)
        known = written_out or any(self.knows(candidate) for candidate in own | broader)
        rarity = self.weight(own | broader)
        weight = min(rarity, max(map(self.rarity, phrase))) if written_out and not self.knows(base) else rarity
        if not known and not strict and not focus:
            weight *= _MANNER  # an unknown verb or adverb is a manner of asking more often than a subject
            rarity *= _MANNER if verb else 1.0
        telling = 1.0 if strict else _telling(commonness(word, "en" if english else "fr"), *(_KNOWN_COMMON if known else _UNKNOWN_COMMON))
        weight *= telling
        rarity *= telling
        if word in lexicon.SOFT:
            weight *= _SOFT
        return Term(
            word, base, own, broader - own, weight, known, strict, focus, aimed, spoken or word, phrase, 0.0 if word.isdigit() else rarity
        )

    def rarity(self, word: str) -> float:
        return self.weight((word,))

    def weight(self, stems: Iterable[str]) -> float:
        """Inverse document frequency, ln(1 + N / (1 + n)), n the chunks that hold the commonest of `stems`."""
        frequency = max((self._lexical.frequency(candidate) for candidate in stems), default=0)
        return math.log(1 + self._total / (1 + frequency))

    def _family(self, base: str) -> set[str]:
        """Return the stem and the corpus's stems derived from it, « cultur » -> « culturel », or that it derives from."""
        family = {base}
        if len(base) >= _FAMILY_MIN and base.isalpha():
            position = bisect.bisect_left(self._sorted, base)
            while position < len(self._sorted) and self._sorted[position].startswith(base):
                if len(self._sorted[position]) - len(base) <= _FAMILY_TAIL:
                    family.add(self._sorted[position])
                position += 1
            for length in range(max(_FAMILY_MIN, len(base) - _FAMILY_TAIL + 1), len(base)):
                if self.knows(base[:length]):
                    family.add(base[:length])
            again = base.removeprefix("re")  # « réaménager » where the fiches write « aménagement »
            if len(family) == 1 and not self.knows(base) and again != base and len(again) >= _FAMILY_MIN:
                family |= {known for known in self._family(again) if self.knows(known)}
        return family
