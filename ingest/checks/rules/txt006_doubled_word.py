"""TXT006: a word written twice."""

import re
from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.places import blanked, places, slice_of
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche

# A full stop may end the sentence after it, but not stand within an address: « ville.ville.example ».
_DOUBLED = re.compile(
    r"(?:(?<![\w'’.-])|(?<=\b[ldnsjmtcLDNSJMTC]['’]))(?P<word>[^\W\d_]+)(?P<gap>\s+)(?P=word)(?!['’-]?\w|\.\w|['’])", re.IGNORECASE
)
# « de la de la », « l’accès l’accès », « mise en place mise en place »: words doubled together.
_PAIR = re.compile(
    r"(?<![\w'’.-])(?P<pair>(?:[^\W\d_]+\s+){1,3}[^\W\d_]{2,}|[^\W\d_]{1,2}['’][^\W\d_]{2,})\s+(?P=pair)(?!['’-]?\w|\.\w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_FAR = 5  # words from a word to itself in such a pair, an elided article being one
# « nous nous engageons », « faire faire »: French doubles these; others are names or are said twice on purpose.
_FRENCH = frozenset("nous vous faire en très bien non oui si plus tout toute petit petits peu pas ha un une deux trois bla cent".split())
_SMALL = frozenset(
    """
    à a au aux avec ce ces cette chez comme d dans de des dont du elle elles en est et il ils l la le les leur leurs mais ne ni notre
    on ont ou où par pas pour qu que qui s sa sans se ses si son sont sous sur un une vers y
    """.split()
)


@rule("TXT006", severity=Severity.WARNING, message="Mot écrit deux fois : « {written} ».", action="Supprimez l’un des deux.")
def doubled_word(fiche: Fiche, _corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un mot est écrit deux fois de suite.

    C’est une faute de frappe, ou la trace d’une correction inachevée. « nous nous », « faire faire » et les noms propres ne
    comptent pas.

    Incorrect ::
        Favoriser l’accès des des jeunes aux clubs
    Correct ::
        Favoriser l’accès des jeunes aux clubs
    """
    for place in places(fiche):
        text = blanked(place.item.text)
        if not _repeats(text):
            continue
        alone = [found for found in _DOUBLED.finditer(text) if _is_fault(found)]
        together = [
            found
            for found in _PAIR.finditer(text)
            if not any(other.start() < found.end() and found.start() < other.end() for other in alone)
        ]
        for found in (*alone, *together):
            if (
                "pair" not in found.groupdict()
                or len(set(found.group("pair").lower().split())) > 1
                or "’" in found.group()
                or "'" in found.group()
            ):
                excerpt = slice_of(place.item, *found.span())
                yield Problem(excerpt, {"written": excerpt.line})


def _repeats(text: str) -> bool:
    """Tell whether a word comes again within a few words: without that nothing is doubled."""
    words = _WORD.findall(text.lower())
    if len(words) == len(set(words)):
        return False
    return any(word in words[number + 1 : number + 1 + _FAR] for number, word in enumerate(words))


def _is_fault(found: re.Match[str]) -> bool:
    text, word = found.string, found.group("word")
    second = text[found.end() - len(word) : found.end()]
    folded = word.lower()
    if folded in _SMALL - _FRENCH:
        # « le Grand Est est », « la CAF A a »: a name, then a verb.
        return not (
            word[0].isupper() and second[0].islower() and found.start() and text[found.start() - 1].isspace() and folded in ("est", "a")
        )
    if folded in ("en", "si", "pas", "un", "une"):
        return folded in ("un", "une") and not text[: found.start()].rstrip().lower().endswith(("à", "par"))
    if len(word) < 2 or folded in _FRENCH:
        return False
    return not (word[0].isupper() and second[0].isupper() and not word.isupper())
