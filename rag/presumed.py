"""What a question takes for granted: « pourquoi le café a-t-il fermé ? » is answered only by a text that says it closed."""

import re
from collections.abc import Sequence

from ingest.folding import fold, strip_accents

#: Changes that befall a thing or a person: how words for one of them begin, folded, French and English.
_CHANGES = tuple(
    tuple(line.split())
    for line in """
    ferm clos clotur supprim suppress annul abandon arret cess dispar interrom interrup suspen dissou dissol stop cancel shut
    report retard decal repouss ajourn postpon delay
    demenag deplac transfer delocalis quitt depart mov
    remplac succed relay repris replac succeed
    demoli detrui destruct abatt brul incend demolish destroy
    redui reduct baiss diminu recul coup
    augment hauss progress doubl tripl increas
    echou echec rat fail
    demission licenci renvoy resign fired
    refus rejet interdi retir remov bann
    vendu vent rachet sold bought
    vole cambriol degrad vandalis stolen
    """.strip().splitlines()
)
_WHY = re.compile(r"\b(?:pourquoi|pk|why|pour quelles? raisons?|comment se fait-il)\b", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:qui|who|quand|when|à quelle date|en quelle année)\b", re.IGNORECASE)
_PERFECT = re.compile(
    r"\b(?:(?:a|ont|est|sont|avait|avaient|était|étaient)(?:[- ]t)?[- ](?:il|elle|on|ils|elles)|a|ont|est|sont|s['’]est|avoir|aurait)"
    r"\s+(?:(?:été|ete)\s+)?(\w+(?:é|e|i|u|is|it)(?:e?s?))\b"
    r"|\b(?:was|were|has|have|did)\s+(?:[\w'’-]+\s+){1,5}?(\w+ed|close|move|stop|shut|fail|leave|resign|sold|stolen)\b|\bwho\s+(\w+ed)\b",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\b(?:pourquoi|why|(?:raisons?|causes?|motifs?) d(?:e|u))\s+(?:la\s|le\s|l['’]|cette\s|ce\s|cet\s|the\s)?(\w+(?:ion|ure|ment|art|ort|et|rrêt|rret|on|elay|isse|oval|ec))\b",
    re.IGNORECASE,
)
# « pourquoi ne passe-t-il plus ? », « why is it no longer open? »: it has come to an end.
_NO_MORE = re.compile(r"\b(?:ne\s|n['’])[\w'’-]+(?:\s[\w'’-]+){0,2}?\splus\b(?!\s+d)|\b(?:no longer|any ?more)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


def presumed(question: str) -> tuple[str, ...]:
    """Return how words for the change that a question takes for granted begin, folded; none where it presumes nothing."""
    for sentence in _SENTENCE.split(question):
        why = _WHY.search(sentence) is not None
        if not why and not _AFTER.search(sentence) and not _NOUN.search(sentence):
            continue
        if why and _NO_MORE.search(sentence):
            return _CHANGES[0]
        for match in (*_NOUN.finditer(sentence), *_PERFECT.finditer(sentence)):
            said = strip_accents(next(group for group in match.groups() if group))
            if change := _change(said):
                return change
    return ()


def _change(word: str) -> tuple[str, ...]:
    return next((line for line in _CHANGES if word.startswith(line)), ())


def is_told(change: Sequence[str], text: str) -> bool:
    """Tell whether a word of `text` begins like one of `change`, or whether it says that something is no more."""
    return (change == _CHANGES[0] and _NO_MORE.search(text) is not None) or any(
        word.startswith(tuple(change)) for word in fold(text).split()
    )
