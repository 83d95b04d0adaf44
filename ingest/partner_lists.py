"""A cell that lists who takes part -> the bodies it names: « Villes de A et B, services municipaux (culture…), associations (UFOLEP…) »."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.bodies_in_text import find_bodies, headed, is_own_acronym, kind_of
from ingest.folding import fold
from ingest.lines import BOOKMARK
from ingest.model import Span
from ingest.name_table import ACRONYM, BodyKind, find_known, singular
from ingest.partner_segments import LEADING, OF, bare_segment, is_name, is_plural_with_place, is_within, segments_of


@dataclass(frozen=True, slots=True)
class Named:
    """A body that a cell names: `name` at `span`, the segment with its precisions at `quote`, offsets in the cell's text.

    `full` is what the name stands for where the list leaves words out: « Ville de Lussigny » for « Lussigny ».
    `second` marks one that stands behind « en lien avec », `group` is what the cell says that it is one of: « Bailleurs : … ».
    """

    name: str
    span: Span
    quote: Span
    full: str = ""
    second: bool = False
    group: str = ""


def plain_text(text: str) -> str:
    """The text with bookmarks blanked, at the same offsets."""
    return BOOKMARK.sub(lambda match: " " * len(match.group()), text)


_LABEL = re.compile(r"\A\s*(?:[^\W\d_][\w’'’ ()/-]{2,60})[ \xa0\u202f]?:(?=\s)")
_NOTHING = re.compile(
    r"\W*(?:neant|aucun\w*|sans objet|rien|nc|ras|(?:partenaires? |liste )?a (?:definir|preciser|completer|confirmer|determiner|rechercher|identifier|designer|nommer|trouver)\b.{0,40}|en cours.{0,20}|selon (?:les )?(?:actions|projets|besoins|thematiques?).{0,20}|etc|autres?|partenaires?|liste (?:non exhaustive|indicative)|tous|a voir|non (?:connu|defini|renseigne)\w*)\W*"
)
_SEE = re.compile(r"\W*(?:voir|cf|se\s+reporter|idem|confer)\b", re.IGNORECASE)
_PRECISION = re.compile(
    r"\s+(?:[–—-]\s|:\s|dans\s+le\s+cadre|dans\s+la\s+mise|dans\s+leurs?|pour\s+(?!tous\b)|en\s+charge|en\s+tant|chargée?s?\s+d|au\s+titre|via\s|qui\s|si\s|selon\s|lors\s|et\s+(?:ses|son|sa|leurs?)\b|sur\s+le\s+(?:volet|territoire|quartier))",
    re.IGNORECASE,
)
_SECOND = re.compile(
    r"\s*[,(]?\s*(?:en\s+(?:lien|partenariat|collaboration|coopération|concertation|articulation|coordination|appui|association)\s+(?:étroite?\s+)?(?:avec|des?|du)|pour\s+le\s+compte\s+d(?:e|u|es)|avec\s+(?:l['’]\s*)?(?:appui|aide|soutien|concours|participation)\s+d(?:e|u|es)|avec|aux?\s+côtés\s+d(?:e|u|es)|appuyée?s?\s+par|assistée?s?\s+(?:de|par)|sous\s+l['’]égide\s+d(?:e|u|es)|soutenue?s?\s+par|co-?animée?\s+(?:par|avec))\s+(?:la\s+|l['’]\s*|les?\s+)?",
    re.IGNORECASE,
)
_JOB = re.compile(
    r"(?:coordinat(?:eur|rice)s?|chef(?:fe)?s?\s+de\s+(?:projet|service|mission)|charg[ée]{1,2}s?\s+d|responsables?|direct(?:eur|rice)s?\b|r[ée]f[ée]rente?s?|adjointe?s?|maire(?:\s|\Z)|[ée]lue?s?\b|pr[ée]sidente?s?|animat(?:eur|rice)s?|m[ée]diat(?:eur|rice)s?|conseill[eè]re?s?\s+(?!num)|agente?s?\b|technicien|d[ée]l[ée]gu[ée]e?\s+(?:du\s+pr[ée]fet\s+\w)|M\.|Mme|Madame|Monsieur)",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"(?:direction|service|p[ôo]le(?!\s+emploi)|mission(?!s?\s+locale)|d[ée]partement\s+(?:de|des|du)|unité|bureau\s+d|secteur|cellule|antenne|d[ée]l[ée]gation|p[ée]rim[èe]tre|équipe)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?:(?:M\.|Mme|Mr|Madame|Monsieur)\s+)?[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?\s+(?:[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?|[A-ZÀ-Ý]{2,}|[A-ZÀ-Ý]\.)"
)
_PROSE = re.compile(
    r"\b(?:est|sont|seront|sera|peuvent|pourront|doivent|permettent?|assurent?|participent?|interviennent|intervient|mobilisent?|accompagnent?|apportent?|sollicit\w+|pourra|associ[ée]s|mobilis[ée]s)\b",
    re.IGNORECASE,
)


_SENTENCE_END = re.compile(r"(?<=[a-zà-ÿ)…»]{2})[.…]\s+(?=[A-ZÀ-Ý])|\s*;\s*|\s*\n\s*(?:[·•*–-]|\d{1,2}[.)])\s+|\s+\|\s+")


def bodies_named(cell: str, *, leads: bool = False) -> tuple[Named, ...]:
    """Return the bodies that one item of a list of partners names; with `leads`, an item that says who leads the fiche."""
    plain = plain_text(cell)
    found: list[Named] = []
    for sentence, label in _sentences(plain):
        for part, second in _by_role(plain, sentence) if leads else [(sentence, False)]:
            text = plain[part.start : part.end]
            if _PROSE.search(text) and len(text.split()) > 6:
                bodies = [(_line(body.name), _shifted(body.span, part.start)) for body in find_bodies(text)]
                found += [Named(name, span, span, second=second) for name, span in bodies]
            else:
                found += [replace(named, second=second, group=named.group or label) for named in _listed(plain, part, leads=leads)]
    return tuple(found)


def _sentences(plain: str) -> Iterator[tuple[Span, str]]:
    """The sentences of a cell, each without the label that opens it, and that label: « Institutions : CAF, ARS ; Associations : La Maille »."""
    start = 0
    for match in _SENTENCE_END.finditer(plain):
        if not is_within(plain, match.start(), start):
            yield from _unlabelled(plain, start, match.start())
            start = match.end()
    yield from _unlabelled(plain, start, len(plain))


def _unlabelled(plain: str, start: int, end: int) -> Iterator[tuple[Span, str]]:
    label = _LABEL.match(plain[start:end])
    dropped = ""
    if label and plain[start + label.end() : end].strip():
        name = label.group().rstrip(" :\xa0\u202f")
        if not is_name(name) or _is_plural(name):
            start += label.end()
            dropped = bare_segment(name)
    if plain[start:end].strip():
        yield Span(start, end), dropped


def _is_plural(name: str) -> bool:
    first = fold(bare_segment(name)).split()
    return bool(first) and len(first[0]) > 4 and first[0] != singular(first[0])


def _by_role(plain: str, part: Span) -> list[tuple[Span, bool]]:
    """« CAF, en lien avec les centres sociaux »: who leads, then with whom."""
    found, start, second = [], part.start, False
    for match in _SECOND.finditer(plain, part.start, part.end):
        if match.start() > part.start and not is_within(plain, match.start(), part.start):
            found.append((Span(start, match.start()), second))
            start, second = match.end(), True
    found.append((Span(start, part.end), second))
    return found


def _listed(plain: str, part: Span, *, leads: bool) -> Iterator[Named]:
    segments = [
        span
        for span in segments_of(plain, part)
        if not _NOTHING.fullmatch(fold(plain[span.start : span.end]))
        and fold(plain[span.start : span.end])
        and not _SEE.match(plain, span.start, span.end)
    ]
    texts = [plain[span.start : span.end] for span in segments]
    index = 0
    while index < len(segments):
        span = segments[index]
        index += 1
        named = _name(plain, span)
        if named is None:
            continue
        if _is_person(index - 1, texts) and (len(segments) > 1 or leads):
            continue
        if (
            _JOB.match(named.name)
            and any(
                (is_name(other) or kind_of(bare_segment(other)) is not BodyKind.AUTRE)
                and not _JOB.match(other.strip())
                and not _is_person(rank, texts)
                for rank, other in enumerate(texts)
                if rank != index - 1
            )
            and leads
        ):
            continue
        end = span.end
        while index < len(segments) and (
            (leads and (_SERVICE.match(texts[index].strip()) or _JOB.match(texts[index].strip()) or _is_person(index, texts)))
            or (
                _SERVICE.match(texts[index].strip()) and texts[index].strip()[:1].islower() and kind_of(named.name) is BodyKind.COLLECTIVITE
            )
        ):
            end = segments[index].end
            index += 1
        quote = Span(named.quote.start, len(plain[:end].rstrip(" .…,")) if end != span.end else named.quote.end)
        places = 0
        while index + places < len(segments) and _is_place_of(
            named.name, texts[index + places], plain[segments[index + places - 1].end : segments[index + places].start]
        ):
            places += 1
        if places:
            quote = Span(quote.start, len(plain[: segments[index + places - 1].end].rstrip(" .…")))
        yield replace(named, quote=quote)
        for place in segments[index : index + places]:
            yield _elliptical(plain, named, place, quote)
        index += places
        if not places:
            yield from _in_parentheses(plain, named, quote)


def _is_place_of(head: str, text: str, gap: str) -> bool:
    """Whether a segment is one more place of a plural: « …, Chantebry », « et de Beaulieu-Nord »."""
    if not is_plural_with_place(head) or not re.fullmatch(r"\s*(?:,|et|,\s*et)\s*(?:et\s+)?", gap):
        return False
    bare = text.strip(" .…")
    of = OF.match(bare)
    place = bare[of.end() :] if of else bare
    place = re.sub(r"\A(?:(?:la|le|les)\s+|l['’])", "", place, flags=re.IGNORECASE) if of else place
    return (
        bool(
            re.fullmatch(
                r"(?:L[ae]s?\s+)?[A-ZÀ-Ý][\wÀ-ÿ’'-]*(?:[ -](?:(?:de|du|des|la|le|les|sur|en|sous|lès)[ -])*[A-ZÀ-Ý][\wÀ-ÿ’'-]*)*", place
            )
        )
        and headed(place) is None
        and not ACRONYM.fullmatch(place)
        and find_known(place) is None
    )


def _elliptical(plain: str, named: Named, place: Span, quote: Span) -> Named:
    text = plain[place.start : place.end]
    of = re.match(r"\s*(?:de\s+la\s+|de\s+l['’]\s*|du\s+|des\s+|de\s+|d['’]\s*)?", text, re.IGNORECASE)
    start = place.start + (of.end() if of else 0)
    end = len(plain[: place.end].rstrip(" .…"))
    name = _line(plain[start:end])
    head = re.split(r"\s+(?:de\s+la|de\s+l['’]|de|du|des|d['’])(?=[\sA-ZÀ-Ý])\s*(?=(?:(?:la|le|les)\s+|l['’])?[A-ZÀ-Ý])", named.name)[0]
    single = " ".join(singular(word) if word == word.lower() else singular_shown(word) for word in head.split())
    link = (of.group().strip() if of else "") or "de"
    joined = f"{single} {link}{'' if link.endswith(('’', chr(39))) else ' '}{name}"
    return Named(name, Span(start, end), quote, full=joined)


def singular_shown(word: str) -> str:
    """« Villes » -> « Ville », with its capital."""
    single = singular(fold(word))
    return word[: len(single)] if fold(word).startswith(single) else single


def _name(plain: str, span: Span) -> Named | None:
    """The name that a segment gives, with its own acronym in parentheses, without article, service, person or purpose."""
    text = plain[span.start : span.end]
    leading = LEADING.match(text)
    start = leading.end() if leading and leading.end() < len(text.rstrip()) else len(text) - len(text.lstrip())
    end = len(text.rstrip(" .…,;:\xa0\u202f\t\r\n"))
    if end <= start:
        return None
    body = text[start:end]
    quote = Span(span.start + start, span.start + end)
    name_end = end
    if precision := _PRECISION.search(body):
        name_end = start + precision.start()
    opening = next((match.start() + 1 for match in re.finditer(r"\s\(", body)), -1)
    if opening > 0 and start + opening < name_end:
        name_end = start + len(body[:opening].rstrip())
        own = re.match(r"\s*\(\s*([A-ZÀ-Ý][A-ZÀ-Ý.+]{1,10})\s*\)", text[name_end:])
        if own and is_own_acronym(text[start:name_end], own.group(1)):
            name_end += own.end()
    start += _post(text[start:name_end])
    name = _line(text[start:name_end])
    if not fold(name) or len(name) < 2 or not _could_be(name):
        return None
    return Named(name, Span(span.start + start, span.start + name_end), quote)


def _post(name: str) -> int:
    """Where the body begins behind the post that somebody holds there: « directrice du centre social des Tilleuls »."""
    if not _JOB.match(name):
        return 0
    for of in re.finditer(r"\s(?:de\s+la\s+|de\s+l['’]\s*|du\s+|des\s+|de\s+|d['’]\s*)", name):
        rest = name[of.end() :]
        if headed(rest) is not None or ((known := find_known(rest)) is not None and known.kind is not None):
            return of.end()
    return 0


def _could_be(name: str) -> bool:
    known = find_known(name)
    if known is not None and known.is_scheme:
        return False
    return not re.fullmatch(r"\W*\d[\d\s.,/]*\W*", name) and len(name.split()) <= 16


def _is_person(index: int, texts: list[str]) -> bool:
    """« Nadia Ferrand », beside the words of her post."""
    text = re.sub(r"\s*\([^()]*\)", "", texts[index]).strip(" .")
    if not _PERSON.fullmatch(text) or headed(text) is not None or kind_of(text) is not BodyKind.AUTRE or find_known(text) is not None:
        return False
    if re.match(r"(?:M\.|Mme|Mr|Madame|Monsieur)", text):
        return True
    beside = [texts[other] for other in (index - 1, index + 1) if 0 <= other < len(texts)]
    return any(_JOB.match(other.strip()) for other in beside)


_GROUP = re.compile(
    r"(?:associations|clubs|bailleurs|f[ée]d[ée]rations|entreprises|structures|établissements|acteurs|partenaires|institutions|op[ée]rateurs|fondations|équipements|organismes|professionnels"
    r"|compagnies|collectifs|financeurs|services\s+de\s+l['’]État|État|collectivités|villes|communes|collèges|lycées|écoles|justice|parents|centres\s+sociaux|mjc|maisons|chambres|banques)\b",
    re.IGNORECASE,
)


def _in_parentheses(plain: str, named: Named, quote: Span) -> Iterator[Named]:
    """« associations (UFOLEP, Cultures du cœur…) »: the group, and each body that the parenthesis names."""
    if not _GROUP.match(named.name):
        return
    inside = re.search(r"\(([^()]*)\)?", plain[named.span.end : quote.end])
    if inside is None or re.match(r"\s*(?:dont\s+services|ex-?\s|voir|cf)", inside.group(1), re.IGNORECASE):
        return
    start = named.span.end + inside.start(1)
    for match in re.finditer(r"[^,;/…]+", re.sub(r"\.{3}", "   ", inside.group(1))):
        found = _name(plain, Span(start + match.start(), start + match.end()))
        if found is None or _NOTHING.fullmatch(fold(found.name)):
            continue
        if not (found.name[:1].isupper() or headed(found.name) or _CALLED.match(match.group())):
            continue
        plural = _is_towns(named.name) and headed(found.name) is None and find_known(found.name) is None
        full = f"Ville de {found.name}" if plural else ""
        yield replace(found, full=full, group=named.name)


# « les amis de Kerinou »: a name that begins with its article.
_CALLED = re.compile(r"\s*(?:les?\s|la\s|l['’])\s*[a-zà-ÿ]+\s+(?:de\s+la\s+|de\s+l['’]|du\s+|des\s+|de\s+|d['’])[A-ZÀ-Ý]")


def _is_towns(name: str) -> bool:
    return fold(name).split()[:1] in (["villes"], ["communes"])


def _line(text: str) -> str:
    return " ".join(text.split())


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
