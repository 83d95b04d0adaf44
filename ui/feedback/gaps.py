"""Questions that were transmitted to the coordinator: kept, replayed after each change of the index, closed when they are answered."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from sqlite3 import Connection, Row

from ingest.errors import FichesError
from ingest.folding import fold
from ingest.headings import section_named
from ingest.model import SectionKind
from rag.answer import Answer, Answerer, Status
from rag.errors import QuestionError
from rag.library import Library, code_key
from ui.access.database import Store
from ui.feedback.rests import changed, read, rests_of, written
from ui.text_fr import service as text_service

FEEDBACK_FILE = "retours.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS gaps (
    id INTEGER PRIMARY KEY AUTOINCREMENT, question TEXT NOT NULL, folded TEXT NOT NULL, earlier TEXT NOT NULL, kind TEXT NOT NULL,
    reason TEXT, code TEXT NOT NULL, section TEXT NOT NULL, answer TEXT NOT NULL, rests TEXT NOT NULL, comment TEXT NOT NULL,
    who TEXT NOT NULL, times INTEGER NOT NULL, made_at TEXT NOT NULL, state TEXT NOT NULL, closed_at TEXT, closed_by TEXT,
    generation TEXT NOT NULL, now TEXT NOT NULL, moved INTEGER NOT NULL)
"""
# Beyond, a list is no list of things to do: the oldest are closed first.
_MOST = 2_000
_COMMENT = 1_000


class GapError(FichesError):
    """A transmitted question that is not there, or one too many."""


class State(StrEnum):
    OPEN = "ouvert"
    ANSWERED = "repondu"  # closed by itself: the fiches say it now
    CLOSED = "clos"  # closed by a coordinator


@dataclass(frozen=True, slots=True)
class Gap:
    """A question and what was answered then; `code` and `section` are what it is about, empty where that is not said."""

    id: int
    question: str
    earlier: tuple[str, ...]
    refused: bool
    reason: str | None
    code: str
    section: str
    answer: str
    comment: str
    who: str
    times: int
    made_at: str
    state: State
    closed_at: str | None
    closed_by: str | None
    now: str  # what is answered now, where that is another thing
    moved: bool  # the fields that a bad answer quoted have other words now


@dataclass(frozen=True, slots=True)
class Group:
    """What is to be done in one field of one fiche."""

    code: str
    section: str
    gaps: tuple[Gap, ...]


class Gaps:
    """The transmitted questions of a data directory, kept for `days`."""

    def __init__(self, data_dir: Path, days: int) -> None:
        self._store = Store(data_dir / FEEDBACK_FILE, SCHEMA)
        self._days = days

    def transmit(self, answer: Answer, library: Library, *, earlier: Sequence[str] = (), who: str = "", comment: str = "") -> int:
        """Keep a question with what was answered, and return its number; the same one again is counted.

        Raises:
            GapError: too many wait already.
        """
        code, section = place_of(answer)
        refused = answer.status is Status.ABSTAINED
        with self._store.writing() as db:
            self._forget(db)
            folded = fold("\n".join([*earlier, answer.question]))
            known = db.execute("SELECT id FROM gaps WHERE folded = ? AND state = ?", (folded, State.OPEN)).fetchone()
            if known:
                added = f"\n{comment.strip()}"[: _COMMENT + 1] if comment.strip() else ""
                db.execute("UPDATE gaps SET times = times + 1, comment = ltrim(comment || ?, char(10)) WHERE id = ?", (added, known["id"]))
                return int(known["id"])
            if db.execute("SELECT count(*) FROM gaps WHERE state = ?", (State.OPEN,)).fetchone()[0] >= _MOST:
                raise GapError(text_service.TOO_MANY_GAPS)
            reason = answer.reason.value if answer.reason else None
            values = (answer.question, folded, json.dumps(list(earlier), ensure_ascii=False), "refus" if refused else "reponse", reason)
            place = (code, section, answer.markdown, written(rests_of(answer)), comment.strip()[:_COMMENT], who, 1, _now(), State.OPEN)
            marks = ", ".join("?" * 19)
            row = (None, *values, *place, None, None, library.generation, "", 0)
            return int(db.execute(f"INSERT INTO gaps VALUES (?, {marks})", row).lastrowid or 0)

    def gaps(self, *, every: bool = False) -> list[Gap]:
        """Return those that are open, oldest first; with `every`, the closed ones too."""
        with self._store.reading() as db:
            where = "" if every else " WHERE state = 'ouvert'"
            rows = db.execute(f"SELECT * FROM gaps{where} ORDER BY id").fetchall() if db else []
        return [_gap(row) for row in rows]

    def gap(self, number: int) -> Gap:
        """Return one of them.

        Raises:
            GapError: it is not there.
        """
        with self._store.reading() as db:
            row = db.execute("SELECT * FROM gaps WHERE id = ?", (number,)).fetchone() if db else None
        if row is None:
            raise GapError(text_service.no_such_gap(number))
        return _gap(row)

    def close(self, number: int, who: str) -> None:
        self._settle(number, "UPDATE gaps SET state = 'clos', closed_at = ?, closed_by = ? WHERE id = ?", (_now(), who, number))

    def open_again(self, number: int) -> None:
        self._settle(number, "UPDATE gaps SET state = 'ouvert', closed_at = NULL, closed_by = NULL WHERE id = ?", (number,))

    def remove(self, number: int) -> None:
        self._settle(number, "DELETE FROM gaps WHERE id = ?", (number,))

    def _settle(self, number: int, statement: str, values: tuple[object, ...]) -> None:
        with self._store.writing() as db:
            if db.execute(statement, values).rowcount == 0:
                raise GapError(text_service.no_such_gap(number))

    def replay(self, answerer: Answerer, library: Library) -> list[Gap]:
        """Ask again what has not been asked of this generation, and return those that are answered now and closed.

        A bad answer is never closed by itself: whether the new one is good is the coordinator's to say.
        """
        with self._store.reading() as db:
            waiting = "SELECT * FROM gaps WHERE state = 'ouvert' AND generation <> ? ORDER BY id"
            rows = db.execute(waiting, (library.generation,)).fetchall() if db else []
        closed: list[Gap] = []
        for row in rows:
            gap = _gap(row)
            try:
                answer = answerer.answer(gap.question, history=gap.earlier)
            except QuestionError:
                continue  # longer than the settings allow now
            now = answer.markdown if answer.markdown != gap.answer else ""
            done = gap.refused and answer.status is Status.ANSWERED
            moved = bool(changed(read(row["rests"]), library)) or (bool(now) and not gap.refused)
            ending = (State.ANSWERED, _now(), text_service.BY_REPLAY) if done else (State.OPEN, None, None)
            with self._store.writing() as db:
                db.execute(
                    "UPDATE gaps SET generation = ?, now = ?, moved = ?, state = ?, closed_at = ?, closed_by = ? "
                    "WHERE id = ? AND state = 'ouvert'",
                    (library.generation, now, int(moved), *ending, gap.id),
                )
            if done:
                closed.append(self.gap(gap.id))
        return closed

    def forget(self) -> None:
        """Remove what was made more than `days` ago, whatever its state."""
        with self._store.reading() as db:
            if db is None:
                return
        with self._store.writing() as db:
            self._forget(db)

    def _forget(self, db: Connection) -> None:
        oldest = (datetime.now(UTC) - timedelta(days=self._days)).isoformat(timespec="seconds")
        db.execute("DELETE FROM gaps WHERE made_at < ?", (oldest,))


def place_of(answer: Answer) -> tuple[str, str]:
    """Return the fiche and the field that an answer is about: as the question names them, else as the first citation does."""
    plan = answer.explanation.get("plan", {})
    codes, sections = plan.get("codes") or [], plan.get("sections") or []
    first = answer.citations[0] if answer.citations else None
    code = str(codes[0]) if codes else first.fiche.code if first else ""
    section = str(sections[0]) if sections else first.section.value if first and first.fiche.code == code else ""
    return code, section


def grouped(gaps: Iterable[Gap]) -> list[Group]:
    """Put together what is to be done in one field: by fiche, then in the order of the fields; what names no fiche stands last."""
    by_place: dict[tuple[str, str], list[Gap]] = {}
    for gap in gaps:
        by_place.setdefault((gap.code, gap.section), []).append(gap)
    order = [kind.value for kind in SectionKind]

    def rank(place: tuple[str, str]) -> tuple[object, ...]:
        code, section = place
        kind = section_named(section) if section else None
        return (not code, code_key(code) if code else (), order.index(kind.value) if kind else len(order))

    return [Group(*place, tuple(by_place[place])) for place in sorted(by_place, key=rank)]


def eval_line(gap: Gap, answer: Answer) -> dict[str, object]:
    """Return the line that `fiches eval` reads: the question, and what is answered now, which somebody has found good."""
    line: dict[str, object] = {"id": f"retour-{gap.id}", "question": gap.question, "status": answer.status.value, "kind": "retour"}
    if gap.earlier:
        line["history"] = [{"role": "user", "content": question} for question in gap.earlier]
    if answer.reason:
        line["reason"] = answer.reason.value
    if answer.status is Status.ANSWERED:
        line["quotes"] = [
            {"fiche": citation.fiche.code, "section": citation.section.value, "quote": citation.excerpt.text}
            for citation in answer.citations
        ]
    if answer.complete:
        line["list"] = sorted({citation.fiche.code for citation in answer.citations}, key=code_key)
    return line


def _gap(row: Row) -> Gap:
    return Gap(
        id=row["id"],
        question=row["question"],
        earlier=tuple(json.loads(row["earlier"])),
        refused=row["kind"] == "refus",
        reason=row["reason"],
        code=row["code"],
        section=row["section"],
        answer=row["answer"],
        comment=row["comment"],
        who=row["who"],
        times=row["times"],
        made_at=row["made_at"],
        state=State(row["state"]),
        closed_at=row["closed_at"],
        closed_by=row["closed_by"],
        now=row["now"],
        moved=bool(row["moved"]),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
