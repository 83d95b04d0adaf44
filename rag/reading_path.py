"""In which order to read the fiches of a pilier: those that most fiches lead to first, then along the links, each with its reason."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.model import Excerpt, Fiche, SectionKind
from rag.citation import Citation, cite
from rag.library import code_key
from rag.shelf import Backlink, Pilier, Shelf


@dataclass(frozen=True, slots=True)
class Step:
    """A fiche to read: what those read before say of it, what any other fiche says of it, and the first thing it is after."""

    fiche: Fiche
    follows: tuple[Backlink, ...]
    named_by: tuple[Backlink, ...]  # one for each fiche that names it
    objective: Citation | None


def reading_path(pilier: Pilier, backlinks: Mapping[str, Sequence[Backlink]]) -> tuple[Step, ...]:
    """Order the fiches of a pilier: next comes the one that most of those read lead to, else the one that most of all do, else by code."""
    fiches = [shelved.fiche for shelved in pilier.fiches]
    named_by = {fiche.code: _each_fiche_once(fiche, backlinks.get(fiche.code, ())) for fiche in fiches}
    leads_to: dict[int, list[str]] = defaultdict(list)
    for code, backs in named_by.items():
        for back in backs:
            leads_to[id(back.fiche)].append(code)
    followed: Counter[str] = Counter()
    read: set[int] = set()
    left, steps = list(fiches), []
    while left:
        fiche = min(left, key=lambda one: (-followed[one.code], -len(named_by[one.code]), code_key(one.code)))
        backs = named_by[fiche.code]
        steps.append(Step(fiche, tuple(back for back in backs if id(back.fiche) in read), tuple(backs), _objective(fiche)))
        left.remove(fiche)
        read.add(id(fiche))
        followed.update(leads_to[id(fiche)])
    return tuple(steps)


def reading_paths(shelf: Shelf) -> Mapping[str, tuple[Step, ...]]:
    """The path of each pilier, by its number."""
    return {pilier.number: reading_path(pilier, shelf.backlinks) for pilier in shelf.piliers}


def _each_fiche_once(own: Fiche, backlinks: Sequence[Backlink]) -> list[Backlink]:
    first: dict[int, Backlink] = {}
    for back in backlinks:
        # What stands under « Liens » says more than a reference in a sentence.
        kept = first.get(id(back.fiche))
        if back.fiche is not own and (kept is None or (back.link.section is SectionKind.LIENS is not kept.link.section)):
            first[id(back.fiche)] = back
    return list(first.values())


def _objective(fiche: Fiche) -> Citation | None:
    for kind in (SectionKind.OBJECTIFS, SectionKind.ENJEU):
        item: Excerpt | None = next((item for section in fiche.all(kind) for item in section.items if item.text.strip()), None)
        if item:
            return cite(item, fiche, kind)
    return None
