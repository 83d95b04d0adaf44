"""Numbers, shares and amounts of a sentence that the passages state too."""

import re
from collections.abc import Sequence

from rag.analysis import stem
from rag.claims.evidence import Evidence
from rag.claims.facts import Facts, Figure, facts_of
from rag.claims.verdict import Cause, Failed
from rag.claims.words import is_frame, same, says, says_any, stems_of, words_of

_NAMED = re.compile(
    r"(?P<head>[^\W\d_]+s)\s+(?P<names>[A-ZÀ-Ý][\w-]+(?:\s*,\s*[A-ZÀ-Ý][\w-]+)*\s+et\s+[A-ZÀ-Ý][\w-]+)"
)  # « écoles Pasteur et Curie »


def unknown_figure(claim: str, passages: Sequence[Evidence], _whole: str) -> Failed:
    known = [(figure, passage) for passage in passages for figure in passage.facts.figures]
    said = facts_of(claim)
    for figure in said.figures:
        written = claim[figure.span.start : figure.span.end]
        if figure.kind == "part" and not _base_is_said(figure, passages):
            return Cause.FIGURE, written
        if any(figure.value == other.value and _fits(figure, other, claim, said, passage.facts.periods) for other, passage in known):
            continue
        if _in_code_or_title(figure, written, passages) or (
            figure.kind == "nombre" and figure.value == len(passages) > 1 and not figure.bounds and _is_general(claim, figure, passages)
        ):
            continue  # « deux financements », each of them cited
        if figure.kind == "nombre" and not figure.bounds and _enumerated(claim, figure, passages):
            continue
        return Cause.FIGURE, written
    known_periods = frozenset().union(*(passage.facts.periods for passage in passages), *(other.per for other, _passage in known))
    if extra := said.periods - known_periods:
        return Cause.FIGURE, ", ".join(sorted(extra))
    return None


def _fits(figure: Figure, other: Figure, claim: str, said: Facts, periods: frozenset[str]) -> bool:
    kinds = {figure.kind, other.kind}
    if figure.key != other.key and not (
        kinds == {"nombre"} or (kinds == {"nombre", "montant"} and figure.kind == "montant" and not other.unit and figure.unit != "€")
    ):
        return False
    if (figure.upper or None) != (other.upper or None):
        return False
    if figure.bounds != other.bounds and not (figure.bounds <= other.bounds and not other.bounds - figure.bounds):
        return False
    if figure.kind == "part" and figure.of and other.of and not _same_base(figure.of, other.of):
        return False
    if (
        other.share is not None
        and figure.share != other.share
        and not any(one.kind == "part" and one.value == other.share for one in said.figures)
    ):
        return False
    if figure.kind == "montant":
        spoken = stems_of(claim) | said.periods
        if not all(one in spoken or says_any(spoken, stem(one)) for one in other.per):
            return False
        if not all(any(same(one, known) for known in other.per | periods) for one in figure.per):
            return False
    return True


def _enumerated(claim: str, figure: Figure, passages: Sequence[Evidence]) -> bool:
    """« deux bailleurs » for « bailleurs (Orle Habitat, Toit Commun) »; « trois partenaires » for a list of three of them."""
    noun = next((word for word in words_of(claim) if word.start >= figure.span.end), None)
    if noun is None:
        return False
    for passage in passages:
        for match in re.finditer(r"(?P<head>[^\W\d_]+(?:\s+[^\W\d_]+){0,3})\s*(?:\((?P<in>[^)]+)\)|:\s*(?P<after>[^.;]+))", passage.text):
            if _counts(match.group("in") or match.group("after"), figure) and says(stems_of(match.group("head")), noun):
                return True
        for match in _NAMED.finditer(passage.text):
            if says(stems_of(match.group("head")), noun) and _counts(match.group("names"), figure):
                return True
    around = frozenset().union(*(passage.around for passage in passages))
    lists = re.sub(r"\([^)]*\)", "", " ; ".join(passage.text.rstrip(" .;") for passage in passages))
    return (is_frame(noun) or says(around, noun)) and (_counts(lists, figure) or _counts(lists.replace(",", " "), figure))


def _counts(listed: str, figure: Figure) -> bool:
    """Whether a list has so many items, and is closed."""
    items = [item for item in re.split(r"\s*[,;]\s*|\s+et\s+", listed) if item.strip()]
    return len(items) == figure.value and not any("…" in item or "..." in item or item.strip() == "etc." for item in items)


_PEOPLE = frozenset({"personne", "personnes", "gens", "individus", "acteurs", "structures"})


def _same_base(one: str, other: str) -> bool:
    """Whether two shares are of one thing; « du coût », « du montant » say as much as nothing."""
    left, right = words_of(one), words_of(other)
    if not left or not right or (all(map(is_frame, left)) and left[0].folded not in _PEOPLE) or all(map(is_frame, right)):
        return True
    return any(says(stems_of(other), word) for word in left)


def _base_is_said(figure: Figure, passages: Sequence[Evidence]) -> bool:
    """« un lycéen sur cinq »: the passages speak of lycéens."""
    words = [word for word in words_of(figure.of)[:1] if not is_frame(word) and word.folded not in ("jeune", "jeunes")]
    return all(any(says(passage.stems | passage.around, word) for passage in passages) for word in words)


def _is_general(claim: str, figure: Figure, passages: Sequence[Evidence]) -> bool:
    """« deux financements », « trois éléments »: what is counted is what the passages are, or the heading they stand under."""
    noun = next((word for word in words_of(claim) if word.start >= figure.span.end), None)
    return noun is not None and (is_frame(noun) or any(says(passage.around, noun) for passage in passages))


def _in_code_or_title(figure: Figure, written: str, passages: Sequence[Evidence]) -> bool:
    """« Programme 147 » in the title of the fiche."""
    return figure.kind == "nombre" and any(written in passage.title for passage in passages if passage.title)
