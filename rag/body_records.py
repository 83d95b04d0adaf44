"""Answers drawn from the directory of partners: who is named, where, in which role, beside whom."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from ingest.model import Excerpt, Fiche, SectionKind, Span
from ingest.partners import Partner, PartnerMention, PartnerRole
from rag import record_sentences as said
from rag import sentences
from rag.citation import Citation, cite
from rag.directory import Directory
from rag.library import code_key
from rag.pieces import Piece, Work
from rag.record_question import Ask, RecordQuestion

_TAKES_PART = (PartnerRole.ANIMATEUR, PartnerRole.PARTENAIRE)
_ALL_PLACES = 60  # bodies: in a longer list, each is quoted once


class BodyRecords:
    """Answers from every mention of the bodies asked for."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory

    def answer(self, work: Work, asked: RecordQuestion) -> bool:
        """Add what answers to `work`; False where no fiche in scope names them so."""
        handlers: dict[Ask, Callable[[Work, RecordQuestion], bool]] = {
            Ask.BODIES: self._bodies,
            Ask.ROLE: self._roles,
            Ask.WHERE: self._where,
            Ask.BESIDE: self._beside,
        }
        return handlers[asked.ask](work, asked)

    def _bodies(self, work: Work, asked: RecordQuestion) -> bool:
        scope = ids_of(work)
        found = []
        for partner in self.directory.partners.partners:
            mentions = self._in_scope(partner, scope, _TAKES_PART)
            if mentions and (not asked.body_kinds or partner.kind in asked.body_kinds):
                found.append((partner, mentions))
        if not found:
            return False
        codes = {mention.fiche.code for _partner, mentions in found for mention in mentions}
        work.complete = (len(codes), len(work.scope))
        work.pieces.append(Piece(said.bodies_lead(asked.body_kinds, len(found), len(codes), len(work.scope))))
        for partner, mentions in found:
            shown = _one_a_fiche(mentions) if len(found) <= _ALL_PLACES else mentions[:1]
            work.pieces.append(Piece(said.body(partner, mentions), tuple(_quoted(mention) for mention in shown)))
        return True

    def _roles(self, work: Work, asked: RecordQuestion) -> bool:
        """What a body does in each fiche that names it: leads, takes part, pays."""
        scope = ids_of(work)
        codes: set[str] = set()
        for partner in asked.named:
            mentions = self._in_scope(partner, scope, tuple(PartnerRole))
            if not mentions:
                continue
            by_role: dict[PartnerRole, list[PartnerMention]] = defaultdict(list)
            for mention in mentions:
                by_role[mention.role].append(mention)
            codes |= {mention.fiche.code for mention in mentions}
            work.pieces.append(Piece(said.roles_lead(partner, by_role)))
            for role in PartnerRole:
                if by_role[role]:
                    work.pieces.append(Piece(said.role_heading(role, by_role[role]), tuple(self._whole(own) for own in by_role[role])))
        if not codes:
            return False
        work.complete = (len(codes), len(work.scope))
        return True

    def _where(self, work: Work, asked: RecordQuestion) -> bool:
        """The fiches that name a body, and as what."""
        scope = ids_of(work)
        roles = (asked.role,) if asked.role else tuple(PartnerRole)
        found = [mention for partner in asked.named for mention in self._in_scope(partner, scope, roles)]
        by_fiche: dict[str, list[PartnerMention]] = defaultdict(list)
        for mention in sorted(found, key=lambda one: code_key(one.fiche.code)):
            by_fiche[mention.fiche.code].append(mention)
        if not found or (len(asked.named) > 1):
            return False
        work.complete = (len(by_fiche), len(work.scope))
        work.pieces.append(Piece(said.where_lead(asked.named[0], len(by_fiche), len(work.scope), asked.role)))
        records = {record.code: record for record in work.scope}
        for code, mentions in by_fiche.items():
            text = said.where_fiche(sentences.named(records[code]), [mention.role for mention in mentions])
            work.pieces.append(Piece(text, tuple(self._whole(mention) for mention in mentions)))
        return True

    def _beside(self, work: Work, asked: RecordQuestion) -> bool:
        """Who takes part in the fiches that name a body as taking part: each fiche's own lines."""
        scope = ids_of(work)
        where = [{mention.fiche.code for mention in self._in_scope(partner, scope, _TAKES_PART)} for partner in asked.named]
        codes = set.intersection(*where) if where else set()
        if not codes:
            return False
        counts: dict[str, int] = {}
        for partner in self.directory.partners.partners:
            shared = {mention.fiche.code for mention in self._in_scope(partner, scope, _TAKES_PART)} & codes
            if shared and partner not in asked.named:
                counts[partner.name] = len(shared)
        work.complete = (len(codes), len(work.scope))
        work.pieces.append(Piece(said.beside_lead(asked.named, counts, len(codes), len(work.scope))))
        for record in work.scope:
            if record.code in codes:
                fiche = self.directory.library.fiche(record)
                kinds = (SectionKind.ANIMATEUR, SectionKind.PARTENAIRES)
                lines = [cite(item, fiche, kind) for kind in kinds for section in fiche.all(kind) for item in section.items]
                work.pieces.append(Piece(f"{sentences.named(record)} :", tuple(lines)))
        return True

    def _in_scope(self, partner: Partner, scope: frozenset[int], roles: Sequence[PartnerRole]) -> list[PartnerMention]:
        return [mention for mention in partner.mentions if mention.role in roles and self.directory.record_of(mention.fiche).id in scope]

    def _whole(self, mention: PartnerMention) -> Citation:
        """The line that names a body: a name alone tells nobody what it is there for."""
        return cite(_line(mention.fiche, mention.section, mention.quote.span) or mention.quote, mention.fiche, mention.section)


def ids_of(work: Work) -> frozenset[int]:
    return frozenset(record.id for record in work.scope)


def _line(fiche: Fiche, kind: SectionKind, span: Span) -> Excerpt | None:
    return next((item for section in fiche.all(kind) for item in section.items if item.span.contains(span)), None)


def _quoted(mention: PartnerMention) -> Citation:
    return cite(mention.quote, mention.fiche, mention.section)


def _one_a_fiche(mentions: Iterable[PartnerMention]) -> list[PartnerMention]:
    return list({mention.fiche.code: mention for mention in reversed(list(mentions))}.values())[::-1]
