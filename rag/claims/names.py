"""Codes, names and acronyms of a sentence that the passages write too."""

import re
from collections.abc import Sequence

from rag.claims.evidence import Evidence
from rag.claims.facts import facts_of
from rag.claims.verdict import Cause, Failed
from rag.claims.words import Word, is_frame, says, words_of


def unknown_code(claim: str, passages: Sequence[Evidence], _whole: str) -> Failed:
    known = {passage.fiche for passage in passages}.union(*(passage.facts.codes for passage in passages))
    return (Cause.CODE, ", ".join(sorted(extra))) if (extra := facts_of(claim).codes - known) else None


def unknown_name(claim: str, passages: Sequence[Evidence], _whole: str) -> Failed:
    folded = "".join(passage.folded for passage in passages)
    for words in _name_runs(claim):
        missing = [word for word in words if f" {word.folded} " not in folded and not declined(word, folded)]
        if missing and not (len(words) == 1 and (is_frame(words[0]) or _is_heading(words[0], passages))):
            return Cause.NAME, " ".join(word.written for word in words)
        if len(words) > 1 and not any(_together(words, passage) for passage in passages):
            return Cause.NAME, " ".join(word.written for word in words)
    return None


def declined(word: Word, folded: str) -> bool:
    """« Villes » for « Ville »."""
    if word.written.isupper():
        return False
    other = word.folded.removesuffix("s") if word.folded.endswith("s") else word.folded + "s"
    return f" {other} " in folded or (word.folded.endswith("al") and f" {word.folded[:-1]}ux " in folded)


def _is_heading(word: Word, passages: Sequence[Evidence]) -> bool:
    return any(says(passage.around, Word(word.folded, word.folded, word.stems, 0, 0, False)) for passage in passages)


def _name_runs(claim: str) -> list[list[Word]]:
    """Words with a capital that follow each other: « Port-Lanvec », « Orle Habitat »."""
    runs: list[list[Word]] = []
    for word in words_of(claim):
        if not word.is_name:
            continue
        if runs and re.fullmatch(r"[\s\xa0-]+", claim[runs[-1][-1].end : word.start]):
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _together(words: Sequence[Word], passage: Evidence) -> bool:
    parts = passage.folded.split()
    wanted = [word.folded for word in words]
    return any(parts[index : index + len(wanted)] == wanted for index in range(len(parts))) or (
        all(f" {one} " in passage.folded for one in wanted) and _close(wanted, parts)
    )


def _close(wanted: Sequence[str], parts: Sequence[str]) -> bool:
    places = [index for index, part in enumerate(parts) if part in wanted]
    return bool(places) and any(set(wanted) <= set(parts[place : place + len(wanted) + 2]) for place in places)
