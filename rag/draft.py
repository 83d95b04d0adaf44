"""The sentences of one answer as a language model writes them: each held against the passages it was given, then released or dropped."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.answer import Sentence
from rag.claims.evidence import Evidence
from rag.claims.form import is_foreign, plain
from rag.claims.verdict import Cause, Checked, Dropped
from rag.claims.words import is_frame, says, words_of
from rag.markers import take_markers
from rag.sentence_stream import Written
from rag.verification import check

# What a sentence opens with that leans on the one before.
_LEANING = re.compile(
    r"\A(?:ils?|elles?|ce(?:t|tte|s|la|lui|lle|ux|lles)?(?:-ci|-là)?|c['’]|sa|son|ses|leurs?|en\s+(?:revanche|effet|conséquence)|cependant|toutefois|mais|donc|ainsi|or|car|y|de\s+plus|par\s+ailleurs|"
    r"les?\s+(?:premi\w+|second\w*|derni\w+|même\w*)|la\s+(?:première|seconde|dernière|même)|l['’]un\w*|l['’]autre|les\s+(?:deux|trois|uns|autres))(?!\w)",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"\A\W*RIEN\W*\Z")
_CANDIDATES = 3  # passages that a sentence with a wrong number is tried against, those that share most of its words first


@dataclass(slots=True)
class Draft:
    """What has been written so far of one answer."""

    passages: Sequence[Evidence]
    released: list[Sentence] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    in_a_row: int = 0  # dropped since the last one that was released
    said_nothing: bool = False  # the model says that the passages do not answer
    seconds: float = 0.0
    _last_was_dropped: bool = False
    _shown_lead: str = ""

    @property
    def proposed(self) -> int:
        return len(self.released) + len(self.dropped)

    def take(self, written: Written) -> Sentence | None:
        """Release a sentence, or drop it with its cause."""
        started = time.perf_counter()
        try:
            return self._taken(written)
        finally:
            self.seconds += time.perf_counter() - started

    def _taken(self, written: Written) -> Sentence | None:
        marked = take_markers(written.text)
        text, lead = plain(marked.text), plain(take_markers(written.lead).text)
        if _NOTHING.match(text):
            self.said_nothing = True
            return None
        if any(one.text == text for one in self.released):
            self._drop(text, Checked(None, Cause.AGAIN))
            return None
        checked = self._checked(text, lead, marked.numbers)
        if checked.verdict is None:
            self._drop(text, checked)
            return None
        shown = f"{lead} {text}" if lead and lead != self._shown_lead else text
        self._shown_lead = lead
        sentence = Sentence(shown, checked.citations, checked.verdict.value)
        self.released.append(sentence)
        self.in_a_row, self._last_was_dropped = 0, False
        return sentence

    def _drop(self, text: str, checked: Checked) -> None:
        self.dropped.append(Dropped(text, checked.cause or Cause.WORDS, checked.detail))
        self.in_a_row += 1
        self._last_was_dropped = True

    def _checked(self, text: str, lead: str, numbers: Sequence[int]) -> Checked:
        if is_foreign(text):
            return Checked(None, Cause.LANGUAGE)
        leans = _LEANING.match(text) is not None and not lead
        if leans and (self._last_was_dropped or not self.released):
            return Checked(None, Cause.LEANS)
        by_number = {passage.n: passage for passage in self.passages}
        cited = [by_number[number] for number in numbers if number in by_number]
        failed = Checked(None, Cause.UNKNOWN_CITATION if numbers else Cause.NO_CITATION)
        fiches = self._fiches_before() if leans else None
        for group in self._groups(text, lead, cited):
            if fiches and not fiches >= {passage.fiche for passage in group}:
                continue  # « Elle est animée par… » said of the fiche of the sentence before
            checked = check(text, group, lead=lead)
            if checked.verdict is not None:
                return checked
            if group == cited or failed.cause in (Cause.UNKNOWN_CITATION, Cause.NO_CITATION):
                failed = checked
        return (
            failed
            if cited
            else Checked(None, Cause.UNKNOWN_CITATION if numbers else Cause.NO_CITATION, failed.cause.value if failed.cause else "")
        )

    def _groups(self, text: str, lead: str, cited: Sequence[Evidence]) -> list[list[Evidence]]:
        """What to hold a sentence against: each passage it cites, all of them, then those it shares most words with."""
        words = [word for word in words_of(f"{lead} {text}") if not is_frame(word)]
        others = sorted(
            (passage for passage in self.passages if passage not in cited),
            key=lambda passage: -sum(says(passage.stems, word) for word in words),
        )
        groups = [[passage] for passage in cited]
        if len(cited) > 1:
            groups.append(list(cited))
        return [*groups, *([passage] for passage in others[:_CANDIDATES])]

    def _fiches_before(self) -> set[str]:
        by_number = {passage.n: passage.fiche for passage in self.passages}
        return {by_number[number] for number in self.released[-1].citations} if self.released else set()


def carries(sentences: Sequence[Sentence], passage: Evidence, share: float) -> bool:
    """Whether the sentences that cite a passage say all its figures, dates and names, and `share` of its words."""
    text = " ".join(sentence.text for sentence in sentences if passage.n in sentence.citations)
    if not text:
        return False
    stems = frozenset(one for word in words_of(text) for one in word.stems)
    words = [word for word in words_of(passage.text) if not is_frame(word)]
    if any(word.is_name and not says(stems, word) for word in words):
        return False
    digits = set(re.findall(r"\d+", text))
    if any(number not in digits for number in re.findall(r"\d+", passage.text)):
        return False
    return sum(says(stems, word) for word in words) >= share * len(words)
