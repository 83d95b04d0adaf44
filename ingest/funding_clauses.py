"""A financements field -> its clauses, each with its own money: sentences, lists, bodies named side by side, lines under a sub-heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.amounts import find_amounts
from ingest.bodies_in_text import find_bodies
from ingest.folding import fold
from ingest.funding_money import MONEY, colon_of, is_body_name, is_inside, money_nouns, names_money
from ingest.lines import BOOKMARK, BREAKS, INVISIBLE
from ingest.model import BlockKind, Excerpt, Section, Source, Span


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


_JOINTS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (5, re.compile(r"(?<=[\w»)\"”%€…][.!?…])\s+(?=[\"«(]?\s?[A-ZÀ-Ý0-9])")),
    (4, re.compile(r"\s*;\s*|\s*\n\s*[·•*–-]\s+")),
    (3, re.compile(r",\s*(?:et\s+)?(?:à\s+travers|via|ainsi\s+que|de\s+même\s+que|puis|complétée?s?\s+par)\s+")),
    (2, re.compile(r",\s*(?:et\s+)?")),
    (1, re.compile(r"\s+(?:et|ou|puis|ainsi\s+que|\+|/)\s+")),
)  # fmt: skip
_SENTENCE = 5
_ABBREVIATION = re.compile(r"(?:\b(?:art|cf|ex|env|min|max|n|no|St|Ste|av|p|janv|févr|avr|juil|sept|oct|nov|déc|etc))\.\Z", re.IGNORECASE)
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
        following = items[index + 1 : index + 2]
        listed = bool(following) and _is_listed(item, source) and _is_listed(following[0], source)
        if following and _is_heading(trimmed.text) and (not listed or trimmed.text.endswith(":")):
            heading = trimmed
            continue
        lines = _lines(trimmed, source)
        for line in lines:
            if len(lines) > 1 and line is not lines[-1] and _is_heading(line.text):
                heading = line
                continue
            yield from _clauses(line, source, heading)


def _is_listed(item: Excerpt, source: Source) -> bool:
    """Whether an item has a mark of its own: one among others with marks is no sub-heading."""
    before = source.text[max(0, item.span.start - 4) : item.span.start].rstrip(" \t\xa0")
    if before and not before[-1].isalnum() and before[-1] not in BREAKS + ".:;,)»":
        return True
    block = next((block for block in source.blocks if block.span.start <= item.span.start < block.span.end), None)
    return block is not None and block.kind in (BlockKind.BULLET, BlockKind.NUMBER)


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


def _sentences(plain: str) -> Iterator[Span]:
    start = 0
    for match in _JOINTS[0][1].finditer(plain):
        if not _ABBREVIATION.search(plain, max(0, match.start() - 6), match.start()) and not is_inside(plain, match.start()):
            yield Span(start, match.start())
            start = match.end()
    if plain[start:].strip():
        yield Span(start, len(plain.rstrip()))


def _bare_list(plain: str, sentence: Span) -> list[tuple[Span, bool]]:
    """« CAF, ARS et fondations », « CAF 5 000 €, Ville 3 000 € »: each body of a list that names no scheme."""
    shares = _shares(plain, sentence)
    if shares:
        return shares
    text = plain[sentence.start : sentence.end]
    if ":" in text or MONEY.search(text):
        return []
    parts = _split(text, _BESIDE)
    payers = [_is_payer(text[begin:end]) for begin, end in parts]
    several = len(parts) > 2 and payers.count(True) > 1 and all(find_amounts(text[begin:end]) for begin, end in parts)
    if len(parts) < 2 or not (all(payers) or several):
        return []
    parts = [part for part, pays in zip(parts, payers, strict=True) if pays]
    return [(Span(sentence.start + begin, sentence.start + begin + len(text[begin:end].rstrip(" .…"))), True) for begin, end in parts]


_BESIDE = re.compile(r"\s*[,;]\s*(?:et\s+)?|\s+(?:et|ou|ainsi\s+que|/|\+)\s+|\s*/\s*|\s*…\s*\Z|\s*\.{3}\s*\Z")
_BESIDE_OR_DASH = re.compile(rf"{_BESIDE.pattern}|\s+[–—-]\s+")
_TOTAL = re.compile(
    r"\W*(?:budgets?|coûts?|montants?|totale?|plan\s+de\s+financement|financements?|enveloppe)\b[^:;\d]*(?::\s*)?", re.IGNORECASE
)
_OF_WHICH = re.compile(r"\s*(?:,\s*)?(?:dont|soit|répartie?s?(?:\s+\w+){0,4}|:|\()\s*:?\s*", re.IGNORECASE)
_SHARE_OF = re.compile(r"\s*part\s+(?:de\s+la\s+|de\s+l['’]\s*|du\s+|des\s+|de\s+)?", re.IGNORECASE)


def _shares(plain: str, sentence: Span) -> list[tuple[Span, bool]]:
    """« Budget : 42 000 € dont 20 000 € État et 12 000 € Ville », « part Ville : 12 k€ ; part CAF : 6 k€ »: what each body gives of one cost."""
    text = plain[sentence.start : sentence.end]
    start = 0
    if total := _TOTAL.match(text):
        amount = next((one for one in find_amounts(text) if one.span.start == total.end()), None)
        shared = _OF_WHICH.match(text, amount.span.end if amount else total.end())
        start = shared.end() if shared else 0
    parts = [(start + begin, start + end) for begin, end in _split(text[start:], _BESIDE_OR_DASH)]
    if len(parts) < 2 or not all(find_amounts(text[begin:end]) and _is_payer(text[begin:end]) for begin, end in parts):
        return []
    found = []
    for begin, end in parts:
        own = _SHARE_OF.match(text, begin, end)
        first, last = own.end() if own else begin, begin + len(text[begin:end].rstrip(" .…)"))
        found.append((Span(sentence.start + first, sentence.start + last), True))
    return found


def _split(text: str, joints: re.Pattern[str]) -> list[tuple[int, int]]:
    """The stretches between joints that stand in no parentheses and in no number."""
    parts = []
    start = 0
    for match in joints.finditer(text):
        if not is_inside(text, match.start()) and not re.fullmatch(r"\d,\d", text[match.start() - 1 : match.end() + 1]):
            parts.append((start, match.start()))
            start = match.end()
    parts.append((start, len(text)))
    return [(begin, end) for begin, end in parts if text[begin:end].strip(" .…") and not re.fullmatch(r"\W*etc\W*", text[begin:end])]


def _is_payer(part: str) -> bool:
    bare = part
    for amount in reversed(find_amounts(part)):
        bare = bare[: amount.span.start] + bare[amount.span.end :]
    return is_body_name(re.sub(r"\(\s*\)|\s+(?:pour|à hauteur de)\s*\Z", "", _SHARE_OF.sub("", bare, count=1)))


def _by_money(plain: str, sentence: Span) -> list[Span]:
    """Cut a sentence between its schemes, at the strongest joint between each and the next."""
    text = plain[sentence.start : sentence.end]
    anchors = money_nouns(text)
    colon = colon_of(text)
    cuts: list[tuple[int, int]] = []
    for one, other in pairwise(anchors):
        if cut := _joint(text, one.end(), other.start()):
            if colon is not None and one.start() < colon < other.start():
                continue  # « Formation : aide au permis »: the second says what the first is
            cuts.append(cut)
    cuts += [
        match.span() for match in _JOINTS[1][1].finditer(text) if not is_inside(text, match.start()) and not _goes_on(text[match.end() :])
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
            or is_inside(text, match.start())
            or find_bodies(text[last[0].end() : match.start()])
            or not find_bodies(text[: last[0].start()])
        ):
            continue
        following = re.match(r"[^,:(\d;]{3,60}(?=\s*(?:,\s*\d|:|\(|\d|\Z))", text[match.end() :])
        if following and is_body_name(following.group().rstrip(" ,")):
            found.append(match.span())
    return found


def _joint(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The last of the strongest joints between two schemes, None where nothing parts them."""
    for strength, pattern in _JOINTS:
        if strength == _SENTENCE:
            continue
        found = [match for match in pattern.finditer(text, start, end) if not is_inside(text, match.start())]
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
