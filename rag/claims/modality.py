"""What turns a statement: negation, condition, scope, cause, comparison, plan or deed; the same in a sentence and where it rests."""

import re
from collections.abc import Sequence

from ingest.model import SectionKind
from rag.claims import operators
from rag.claims.evidence import Evidence, fact_clauses
from rag.claims.facts import facts_of
from rag.claims.polarity import contradicted
from rag.claims.verdict import Cause, Failed
from rag.claims.words import is_finite, is_frame, says, stems_of, words_of

_PLANNED = frozenset(
    {
        SectionKind.OBJECTIFS,
        SectionKind.REALISATIONS,
        SectionKind.EFFETS,
        SectionKind.INDICATEURS_EFFETS,
        SectionKind.INDICATEURS_REALISATION,
        SectionKind.CALENDRIER,
    }
)


_TO_BE = _PLANNED - {SectionKind.CALENDRIER}


_IS = re.compile(r"(?<!\w)(?:est|sont|a|ont)(?!\w)", re.IGNORECASE)


def _carrying(claim: str, passages: Sequence[Evidence]) -> str:
    """The segments of the passages that say the claim: those that share the most of its words, and those it needs beside them."""
    wanted = [word for word in words_of(claim) if not is_frame(word)]
    scored = sorted(
        (
            (sum(says(stems_of(part), word) for word in wanted), -index, part)
            for passage in passages
            for index, part in enumerate(passage.segments)
        ),
        reverse=True,
    )
    if not scored:
        return ""
    best = scored[0][0]
    chosen, covered = list[str](), set[int]()
    for count, _index, part in scored:
        held = {word.start for word in wanted if says(stems_of(part), word)}
        if not chosen or (held - covered and count >= 0.5 * best):
            chosen.append(part)
            covered |= held
    return " ; ".join(chosen)


def turned(claim: str, passages: Sequence[Evidence], whole: str) -> Failed:
    carrying = _carrying(claim, passages)
    near = _near_clauses(claim, passages)
    denies = bool(operators.negations(claim))
    if word := contradicted(claim, passages):
        return Cause.NEGATION, word
    if operators.turned(near) and not operators.turned(claim) and not denies:
        return Cause.NEGATION, ""
    best = _best_clause(claim, passages)
    if operators.compared(best) - operators.compared(claim) and not denies and not operators.little(claim) and not facts_of(claim).figures:
        return Cause.OPERATOR, "comparaison"
    if (
        operators.obliges(claim) != operators.obliges(best)
        and operators.allows(claim) != operators.allows(best)
        and not denies
        and not operators.restricts(claim)
    ):
        return Cause.OPERATOR, "obligation"
    if operators.little(best) and not operators.little(claim) and not denies:
        return Cause.NEGATION, "peu"
    if lost := operators.lost(claim, _governed(claim, carrying)):
        return Cause.CONDITION, lost
    if extra := operators.added(claim, carrying if len(carrying) > 40 else whole):
        return Cause.OPERATOR, extra
    planned = all(passage.section in _PLANNED for passage in passages)
    if operators.told_as_done(claim, near, best, planned=planned):
        return Cause.DONE, ""
    costs = any(figure.kind == "montant" for figure in facts_of(claim).figures)  # « le loyer est de 150 € » is no state of things
    if all(passage.section in _TO_BE for passage in passages) and not costs and not operators.hedged(claim):
        states = [word.written for word in words_of(claim) if is_finite(word)] or _IS.findall(claim)
        if states and not any(is_finite(word) for word in words_of(carrying)) and not _IS.search(carrying):
            return Cause.DONE, states[0]
    return None


def _governed(claim: str, carrying: str) -> str:
    """The parts of a text that a condition bears on, where the claim says most of its words of them: « Sous réserve de…, l’ANRU finance…, la Ville paie »."""
    parts = fact_clauses(carrying)
    words = [word for word in words_of(claim) if not is_frame(word) and says(stems_of(carrying), word)]
    found = []
    for index, part in enumerate(parts):
        room = f"{part}, {parts[index + 1]}" if index == 0 and len(parts) > 1 else f"{parts[index - 1]}, {part}" if index else part
        if sum(says(stems_of(room), word) for word in words) >= _MOST_GOVERNED * len(words):
            found.append(room)
    return " ; ".join(found)


_MOST_GOVERNED = 0.5  # share of the claim’s words from which a condition bears on it


def _near_clauses(claim: str, passages: Sequence[Evidence]) -> str:
    """The clauses of the passages that the claim rests on: the one that says the most of it, and any that alone says one of its words."""
    said = [word for word in words_of(claim) if not is_frame(word)]
    parts = [clause for passage in passages for clause in passage.clauses]
    best = _best_clause(claim, passages)
    found = [best] if best else []
    for word in said:
        holding = [clause for clause in parts if says(stems_of(clause), word)]
        if len(holding) == 1 and holding[0] not in found:
            found.append(holding[0])
    return " ; ".join(found)


def _best_clause(claim: str, passages: Sequence[Evidence]) -> str:
    """The clause that says the most of the claim’s words, that which has the fewest others first."""
    said = [word for word in words_of(claim) if not is_frame(word)]
    clauses = [clause for passage in passages for clause in passage.clauses]
    return max(clauses, key=lambda clause: (sum(says(stems_of(clause), word) for word in said), -len(clause)), default="")
