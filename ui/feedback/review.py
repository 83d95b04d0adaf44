"""What is to be looked at again: kept answers, waivers and links whose ground has moved."""

from dataclasses import dataclass

from ingest.checks.waivers import Waiver, fingerprint
from ingest.model import Fiche
from rag.library import Library
from ui.checking import waivers_of
from ui.feedback.history import Entry, History
from ui.feedback.link_titles import LinkTitles, MovedTitle
from ui.feedback.rests import Rest
from ui.settings import Settings


@dataclass(frozen=True, slots=True)
class Review:
    answers: tuple[tuple[Entry, tuple[Rest, ...]], ...]
    waivers: tuple[Waiver, ...]
    links: tuple[MovedTitle, ...]

    def __bool__(self) -> bool:
        return bool(self.answers or self.waivers or self.links)


def to_review(settings: Settings, library: Library) -> Review:
    """Look at everything that remembers the words it rests on."""
    return Review(
        tuple(History(settings.data_dir, settings.keep_days).to_review(library)),
        tuple(_fallen(settings, library)),
        tuple(LinkTitles(settings.data_dir).to_review(library)),
    )


def _fallen(settings: Settings, library: Library) -> list[Waiver]:
    """The waivers whose field has other words than those that were waived."""
    by_code: dict[str, list[Fiche]] = {}
    for record in library.current:
        by_code.setdefault(record.code, []).append(library.fiche(record))
    return [
        waiver
        for waiver in waivers_of(settings, []).waivers
        if waiver.fingerprint
        and waiver.fiche in by_code
        and waiver.fingerprint not in {fingerprint(fiche, waiver.field) for fiche in by_code[waiver.fiche]}
    ]
