"""The directories -> tables for a terminal: each line with its quote and the place of the quote."""

import re
from collections.abc import Sequence
from io import StringIO
from pathlib import PurePosixPath
from shutil import get_terminal_size

from ingest.chunking import clean
from ingest.model import SectionKind
from rag.citation import Citation, cite
from rag.funding_lookup import DueDay, FundingHit
from rag.glossary import GlossaryEntry
from rag.partner_lookup import PartnerHit
from ui import directory_words as words
from ui import text_fr
from ui.contacts import Contact, Contacts
from ui.directory_shapes import cited
from ui.render import section_label
from ui.terminal import safe

_NARROWEST, _WIDEST = 100, 160  # columns: a table is read neither on a telephone nor across a wall
_FEW = 4  # mentions of a body that are shown in full

_OF_WORDS = frozenset({"Fiche", "Nature", "Rôle"})  # columns as wide as their longest word: a code is not cut
# The table breaks lines at any space, those that hold words together too: for its work, they are letters.
_HELD = str.maketrans({"\u00a0": "\ue000", "\u202f": "\ue001"})
_FREED = str.maketrans({"\ue000": "\u00a0", "\ue001": "\u202f"})

Cells = Sequence[Sequence[str]]  # the lines of each cell


def funding_lines(hits: Sequence[FundingHit]) -> str:
    rows = []
    for hit in hits:
        record = hit.entry.record
        quote = cite(record.quote, record.fiche, SectionKind.FINANCEMENTS)
        found: tuple[str, ...] = ()
        if hit.why:
            found = (f"trouvé par : {words.why(hit.why)}",)
            if hit.why.passage and not hit.why.words:
                found += (f"passage proche : {_quoted(hit.why.passage)} ({section_label(hit.why.passage.section.value)})",)
        rows.append(
            (
                _fiche(quote),
                (_quoted(quote), _place(quote), *found),
                (record.scheme or "–", *((f"par {record.funder}",) if record.funder else ())),
                (words.FUNDING_KINDS[record.kind],),
                (record.amount or "–",),
                (words.STATUSES[hit.status.status], *((hit.status.reason,) if record.period else ())),
            )
        )
    return _table(
        words.FUNDING_CAPTION, words.count(len(hits), "financement"),
        (("Fiche", 1), ("Ce que dit la fiche", 6), ("Dispositif", 4), ("Nature", 2), ("Montant", 2), ("État", 3)), rows,
    )  # fmt: skip


def deadline_lines(days: Sequence[DueDay]) -> str:
    rows = [
        (
            (words.long_day(due.day),),
            (words.due(due),),
            (clean(due.entry.record.scheme or due.entry.record.funder or due.entry.record.quote.text),),
            _fiche(due.quote),
            (_quoted(cite(due.entry.record.quote, due.quote.fiche, due.quote.section)), _place(due.quote)),
        )
        for due in days
    ]
    columns = (("Jour", 3), ("Échéance", 3), ("Dispositif", 4), ("Fiche", 1), ("Ce que dit la fiche", 5))
    return _table(words.DEADLINES_CAPTION, "", columns, rows)


def partner_lines(hits: Sequence[PartnerHit], contacts: Contacts | None) -> str:
    rows = []
    for hit in hits:
        quotes = [line for mention in hit.mentions[:_FEW] for line in _mention_lines(cited(mention))]
        more = len(hit.mentions) - _FEW
        others = (f"et {more} autre{'s' if more > 1 else ''} mention{'s' if more > 1 else ''}",) if more > 0 else ()
        names = (f"aussi : {', '.join(hit.partner.aliases)}",) if hit.partner.aliases else ()
        told = (hit.why,) if hit.why else ()
        passage = (f"passage proche : {_quoted(hit.passage)}",) if hit.passage else ()
        rows.append(
            (
                (hit.partner.name, *names, *(_contact_lines(hit, contacts) if contacts else ())),
                (words.BODY_KINDS[hit.partner.kind],),
                (words.roles(hit),),
                (", ".join(dict.fromkeys(mention.fiche.code for mention in hit.mentions)),),
                (*quotes, *others, *told, *passage),
            )
        )
    columns = (("Organisme", 4), ("Nature", 2), ("Rôle", 2), ("Fiches", 2), ("Ce que disent les fiches", 6))
    written = _table(words.PARTNERS_CAPTION, words.count(len(hits), "partenaire"), columns, rows)
    return written if contacts else f"{written}\n{words.NO_CONTACT}"


def glossary_lines(entries: Sequence[GlossaryEntry]) -> str:
    rows = []
    for entry in entries:
        quotes = [line for citation in entry.expansions for line in (_quoted(citation), _place(citation))]
        others = tuple(spelling for spelling in entry.spellings if spelling != entry.acronym)
        national = words.national(entry)
        rows.append(
            (
                (entry.acronym, *((f"aussi : {', '.join(others)}",) if others else ())),
                (*quotes, *(() if quotes else (words.NOT_EXPLAINED,)), *((national,) if national else ())),
                (", ".join(entry.fiches),),
            )
        )
    return _table(
        words.GLOSSARY_CAPTION, words.count(len(entries), "sigle"), (("Sigle", 2), ("Ce qu’il veut dire", 8), ("Fiches", 3)), rows
    )


def _mention_lines(citation: Citation) -> tuple[str, ...]:
    return (_quoted(citation), f"{section_label(citation.section.value)}, {_place(citation)}")


def _contact_lines(hit: PartnerHit, contacts: Contacts) -> tuple[str, ...]:
    known = contacts.of((hit.partner.name, *hit.partner.aliases))
    return tuple(map(contact_line, known)) or (words.NOT_IN_LIST,)


def contact_line(contact: Contact) -> str:
    return ", ".join(part for part in (contact.service, contact.email, contact.telephone) if part)


# « 20 000 € », « sport : projets » », « 50 % »: a line neither ends nor begins in the middle of these.
_INSEPARABLE = re.compile(r" (?=[?!:;»€%])|(?<=«) |(?<=\d) (?=\d{3}(?!\d))")


def _tight(text: str) -> str:
    """The spaces at which French typography lets no line break."""
    return _INSEPARABLE.sub("\u00a0", text)


def _fiche(citation: Citation) -> tuple[str, ...]:
    version = citation.fiche.version
    return (citation.fiche.code, *((f"({version})",) if version else ()))


def _quoted(citation: Citation) -> str:
    return f"«\u00a0{clean(citation.excerpt.text)}\u00a0»"


def _place(citation: Citation) -> str:
    # The file alone: a folder's whole path would fill the column; the other formats give it.
    return f"{PurePosixPath(citation.fiche.source.name).name}, {text_fr.position(citation).rpartition(', ')[0]}"


def _table(title: str, caption: str, columns: Sequence[tuple[str, int]], rows: Sequence[Cells]) -> str:
    from rich import box  # only where a table is printed for people
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = min(max(get_terminal_size((_NARROWEST + 40, 24)).columns, _NARROWEST), _WIDEST)
    table = Table(title=Text(title, style="bold"), caption=caption, box=box.SIMPLE_HEAD, show_lines=True, title_justify="left", width=width)
    for number, (name, ratio) in enumerate(columns):
        if name in _OF_WORDS:
            found = (word for row in rows for line in row[number] for word in line.split())
            table.add_column(name, width=max(len(name), *map(len, found)))
        else:
            table.add_column(name, ratio=ratio, overflow="fold")
    for row in rows:
        table.add_row(*(Text("\n".join(safe(_tight(line)) for line in cell).translate(_HELD)) for cell in row))
    written = StringIO()
    Console(file=written, width=width, color_system=None, highlight=False).print(table)
    return "\n".join(line.rstrip() for line in written.getvalue().translate(_FREED).splitlines()).strip("\n")
