"""The partner directory as people ask it: all of it, who works beside a body, what kind of bodies, or who to call for a project."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.folding import fold
from ingest.model import Fiche, SectionKind
from ingest.name_keys import bare_name, split_place
from ingest.name_table import BodyKind, find_known
from ingest.partners import Partner, PartnerMention, PartnerRole
from rag.affinity import Affinity, Place
from rag.analysis import STOP_WORDS, stems
from rag.citation import Citation, cite
from rag.funding_lookup import is_about
from rag.library import code_key

#: Words for a kind of body, folded.
BODY_WORDS: Mapping[BodyKind, str] = {
    BodyKind.ASSOCIATION: r"associations?|assos?|clubs?",
    BodyKind.BAILLEUR: r"bailleurs?(?: sociaux| social)?",
    BodyKind.ENTREPRISE: r"entreprises?|employeurs?",
    BodyKind.COLLECTIVITE: r"collectivites?(?: territoriales?| locales?)?|communes?|mairies?",
    BodyKind.ETAT: r"services? de l etat|l etat|etat",
    BodyKind.ETABLISSEMENT: r"etablissements?(?: scolaires?| culturels?)?",
    BodyKind.SECURITE_SOCIALE: r"securite sociale|caisses?(?: de securite sociale)?",
    BodyKind.HABITANTS: r"habitants?|habitantes?",
}
_KIND_WORDS = re.compile("|".join(BODY_WORDS.values()))
_ROLES: Mapping[PartnerRole, str] = {
    PartnerRole.ANIMATEUR: r"qui (?:anime|pilote|porte|coordonne)\w*|animateurs?|pilotes?|porteurs?|chefs? de file",
    PartnerRole.FINANCEUR: r"qui (?:finance|paie|paye)\w*|financeurs?",
}
_PILIER = re.compile(r"\bpilier (?:n )?(\d)\b")
_CODE = re.compile(r"\b(?:fiche )?(\d) (\d{1,2}) (\d{1,2})\b")
_BESIDE = re.compile(r"\b(?:avec|aux cotes d\w*|a cote d\w*|partenaires? d\w*|en lien avec)\b")
_IDLE = frozenset(
    "acteur acteurs aide aider appeler avec bodies contact contacter corps intervenir interviennent liste organisme organismes partenaire "
    "partenaires participe participent peut peuvent projet structure structures travaille travaillent travailler fiche fiches pilier axe "
    "concernant joindre qui quels quelles".split()
)
_FICHES_LOOKED_AT = 3
_MOST_BESIDE = 12  # fiches told as the reason of a neighbour


@dataclass(frozen=True, slots=True)
class PartnerFilters:
    """What a list is narrowed to; None, "" and empty let everything through."""

    kinds: frozenset[BodyKind] = frozenset()
    role: PartnerRole | None = None
    fiche: str | None = None
    pilier: str | None = None
    place: str = ""
    name: str = ""
    axe: str | None = None  # « 1.2 »

    def keeps(self, partner: Partner, mentions: Sequence[PartnerMention]) -> bool:
        return (
            bool(mentions)
            and (not self.kinds or partner.kind in self.kinds)
            and (not self.name or any(f" {fold(self.name)} " in f" {fold(name)} " for name in (partner.name, *partner.aliases)))
        )

    def keeps_mention(self, mention: PartnerMention) -> bool:
        code = mention.fiche.code
        return (
            (self.role is None or mention.role is self.role)
            and (self.fiche is None or code == self.fiche)
            and (self.pilier is None or code.split(".")[0] == self.pilier)
            and (not self.place or f" {fold(self.place)} " in f" {fold(_where(mention))} ")
            and (self.axe is None or code.startswith(f"{self.axe}."))
        )


@dataclass(frozen=True, slots=True)
class PartnerHit:
    """A body as listed: the mentions that the filters leave; `why` is a plain French sentence where something was looked up."""

    partner: Partner
    mentions: tuple[PartnerMention, ...]
    why: str = ""
    passage: Citation | None = None


@dataclass(frozen=True, slots=True)
class _Query:
    """What a look-up asks for: bodies by name, kinds and roles by their words, and a subject, « "" » where it names none."""

    named: tuple[Partner, ...]
    beside: bool
    filters: PartnerFilters
    subject: str


class PartnerLookUp:
    """Looks bodies up among those of the fiches that answer."""

    def __init__(self, affinity: Affinity, partners: Sequence[Partner]) -> None:
        self.affinity = affinity
        self.partners = tuple(sorted(partners, key=lambda partner: (fold(partner.name), partner.name)))
        self._names = sorted(_spoken_names(self.partners).items(), key=lambda pair: (-len(pair[0]), pair[0]))

    def listed(self, filters: PartnerFilters | None = None) -> list[PartnerHit]:
        """Return every body that the filters leave, by name, with its mentions that they leave."""
        filters = filters or PartnerFilters()
        hits = [PartnerHit(partner, tuple(filter(filters.keeps_mention, partner.mentions))) for partner in self.partners]
        return [hit for hit in hits if filters.keeps(hit.partner, hit.mentions)]

    def find(self, text: str, filters: PartnerFilters | None = None) -> list[PartnerHit]:
        """Return the bodies that a look-up asks for, the most to the point first; none where no fiche tells."""
        query = self._read(text, filters or PartnerFilters())
        hits = self.listed(query.filters)
        if query.named:
            return self._named(query, hits)
        if query.subject:
            return self._about(query.subject, hits)
        return hits if query.filters != PartnerFilters() else []

    def of_fiches(self, fiches: Sequence[Fiche]) -> list[PartnerHit]:
        """Return the bodies of these fiches, those of the first one first, in the order in which it names them."""
        order = {_key(fiche): rank for rank, fiche in enumerate(fiches)}
        found = []
        for partner in self.partners:
            mentions = tuple(mention for mention in partner.mentions if _key(mention.fiche) in order)
            if mentions:
                first = min((order[_key(mention.fiche)], mention.quote.span) for mention in mentions)
                found.append((first, PartnerHit(partner, mentions, f"Nommé dans {_fiches(mentions)}.")))
        return [hit for _first, hit in sorted(found, key=lambda pair: pair[0])]

    def _read(self, text: str, filters: PartnerFilters) -> _Query:
        folded = fold(text)
        beside = _BESIDE.search(folded) is not None
        named, rest = self._names_in(folded, kinds_too=beside)
        kinds = frozenset(kind for kind, words in BODY_WORDS.items() if re.search(rf"\b(?:{words})\b", rest))
        role = next((role for role, words in _ROLES.items() if re.search(rf"\b(?:{words})\b", rest)), None)
        pilier, code = _PILIER.search(rest), _CODE.search(rest)
        narrowed = PartnerFilters(
            filters.kinds or kinds,
            filters.role or role,
            filters.fiche or (".".join(code.groups()) if code else None),
            filters.pilier or (pilier.group(1) if pilier else None),
            filters.place,
            filters.name,
            filters.axe,
        )
        for words in (*BODY_WORDS.values(), *_ROLES.values(), _PILIER.pattern, _CODE.pattern):
            rest = re.sub(rf"\b(?:{words})\b", " ", rest)
        left = [word for word in rest.split() if word not in STOP_WORDS and word not in _IDLE and len(word) > 1]
        return _Query(named, beside, narrowed, " ".join(left))

    def marked(self, folded: str, *, kinds_too: bool = False) -> tuple[tuple[Partner, ...], str]:
        """The bodies that a folded text names, and the text with « @0 », « @1 »… in their place; « les associations » are a kind."""
        found: list[Partner] = []
        rest = f" {folded} "
        for name, partner in self._names:
            single = _singular(name)
            if (name not in rest and single not in rest) or name in STOP_WORDS or (not kinds_too and _KIND_WORDS.fullmatch(name)):
                continue
            number = found.index(partner) if partner in found else len(found)
            rest, count = re.subn(rf"(?<= )(?:{re.escape(name)}|{re.escape(single)})(?= )", f"@{number}", rest)
            if count and partner not in found:
                found.append(partner)
        return tuple(found), rest.strip()

    def _names_in(self, folded: str, *, kinds_too: bool) -> tuple[tuple[Partner, ...], str]:
        """The bodies that a text names, and the text without them; « les associations » are a kind, unless one works with them."""
        found, marked = self.marked(folded, kinds_too=kinds_too)
        return found, re.sub(r"@\d+", " ", marked).strip()

    def _named(self, query: _Query, hits: Sequence[PartnerHit]) -> list[PartnerHit]:
        """The bodies named, then those that the same fiches name beside them, the most often first."""
        names = " et ".join(f"« {partner.name} »" for partner in query.named)
        first = [
            PartnerHit(hit.partner, hit.mentions, f"Nommé dans {_fiches(hit.mentions)}.") for hit in hits if hit.partner in query.named
        ]
        if not query.beside:
            return first
        where = [{_key(mention.fiche) for mention in partner.mentions if query.filters.keeps_mention(mention)} for partner in query.named]
        together = set.intersection(*where) if where else set()
        beside: list[tuple[int, PartnerHit]] = []
        for hit in hits:
            shared = tuple(mention for mention in hit.mentions if _key(mention.fiche) in together)
            if shared and hit.partner not in query.named:
                count = len({_key(mention.fiche) for mention in shared})
                beside.append((count, PartnerHit(hit.partner, shared, f"Nommé avec {names} dans {_fiches(shared)}.")))
        return first + [hit for _count, hit in sorted(beside, key=lambda pair: (-pair[0], fold(pair[1].partner.name)))]

    def _about(self, subject: str, hits: Sequence[PartnerHit]) -> list[PartnerHit]:
        """The bodies whose own words hold the subject, then those of the fiches nearest to it."""
        reading = self.affinity.read(subject)
        library = self.affinity.library
        records = {_key(library.fiche(record)): record for record in library.current}
        wanted = {_key(mention.fiche) for hit in hits for mention in hit.mentions}
        places = [Place(record.id, library.fiche(record).title.span, frozenset()) for key, record in records.items() if key in wanted]
        ranked = self.affinity.rank(reading, places)
        if not ranked or not is_about(library, subject, reading, ranked):
            return []
        order = {
            _key(library.fiche(library.by_id[places[near.place].fiche_id])): rank for rank, near in enumerate(ranked[:_FICHES_LOOKED_AT])
        }
        passages = {
            rank: cite(library.excerpt(near.passage), library.fiche(library.record_of(near.passage)), near.passage.section)
            for rank, near in enumerate(ranked[:_FICHES_LOOKED_AT])
        }
        asked = frozenset(term.stem for term in reading.terms)
        found: list[tuple[tuple[int, int, str], PartnerHit]] = []
        for hit in hits:
            own = asked & frozenset(stem for name in (hit.partner.name, *hit.partner.aliases) for stem in stems(name))
            near = tuple(mention for mention in hit.mentions if _key(mention.fiche) in order)
            if not near:
                continue
            rank = min(order[_key(mention.fiche)] for mention in near)
            why = f"Nommé dans {_fiches(near)}, dont le sujet est proche."
            found.append(((rank, -len(own), fold(hit.partner.name)), PartnerHit(hit.partner, near, why, passages[rank])))
        return [hit for _order, hit in sorted(found, key=lambda pair: pair[0])]


def _spoken_names(partners: Sequence[Partner]) -> dict[str, Partner]:
    """The names by which people ask for bodies, folded: their own, and those without their place or in full where one body alone has them."""
    found: dict[str, Partner] = {}
    shorter: dict[str, list[Partner]] = {}
    for partner in partners:
        for name in (partner.name, *partner.aliases):
            found.setdefault(fold(name), partner)
            bare = bare_name(name)
            base, _place = split_place(bare)
            known = find_known(base or bare)
            for other in (base, *(known.names if known and known.kind else ())):
                if fold(other) and partner not in shorter.setdefault(fold(other), []):
                    shorter[fold(other)].append(partner)
    for name, meant in shorter.items():
        if len(meant) == 1:
            found.setdefault(name, meant[0])
    return {name: partner for name, partner in found.items() if name}


def _fiches(mentions: Iterable[PartnerMention]) -> str:
    """« la fiche 1.1.2 », « les fiches 1.1.2 et 1.1.4 »."""
    codes = sorted(Counter(mention.fiche.code for mention in mentions), key=code_key)
    if len(codes) == 1:
        return f"la fiche {codes[0]}"
    shown, more = codes[:_MOST_BESIDE], len(codes) - _MOST_BESIDE
    return f"les fiches {', '.join(shown)} et {more} autres" if more > 0 else f"les fiches {', '.join(shown[:-1])} et {shown[-1]}"


def _key(fiche: Fiche) -> tuple[str, str, int]:
    return fiche.source.name, fiche.code, fiche.title.span.start


def _singular(name: str) -> str:
    """« centres sociaux » -> « centre social »: the form in which a single one is asked about."""
    return " ".join(re.sub(r"aux\Z", "al", word) if word.endswith("iaux") else word.removesuffix("s") for word in name.split())


def _where(mention: PartnerMention) -> str:
    extent = (item.text for section in mention.fiche.all(SectionKind.ECHELLE) for item in section.items)
    return " ".join((mention.quote.text, mention.name, *extent))
