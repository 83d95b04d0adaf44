"""What a figure, a date or a leader is said of: the names that stand before it, and whether two of them are one thing."""

import re
from collections.abc import Iterator

from ingest.checks.names import Names
from ingest.checks.phrases import Phrase, Segment, Sentence
from ingest.checks.words import Kind, Word

Key = tuple[str, ...]

# « créée en 2011 », « animée par », « tenu par », « ouvert », « réunissant »: what goes on about the noun before.
PARTICIPLE = re.compile(
    r"(?:[^\W\d_]+(?:é|ée|és|ées|ant|ert|erte|erts|ertes|enu|enue|enus|enues)|mise?s?|conduite?s?|dit|dite|co[- ]?\w+ée?s?)\Z"
)
_GOES_ON = frozenset(
    "qui que qu dont ou lequel laquelle lesquels lesquelles auquel auxquels auxquelles avec soit et par y fort forte forts fortes riche riches".split()
)
_OWNING = frozenset("son sa ses leur leurs".split())
_PRONOUNS = frozenset("il elle ils elles celui celle ceux celles".split())

#: Words that tell one part, one time or one edition of a thing from another.
PHASES = {
    **dict.fromkeys(("premier", "premiere", "premieres", "premiers", "1er", "1ere", "1re"), "1"),
    **dict.fromkeys(("second", "seconde", "deuxieme", "2e", "2eme", "2nd", "2nde"), "2"),
    **dict.fromkeys(("troisieme", "3e", "3eme"), "3"),
    **dict.fromkeys(("quatrieme", "4e", "4eme"), "4"),
    **{word: word for word in "automne printemps ete hiver matin soir interne externe investissement fonctionnement".split()},
}
_PART_WORDS = frozenset("phas edit tranch trimestr semestr sess volet etap part".split())


def antecedents(sentence: Sentence, offset: int, before: Sentence | None) -> Iterator[Phrase]:
    """Yield the phrases that what stands at `offset` may be said of, the nearest first; after them, the label of the line."""
    number = sentence.segment_at(offset)
    segment = sentence.segments[number]
    nearest = False
    if segment.bracket >= 0:
        inner = [phrase for phrase in sentence.phrases if phrase.start > segment.bracket and phrase.end <= offset]
        yield from reversed(inner)
        offset = segment.bracket
        number = _outer(sentence, number)
        nearest = True
    while number >= 0:
        segment = sentence.segments[number]
        own = [cut for phrase in sentence.phrases if phrase.segment == number and (cut := until(phrase, offset))]
        yield from own[-1:] if nearest else reversed(own)
        nearest = False
        if own and not _goes_on(segment):
            break
        if not number and PARTICIPLE.search(segment.words[0].text):
            yield from [phrase for phrase in sentence.phrases if phrase.segment == 1][:1]
        number = _outer(sentence, number)
    label = next((index for index, part in enumerate(sentence.segments) if part.opener == ":" and part.start <= offset), None)
    if label is not None and sentence.phrases and sentence.phrases[0].segment < label:
        yield sentence.phrases[0]
    words = sentence.segments[sentence.segment_at(offset)].words
    if before is not None and any(word.folded in _OWNING | _PRONOUNS for word in words if word.start < offset):
        yield from before.phrases


def until(phrase: Phrase, offset: int) -> Phrase | None:
    """What of a phrase stands before `offset`: « Point d’accès au droit tenu » before « tenu par »."""
    words = tuple(word for word in phrase.words if word.end <= offset)
    return Phrase(words, phrase.segment) if words else None


def since(phrase: Phrase, offset: int) -> Phrase | None:
    """What of a phrase stands after `offset`: « Mission locale » of « confié à la Mission locale »."""
    words = tuple(word for word in phrase.words if word.start >= offset)
    return Phrase(words, phrase.segment) if words else None


def label_of(sentence: Sentence, offset: int) -> Phrase | None:
    """Return the phrase that opens « X : … » or « X, … : … » before `offset`."""
    label = next((index for index, part in enumerate(sentence.segments) if part.opener == ":" and part.start <= offset), None)
    if label is None or not sentence.phrases or sentence.phrases[0].segment >= label:
        return None
    return sentence.phrases[0]


def _outer(sentence: Sentence, number: int) -> int:
    """The segment before this one that stands in no bracket, -1 for none; a label is another matter than what it announces."""
    if sentence.segments[number].opener == ":":
        return -1
    number -= 1
    while number >= 0 and sentence.segments[number].bracket >= 0:
        number -= 1
    return number


def _goes_on(segment: Segment) -> bool:
    first = segment.words[0]
    if first.kind is Kind.LINK and len(segment.words) > 1 and segment.words[1].folded in _GOES_ON:
        return True  # « à laquelle l’État apporte »
    return first.folded in _GOES_ON or first.kind is Kind.VERB or bool(PARTICIPLE.search(first.text)) or segment.opener == ")"


def heads(phrase: Phrase, names: Names) -> Iterator[Key]:
    """Yield the key of a phrase, then those of its ends: « les locaux de la régie » -> locaux régie, régie."""
    for start in range(len(phrase.words)):
        if start and not _joined(phrase.words[start - 1], phrase.words[start]):
            continue
        key = bare(names.key(Phrase(phrase.words[start:], phrase.segment)))
        if key and names.is_specific(key):
            yield key


def _joined(one: Word, other: Word) -> bool:
    """Tell whether a small word stands between two words of a phrase."""
    return other.start - one.end > 2


def bare(key: Key) -> Key:
    """The key without the words that tell a phase or an edition."""
    return tuple(part for part in key if part not in PHASES and part not in _PART_WORDS) if len(key) > 1 else key


def phases(words: Iterator[Word]) -> frozenset[str]:
    return frozenset(PHASES[word.folded] for word in words if word.folded in PHASES)


def same_thing(one: Key, other: Key, names: Names) -> bool:
    """Tell whether two specific keys name one thing: one goes on where the other ends, or both hold the same words.

    « correspondants de nuit » is that of « correspondants de nuit de l’association Passerelles »; « café des parents des
    Filatures » is not that of the Haut-Bief, nor « lycée Marie-Curie » the collège.
    """
    short, long = sorted((one, other), key=len)
    if long[: len(short)] == short or set(one) == set(other):
        return names.is_specific(short)
    proper = [tuple(part for part in key if part in names.proper and part not in names.places) for key in (one, other)]
    if proper[0] and proper[0] == proper[1]:
        # « médiathèque La Navette », « La Navette »: one has no other word before.
        plain = [tuple(part for part in key if part not in names.proper) for key in (one, other)]
        return not plain[0] or not plain[1] or plain[0][0] == plain[1][0]
    return False
