"""Which passages support an answer: topic words found in an item itself, or in what its fiche is about."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from ingest.index.catalogue import ChunkRecord, FicheRecord
from ingest.model import SectionKind
from rag.analysis import stems
from rag.library import Library
from rag.terms import Term

# Where a fiche says what it is about, and how much it counts for that.
_SUBJECT_SECTIONS = {SectionKind.ENJEU: 0.7, SectionKind.OBJECTIFS: 0.6, SectionKind.REALISATIONS: 0.5, SectionKind.CONTEXTE: 0.4}


class Evidence:
    """Looks words up in the items of a library."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.words = lru_cache(maxsize=50_000)(self._words)
        self.subject = lru_cache(maxsize=5_000)(self._subject)

    @staticmethod
    def _words(text: str) -> frozenset[str]:
        return frozenset(stems(text))

    def coverage(self, text: str, terms: Sequence[Term]) -> float:
        """Share of the weight of `terms` found in `text`, 0 to 1; 1 where there are none."""
        return self.share(self.words(text), terms)

    @staticmethod
    def share(words: frozenset[str], terms: Sequence[Term]) -> float:
        """Share of the weight of `terms` found among `words`, 0 to 1; 1 where there are none."""
        total = sum(term.weight for term in terms)
        return sum(term.weight * term.share(words) for term in terms) / total if total else 1.0

    def chunks_with(self, terms: Iterable[Term]) -> list[ChunkRecord]:
        """Return the chunks that hold at least one of `terms`, their context included."""
        found = {chunk for term in terms for word in term.all_stems | term.phrase for chunk in self.library.lexical.postings(word)}
        return sorted(self.library.catalogue.chunks(sorted(found)).values(), key=lambda chunk: (chunk.fiche_id, chunk.position))

    def own_heading(self, chunk: ChunkRecord) -> frozenset[str]:
        """The words of the heading that a passage stands under, where it is none of the template: « Points de vigilance »."""
        if chunk.section is not SectionKind.AUTRE:
            return frozenset()
        sections = self.library.catalogue.fiche(chunk.fiche_id).all(SectionKind.AUTRE)
        return frozenset().union(
            *(
                self.words(section.heading.text)
                for section in sections
                if any(item.span.start < chunk.span.end and chunk.span.start < item.span.end for item in section.items)
            )
        )

    def _subject(self, fiche_id: int) -> tuple[tuple[float, frozenset[str]], ...]:
        # From its passages, which need no parsing: a question looks at a hundred fiches.
        parts = [(1.0, self.words(self.library.by_id[fiche_id].title))]
        chunks = self.library.catalogue.chunks_of_fiche(fiche_id)
        for kind, weight in _SUBJECT_SECTIONS.items():
            texts = (self.library.excerpt(chunk).text for chunk in chunks if chunk.section is kind)
            parts.append((weight, frozenset().union(*map(self.words, texts))))
        return tuple(parts)

    def subject_words(self, fiche_id: int) -> frozenset[str]:
        """The words of a fiche’s title, enjeu and objectifs."""
        return frozenset().union(*(words for weight, words in self.subject(fiche_id) if weight >= _SUBJECT_SECTIONS[SectionKind.OBJECTIFS]))

    def about(self, record: FicheRecord, terms: Sequence[Term]) -> float:
        """How far `record` is about `terms`, 0 to 1: 1 where its title holds them all."""
        total = sum(term.weight for term in terms)
        if not total:
            return 0.0
        found = 0.0
        for term in terms:
            found += term.weight * max((weight for weight, words in self.subject(record.id) if term.matches(words)), default=0.0)
        return found / total
