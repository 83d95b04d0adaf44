"""The acronyms that fiches use, and those that none of them explains."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Related
from ingest.checks.leftovers import leftover_spans
from ingest.checks.names import items
from ingest.checks.spelling import french_words
from ingest.checks.words import folded
from ingest.expansions import find_expansions
from ingest.folding import fold
from ingest.name_table import ACRONYM, letters

# What everybody reads as a word.
_EVERYDAY = frozenset(
    """
    ok nb ps cv sms mms tv pdf wc cd dvd rdv ht ttc etp cdi cdd pme tpe hlm btp gps usb bd dj pc vtt ter tgv tva ong sncf edf insee bac ratp tnt wifi
    onu ue covid sos led usa uk faq ceo it xxx xx dr mme mm nn nord sud est ouest km min max ref att non oui et ou de du la le les un une au aux en sur
    """.split()
)
_ROMAN = re.compile(r"(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z")
_CODE = re.compile(r"[A-Z]{1,3}\d|\d")
# « préparation opérationnelle à l’emploi (POEC) »: words right before a lone acronym in brackets explain it, if they begin as it does.
_BRACKETED = re.compile(r"((?:[^\W\d_][\w’'-]*[ \xa0]+){2,14})\(\s*([A-ZÀ-Ý][A-ZÀ-Ý.]{1,9})\s*\)")
_LONG_WORD = re.compile(r"(?<!\w)[^\W\d_][a-zà-ÿ]{5,}")
_WORD = re.compile(r"[^\W\d_]{2,}")
# « M. DURAND », « Mme DURAND », « Karim BELLIL »
_TITLE = re.compile(r"\b(?:M\.|MM\.|Mme|Mmes|Mlle|Mr|Dr|Pr|Me|Maître|Monsieur|Madame)\s+\Z")
_FIRST_NAME = re.compile(r"(?:^|[\s(])(?P<name>[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?)[ \xa0]\Z")
_SHORT_NAME = 3  # letters
_LIKE_A_NAME = 5  # letters from which capitals that are a French word are a name: « PASSERELLES »
_LIKE_A_WORD = 6  # letters from which capitals are rather a name: « LEADER », « ERASMUS »


@dataclass(slots=True)
class Acronym:
    """An acronym by its letters: the first place of each spelling in each fiche, in order, and whether a fiche explains it."""

    letters: str
    places: list[Related] = field(default_factory=list)
    is_explained: bool = False


def acronyms_of(corpus: CheckedCorpus) -> dict[str, Acronym]:
    """Return the acronyms of the fiches that answer, by their letters."""
    found: dict[str, Acronym] = {}
    words: set[str] = set()
    seen: set[tuple[str, int, str]] = set()
    explained: set[str] = set()
    for fiche, _section, item in items(corpus):
        text = item.text
        if text.upper() == text and len(text.split()) > 2:
            continue
        explained.update(letters(expansion.acronym) for expansion in find_expansions(text))
        for match in _BRACKETED.finditer(text) if "(" in text else ():
            if any(word[:1] == fold(match.group(2))[:1] for word in fold(match.group(1)).split()):
                explained.add(letters(match.group(2)))
        left = leftover_spans(text)
        for match in ACRONYM.finditer(text):
            if any(start <= match.start() < end for start, end in left):
                continue
            written = match.group()
            key = letters(written)
            if is_plain_word(written, text, match.start(), match.end()):
                continue
            acronym = found.setdefault(key, Acronym(key))
            if (key, id(fiche), written) not in seen:
                seen.add((key, id(fiche), written))
                start = item.span.start + match.start()
                acronym.places.append(Related(fiche, fiche.source.excerpt(start, start + len(written))))
        words.update(_LONG_WORD.findall(text))
    words = {folded(word) for word in words}
    for key in [key for key in found if len(key) >= _LIKE_A_WORD and key in words]:
        del found[key]
    for key, acronym in found.items():
        acronym.is_explained = key in explained
    return found


def is_plain_word(written: str, text: str, start: int, end: int) -> bool:
    """Tell whether capitals are no acronym: a numeral, an everyday one, a code, a word among others in capitals."""
    bare = written.replace(".", "")
    if fold(bare).replace(" ", "") in _EVERYDAY or _ROMAN.fullmatch(bare) or len(bare) < 2:
        return True
    if re.match(r"\d", text[end : end + 1]) or (text[end : end + 1] == "-" and text[end + 1 : end + 2].isdigit()):
        return True
    if (len(bare) >= _LIKE_A_NAME and bare.lower() in french_words()) or _is_surname(bare, text, start):
        return True
    return all(_is_shouted(word) for word in _neighbours(text, start, end))


def _is_surname(written: str, text: str, start: int) -> bool:
    """« Mme DURAND », « Karim BELLIL »: capitals after a title, or after a word that is no French one."""
    before = text[max(0, start - 40) : start]
    if _TITLE.search(before):
        return True
    first = _FIRST_NAME.search(before) if len(written) > _SHORT_NAME else None
    return first is not None and first.group("name").lower() not in french_words()


def _neighbours(text: str, start: int, end: int) -> Iterator[str]:
    """The words on both sides; a lone one has none in capitals, so that « CAF » by itself counts."""
    before, after = _WORD.findall(text, max(0, start - 40), start), _WORD.findall(text, end, end + 40)
    yield from before[-1:] or ([""] if not after else [])
    yield from after[:1] or ([""] if not before else [])


def _is_shouted(word: str) -> bool:
    """« ACCOMPAGNER LES JEUNES »: whole words in capitals, not a list of acronyms."""
    return len(word) > 5 and word.isupper() and word.isalpha()


def unexplained(corpus: CheckedCorpus) -> dict[str, Acronym]:
    return {key: acronym for key, acronym in corpus.once(acronyms_of).items() if not acronym.is_explained}


def first_places(places: list[Related]) -> list[Related]:
    """The first place of each fiche, in order."""
    first: dict[int, Related] = {}
    for place in places:
        first.setdefault(id(place.fiche), place)
    return list(first.values())


def by_spelling(places: list[Related]) -> dict[str, list[Related]]:
    found: dict[str, list[Related]] = defaultdict(list)
    for place in places:
        found[place.excerpt.text].append(place)
    return dict(found)
