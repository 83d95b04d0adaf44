"""What a passage must show to answer: an amount, a date, a phone number."""

import re
from collections.abc import Sequence

from ingest.model import Excerpt, SectionKind
from rag import lexicon

# A passage supports a subject when it holds this share of the weight of its words (make eval).
COVERED = 0.6
MAX_TOPIC_QUOTES = 8
# The field of these sections is the fiche's: they name who, when and where of its subject, not the subject itself.
OF_THE_WHOLE_FICHE = frozenset(
    {SectionKind.ANIMATEUR, SectionKind.ECHELLE, SectionKind.CALENDRIER, SectionKind.PUBLIC, SectionKind.LIENS, SectionKind.ENJEU}
)

#: The titles of other fiches, and of this one, say what stands elsewhere.
POINTERS = frozenset({SectionKind.LIENS, SectionKind.AUTRE})

# What a passage of another section must show to answer for this one: a date for the calendar, a body for the leader.
EXPECTED_TEXT: dict[SectionKind, re.Pattern[str] | None] = {
    SectionKind.CALENDRIER: re.compile(
        r"\b(?:19|20)\d\d\b|\ben continu\b|\bpar (?:jour|semaine|mois|trimestre|semestre|an)\b|\bhebdomadaire|\bmensuel|\btrimestriel|\bannuel|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?\b|\b(?:matin|après-midi|soir|week-end)s?\b|\b(?:\d+|deux|trois|quatre|cinq|six|huit|dix|douze|quinze|trente) (?:heures|jours|semaines|mois|ans|années)\b|\b(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b",
        re.IGNORECASE,
    ),
    SectionKind.ANIMATEUR: re.compile(
        r"^[^:\n]{3,70} ?: [A-ZÀ-Ý]|(?i:\bpar\b|\b(?:port|anim|pilot|gér|assur|coordonn|ten)(?:é|e|u)e?s?\b|\bpilot)"
    ),
    SectionKind.PUBLIC: re.compile(r"\b\d{1,2} ?ans\b|\b(?:réservé|destiné|ouvert)e?s? (?:à|aux)\b", re.IGNORECASE),
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
