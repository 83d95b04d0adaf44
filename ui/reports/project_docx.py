"""A project's dossier as a Word document, to send to a partner or take to a meeting."""

import io

from docx.document import Document as WordDocument
from docx.shared import Pt

from ingest.chunking import readable
from ingest.funding import FundingStatus
from ingest.model import SectionKind
from rag.citation import Citation, cite
from rag.funding_lookup import FundingHit
from rag.partner_lookup import PartnerHit
from rag.project import Dossier
from ui import directory_words
from ui.contacts import Contacts
from ui.directory_shapes import cited
from ui.render_directories import contact_line
from ui.reports import project_words as words
from ui.reports.word_document import french_document
from ui.reports.words import shown
from ui.zipped import dated


def render(dossier: Dossier, contacts: Contacts | None = None) -> bytes:
    """The document says it was written on the day of the dossier: the same dossier gives the same bytes."""
    document = french_document(words.TITLE, dossier.at)
    document.styles["Normal"].paragraph_format.space_after = Pt(3)
    document.add_heading(words.TITLE, level=0)
    document.add_paragraph(words.summary(dossier), style="Subtitle")
    document.add_heading(words.PROJECT, level=1)
    document.add_paragraph(shown(dossier.text))
    document.add_heading(words.FICHES, level=1)
    if not dossier.fiches:
        document.add_paragraph(words.nothing(dossier))
    for one in dossier.fiches:
        version = f" ({one.fiche.version})" if one.fiche.version else ""
        document.add_heading(shown(f"Fiche {one.fiche.code}{version} – {one.fiche.title.line}"), level=2)
        _quote(document, one.meets)
        document.add_paragraph(shown(words.because(one)))
    if dossier.fiches:
        _offers(document, dossier, contacts)
    document.add_paragraph(words.METHOD).runs[0].italic = True
    written = io.BytesIO()
    document.save(written)
    return dated(written.getvalue(), dossier.at)


def _offers(document: WordDocument, dossier: Dossier, contacts: Contacts | None) -> None:
    document.add_heading(words.SCHEMES, level=1)
    if not dossier.schemes:
        document.add_paragraph(words.NO_SCHEME)
    if dossier.expired:
        document.add_paragraph(words.EXPIRED_NOTE)
    for hit in dossier.schemes:
        _scheme(document, hit)
    if dossier.due:
        document.add_heading(words.DUE, level=1)
    for due in dossier.due:
        told = f"{directory_words.long_day(due.day)}, {directory_words.due(due)} : {due.entry.record.scheme or due.entry.record.funder}"
        document.add_paragraph(shown(f"{told} ({words.place(due.quote)})"), style="List Bullet")
    document.add_heading(words.PARTNERS, level=1)
    if not contacts:
        document.add_paragraph(directory_words.NO_CONTACT if dossier.partners else words.NO_PARTNER)
    for partner in dossier.partners:
        _partner(document, partner, contacts)
    if dossier.other_partners:
        document.add_paragraph(words.other_partners(dossier.other_partners))
    document.add_heading(words.INDICATORS, level=1)
    told_of = [one for one in dossier.fiches if one.indicators]
    if not told_of:
        document.add_paragraph(words.NO_INDICATOR)
    for one in told_of:
        document.add_heading(f"Fiche {one.fiche.code}", level=2)
        for item in one.indicators:
            document.add_paragraph(shown(f"«\u00a0{readable(item.fiche, item.excerpt)}\u00a0» – {words.place(item)}"), style="List Bullet")


def _scheme(document: WordDocument, hit: FundingHit) -> None:
    record = hit.entry.record
    scheme = record.scheme or record.funder or directory_words.FUNDING_KINDS[record.kind]
    state = directory_words.STATUSES[hit.status.status]
    document.add_heading(shown(f"{scheme} – {state}"), level=2)
    facts = [directory_words.FUNDING_KINDS[record.kind], record.funder, record.amount]
    if hit.status.status is not FundingStatus.INCONNU:
        facts.append(hit.status.reason)
    document.add_paragraph(shown(" · ".join(fact for fact in facts if fact)))
    _quote(document, cite(record.quote, record.fiche, SectionKind.FINANCEMENTS))
    if hit.why:
        document.add_paragraph(shown(f"Trouvé par : {directory_words.why(hit.why)}."))


def _partner(document: WordDocument, hit: PartnerHit, contacts: Contacts | None) -> None:
    paragraph = document.add_paragraph(style="List Bullet")
    paragraph.add_run(shown(hit.partner.name)).bold = True
    quote = cited(hit.mentions[0])
    told = f", {directory_words.roles(hit)} : «\u00a0{readable(quote.fiche, quote.excerpt)}\u00a0» – {words.place(quote)}"
    if contacts:
        known = contacts.of((hit.partner.name, *hit.partner.aliases))
        told += f" ; {' ; '.join(map(contact_line, known)) or directory_words.NOT_IN_LIST}"
    paragraph.add_run(shown(told))


def _quote(document: WordDocument, citation: Citation) -> None:
    quote = readable(citation.fiche, citation.excerpt)
    document.add_paragraph(shown(f"«\u00a0{quote}\u00a0»"), style="Quote").add_run(shown(f" – {words.place(citation)}")).italic = False
