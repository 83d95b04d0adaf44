"""Days to come -> an iCalendar file, which diaries read; the same day keeps its identifier from one file to the next."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from ingest.chunking import clean
from rag.funding_lookup import DueDay
from ui import directory_words as words
from ui import text_fr


def calendar_bytes(days: Sequence[DueDay], made_at: str) -> bytes:
    """One event a day, the whole day long; `made_at` is the moment of the index (ISO 8601), so that the same days give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//fiches//echeances//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{words.DEADLINES_CAPTION} des financements")
    stamp = datetime.fromisoformat(made_at)
    for day in days:
        calendar.add_component(_event(day, stamp))
    written: bytes = calendar.to_ical()
    return written


def _event(due: DueDay, stamp: datetime) -> Event:
    record, fiche = due.entry.record, due.quote.fiche
    scheme = record.scheme or record.funder or clean(record.quote.text)
    event = Event()
    event.add("uid", _identifier(due))
    event.add("dtstamp", stamp)
    event.add("dtstart", due.day)
    event.add("dtend", due.day + timedelta(days=1))
    event.add("summary", f"{words.due(due).capitalize()} : {clean(scheme)} (fiche {fiche.code})")
    quote = clean(record.quote.text)
    event.add("description", f"« {quote} »\nFiche {fiche.code}, {fiche.source.name}, {text_fr.position(due.quote)}")
    event.add("transp", "TRANSPARENT")
    return event


def _identifier(due: DueDay) -> str:
    """What is told of a scheme, whatever file tells it and wherever it stands there."""
    told = "\n".join((due.quote.fiche.code, clean(due.entry.record.quote.text), words.due(due), due.day.isoformat()))
    return f"{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:32]}@fiches"
