"""Links that were right when they were written: each remembers the title of the fiche it leads to, and is told when that changes."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.folding import fold
from ingest.model import Fiche, Link, SectionKind
from rag.library import Library
from ui.access.database import Store

FILE = "liens.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS links (
    fiche TEXT NOT NULL, target TEXT NOT NULL, words TEXT NOT NULL, title TEXT NOT NULL, shown TEXT NOT NULL,
    PRIMARY KEY (fiche, target, words))
"""


@dataclass(frozen=True, slots=True)
class MovedTitle:
    """A link whose words are what they were, while the fiche it leads to is called otherwise."""

    fiche: Fiche
    link: Link
    before: str
    now: str


class LinkTitles:
    """The titles that links led to when they were first seen, or last looked at."""

    def __init__(self, data_dir: Path) -> None:
        self._store = Store(data_dir / FILE, SCHEMA)

    def to_review(self, library: Library) -> list[MovedTitle]:
        """Return the links whose target has another title than when they were first seen; new ones are remembered."""
        known = self._known()
        found: list[MovedTitle] = []
        new: list[tuple[str, str, str, str, str]] = []
        for fiche, link, target in _links(library):
            key, title = (fiche.code, link.code, _print(link.quote.text)), target.title.line
            if key not in known:
                new.append((*key, _print(title), title))
            elif known[key][0] != _print(title):
                found.append(MovedTitle(fiche, link, known[key][1], title))
        if new:
            with self._store.writing() as db:
                db.executemany("INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?, ?)", new)
        return found

    def seen(self, library: Library, code: str, target: str) -> None:
        """Take the title of today for what the links of one fiche to another lead to."""
        with self._store.writing() as db:
            for fiche, link, aim in _links(library):
                if (fiche.code, link.code) == (code, target):
                    values = (code, target, _print(link.quote.text), _print(aim.title.line), aim.title.line)
                    db.execute("INSERT OR REPLACE INTO links VALUES (?, ?, ?, ?, ?)", values)

    def _known(self) -> dict[tuple[str, str, str], tuple[str, str]]:
        with self._store.reading() as db:
            rows = db.execute("SELECT * FROM links").fetchall() if db else []
        return {(row["fiche"], row["target"], row["words"]): (row["title"], row["shown"]) for row in rows}


def _links(library: Library) -> Iterator[tuple[Fiche, Link, Fiche]]:
    """Links of the section of links of current fiches, with the fiche that each leads to, where it is indexed."""
    fiches = [library.fiche(record) for record in library.current]
    by_code = {fiche.code: fiche for fiche in reversed(fiches)}
    for fiche in fiches:
        for link in fiche.links:
            target = by_code.get(link.code)
            if link.section is SectionKind.LIENS and target is not None and target.code != fiche.code:
                yield fiche, link, target


def _print(text: str) -> str:
    return hashlib.sha256(fold(text).encode()).hexdigest()[:16]
