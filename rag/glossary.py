"""The acronyms of the fiches: what each stands for, in the words of the fiche that says so, and those that none spells out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.model import Excerpt, Fiche, SectionKind, Span
from ingest.name_table import ACRONYM, KnownName, find_known, letters
from ingest.names import CorpusExpansion, expansions_of
from rag.citation import Citation, cite
from rag.spelling import is_french

_SHOUTED = 0.6  # share of capitals from which a text is a title in capitals, whose words are no acronyms
_SHORTEST = 12  # letters of a text of which that can be said


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """An acronym: as most often written, where it stands first, in which fiches; what the fiches and the national table say it means."""

    acronym: str
    spellings: tuple[str, ...]
    first: Citation
    fiches: tuple[str, ...]
    expansions: tuple[Citation, ...]  # each wording once, in order of the fiches
    meanings: tuple[str, ...]  # the words of these expansions, the acronym left out
    known: KnownName | None

    @property
    def is_explained(self) -> bool:
        """Whether a fiche spells it out."""
        return bool(self.expansions)


@dataclass(slots=True)
class _Uses:
    spellings: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    places: list[tuple[Fiche, SectionKind, Excerpt]] = field(default_factory=list)


def glossary(fiches: Sequence[Fiche]) -> tuple[GlossaryEntry, ...]:
    """Return the acronyms that `fiches` use, in alphabetical order."""
    uses: dict[str, _Uses] = defaultdict(_Uses)
    for fiche in fiches:
        for section in fiche.sections:
            for item in section.items:
                for found in _acronyms(item.text):
                    used = uses[letters(found.text)]
                    used.spellings[found.text] += 1
                    start = item.span.start + found.span.start
                    used.places.append((fiche, section.kind, fiche.source.excerpt(start, start + len(found.text))))
    expanded: dict[str, list[CorpusExpansion]] = defaultdict(list)
    for expansion in expansions_of(fiches):
        expanded[letters(expansion.acronym)].append(expansion)
    entries = [_entry(key, used, expanded.get(key, [])) for key, used in sorted(uses.items())]
    return tuple(entry for entry in entries if entry is not None)


def _entry(key: str, used: _Uses, expansions: Sequence[CorpusExpansion]) -> GlossaryEntry | None:
    spellings = sorted(used.spellings, key=lambda text: (-used.spellings[text], text))
    known = find_known(spellings[0])
    if not expansions and known is None and is_french(spellings[0]):
        return None  # « NON », « ET »: a word in capitals
    fiche, section, excerpt = used.places[0]
    by_wording = {letters(expansion.long): expansion for expansion in reversed(expansions)}
    kept = [expansion for expansion in expansions if by_wording[letters(expansion.long)] is expansion]
    return GlossaryEntry(
        spellings[0],
        tuple(spellings),
        cite(excerpt, fiche, section),
        tuple(dict.fromkeys(fiche.code for fiche, _section, _excerpt in used.places)),
        tuple(cite(expansion.quote, expansion.fiche, _section_of(expansion)) for expansion in kept),
        tuple(expansion.long for expansion in kept),
        known,
    )


def find_acronym(entries: Iterable[GlossaryEntry], wanted: str) -> GlossaryEntry | None:
    """Return the entry of an acronym, however it is written: « C.A.F. », « caf »."""
    key = letters(wanted)
    return next((entry for entry in entries if key in {letters(spelling) for spelling in entry.spellings}), None)


def _acronyms(text: str) -> Iterable[Excerpt]:
    capitals, all_letters = sum(map(str.isupper, text)), sum(map(str.isalpha, text))
    if all_letters >= _SHORTEST and capitals >= _SHOUTED * all_letters:
        return []
    return [Excerpt(match.group(), Span(match.start(), match.end())) for match in ACRONYM.finditer(text)]


def _section_of(expansion: CorpusExpansion) -> SectionKind:
    return next(
        (section.kind for section in expansion.fiche.sections for item in section.items if item.span.contains(expansion.quote.span)),
        SectionKind.AUTRE,
    )
