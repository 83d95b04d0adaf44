"""French tokens: elisions split, accents folded, stop words dropped, Snowball stems."""

import re
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from ingest.folding import strip_accents

_WORD = re.compile(r"[^\W_]+")

STOP_WORDS = frozenset(
    """
    a ai ainsi alors apres as au aucun aucune aujourd auquel aussi autre autres aux avaient avait avant avec avez avoir ayant bien c car
    ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment contre d dans de deja depuis des desquelles desquels
    dont du duquel elle elles en encore enfin ensuite entre es est et etait etant etc etes etre eu eux fait font furent hui
    il ils j je jusqu jusque l la laquelle le lequel les lesquelles lesquels leur leurs lorsqu lorsque lui m ma mais me meme memes mes moi
    moins mon n ne ni non nos notre nous on ont or ou oui par parce parmi pas pendant peu peut peuvent plus plusieurs plutot
    pour pourquoi pourra pourront presqu puis puisqu puisque qu quand que quel quelle quelles quels quelqu quelque quelques qui quoi
    s sa sans se selon sera seront ses seulement si sinon soit son sont sous sur t ta tandis te tel telle telles tels tes toi ton tous
    tout toute toutes tres tu un une vers via voici voila voire vos votre vous vu y
    """.split()
)

# One stemmer a thread would be safer still; PyStemmer keeps a cache that is not shared between calls.
_STEMMER = Stemmer.Stemmer("french", 0)


@dataclass(frozen=True, slots=True)
class Token:
    """A word that counts: its stem, its folded form, and where it stands in the text."""

    stem: str
    folded: str
    start: int
    end: int


@lru_cache(maxsize=65_536)
def stem(folded: str) -> str:
    """Return the stem of a folded word: « habitants », « habitante » -> "habit"."""
    return str(_STEMMER.stemWord(folded))


def analyse(text: str) -> list[Token]:
    """Return the tokens of `text` that count for search, in order; a single digit or letter does not."""
    tokens = []
    for match in _WORD.finditer(text):
        folded = strip_accents(match.group())
        if len(folded) > 1 and folded not in STOP_WORDS:
            tokens.append(Token(stem(folded), folded, match.start(), match.end()))
    return tokens


def stems(text: str) -> list[str]:
    return [token.stem for token in analyse(text)]
