"""A financements field -> its clauses, each with its own money: sentences, lists, bodies named side by side, lines under a sub-heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.amounts import find_amounts
from ingest.bodies_in_text import find_bodies, headed
from ingest.folding import fold
from ingest.lines import BOOKMARK, INVISIBLE
from ingest.model import Excerpt, Section, Source, Span
from ingest.name_table import ACRONYM, find_known, is_acronym


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a field that names its own money; `text` is that of the source with bookmarks blanked, so offsets agree.

    `heading` is the sub-heading it stands under, `listed` marks a bare body of a list (« CAF, ARS et fondations »), `after` is
    what follows it in its item and names no money: conditions, deadlines.
    """

    text: str
    start: int
    heading: Excerpt | None = None
    listed: bool = False
    after: tuple[Excerpt, ...] = ()

    @property
    def end(self) -> int:
        return self.start + len(self.text)


#: The nouns that money goes by; each opens a scheme unless a word of grammar ties it to what stands before it.
MONEY = re.compile(
    r"(?<![\w-])(?:appels?\s+[àa]\s+(?:projets?|candidatures?|manifestations?(?:\s+d['’]int[ée]r[êe]ts?)?|initiatives?)|A(?:AP|MI)\b"
    r"|cr[ée]dits?|fonds|programmes?|BOP|dotations?|subventions?|aides?(?!-)|primes?|bourses?|pr[êe]ts?(?:\s+d['’]honneur)?|micro-?cr[ée]dits?"
    r"|conventions?|contrats?|plans?|politiques?\s+de\s+droit\s+commun|droit\s+commun|prestations?|m[ée]c[ée]nats?|abattements?|exon[ée]rations?"
    r"|participations?|contributions?|co-?financements?|financements?|mises?\s+à\s+disposition|prises?\s+en\s+charge|budgets?|enveloppes?|forfaits?|bonus"
    r"|adultes?[- ]relais|postes?|emplois?\s+(?:francs|aid[ée]s|d['’]avenir|FONJEP)|pass(?=[ ’'])|Pass(?:eport)?['’]?\s?\w+|ch[èe]ques?|ch[ée]quiers?|dispositifs?|projets?\s+soci(?:al|aux)"
    r"|taxes?|apports?|soutiens?|tarifs?|gratuit[ée]|certificats?|parrainages?|services?\s+civiques?|contrats?\s+aid[ée]s|garanties?|avances?|loyers?|dons?"
    r"|fse\+?|feder|fami|fipdr?|dpv|dsil|fdva|fonjep|fph|leader|clas|reaap|clea|vvv|detr|cper|fir|dsu|faj|pre\b|dla\b|ctg\b|pedt\b)(?!\w)",
    re.IGNORECASE,
)
# « sur appel à projets », « 5 000 € de crédits du CGET », « au titre du PRE »: the noun goes on with what stands before it.
_TIED = re.compile(
    r"(?:\b(?:de|du|des|sur|via|par|pour|dans|au\s+titre|à\s+titre|en|au|aux|selon|sous|son|sa|leur|et\s+de|ce|cette|tout)|\bd['’](?:une?\s+)?|\b(?:de|dans|pour|par|sur|à|via)\s+(?:la|l['’]|le|les|cet?|son|un|une)|\bau\s+titre\s+(?:de\s+la|de\s+l['’]|du|des|de)|\bcadre\s+(?:de\s+la|de\s+l['’]|du|des|d['’]un)|\()\s*\Z",
    re.IGNORECASE,
)
_JOINTS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (5, re.compile(r"(?<=[\w»)\"”%€…][.!?…])\s+(?=[\"«(]?\s?[A-ZÀ-Ý0-9])")),
    (4, re.compile(r"\s*;\s*|\s*\n\s*[·•*–-]\s+")),
    (3, re.compile(r",\s*(?:et\s+)?(?:à\s+travers|via|ainsi\s+que|de\s+même\s+que|puis|complétée?s?\s+par)\s+")),
    (2, re.compile(r",\s*(?:et\s+)?")),
    (1, re.compile(r"\s+(?:et|ou|puis|ainsi\s+que|\+|/)\s+")),
)  # fmt: skip
_SENTENCE = 5
_ABBREVIATION = re.compile(r"(?:\b(?:art|cf|ex|env|min|max|n|no|St|Ste|av|p|janv|févr|avr|juil|sept|oct|nov|déc|etc))\.\Z", re.IGNORECASE)
_NOTHING = re.compile(
    r"\W*(?:pas (?:de|d) (?:financements?|credits?|moyens|budgets?|aides?) .*|neant|aucun\w*|sans objet|rien|non (?:mobilise|connu|identifie|renseigne|prevu)\w*|a (?:definir|preciser|completer|confirmer|determiner|rechercher|identifier|etudier)"
    r"|(?:montants?|financements?|budgets?|cout|enveloppe) (?:sont |est |reste\w* )?(?:a (?:definir|preciser|determiner|confirmer|rechercher)|non (?:connu|defini|precise|mobilise)\w*)|en cours (?:de |d )?\w+|selon (?:les )?(?:actions|projets)|a voir|nc|ras)\b.{0,40}"
)
_HEADING_WORDS = re.compile(
    r"(?:les |autres? )?(?:credits?|financements?|fonds|moyens?|aides?|cofinancements?|ressources?|dispositifs?|subventions?)?\s?(?:de |du |en |au titre du |relevant du )?(?:droit commun|(?:credits? )?specifiques?|politique de la ville|contrat de ville|europeens?|europe|etat|publics?|prives?|nationaux|locaux|regionaux|departementaux|collectivites(?: territoriales| locales)?|communaux|propres|mobilisables?|complementaires?|fondations?|mecenat|credits? (?:specifiques?|ville)|appels? a projets?|investissement|fonctionnement|autres?(?: financeurs?| financements?)?|mobilises|acquis|a solliciter|sollicites|potentiels|envisages?)(?: (?:mobilisables?|de la politique de la ville|politique de la ville|de l etat|et specifiques?|du contrat de ville))?"
)


def clauses_of(section: Section, source: Source) -> Iterator[Clause]:
    """Yield the clauses of a financements field, in order."""
    heading: Excerpt | None = None
    items = [item for item in section.items if _trimmed(item, source) is not None]
    for index, item in enumerate(items):
        trimmed = _trimmed(item, source)
        assert trimmed is not None
        if index + 1 < len(items) and _is_heading(trimmed.text):
            heading = trimmed
            continue
        lines = _lines(trimmed, source)
        for line in lines:
            if len(lines) > 1 and line is not lines[-1] and _is_heading(line.text):
                heading = line
                continue
            yield from _clauses(line, source, heading)


def _trimmed(item: Excerpt, source: Source) -> Excerpt | None:
    """An item without the bookmarks and white space at its ends."""
    plain = _plain(item.text)
    bare = plain.strip(" \t\r\n\xa0\u202f" + INVISIBLE)
    if not bare:
        return None
    start = item.span.start + plain.index(bare)
    return source.excerpt(start, start + len(bare))


def _plain(text: str) -> str:
    return BOOKMARK.sub(lambda match: " " * len(match.group()), text)


def _lines(item: Excerpt, source: Source) -> list[Excerpt]:
    """The lines of an item that are each a thing of its own: « État : » and what stands under it, numbered lines in one paragraph."""
    cuts = [match.end() for match in re.finditer(r"\n[ \t]*(?:[·•*–-]|\d{1,2}[.)])[ \t\xa0]+", item.text)]
    first = re.match(r"[^\n]{2,60}:[ \t\xa0]*\n", item.text)
    if first and _is_heading(first.group().strip()):
        cuts.append(first.end())
    edges = [0, *sorted(set(cuts)), len(item.text)]
    found = []
    for start, end in pairwise(edges):
        text = re.sub(r"\n[ \t]*(?:[·•*–-]|\d{1,2}[.)])[ \t\xa0]*\Z", "", item.text[start:end])
        part = source.excerpt(item.span.start + start, item.span.start + start + len(text))
        if trimmed := _trimmed(part, source):
            found.append(trimmed)
    return found


def _is_heading(text: str) -> bool:
    """« Crédits de droit commun », « État : »: a line that only says what the following ones are."""
    text = _plain(text).strip()
    if len(text) > 70 or find_amounts(text) or re.search(r"\d{4}", text):
        return False
    folded = fold(text)
    if _HEADING_WORDS.fullmatch(folded):
        return True
    return text.endswith(":") and len(folded.split()) <= 8


def _clauses(line: Excerpt, source: Source, heading: Excerpt | None) -> Iterator[Clause]:
    plain = _plain(line.text)
    spans: list[tuple[Span, bool]] = []
    for sentence in _sentences(plain):
        spans += _bare_list(plain, sentence) or [(span, False) for span in _by_money(plain, sentence)]
    kept: list[tuple[Span, bool]] = []
    after: dict[int, list[Excerpt]] = {}
    for span, listed in spans:
        text = plain[span.start : span.end]
        if listed or names_money(text):
            kept.append((span, listed))
        elif kept:
            after.setdefault(len(kept) - 1, []).append(source.excerpt(line.span.start + span.start, line.span.start + span.end))
    for rank, (span, listed) in enumerate(kept):
        yield Clause(plain[span.start : span.end], line.span.start + span.start, heading, listed, tuple(after.get(rank, ())))


_CONDITION = re.compile(
    r"\s*(?:(?:les?\s+|la\s+)?(?:d[ée]p[ôo]ts?|dossiers?|candidatures?|demandes?|date\s+limite|conditions?|critères?|b[ée]n[ée]ficiaires?|attention|voir|cf\.?|nb|modalit[ée]s|sous\s+r[ée]serve|renseignements?|contact|crit[eè]re|instruction|[ée]ligib\w+|r[ée]serv[ée]\w*)\b)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\s*(?:(?:la|le|les|une|cf\.?|voir)\s+|l['’])?(?:circulaires?|lois?|d[ée]crets?|arr[êe]t[ée]s?|instructions?|notes?|r[èe]glements?|ordonnances?)\b",
    re.IGNORECASE,
)


def names_money(text: str) -> bool:
    """Whether a clause names money of its own: a scheme, an amount of euros, a body that pays. A circulaire or a law does not."""
    folded = fold(text)
    if not folded or _NOTHING.fullmatch(folded) or _CONDITION.match(text):
        return False
    if any(amount.is_money for amount in find_amounts(text)):
        return True
    if MONEY.search(text):
        return not (_REFERENCE.match(text) and not MONEY.search(_REFERENCE.sub("", text)))
    if _REFERENCE.match(text):
        return False
    if find_bodies(text) or is_body_name(text):
        return True
    return (
        len(folded.split()) <= 12
        and bool(re.match(r"\W*[A-ZÀ-Ý«]", text))
        and not text.rstrip().endswith(".")
        and not _NOTHING.match(folded)
    )


# What no name of a body holds: a verb, a purpose, a dash between two things.
_NO_NAME = re.compile(
    r"\b(?:(?<!maison )(?<!maisons )pour|dans|par|via|au\s+titre|met(?:tent)?|prend|prennent|(?:co)?finance(?:nt|ra)?|apporte(?:nt|ra)?|verse(?:nt|ra)?|est|sont|sera|soutien(?:t|nent)|participe\w*|peut|peuvent"
    r"|propose\w*|fournit|assure|attribue|contribue\w*|subventionne\w*|alloue\w*|mobilise\w*|chacun)\b|\s[a-zà-ÿ]{4,}ent\s+(?:les?|la|des|une?)\b|\s[-–—]\s|[,;]",
    re.IGNORECASE,
)


def is_body_name(text: str) -> bool:
    """Whether a stretch, taken as a whole, is the name of a body: « ARS », « Orle Habitat », « les bailleurs »; funds and schemes are not."""
    bare = re.sub(r"\s*\([^()]*\)", "", text).strip(" .…:\xa0\u202f\t\r\n")
    bare = re.sub(r"^(?:(?:les?|la|aux?|des|du|de la|de|autres)\s+|l['’]|d['’])+", "", bare, flags=re.IGNORECASE)
    if not bare or len(bare.split()) > 14 or re.search(r"\d{3}|[€%]", bare):
        return False
    known = find_known(bare)
    if known is not None:
        return known.kind is not None
    if _NO_NAME.search(bare):
        return False
    first = find_known(bare.split()[0]) if is_acronym(bare.split()[0]) else None
    if first is not None:
        return first.kind is not None
    if MONEY.match(bare):
        return False
    if headed(bare) is not None:
        return not re.match(
            r"(?:formations?|ateliers?|chantiers?|jardins?|cafés?|marchés?|jeunes|familles|femmes|enfants|personnes|ulis|ram\b|rep\b|pass\b|maisons?\s+(?:du\s+projet))\b",
            bare,
            re.IGNORECASE,
        )
    if ACRONYM.fullmatch(bare.split()[0]):
        return len(bare.split()) <= 5
    words = [word for word in re.split(r"[\s’'-]+", bare) if len(word) > 3]
    return len(bare.split()) >= 2 and bool(words) and all(word[0].isupper() for word in words) and bare[0].isupper()


def _sentences(plain: str) -> Iterator[Span]:
    start = 0
    for match in _JOINTS[0][1].finditer(plain):
        if not _ABBREVIATION.search(plain, max(0, match.start() - 6), match.start()) and not _inside(plain, match.start()):
            yield Span(start, match.start())
            start = match.end()
    if plain[start:].strip():
        yield Span(start, len(plain.rstrip()))


def _inside(plain: str, offset: int, start: int = 0) -> bool:
    """Whether `offset` stands within parentheses or quotation marks that close after it."""
    before = plain[start:offset]
    return any(before.count(opening) > before.count(closing) and closing in plain[offset:] for opening, closing in ("()", "«»", "“”")) or (
        before.count('"') % 2 == 1 and '"' in plain[offset:]
    )


def _bare_list(plain: str, sentence: Span) -> list[tuple[Span, bool]]:
    """« CAF, ARS et fondations », « CAF 5 000 €, Ville 3 000 € »: each body of a list that names no scheme."""
    text = plain[sentence.start : sentence.end]
    if ":" in text or MONEY.search(text):
        return []
    parts = []
    start = 0
    for match in re.finditer(r"\s*[,;]\s*(?:et\s+)?|\s+(?:et|ou|ainsi\s+que|/|\+)\s+|\s*/\s*|\s*…\s*\Z|\s*\.{3}\s*\Z", text):
        if not _inside(text, match.start()) and not re.fullmatch(r"\d,\d", text[match.start() - 1 : match.end() + 1]):
            parts.append((start, match.start()))
            start = match.end()
    parts.append((start, len(text)))
    parts = [(begin, end) for begin, end in parts if text[begin:end].strip(" .…") and not re.fullmatch(r"\W*etc\W*", text[begin:end])]
    payers = [_is_payer(text[begin:end]) for begin, end in parts]
    shares = len(parts) > 2 and payers.count(True) > 1 and all(find_amounts(text[begin:end]) for begin, end in parts)
    if len(parts) < 2 or not (all(payers) or shares):
        return []
    parts = [part for part, pays in zip(parts, payers, strict=True) if pays]
    return [(Span(sentence.start + begin, sentence.start + begin + len(text[begin:end].rstrip(" .…"))), True) for begin, end in parts]


def _is_payer(part: str) -> bool:
    bare = part
    for amount in reversed(find_amounts(part)):
        bare = bare[: amount.span.start] + bare[amount.span.end :]
    return is_body_name(re.sub(r"\(\s*\)|\s+(?:pour|à hauteur de)\s*\Z", "", bare))


def _by_money(plain: str, sentence: Span) -> list[Span]:
    """Cut a sentence between its schemes, at the strongest joint between each and the next."""
    text = plain[sentence.start : sentence.end]
    anchors = money_nouns(text)
    colon = _colon(text)
    cuts: list[tuple[int, int]] = []
    for one, other in pairwise(anchors):
        if cut := _joint(text, one.end(), other.start()):
            if colon is not None and one.start() < colon < other.start():
                continue  # « Formation : aide au permis »: the second says what the first is
            cuts.append(cut)
    cuts += [
        match.span() for match in _JOINTS[1][1].finditer(text) if not _inside(text, match.start()) and not _goes_on(text[match.end() :])
    ]
    cuts += _own_bodies(text, anchors)
    edges = [(0, 0), *sorted(set(cuts)), (len(text), len(text))]
    return [Span(sentence.start + one[1], sentence.start + other[0]) for one, other in pairwise(edges) if text[one[1] : other[0]].strip()]


def _goes_on(rest: str) -> bool:
    """« 12 000 € en 2021 ; 14 000 € en 2022 »: an amount without a scheme or a body of its own goes on with what stands before."""
    own = rest.split(";")[0]
    return any(amount.is_money for amount in find_amounts(own)) and ":" not in own and not MONEY.search(own) and not find_bodies(own)


def _own_bodies(text: str, anchors: list[re.Match[str]]) -> list[tuple[int, int]]:
    """« …, programme « Culture » et Ville de Ligny, 4 000 € »: a body after a scheme that another pays is a clause of its own."""
    found = []
    for match in re.finditer(r"\s+et\s+|\s*,\s*(?:et\s+)?", text):
        last = [anchor for anchor in anchors if anchor.end() < match.start()][-1:]
        if (
            not last
            or _inside(text, match.start())
            or find_bodies(text[last[0].end() : match.start()])
            or not find_bodies(text[: last[0].start()])
        ):
            continue
        following = re.match(r"[^,:(\d;]{3,60}(?=\s*(?:,\s*\d|:|\(|\d|\Z))", text[match.end() :])
        if following and is_body_name(following.group().rstrip(" ,")):
            found.append(match.span())
    return found


def money_nouns(text: str) -> list[re.Match[str]]:
    """The nouns of `text` that each open a scheme of its own."""
    return [match for match in MONEY.finditer(text) if not _is_tied(text, match)]


_PARTICIPLE = re.compile(r"(?:prises?\s+en\s+charge|mises?\s+à\s+disposition|financements?)\Z", re.IGNORECASE)
_ONLY_SAYS_HOW_MUCH = re.compile(
    r"(?:\s+(?:annuel(?:le)?|global|totale?))?\s*(?:de|d['’]un\s+montant\s+de|d['’]environ|jusqu['’]à|à\s+hauteur\s+de)\s*\d", re.IGNORECASE
)


def _is_tied(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()]
    if _inside(text, match.start()) and not text.lstrip().startswith(("«", '"')):
        return True
    if (
        _PARTICIPLE.match(match.group())
        and re.search(r"[a-zà-ÿ»)]s?\s+\Z", before)
        and not re.search(r"\b(?:la|une|et|ou|les|puis)\s+\Z", before, re.IGNORECASE)
    ):
        return True  # « formations prises en charge par… »
    if (
        _ONLY_SAYS_HOW_MUCH.match(text, match.end())
        and re.search(r"[^\s:]\s*[,(]\s*\Z", before)
        and not is_body_name(before.rsplit(":", 1)[-1].strip(" ,(\xa0"))
    ):
        return True  # « CLAS, forfait de 2 500 € »
    adjective = re.sub(r"\b(?:nouveaux?|nouvelles?|anciens?|autres?|différents?|divers)\s+\Z", "", before)
    if _TIED.search(adjective):
        return True
    # « programme … financement »: a noun right after another noun of money belongs to it
    previous = list(MONEY.finditer(text, 0, match.start()))[-1:]
    return bool(previous) and not re.search(
        r"[,;:.()]|\bet\b|\bou\b|\bpuis\b|\bvia\b|\bà\s+travers\b|\+|/", text[previous[0].end() : match.start()]
    )


def _colon(text: str) -> int | None:
    return next((match.start() for match in re.finditer(r"[ \xa0\u202f]?:(?=\s|\Z)", text) if not _inside(text, match.start())), None)


def _joint(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The last of the strongest joints between two schemes, None where nothing parts them."""
    for strength, pattern in _JOINTS:
        if strength == _SENTENCE:
            continue
        found = [match for match in pattern.finditer(text, start, end) if not _inside(text, match.start())]
        found = [match for match in found if strength > 2 or _opens_scheme(text[match.end() : end])]
        if found:
            return found[-1].span()
    return None


def _opens_scheme(between: str) -> bool:
    """Whether only an article, an adjective or a body stands between a comma or « et » and the next scheme."""
    bare = re.sub(
        r"\A(?:(?:les?|la|des|une?|du|de la|aussi|également|éventuellement|enfin|autres|nouveaux|notamment|le cas échéant,?)\s+|l['’]\s*|d['’]\s*)*",
        "",
        between,
        flags=re.IGNORECASE,
    ).strip()
    return not bare or is_body_name(bare.rstrip(" ,:")) or bool(re.fullmatch(r"[\w’'-]+\s*", bare))
