"""What each person asked, where the settings keep it; and the answers that somebody has chosen to keep."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rag.answer import Answer
from rag.library import Library
from ui.access.database import Store
from ui.feedback.rests import Rest, changed, read, rests_of, written

FILE = "historique.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, who TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, rests TEXT NOT NULL,
    kept INTEGER NOT NULL, made_at TEXT NOT NULL)
"""
_MOST = 1_000  # of one person; the oldest go first, those that were kept last


@dataclass(frozen=True, slots=True)
class Entry:
    """A question and its answer as it was; `kept` was chosen, the others go with the history."""

    id: int
    who: str
    question: str
    answer: str
    rests: tuple[Rest, ...]
    kept: bool
    made_at: str


class History:
    """The questions of each person in a data directory, for `days`."""

    def __init__(self, data_dir: Path, days: int) -> None:
        self._store, self._days = Store(data_dir / FILE, SCHEMA), days

    def add(self, who: str, answer: Answer, *, kept: bool = False) -> None:
        moment = datetime.now(UTC)
        oldest = (moment - timedelta(days=self._days)).isoformat(timespec="seconds")
        values = (who, answer.question, answer.markdown, written(rests_of(answer)), int(kept), moment.isoformat(timespec="seconds"))
        with self._store.writing() as db:
            db.execute("INSERT INTO entries VALUES (NULL, ?, ?, ?, ?, ?, ?)", values)
            db.execute("DELETE FROM entries WHERE made_at < ?", (oldest,))
            db.execute(
                "DELETE FROM entries WHERE who = ? AND id NOT IN (SELECT id FROM entries WHERE who = ? ORDER BY kept DESC, id DESC LIMIT ?)",
                (who, who, _MOST),
            )

    def of(self, who: str) -> list[Entry]:
        """Return what one person asked, newest first."""
        return self._entries("WHERE who = ? ORDER BY id DESC", (who,))

    def kept(self) -> list[Entry]:
        """Return the answers that anybody chose to keep, oldest first."""
        return self._entries("WHERE kept = 1 ORDER BY id", ())

    def remove(self, who: str, number: int | None = None) -> None:
        """Forget one question of a person, or all of them; nobody forgets those of others."""
        with self._store.writing() as db:
            if number is None:
                db.execute("DELETE FROM entries WHERE who = ?", (who,))
            else:
                db.execute("DELETE FROM entries WHERE who = ? AND id = ?", (who, number))

    def to_review(self, library: Library) -> list[tuple[Entry, tuple[Rest, ...]]]:
        """Return the kept answers that rest on fields whose words have changed, with these fields."""
        found = ((entry, changed(entry.rests, library)) for entry in self.kept())
        return [(entry, rests) for entry, rests in found if rests]

    def _entries(self, where: str, values: Iterable[object]) -> list[Entry]:
        with self._store.reading() as db:
            rows = db.execute(f"SELECT * FROM entries {where}", tuple(values)).fetchall() if db else []
        return [
            Entry(row["id"], row["who"], row["question"], row["answer"], read(row["rests"]), bool(row["kept"]), row["made_at"])
            for row in rows
        ]
