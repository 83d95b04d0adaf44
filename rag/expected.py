"""What a passage must show to answer: an amount, a date, a phone number; and the thresholds of the evidence."""

import re
from collections.abc import Sequence

from ingest.model import Excerpt, SectionKind
from rag import lexicon

# A passage supports a subject when it holds this share of the weight of its words (make eval).
COVERED = 0.6
# The fiche is about a subject when its title, enjeu, objectives… hold this share.
ABOUT = 0.5
SUBJECT = 0.7
# Cosines of the bundled model lie between 0.74 and 0.92: off-topic questions stay under 0.80 or share no word with the fiches;
# a passage at 0.85 that holds a third of the subject's words (a fifth, where no noun is unknown) answers it.
FAR = 0.80
NEAR = 0.85
SOME_WORDS = 0.3
FEW_WORDS = 0.2
MAX_TOPIC_QUOTES = 8
# The field of these sections is the fiche's: they name who, when and where of its subject, not the subject itself.
OF_THE_WHOLE_FICHE = frozenset(
    {SectionKind.ANIMATEUR, SectionKind.ECHELLE, SectionKind.CALENDRIER, SectionKind.PUBLIC, SectionKind.LIENS, SectionKind.ENJEU}
)

# What a passage of another section must show to answer for this one: a date for the calendar, a body for the leader.
EXPECTED_TEXT: dict[SectionKind, re.Pattern[str] | None] = {
    SectionKind.CALENDRIER: re.compile(
        r"\b(?:19|20)\d\d\b|\ben continu\b|\bpar (?:jour|semaine|mois|trimestre|semestre|an)\b|\bhebdomadaire|\bmensuel|\btrimestriel|\bannuel|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?\b|\b(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b",
        re.IGNORECASE,
    ),
    SectionKind.ANIMATEUR: re.compile(r" : \S|\bpar\b|\bporté|\banimé|\bpilot", re.IGNORECASE),
    SectionKind.FINANCEMENTS: lexicon.AMOUNT_TEXT,
}
PATTERNS = {
    **{name: shown for name, (_asked, shown) in lexicon.PATTERNED.items()},
    "montant": lexicon.AMOUNT_TEXT,
    "nombre": lexicon.NUMBER_TEXT,
}


def lacking(wants: Sequence[str], items: Sequence[Excerpt]) -> str:
    """Return the first detail asked for that no item shows, "" where they show all."""
    return next((want for want in wants if not any(PATTERNS[want].search(item.text) for item in items)), "")
