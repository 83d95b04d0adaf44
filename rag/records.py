"""Answers drawn from the directories: every scheme, funder or deadline that a question asks for, counted and quoted."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from ingest.dates import find_dates
from ingest.funding import FundingStatus
from ingest.funding_kinds import FundingKind
from ingest.index.catalogue import FicheRecord
from ingest.model import SectionKind, Span
from ingest.names import BodyKind
from ingest.partners import Partner
from rag import record_sentences as said
from rag import sentences
from rag.analysis import stems
from rag.answer import Reason
from rag.body_records import BodyRecords, ids_of
from rag.citation import Citation, cite
from rag.directory import Directory
from rag.evidence import Evidence
from rag.funding_lookup import FundingEntry, FundingFilters, FundingHit, most_euros
from rag.library import code_key
from rag.pieces import Piece, Work
from rag.question import QuestionPlan
from rag.record_question import Ask, RecordQuestion, read_record_question
from rag.terms import Vocabulary

_NEAREST, _NEAREST_UNDATED = 5, 12
_OWN_SHARE = 1 / 5  # of the words of a title, from which its fiche is about a subject: « sport » among nine words is one subject of several


class Records:
    """Answers what the directories tell whole, and leaves every other question to those who search the text."""

    def __init__(self, directory: Directory, evidence: Evidence, vocabulary: Vocabulary) -> None:
        self.directory, self.evidence, self.vocabulary = directory, evidence, vocabulary
        self._bodies = BodyRecords(directory)

    def read(self, question: str, plan: QuestionPlan) -> RecordQuestion | None:
        return read_record_question(question, plan, self.vocabulary, lambda: self.directory.partners)

    def answer(self, work: Work, asked: RecordQuestion, at: date) -> bool:
        """Add what answers to `work`; False where the words of the fiches, searched one by one, may tell more."""
        handlers: dict[Ask, Callable[[Work, RecordQuestion, date], bool]] = {
            Ask.SCHEMES: self._schemes,
            Ask.HIGHEST: self._highest,
            Ask.FUNDERS: self._funders,
            Ask.DUE: self._due,
        }
        work.evidence["records"] = asked.as_dict()
        return handlers[asked.ask](work, asked, at) if asked.ask in handlers else self._bodies.answer(work, asked)

    def _schemes(self, work: Work, asked: RecordQuestion, at: date) -> bool:
        among = self._of_subject(work, asked, at)
        hits = [hit for hit in among if asked.status is None or hit.status.status is asked.status]
        if not hits and (asked.theme or asked.status is None):
            return self._nearest(work, asked, at)
        fiches = _count(hits)
        work.complete = (fiches, len(work.scope))
        if not hits:
            unknown = [_clause(hit.entry) for hit in among if hit.status.status is FundingStatus.INCONNU]
            shown = unknown[:_NEAREST_UNDATED] if asked.status is FundingStatus.EN_COURS else []
            text = " ".join((said.none_of_status(asked.status, among, at), *([said.undated()] if shown else [])))
            work.pieces.append(Piece(text, tuple(shown), Reason.SANS_REPONSE))
            return True
        work.pieces.append(Piece(said.schemes_lead(asked, len(hits), fiches, len(work.scope), at)))
        if asked.status or asked.until:
            work.pieces.extend(Piece(said.scheme_state(hit), (_clause(hit.entry),)) for hit in hits)
        else:
            work.pieces.extend(_by_fiche(hits))
        if asked.status is FundingStatus.EN_COURS:
            work.notices.extend(said.others(among))
        return True

    def _nearest(self, work: Work, asked: RecordQuestion, at: date) -> bool:
        """No clause names the subject of a call: the calls nearest in meaning, said to be so."""
        if not (asked.theme and asked.kinds) or asked.of_state or asked.named or asked.status:
            return False
        among = self._of_subject(work, replace(asked, theme=()), at)
        near = self.directory.funding.nearest(work.plan.question, at, FundingFilters(asked.kinds))
        own = {hit.entry for hit in among}
        hits = [hit for hit in near if hit.entry in own][:_NEAREST]
        if not hits:
            return False
        work.pieces.append(Piece(said.nearest_calls(asked, len(among))))
        work.pieces.extend(_by_fiche(hits))
        return True

    def _of_subject(self, work: Work, asked: RecordQuestion, at: date) -> list[FundingHit]:
        """The schemes in scope that the question narrows the list to, whatever their state."""
        scope = ids_of(work)
        hits = []
        for hit in self.directory.funding.listed(at):
            record = hit.entry.record
            paid_by = self._payers(hit.entry)
            if (
                hit.entry.fiche.id in scope
                and (not asked.kinds or asked.kinds <= self._kinds_of(hit.entry))
                and (not asked.of_state or any(partner.kind is BodyKind.ETAT for partner in paid_by))
                and (not asked.named or any(partner in paid_by for partner in asked.named))
                and (asked.at_least is None or most_euros(record) >= asked.at_least)
                and (asked.at_most is None or 0 < most_euros(record) <= asked.at_most)
                and self._is_about(hit.entry, asked)
            ):
                hits.append(hit)
        return hits

    @staticmethod
    def _kinds_of(entry: FundingEntry) -> frozenset[FundingKind]:
        """Its kind, and a call where its clause says so under another kind."""
        text = entry.record.quote.text.casefold()
        is_call = "appel à projet" in text or "appels à projet" in text
        return frozenset({entry.record.kind, *([FundingKind.APPEL_A_PROJETS] if is_call else [])})

    def _names(self, entry: FundingEntry, asked: RecordQuestion) -> bool:
        """Whether the clause itself holds each word of the subject, or the title of its fiche has hardly another."""
        words = self.evidence.words(entry.record.quote.text)
        if all(term.matches(words) for term in asked.theme):
            return True
        title = self.evidence.words(entry.fiche.title)
        return all(term.matches(title) for term in asked.theme) and len(asked.theme) >= _OWN_SHARE * len(stems(entry.fiche.title))

    def _is_about(self, entry: FundingEntry, asked: RecordQuestion) -> bool:
        """Whether the clause and the title of its fiche hold each word of the subject."""
        if not asked.theme:
            return True
        words = self.evidence.words(f"{entry.fiche.title} {entry.record.quote.text}")
        return all(term.matches(words) for term in asked.theme)

    def _payers(self, entry: FundingEntry) -> tuple[Partner, ...]:
        return self.directory.payers.get((entry.record.fiche.source.name, entry.record.quote.span), ())

    def _highest(self, work: Work, asked: RecordQuestion, at: date) -> bool:
        hits = [hit for hit in self._of_subject(work, asked, at) if most_euros(hit.entry.record)]
        if not hits:
            return False
        most = max(most_euros(hit.entry.record) for hit in hits)
        best = [hit for hit in hits if most_euros(hit.entry.record) == most]
        work.pieces.append(Piece(said.highest_lead(len(hits))))
        work.pieces.extend(_by_fiche(best))
        work.notices.append(said.AS_WRITTEN)
        return True

    def _funders(self, work: Work, asked: RecordQuestion, at: date) -> bool:
        """Who pays, the most often first, each with its schemes; last the schemes of which no fiche says who pays."""
        among = self._of_subject(work, asked, at)
        if asked.status is not None:
            among = [hit for hit in among if hit.status.status is asked.status]
        own_words = [hit for hit in among if self._names(hit.entry, asked)] if asked.theme else []
        # What names the subject itself comes before what is in a fiche about it.
        hits = own_words if any(self._payers(hit.entry) for hit in own_words) else among
        by_payer: dict[str, tuple[Partner, list[FundingHit]]] = {}
        for hit in hits:
            for partner in self._payers(hit.entry):
                by_payer.setdefault(partner.name, (partner, []))[1].append(hit)
        if not by_payer:
            return False
        unnamed = [hit for hit in hits if not self._payers(hit.entry)]
        work.complete = (_count(hits), len(work.scope))
        work.pieces.append(Piece(said.funders_lead(asked, len(by_payer), len(hits), _count(hits), len(work.scope))))
        for partner, own in sorted(by_payer.values(), key=lambda pair: (-len(pair[1]), pair[0].name.casefold())):
            if asked.until:
                for hit in own:
                    work.pieces.append(Piece(said.payer_state(partner, hit), (_clause(hit.entry),)))
            else:
                work.pieces.append(Piece(said.payer(partner, _codes(own)), tuple(_clause(hit.entry) for hit in own)))
        if unnamed:
            work.pieces.append(Piece(said.unnamed_payer(len(unnamed)), tuple(_clause(hit.entry) for hit in unnamed)))
        if others := [hit for hit in among if hit not in hits]:
            work.complete = (_count(among), len(work.scope))
            work.pieces.append(Piece(said.under_a_title(asked, len(others)), tuple(_clause(hit.entry) for hit in others)))
        return True

    def _due(self, work: Work, asked: RecordQuestion, at: date) -> bool:
        """The days to come: of schemes, and of calendars."""
        scope = ids_of(work)
        days: dict[tuple[date, str, Span], tuple[FicheRecord, Citation]] = {}
        for due in self.directory.funding.due(at):
            if due.entry.fiche.id in scope:
                days[due.day, due.entry.fiche.code, due.quote.excerpt.span] = (due.entry.fiche, due.quote)
        for record in work.scope:
            fiche = self.directory.library.fiche(record)
            for section in fiche.all(SectionKind.CALENDRIER):
                for item in section.items:
                    ends = [mention.last for mention in find_dates(item.text) if mention.last is not None and mention.last >= at]
                    if ends:
                        days[min(ends), record.code, item.span] = (record, cite(item, fiche, section.kind))
        work.complete = (len({record.id for record, _quote in days.values()}), len(work.scope))
        if not days:
            work.pieces.append(Piece(said.nothing_due(len(work.scope), at), reason=Reason.SANS_REPONSE))
            return True
        work.pieces.append(Piece(said.due_lead(len(days), work.complete[0], len(work.scope), at)))
        for (day, _code, _span), (record, quote) in sorted(days.items(), key=lambda pair: (pair[0][0], code_key(pair[0][1]), pair[0][2])):
            work.pieces.append(Piece(said.due_day(day, record), (quote,)))
        return True


def _clause(entry: FundingEntry) -> Citation:
    return cite(entry.record.quote, entry.record.fiche, SectionKind.FINANCEMENTS)


def _by_fiche(hits: Iterable[FundingHit]) -> list[Piece]:
    by_fiche: dict[int, list[FundingHit]] = defaultdict(list)
    for hit in hits:
        by_fiche[hit.entry.fiche.id].append(hit)
    return [Piece(f"{sentences.named(own[0].entry.fiche)} :", tuple(_clause(hit.entry) for hit in own)) for own in by_fiche.values()]


def _codes(hits: Iterable[FundingHit]) -> list[str]:
    return sorted({hit.entry.fiche.code for hit in hits}, key=code_key)


def _count(hits: Iterable[FundingHit]) -> int:
    """The fiches that hold these schemes."""
    return len({hit.entry.fiche.id for hit in hits})
