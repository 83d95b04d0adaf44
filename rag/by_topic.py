"""Questions about a subject: the fiches and passages that hold it, or a refusal of the right kind."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ingest.index.catalogue import ChunkRecord, FicheRecord
from ingest.model import Excerpt, SectionKind
from rag import lexicon, sentences
from rag.answer import Reason
from rag.evidence import Evidence
from rag.expected import (
    ABOUT,
    COVERED,
    EXPECTED_TEXT,
    FAR,
    FEW_WORDS,
    MAX_TOPIC_QUOTES,
    NEAR,
    OF_THE_WHOLE_FICHE,
    SOME_WORDS,
    SUBJECT,
    lacking,
)
from rag.library import Library
from rag.listing import Listing
from rag.one_fiche import OneFiche
from rag.pieces import Piece, Work, cite_chunks
from rag.question import QuestionPlan, spoken
from rag.retrieval import Retriever


class ByTopic:
    """Answers from the words and the meaning of a subject."""

    def __init__(self, library: Library, evidence: Evidence, retriever: Retriever, one_fiche: OneFiche, listing: Listing) -> None:
        self.library = library
        self.evidence = evidence
        self.retriever = retriever
        self._one = one_fiche
        self._listing = listing

    def named_fiche(self, work: Work) -> bool:
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
            self._one.about(work, [record], tuple(names))
        return True

    def banner(self, work: Work) -> None:
        plan = work.plan
        ranked = self.evidence.fiches_about(plan.terms, work.scope)
        if ranked:
            work.pieces.extend(self._one.banner(record, plan.kind) for record, score in ranked if score >= ranked[0][1] - 0.1)
        else:
            self.topic(work)

    def sections(self, work: Work) -> None:
        """The sections asked for, of the fiches that are about the subject; guessed sections give way to the subject."""
        plan = work.plan
        if not plan.terms:
            if plan.wants and not plan.in_domain:
                self.refuse(work)
                return
            self._listing.sections(work)
            return
        for kind in plan.sections:
            self._section(work, kind)
        if all(piece.reason is Reason.SANS_REPONSE or piece.reason is Reason.HORS_SUJET for piece in work.pieces):
            refusals = list(work.pieces)
            work.pieces.clear()
            if plan.inferred:
                self.topic(work)
            elif set(plan.sections) <= set(EXPECTED_TEXT) or not self._near_in_meaning(work):
                work.pieces.extend(refusals)

    def _section(self, work: Work, kind: SectionKind) -> None:
        """The items of a section about a subject, over all fiches; and the section of the fiches that are about it."""
        plan, terms = work.plan, work.plan.terms
        scope = {record.id for record in work.scope}
        unknown = [term for term in terms if not term.known and (term.strict or term.focus)]
        direct: dict[int, list[Excerpt]] = {}
        best = 0.0
        for chunk in self.evidence.chunks_with(terms):
            if chunk.section is kind and chunk.fiche_id in scope:
                share = self.evidence.coverage(self.library.excerpt(chunk).text, terms)
                if share >= COVERED:
                    best = max(best, share)
                    direct.setdefault(chunk.fiche_id, [])
        # An amount or a date of the whole fiche answers for its subject, not for one of its actions.
        about = self.evidence.fiches_about(terms, work.scope, least=SUBJECT if plan.wants else ABOUT)
        top = about[0][1] if about else 0.0
        chosen: dict[int, FicheRecord] = {}
        if kind in OF_THE_WHOLE_FICHE:
            chosen.update((record.id, record) for record, score in about if score >= top - 0.1)
            if not chosen:
                chosen.update((fiche_id, self.library.by_id[fiche_id]) for fiche_id in direct)
        else:
            chosen.update((record.id, record) for record, score in about if score >= max(top - 0.05, 0.85 if direct else ABOUT))
            chosen.update((fiche_id, self.library.by_id[fiche_id]) for fiche_id in direct)
        if unknown and not (best >= 0.75 or top >= 0.75):
            chosen.clear()
        if kind in EXPECTED_TEXT and top < 0.9 and not direct and self._said_elsewhere(work, kind, least=0.95):
            return
        if not chosen:
            chosen.update((record.id, record) for record in self._meant(work))
        if not chosen:
            if not self._said_elsewhere(work, kind, least=0.75):
                self.refuse(work, kind)
            return
        order = sorted(
            chosen.values(), key=lambda record: (-max(self.evidence.about(record, terms), 1.0 if record.id in direct else 0.0), record.id)
        )
        for record in order[:12]:
            piece = self._one.section(record, kind, terms if record.id in direct else (), plan)
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

    def _meant(self, work: Work) -> list[FicheRecord]:
        """The fiche that the known words are about, where the nearest passage by meaning is one of its own.

        « l’inclusion numérique » finds the fiche on « numérique » though no fiche writes « inclusion ».
        """
        known = [term for term in work.plan.terms if term.known and term.word not in lexicon.SOFT]
        unknown = [term for term in work.plan.terms if not term.known and term.focus]
        if len(unknown) > len(known) or work.plan.wants or not known or any(term.strict and not term.known for term in work.plan.terms):
            return []
        ranked = self.evidence.fiches_about(known, work.scope, least=SUBJECT)
        nearest = self.retriever.retrieve(work.plan.question, limit=1, keep=only_of(work.scope))
        return [record for record, _score in ranked[:1] if nearest and nearest[0].chunk.fiche_id == record.id and nearest[0].dense >= NEAR]

    def _said_elsewhere(self, work: Work, kind: SectionKind, *, least: float) -> bool:
        """Answer from any section, where a passage holds the whole subject and what the question expects of it."""
        expected = EXPECTED_TEXT.get(kind)
        terms = work.plan.terms
        scope = {record.id for record in work.scope}
        found = [
            chunk
            for chunk in self.evidence.chunks_with(terms)
            if chunk.fiche_id in scope
            and self.evidence.coverage(self.library.excerpt(chunk).text, terms) >= least
            and (expected is None or expected.search(self.library.excerpt(chunk).text))
            and not lacking(work.plan.wants, [self.library.excerpt(chunk)])
        ]
        if kind not in EXPECTED_TEXT or not found:
            return False
        for chunk in found[:MAX_TOPIC_QUOTES]:
            record = self.library.by_id[chunk.fiche_id]
            work.pieces.append(
                Piece(
                    f"**{sentences.capital(sentences.fiche_name(record))}** – {sentences.label(chunk.section)} :",
                    cite_chunks(self.library, [chunk]),
                )
            )
        return True

    def topic(self, work: Work) -> None:
        plan = work.plan
        if not plan.terms:
            self.refuse(work)
            return
        scope = {record.id for record in work.scope}
        scored = [
            (self.evidence.support(chunk, plan.terms), chunk) for chunk in self.evidence.chunks_with(plan.terms) if chunk.fiche_id in scope
        ]
        lost = [term for term in plan.terms if term.strict and not term.known]
        best = max((share for share, _chunk in scored), default=0.0)
        if lost or best < COVERED:
            familiar = plan.in_domain or self._sounds_familiar(plan)
            if lost or not familiar or not self._near_in_meaning(work):
                self.refuse(work)
            return
        if plan.wants:
            scored = [(share, chunk) for share, chunk in scored if not lacking(plan.wants, [self.library.excerpt(chunk)])]
            if not any(share >= COVERED for share, _chunk in scored):
                work.pieces.append(Piece(sentences.no_detail_anywhere(plan.wants[0]), reason=Reason.SANS_REPONSE))
                return
        ranks = {passage.chunk.id: rank for rank, passage in enumerate(self.retriever.retrieve(plan.question, limit=50))}
        kept = sorted(
            ((share, chunk) for share, chunk in scored if share >= max(COVERED, best - 0.15)),
            key=lambda pair: (-pair[0], pair[1].section is SectionKind.LIENS, ranks.get(pair[1].id, 1_000), pair[1].id),
        )[:MAX_TOPIC_QUOTES]
        by_fiche: dict[int, list[ChunkRecord]] = {}
        for _share, chunk in kept:
            by_fiche.setdefault(chunk.fiche_id, []).append(chunk)
        for fiche_id, chunks in by_fiche.items():
            record = self.library.by_id[fiche_id]
            chunks.sort(key=lambda chunk: chunk.position)
            work.pieces.append(
                Piece(f"**{sentences.capital(sentences.fiche_name(record))}**, sur « {plan.topic} » :", cite_chunks(self.library, chunks))
            )

    def _near_in_meaning(self, work: Work) -> bool:
        """Answer from the passages nearest in meaning, where they also hold some of the subject's own words."""
        plan = work.plan
        stranger = any(term.focus and not term.known for term in plan.terms)
        if any(term.strict and not term.known for term in plan.terms):
            return False
        least = SOME_WORDS if stranger else FEW_WORDS
        found = []
        for passage in self.retriever.retrieve(plan.question, limit=5, keep=only_of(work.scope)):
            excerpt = self.library.excerpt(passage.chunk)
            if passage.dense >= NEAR and self.evidence.coverage(excerpt.text, plan.terms) >= least and not lacking(plan.wants, [excerpt]):
                found.append(passage)
        for passage in [passage for passage in found if passage.score >= 0.85 * found[0].score][:3]:
            record = self.library.record_of(passage.chunk)
            text = f"**{sentences.capital(sentences.fiche_name(record))}** – {sentences.label(passage.chunk.section)} :"
            work.pieces.append(Piece(text, cite_chunks(self.library, [passage.chunk])))
        return bool(found)

    def refuse(self, work: Work, kind: SectionKind | None = None) -> None:
        """Nothing supports an answer: off topic, or on topic and not said."""
        plan = work.plan
        nearest = self.retriever.retrieve(plan.question, limit=1)
        far = not nearest or nearest[0].dense < FAR
        if not plan.in_domain and (far or not self._sounds_familiar(plan)):
            work.pieces.append(Piece(sentences.OFF_TOPIC, reason=Reason.HORS_SUJET))
            return
        topic = spoken([term for term in plan.terms if not term.known]) or plan.topic
        near = self.retriever.retrieve(plan.question, limit=2, keep=(lambda chunk: chunk.section is kind) if kind else only_of(work.scope))
        text = sentences.not_in_corpus(topic)
        citations = cite_chunks(self.library, (passage.chunk for passage in near))
        work.pieces.append(Piece(f"{text} {sentences.nearest()}" if citations else text, citations, Reason.SANS_REPONSE))

    @staticmethod
    def _sounds_familiar(plan: QuestionPlan) -> bool:
        """Most of the question's subject, by weight, is in the words of the fiches."""
        total = sum(term.rarity for term in plan.terms)
        known = sum(term.rarity for term in plan.terms if term.known)
        return bool(total) and known / total >= 0.6


def only_of(scope: Sequence[FicheRecord]) -> Callable[[ChunkRecord], bool]:
    allowed = {record.id for record in scope}
    return lambda chunk: chunk.fiche_id in allowed
