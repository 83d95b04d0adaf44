"""The words of a question: short forms written out, typing mistakes corrected, nouns told from manners of asking."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from ingest.folding import fold, strip_accents
from rag import lexicon
from rag.analysis import STOP_WORDS, stem
from rag.spelling import is_french
from rag.terms import Vocabulary

_WORD = re.compile(r"[^\W_]+")
_PREPOSITIONS = frozenset(
    "pour sur concernant contre de du des d avec en dans a au aux chez par sans vers hors matiere about for on in with of".split()
)
_CONJUGATED = re.compile(r"\w+(?:ent|ons|ez|ait|aient)")
_DETERMINERS = frozenset(
    "plusieurs quelques chaque deux trois le la les l un une des du de cet cette ces son sa ses leur leurs notre nos votre vos the an".split()
)
_AIMS = frozenset("pour sur concernant contre chez for about".split())
_ARTICLES = frozenset("le la les l un une des du au aux ce cet cette ces".split())
_CLITICS = frozenset("le la les l leur".split())
_SUBJECTS = frozenset("j je tu il elle on nous vous ils elles qui ne n me te se m t s".split())
_ANTECEDENTS = frozenset("fiche fiches celle celles celui ceux cas moment endroit lieu".split())
_LONGEST_WORD = 30
_LEAST_NAME = 3
_INFINITIVE = re.compile(r"\w{3,}(?:er|ir|re)$")
_NAME_GOES_ON = re.compile(r"[ -][A-ZÀ-Ý]\w{2}")


@dataclass(slots=True)
class Word:
    """A word of the question: as typed, folded (corrected), and where it stands."""

    raw: str
    folded: str
    start: int
    end: int
    strict: bool = False
    focus: bool = False
    aimed: bool = False
    verb: bool = False  # by the pronoun before it: « ils déballent »


def read_words(text: str, vocabulary: Vocabulary) -> tuple[list[Word], tuple[tuple[str, str], ...]]:
    """Split the question into words, short forms written out and typing mistakes corrected where a word is unknown."""
    words: list[Word] = []
    corrections: list[tuple[str, str]] = []
    shouting = text.isupper()
    english = is_english(text)
    sentence_start = True
    text = _written_out(text, vocabulary)
    for match in _WORD.finditer(text):
        raw = match.group()
        folded = strip_accents(raw)
        if raw.lower() == "où":
            if _is_relative(words, text[match.end() :]):
                continue
            folded = "where"
        begins_name = sentence_start and not english and _begins_name(raw, folded, text[match.end() :], vocabulary)
        capital = raw[0].isupper() and not shouting and (not sentence_start or begins_name or (len(raw) > 1 and raw.isupper()))
        strict = (capital or raw[0].isdigit()) and folded not in lexicon.GENERIC
        sentence_start = bool(re.match(r"\s*[.!?]\s", text[match.end() : match.end() + 3]))
        if folded in lexicon.SHORT_FORMS:
            for piece in lexicon.SHORT_FORMS[folded].split():
                words.append(Word(raw, piece, match.start(), match.end()))
            continue
        corrected = (
            _correct(raw, folded, vocabulary, english=english) if not (capital and not raw.isupper()) and not raw[0].isdigit() else folded
        )
        if corrected != folded:
            corrections.append((raw, corrected))
            strict = False
        words.append(Word(raw, corrected, match.start(), match.end(), strict))
    for index, word in enumerate(words):
        before = index - 1
        determined = before >= 0 and words[before].folded in _DETERMINERS and not _is_object(words, before, text)
        while before >= 0 and words[before].folded in _DETERMINERS and words[before].folded not in _PREPOSITIONS:
            before -= 1
        word.verb = not english and _is_verb(words, index, text)
        inverted = re.match(r"-(?:t-)?(?:elles?|ils?|on|ce)\b", text[word.end :]) is not None  # « met-elle »: a verb
        governed = before >= 0 and _governs(words[before].folded, english=english) and not _INFINITIVE.fullmatch(word.folded)
        # An adjective is part of its noun: « centres sociaux ».
        adjoins = (
            index > 0
            and vocabulary.knows(stem(word.folded))
            and words[index - 1].focus
            and not _CONJUGATED.fullmatch(word.folded)
            and word.folded not in _PREPOSITIONS | _DETERMINERS | STOP_WORDS
        )
        word.focus = (determined or governed or adjoins) and not inverted and not word.verb
        word.aimed = (governed and words[before].folded in _AIMS) or (adjoins and words[index - 1].aimed)
    if english:
        for word in words:  # French words of place tell nothing of an English question
            word.focus = word.focus and vocabulary.knows(stem(word.folded))
            word.aimed = word.aimed and word.focus
    return words, tuple(corrections)


def _begins_name(raw: str, folded: str, after: str, vocabulary: Vocabulary) -> bool:
    """Tell whether the first word of a sentence begins a name: no French word, and what follows has a capital: « Valdor Habitat »."""
    written = raw[0].isupper() and len(raw) > _LEAST_NAME and _NAME_GOES_ON.match(after) is not None
    return written and folded not in lexicon.SHORT_FORMS and not is_french(raw) and not vocabulary.knows(stem(folded))


def _governs(word: str, *, english: bool) -> bool:
    return word in _PREPOSITIONS and (english or word != "on")  # « on » is a pronoun in French


def _is_verb(words: Sequence[Word], index: int, text: str) -> bool:
    """Tell whether a pronoun stands right before a word: « qui repeint », « il se gare », « on la croise »."""
    before = index - 1
    if before >= 0 and _is_object(words, before, text):
        before -= 1
    if before < 0 or words[before].folded not in _SUBJECTS or words[index].folded in _CLITICS | _SUBJECTS:
        return False
    asked = words[before].folded == "qui" and before > 0 and words[before - 1].folded in _PREPOSITIONS  # « à qui la ville… »
    return not asked and not _is_joined(words[before], text)


def _is_joined(word: Word, text: str) -> bool:
    """Tell « finance-t-il » from « il finance »."""
    return text[word.start - 1 : word.start] == "-"


def _is_object(words: Sequence[Word], index: int, text: str) -> bool:
    """Tell « on la croise » from « croise-t-on la ville » and « la ville »: a pronoun before a verb, not an article before a noun."""
    before = words[index - 1] if index else None
    if before is None or words[index].folded not in _CLITICS or before.folded not in _SUBJECTS:
        return False
    if before.folded == "qui" and index > 1 and words[index - 2].folded in _PREPOSITIONS:
        return False  # « à qui la ville donne »
    return not _is_joined(before, text)


def _is_relative(before: Sequence[Word], after: str) -> bool:
    """Tell « le camion où l’on se fait vacciner », « les fiches où… » from a question of place."""
    if not before or not _WORD.search(after):
        return False
    noun = before[-1].folded
    return noun in _ANTECEDENTS or (len(before) > 1 and before[-2].folded in _ARTICLES and noun not in STOP_WORDS)


def is_english(text: str) -> bool:
    return sum(word in lexicon.ENGLISH for word in fold(text).split()) >= 2


def _written_out(text: str, vocabulary: Vocabulary) -> str:
    """Put the acronym where the question writes it out, in the singular or the plural: « fonds social européen » -> « FSE »."""
    tokens = list(_WORD.finditer(text))
    written = [stem(strip_accents(token.group())) for token in tokens]
    for start in reversed(range(len(tokens))):
        for phrase, acronym in vocabulary.phrases.get(written[start], ()):
            if tuple(written[start : start + len(phrase)]) == phrase:
                end = tokens[start + len(phrase) - 1].end()
                text = text[: tokens[start].start()] + acronym.upper() + text[end:]
                break
    return text


def _correct(raw: str, folded: str, vocabulary: Vocabulary, *, english: bool) -> str:
    """Return the word meant by an unknown one: a section word first, then a word of the corpus; else the word itself."""
    if (
        not 4 <= len(folded) <= _LONGEST_WORD
        or folded in STOP_WORDS
        or folded in lexicon.GENERIC
        or folded in lexicon.BROADER
        or folded in lexicon.DOMAIN
        or folded in lexicon.TRIGGERS
    ):
        return folded
    if vocabulary.knows(stem(folded)) or any(pattern.search(folded) for pattern in lexicon.SECTION_WORDS.values()):
        return folded
    if is_french(raw):
        return folded
    best = process.extractOne(folded, lexicon.TRIGGERS, scorer=fuzz.ratio, score_cutoff=80 if len(folded) > 4 else 88)
    if best and best[0][0] == folded[0]:
        return str(best[0])
    if len(folded) < 5 or english:
        return folded
    # One letter amiss, then the same sounds, then two letters amiss: « cartier » is « quartier » rather than « carte ».
    near = process.extractOne(folded, vocabulary.words, scorer=OSA.distance, score_cutoff=1 if len(folded) < 7 else 2)
    spelt = str(near[0]) if near and near[0][0] == folded[0] else None
    if near and spelt and near[1] == 1:
        return spelt
    return vocabulary.heard(folded) or spelt or folded


def joined(words: Sequence[Word]) -> tuple[str, list[int]]:
    """Return the folded words with one space between, and where each starts."""
    starts, position = [], 0
    for word in words:
        starts.append(position)
        position += len(word.folded) + 1
    return " ".join(word.folded for word in words), starts


def is_topic(word: Word) -> bool:
    if word.raw[0].isdigit():
        return len(word.raw) >= 3 and set(word.raw) != {"0"}  # a day, an age or the end of « 12 000 » names nothing
    return (
        len(word.folded) > 1
        and word.folded not in STOP_WORDS
        and word.folded not in lexicon.GENERIC
        and (len(word.folded) > 2 or word.raw.isupper())
    )
