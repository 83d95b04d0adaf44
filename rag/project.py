"""« Mon projet »: a paragraph about a project -> the fiches it answers to, the schemes open to it, whom to call, what it will be asked."""

from dataclasses import dataclass
from datetime import date

from ingest.funding import FundingStatus
from ingest.index.catalogue import FicheRecord
from ingest.model import Fiche, SectionKind
from ingest.partners import PartnerRole
from rag.affinity import Place, Reading
from rag.citation import Citation, cite
from rag.directory import Directory
from rag.funding_lookup import DueDay, FundingHit, is_about
from rag.partner_lookup import PartnerHit

#: Characters that are read: further on, a file tells of its author rather than of the project.
MOST_READ = 20_000
_MOST_FICHES, _MOST_SCHEMES, _MOST_PARTNERS, _MOST_INDICATORS = 3, 6, 12, 6  # what one page holds
_FICHES_BEHIND = 1.5  # log-odds under the nearest fiche: those further behind answer to other projects
_WANTED = (SectionKind.OBJECTIFS, SectionKind.REALISATIONS, SectionKind.PUBLIC, SectionKind.ENJEU)
_INDICATORS = (SectionKind.INDICATEURS_REALISATION, SectionKind.INDICATEURS_EFFETS)


@dataclass(frozen=True, slots=True)
class ProjectFiche:
    """A fiche that a project answers to: what of it the project meets, and the words they share."""

    record: FicheRecord
    fiche: Fiche
    meets: Citation
    words: tuple[str, ...]
    indicators: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the fiches offer a project, nearest first; all empty where none answers to it."""

    text: str
    at: date
    of: int  # fiches looked at
    fiches: tuple[ProjectFiche, ...] = ()
    schemes: tuple[FundingHit, ...] = ()
    partners: tuple[PartnerHit, ...] = ()
    other_partners: int = 0  # further bodies of these fiches
    due: tuple[DueDay, ...] = ()

    @property
    def expired(self) -> int:
        return sum(hit.status.status is FundingStatus.EXPIRE for hit in self.schemes)


def dossier(directory: Directory, text: str, at: date) -> Dossier:
    """Draw up what the fiches offer the project that `text` describes; states and deadlines are those of the day `at`."""
    library, affinity = directory.library, directory.affinity
    text = text.strip()[:MOST_READ]
    reading = affinity.read(text)
    records = library.current
    places = [Place(record.id, fiche.title.span, frozenset()) for record, fiche in zip(records, directory.fiches, strict=True)]
    ranked = affinity.rank(reading, places)
    empty = Dossier(text, at, len(records))
    if not ranked or not is_about(library, text, reading, ranked):
        return empty
    kept = [near for near in ranked[:_MOST_FICHES] if near.score >= ranked[0].score - _FICHES_BEHIND]
    fiches = tuple(
        _fiche(directory, records[near.place], directory.fiches[near.place], near.fiche_words, reading, near.passage.section)
        for near in kept
    )
    schemes = tuple(directory.funding.nearest(text, at, limit=_MOST_SCHEMES, reading=reading))
    # Schemes that are over come last: they are told all the same, since many are renewed.
    schemes = tuple(sorted(schemes, key=lambda hit: hit.status.status is FundingStatus.EXPIRE))
    codes = {one.fiche.code for one in fiches}
    partners = tuple(_to_call(directory.partners.of_fiches([one.fiche for one in fiches])))
    shown, others = partners[:_MOST_PARTNERS], max(0, len(partners) - _MOST_PARTNERS)
    due = tuple(day for day in directory.funding.due(at) if day.entry in {hit.entry for hit in schemes} or day.entry.fiche.code in codes)
    return Dossier(text, at, len(records), fiches, schemes, shown, others, due)


def _fiche(
    directory: Directory, record: FicheRecord, fiche: Fiche, words: tuple[str, ...], reading: Reading, nearest: SectionKind
) -> ProjectFiche:
    sections = _WANTED if any(fiche.all(kind) for kind in _WANTED) else (nearest,)
    chunk = directory.affinity.nearest(reading, record.id, sections) or directory.affinity.nearest(reading, record.id, (nearest,))
    meets = cite(directory.library.excerpt(chunk), fiche, chunk.section) if chunk else cite(fiche.title, fiche)
    indicators = tuple(cite(item, fiche, kind) for kind in _INDICATORS for section in fiche.all(kind) for item in section.items)
    return ProjectFiche(record, fiche, meets, words, indicators[:_MOST_INDICATORS])


def _to_call(hits: list[PartnerHit]) -> list[PartnerHit]:
    """Those who lead first, then those who take part; who only pays is told with the schemes."""
    order = {PartnerRole.ANIMATEUR: 0, PartnerRole.PARTENAIRE: 1}
    ranked = [(min((order.get(mention.role, 2) for mention in hit.mentions), default=2), hit) for hit in hits]
    return [hit for rank, hit in sorted(ranked, key=lambda pair: pair[0]) if rank < 2]
