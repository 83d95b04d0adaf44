"""The directories as tables: columns of a spreadsheet, with numbers and days beside the words of the fiches."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from ingest.amounts import Amount
from ingest.chunking import clean
from ingest.model import SectionKind
from rag.citation import Citation, cite
from rag.directory import Schemes, elsewhere
from rag.funding_lookup import DueDay, FundingHit
from rag.glossary import GlossaryEntry
from rag.library import Library
from rag.partner_lookup import PartnerHit
from ui import directory_words as words
from ui.contacts import Contacts
from ui.directory_shapes import cited
from ui.export import Table, Value
from ui.render import section_label

Cells = tuple[Value, ...]
Links = Mapping[str, str]  # the address of each source, by its name

_PLACE = ("Citation", "Source", "Ligne", "Page", "Début", "Fin")
_FUNDING = (
    "Fiche", "Version", "Titre de la fiche", "Dispositif", "Financeur", "Nature", "Montant", "Montant (nombre)", "Montant maximal (nombre)",
    "Unité", "Période", "Premier jour", "Dernier jour", "État", "Raison", "Conditions", "Date limite", "Le même dans les fiches", *_PLACE, "Trouvé par",
)  # fmt: skip
_PARTNERS = ("Organisme", "Autres noms", "Nature", "Rôle", "Fiche", "Version", "Rubrique", *_PLACE, "Trouvé par")
_CONTACTS = ("Service", "Courriel", "Téléphone")
_GLOSSARY = ("Sigle", "Sens dans les fiches", "Sens dans la table nationale", "Source de la table", "Fiches", "Fiche citée", *_PLACE)
_DEADLINES = ("Jour", "Échéance", "Dispositif", "Financeur", "Fiche", "Version", *_PLACE)


def source_links(library: Library) -> dict[str, str]:
    """The address of each source that is still where it was read, on this machine; a file of an archive has none of its own."""
    places = {record.name: Path(record.path.split("!/")[0]) for record in library.catalogue.sources()}
    return {name: path.as_uri() for name, path in places.items() if path.is_absolute() and path.is_file()}


def funding_table(hits: Sequence[FundingHit], links: Links, schemes: Schemes) -> Table:
    return _linked(words.FUNDING_CAPTION, _FUNDING, [_funding_row(hit, schemes) for hit in hits], links)


def partner_table(hits: Sequence[PartnerHit], links: Links, contacts: Contacts | None) -> Table:
    """One mention a row, so that each can be sorted and traced."""
    rows: list[Cells] = []
    for hit in hits:
        known = contacts.of((hit.partner.name, *hit.partner.aliases)) if contacts else []
        told = ("\n".join(one.service for one in known), "\n".join(one.email for one in known), "\n".join(one.telephone for one in known))
        for mention in hit.mentions:
            rows.append(
                (
                    hit.partner.name,
                    ", ".join(hit.partner.aliases),
                    words.BODY_KINDS[hit.partner.kind],
                    words.ROLES[mention.role],
                    mention.fiche.code,
                    mention.fiche.version,
                    section_label(mention.section.value),
                    *_place(cited(mention)),
                    hit.why,
                    *(told if contacts else ()),
                )
            )
    return _linked(words.PARTNERS_CAPTION, _PARTNERS + (_CONTACTS if contacts else ()), rows, links)


def deadline_table(days: Sequence[DueDay], links: Links) -> Table:
    rows: list[Cells] = [
        (
            day.day.isoformat(),
            words.due(day),
            day.entry.record.scheme,
            day.entry.record.funder,
            day.entry.fiche.code,
            day.entry.fiche.version,
            *_place(day.quote),
        )
        for day in days
    ]
    return _linked(words.DEADLINES_CAPTION, _DEADLINES, rows, links)


def glossary_table(entries: Sequence[GlossaryEntry], links: Links) -> Table:
    """One expansion a row; an acronym that no fiche spells out has one row, with its first use."""
    rows: list[Cells] = []
    for entry in entries:
        known = (entry.known.expansion or entry.known.names[0], entry.known.source) if entry.known else ("", "")
        told = list(zip(entry.meanings, entry.expansions, strict=True)) or [(words.NOT_EXPLAINED, entry.first)]
        rows += [(entry.acronym, meaning, *known, ", ".join(entry.fiches), quote.fiche.code, *_place(quote)) for meaning, quote in told]
    return _linked(words.GLOSSARY_CAPTION, _GLOSSARY, rows, links)


def _funding_row(hit: FundingHit, schemes: Schemes) -> Cells:
    record = hit.entry.record
    amount = _told(record.amounts)
    scheme = elsewhere(record, schemes)
    others = dict.fromkeys(other.fiche.code for other in scheme.beside(record)) if scheme else {}
    return (
        record.fiche.code,
        record.fiche.version,
        record.fiche.title.line,
        record.scheme,
        record.funder,
        words.FUNDING_KINDS[record.kind],
        record.amount,
        _number(amount.value) if amount else None,
        _number(amount.upper) if amount and amount.upper is not None else None,
        _unit(amount) if amount else "",
        record.period,
        _day(record.first),
        _day(record.last),
        words.STATUSES[hit.status.status],
        hit.status.reason,
        "\n".join(clean(condition.text) for condition in record.conditions),
        ", ".join(deadline.day.isoformat() for deadline in record.deadlines),
        ", ".join(others),
        *_place(cite(record.quote, record.fiche, SectionKind.FINANCEMENTS)),
        words.why(hit.why) if hit.why else "",
    )


def _told(amounts: Sequence[Amount]) -> Amount | None:
    """The amount to give as a number: the first one."""
    return amounts[0] if amounts else None


def _unit(amount: Amount) -> str:
    """« € par an », « % »."""
    return " ".join((amount.unit.value, *(f"par {what}" for what in amount.per), amount.tax)).strip()


def _number(value: object) -> int | float:
    number = float(str(value))
    return int(number) if number.is_integer() else number


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _place(citation: Citation) -> Cells:
    span, source = citation.excerpt.span, citation.fiche.source
    return citation.excerpt.text, source.name, source.line_at(span.start), citation.page, span.start, span.end


def _linked(name: str, columns: tuple[str, ...], rows: Sequence[Cells], links: Links) -> Table:
    """A table whose sources lead to their files."""
    column = columns.index("Source")
    found = (((number, column), links.get(str(row[column]), "")) for number, row in enumerate(rows))
    return Table(name, columns, tuple(rows), tuple((cell, address) for cell, address in found if address))
