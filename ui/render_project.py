"""A project's dossier as text for a terminal."""

import textwrap
from collections.abc import Iterator

from ingest.chunking import readable
from ingest.funding import FundingStatus
from ingest.model import SectionKind
from rag.citation import Citation, cite
from rag.project import Dossier
from ui import directory_words
from ui.contacts import Contacts
from ui.directory_shapes import cited
from ui.render_directories import contact_line
from ui.reports import project_words as words

_WIDTH = 100


def project_lines(dossier: Dossier, contacts: Contacts | None) -> str:
    return "\n".join(_lines(dossier, contacts))


def _lines(dossier: Dossier, contacts: Contacts | None) -> Iterator[str]:
    if not dossier.fiches:
        yield words.nothing(dossier)
        return
    yield words.summary(dossier)
    yield from ("", f"{words.FICHES} :")
    for one in dossier.fiches:
        yield f"  {one.fiche.code}  {one.fiche.title.line}"
        yield from _quoted(one.meets)
        yield f"      {words.because(one)}"
    yield from ("", f"{words.SCHEMES} :")
    if not dossier.schemes:
        yield f"  {words.NO_SCHEME}"
    for hit in dossier.schemes:
        record = hit.entry.record
        facts = (record.scheme or record.funder, record.amount, directory_words.STATUSES[hit.status.status])
        period = f" ({record.period})" if hit.status.status is not FundingStatus.INCONNU else ""
        yield f"  – {', '.join(fact for fact in facts if fact)}{period}"
        yield from _quoted(cite(record.quote, record.fiche, SectionKind.FINANCEMENTS))
    if dossier.due:
        yield from ("", f"{words.DUE} :")
    for due in dossier.due:
        yield f"  – {directory_words.long_day(due.day)}, {directory_words.due(due)} : {due.entry.record.scheme or due.entry.record.funder}"
    yield from ("", f"{words.PARTNERS} :")
    if not dossier.partners:
        yield f"  {words.NO_PARTNER}"
    for partner in dossier.partners:
        known = contacts.of((partner.partner.name, *partner.partner.aliases)) if contacts else []
        told = f" : {' ; '.join(map(contact_line, known))}" if known else ""
        yield f"  – {partner.partner.name} ({directory_words.roles(partner)}){told}"
        yield from _quoted(cited(partner.mentions[0]))
    if dossier.other_partners:
        yield f"  {words.other_partners(dossier.other_partners)}"
    if dossier.partners and not contacts:
        yield f"  {directory_words.NO_CONTACT}"
    yield from ("", f"{words.INDICATORS} :")
    if not any(one.indicators for one in dossier.fiches):
        yield f"  {words.NO_INDICATOR}"
    for one in dossier.fiches:
        for item in one.indicators:
            yield from _quoted(item)


def _quoted(citation: Citation) -> Iterator[str]:
    quote = f"«\u00a0{readable(citation.fiche, citation.excerpt)}\u00a0»"
    yield from textwrap.wrap(f"{quote} [{words.place(citation)}]", _WIDTH, initial_indent="      ", subsequent_indent="      ")
