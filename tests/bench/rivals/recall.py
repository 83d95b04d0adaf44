"""Which of the expected quotes stand in the first characters that were retrieved: one rule for all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ingest.chunking import clean
from rag.evaluation import EvalQuestion, ExpectedQuote

BUDGETS = (1_500, 3_000, 6_000)
_WHOLE = 0.9  # of a quote's characters, where it is spread over several passages: the marks between them are no one's

Found = Sequence[tuple[str, str]]  # (fiche, text), best first


def recall(question: EvalQuestion, found: Found) -> Mapping[str, float]:
    """Return `any` and `all` for each budget: one, each of the expected quotes stands within so many characters retrieved.

    The last passage counts as far as it fits. A quote stands there whole in one passage, or in pieces that make it up.
    """
    measures = {}
    for budget in BUDGETS:
        seen = _first(found, budget)
        held = [_holds(seen[quote.fiche], quote) for quote in question.quotes]
        measures |= {f"any_{budget}": float(any(held)), f"all_{budget}": float(all(held))}
    return measures


def document_recall(wanted: str, found: Found) -> Mapping[str, float]:
    """Return the same where a question is answered by a whole document: some of it stands within so many characters."""
    held = {budget: float(bool(_first(found, budget)[wanted])) for budget in BUDGETS}
    return {f"{name}_{budget}": value for budget, value in held.items() for name in ("any", "all")}


def _first(found: Found, budget: int) -> Mapping[str, list[str]]:
    seen: dict[str, list[str]] = defaultdict(list)
    for fiche, text in found:
        if budget <= 0:
            break
        if kept := clean(text[:budget]):
            seen[fiche].append(kept)
        budget -= len(text)
    return seen


def _holds(texts: Sequence[str], quote: ExpectedQuote) -> bool:
    expected = clean(quote.quote)
    if any(expected in text for text in texts):
        return True
    return sum(len(text) for text in set(texts) if text in expected) >= _WHOLE * len(expected)
