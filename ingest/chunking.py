"""Fiche -> chunks along item boundaries: what is embedded carries its context, what is shown is verbatim."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.folding import fold
from ingest.headings import LABELS
from ingest.model import BannerKind, Excerpt, Fiche, LeftoverKind, SectionKind, Span

MAX_CHARS = 1_200  # about 300 tokens: well within the 512 of the bundled model, header included
_SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+")
_HEADER_WORDS = 9  # the head of the title: a longer header costs time and dilutes short items
# A word cut at the end of a line, « amélio-\nration », and those whose hyphen is their own, « après-\nmidi ».
_CUT_WORD = re.compile(r"(?<=[^\W\d_])[-\u2010](?:\r\n|[\r\n])[ \t\xa0]*(?=[^\W\d_])")
_HYPHENATED = re.compile(
    r"(?:après|avant|arrière|ci|celle|celui|ceux|celles|contre|demi|elle|elles|eux|est|ex|grand|grands|hors|là|lui|mi|micro|mini|moi|multi|nord|non|"
    r"nous|ouest|peut|plus|porte|post|pré|quartier|quelques|rendez|rez|sans|semi|socio|soi|sous|sud|sur|tiers|toi|trois|quatre|vice|vis|vous|cinq|"
    r"vingt|trente|quarante|cinquante|soixante|dix|quelqu|parlons|savoir|centre|chef|rond)\Z",
    re.IGNORECASE,
)
_BOOKMARK = re.compile(r"\[bookmark:[^\]\r\n]*\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is indexed: one item, or a part of a long one.

    `text` is what the index reads (title, section and cleaned words); `excerpt` is what is shown. `position` orders the
    chunks of a fiche, so that the neighbours of a chunk are those at position ± 1 in the same section.
    """

    section: SectionKind
    excerpt: Excerpt
    position: int
    header: str
    text: str


def chunk_fiche(fiche: Fiche) -> tuple[Chunk, ...]:
    """Cut `fiche` along its items, the title first; spans are kept and never overlap."""
    return tuple(_chunks(fiche))


def _chunks(fiche: Fiche) -> Iterator[Chunk]:
    topic = short_title(fiche)
    position = 0
    if fiche.banner_part(BannerKind.TITLE):
        yield Chunk(SectionKind.AUTRE, fiche.title, position, f"Fiche {fiche.code}", fiche.title.line.lower())
        position += 1
    for section in fiche.sections:
        label = LABELS[section.kind] if section.kind is not SectionKind.AUTRE else section.heading.line
        for item in section.items:
            for piece in _pieces(item):
                yield Chunk(section.kind, piece, position, f"{topic} – {label}", readable(fiche, piece))
                position += 1


def short_title(fiche: Fiche) -> str:
    """The first words of the title in lower case: capitals would triple its count of tokens."""
    words = fiche.title.line.lower().split()
    return " ".join(words[:_HEADER_WORDS])


def readable(fiche: Fiche, excerpt: Excerpt) -> str:
    """The words of an excerpt of `fiche`, without what was left over within it: the foot of a page that a sentence goes over."""
    start, end = excerpt.span.start, excerpt.span.end
    text = excerpt.text
    for leftover in reversed(fiche.leftovers):
        span = leftover.excerpt.span
        if start < span.end and span.start < end and leftover.kind is not LeftoverKind.BULLET:
            text = f"{text[: max(0, span.start - start)]}\n{text[max(0, span.end - start) :]}"
    return clean(text)


def clean(text: str) -> str:
    """The words of a quote on one line, without Word's bookmarks, cut words joined: for indexes and display, never as a quote."""
    text = _CUT_WORD.sub(_joint, _BOOKMARK.sub(" ", text))
    return " ".join(text.replace("\x00", " ").replace("\xad", "").split())


def _joint(cut: re.Match[str]) -> str:
    """What stands between the halves of a word cut at the end of a line: its own hyphen, or nothing."""
    own = cut.string[cut.end()].isupper()  # « Port-\nLanvec »
    return "-" if own or _HYPHENATED.search(re.split(r"[\W\d_]", cut.string[max(0, cut.start() - 20) : cut.start()])[-1]) else ""


def _pieces(item: Excerpt) -> Iterator[Excerpt]:
    """Cut an item longer than MAX_CHARS at ends of sentences, then of words."""
    text, offset = item.text, item.span.start
    start = 0
    while len(text) - start > MAX_CHARS:
        window = text[start : start + MAX_CHARS]
        ends = [match.start() for match in _SENTENCE_END.finditer(window)]
        cut = ends[-1] if ends and ends[-1] > MAX_CHARS // 3 else (window.rfind(" ") if window.rfind(" ") > MAX_CHARS // 3 else MAX_CHARS)
        piece = text[start : start + cut]
        yield Excerpt(piece.rstrip(), Span(offset + start, offset + start + len(piece.rstrip())))
        start += cut
        start += len(text[start:]) - len(text[start:].lstrip())
    if fold(text[start:]) or text[start:].strip():
        yield Excerpt(text[start:], Span(offset + start, offset + len(text)))
