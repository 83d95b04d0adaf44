"""The answer without a language model, word for word from the fiches.

The wanted section of the wanted fiche in full, or the passages that hold the subject; and a plain no, of the right kind, where
the fiches do not say.
"""

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ingest.index.catalogue import ChunkRecord, FicheRecord
from ingest.model import BannerKind, Excerpt, Fiche, SectionKind
from rag import lexicon, sentences
from rag.answer import Answer, Block, Filters, Reason, Status
from rag.citation import Citation, cite
from rag.errors import QuestionError
from rag.evidence import Evidence
from rag.library import Library
from rag.question import Kind, QuestionPlan, resolve
from rag.retrieval import HybridRetriever, Retriever
from rag.terms import Term, Vocabulary
from rag.validity import expired_periods

# A passage supports a subject when it holds this share of the weight of its words (make eval).
_COVERED = 0.6
# The fiche is about a subject when its title, enjeu, objectives… hold this share.
_ABOUT = 0.5
_SUBJECT = 0.7
# Cosines of the bundled model lie between 0.74 and 0.92: off-topic questions stay under 0.80 or share no word with the fiches;
# a passage at 0.85 that holds a third of the subject's words (a fifth, where no noun is unknown) answers it.
_FAR = 0.80
_NEAR = 0.85
_SOME_WORDS = 0.3
_FEW_WORDS = 0.2
# Beyond, a list is cut and says so.
_MAX_QUOTES = 200
_MAX_TOPIC_QUOTES = 8
# The field of these sections is the fiche's: they name who, when and where of its subject, not the subject itself.
_OF_THE_WHOLE_FICHE = frozenset(
    {SectionKind.ANIMATEUR, SectionKind.ECHELLE, SectionKind.CALENDRIER, SectionKind.PUBLIC, SectionKind.LIENS, SectionKind.ENJEU}
)
_DATED = frozenset({SectionKind.FINANCEMENTS, SectionKind.DISPOSITIFS, SectionKind.PARTENAIRES, SectionKind.CALENDRIER})
_SUMMARY = (SectionKind.ENJEU, SectionKind.OBJECTIFS, SectionKind.ANIMATEUR, SectionKind.CALENDRIER)
_COMPARED = (SectionKind.ENJEU, SectionKind.OBJECTIFS, SectionKind.ANIMATEUR)
_BANNER = {
    Kind.PILIER: (BannerKind.PILIER, "pilier"),
    Kind.AXE: (BannerKind.AXE, "axe"),
    Kind.VERSION: (BannerKind.VERSION, "version"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing asked for: what answers it, or the reason why nothing does."""

    text: str
    citations: tuple[Citation, ...] = ()
    reason: Reason | None = None


@dataclass(slots=True)
class _Work:
    """What answering one question gathers."""

    plan: QuestionPlan
    scope: list[FicheRecord]
    filters: Filters
    pieces: list[Piece] = field(default_factory=list)
    complete: tuple[int, int] | None = None
    notices: list[str] = field(default_factory=list)
    scores: list[dict[str, object]] = field(default_factory=list)


class ExtractiveAnswerer:
    """Answers from one library; the same question gives the same answer."""

    def __init__(self, library: Library, *, retriever: Retriever | None = None, max_question_chars: int = 2_000) -> None:
        self.library = library
        self.evidence = Evidence(library)
        self.vocabulary = Vocabulary(library)
        self.retriever = retriever or HybridRetriever(library)
        self.max_question_chars = max_question_chars

    def answer(self, question: str, *, history: Sequence[str] = (), filters: Filters | None = None, at: date | None = None) -> Answer:
        """Answer `question`, asked after the user's messages of `history`; periods over by `at`, else today, are pointed out.

        Raises:
            QuestionError: the question is blank or longer than the limit.
        """
        started = time.perf_counter()
        check_question(question, self.max_question_chars)
        plan = _narrowed(resolve([text for text in history if text.strip()], question, self.vocabulary), filters)
        planned = time.perf_counter()
        work = _Work(plan, self._scope(plan), filters or Filters())
        work.notices.extend(sentences.corrected(typed, read) for typed, read in plan.corrections)
        self._dispatch(work)
        answer = _assemble(work, at or date.today())
        ended = time.perf_counter()
        timings = {"plan": (planned - started) * 1e3, "evidence": (ended - planned) * 1e3, "total": (ended - started) * 1e3}
        return replace(answer, timings_ms={name: round(value, 3) for name, value in timings.items()})

    # Which handler answers.

    def _dispatch(self, work: _Work) -> None:
        plan = work.plan
        if plan.kind is Kind.GREETING:
            thanks = any(word in plan.question.lower() for word in ("merci", "thank", "bravo", "super", "parfait"))
            work.pieces.append(Piece(sentences.THANKS if thanks else sentences.GREETING, reason=Reason.HORS_SUJET))
        elif plan.kind is Kind.CITED_BY:
            self._cited_by(work)
        elif plan.kind is Kind.ENUMERATION:
            self._enumerate(work)
        elif plan.base:
            self._asked_of_list(work, plan.base)
        elif plan.codes:
            self._asked_by_code(work)
        elif plan.names_fiche and plan.terms and self._named_fiche(work):
            return
        elif plan.sections:
            self._sections_by_topic(work)
        elif plan.kind in _BANNER or plan.kind is Kind.TITLE:
            self._banner_by_topic(work)
        else:
            self._topic(work)

    def _scope(self, plan: QuestionPlan) -> list[FicheRecord]:
        """The fiches that may answer: the current ones, or those of the version asked for, of the pilier or axe asked about."""
        records = [record for record in self.library.records if record.version == plan.version] if plan.version else self.library.current
        if plan.level:
            pilier, _dot, axe = plan.level.partition(".")
            records = [
                record
                for record in records
                if (pilier in ("*", record.code.split(".")[0])) and (not axe or record.code.split(".")[1] == axe)
            ]
        return records

    def _asked_of_list(self, work: _Work, base: QuestionPlan) -> None:
        """A follow-up about the fiches that the question before listed."""
        records = [record for record in self._scope(base) if self._match(record, base)]
        if records:
            self._about_fiches(work, records[:12], work.plan.terms)
        else:
            self._refuse(work)

    # A fiche named by its code.

    def _asked_by_code(self, work: _Work) -> None:
        plan = work.plan
        records: list[FicheRecord] = []
        for code in plan.codes:
            known = self.library.by_code.get(code, [])
            if not known:
                work.pieces.append(self._unknown(code, title_asked=plan.kind is Kind.TITLE, plan=plan))
                continue
            chosen = (
                [record for record in known if record.version == plan.version]
                if plan.version
                else [record for record in known if record.current]
            )
            if plan.kind is Kind.COMPARE and len(plan.codes) == 1 and not plan.version:
                chosen = known
            if not chosen:
                years = [record.version for record in known]
                work.pieces.append(Piece(sentences.unknown_version(code, plan.version or 0, years), reason=Reason.FICHE_INCONNUE))
                continue
            if len(chosen) > 1 and plan.kind is not Kind.COMPARE:
                work.notices.append(f"Le code {code} désigne {len(chosen)} fiches de titres différents : chacune est citée.")
            if not plan.version and len(known) > len(chosen):
                others = ", ".join(str(record.version or "sans date") for record in known if record not in chosen)
                work.notices.append(f"La fiche {code} existe aussi dans une autre version ({others}).")
            records.extend(chosen)
        self._about_fiches(work, records, plan.terms)

    def _unknown(self, code: str, *, title_asked: bool, plan: QuestionPlan) -> Piece:
        """A code that is not indexed: what other fiches say of it."""
        links = [
            (self.library.fiche(record), link)
            for record in self.library.current
            for link in self.library.fiche(record).links
            if link.code == code
        ]
        links.sort(key=lambda pair: not pair[1].title)
        citations = tuple(cite(link.quote, fiche, link.section) for fiche, link in links)
        if title_asked and links and links[0][1].title:
            titled = tuple(cite(link.quote, fiche, link.section) for fiche, link in links if link.title)
            return Piece(f"La fiche {code} n’est pas indexée, mais son titre est donné ailleurs :", titled)
        return Piece(sentences.unknown_fiche(code, cited=bool(citations)), citations, Reason.FICHE_INCONNUE)

    def _about_fiches(self, work: _Work, records: Sequence[FicheRecord], terms: Sequence[Term]) -> None:
        plan = work.plan
        for record in records:
            if plan.kind in _BANNER or plan.kind is Kind.TITLE:
                work.pieces.append(self._banner(record, plan.kind))
            elif plan.sections:
                self._section_pieces(work, record, plan.sections, terms)
            elif plan.kind is Kind.COMPARE:
                work.pieces.append(self._banner(record, Kind.TITLE))
                self._section_pieces(work, record, _COMPARED, (), quiet=True)
            elif terms and (plan.kind is not Kind.SUMMARY or any(term.strict or term.aimed for term in terms)):
                work.pieces.append(self._topic_in_fiche(record, terms, plan))
            elif plan.wants:
                work.pieces.append(self._detail_in_fiche(record, plan.wants))
            else:
                work.pieces.append(self._banner(record, Kind.TITLE))
                self._section_pieces(work, record, _SUMMARY, (), quiet=True)

    def _banner(self, record: FicheRecord, kind: Kind) -> Piece:
        fiche = self.library.fiche(record)
        name = sentences.capital(sentences.fiche_name(record))
        if kind is Kind.TITLE:
            return Piece(f"**{name}** – Titre :", (cite(fiche.title, fiche),))
        part, word = _BANNER[kind]
        found = fiche.banner_part(part)
        if found is None:
            return Piece(f"La {sentences.fiche_name(record)} n’indique pas de {word}.", reason=Reason.SANS_REPONSE)
        return Piece(f"**{name}** – {sentences.capital(word)} :", (cite(found, fiche),))

    def _section_pieces(
        self, work: _Work, record: FicheRecord, kinds: Iterable[SectionKind], terms: Sequence[Term], *, quiet: bool = False
    ) -> None:
        """Add each section of one fiche; `quiet` leaves out those that are absent or blank."""
        pieces = [self._section(record, kind, terms, work.plan) for kind in kinds]
        both_indicators = {SectionKind.INDICATEURS_REALISATION, SectionKind.INDICATEURS_EFFETS} <= set(work.plan.sections)
        some = any(piece.reason is None for piece in pieces)
        for kind, piece in zip(kinds, pieces, strict=True):
            absent = piece.reason is not None and not self.library.fiche(record).all(kind)
            if piece.reason is None or not (quiet or (some and both_indicators and absent)):
                work.pieces.append(piece)

    def _section(self, record: FicheRecord, kind: SectionKind, terms: Sequence[Term], plan: QuestionPlan) -> Piece:
        """The section in full, or its items about `terms`; or why it does not answer."""
        fiche = self.library.fiche(record)
        sections = fiche.all(kind)
        items = [item for section in sections for item in section.items]
        shared = next((section.shared_with for section in sections if section.shared_with), None)
        if not sections:
            return Piece(sentences.absent_section(record, kind), reason=Reason.SANS_REPONSE)
        lead = sentences.section_lead(record, kind, len(items), counts=plan.counts)
        if not items and shared:
            items = [item for section in fiche.all(shared) for item in section.items]
            lead = f"**{sentences.capital(sentences.fiche_name(record))}** – Partenaires et dispositifs, que la fiche donne ensemble :"
        if not items:
            return Piece(sentences.empty_section(record, kind), (cite(sections[0].heading, fiche, kind),), Reason.RUBRIQUE_VIDE)
        chosen, missing = self._narrow(record, items, terms, plan)
        if missing and plan.yes_no and kind in _OF_THE_WHOLE_FICHE:
            missing = ""  # « est-ce la CAF qui anime ? »: what the field says is the answer
        if missing:
            return Piece(
                f"{sentences.not_in_section(record, kind, missing)} {sentences.nearest()}",
                _cited(items, fiche, kind)[:4],
                Reason.SANS_REPONSE,
            )
        lacking = _lacking(plan.wants, chosen)
        if lacking:
            return Piece(sentences.no_such_detail(record, lacking), _cited(chosen, fiche, kind)[:6], Reason.SANS_REPONSE)
        if "montant" in plan.wants:
            chosen = [item for item in chosen if lexicon.AMOUNT_TEXT.search(item.text)]
        if len(chosen) < len(items) and terms:
            topic = " ".join(term.word for term in terms)
            lead = sentences.narrowed_lead(record, kind, topic)
        return Piece(lead, _cited(chosen, fiche, kind))

    def _narrow(
        self, record: FicheRecord, items: Sequence[Excerpt], terms: Sequence[Term], plan: QuestionPlan
    ) -> tuple[list[Excerpt], str]:
        """Return the items about `terms`, and the words that make the question unanswerable here, "" where none does.

        Words that no item holds are the fiche's own subject, or a manner of speaking, and the section answers in full;
        unless they are a name or a number, or what the question is « pour », that the fiche never mentions.
        """
        if not terms:
            return list(items), ""
        covered = [(item, self.evidence.coverage(item.text, terms)) for item in items]
        best = max(share for _item, share in covered)
        fiche = self.library.fiche(record)
        whole = " ".join([fiche.title.line, *(item.text for section in fiche.sections for item in section.items)])
        words = self.evidence.words(whole)
        lost = [term for term in terms if (term.strict or term.aimed or plan.inferred) and not term.matches(words)]
        if best >= 0.45 and not any(term.strict for term in lost):
            return [item for item, share in covered if share >= 0.6 * best], ""
        if lost:
            return list(items), " ".join(term.word for term in lost)
        return list(items), ""

    def _topic_in_fiche(self, record: FicheRecord, terms: Sequence[Term], plan: QuestionPlan) -> Piece:
        """What one fiche says of a subject, wherever it says it."""
        fiche = self.library.fiche(record)
        topic = " ".join(term.word for term in terms)
        scored = [(self.evidence.coverage(item.text, terms), item, section.kind) for section in fiche.sections for item in section.items]
        title_share = self.evidence.coverage(fiche.title.line, terms)
        best = max([share for share, _item, _kind in scored] + [0.0])
        found = [(item, kind) for share, item, kind in scored if share >= max(_COVERED, 0.75 * best)]
        if not found and title_share >= _COVERED:
            return Piece(f"**{sentences.capital(sentences.fiche_name(record))}**, dans son titre :", (cite(fiche.title, fiche),))
        if found:
            lacking = _lacking(plan.wants, [item for item, _kind in found])
            citations = tuple(cite(item, fiche, kind) for item, kind in found[:_MAX_TOPIC_QUOTES])
            if lacking:
                return Piece(sentences.no_such_detail(record, lacking), citations, Reason.SANS_REPONSE)
            return Piece(f"**{sentences.capital(sentences.fiche_name(record))}**, sur « {topic} » :", citations)
        near = self.retriever.retrieve(plan.question, limit=2, keep=lambda chunk: chunk.fiche_id == record.id)
        return Piece(sentences.not_in_fiche(record, topic), self._citations(passage.chunk for passage in near), Reason.SANS_REPONSE)

    def _detail_in_fiche(self, record: FicheRecord, wants: Sequence[str]) -> Piece:
        fiche = self.library.fiche(record)
        pattern = _PATTERNS[wants[0]]
        found = [(item, section.kind) for section in fiche.sections for item in section.items if pattern.search(item.text)]
        if found:
            return Piece(
                f"**{sentences.capital(sentences.fiche_name(record))}** – {sentences.capital(wants[0])} :",
                tuple(cite(item, fiche, kind) for item, kind in found),
            )
        return Piece(sentences.no_such_detail(record, wants[0]).removesuffix(" Elle écrit seulement :"), reason=Reason.SANS_REPONSE)

    # A fiche named by its subject.

    def _named_fiche(self, work: _Work) -> bool:
        """« la fiche sur la parentalité »: answer as if its code had been given; False where no fiche is about it."""
        plan = work.plan
        naming = plan.naming or plan.terms
        ranked = self.evidence.fiches_about(naming, work.scope, least=0.4)
        if not ranked or any(term.strict and not term.known for term in naming):
            return False
        best = ranked[0][1]
        records = [record for record, score in ranked if score >= best - 0.05][:3]
        for record in records:
            # What the subject of the fiche explains has served; the rest narrows the answer.
            rest = [term for term in plan.terms if not any(term.matches(words) for _weight, words in self.evidence.subject(record.id))]
            names = [term for term in rest if term.strict or term.focus]
            self._about_fiches(work, [record], tuple(names))
        return True

    def _banner_by_topic(self, work: _Work) -> None:
        plan = work.plan
        ranked = self.evidence.fiches_about(plan.terms, work.scope)
        if ranked:
            work.pieces.extend(self._banner(record, plan.kind) for record, score in ranked if score >= ranked[0][1] - 0.1)
        else:
            self._topic(work)

    # Sections wanted, no fiche named.

    def _sections_by_topic(self, work: _Work) -> None:
        """The sections asked for, of the fiches that are about the subject; guessed sections give way to the subject."""
        plan = work.plan
        if not plan.terms:
            if plan.wants and not plan.in_domain:
                self._refuse(work)
                return
            self._list_sections(work)
            return
        for kind in plan.sections:
            self._section_by_topic(work, kind)
        if all(piece.reason is Reason.SANS_REPONSE or piece.reason is Reason.HORS_SUJET for piece in work.pieces):
            refusals = list(work.pieces)
            work.pieces.clear()
            if plan.inferred:
                self._topic(work)
            elif set(plan.sections) <= set(_EXPECTED_TEXT) or not self._near_in_meaning(work):
                work.pieces.extend(refusals)

    def _section_by_topic(self, work: _Work, kind: SectionKind) -> None:
        """The items of a section about a subject, over all fiches; and the section of the fiches that are about it."""
        plan, terms = work.plan, work.plan.terms
        scope = {record.id for record in work.scope}
        unknown = [term for term in terms if not term.known and (term.strict or term.focus)]
        direct: dict[int, list[Excerpt]] = {}
        best = 0.0
        for chunk in self.evidence.chunks_with(terms):
            if chunk.section is kind and chunk.fiche_id in scope:
                share = self.evidence.coverage(self.library.excerpt(chunk).text, terms)
                if share >= _COVERED:
                    best = max(best, share)
                    direct.setdefault(chunk.fiche_id, [])
        # An amount or a date of the whole fiche answers for its subject, not for one of its actions.
        about = self.evidence.fiches_about(terms, work.scope, least=_SUBJECT if plan.wants else _ABOUT)
        top = about[0][1] if about else 0.0
        chosen: dict[int, FicheRecord] = {}
        if kind in _OF_THE_WHOLE_FICHE:
            chosen.update((record.id, record) for record, score in about if score >= top - 0.1)
            if not chosen:
                chosen.update((fiche_id, self.library.by_id[fiche_id]) for fiche_id in direct)
        else:
            chosen.update((record.id, record) for record, score in about if score >= max(top - 0.05, 0.85 if direct else _ABOUT))
            chosen.update((fiche_id, self.library.by_id[fiche_id]) for fiche_id in direct)
        if unknown and not (best >= 0.75 or top >= 0.75):
            chosen.clear()
        if kind in _EXPECTED_TEXT and top < 0.9 and not direct and self._said_elsewhere(work, kind, least=0.95):
            return
        if not chosen:
            chosen.update((record.id, record) for record in self._meant(work))
        if not chosen:
            if not self._said_elsewhere(work, kind, least=0.75):
                self._refuse(work, kind)
            return
        order = sorted(
            chosen.values(), key=lambda record: (-max(self.evidence.about(record, terms), 1.0 if record.id in direct else 0.0), record.id)
        )
        for record in order[:12]:
            piece = self._section(record, kind, terms if record.id in direct else (), plan)
            if piece.reason is None and record.id not in direct:
                piece = replace(piece, text=sentences.about_lead(record, kind))
            work.pieces.append(piece)
        if len(order) > 12:
            work.notices.append(f"{len(order) - 12} autres fiches en parlent ; précisez le sujet ou le code d’une fiche.")
        if any(piece.reason is None for piece in work.pieces):
            # A fiche among several whose section is blank answers nothing, but is worth a notice.
            work.pieces = [
                piece for piece in work.pieces if piece.reason is None or len(order) == 1 or piece.reason is Reason.FICHE_INCONNUE
            ]

    def _meant(self, work: _Work) -> list[FicheRecord]:
        """The fiche that the known words are about, where the nearest passage by meaning is one of its own.

        « l’inclusion numérique » finds the fiche on « numérique » though no fiche writes « inclusion ».
        """
        known = [term for term in work.plan.terms if term.known]
        if work.plan.wants or not known or any(term.strict and not term.known for term in work.plan.terms):
            return []
        ranked = self.evidence.fiches_about(known, work.scope, least=_SUBJECT)
        nearest = self.retriever.retrieve(work.plan.question, limit=1, keep=_current_only(work.scope))
        return [record for record, _score in ranked[:1] if nearest and nearest[0].chunk.fiche_id == record.id and nearest[0].dense >= _NEAR]

    def _said_elsewhere(self, work: _Work, kind: SectionKind, *, least: float) -> bool:
        """Answer from any section, where a passage holds the whole subject and what the question expects of it."""
        expected = _EXPECTED_TEXT.get(kind)
        terms = work.plan.terms
        scope = {record.id for record in work.scope}
        found = [
            chunk
            for chunk in self.evidence.chunks_with(terms)
            if chunk.fiche_id in scope
            and self.evidence.coverage(self.library.excerpt(chunk).text, terms) >= least
            and (expected is None or expected.search(self.library.excerpt(chunk).text))
            and not _lacking(work.plan.wants, [self.library.excerpt(chunk)])
        ]
        if kind not in _EXPECTED_TEXT or not found:
            return False
        for chunk in found[:_MAX_TOPIC_QUOTES]:
            record = self.library.by_id[chunk.fiche_id]
            work.pieces.append(
                Piece(
                    f"**{sentences.capital(sentences.fiche_name(record))}** – {sentences.label(chunk.section)} :", self._citations([chunk])
                )
            )
        return True

    def _list_sections(self, work: _Work) -> None:
        """List the section of every fiche: « Quels sont les animateurs ? »."""
        pieces: list[Piece] = []
        matched = 0
        for record in work.scope:
            found = [self._section(record, kind, (), work.plan) for kind in work.plan.sections]
            answered = [piece for piece in found if piece.reason is None]
            matched += bool(answered)
            pieces.extend(answered)
        work.complete = (matched, len(work.scope))
        if not pieces:
            blank = [self._section(record, kind, (), work.plan) for record in work.scope for kind in work.plan.sections]
            work.pieces.extend(blank[:3] or [Piece(sentences.not_in_corpus(""), reason=Reason.SANS_REPONSE)])
            return
        work.pieces.extend(pieces)
        missing = len(work.scope) - matched
        if missing:
            names = " et ".join(sentences.section_phrase(kind) for kind in work.plan.sections)
            work.notices.append(
                f"{sentences.plural(missing, 'fiche')} sur {len(work.scope)} ne {'dit' if missing < 2 else 'disent'} rien sur {names}."
            )

    # Which fiches, how many.

    def _enumerate(self, work: _Work) -> None:
        plan = work.plan
        of = len(work.scope)
        if plan.negated and plan.sections and not plan.terms:
            self._enumerate_blank(work)
            return
        matches: list[tuple[FicheRecord, tuple[Citation, ...]]] = []
        holders = {chunk.fiche_id for chunk in self.evidence.chunks_with(plan.terms)} if plan.terms else set()
        for record in work.scope:
            if plan.terms and record.id not in holders:
                continue
            citations = self._match(record, plan)
            if citations:
                matches.append((record, citations))
        work.complete = (len(matches), of)
        about = f" sur « {plan.topic} »" if plan.terms else ""
        where = f" (rubrique « {' », « '.join(sentences.label(kind) for kind in plan.sections)} »)" if plan.sections else ""
        if not matches:
            work.pieces.append(Piece(f"Aucune des {of} fiches indexées ne répond{about}{where}.", reason=Reason.SANS_REPONSE))
            return
        verb = "répond" if len(matches) < 2 else "répondent"
        lead = f"**{sentences.plural(len(matches), 'fiche')} sur {of}** {verb}{about}{where} (liste complète) :"
        work.pieces.append(Piece(lead))
        for record, citations in matches:
            work.pieces.append(
                Piece(f"**{sentences.capital(sentences.fiche_name(record))}**, « {sentences.short(record.title)} » :", citations)
            )

    def _match(self, record: FicheRecord, plan: QuestionPlan) -> tuple[Citation, ...]:
        """What makes a fiche one of the list: its best items about each word asked for, all of which it must hold."""
        fiche = self.library.fiche(record)
        if not plan.terms and not plan.sections:
            return (cite(fiche.title, fiche),)
        in_sections = [
            (item, section.kind)
            for section in fiche.sections
            if not plan.sections or section.kind in plan.sections
            for item in section.items
        ]
        if not plan.terms:
            return tuple(cite(item, fiche, kind) for item, kind in in_sections[:3])
        places = in_sections if plan.sections else [(fiche.title, SectionKind.AUTRE), *in_sections]
        own = [
            (item, kind, self.evidence.coverage(item.text, plan.terms))
            for item, kind in places
            if plan.sections or kind is not SectionKind.LIENS
        ]
        hard = (
            [term for term in plan.terms if term.strict or (term.word not in lexicon.SOFT and term.focus)]
            or [term for term in plan.terms if term.known]
            or list(plan.terms)
        )
        if not all(any(term.matches(self.evidence.words(item.text)) for item, _kind, _share in own) for term in hard):
            return ()
        best = sorted(own, key=lambda place: -place[2])
        if best[0][2] >= 0.99 or len(hard) == 1:
            found = [place for place in best if place[2] >= min(0.99, best[0][2])]
        else:
            # The words stand in several items: one for each.
            found = []
            for term in hard:
                found.extend([place for place in best if term.matches(self.evidence.words(place[0].text)) and place not in found][:1])
        order = sorted(found[:3], key=lambda place: place[0].span)
        return tuple(cite(item, fiche, kind) for item, kind, _share in order)

    def _enumerate_blank(self, work: _Work) -> None:
        """List the fiches whose heading is blank or absent: « Quelles fiches n’ont pas de calendrier ? »."""
        plan = work.plan
        found: list[Piece] = []
        for record in work.scope:
            fiche = self.library.fiche(record)
            for kind in plan.sections:
                sections = fiche.all(kind)
                if any(section.items or section.shared_with for section in sections):
                    continue
                place = sections[0].heading if sections else fiche.title
                state = "rubrique vide" if sections else "rubrique absente"
                name = sentences.capital(sentences.fiche_name(record))
                found.append(
                    Piece(
                        f"**{name}** – {sentences.label(kind)}, {state} :", (cite(place, fiche, kind if sections else SectionKind.AUTRE),)
                    )
                )
        work.complete = (len(found), len(work.scope))
        if found:
            work.pieces.append(Piece(f"**{sentences.plural(len(found), 'fiche')} sur {len(work.scope)}** (liste complète) :"))
            work.pieces.extend(found)
        else:
            work.pieces.append(
                Piece(f"Aucune : les {len(work.scope)} fiches indexées remplissent cette rubrique.", reason=Reason.SANS_REPONSE)
            )

    def _cited_by(self, work: _Work) -> None:
        """List the fiches that refer to a code: « Quelles fiches citent la 1.1.3 ? »."""
        matched: dict[int, FicheRecord] = {}
        pieces: list[Piece] = []
        for record in work.scope:
            fiche = self.library.fiche(record)
            citations = tuple(cite(link.quote, fiche, link.section) for link in fiche.links if link.code in work.plan.codes)
            if citations and record.code not in work.plan.codes:
                matched[record.id] = record
                pieces.append(
                    Piece(f"**{sentences.capital(sentences.fiche_name(record))}**, « {sentences.short(record.title)} » :", citations)
                )
        work.complete = (len(matched), len(work.scope))
        codes = " et ".join(work.plan.codes)
        if not pieces:
            unknown = [code for code in work.plan.codes if code not in self.library.by_code]
            reason = Reason.FICHE_INCONNUE if unknown else Reason.SANS_REPONSE
            work.pieces.append(Piece(f"Aucune des {len(work.scope)} fiches indexées ne cite la fiche {codes}.", reason=reason))
            return
        verb = "cite" if len(pieces) < 2 else "citent"
        work.pieces.append(
            Piece(f"**{sentences.plural(len(matched), 'fiche')} sur {len(work.scope)}** {verb} la fiche {codes} (liste complète) :")
        )
        work.pieces.extend(pieces)

    # A subject, and nothing else.

    def _topic(self, work: _Work) -> None:
        plan = work.plan
        if not plan.terms:
            self._refuse(work)
            return
        scope = {record.id for record in work.scope}
        scored = [
            (self.evidence.support(chunk, plan.terms), chunk) for chunk in self.evidence.chunks_with(plan.terms) if chunk.fiche_id in scope
        ]
        lost = [term for term in plan.terms if term.strict and not term.known]
        best = max((share for share, _chunk in scored), default=0.0)
        if lost or best < _COVERED:
            familiar = plan.in_domain or self._sounds_familiar(plan)
            if lost or not familiar or not self._near_in_meaning(work):
                self._refuse(work)
            return
        if plan.wants:
            scored = [(share, chunk) for share, chunk in scored if not _lacking(plan.wants, [self.library.excerpt(chunk)])]
            if not any(share >= _COVERED for share, _chunk in scored):
                work.pieces.append(Piece(sentences.no_detail_anywhere(plan.wants[0]), reason=Reason.SANS_REPONSE))
                return
        ranks = {passage.chunk.id: rank for rank, passage in enumerate(self.retriever.retrieve(plan.question, limit=50))}
        kept = sorted(
            ((share, chunk) for share, chunk in scored if share >= max(_COVERED, best - 0.15)),
            key=lambda pair: (-pair[0], pair[1].section is SectionKind.LIENS, ranks.get(pair[1].id, 1_000), pair[1].id),
        )[:_MAX_TOPIC_QUOTES]
        by_fiche: dict[int, list[ChunkRecord]] = {}
        for _share, chunk in kept:
            by_fiche.setdefault(chunk.fiche_id, []).append(chunk)
        for fiche_id, chunks in by_fiche.items():
            record = self.library.by_id[fiche_id]
            chunks.sort(key=lambda chunk: chunk.position)
            work.pieces.append(
                Piece(f"**{sentences.capital(sentences.fiche_name(record))}**, sur « {plan.topic} » :", self._citations(chunks))
            )

    def _near_in_meaning(self, work: _Work) -> bool:
        """Answer from the passages nearest in meaning, where they also hold some of the subject's own words."""
        plan = work.plan
        stranger = any(term.focus and not term.known for term in plan.terms)
        if any(term.strict and not term.known for term in plan.terms):
            return False
        least = _SOME_WORDS if stranger else _FEW_WORDS
        found = []
        for passage in self.retriever.retrieve(plan.question, limit=5, keep=_current_only(work.scope)):
            excerpt = self.library.excerpt(passage.chunk)
            if passage.dense >= _NEAR and self.evidence.coverage(excerpt.text, plan.terms) >= least and not _lacking(plan.wants, [excerpt]):
                found.append(passage)
        for passage in [passage for passage in found if passage.score >= 0.85 * found[0].score][:3]:
            record = self.library.record_of(passage.chunk)
            text = f"**{sentences.capital(sentences.fiche_name(record))}** – {sentences.label(passage.chunk.section)} :"
            work.pieces.append(Piece(text, self._citations([passage.chunk])))
        return bool(found)

    def _refuse(self, work: _Work, kind: SectionKind | None = None) -> None:
        """Nothing supports an answer: off topic, or on topic and not said."""
        plan = work.plan
        nearest = self.retriever.retrieve(plan.question, limit=1)
        far = not nearest or nearest[0].dense < _FAR
        if not plan.in_domain and (far or not self._sounds_familiar(plan)):
            work.pieces.append(Piece(sentences.OFF_TOPIC, reason=Reason.HORS_SUJET))
            return
        topic = " ".join(term.word for term in plan.terms if not term.known) or plan.topic
        near = self.retriever.retrieve(
            plan.question, limit=2, keep=(lambda chunk: chunk.section is kind) if kind else _current_only(work.scope)
        )
        text = sentences.not_in_corpus(topic)
        citations = self._citations(passage.chunk for passage in near)
        work.pieces.append(Piece(f"{text} {sentences.nearest()}" if citations else text, citations, Reason.SANS_REPONSE))

    @staticmethod
    def _sounds_familiar(plan: QuestionPlan) -> bool:
        """Most of the question's subject, by weight, is in the words of the fiches."""
        total = sum(term.rarity for term in plan.terms)
        known = sum(term.rarity for term in plan.terms if term.known)
        return bool(total) and known / total >= 0.6

    def _citations(self, chunks: Iterable[ChunkRecord]) -> tuple[Citation, ...]:
        return tuple(
            cite(self.library.excerpt(chunk), self.library.fiche(self.library.record_of(chunk)), chunk.section) for chunk in chunks
        )


# What a passage of another section must show to answer for this one: a date for the calendar, a body for the leader.
_EXPECTED_TEXT: dict[SectionKind, re.Pattern[str] | None] = {
    SectionKind.CALENDRIER: re.compile(
        r"\b(?:19|20)\d\d\b|\ben continu\b|\bpar (?:jour|semaine|mois|trimestre|semestre|an)\b|\bhebdomadaire|\bmensuel|\btrimestriel|\bannuel|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?\b|\b(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b",
        re.IGNORECASE,
    ),
    SectionKind.ANIMATEUR: re.compile(r" : \S|\bpar\b|\bporté|\banimé|\bpilot", re.IGNORECASE),
    SectionKind.FINANCEMENTS: lexicon.AMOUNT_TEXT,
}
_PATTERNS = {
    **{name: shown for name, (_asked, shown) in lexicon.PATTERNED.items()},
    "montant": lexicon.AMOUNT_TEXT,
    "nombre": lexicon.NUMBER_TEXT,
}


def check_question(question: str, limit: int) -> None:
    """Raise QuestionError where a question is blank or longer than `limit` characters."""
    if not question.strip():
        raise QuestionError("La question est vide ; écrivez par exemple « Qui anime la fiche 1.1.4 ? ».")
    if len(question) > limit:
        raise QuestionError(
            f"La question compte {len(question)} caractères, plus que la limite de {limit} ; raccourcissez-la, ou relevez FICHES_MAX_QUESTION_CHARS."
        )


def _narrowed(plan: QuestionPlan, filters: Filters | None) -> QuestionPlan:
    """Apply what the asker chose beside the question: it stands over what the words say."""
    if not filters:
        return plan
    if filters.code:
        plan = replace(plan, codes=(filters.code,), in_domain=True, kind=Kind.LOOKUP if plan.kind is Kind.ENUMERATION else plan.kind)
    if filters.section:
        plan = replace(plan, sections=(filters.section,), in_domain=True)
    if filters.version:
        plan = replace(plan, version=filters.version)
    return plan


def _lacking(wants: Sequence[str], items: Sequence[Excerpt]) -> str:
    """Return the first detail asked for that no item shows, "" where they show all."""
    return next((want for want in wants if not any(_PATTERNS[want].search(item.text) for item in items)), "")


def _cited(items: Iterable[Excerpt], fiche: Fiche, kind: SectionKind) -> tuple[Citation, ...]:
    return tuple(cite(item, fiche, kind) for item in items)


def _current_only(scope: Sequence[FicheRecord]) -> Callable[[ChunkRecord], bool]:
    allowed = {record.id for record in scope}
    return lambda chunk: chunk.fiche_id in allowed


def _assemble(work: _Work, at: date) -> Answer:
    """Number the citations in reading order; answered when at least one thing asked for is."""
    work.pieces = list({(piece.text, piece.reason): piece for piece in reversed(work.pieces)}.values())[::-1]
    answered = any(piece.reason is None for piece in work.pieces)
    reasons = [piece.reason for piece in work.pieces if piece.reason is not None]
    pieces = work.pieces
    notices = list(work.notices)
    if answered:
        notices.extend(piece.text.removesuffix(" " + sentences.nearest()) for piece in pieces if piece.reason is not None)
    numbers: dict[tuple[str, int, int], int] = {}
    citations: list[Citation] = []
    blocks: list[Block] = []
    for piece in pieces:
        own: list[int] = []
        for citation in piece.citations:
            span = citation.excerpt.span
            place = (citation.fiche.source.name, span.start, span.end)
            if place not in numbers and len(citations) < _MAX_QUOTES:
                citations.append(citation)
                numbers[place] = len(citations)
            if place in numbers and numbers[place] not in own:
                own.append(numbers[place])
        blocks.append(Block(piece.text, tuple(own)))
    if sum(len(piece.citations) for piece in pieces) > _MAX_QUOTES:
        notices.append(f"Seules les {_MAX_QUOTES} premières citations sont affichées.")
    for number, citation in enumerate(citations, start=1):
        if citation.section in _DATED:
            for period in expired_periods(citation.excerpt.text, at):
                notices.append(sentences.expired(number, period, at))
    order = list(Reason)
    reason = min(reasons, key=order.index) if reasons and not answered else None
    return Answer(
        question=work.plan.question,
        status=Status.ANSWERED if answered else Status.ABSTAINED,
        reason=reason,
        blocks=tuple(blocks),
        citations=tuple(citations),
        complete=work.complete,
        notices=tuple(dict.fromkeys(notices)),
        explanation={"plan": work.plan.as_dict()},
    )
