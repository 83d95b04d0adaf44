"""The partner directory's records: who takes part where, in which role, under which names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ingest.bodies_in_text import find_bodies, kind_of
from ingest.folding import fold
from ingest.funding import FundingRecord, funding_directory
from ingest.model import Excerpt, Fiche, SectionKind, Span
from ingest.name_table import find_known
from ingest.names import Aliases, BodyKind, Merge, NameGroup, Spelling, body_key, expansions_of, merge_names
from ingest.partner_lists import Named, bodies_named, plain_text


class PartnerRole(StrEnum):
    """In which way a fiche names a body; `MENTION` is one outside the fields that name those who take part."""

    ANIMATEUR = "animateur"
    PARTENAIRE = "partenaire"
    FINANCEUR = "financeur"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class PartnerMention:
    """A body as one field of a fiche names it.

    `name` is the name on one line, without article, service or person: « Valmorée Agglomération »; `quote` the segment with its
    precisions: « Valmorée Agglomération, direction du numérique ». « Villes de A, B et C » is three mentions of one quote.
    """

    fiche: Fiche = field(repr=False)
    section: SectionKind
    quote: Excerpt
    name: str
    kind: BodyKind
    role: PartnerRole
    full: str = ""  # what an elliptical name stands for: « Ville de Lussigny » for « Lussigny »


@dataclass(frozen=True, slots=True)
class Partner:
    """One body over the corpus, under the name it has most often; `also_mentioned` are its mentions outside the fields of partners."""

    name: str
    aliases: tuple[str, ...]  # the other spellings, the most frequent first
    kind: BodyKind
    roles: tuple[PartnerRole, ...]
    fiches: tuple[str, ...]  # codes, in order, each once
    mentions: tuple[PartnerMention, ...]
    also_mentioned: tuple[PartnerMention, ...] = ()
    merges: tuple[Merge, ...] = ()


def partner_mentions(fiche: Fiche, funding: Sequence[FundingRecord] | None = None) -> tuple[PartnerMention, ...]:
    """Return the bodies that one fiche's fields name: who leads, who takes part, who carries a scheme, who pays; in document order.

    `funding` are the fiche's own records, drawn up anew where they are not given.
    """
    found = [*_leaders(fiche), *_partners(fiche), *_carriers(fiche), *_funders(funding_directory([fiche]) if funding is None else funding)]
    return tuple(sorted(found, key=lambda mention: (mention.quote.span, mention.name)))


def partner_directory(
    fiches: Sequence[Fiche],
    funding: Sequence[FundingRecord] | None = None,
    aliases: Aliases | None = None,
    *,
    mentions_elsewhere: bool = True,
) -> tuple[Partner, ...]:
    """Return the bodies of a corpus, one by one, in the order in which the fiches first name them.

    `funding` is the funding directory of the same fiches, if it has been drawn up. With `mentions_elsewhere`, the other
    fields' mentions of the same bodies stand beside.
    """
    records: dict[int, list[FundingRecord]] = defaultdict(list)
    for record in funding_directory(fiches) if funding is None else funding:
        records[id(record.fiche)].append(record)
    mentions = [mention for fiche in fiches for mention in partner_mentions(fiche, records.get(id(fiche), []))]
    spellings = [Spelling(mention.name, mention.fiche.code, mention.full) for mention in mentions]
    groups = merge_names(spellings, expansions_of(fiches), aliases)
    by_name = {name: group for group in groups for name in group.names}
    held: dict[int, list[PartnerMention]] = defaultdict(list)
    for mention in mentions:
        held[id(by_name[mention.full or mention.name])].append(mention)
    elsewhere = _elsewhere(fiches, by_name) if mentions_elsewhere else {}
    return tuple(_partner(group, held[id(group)], elsewhere.get(id(group), [])) for group in groups)


def _partner(group: NameGroup, mentions: Sequence[PartnerMention], elsewhere: Sequence[PartnerMention]) -> Partner:
    roles = {mention.role for mention in mentions}
    return Partner(
        name=group.name,
        aliases=group.aliases,
        kind=next((kind for kind in (group.kind, *(mention.kind for mention in mentions)) if kind is not BodyKind.AUTRE), group.kind),
        roles=tuple(role for role in PartnerRole if role in roles),
        fiches=tuple(dict.fromkeys(mention.fiche.code for mention in mentions)),
        mentions=tuple(mentions),
        also_mentioned=tuple(elsewhere),
        merges=group.merges,
    )


def _leaders(fiche: Fiche) -> Iterator[PartnerMention]:
    for section, item in _items(fiche, SectionKind.ANIMATEUR):
        for named in bodies_named(item.text, leads=True):
            yield _mention(fiche, section, item, named, PartnerRole.PARTENAIRE if named.second else PartnerRole.ANIMATEUR)


# Schemes that stand in the field of partners, under their own label.
_SCHEMES = re.compile(r"\s*(?:les\s+)?dispositifs?\b[^:\n]{0,30}:", re.IGNORECASE)


def _partners(fiche: Fiche) -> Iterator[PartnerMention]:
    for section, item in _items(fiche, SectionKind.PARTENAIRES):
        if _SCHEMES.match(plain_text(item.text)):
            continue
        for named in bodies_named(item.text):
            yield _mention(fiche, section, item, named, PartnerRole.PARTENAIRE)


_CARRIED = re.compile(
    r"\b(?:conduit|port|g[ée]r|anim|pilot|propos|men|mis\s+en\s+(?:place|œuvre)|d[ée]velopp|organis|coordonn|assur|financ|soutenu|tenu|d[ée]livr|mise?s?\s+en\s+(?:place|œuvre))\w*\s+(?:par|avec)\s+(?:la\s+|les?\s+|l['’]\s*)?",
    re.IGNORECASE,
)


_PROPER = re.compile(r"[A-ZÀ-Ý][\w’'-]*(?:\s+[A-ZÀ-Ý][\w’'-]*)*(?=\s*(?:[,.;()…]|\Z))")


def _carriers(fiche: Fiche) -> Iterator[PartnerMention]:
    """Bodies that carry a scheme: « politiques tarifaires conduites par les villes », « Passeport Loisirs (CAF) »."""
    schemes = [found for found in _items(fiche, SectionKind.PARTENAIRES) if _SCHEMES.match(plain_text(found[1].text))]
    for section, item in [*_items(fiche, SectionKind.DISPOSITIFS), *schemes]:
        text = plain_text(item.text)
        bodies = find_bodies(text)
        for match in _CARRIED.finditer(text):
            proper = _PROPER.match(text, match.end())
            near = [body.span for body in bodies if match.end() <= body.span.start <= match.end() + 2]
            for span in near or ([Span(*proper.span())] if proper else []):
                name = " ".join(text[span.start : span.end].split())
                yield _mention(fiche, section, item, Named(name, span, span), PartnerRole.PARTENAIRE)
        for match in re.finditer(r"\(\s*([^()]*?)\s*\)", text):
            known = find_known(match.group(1))
            if known is not None and known.kind is not None:
                span = Span(*match.span(1))
                yield _mention(fiche, section, item, Named(" ".join(match.group(1).split()), span, span), PartnerRole.PARTENAIRE)


def _funders(funding: Iterable[FundingRecord]) -> Iterator[PartnerMention]:
    for record in funding:
        for funder in record.funders:
            name = " ".join(plain_text(funder.text).split())
            if fold(name):
                yield PartnerMention(record.fiche, SectionKind.FINANCEMENTS, funder, name, kind_of(name), PartnerRole.FINANCEUR)


def _items(fiche: Fiche, kind: SectionKind) -> Iterator[tuple[SectionKind, Excerpt]]:
    for section in fiche.all(kind):
        for item in section.items:
            yield kind, item


def _mention(fiche: Fiche, section: SectionKind, item: Excerpt, named: Named, role: PartnerRole) -> PartnerMention:
    quote = fiche.source.excerpt(item.span.start + named.quote.start, item.span.start + named.quote.end)
    kind = kind_of(named.full or named.name)
    if kind is BodyKind.AUTRE and named.group:
        kind = kind_of(named.group)
    return PartnerMention(fiche, section, quote, named.name, kind, role, named.full)


_OWN_FIELDS = frozenset({SectionKind.ANIMATEUR, SectionKind.PARTENAIRES, SectionKind.FINANCEMENTS, SectionKind.DISPOSITIFS})


def _elsewhere(fiches: Iterable[Fiche], by_name: dict[str, NameGroup]) -> dict[int, list[PartnerMention]]:
    """The bodies of the directory as the other fields name them."""
    by_key = {body_key(name): group for name, group in by_name.items()}
    found: dict[int, list[PartnerMention]] = defaultdict(list)
    for fiche in fiches:
        for section in fiche.sections:
            if section.kind in _OWN_FIELDS:
                continue
            for item in section.items:
                for body in find_bodies(plain_text(item.text)):
                    name = " ".join(body.name.split())
                    if group := by_key.get(body_key(name)):
                        span = Span(item.span.start + body.span.start, item.span.start + body.span.end)
                        quote = fiche.source.excerpt(span.start, span.end)
                        found[id(group)].append(PartnerMention(fiche, section.kind, quote, name, body.kind, PartnerRole.MENTION))
    return found
