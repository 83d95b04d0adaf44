"""The JSON of the two directories, of their deadlines and of the glossary: keys may be added, never removed or renamed."""

from typing import Any

from pydantic import BaseModel, SerializerFunctionWrapHandler, model_serializer

from ingest.model import SectionKind
from ingest.partners import PartnerMention
from rag.citation import Citation, cite
from rag.funding_lookup import DueDay, FundingHit, Why
from rag.glossary import GlossaryEntry
from rag.partner_lookup import PartnerHit
from rag.project import Dossier
from ui.contacts import Contact, Contacts
from ui.shapes import PlaceShape


class QuoteShape(PlaceShape):
    """A quote of a fiche, and its place."""

    fiche: str
    version: int | None
    section: str
    quote: str
    source: str
    start: int
    end: int

    @classmethod
    def of(cls, citation: Citation) -> "QuoteShape":
        return cls(**_place(citation))

    @model_serializer(mode="wrap")
    def _without_absent_row(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return _placed(serialize(self))


class WhyShape(BaseModel):
    """Why something was found: the words it shares with the look-up, those of its fiche, and the passage nearest in meaning."""

    words: list[str]
    fiche_words: list[str]
    passage: QuoteShape | None

    @classmethod
    def of(cls, why: Why) -> "WhyShape":
        return cls(words=list(why.words), fiche_words=list(why.fiche_words), passage=QuoteShape.of(why.passage) if why.passage else None)


class FundingShape(PlaceShape):
    scheme: str
    funder: str
    kind: str
    amount: str
    period: str
    status: str
    fiche: str
    version: int | None
    section: str
    quote: str
    source: str
    start: int
    end: int
    why: WhyShape | None = None

    @classmethod
    def of(cls, hit: FundingHit) -> "FundingShape":
        record = hit.entry.record
        return cls(
            scheme=record.scheme,
            funder=record.funder,
            kind=record.kind.value,
            amount=record.amount,
            period=record.period,
            status=hit.status.status.value,
            **_place(cite(record.quote, record.fiche, SectionKind.FINANCEMENTS)),
            why=WhyShape.of(hit.why) if hit.why else None,
        )

    @model_serializer(mode="wrap")
    def _without_absent_row(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """The place at the end, as readers expect it; why something was found only where it was looked up."""
        return _placed(serialize(self), "why")


class ContactShape(BaseModel):
    """What the town's own list of contacts says of a body."""

    service: str
    email: str
    telephone: str

    @classmethod
    def of(cls, contact: Contact) -> "ContactShape":
        return cls(service=contact.service, email=contact.email, telephone=contact.telephone)


class PartnerShape(BaseModel):
    name: str
    aliases: list[str]
    kind: str
    roles: list[str]
    fiches: list[str]
    mentions: list[QuoteShape]
    why: str | None = None
    contacts: list[ContactShape] | None = None

    @classmethod
    def of(cls, hit: PartnerHit, contacts: list[Contact] | None = None) -> "PartnerShape":
        partner = hit.partner
        return cls(
            name=partner.name,
            aliases=list(partner.aliases),
            kind=partner.kind.value,
            roles=[role.value for role in partner.roles],
            fiches=list(partner.fiches),
            mentions=[QuoteShape.of(cited(mention)) for mention in hit.mentions],
            why=hit.why or None,
            contacts=[ContactShape.of(contact) for contact in contacts] if contacts is not None else None,
        )

    @model_serializer(mode="wrap")
    def _without_what_was_not_asked(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        shape: dict[str, Any] = serialize(self)
        return {key: value for key, value in shape.items() if value is not None or key not in ("why", "contacts")}


class DeadlineShape(QuoteShape):
    """A day to come: the last one to apply, or the last of a scheme's period."""

    day: str
    what: str
    scheme: str
    funder: str

    @classmethod
    def at(cls, due: DueDay) -> "DeadlineShape":
        return cls(
            day=due.day.isoformat(),
            what="fin_de_periode" if due.is_end_of_period else "date_limite",
            scheme=due.entry.record.scheme,
            funder=due.entry.record.funder,
            **_place(due.quote),
        )


def cited(mention: PartnerMention) -> Citation:
    return cite(mention.quote, mention.fiche, mention.section)


def _place(citation: Citation) -> dict[str, Any]:
    fiche, span = citation.fiche, citation.excerpt.span
    return {
        "fiche": fiche.code,
        "version": fiche.version,
        "section": citation.section.value,
        "quote": citation.excerpt.text,
        "source": fiche.source.name,
        "start": span.start,
        "end": span.end,
        "page": citation.page,
        "row": citation.row,
    }


def _placed(shape: dict[str, Any], *optional: str) -> dict[str, Any]:
    """The page and the row last, then what is only there where it was asked for."""
    page, row, others = shape.pop("page"), shape.pop("row", None), {key: shape.pop(key) for key in optional}
    placed = {**shape, "page": page, **({"row": row} if row is not None else {})}
    return placed | {key: value for key, value in others.items() if value is not None}


class ProjectFicheShape(BaseModel):
    """A fiche that a project answers to: what of it the project meets, the words they share, and what it will be asked to count."""

    fiche: str
    version: int | None
    title: str
    meets: QuoteShape
    words: list[str]
    indicators: list[QuoteShape]


class ProjectShape(BaseModel):
    """What the fiches offer a project, nearest first."""

    text: str
    at: str
    fiches: list[ProjectFicheShape]
    schemes: list[FundingShape]
    deadlines: list[DeadlineShape]
    partners: list[PartnerShape]

    @classmethod
    def of(cls, dossier: Dossier, contacts: Contacts | None) -> "ProjectShape":
        return cls(
            text=dossier.text,
            at=dossier.at.isoformat(),
            fiches=[
                ProjectFicheShape(
                    fiche=one.fiche.code,
                    version=one.fiche.version,
                    title=one.fiche.title.line,
                    meets=QuoteShape.of(one.meets),
                    words=list(one.words),
                    indicators=[QuoteShape.of(item) for item in one.indicators],
                )
                for one in dossier.fiches
            ],
            schemes=[FundingShape.of(hit) for hit in dossier.schemes],
            deadlines=[DeadlineShape.at(due) for due in dossier.due],
            partners=[
                PartnerShape.of(hit, contacts.of((hit.partner.name, *hit.partner.aliases)) if contacts else None)
                for hit in dossier.partners
            ],
        )


class GlossaryShape(BaseModel):
    """An acronym: what the fiches say it means, else what the small national table says, marked as such."""

    acronym: str
    spellings: list[str]
    fiches: list[str]
    explained: bool
    expansions: list[QuoteShape]
    meanings: list[str]
    national: str | None
    national_source: str | None
    first: QuoteShape

    @classmethod
    def of(cls, entry: GlossaryEntry) -> "GlossaryShape":
        return cls(
            acronym=entry.acronym,
            spellings=list(entry.spellings),
            fiches=list(entry.fiches),
            explained=entry.is_explained,
            expansions=[QuoteShape.of(citation) for citation in entry.expansions],
            meanings=list(entry.meanings),
            national=(entry.known.expansion or entry.known.names[0]) if entry.known else None,
            national_source=entry.known.source if entry.known else None,
            first=QuoteShape.of(entry.first),
        )
