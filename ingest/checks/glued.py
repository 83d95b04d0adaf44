"""Words that a copy has run together, « dansles halls », or pasted within another, « des patchaque semaineients »."""

import re
from collections.abc import Mapping
from itertools import pairwise

from ingest.checks.spelling import french_words, is_accented_word
from ingest.folding import strip_accents

_WORD = re.compile(r"(?<![\w'’@./_-])[a-zà-ÿœ]{5,}(?![\w'’@_-]|[./]\w)")
_SHORTEST = 7  # letters of two words run together
# Small words that begin no French word but their own, or end none.
_BEGIN = ("dans", "avec", "pour", "chaque", "cette", "leurs", "les", "aux")
_END = ("dans", "avec", "pour", "chaque", "cette", "leurs", "par", "les", "des", "sur", "une")
_SMALL = ("de", "du", "des", "la", "le", "les", "et", "en", "au", "aux", "un", "une", "par", "sur", "dans", "pour", "avec")
_LEAST = 3  # letters of the other word


def glued_words(text: str, seen: Mapping[str, int]) -> re.Match[str] | None:
    """Return the first word that is two run together, or that another was pasted into; `seen` counts the words of the corpus."""
    unknown = [match for match in _WORD.finditer(text) if seen.get(match.group(), 0) < 2 and _is_unknown(match.group())]
    for one, other in pairwise(unknown):
        if text[one.end() : other.start()].isspace() and _is_pasted_into(one.group(), other.group()):
            return one
    return next((match for match in unknown if len(match.group()) >= _SHORTEST and _is_run_together(match.group())), None)


def _is_unknown(word: str) -> bool:
    """Tell whether no dictionary has a word, in the singular or plural, with accents or without."""
    known = french_words()
    forms = (word, word.rstrip("sx"), f"{word}s", f"{word}e", word.removesuffix("es"), word.removesuffix("es") + "s")
    return not any(form in known for form in forms) and not is_accented_word(strip_accents(word))


def _is_run_together(word: str) -> bool:
    return any(word.startswith(small) and _is_whole(word[len(small) :]) for small in _BEGIN) or any(
        word.endswith(small) and _is_whole(word[: -len(small)]) for small in _END
    )


def _is_whole(rest: str) -> bool:
    """Tell whether what stands beside a small word is a word, or a small word and another."""
    if len(rest) < _LEAST:
        return False
    return rest in french_words() or any(
        rest.startswith(small) and len(rest) - len(small) > _LEAST and rest[len(small) :] in french_words() for small in _SMALL
    )


def _is_pasted_into(one: str, other: str) -> bool:
    """« patchaque semaineients »: what is left when two words are taken out of the middle is a word, « patients »."""
    known = french_words()
    heads = [one[:cut] for cut in range(2, len(one) - 2) if one[cut:] in known]
    tails = [other[cut:] for cut in range(3, len(other) - 1) if other[:cut] in known]
    return any(not _is_unknown(head + tail) for head in heads for tail in tails)
