"""Follow-ups: a question that leans on the ones before takes from them what it leaves out."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.folding import fold
from rag import lexicon
from rag.parts import split
from rag.question import Kind, QuestionPlan, understand, unique
from rag.terms import Term, Vocabulary

_MOST_BEFORE = 300  # characters of the earlier questions that are searched with


def resolve(history: Sequence[str], question: str, vocabulary: Vocabulary) -> QuestionPlan:
    """Read a question after the user's earlier ones; a follow-up takes from them what it leaves out."""
    previous: QuestionPlan | None = None
    for earlier in history:
        plan = understand(earlier, vocabulary)
        if plan.kind is not Kind.GREETING:
            previous = complete(previous, plan)
    plan = understand(question, vocabulary)
    return complete(previous, plan) if plan.kind is not Kind.GREETING else plan


def read(history: Sequence[str], question: str, vocabulary: Vocabulary) -> tuple[QuestionPlan, ...]:
    """Return a plan for each question that a text asks, the later ones completed from the first: « …, et quelles en sont les dates ? »."""
    first, *others = split(question)
    plans = [resolve(history, first, vocabulary)]
    for text in others:
        plan = understand(text, vocabulary)
        if plan.kind is Kind.ENUMERATION and not (plan.terms or plan.sections):  # « …, et dans quelles fiches ? »
            plans[0] = replace(plans[0], kind=Kind.ENUMERATION)
        elif plan.codes or plan.sections or plan.wants or plan.terms or plan.kind is not Kind.LOOKUP:
            plans.append(_continued(plans[0], plan))
    return tuple(plans)


def _continued(first: QuestionPlan, plan: QuestionPlan) -> QuestionPlan:
    """Complete the second question of one text: of the same fiche, and about the same thing where it names none."""
    if plan.codes or plan.names_fiche or plan.kind is Kind.ENUMERATION:
        return plan
    plan = replace(plan, codes=first.codes, level=plan.level or first.level, in_domain=plan.in_domain or first.in_domain)
    if first.names_fiche and (not plan.subject or not plan.in_domain):
        plan = replace(plan, names_fiche=True, naming=first.naming, terms=unique((*first.naming, *plan.terms)), after=first.words)
    elif not plan.subject:
        plan = replace(plan, terms=first.terms, after=first.words)
    version = plan.version or (first.version if first.codes or not plan.codes else None)
    return replace(plan, version=version)


def complete(previous: QuestionPlan | None, plan: QuestionPlan) -> QuestionPlan:
    """Complete a follow-up from the plan before it: what it names itself stands, what it leaves out is taken over."""
    if previous is None or not _leans_back(plan):
        return plan
    completed = _completed(previous, plan)
    if not completed.follow_up or (completed.terms == plan.terms and plan.subject and not (previous.names_fiche and plan.sections)):
        return completed  # a subject of its own is searched by itself
    inherited = {term.word for term in previous.terms}
    terms = tuple(replace(term, strict=False) if term.word in inherited else term for term in completed.terms)
    return replace(completed, terms=terms, after=previous.words[-_MOST_BEFORE:])


def _completed(previous: QuestionPlan, plan: QuestionPlan) -> QuestionPlan:
    own_fiche = bool(plan.codes or plan.names_fiche or plan.kind is Kind.ENUMERATION)
    carried = plan
    if own_fiche and not plan.sections and plan.kind in (Kind.LOOKUP, Kind.SUMMARY) and not plan.subject:
        return replace(
            carried, sections=previous.sections, kind=previous.kind, terms=_beyond_fiche(previous), wants=previous.wants, follow_up=True
        )
    if own_fiche:
        return plan
    listed = previous if previous.kind is Kind.ENUMERATION and previous.terms else previous.base
    if listed and not previous.codes and (plan.sections or plan.kind in (Kind.SUMMARY, Kind.TITLE)):
        return replace(plan, base=listed, follow_up=True)
    if plan.sections or plan.kind is not Kind.LOOKUP:
        carried = replace(
            carried, codes=previous.codes, names_fiche=previous.names_fiche, level=plan.level or previous.level, follow_up=True
        )
        if previous.names_fiche:
            return replace(carried, terms=unique((*previous.terms, *plan.terms)), naming=previous.naming)
        if not previous.codes and not plan.subject:
            return replace(carried, terms=previous.terms)
        return carried
    if plan.subject and plan.wants and previous.kind is not Kind.ENUMERATION and _says_more(plan):
        return replace(carried, codes=previous.codes, terms=unique((*previous.terms, *plan.terms)), follow_up=True)
    if plan.subject:
        # « et pour la culture ? »: the same question about something else; « lesquels sont des associations ? ».
        kind = previous.kind if previous.kind in (Kind.ENUMERATION, Kind.LOOKUP) else Kind.LOOKUP
        return replace(
            carried, codes=previous.codes, sections=previous.sections, kind=kind, wants=plan.wants or previous.wants, follow_up=True
        )
    return replace(
        carried,
        codes=previous.codes,
        names_fiche=previous.names_fiche,
        naming=previous.naming,
        sections=() if plan.wants else previous.sections,  # « ils travaillent à quelles heures ? » asks for another thing
        kind=previous.kind,
        terms=previous.terms,
        follow_up=True,
    )


def _beyond_fiche(plan: QuestionPlan) -> tuple[Term, ...]:
    return () if plan.names_fiche or plan.codes else plan.terms


def _says_more(plan: QuestionPlan) -> bool:
    """Tell « et la CAF met combien pour chacune ? », of the same thing, from « et pour la culture ? », of another."""
    folded = fold(plan.question)
    return lexicon.FOLLOW_UP_START.match(folded) is None or lexicon.ANAPHORA.search(folded) is not None


def _leans_back(plan: QuestionPlan) -> bool:
    folded = fold(plan.question)
    if plan.codes and (plan.sections or plan.terms):
        return False
    if lexicon.FOLLOW_UP_START.match(folded) or lexicon.ANAPHORA.search(folded):
        return True
    length = len(folded.split())
    if length <= 6 and plan.wants and not plan.sections and not any(term.strict for term in plan.terms):
        return True  # « combien de places en tout ? »
    return length <= 6 and not plan.subject and (bool(plan.codes) != bool(plan.sections) or not (plan.codes or plan.sections))
