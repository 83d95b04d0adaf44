"""Enumerations over the corpus: which fiches, how many, the section of each; complete by construction."""

from ingest.index.catalogue import FicheRecord
from ingest.model import SectionKind
from rag import lexicon, sentences
from rag.answer import Reason
from rag.citation import Citation, cite
from rag.evidence import Evidence
from rag.library import Library
from rag.one_fiche import OneFiche
from rag.pieces import Piece, Work
from rag.question import QuestionPlan


class Listing:
    """Answers from every fiche in scope, never from the best few."""

    def __init__(self, library: Library, evidence: Evidence, one_fiche: OneFiche) -> None:
        self.library = library
        self.evidence = evidence
        self._one = one_fiche

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
        work.pieces.extend(pieces)
        missing = len(work.scope) - matched
        if missing:
            names = " et ".join(sentences.section_phrase(kind) for kind in work.plan.sections)
            work.notices.append(
                f"{sentences.plural(missing, 'fiche')} sur {len(work.scope)} ne {'dit' if missing < 2 else 'disent'} rien sur {names}."
            )

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
        for record in work.scope:
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
