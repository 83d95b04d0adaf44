"""The form of a sentence: its language, its marks, its quotes to the letter."""

import re
from collections.abc import Sequence

from ingest.folding import strip_accents
from rag.claims.evidence import Evidence
from rag.claims.verdict import Cause, Failed
from rag.claims.words import words_of
from rag.words import is_english

_QUOTE = re.compile(r"«\s*(.+?)\s*»|“(.+?)”|\"([^\"]{3,}?)\"", re.DOTALL)


_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|\(\s*(?:…|\.\.\.)\s*\)|…|\.\.\.)\s*")


_FORM = re.compile(r"https?:|www\.|\w@\w|</?\w+[^>]*>|\]\(|\{|\}|\|\s*\|", re.IGNORECASE)


_LONG = 8  # words


_SMALL = frozenset(
    "le la les l de du des d un une et est sont en au aux par pour dans que qui ne se sur avec ce cette ou a il elle ils elles ses son leur leurs nous plus pas y n s c j qu sans sous vers entre chaque doit sera seront depuis tous".split()
)


def plain(sentence: str) -> str:
    """A sentence without the marks of Markdown."""
    return re.sub(r"\*\*|__|`|^\s*(?:[-*•]|\d+[.)])\s+|^#+\s*", "", sentence.strip()).strip()


def is_exact(said: str, passages: Sequence[Evidence]) -> bool:
    """Whether it is whole segments of one passage, to the letter."""
    bare = " ".join(said.split()).rstrip(" .;")
    for passage in passages:
        parts = [" ".join(part.split()).rstrip(" .;") for part in passage.segments]
        text = " ".join(passage.text.split()).rstrip(" .;")
        if bare == text or bare in parts:
            return True
    return False


def badly_formed(claim: str, _passages: Sequence[Evidence], whole: str) -> Failed:
    found = _FORM.search(claim)
    if found and found.group().strip().lower() not in whole.lower():
        return Cause.FORM, found.group()
    return (Cause.NO_CLAIM, "") if claim.rstrip().endswith("?") or not words_of(claim) else None


def foreign(claim: str, _passages: Sequence[Evidence], _whole: str) -> Failed:
    return (Cause.LANGUAGE, "") if is_foreign(claim) else None


def is_foreign(text: str) -> bool:
    """Whether a sentence is not in French: English words, or none of the small words that no French sentence of some length does without."""
    words = [strip_accents(part) for part in re.findall(r"[^\W\d_]+", text)]
    return (is_english(text) and sum(word in _SMALL for word in words) < len(words) / 6) or (
        len(words) >= _LONG and not _SMALL.intersection(words)
    )


def misquoted(claim: str, passages: Sequence[Evidence], _whole: str) -> Failed:
    for match in _QUOTE.finditer(claim):
        quote = next(group for group in match.groups() if group)
        if not any(_quoted(quote, passage.text) for passage in passages):
            return Cause.QUOTE, quote[:60]
    return None


def _quoted(quote: str, text: str) -> bool:
    """Whether the words stand there in this order; an ellipsis leaves some out, and only case, blanks and the form of apostrophes may differ."""
    position, held = 0, _even(text)
    for part in _ELLIPSIS.split(quote):
        wanted = _even(part).strip(" .,;:")
        if not wanted:
            continue
        found = held.find(wanted, position)
        if found < 0:
            return False
        position = found + len(wanted)
    return True


def _even(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("\u2010", "-").replace("“", '"').replace("”", '"').split()).casefold()
