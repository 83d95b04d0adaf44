"""Questions about a subject: the fiches and passages that hold it, or a refusal of the right kind."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ingest.chunking import clean
from ingest.index.catalogue import ChunkRecord, FicheRecord
from ingest.model import Fiche, SectionKind
from rag import lexicon, sentences
from rag.answer import Reason
from rag.calibration import (
    AHEAD,
    ALSO_MARGIN,
    FICHE_MARGIN,
    HALF,
    HELD,
    LEAST_DOMAIN,
    LEAST_HELD,
    LEAST_HELD_UNSAID,
    LEAST_HELD_WITHIN,
    MOST_ALSO,
    MOST_QUOTES,
    MUCH_LEFT,
    OF_THE_DOMAIN,
    PASSAGE_MARGIN,
    PASSAGE_WEIGHTS,
    RARE,
    SOMEWHAT,
    WHOLLY,
)
from rag.details import LOOKED_AT, Details, amounts
from rag.evidence import Evidence
from rag.expected import COVERED, EXPECTED_TEXT, OF_THE_WHOLE_FICHE
from rag.library import Library
from rag.listing import Listing
from rag.mentions import asks_for_mentions, mentions
from rag.one_fiche import BANNER_PARTS, OneFiche
from rag.pieces import Piece, Work, cite_chunks, cited
from rag.presumed import is_told, presumed
from rag.question import Kind, QuestionPlan, spoken
from rag.retrieval import Passage
from rag.structured import Ranking, StructuredRetriever
from rag.terms import Term

_MOST_FICHES = 12


class ByTopic:
    """Answers from the words and the meaning of a subject."""

    def __init__(self, library: Library, evidence: Evidence, passages: StructuredRetriever, one_fiche: OneFiche, listing: Listing) -> None:
        self.library = library
        self.evidence = evidence
        self.passages = passages
        self._one = one_fiche
        self._listing = listing
        self._details = Details(library, evidence)

    def answer(self, work: Work) -> None:
        plan = work.plan
        if self._listing.dated(work):
            return
        if plan.sections and not plan.follow_up and (not plan.terms or (plan.level and not any(term.known for term in plan.terms))):
            if plan.wants and not plan.in_domain:
                self.refuse(work, Ranking())
            else:
                self._listing.sections(work)
            return
        ranking = self.passages.rank(plan, work.scope)
        work.evidence.update(self._explained(plan, ranking))
        if not self._is_held(plan, ranking) or not self._is_presumed_rightly(plan, ranking):
            self.refuse(work, ranking)
        elif plan.kind in BANNER_PARTS or plan.kind is Kind.TITLE:
            work.pieces.extend(self._one.banner(record, plan.kind) for record in self._about(ranking))
        elif plan.namings:
            self._named_fiches(work, ranking)
        elif plan.names_fiche and plan.terms:
            self._named_fiche(work, ranking)
        else:
            self._quote(work, ranking)

    def _quote(self, work: Work, ranking: Ranking) -> None:
        """What was found: the detail asked for, the sections asked for, or the passages that answer best."""
        if work.plan.wants:
            self._detail(work, ranking)
        elif work.plan.sections and not work.plan.inferred:
            self._sections(work, ranking)
        else:
            self._passages(work, ranking)

    @staticmethod
    def narrows(plan: QuestionPlan) -> bool:
        """Whether a question about fiches given by their codes asks for less than a section, a summary or a banner of theirs."""
        asks = plan.kind in (Kind.LOOKUP, Kind.DEFINITION) and bool(plan.terms or plan.wants)
        names = any(term.strict for term in plan.terms) and bool(EXPECTED_TEXT.keys() & set(plan.sections))
        return asks and (bool(plan.wants) or not plan.sections or plan.inferred or names)

    def within(self, work: Work, records: Sequence[FicheRecord]) -> None:
        """Answer from these fiches alone: the passages that hold the subject, or a refusal."""
        for record in records:
            own = Work(work.plan, [record], work.filters)
            ranking = self.passages.rank(own.plan, own.scope)
            work.evidence.update(self._explained(own.plan, ranking))
            self._within(own, ranking, record)
            work.pieces.extend(own.pieces)
            work.notices.extend(own.notices)

    def _within(self, work: Work, ranking: Ranking, record: FicheRecord) -> None:
        plan = work.plan
        fiche = self.library.fiche(record)
        if headed := self._under_own_heading(fiche, plan):
            work.pieces.extend(headed)
            return
        for_mentions = bool(plan.terms) and asks_for_mentions(plan.question)
        if for_mentions and (told := mentions(record, fiche, plan.terms, self.evidence.words)):
            work.pieces.extend(told)
            return
        words = self.evidence.words(" ".join([fiche.title.line, *(item.text for section in fiche.sections for item in section.items)]))
        lost = [term for term in plan.terms if term.strict and not term.matches(words)]
        local = replace(plan, terms=tuple(replace(term, known=term.matches(words)) for term in plan.terms), in_domain=True)
        # « parle-t-elle du handicap ? »: where it writes none of the words, more must speak for their being meant all the same.
        unsaid = bool(local.terms) and not any(term.known for term in local.terms)
        least = LEAST_HELD_UNSAID if unsaid else LEAST_HELD_WITHIN
        held = HELD.probability(topic_features(local, ranking)) >= least and self._is_presumed_rightly(plan, ranking)
        if (lost and not plan.yes_no) or (for_mentions and unsaid) or not held:
            self._nearest(
                work,
                ranking,
                sentences.not_in_fiche(record, spoken(lost or [term for term in local.terms if not term.known] or plan.terms)),
            )
        else:
            self._quote(work, ranking)

    def _under_own_heading(self, fiche: Fiche, plan: QuestionPlan) -> list[Piece]:
        """The sections of a fiche whose own heading, none of the template, the question names: « Modalités de mise en œuvre »."""
        pieces = []
        asked = self.evidence.words(plan.question)
        for section in fiche.all(SectionKind.AUTRE):
            heading = self.evidence.words(section.heading.text)
            named = heading & asked
            if section.items and heading and len(named) >= HALF * len(heading) and len(plan.terms) <= 2 * len(named):
                text = f"**{sentences.capital(f'fiche {fiche.code}')}** – {clean(section.heading.text).rstrip(' :')} :"
                pieces.append(Piece(text, cited(section.items, fiche, SectionKind.AUTRE)))
        return pieces

    def instead_of_list(self, work: Work) -> None:
        """No fiche holds the words of an enumeration: the passages nearest in meaning, where they hold its subject all the same."""
        ranking = self.passages.rank(work.plan, work.scope)
        work.evidence.update(self._explained(work.plan, ranking))
        plan = work.plan
        is_named = plan.english or all(term.known for term in plan.subject)
        if plan.sections or not is_named or not self._is_held(plan, ranking):
            return
        work.pieces.clear()
        work.complete = None
        work.notices.append(sentences.OTHER_WORDS)
        self._passages(work, ranking)

    # Whether the fiches hold the subject.

    def _is_held(self, plan: QuestionPlan, ranking: Ranking) -> bool:
        if not ranking.fiches or any(term.strict and not term.known for term in plan.terms):
            return False
        return HELD.probability(topic_features(plan, ranking)) >= LEAST_HELD

    def _is_presumed_rightly(self, plan: QuestionPlan, ranking: Ranking) -> bool:
        """Whether a passage about the subject tells the change that the question takes for granted, where it does so."""
        change = presumed(plan.question)
        if not change:
            return True
        subject = [term for term in plan.terms if not is_told(change, term.word)]
        return any(
            is_told(change, self.library.excerpt(passage.chunk).text) and self._own(passage, subject) >= COVERED
            for passage in ranking.passages[:LOOKED_AT]
        )

    def _explained(self, plan: QuestionPlan, ranking: Ranking) -> dict[str, object]:
        """What weighed, for `ask --explain`: the fiches and passages with their log-odds and features."""
        features = topic_features(plan, ranking)
        return {
            "held": round(HELD.probability(features), 3),
            "of_the_domain": round(OF_THE_DOMAIN.probability(features), 3),
            "features": {name: round(value, 3) for name, value in features.items()},
            "fiches": [{"fiche": record.code, "version": record.version, "score": round(score, 2)} for record, score in ranking.fiches[:5]],
            "passages": [
                {
                    "fiche": self.library.by_id[passage.chunk.fiche_id].code,
                    "section": passage.chunk.section.value,
                    "score": round(passage.score, 2),
                    "text": self.library.excerpt(passage.chunk).text[:80],
                    "features": {name: round(value, 2) for name, value in ranking.passage_features.get(passage.chunk.id, {}).items()},
                }
                for passage in ranking.passages[:8]
            ],
        }

    def refuse(self, work: Work, ranking: Ranking | None = None) -> None:
        """Nothing supports an answer: off topic, or on topic and not said."""
        plan = work.plan
        ranking = ranking if ranking is not None else self.passages.rank(plan, work.scope)
        if OF_THE_DOMAIN.probability(topic_features(plan, ranking)) < LEAST_DOMAIN:
            work.pieces.append(Piece(sentences.OFF_TOPIC, reason=Reason.HORS_SUJET))
            return
        topic = spoken([term for term in plan.terms if not term.known]) or plan.topic
        self._nearest(work, ranking, sentences.not_in_corpus(topic))

    def _nearest(self, work: Work, ranking: Ranking, text: str) -> None:
        citations = cite_chunks(self.library, [passage.chunk for passage in ranking.passages[:2]])
        work.pieces.append(Piece(f"{text} {sentences.nearest()}" if citations else text, citations, Reason.SANS_REPONSE))

    # The fiches that are about it.

    @staticmethod
    def _about(ranking: Ranking) -> list[FicheRecord]:
        """The fiche that the question is about, with those that are about as likely."""
        best = ranking.fiches[0][1]
        return [record for record, score in ranking.fiches[:3] if score >= best - FICHE_MARGIN]

    def cited_by(self, work: Work) -> None:
        """List the fiches that cite the one that the question names, by its code or by its subject."""
        if not work.plan.codes:
            plan = replace(work.plan, kind=Kind.LOOKUP)
            ranking = self.passages.rank(plan, work.scope)
            if not self._is_held(plan, ranking):
                self.refuse(work, ranking)
                return
            work.plan = replace(work.plan, codes=(ranking.fiches[0][0].code,))
        self._listing.cited_by(work)

    def _named_fiche(self, work: Work, ranking: Ranking) -> None:
        """« la fiche sur la parentalité »: answer as if its code had been given."""
        plan = work.plan
        for record in self._about(ranking):
            # What the subject of the fiche explains has served; the rest narrows the answer.
            rest = [term for term in plan.terms if not any(term.matches(words) for _weight, words in self.evidence.subject(record.id))]
            names = [term for term in rest if term.strict or (term.focus and term.known and term not in plan.naming)]
            self._one.about(work, [record], tuple(names))

    def _named_fiches(self, work: Work, ranking: Ranking) -> None:
        """« la fiche culture et la fiche relogement »: each is chosen by the words that follow its name."""
        records = []
        for naming in work.plan.namings:
            scored = [(self.evidence.about(record, naming), score, record) for record, score in ranking.fiches]
            share, _score, record = max(scored, key=lambda found: (found[0], found[1]))
            if share >= SOMEWHAT:
                records.append(record)
        if len(set(records)) > 1:
            self._one.about(work, list(dict.fromkeys(records)), ())
        elif work.plan.wants:
            self._detail(work, ranking)
        else:
            self._passages(work, ranking)

    def _sections(self, work: Work, ranking: Ranking) -> None:
        """The sections asked for, of the fiches that are about the subject."""
        for kind in work.plan.sections:
            self._section(work, ranking, kind)
        if all(piece.reason in (Reason.SANS_REPONSE, Reason.HORS_SUJET) for piece in work.pieces):
            elsewhere = [passage for kind in work.plan.sections for passage in self._elsewhere(ranking, kind, work.plan.terms)]
            if elsewhere:
                work.pieces.clear()
                self._cite(work, elsewhere)

    def _section(self, work: Work, ranking: Ranking, kind: SectionKind) -> None:
        """The section of the fiches that are about the subject; and its items about it, over all fiches."""
        plan, terms = work.plan, work.plan.terms
        about = {record.id: record for record in self._about(ranking)}
        chosen = dict(about)
        direct: set[int] = set()
        wholly: set[int] = set()
        if kind not in OF_THE_WHOLE_FICHE and terms:
            held = [passage for passage in ranking.passages if passage.chunk.section is kind and self._own(passage, terms) >= COVERED]
            direct = {passage.chunk.fiche_id for passage in held[:_MOST_FICHES]}
            wholly = {passage.chunk.fiche_id for passage in held if self._own(passage, terms) >= WHOLLY}
            among = {} if plan.everywhere and direct else chosen
            chosen = {**{fiche_id: self.library.by_id[fiche_id] for fiche_id in direct}, **among}
        elsewhere = self._elsewhere(ranking, kind, terms)
        self._cite(work, elsewhere)
        if kind is SectionKind.CALENDRIER and not elsewhere and self._is_of_another(ranking, terms):
            self._nearest(work, ranking, sentences.lacks(ranking.fiches[0][0], "date"))
            return
        order = [record for record, _score in ranking.fiches if record.id in chosen]
        pieces = []
        for record in order:
            narrows = record.id in direct and (record.id not in about or record.id in wholly)
            piece = self._one.section(record, kind, terms if narrows or (plan.codes and not elsewhere) else (), plan)
            if piece.reason is None and record.id not in direct:
                piece = replace(piece, text=sentences.about_lead(record, kind))
            pieces.append(piece)
        if elsewhere or any(piece.reason is None for piece in pieces):
            # A fiche among several whose section is blank answers nothing.
            pieces = [piece for piece in pieces if piece.reason is None or len(order) == 1]
        work.pieces.extend(pieces)

    def _elsewhere(self, ranking: Ranking, kind: SectionKind, terms: Sequence[Term]) -> list[Passage]:
        """Passages of other sections that are well ahead of the section asked for, and show what the question expects of it."""
        expected = EXPECTED_TEXT.get(kind)
        if expected is None or not terms:
            return []
        about = {record.id for record in self._about(ranking)}
        found = [
            passage
            for passage in ranking.passages[:LOOKED_AT]
            if passage.chunk.fiche_id in about
            and passage.chunk.section is not kind
            and self._is_ahead(passage, ranking, kind, terms)
            and expected.search(self.library.excerpt(passage.chunk).text)
            and all(term.matches(self._context(passage)) for term in terms if term.strict)
        ]
        return found[:2]

    def _is_ahead(self, passage: Passage, ranking: Ranking, kind: SectionKind, terms: Sequence[Term]) -> bool:
        """Whether a passage answers better by itself than the same fiche's section that the question names."""
        features = ranking.passage_features.get(passage.chunk.id)
        if features is None or features["pointer"]:
            return False
        fiche_id = passage.chunk.fiche_id
        inside = [
            _by_itself(told)
            for other in ranking.passages
            if other.chunk.fiche_id == fiche_id and other.chunk.section is kind and (told := ranking.passage_features.get(other.chunk.id))
        ]
        if inside:
            return _by_itself(features) >= max(inside) + AHEAD
        # Blank: that is the answer, where the question is about the whole fiche.
        return features["own"] >= HALF > self.evidence.about(self.library.by_id[fiche_id], terms)

    def _is_of_another(self, ranking: Ranking, terms: Sequence[Term]) -> bool:
        """Whether a date is asked of a named thing that neither the title nor the calendar of the fiche names: it is not its own."""
        record = ranking.fiches[0][0]
        fiche = self.library.fiche(record)
        items = [item.text for section in fiche.all(SectionKind.CALENDRIER) for item in section.items]
        words = self.evidence.words(" ".join([record.title, *items]))
        names = [term for term in terms if term.strict]
        told = max((self.evidence.coverage(item, terms) for item in items), default=0.0)
        return bool(names and items) and told < HALF and not any(term.matches(words) for term in names)

    def _own(self, passage: Passage, terms: Sequence[Term]) -> float:
        return self.evidence.coverage(self.library.excerpt(passage.chunk).text, terms)

    # The passages that hold it.

    def _detail(self, work: Work, ranking: Ranking) -> None:
        """An amount, a date, a place…: the passages that show it."""
        plan = work.plan
        shown = self._details.find(plan, ranking)
        if shown is None and plan.wants == ("lieu",):
            self._passages(work, ranking)  # a place is told in many words
            return
        if shown is None:
            self._nearest(work, ranking, sentences.lacks(ranking.fiches[0][0], plan.wants[0]))
            return
        found = [*shown.found, *shown.alike]
        told = [amounts(self.library.excerpt(passage.chunk).text) for passage in (shown.found[0], *shown.alike)]
        if "montant" in plan.wants and any(not told[0] & other for other in told[1:]):
            codes = [self.library.by_id[passage.chunk.fiche_id].code for passage in (shown.found[0], *shown.alike)]
            work.notices.append(sentences.disagree(list(dict.fromkeys(codes))))
        self._cite(work, [*found, *self._covering(Ranking(ranking.fiches, shown.candidates), found, plan.terms)])

    def _passages(self, work: Work, ranking: Ranking) -> None:
        """The passages that answer best; a few of those behind stand apart."""
        if defined := self._spelt_out(work.plan):
            self._cite(work, defined)
            return
        best = ranking.passages[0].score
        near = [passage for passage in ranking.passages[: MOST_QUOTES + MOST_ALSO] if passage.score >= best - ALSO_MARGIN]
        kept = [passage for passage in near[:MOST_QUOTES] if passage.score >= best - PASSAGE_MARGIN]
        kept += self._covering(ranking, kept, work.plan.terms)
        near = [passage for passage in near if passage not in kept]
        self._cite(work, kept)
        if kept and (also := near[:MOST_ALSO]):
            work.pieces.append(Piece(sentences.ALSO, cite_chunks(self.library, [passage.chunk for passage in also])))

    def _spelt_out(self, plan: QuestionPlan) -> list[Passage]:
        """Where an acronym that a question asks the meaning of stands beside its words: « …des parents (REAAP) »."""
        if plan.kind is not Kind.DEFINITION:
            return []
        found = []
        for term in plan.terms:
            beside = re.compile(rf"\w\s*\(\s*{re.escape(term.spoken)}\b|\b{re.escape(term.spoken)}\s*[(=]\s*\w", re.IGNORECASE)
            for chunk in self.evidence.chunks_with([term]):
                if self.library.by_id[chunk.fiche_id].current and beside.search(self.library.excerpt(chunk).text):
                    found.append(Passage(chunk, 0.0))
        return found[:2]

    def _covering(self, ranking: Ranking, kept: Sequence[Passage], terms: Sequence[Term]) -> list[Passage]:
        """The best passages for what the question names and none of `kept` holds: « entre le bus santé et les ateliers numériques »."""
        words = frozenset().union(*(self._context(passage) for passage in kept))
        total = sum(term.weight for term in terms)
        more: list[Passage] = []
        while len(more) < MOST_ALSO:
            left = [term for term in terms if term.known and term.focus and term.word not in lexicon.SOFT and not term.matches(words)]
            if not left or sum(term.weight for term in left) < MUCH_LEFT * total:
                break
            shares = [(self.evidence.share(self._context(passage), left), passage) for passage in ranking.passages[:LOOKED_AT]]
            share, best = max(shares, key=lambda found: (found[0], found[1].score), default=(0.0, None))
            if best is None or share < HALF:
                break
            more.append(best)
            words |= self._context(best)
        return more

    def _context(self, passage: Passage) -> frozenset[str]:
        """The words of a passage and of its fiche's title."""
        title = self.library.by_id[passage.chunk.fiche_id].title
        return self.evidence.words(self.library.excerpt(passage.chunk).text) | self.evidence.words(title)

    def _cite(self, work: Work, passages: Iterable[Passage]) -> None:
        """Quote the passages, those of one section of one fiche together, in the order in which each comes first."""
        together: dict[tuple[int, SectionKind], list[ChunkRecord]] = {}
        for passage in passages:
            together.setdefault((passage.chunk.fiche_id, passage.chunk.section), []).append(passage.chunk)
        for (fiche_id, kind), chunks in together.items():
            name = sentences.capital(sentences.fiche_name(self.library.by_id[fiche_id]))
            chunks.sort(key=lambda chunk: chunk.position)
            work.pieces.append(Piece(f"**{name}** – {sentences.label(kind)} :", cite_chunks(self.library, chunks)))


def _by_itself(features: Mapping[str, float]) -> float:
    """The log-odds that a passage answers, whatever section the question names."""
    return sum(weight * features[name] for name, weight in PASSAGE_WEIGHTS.items() if name != "section")


def topic_features(plan: QuestionPlan, ranking: Ranking) -> Mapping[str, float]:
    """What HELD and OF_THE_DOMAIN weigh: how much of a question's subject the fiches hold."""
    total = sum(term.rarity for term in plan.terms) or 1.0
    unknown = [term for term in plan.terms if not term.known]
    return {
        "unknown": sum(term.rarity for term in unknown) / total,
        "unknown_nouns": sum(term.rarity for term in unknown if term.focus or term.strict) / total,
        "held": ranking.held if plan.terms else 1.0,
        "nearest": ranking.nearest,
        "domain": float(plan.in_domain or plan.follow_up or any(term.strict and term.known and term.weight >= RARE for term in plan.terms)),
        "english": float(plan.english),
        "field": ranking.meaning.field,
    }
