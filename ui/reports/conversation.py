"""A conversation to take away: the turns that a browser sends back, each quote held against the index of today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rag.library import Library
from ui import text_fr
from ui.kept import KeptCitation, KeptTurn
from ui.places import find_source
from ui.text_fr import ask as ask_words

TITLE = "Conversation avec les fiches du contrat de ville"
SOURCES = "Sources"
FICHE = "Fiche"
METHOD = (
    "Chaque citation reprend les mots d’une fiche, à la place indiquée. Elle est vérifiée au moment de l’export : "
    "« exacte » si ces mots sont à cette place dans l’index, sinon la fiche a changé depuis la réponse."
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns in order, the moment they are taken away, and the quotes that stand in the index as they were cited."""

    turns: tuple[KeptTurn, ...]
    at: datetime
    exact: frozenset[KeptCitation]

    def verdict(self, citation: KeptCitation) -> str:
        return "exacte" if citation in self.exact else "n’est plus à cette place"


def conversation(turns: Iterable[KeptTurn], library: Library, at: datetime) -> Conversation:
    turns = tuple(turns)
    cited = {citation for turn in turns for citation in turn.citations}
    sources = {name: find_source(library, name) for name in {citation.source for citation in cited}}
    exact = {
        citation
        for citation in cited
        if citation.quote and (source := sources[citation.source]) and source.text[citation.start : citation.end] == citation.quote
    }
    return Conversation(turns, at, frozenset(exact))


def summary(taken: Conversation) -> str:
    count = len(taken.turns)
    return f"{count} question{'s' if count > 1 else ''}, le {taken.at:%d/%m/%Y} à {taken.at.hour} h {taken.at:%M}"


def within(turn: KeptTurn) -> str:
    """« Limité à : Pilier 1 · Rubrique Calendrier », "" where nothing narrowed the question."""
    told = " · ".join(ask_words.chip(name, value) for name, value in turn.narrowing.chosen.items())
    return f"{ask_words.WITHIN} : {told}" if told else ""


def kind(turn: KeptTurn) -> str:
    """What a refusal is called; "" for an answer."""
    if turn.status == "failed":
        return text_fr.FAILURE
    return text_fr.ABSTENTION_LABELS[turn.reason] if turn.status == "abstained" and turn.reason else ""


def cells(numbers: Iterable[int], turn: KeptTurn) -> list[tuple[int, KeptCitation]]:
    """The citations of these numbers, those that the turn has."""
    return [(number, turn.citations[number - 1]) for number in numbers if number <= len(turn.citations)]


def place(citation: KeptCitation) -> str:
    version = f" ({citation.version})" if citation.version else ""
    return f"{FICHE} {citation.fiche}{version} › {citation.section} – {citation.source}, {citation.position}"
