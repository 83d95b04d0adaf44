"""The words of a sentence, and whether a passage says them: by its own words, their family, or what `paraphrases.toml` lets stand for them."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import simplemma

from ingest.folding import strip_accents
from ingest.model import SectionKind
from rag.analysis import STOP_WORDS, stem

TABLE = Path(__file__).with_name("paraphrases.toml")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PART = re.compile(r"[^\W\d_]+")
# Words that say nothing by themselves, beside those that search leaves out.
_EMPTY = STOP_WORDS | frozenset(
    "va vont iront sera aura auront auraient aurait serait seraient soient soit ait aient ayant fut doit doivent devra devront devait devraient devrait peut "
    "peuvent pourra pourront pourrait pourraient faut faudra ainsi quant dela deca lors lorsque afin aupres jusqu quelqu puisqu oui non dit dits dite "
    "egalement notamment parmi etant ete etaient dont ou comme aussi bien que deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts trente quarante cinquante soixante cent cents mille million millions milliard milliards dehors hors sauf hormis excepte chacun chacune aucun aucune elles eux leur leurs".split()
)
_PARTICIPLES = (
    (re.compile(r"(\w{3,}?)(?:e|ee|es|ees|ant|ante|ants|antes|ent)"), "er"),
    (re.compile(r"(\w{2,}?[uia])(?:it|its|ite|ites|sant|sent)"), "ire"),
    (re.compile(r"(\w{3,}?)(?:i|ie|is|ies|issant|issent)"), "ir"),
)
_INFINITIVE = re.compile(r"(?:er|ir|oir|re)\Z")
_ADJECTIVE = re.compile(r"(?:toire|[^f]aire|[iè]re|ure)\Z")  # « exploratoires », « horaires »
_FIRST_GROUP = re.compile(r"(\w{2,}?)(?:ées?|és?|er)")
_NOT_FINITE = re.compile(r"(?:er|ir|re|ées?|és?|ants?|antes?|ues?|us?|is|ise|ises|ie|ies|ites?|its|ertes?|erts?)\Z")
_OTHER_INFINITIVES = ("endre", "ondre", "erdre", "ettre", "aître", "uire", "crire", "evoir", "ouvoir", "enir", "issir", "unir")
_LEAST_PREFIX = 5
_MOST_SUFFIX = 4


@dataclass(frozen=True, slots=True)
class Word:
    """A word that counts: as written, folded, its stems, where it stands; `is_name` where it has a capital that no beginning gives it."""

    written: str
    folded: str
    stems: frozenset[str]  # its own, and that of its dictionary form
    start: int
    end: int
    is_name: bool


@dataclass(frozen=True, slots=True)
class _Paraphrases:
    frame: frozenset[str]
    light: frozenset[str]
    light_words: frozenset[str]
    telling: frozenset[str]
    roles: frozenset[str]
    section: Mapping[str, frozenset[str]]
    groups: Mapping[str, frozenset[int]]


@cache
def _paraphrases() -> _Paraphrases:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    groups: dict[str, set[int]] = {}
    for number, group in enumerate(table["same"]["groups"]):
        for one in _stems(group):
            groups.setdefault(one, set()).add(number)
    return _Paraphrases(
        frozenset(_stems(table["frame"])),
        frozenset(_stems(table["light"])),
        frozenset(table["light"].split()),
        frozenset(_stems(table["telling"])),
        frozenset(_stems(table["roles"])),
        {name: frozenset(_stems(words)) for name, words in table["section"].items()},
        {one: frozenset(numbers) for one, numbers in groups.items()},
    )


def warm() -> None:
    """Read the dictionary: seconds, that are better spent while a model is thinking."""
    stems_of_word("accompagnement")
    _paraphrases()


def _stems(words: str) -> Iterator[str]:
    return (one for part in _PART.findall(words) for one in stems_of_word(part))


@lru_cache(maxsize=65_536)
def stems_of_word(written: str) -> frozenset[str]:
    """The stems of a word, of its dictionary form, and of the verb it may be a participle of: « reçoit », « portée », « entrant »."""
    folded = strip_accents(written)
    found = {stem(folded), stem(strip_accents(simplemma.lemmatize(written.lower(), "fr")))}
    for pattern, ending in _PARTICIPLES:
        if verb := pattern.fullmatch(folded):
            found.add(stem(verb.group(1) + ending))
    return frozenset(found)


@lru_cache(maxsize=4_096)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of `text` that count, in order; of « porte-parole » both halves."""
    found = []
    for match in _PART.finditer(text):
        folded = strip_accents(match.group())
        if len(folded) > 1 and folded not in _EMPTY:
            written = match.group()
            found.append(Word(written, folded, stems_of_word(written), match.start(), match.end(), _is_name(text, match)))
    return tuple(found)


def _is_name(text: str, match: re.Match[str]) -> bool:
    written = match.group()
    if not written[0].isupper():
        return False
    if len(written) > 1 and written.isupper():
        return True
    before = text[: match.start()].rstrip(' \t\xa0\u202f«"“(*-–—')
    return bool(before) and before[-1] not in ".!?:;\n…"


@lru_cache(maxsize=4_096)
def stems_of(text: str) -> frozenset[str]:
    return frozenset(one for word in words_of(text) for one in word.stems)


def is_frame(word: Word) -> bool:
    """Whether it only presents: « la fiche prévoit… »."""
    return not word.is_name and not word.stems.isdisjoint(_paraphrases().frame) and not is_role(word)


def is_role(word: Word) -> bool:
    """Whether it tells what a body does in a fiche: « animer », « financer »."""
    return not word.is_name and not word.stems.isdisjoint(_paraphrases().roles)


def is_telling(word: Word) -> bool:
    """Whether it tells what becomes of something: « fermer », « doubler »."""
    return not word.stems.isdisjoint(_paraphrases().telling)


def is_light(word: Word) -> bool:
    """Whether it adds little to the words it goes with: « apporter », « compter »; a verb that nobody listed is a claim of its own."""
    table = _paraphrases()
    if word.is_name or not word.stems.isdisjoint(table.telling) or is_role(word):
        return False
    return not word.stems.isdisjoint(table.light) and (word.folded in table.light_words or not _NOUN.search(word.folded))


@lru_cache(maxsize=32_768)
def _is_verb(written: str) -> bool:
    lemma = simplemma.lemmatize(written, "fr")
    if lemma != written and _INFINITIVE.search(lemma) and not _ADJECTIVE.search(lemma):
        return True
    if written.endswith(_OTHER_INFINITIVES):
        return True
    ended = _FIRST_GROUP.fullmatch(written)  # « financé » and « financer », since « financent » is a verb; « lycée », « quartier » are none
    return ended is not None and simplemma.lemmatize(f"{ended.group(1)}ent", "fr") == f"{ended.group(1)}er"


def is_finite(word: Word) -> bool:
    """Whether it is a verb that makes a statement: no infinitive, no participle."""
    written = word.written.lower()
    return is_verb(word) and _NOT_FINITE.search(written) is None


def is_verb(word: Word) -> bool:
    """Whether it is a form of a verb, as far as its letters tell."""
    return _is_verb(word.written.lower())


_NOUN = re.compile(r"(?:ments?|tions?|ages?|ures?|eurs?|euses?|ances?|ences?|ites?|ismes?)\Z")  # « logement » is not « loger »
_ARTICLE = re.compile(
    r"(?<!\w)(?:l[ea]s?|une?|d[eu]s?|ce(?:s|t|tte)?|s(?:on|a|es)|leurs?|aux?|chaque)\s+\Z|(?<!\w)[ld]['’]\Z", re.IGNORECASE
)


def follows_article(word: Word, text: str) -> bool:
    """Whether an article stands before a word of `text`: « le marché » is no verb."""
    return _ARTICLE.search(text[: word.start]) is not None


def of_section(kind: SectionKind) -> frozenset[str]:
    """The stems of what the heading of a section says of what stands under it."""
    return _paraphrases().section.get(kind.value, frozenset())


def says(stems: frozenset[str], word: Word) -> bool:
    """Whether one of `stems` is the word, of its family, or may stand for it; a name in capitals is itself or nothing."""
    if not word.stems.isdisjoint(stems):
        return True
    return not (word.is_name and word.written.isupper()) and any(stands_for(one, stems) for one in word.stems)


def says_any(stems: frozenset[str], one: str) -> bool:
    """Whether one of `stems` is the stem `one`, of its family, or may stand for it."""
    return one in stems or stands_for(one, stems)


def same(one: str, other: str) -> bool:
    """Whether two stems may stand for each other."""
    return says_any(frozenset((other,)), one)


@lru_cache(maxsize=65_536)
def stands_for(one: str, stems: frozenset[str]) -> bool:
    groups = _paraphrases().groups
    own = groups.get(one, frozenset())
    return any(_same_family(one, other) or not own.isdisjoint(groups.get(other, ())) for other in stems)


def _same_family(one: str, other: str) -> bool:
    """« réparation », « réparer »: a long common beginning, short ends."""
    common = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        common += 1
    return common >= _LEAST_PREFIX and max(len(one), len(other)) - common <= _MOST_SUFFIX
