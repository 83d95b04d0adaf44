"""The sentences of a text that comes in pieces, each as soon as it is whole, its markers with it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rag.markers import may_go_on

# Words whose full stop ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:M|MM|Mme|Mmes|Mlle|Dr|Pr|St|Ste|art|cf|etc|ex|env|p|pp|n|no|num|réf|tél|av|bd|hab|max|min|janv|févr|avr|juil|sept|oct|nov|déc|chap|al|op|cit|c|d|i|e)|\b[A-ZÀ-Ý])\.\Z"
)
_CLOSING = r"[»”\"’')\]]*"
# A sentence ends at its mark, at what closes after it, and at the markers that follow: « … la CAF. [1][2] ».
_MARKERS = r"(?:\s*(?:[\[【〔][^\]】〕\n]{1,40}[\]】〕]{1,2}|\(\s*[Pp]?\d{1,3}(?:\s*,\s*[Pp]?\d{1,3})*\s*\)|[¹²³⁰⁴-⁹]+))*+"
_END = re.compile(rf"(?:[.!?…](?:\s?»)?{_CLOSING}|\s[!?]){_MARKERS}(?:\s*[.])?(?=\s+\S)|\n")
_LATE_MARKER = re.compile(r"\A\s*[\[【〔(]")
_BULLET = re.compile(r"\A\s*(?:[-*•–—▪·]|\d{1,2}[.)]|[a-z]\))\s+")
_HEADING = re.compile(r"\A\s*#{1,6}\s*")
_REASONING = re.compile(r"<(think|thinking|reasoning|analysis|réflexion|scratchpad)\b[^>]*>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_REASONED = re.compile(r"\A.*?</(?:think|thinking|reasoning|analysis)\s*>", re.DOTALL | re.IGNORECASE)
_TAG_BEGUN = re.compile(r"<[/\w]{0,12}\Z")
_FENCE = re.compile(r"```\w*")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as the model wrote it, markers and all; `lead` is the line that opens the list it is an item of."""

    text: str
    lead: str = ""
    is_item: bool = False


def sentences_of(pieces: Iterable[str]) -> Iterator[Written]:
    """Yield the sentences of a text that comes piece by piece; what a model thinks aloud between tags is none of its answer.

    Lines end sentences. A line that ends in a colon opens a list: it is not yielded, the items that follow carry it.
    """
    reader = _Reader()
    for piece in pieces:
        yield from reader.read(piece)
    yield from reader.end()


class _Reader:
    def __init__(self) -> None:
        self._raw = ""
        self._given = 0  # characters of the text without reasoning that have been yielded
        self._lead, self._in_list = "", False

    def read(self, piece: str) -> Iterator[Written]:
        self._raw += piece
        yield from self._whole(last=False)

    def end(self) -> Iterator[Written]:
        yield from self._whole(last=True)

    def _whole(self, *, last: bool) -> Iterator[Written]:
        text = self._said(last=last)
        while True:
            end = self._next_end(text, last=last)
            if end is None:
                return
            sentence, self._given = text[self._given : end], end
            yield from self._written(sentence)

    def _said(self, *, last: bool) -> str:
        """What has been said so far; what may still turn out to be reasoning is kept back."""
        text = _REASONING.sub("", self._raw)
        if "</" in text and (reasoned := _REASONED.match(text)):  # some models close what they never opened
            self._raw = text = text[reasoned.end() :]
            self._given = 0
        if not last and (begun := _TAG_BEGUN.search(text)):
            text = text[: begun.start()]
        return text

    def _next_end(self, text: str, *, last: bool) -> int | None:
        """Where the next sentence ends, None where it may still go on."""
        position = self._given
        while match := _END.search(text, position):
            end = match.end()
            if match.group() == "\n":
                return end
            bare = match.group().strip() == "."
            if (bare and _ABBREVIATION.search(text[self._given : match.start() + 1])) or _in_quotes(text[self._given : end]):
                position = end
                continue
            rest = text[end:]
            if _LATE_MARKER.match(rest) and not last and may_go_on(rest.strip()):
                return None
            return end
        if last and text[self._given :].strip():
            return len(text)
        return None

    def _written(self, sentence: str) -> Iterator[Written]:
        plain = _FENCE.sub("", sentence)
        is_item = _BULLET.match(plain) is not None
        text = _HEADING.sub("", _BULLET.sub("", plain)).replace("**", "").replace("__", "").strip()
        if not any(letter.isalnum() for letter in text):
            return
        if text.rstrip(" *").endswith(":"):
            self._lead, self._in_list = text, False
            return
        if not is_item:
            lead = "" if self._in_list else self._lead
            self._lead, self._in_list = "", False
            yield Written(text, lead)
            return
        self._in_list = True
        yield Written(text, self._lead, is_item=True)


def _in_quotes(text: str) -> bool:
    """Whether a quotation opened in `text` is still open: its full stops are its own."""
    return text.count("«") > text.count("»") and len(text) < 600
