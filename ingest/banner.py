"""The banner of a fiche: its code and version, then title, pilier and axe in any order, until the first heading."""

import re
from collections.abc import Sequence

from ingest.folding import fold
from ingest.labels import find_label
from ingest.lines import ASIDE, Line, Role
from ingest.model import BannerKind, BannerPart, Leftover, LeftoverKind, Source, Span
from ingest.references import compact_code

_FICHE_WORDS = r"fiche(?:[ \t\xa0-]+(?:actions?|projets?|th[ée]matiques?|orientations?|op[ée]rationnelles?))*|orientations?[ \t\xa0]+op[ée]rationnelles?"
_CODE_LABELS = r"(?:code|num[ée]ro|n\s?[°º]|r[ée]f[ée]rence)(?:\s{1,3}(?:de\s{1,3}(?:la\s{1,3})?)?(?:fiche|action))?"
BANNER_CODE = re.compile(
    rf"[#*\s|]{{0,9}}(?P<word>(?:{_FICHE_WORDS}|{_CODE_LABELS})\s{{0,9}}(?:n\s?[°ºo]\.?|num[ée]ro)?\s{{0,9}}[:–—-]?\s{{0,9}})?"
    r"(?P<code>\d[ \t\xa0]?[.\-–_][ \t\xa0]?\d{1,2}[ \t\xa0]?[.\-–_][ \t\xa0]?\d{1,2}|[1-9][1-9][1-9]\d?)(?![\d/])",
    re.IGNORECASE,
)
_YEAR = r"(?:19|20)\d\d"
_VERSION = re.compile(
    rf"(?:[(\[]\s{{0,3}})?\b(?:date\s+(?:de\s+)?(?:la\s+)?)?(?:version|v\.?|[ée]dition|(?:derni[èe]re\s+)?mise\s+[àa]\s+jour|maj|actualis[ée]e?s?|r[ée]vis[ée]e?s?|valid[ée]e?s?)"
    rf"\s{{0,3}}(?:\b(?:de|du|d['’]|en|le|au|n\s?°)\s{{0,3}}){{0,3}}[:\s]{{0,3}}(?:[^\W\d_]+\s+|\d{{1,2}}(?:er)?\s+[^\W\d_]+\s+|[\d./-]{{1,8}}[./-])?(?P<year>{_YEAR})\b\s*[)\]]?"
    rf"|[(\[]\s*(?:[^\W\d_]+\s+)?(?P<bare>{_YEAR})\s*[)\]]",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    rf"(?:date\s*[:\n]?\s*)?(?:\d{{1,2}}(?:er)?\s+)?[^\W\d_]{{3,9}}\s+(?P<year>{_YEAR})|[\d/.-]{{3,8}}(?P<year2>{_YEAR})", re.IGNORECASE
)
PILIER_AXE = re.compile(r"\b(?P<kind>pilier|axe)\b", re.IGNORECASE)
_TITLE_LABEL = re.compile(r"(?:titre|intitul[ée])(?:\s+de\s+(?:la\s+fiche|l['’]action|l['’]orientation))?\s*[:\n]\s*", re.IGNORECASE)
FURNITURE = re.compile(
    r"contrats? de ville(?: .{0,60})?|(?:fiches? )?(?:orientations? )?operationnelles?|fiches? (?:actions?|orientations? operationnelles?)|"
    r"(?:page |p )?\d{1,3}(?: (?:sur |/ ?)?\d{1,3})?|document de travail|engagements quartiers 2030.{0,40}"
)
_TITLE_MAX_CHARS = 200
FOOTER = re.compile(FURNITURE.pattern + r"|(?!.*\bfiches? \d)(?:.{0,60} )?contrats? de ville(?: .{0,60})?")


def banner_code(line: Line) -> re.Match[str] | None:
    """Find the code at the head of a line: « FICHE 1.1.2 », « 1.1.2 – Titre »; digits run together only after « fiche »."""
    text = line.content
    match = BANNER_CODE.match(text)
    if match is None or (match.group("word") is None and ("." not in match.group("code") or len(text) > _TITLE_MAX_CHARS)):
        return None
    return match


def code_within(line: Line) -> re.Match[str] | None:
    """Find « … – fiche 4-1-3 » inside a line, for a banner that gives the title first."""
    if len(line.text) > _TITLE_MAX_CHARS:
        return None
    return next((match for match in BANNER_CODE.finditer(line.text) if match.group("word")), None)


def dotted(match: re.Match[str]) -> str:
    """The code of a match in dotted form, "4.1.3"."""
    digits = match.group("code")
    return compact_code(digits) or ".".join(str(int(part)) for part in re.findall(r"\d+", digits))


class BannerReader:
    """Reads the banner that opens at `lines[index]`; `end` is the index of the first line after it."""

    def __init__(self, source: Source, lines: Sequence[Line], index: int, *, has_cells: bool) -> None:
        self.source = source
        self.lines = lines
        self.has_cells = has_cells
        self.parts: list[BannerPart] = []
        self.leftovers: list[Leftover] = []
        self.code = ""
        self.version: int | None = None
        self._title: Span | None = None
        self.end = self._read(index)
        if self._title is None:
            self._title = self._title_above(index)
        if self._title is not None:
            self._add(BannerKind.TITLE, self._title.start, self._title.end)
        self._parts_above(index)

    def _read(self, index: int) -> int:
        line = self.lines[index]
        offset = line.content_start - line.start
        match = BANNER_CODE.match(line.text, offset) or code_within(line)
        assert match is not None  # what opened the fiche
        self.code = dotted(match)
        before = line.text[offset : match.start()].rstrip(" \t\n\xa0:–—-.|(,")
        self._add(BannerKind.CODE, line.start + max(offset, match.start()), line.start + match.end())
        self._title = self._rest_of_banner_line(line, match.end())
        if self._title is None and fold(before) and not FURNITURE.fullmatch(fold(before)):
            self._title = Span(line.start + offset, line.start + offset + len(before))
        last = BannerKind.TITLE if self._title else BannerKind.CODE
        above = line
        for position in range(index + 1, len(self.lines)):
            line = self.lines[position]
            if line.blank or line.content_start >= line.end:
                continue
            if line.role is Role.LABEL or find_label(line, doc_has_cells=self.has_cells, spellings=self.source.spellings):
                return position
            last = self._read_line(line, last, same_cell=line.cell == above.cell)
            above = line
        return len(self.lines)

    def _read_line(self, line: Line, last: BannerKind, *, same_cell: bool) -> BannerKind:
        text = line.text[line.content_start - line.start :].rstrip()
        parts = self._pilier_and_axe(line)
        if parts:
            return parts
        if (year := self._version_line(text)) is not None:
            if self.version is None:
                self.version = year
            self._add(BannerKind.VERSION, line.content_start, line.end)
            return BannerKind.VERSION
        if line.kind in ASIDE:
            return last  # claimed with the rest of the page furniture
        if FURNITURE.fullmatch(fold(text)):
            self.leftovers.append(Leftover(LeftoverKind.PAGE_FURNITURE, self.source.excerpt(line.content_start, line.end)))
        elif last in (BannerKind.PILIER, BannerKind.AXE) and self._title is not None:
            if same_cell and self.parts[-1].excerpt.span.end < line.start:
                part = self.parts.pop()  # its name goes on
                self._add(part.kind, part.excerpt.span.start, line.end)
        elif self._title is None or (last is BannerKind.TITLE and same_cell):
            label = _TITLE_LABEL.match(text)
            if label:
                written = line.content_start + len(label.group(0).rstrip())
                self.leftovers.append(Leftover(LeftoverKind.TEMPLATE_PROMPT, self.source.excerpt(line.content_start, written)))
            start = line.content_start + (label.end() if label else 0)
            self._title = Span(self._title.start if self._title else start, line.end)
            return BannerKind.TITLE
        return last

    def _title_above(self, index: int) -> Span | None:
        """The lines just above the code, where none below it is the title."""
        title: Span | None = None
        for line in reversed(self.lines[:index]):
            text = line.content
            if line.blank or line.kind in ASIDE:
                if title:
                    break
                continue
            if FURNITURE.fullmatch(fold(text)) or PILIER_AXE.match(text) or len(text) > _TITLE_MAX_CHARS:
                break
            title = Span(line.content_start, title.end if title else line.end)
        return title

    def _parts_above(self, index: int) -> None:
        """« Pilier » and « Axe » just above the code."""
        claimed = {part.kind for part in self.parts}
        for line in reversed(self.lines[:index]):
            if (
                line.blank
                or line.kind in ASIDE
                or (self._title and line.content_start >= self._title.start and line.end <= self._title.end)
            ):
                continue
            if not PILIER_AXE.match(line.content) or {BannerKind.PILIER, BannerKind.AXE} <= claimed or self._pilier_and_axe(line) is None:
                break
            claimed.update(part.kind for part in self.parts)

    def _add(self, kind: BannerKind, start: int, end: int) -> None:
        self.parts.append(BannerPart(kind, self.source.excerpt(start, end)))

    def _rest_of_banner_line(self, line: Line, position: int) -> Span | None:
        """Claim the version after the code, and return the title where it stands on the same line."""
        version = _VERSION.search(line.text, position)
        if version:
            self.version = int(version.group("year") or version.group("bare"))
            self._add(BannerKind.VERSION, line.start + version.start(), line.start + version.end())
        around = [(position, version.start()), (version.end(), len(line.text))] if version else [(position, len(line.text))]
        for start, end in around:
            piece = line.text[start:end]
            head = len(piece) - len(piece.lstrip(" \t\n\xa0\u202f:–—-.|*"))
            tail = len(piece.rstrip(" \t\xa0\u202f|*-–—"))
            if head and start == position:  # « FICHE 3.1.2 – Titre »: the separator goes with the code
                code = self.parts[0].excerpt.span
                self.parts[0] = BannerPart(BannerKind.CODE, self.source.excerpt(code.start, code.end + len(piece[:head].rstrip())))
            if head < tail:
                return Span(line.start + start + head, line.start + start + tail)
        return None

    def _pilier_and_axe(self, line: Line) -> BannerKind | None:
        text = line.text[line.content_start - line.start : line.end - line.start]
        found = list(PILIER_AXE.finditer(text))
        if not found or fold(text[: found[0].start()]):
            return None
        if found[0].start() == 0 and not re.match(
            r"(?:pilier|axe)\b\s*(?:transversal|n\s?°|[:–—-]|\d|[IVX]+\b|$|(?-i:[A-ZÀ-Ý]))", text, re.IGNORECASE
        ):
            return None
        # « Pilier 1 : Cohésion sociale – Axe 2 : … » on one line: each its own part.
        starts = [
            match.start()
            for match in found
            if match is found[0] or re.match(r"axe\s*(?:n\s?°\s*)?\d", text[match.start() :], re.IGNORECASE)
        ]
        kind = BannerKind.PILIER
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            kind = BannerKind.PILIER if text[start:].lower().startswith("pilier") else BannerKind.AXE
            piece = text[start:end].rstrip(" \t\xa0/|–—-,;")
            self._add(kind, line.content_start + start, line.content_start + start + len(piece))
        return kind

    @staticmethod
    def _version_line(text: str) -> int | None:
        bare = text.strip(" ()[]–—-.*_\t\xa0")
        for match in (_VERSION.fullmatch(text.strip(" *_\t\xa0")), _VERSION.fullmatch(bare)):
            if match:
                return int(match.group("year") or match.group("bare"))
        date = _DATE_LINE.fullmatch(bare)
        return int(date.group("year") or date.group("year2")) if date else None
