"""Enumerations over the corpus: which fiches, how many, the section of each; complete by construction."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from ingest.dates import Bound, DateMention, Precision, find_dates
from ingest.folding import fold
from ingest.index.catalogue import FicheRecord
from ingest.model import SectionKind
from rag import lexicon, sentences
from rag.analysis import analyse
from rag.answer import Reason
from rag.citation import Citation, cite
from rag.evidence import Evidence
from rag.library import Library
from rag.one_fiche import OneFiche
from rag.pieces import Piece, TablePiece, Work
from rag.question import QuestionPlan
from rag.terms import Term
from rag.validity import years

#: Sections of a line or two, which stand well in a table.
_SHORT = frozenset({SectionKind.ANIMATEUR, SectionKind.ECHELLE, SectionKind.CALENDRIER, SectionKind.PUBLIC, SectionKind.ENJEU})
_PRECISE = frozenset({Precision.JOUR, Precision.MOIS})
_DATED = (SectionKind.CALENDRIER, SectionKind.FINANCEMENTS, SectionKind.DISPOSITIFS)


def _first(named: Sequence[int]) -> int:
    return named[0]


def _last(named: Sequence[int]) -> int:
    return max(named)


_EDGES = ((lexicon.DEADLINE, _last), (lexicon.ENDING, _last), (lexicon.BEGINNING, _first))


def _begins_or_ends_in(month: DateMention, text: str) -> bool:
    """Tell whether a date of `text` falls in `month`, or a period begins or ends in it."""
    if month.first is None or month.last is None:
        return False
    edges = [day for date in find_dates(text) if date.precision in _PRECISE for day in (date.first, date.last) if day]
    return any(month.first <= day <= month.last for day in edges)


def _side_by_side(name: Sequence[Term], text: str) -> bool:
    words = [token.stem for token in analyse(text)]
    return any(
        all(word in term.stems for word, term in zip(words[start:], name, strict=False)) for start in range(len(words) - len(name) + 1)
    )


class Listing:
    """Answers from every fiche in scope, never from the best few."""

    def __init__(self, library: Library, evidence: Evidence, one_fiche: OneFiche) -> None:
        self.library = library
        self.evidence = evidence
        self._one = one_fiche
        self._is_written = lru_cache(maxsize=256)(self._written)

    def sections(self, work: Work) -> None:
        """List the section of every fiche: « Quels sont les animateurs ? »."""
        pieces: list[Piece] = []
        matched = 0
        for record in work.scope:
            found = [self._one.section(record, kind, (), work.plan) for kind in work.plan.sections]
            answered = [piece for piece in found if piece.reason is None]
            matched += bool(answered)
            pieces.extend(answered)
        work.complete = (matched, len(work.scope))
        if not pieces:
            blank = [self._one.section(record, kind, (), work.plan) for record in work.scope for kind in work.plan.sections]
            work.pieces.extend(blank[:3] or [Piece(sentences.not_in_corpus(""), reason=Reason.SANS_REPONSE)])
            return
        if len(work.scope) > 1 and set(work.plan.sections) <= _SHORT:
            columns = tuple(sentences.label(kind) for kind in work.plan.sections)
            work.pieces.append(Piece("", table=TablePiece(columns, tuple(self._rows(work)))))
        else:
            work.pieces.extend(pieces)
        missing = len(work.scope) - matched
        if missing:
            names = " et ".join(sentences.section_phrase(kind) for kind in work.plan.sections)
            work.notices.append(
                f"{sentences.plural(missing, 'fiche')} sur {len(work.scope)} ne {'dit' if missing < 2 else 'disent'} rien sur {names}."
            )

    def _rows(self, work: Work) -> Iterator[tuple[str, tuple[tuple[Citation, ...], ...]]]:
        """One row a fiche, one cell a section."""
        for record in work.scope:
            found = [self._one.section(record, kind, (), work.plan) for kind in work.plan.sections]
            if any(piece.reason is None for piece in found):
                yield sentences.named(record, 60), tuple(piece.citations if piece.reason is None else () for piece in found)

    def dated(self, work: Work) -> bool:
        """List what begins or ends in a year, over all fiches: « Quelles échéances en 2024 ? »; False where that is not asked."""
        plan = work.plan
        wanted = [int(term.word) for term in plan.terms if term.is_year]
        others = [term for term in plan.subject if term.known and not term.is_year and term.word not in lexicon.SOFT]
        folded = fold(plan.question)
        edge = next((pick for pattern, pick in _EDGES if pattern.search(folded)), None)
        is_deadline = lexicon.DEADLINE.search(folded) is not None  # each date of a calendar is one; of a funding, its end
        kinds = tuple(kind for kind in plan.sections if kind in _DATED)
        if edge is _last and len(kinds) > 1:
            kinds = tuple(kind for kind in kinds if kind is not SectionKind.CALENDRIER)  # « les échéances des financements »
        if edge is _last and SectionKind.CALENDRIER in kinds and "calendrier" not in folded:
            kinds = tuple(dict.fromkeys((*kinds, *(kind for kind in _DATED if is_deadline))))
        if len(wanted) != 1 or others or not kinds or plan.codes or plan.follow_up:
            return False
        month = next((date for date in find_dates(plan.question) if date.precision is Precision.MOIS and date.bound is Bound.DATE), None)
        rows = []
        for record in work.scope:
            fiche = self.library.fiche(record)
            found = tuple(
                cite(item, fiche, kind)
                for kind in kinds
                for section in fiche.all(kind)
                for item in section.items
                if (named := years(item.text))
                and (wanted[0] in named if edge is None or (is_deadline and kind is SectionKind.CALENDRIER) else edge(named) == wanted[0])
                and (month is None or _begins_or_ends_in(month, item.text))
            )
            if found:
                rows.append((record, found))
        work.complete = (len(rows), len(work.scope))
        if not rows:
            work.pieces.append(Piece(sentences.nothing_dated(wanted[0], len(work.scope)), reason=Reason.SANS_REPONSE))
            return True
        work.pieces.append(Piece(sentences.complete_lead(len(rows), len(work.scope), str(wanted[0]))))
        work.pieces.extend(Piece(f"{sentences.named(record)} :", found) for record, found in rows)
        return True

    def fiches(self, work: Work) -> None:
        plan = work.plan
        of = len(work.scope)
        if plan.negated and plan.sections and not any(term.known and term.strict for term in plan.terms):
            self._blank(work)
            return
        matches: list[tuple[FicheRecord, tuple[Citation, ...]]] = []
        holders = {chunk.fiche_id for chunk in self.evidence.chunks_with(plan.terms)} if plan.terms else set()
        for record in work.scope:
            if plan.terms and record.id not in holders:
                continue
            citations = self.match(record, plan)
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
            work.pieces.append(Piece(f"{sentences.named(record)} :", citations))

    def match(self, record: FicheRecord, plan: QuestionPlan) -> tuple[Citation, ...]:
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
        holds = [term for term in hard if any(term.matches(self.evidence.words(item.text)) for item, _kind, _share in own)]
        if len(holds) < len(hard) and not (plan.either and any(term.strict for term in holds)):
            return ()
        hard = holds
        if not plan.either and not all(any(self._names(name, item.text) for item, _kind, _share in own) for name in plan.names):
            return ()  # a name stands whole in one place
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

    def _names(self, name: tuple[Term, ...], text: str) -> bool:
        """Whether `text` holds a name of several words: side by side where the fiches write it so, « Orle Habitat », else anywhere."""
        return _side_by_side(name, text) or (all(term.matches(self.evidence.words(text)) for term in name) and not self._is_written(name))

    def _written(self, name: tuple[Term, ...]) -> bool:
        """Whether the words of a name stand side by side in a fiche."""
        return any(_side_by_side(name, self.library.excerpt(chunk).text) for chunk in self.evidence.chunks_with(name))

    def _blank(self, work: Work) -> None:
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

    def cited_by(self, work: Work) -> None:
        """List the fiches that refer to a code: « Quelles fiches citent la 1.1.3 ? »."""
        matched: dict[int, FicheRecord] = {}
        pieces: list[Piece] = []
        for record in self.library.citing(work.plan.codes, {record.id: record for record in work.scope}):
            fiche = self.library.fiche(record)
            citations = tuple(cite(link.quote, fiche, link.section) for link in fiche.links if link.code in work.plan.codes)
            if citations and record.code not in work.plan.codes:
                matched[record.id] = record
                pieces.append(Piece(f"{sentences.named(record)} :", citations))
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
