"""What is kept of a question that is asked: nothing, but where the settings say so."""

from collections.abc import Sequence

from rag.answer import Answer, Reason, Status
from rag.library import Library
from ui.feedback.gaps import GapError, Gaps
from ui.feedback.history import History
from ui.settings import Settings


def keep_question(settings: Settings, answer: Answer, library: Library, *, earlier: Sequence[str] = (), who: str = "") -> None:
    """With FICHES_KEEP_QUESTIONS, keep a question in the history of who asked, and transmit one about the fiches that was refused."""
    if not settings.keep_questions:
        return
    if who:
        History(settings.data_dir, settings.keep_days).add(who, answer)
    if answer.status is Status.ABSTAINED and answer.reason is not Reason.HORS_SUJET:
        try:
            Gaps(settings.data_dir, settings.keep_days).transmit(answer, library, earlier=earlier, who=who)
        except GapError:
            return  # the coordinator's list is full; who asked did not ask to be on it
