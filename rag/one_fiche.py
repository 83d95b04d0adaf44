"""What one fiche says: a section in full, its items about a subject, its banner; or why it does not answer."""

from collections.abc import Iterable, Sequence

from ingest.chunking import clean
from ingest.folding import fold
from ingest.index.catalogue import FicheRecord
from ingest.model import BannerKind, Excerpt, SectionKind
from rag import lexicon, sentences
from rag.answer import Reason
from rag.citation import cite
from rag.evidence import Evidence
from rag.expected import COVERED, MAX_TOPIC_QUOTES, OF_THE_WHOLE_FICHE, PATTERNS, lacking
from rag.library import Library
from rag.pieces import Piece, Work, cite_chunks, cited
from rag.question import Kind, QuestionPlan, spoken
from rag.retrieval import Retriever
from rag.terms import Term

_SUMMARY = (SectionKind.ENJEU, SectionKind.OBJECTIFS, SectionKind.ANIMATEUR, SectionKind.CALENDRIER)
_COMPARED = (SectionKind.ENJEU, SectionKind.OBJECTIFS, SectionKind.ANIMATEUR)
BANNER_PARTS = {
    Kind.PILIER: (BannerKind.PILIER, "pilier"),
    Kind.AXE: (BannerKind.AXE, "axe"),
    Kind.VERSION: (BannerKind.VERSION, "version"),
}


class OneFiche:
    """Answers from fiches that are already chosen."""

    def __init__(self, library: Library, evidence: Evidence, retriever: Retriever) -> None:
        self.library = library
        self.evidence = evidence
        self.retriever = retriever

    def _unknown(self, code: str, *, title_asked: bool, plan: QuestionPlan) -> Piece:
        """A code that is not indexed: what other fiches say of it."""
        links = [
            (self.library.fiche(record), link)
            for record in self.library.citing([code])
            for link in self.library.fiche(record).links
            if link.code == code
        ]
        links.sort(key=lambda pair: not pair[1].title)
        citations = tuple(cite(link.quote, fiche, link.section) for fiche, link in links)
        if title_asked and links and links[0][1].title:
            titled = tuple(cite(link.quote, fiche, link.section) for fiche, link in links if link.title)
            return Piece(f"La fiche {code} n’est pas indexée, mais son titre est donné ailleurs :", titled)
        return Piece(sentences.unknown_fiche(code, cited=bool(citations)), citations, Reason.FICHE_INCONNUE)

    def about(self, work: Work, records: Sequence[FicheRecord], terms: Sequence[Term]) -> None:
        plan = work.plan
        for record in records:
            if plan.kind in BANNER_PARTS or plan.kind is Kind.TITLE:
                work.pieces.append(self.banner(record, plan.kind))
            elif plan.sections:
                work.pieces.extend(self.banner(record, kind) for kind in plan.details)
                self.sections(work, record, plan.sections, terms)
            elif plan.kind is Kind.COMPARE:
                work.pieces.append(self.banner(record, Kind.TITLE))
                self.sections(work, record, _COMPARED, (), quiet=True)
            elif terms and (plan.kind is not Kind.SUMMARY or any(term.strict or term.aimed for term in terms)):
                work.pieces.append(self._topic(record, terms, plan))
            elif plan.wants:
                work.pieces.append(self._detail(record, plan.wants))
            else:
                work.pieces.append(self.banner(record, Kind.TITLE))
                self.sections(work, record, _SUMMARY, (), quiet=True)

    def banner(self, record: FicheRecord, kind: Kind) -> Piece:
        fiche = self.library.fiche(record)
        name = sentences.capital(sentences.fiche_name(record))
        if kind is Kind.TITLE:
            return Piece(f"**{name}** – Titre :", (cite(fiche.title, fiche),))
        part, word = BANNER_PARTS[kind]
        found = fiche.banner_part(part)
        if found is None:
            return Piece(f"La {sentences.fiche_name(record)} n’indique pas de {word}.", reason=Reason.SANS_REPONSE)
        return Piece(f"**{name}** – {sentences.capital(word)} :", (cite(found, fiche),))

    def sections(
        self, work: Work, record: FicheRecord, kinds: Iterable[SectionKind], terms: Sequence[Term], *, quiet: bool = False
    ) -> None:
        """Add each section of one fiche; `quiet` leaves out those that are absent or blank."""
        pieces = [self.section(record, kind, terms, work.plan) for kind in kinds]
        both_indicators = {SectionKind.INDICATEURS_REALISATION, SectionKind.INDICATEURS_EFFETS} <= set(work.plan.sections)
        some = any(piece.reason is None for piece in pieces)
        for kind, piece in zip(kinds, pieces, strict=True):
            absent = piece.reason is not None and not self.library.fiche(record).all(kind)
            if piece.reason is None or not (quiet or (some and both_indicators and absent)):
                work.pieces.append(piece)

    def section(self, record: FicheRecord, kind: SectionKind, terms: Sequence[Term], plan: QuestionPlan) -> Piece:
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
            return Piece(
                sentences.empty_section(record, clean(sections[0].heading.text).rstrip(" :")),
                (cite(sections[0].heading, fiche, kind),),
                Reason.RUBRIQUE_VIDE,
            )
        chosen, missing = self._narrow(record, items, terms, plan)
        if missing and plan.yes_no and kind in OF_THE_WHOLE_FICHE:
            missing = ""  # « est-ce la CAF qui anime ? »: what the field says is the answer
        if missing:
            return Piece(
                f"{sentences.not_in_section(record, kind, missing)} {sentences.nearest()}",
                cited(items, fiche, kind)[:4],
                Reason.SANS_REPONSE,
            )
        absent = lacking(plan.wants, chosen)
        if absent:
            return Piece(sentences.no_such_detail(record, absent), cited(chosen, fiche, kind)[:6], Reason.SANS_REPONSE)
        if "montant" in plan.wants:
            chosen = [item for item in chosen if lexicon.AMOUNT_TEXT.search(item.text)]
        if len(chosen) < len(items) and terms:
            lead = sentences.narrowed_lead(record, kind, spoken(terms))
        return Piece(lead, cited(chosen, fiche, kind))

    def _narrow(
        self, record: FicheRecord, items: Sequence[Excerpt], terms: Sequence[Term], plan: QuestionPlan
    ) -> tuple[list[Excerpt], str]:
        """Return the items about `terms`, and the words that make the question unanswerable here, "" where none does.

        Words that no item holds are the fiche's own subject, or a manner of speaking, and the section answers in full;
        unless they are a name or a number, or what the question is « pour », that the fiche never mentions.
        """
        if plan.english:  # few of its words are those of the fiches
            terms = [term for term in terms if term.strict or term.known]
        subject = self.evidence.subject_words(record.id)  # the fiche's own subject narrows nothing
        terms = [term for term in terms if term.strict or not (term.matches(subject) if plan.english else term.stem in subject)]
        if not terms:
            return list(items), ""
        if lexicon.WHOLE.search(fold(plan.question)):
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
            return list(items), spoken(lost)
        return list(items), ""

    def _topic(self, record: FicheRecord, terms: Sequence[Term], plan: QuestionPlan) -> Piece:
        """What one fiche says of a subject, wherever it says it."""
        fiche = self.library.fiche(record)
        topic = spoken(terms)
        scored = [(self.evidence.coverage(item.text, terms), item, section.kind) for section in fiche.sections for item in section.items]
        title_share = self.evidence.coverage(fiche.title.line, terms)
        best = max([share for share, _item, _kind in scored] + [0.0])
        found = [(item, kind) for share, item, kind in scored if share >= max(COVERED, 0.75 * best)]
        if not found and title_share >= COVERED:
            return Piece(f"**{sentences.capital(sentences.fiche_name(record))}**, dans son titre :", (cite(fiche.title, fiche),))
        if found:
            absent = lacking(plan.wants, [item for item, _kind in found])
            citations = tuple(cite(item, fiche, kind) for item, kind in found[:MAX_TOPIC_QUOTES])
            if absent:
                return Piece(sentences.no_such_detail(record, absent), citations, Reason.SANS_REPONSE)
            return Piece(f"**{sentences.capital(sentences.fiche_name(record))}**, sur « {topic} » :", citations)
        near = self.retriever.retrieve(plan.question, limit=2, keep=lambda chunk: chunk.fiche_id == record.id)
        return Piece(
            sentences.not_in_fiche(record, topic), cite_chunks(self.library, (passage.chunk for passage in near)), Reason.SANS_REPONSE
        )

    def _detail(self, record: FicheRecord, wants: Sequence[str]) -> Piece:
        fiche = self.library.fiche(record)
        pattern = PATTERNS[wants[0]]
        found = [(item, section.kind) for section in fiche.sections for item in section.items if pattern.search(item.text)]
        if found:
            return Piece(
                f"**{sentences.capital(sentences.fiche_name(record))}** – {sentences.capital(wants[0])} :",
                tuple(cite(item, fiche, kind) for item, kind in found),
            )
        return Piece(sentences.lacks(record, wants[0]), reason=Reason.SANS_REPONSE)

    def by_code(self, work: Work) -> list[FicheRecord]:
        """Return the fiches of the codes asked for; those that are not there are told."""
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
                existing = [record.version for record in known]
                work.pieces.append(Piece(sentences.unknown_version(code, plan.version or 0, existing), reason=Reason.FICHE_INCONNUE))
                continue
            if len(chosen) > 1 and plan.kind is not Kind.COMPARE:
                work.notices.append(sentences.several_fiches(code, chosen))
            years = {record.version for record in chosen}
            others = [str(record.version or "sans date") for record in known if record.version not in years]
            if not plan.version and others:
                work.notices.append(f"La fiche {code} existe aussi dans une autre version ({', '.join(others)}).")
            records.extend(chosen)
        return records
