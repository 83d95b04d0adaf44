"""What a figure, a date or a leader is said of: the names that stand before it, and whether two of them are one thing."""

import re
from collections.abc import Iterator

from ingest.checks.names import Names
from ingest.checks.phrases import Phrase, Segment, Sentence
from ingest.checks.words import Kind, Word

Key = tuple[str, ...]

# « créée en 2011 », « animée par », « tenu par », « ouvert », « réunissant »: what goes on about the noun before.
PARTICIPLE = re.compile(
    r"(?!(?i:lycée|musée|journée|soirée|matinée|entrée|arrivée|vallée|année|idée|allée|café|marché|côté|cité|santé|comité|qualité|société|université|égalité|activité|sécurité|communauté|mixité|mobilité)s?\Z)(?:[^\W\d_]+(?:é|ée|és|ées|ant|ert|erte|erts|ertes|enu|enue|enus|enues)|[Mm]ise?s?|conduite?s?|dit|dite|co[- ]?\w+ée?s?)\Z"
)
_GOES_ON = frozenset(
    "qui que qu dont ou lequel laquelle lesquels lesquelles auquel auxquels auxquelles avec soit et par y fort forte forts fortes riche riches".split()
)
# « suit », « réunit », « accueille »: seen only where a verb is waited for.
_THIRD_PERSON = re.compile(r"[a-zà-ÿ]{2,}(?:it|ent|e|a|ra|ront)")
_FINITE = frozenset(
    "a ont est sont sera seront aura auront avait avaient etait etaient doit doivent peut peuvent va vont vient viennent".split()
)
_AUXILIARY = frozenset("a ont avait avaient ayant avoir aura auront aurait".split())
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
    begins = number
    while number >= 0:
        segment = sentence.segments[number]
        if number < begins and _resumes(sentence.segments[begins]) and _inserted(segment):
            number = _outer(sentence, number)  # « la Passerelle Emploi, pilotée par la Mission locale, suit 150 jeunes »
            continue
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


def _resumes(segment: Segment) -> bool:
    """Tell whether a segment begins with the verb of a subject that stands before an inserted clause."""
    first = segment.words[0]
    return segment.opener == "," and (first.folded in _FINITE or first.kind is Kind.VERB or bool(_THIRD_PERSON.fullmatch(first.text)))


def _inserted(segment: Segment) -> bool:
    """« portée par la régie », « créée en 2013 », « qui en assure la gestion »: what is said in passing between two commas."""
    first = segment.words[0]
    return segment.opener == "," and (first.folded in ("qui", "que", "qu", "dont") or bool(PARTICIPLE.search(first.text)))


def _goes_on(segment: Segment) -> bool:
    first = segment.words[0]
    if first.folded in _FINITE:
        return True
    if first.kind is Kind.LINK and len(segment.words) > 1 and segment.words[1].folded in _GOES_ON:
        return True  # « à laquelle l’État apporte »
    return first.folded in _GOES_ON or first.kind is Kind.VERB or bool(PARTICIPLE.search(first.text)) or segment.opener == ")"


def heads(phrase: Phrase, names: Names) -> Iterator[Key]:
    """Yield the key of a phrase, then those of its ends: « les locaux de la régie » -> locaux régie, régie."""
    for start in range(len(phrase.words)):
        if start and not _joined(phrase.words[start - 1], phrase.words[start]) and not is_listed_at(phrase, start, names):
            continue
        key = bare(names.key(Phrase(phrase.words[start:], phrase.segment)))
        if key and names.is_specific(key):
            yield key


def is_listed_at(phrase: Phrase, start: int, names: Names) -> bool:
    """« ateliers Parlons-nous », « équipe mobile Santé en bas de chez vous »: a listed name right after the word for its kind."""
    return phrase.words[start].text[0].isupper() and names.opens_listed(tuple(word.stem for word in phrase.words[start:]))


def one_name(phrase: Phrase, start: int) -> bool:
    """Tell whether a word of a phrase stands right after the one before: « équipe mobile », not « juristes du Point-justice »."""
    return not _joined(phrase.words[start - 1], phrase.words[start])


def _joined(one: Word, other: Word) -> bool:
    """Tell whether a small word stands between two words of a phrase."""
    return other.start - one.end > 2


def bare(key: Key) -> Key:
    """The key without the words that tell a phase or an edition."""
    return tuple(part for part in key if part not in PHASES and part not in _PART_WORDS) if len(key) > 1 else key


def phases(words: Iterator[Word]) -> frozenset[str]:
    found = set()
    before = ""
    for word in words:
        if word.folded in PHASES and not (word.folded == "ete" and before in _AUXILIARY):  # « a été signée »
            found.add(PHASES[word.folded])
        before = word.folded
    return frozenset(found)


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
