"""Source -> fiches: the line grammar of the template and nothing else.

A fiche is a banner (code, version, title, pilier, axe), then rows « label | content ». A text export of the Word table
marks the start of a cell with a tab; other exports have no mark, or « Label : contenu » on one line. Labels are therefore
recognised by their words (`ingest.headings`), and cells help where they are marked. Every non-blank character ends in a
banner part, a heading, an item or a leftover: what no rule claims becomes a leftover of kind OTHER.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.errors import ParseError
from ingest.folding import fold
from ingest.headings import HeadingName, name_heading
from ingest.model import (
    BannerKind,
    BannerPart,
    Excerpt,
    Fiche,
    Leftover,
    LeftoverKind,
    Section,
    SectionKind,
    Source,
    Span,
)
from ingest.references import compact_code, find_links

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029\x07]*(?:\r\n|[\r\n\x0b\x0c\x85\u2028\u2029\x07]|\Z)")
_BREAKS = "\r\n\x0b\x0c\x85\u2028\u2029\x07"
_BOOKMARK = re.compile(r"\[bookmark:[^\]\r\n]{0,80}\]", re.IGNORECASE)
_FIELD_RESIDUE = re.compile(r"(?:Erreur\s?!|Error!)\s?[^.\r\n]{0,60}\.")
_BULLET = re.compile(
    r"(?:[·•▪▫◦●○■□‣⁃∙➢➤➔►▶✓✔❖◆◊\uf0b7\uf0a7\uf0d8\uf0fc\uf02d\uf076]+|[*–—-](?=[\s\xa0])|-(?=[A-ZÀ-Ý«\"“])|o(?=[ \t\xa0]+\S)|"
    r"\(?(?:\d{1,2}|[a-z])[.)](?=[ \t\xa0])|§(?=[ \t\xa0]))[ \t\xa0]*"
)
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\xad"
_NUMBERING = re.compile(r"(?:#+\s*|[*_]{1,2}|\|\s*|(?:\d{1,2}|[IVX]{1,4}|[A-Z])\s?[.)°–-]\s+)+")
_PARENTHESIS = re.compile(r"\((?:[^()]|\([^()]*\))*\)")

_FICHE_WORDS = r"fiche(?:[ \t\xa0-]+(?:actions?|projets?|th[ée]matiques?|orientations?|op[ée]rationnelles?))*|orientations?[ \t\xa0]+op[ée]rationnelles?"
_BANNER_CODE = re.compile(
    rf"[#*\s|]*(?P<word>(?:{_FICHE_WORDS})[ \t\xa0]*(?:n\s?[°ºo]\.?|num[ée]ro)?[ \t\xa0]*[:–—-]?[ \t\xa0]*)?"
    r"(?P<code>\d[ \t\xa0]?[.\-–_][ \t\xa0]?\d{1,2}[ \t\xa0]?[.\-–_][ \t\xa0]?\d{1,2}|[1-9][1-9][1-9]\d?)(?![\d/])",
    re.IGNORECASE,
)
_YEAR = r"(?:19|20)\d\d"
_VERSION = re.compile(
    rf"(?:[(\[]\s{{0,3}})?\b(?:version|v\.?|[ée]dition|(?:derni[èe]re\s+)?mise\s+[àa]\s+jour|maj|actualis[ée]e?s?|r[ée]vis[ée]e?s?|valid[ée]e?s?)"
    rf"\s{{0,3}}(?:\b(?:de|du|d['’]|en|le|au|n\s?°)\s{{0,3}}){{0,3}}[:\s]{{0,3}}(?:[^\W\d_]+\s+|\d{{1,2}}(?:er)?\s+[^\W\d_]+\s+|[\d./-]{{1,8}}[./-])?(?P<year>{_YEAR})\b\s*[)\]]?"
    rf"|[(\[]\s*(?:[^\W\d_]+\s+)?(?P<bare>{_YEAR})\s*[)\]]",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    rf"(?:date\s*:?\s*)?(?:\d{{1,2}}(?:er)?\s+)?[^\W\d_]{{3,9}}\s+(?P<year>{_YEAR})|[\d/.-]{{3,8}}(?P<year2>{_YEAR})", re.IGNORECASE
)
_PILIER_AXE = re.compile(r"\b(?P<kind>pilier|axe)\b", re.IGNORECASE)
_TITLE_LABEL = re.compile(r"(?:titre|intitul[ée])(?:\s+de\s+(?:la\s+fiche|l['’]action|l['’]orientation))?\s*:\s*", re.IGNORECASE)
_FURNITURE = re.compile(
    r"contrats? de ville(?: .{0,60})?|(?:fiches? )?(?:orientations? )?operationnelles?|fiches? (?:actions?|orientations? operationnelles?)|"
    r"(?:page |p )?\d{1,3}(?: (?:sur |/ ?)?\d{1,3})?|document de travail|engagements quartiers 2030.{0,40}"
)
_FOOTER = re.compile(_FURNITURE.pattern + r"|(?!.*\bfiches? \d)(?:.{0,60} )?contrats? de ville(?: .{0,60})?")
_LABEL_MAX_CHARS = 70
_MARGIN_MAX = 110
_WRAP_MIN = 60  # a shorter line ended because its author ended it
_TERMINAL = (".", "!", "?", ";", ":", "…", ",")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: its text without the line break, its offset, and whether it opens a table cell.

    `content_start` is the offset of the first character that is neither white space nor a bookmark, `end` that after the
    last character that is not white space.
    """

    text: str
    start: int
    opens_cell: bool
    blank: bool
    content_start: int
    end: int


def _line(text: str, start: int, *, opens_cell: bool) -> _Line:
    bare = text.rstrip()
    position = 0
    while True:
        position = len(text) - len(text[position:].lstrip().lstrip(_INVISIBLE))
        bookmark = _BOOKMARK.match(text, position)
        if bookmark is None:
            break
        position = bookmark.end()
    return _Line(text, start, opens_cell, not bare.strip(_INVISIBLE + " \t\xa0\u202f\u3000"), start + position, start + len(bare))


@dataclass(frozen=True, slots=True)
class _Label:
    """A heading found at the head of a line: its span, the fields it names, where content starts on the same line."""

    span: Span
    name: HeadingName
    prompt: Span | None
    content: int | None


@dataclass(slots=True)
class _Field:
    """A section being filled."""

    kind: SectionKind
    heading: Span
    items: list[Span] = field(default_factory=list)
    plain_items: int = 0  # those without a bullet
    shared_with: SectionKind | None = None


def parse_fiches(source: Source) -> tuple[Fiche, ...]:
    """Read the fiches of `source`: one, or several one after the other.

    Raises:
        ParseError: no banner with a code, or no known heading under it.
    """
    lines = _split_lines(source.text)
    starts = _banner_lines(lines)
    if not starts:
        raise ParseError(
            f"« {source.name} » ne contient pas de fiche : aucun code en tête (par exemple « FICHE 1.1.2 ») suivi des rubriques du modèle ; "
            "vérifiez que c’est le bon fichier."
        )
    fiches = []
    for index, start in enumerate(starts):
        end = starts[index + 1] if index + 1 < len(starts) else len(lines)
        fiches.append(_FicheReader(source, lines[0 if index == 0 else start : end], banner=start if index == 0 else 0).read())
    if all(len(fiche.sections) < 2 for fiche in fiches):
        raise ParseError(
            f"« {source.name} » porte un code mais aucune rubrique du modèle (Contexte, Objectifs, Animateur…) : "
            "vérifiez que c’est une fiche « orientation opérationnelle »."
        )
    return tuple(fiches)


def _split_lines(text: str) -> list[_Line]:
    lines, opens = [], True
    for match in _LINE.finditer(text):
        if match.start() == len(text):
            break
        content = match.group(0).rstrip(_BREAKS)
        lines.append(_line(content, match.start(), opens_cell=content.startswith("\t") or (opens and match.start() > 0)))
        opens = match.group(0).endswith("\x07")
    return lines


def _banner_lines(lines: Sequence[_Line]) -> list[int]:
    """Indexes of the lines that open a fiche.

    A line of the links section looks like a banner (« Fiche 411 : Promouvoir… »); a banner is followed by its pilier, axe
    or enjeu, or by a first heading, before any other line of its kind.
    """
    found: list[int] = []
    candidates = [index for index, line in enumerate(lines) if _banner_code(line)]
    for position, index in enumerate(candidates):
        following = candidates[position + 1] if position + 1 < len(candidates) else len(lines)
        ahead = [line for line in lines[index + 1 : following] if not line.blank][:12]
        if not found:
            if any(_find_label(line, doc_has_cells=False) for line in [*ahead, *lines[index:following]]):
                found.append(index)
        elif any(_is_banner_end(line) for line in ahead[:6]):
            found.append(index)
    return found


def _is_banner_end(line: _Line) -> bool:
    text = line.text.strip()
    return bool(_PILIER_AXE.match(text)) or fold(text[:12]).startswith("enjeu")


def _banner_code(line: _Line) -> re.Match[str] | None:
    text = line.text.strip()
    match = _BANNER_CODE.match(_BOOKMARK.sub("", text))
    if match is None or (match.group("word") is None and ("." not in match.group("code") or len(text) > 200)):
        return None
    return match


def _find_label(line: _Line, *, doc_has_cells: bool, expects_label: bool = False) -> _Label | None:
    """Find a heading at the head of `line`: the whole line, or what stands before a colon or a tab."""
    start, end = line.content_start, line.end
    text = line.text[start - line.start : end - line.start]
    skipped = _NUMBERING.match(text)
    if not text or text[0] == "(" or (_BULLET.match(text) and (skipped is None or re.match(r"[*·•-]\s", text))):
        return None
    body = skipped.end() if skipped else 0
    allow_misspelt = expects_label and line.opens_cell
    # The whole line, less a question of the template in parentheses.
    parenthesis = next((found for found in _PARENTHESIS.finditer(text) if "?" in found.group(0)), None)
    whole_end = parenthesis.start() if parenthesis and parenthesis.start() > body else len(text)
    name = name_heading(text[body:whole_end].strip("*_| "), allow_misspelt=allow_misspelt)
    whole = Span(start, start + len(text[:whole_end].rstrip()))
    asked = Span(start + parenthesis.start(), start + parenthesis.end()) if parenthesis else None
    if name and (parenthesis is None or not text[parenthesis.end() :].strip(" :*_\xa0")):
        return _Label(whole, name, asked, None)
    if name and parenthesis:
        after = text[parenthesis.end() :]
        return _Label(whole, name, asked, start + len(text) - len(after.lstrip(" \t:\xa0")))
    # « Label : contenu », « Label | contenu », « Label<tab>contenu ».
    for separator in re.finditer(r"\t+|\s*\|\s*|[ \xa0\u202f]?:", text[body : body + 110]):
        if doc_has_cells and not line.opens_cell and separator.group(0).strip() == ":":
            break
        head = text[body : body + separator.start()]
        name = name_heading(head.strip("*_| "), allow_misspelt=False)
        if name:
            written = text[body + separator.end() :].lstrip(" \t\xa0\u202f*|")
            label_end = separator.end() if separator.group(0).strip() == ":" else separator.start()
            return _Label(Span(start, start + body + label_end), name, None, end - len(written) if written else None)
        if separator.group(0).strip() == ":":
            break
    return None


class _FicheReader:
    """Reads the lines of one fiche, first to last, and keeps what it has claimed."""

    def __init__(self, source: Source, lines: Sequence[_Line], banner: int) -> None:
        self.source = source
        self.lines = lines
        self.banner_index = banner
        self.banner: list[BannerPart] = []
        self.leftovers: list[Leftover] = []
        self.fields: list[_Field] = []
        self.code = ""
        self.version: int | None = None
        self.heading_styles: Counter[str] = Counter()  # how many headings are numbered, in capitals, end in a colon
        self.above = ""  # the line before the one being read
        self.following = _next_written(lines)
        self.furniture = Counter(folded for line in lines if len(line.text) < 120 and _FURNITURE.fullmatch(folded := fold(line.text)))
        labels = [line for line in lines if line.opens_cell and _find_label(line, doc_has_cells=False)]
        self.has_cells = len(labels) >= 3
        self.margin = _wrap_margin(lines)

    def read(self) -> Fiche:
        body = self._read_banner()
        footer = self._trailing_furniture(body)
        self._read_body(body, footer)
        self._claim_leftovers()
        sections = tuple(
            Section(item.kind, self._excerpt(item.heading), tuple(map(self._excerpt, item.items)), item.shared_with) for item in self.fields
        )
        titles = [part.excerpt for part in self.banner if part.kind is BannerKind.TITLE]
        code = next(part.excerpt for part in self.banner if part.kind is BannerKind.CODE)
        links = [link for section in sections for item in section.items for link in find_links(item, section.kind, self.code)]
        return Fiche(
            code=self.code,
            title=titles[0] if titles else code,
            version=self.version,
            sections=sections,
            source=self.source,
            banner=tuple(sorted(self.banner, key=lambda part: part.excerpt.span)),
            links=tuple(links),
            leftovers=tuple(sorted(self.leftovers, key=lambda leftover: leftover.excerpt.span)),
        )

    # The banner: code and version, then title, pilier and axe in any order, until the first heading.

    def _read_banner(self) -> int:
        line = self.lines[self.banner_index]
        text = line.text
        offset = line.content_start - line.start
        match = _BANNER_CODE.match(text, offset)
        assert match is not None  # _banner_lines found it
        digits = match.group("code")
        self.code = compact_code(digits) or ".".join(str(int(part)) for part in re.findall(r"\d+", digits))
        self._add_banner(BannerKind.CODE, line.start + offset, line.start + match.end())
        title: Span | None = self._rest_of_banner_line(line, match.end())
        last = BannerKind.TITLE if title else BannerKind.CODE
        index = self.banner_index + 1
        while index < len(self.lines):
            line = self.lines[index]
            if not line.blank and line.content_start < line.end:
                if _find_label(line, doc_has_cells=self.has_cells):
                    break
                text = line.text[line.content_start - line.start :].rstrip()
                parts = self._pilier_and_axe(line)
                if parts:
                    last = parts
                elif (year := self._version_line(text)) is not None:
                    if self.version is None:
                        self.version = year
                    self._add_banner(BannerKind.VERSION, line.content_start, line.end)
                    last = BannerKind.VERSION
                elif _FURNITURE.fullmatch(fold(text)):
                    self._add_leftover(LeftoverKind.PAGE_FURNITURE, line.content_start, line.end)
                elif last in (BannerKind.PILIER, BannerKind.AXE) and title is not None and self.banner[-1].excerpt.span.end < line.start:
                    part = self.banner.pop()  # its name goes on
                    self._add_banner(part.kind, part.excerpt.span.start, line.end)
                else:
                    label = _TITLE_LABEL.match(text)
                    start = line.content_start + (label.end() if label else 0)
                    if label:
                        self._add_leftover(
                            LeftoverKind.TEMPLATE_PROMPT, line.content_start, line.content_start + len(label.group(0).rstrip())
                        )
                    if title is None or last is BannerKind.TITLE:
                        title = Span(title.start if title else start, line.end)
                        last = BannerKind.TITLE
            index += 1
        if title is not None:
            self._add_banner(BannerKind.TITLE, title.start, title.end)
        return index

    def _rest_of_banner_line(self, line: _Line, position: int) -> Span | None:
        """Claim the version after the code, and return the title where it stands on the same line."""
        version = _VERSION.search(line.text, position)
        if version:
            self.version = int(version.group("year") or version.group("bare"))
            self._add_banner(BannerKind.VERSION, line.start + version.start(), line.start + version.end())
        around = [(position, version.start()), (version.end(), len(line.text))] if version else [(position, len(line.text))]
        for start, end in around:
            piece = line.text[start:end]
            head = len(piece) - len(piece.lstrip(" \t\xa0\u202f:–—-.|*"))
            tail = len(piece.rstrip(" \t\xa0\u202f|*-–—"))
            if head and start == position:  # « FICHE 3.1.2 – Titre »: the separator goes with the code
                code = self.banner[0].excerpt.span
                self.banner[0] = BannerPart(BannerKind.CODE, self.source.excerpt(code.start, code.end + len(piece[:head].rstrip())))
            if head < tail:
                return Span(line.start + start + head, line.start + start + tail)
        return None

    def _pilier_and_axe(self, line: _Line) -> BannerKind | None:
        text = line.text[line.content_start - line.start : line.end - line.start]
        found = list(_PILIER_AXE.finditer(text))
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
            self._add_banner(kind, line.content_start + start, line.content_start + start + len(piece))
        return kind

    @staticmethod
    def _version_line(text: str) -> int | None:
        bare = text.strip(" ()[]–—-.*_\t\xa0")
        for match in (_VERSION.fullmatch(text.strip(" *_\t\xa0")), _VERSION.fullmatch(bare)):
            if match:
                return int(match.group("year") or match.group("bare"))
        date = _DATE_LINE.fullmatch(bare)
        return int(date.group("year") or date.group("year2")) if date else None

    # The body: label, content, label, content…

    def _trailing_furniture(self, body: int) -> int:
        """Index of the first line of the footer after the table, or the count of lines."""
        end = len(self.lines)
        while end > body and (self.lines[end - 1].blank or _FOOTER.fullmatch(fold(self.lines[end - 1].text))):
            end -= 1
        furniture = [index for index in range(end, len(self.lines)) if not self.lines[index].blank]
        # A blank line or the end of the text sets a footer apart; « Contrat de ville » may else be the answer to a label.
        if not furniture or (furniture[0] == end and not _labelled_before(self.lines, end)):
            return furniture[0] if furniture else len(self.lines)
        return furniture[0] if furniture[0] > end else len(self.lines)

    def _read_body(self, body: int, footer: int) -> None:
        position = _Position()
        for index in range(body, len(self.lines)):
            line = self.lines[index]
            self.above = self.lines[index - 1].text if index else ""
            if index >= footer:
                if not line.blank:
                    self._add_leftover(LeftoverKind.FOOTER, line.content_start, line.end)
                continue
            if line.blank:
                position.blank(line)
                continue
            if line.content_start >= line.end:  # nothing but a bookmark
                continue
            if self._is_furniture(index):
                self._add_leftover(LeftoverKind.PAGE_FURNITURE, line.content_start, line.end)
                continue
            expects_label = not position.in_label and (line.opens_cell or position.after_blank)
            label = _find_label(line, doc_has_cells=self.has_cells, expects_label=expects_label)
            if label and not self._accepts(label, line, position):
                label = None
            if label:
                self._open(label, position)
                if label.content is not None:
                    self._add_content(line, label.content, position)
                    position.inline()
            elif position.in_label and self._is_prompt(line):
                self._add_leftover(LeftoverKind.TEMPLATE_PROMPT, line.content_start, line.end)
            elif self._is_unknown_label(index, position):
                self._add_field(SectionKind.AUTRE, Span(line.content_start, line.end))
                position.label(pair=False)
            else:
                if line.opens_cell:
                    position.content_cell()
                self._add_content(line, line.content_start, position)
        self._settle_shared()

    def _accepts(self, label: _Label, line: _Line, position: "_Position") -> bool:
        """Tell a heading from a line of content that happens to read like one."""
        current = self.fields[-1] if self.fields else None
        if current is None:
            return True
        pair = {SectionKind.PARTENAIRES, SectionKind.DISPOSITIFS}
        if set(label.name.kinds) <= pair and current.kind in pair:
            return True
        if position.in_label and line.opens_cell and self.has_cells:
            # « Animateur | Référent… »: the content cell of a label is content, unless that cell is the next row's.
            return position.blank_cell or label.name.kinds[0] is not current.kind
        if self.has_cells and not line.opens_cell:
            words = len(fold(line.text).split())
            return label.content is None and (position.after_blank or position.in_label) and (words > 1 or position.after_blank)
        return True

    def _open(self, label: _Label, position: "_Position") -> None:
        current = self.fields[-1] if self.fields else None
        kinds = label.name.kinds
        if label.prompt:
            self._add_leftover(LeftoverKind.TEMPLATE_PROMPT, label.prompt.start, label.prompt.end)
        if position.pair and len(kinds) == 1 and self._reopen(kinds[0], label.span):
            position.subheading()
            return
        if current and len(kinds) == 1 and kinds[0] is current.kind and not current.items and not position.blank_cell and not position.gap:
            # « Financements » repeated as « Les financements : » inside its own cell.
            self._add_leftover(LeftoverKind.TEMPLATE_PROMPT, label.span.start, label.span.end)
            return
        joined = (
            current is not None
            and position.in_label
            and not position.after_blank
            and len(kinds) == 1
            and {current.kind, kinds[0]} == {SectionKind.PARTENAIRES, SectionKind.DISPOSITIFS}
        )
        for kind in kinds:
            self._add_field(kind, label.span)
        position.label(pair=joined or len(kinds) == 2)

    def _add_field(self, kind: SectionKind, heading: Span) -> None:
        self.fields.append(_Field(kind, heading))
        text = self.source.text[heading.start : heading.end]
        self.heading_styles.update(numbered=_NUMBERING.match(text) is not None, capitals=text.isupper(), colon=text.endswith(":"))

    def _reopen(self, kind: SectionKind, heading: Span) -> bool:
        """A sub-heading inside a shared cell takes the place of its line of the label."""
        for item in self.fields[-2:]:
            if item.kind is kind and not item.items:
                shares_line = any(other is not item and other.heading == item.heading for other in self.fields[-2:])
                if not shares_line or item is self.fields[-1]:
                    self._add_leftover(LeftoverKind.TEMPLATE_PROMPT, item.heading.start, item.heading.end)
                item.heading = heading
                self.fields.remove(item)
                self.fields.append(item)
                return True
        return False

    def _settle_shared(self) -> None:
        """Two fields of one cell that no sub-heading tells apart: the items stand in the first, and both say so."""
        for first, second in itertools.pairwise(self.fields):
            pair = {first.kind, second.kind} == {SectionKind.PARTENAIRES, SectionKind.DISPOSITIFS}
            if not pair or bool(first.items) == bool(second.items):
                continue
            same_line = first.heading == second.heading
            between = self.source.text[first.heading.end : second.heading.start]
            if same_line or (self.has_cells and not first.items and not between.strip() and "\n\n" not in between and "\t" not in between):
                if not first.items:
                    first.items, second.items = second.items, []
                first.shared_with, second.shared_with = second.kind, first.kind

    def _is_furniture(self, index: int) -> bool:
        """A footer or page number in the middle of the text: beside a page break, or seen at least three times."""
        line = self.lines[index]
        folded = fold(line.text)
        if not _FURNITURE.fullmatch(folded):
            return False
        near = self.source.text[max(0, line.start - 3) : line.start] + self.source.text[line.end : line.end + 3]
        return "\x0c" in near or self.furniture[folded] >= 3

    @staticmethod
    def _is_prompt(line: _Line) -> bool:
        """« (Quels sont les financements mobilisables connus à ce jour ?) »: the template's question under its label."""
        text = line.text.strip().strip(_INVISIBLE)
        return (
            text.startswith("(")
            and text.rstrip(" .:\xa0").endswith(")")
            and ("?" in text or fold(text).startswith(("preciser", "indiquer", "a preciser")))
        )

    def _is_unknown_label(self, index: int, position: "_Position") -> bool:
        """A short line where a label is due, followed by a cell of its own: a section of another template."""
        line = self.lines[index]
        text = line.text[line.content_start - line.start :].strip()
        count = len(self.fields)
        numbering = _NUMBERING.match(text)
        numbered = numbering is not None and self.heading_styles["numbered"] == count and text[numbering.end() :].isupper()
        bulleted = _BULLET.match(text) is not None and not numbered
        if not count or len(text) > _LABEL_MAX_CHARS or bulleted or text.endswith((".", ",", ";", "…", "!")):
            return False
        following = self.following[index]
        if self.has_cells:
            if not line.opens_cell or position.in_label or not position.row_done:
                return False
            return following is not None and following.opens_cell and _find_label(following, doc_has_cells=True) is None
        if position.in_label or not position.after_blank or following is None:
            return False
        capitals = self.heading_styles["capitals"] * 2 > count and text.isupper()
        colons = self.heading_styles["colon"] * 2 > count and text.endswith(":")
        # « Points de vigilance » alone after a list of bullets; a list that has sub-headings of its own goes on.
        isolated = bool(self.fields[-1].items) and not self.fields[-1].plain_items and text[0].isupper() and len(text.split()) <= 6
        return capitals or colons or numbered or isolated

    # Items.

    def _add_content(self, line: _Line, start: int, position: "_Position") -> None:
        if not self.fields:
            return
        current = self.fields[-1]
        text = self.source.text
        end = line.end
        if line.text.lstrip().startswith("|"):  # a row of a Markdown table: its closing bar is no content
            end = start + len(text[start:end].rstrip("| \t"))
        bullet = _BULLET.match(text, start, end)
        if bullet and bullet.end() >= end and fold(text[start:end]) == "":
            self._add_leftover(LeftoverKind.BULLET, start, bullet.start() + len(bullet.group(0).rstrip()))
            position.bullet_pending = True
            return
        if bullet and bullet.end() < end:
            self._add_leftover(LeftoverKind.BULLET, start, start + len(bullet.group(0).rstrip()))
            start = bullet.end()
            inner = _BULLET.match(text, start, end)
            if inner and inner.end() < end and not text[start].isalnum():
                self._add_leftover(LeftoverKind.BULLET, start, start + len(inner.group(0).rstrip()))
                start = inner.end()
        else:
            # A bookmark at the head of an item is part of what stands there: the quote keeps it.
            if not position.bullet_pending:
                head = line.start + len(line.text) - len(line.text.lstrip())
                start = head if line.start <= head < start and "[" in text[head:start] else start
            if not position.bullet_pending and self._continues(current, line, start, position):
                current.items[-1] = Span(current.items[-1].start, end)
                position.content()
                return
        while start < end and text[start] in _INVISIBLE:
            start += 1
        if start < end:
            current.items.append(Span(start, end))
            current.plain_items += not (bullet or position.bullet_pending)
        position.content()

    def _continues(self, current: _Field, line: _Line, start: int, position: "_Position") -> bool:
        """A line without bullet goes on with the item above when the line above was full.

        In hard-wrapped text a line is full when the next word did not fit before the margin; elsewhere, when it is long,
        its sentence unfinished and the next line starts in lower case.
        """
        if not current.items or position.after_blank or line.opens_cell:
            return False
        text = self.source.text
        above = self.above.rstrip()
        lower = text[start].islower() or text[start] in "(«»,;:)"
        if self.margin is not None:
            if _was_wrapped(above, text[start : line.end], self.margin):
                return True
            # Hand-made wrapping does not fill each line: an unfinished one that comes near goes on too.
            near = len(above) >= self.margin * (0.6 if lower else 0.75)
            unfinished = not above.endswith((".", "!", "?", "…", ";"))
            return (near and unfinished and (lower or not above.endswith(":"))) or (lower and line.text.startswith("  ") and unfinished)
        return len(above) >= _WRAP_MIN and lower and not above.endswith(_TERMINAL)

    # What is left.

    def _claim_leftovers(self) -> None:
        start = self.lines[0].start
        end = self.lines[-1].start + len(self.lines[-1].text)
        while end < len(self.source.text) and self.source.text[end] in _BREAKS:
            end += 1
        for pattern, kind in ((_BOOKMARK, LeftoverKind.BOOKMARK), (_FIELD_RESIDUE, LeftoverKind.OTHER)):
            for match in pattern.finditer(self.source.text, start, end):
                self._add_leftover(kind, match.start(), match.end())
        claimed = sorted(
            [part.excerpt.span for part in self.banner]
            + [leftover.excerpt.span for leftover in self.leftovers]
            + [item.heading for item in self.fields]
            + [span for item in self.fields for span in item.items]
        )
        for gap in _gaps(claimed, start, end):
            for piece in re.finditer(r"\S(?:[^\r\n]*\S)?", self.source.text[gap.start : gap.end]):
                before_banner = gap.start + piece.start() < self.lines[self.banner_index].start
                kind = LeftoverKind.PAGE_FURNITURE if before_banner and _FURNITURE.fullmatch(fold(piece.group(0))) else LeftoverKind.OTHER
                self._add_leftover(kind, gap.start + piece.start(), gap.start + piece.end())

    def _excerpt(self, span: Span) -> Excerpt:
        return self.source.excerpt(span.start, span.end)

    def _add_banner(self, kind: BannerKind, start: int, end: int) -> None:
        self.banner.append(BannerPart(kind, self.source.excerpt(start, end)))

    def _add_leftover(self, kind: LeftoverKind, start: int, end: int) -> None:
        if start < end:
            self.leftovers.append(Leftover(kind, self.source.excerpt(start, end)))


@dataclass(slots=True)
class _Position:
    """Where the reader stands between a label and its content."""

    in_label: bool = False  # a label was read, no content yet
    pair: bool = False  # the open label names two fields
    after_blank: bool = False  # the previous line is blank
    gap: bool = False  # a blank line since the label
    blank_cell: bool = False  # the content cell of the open label is there, empty
    row_done: bool = True  # the content cell of the last label has been opened
    bullet_pending: bool = False  # a bullet stood alone on its line

    def blank(self, line: _Line) -> None:
        self.after_blank = True
        self.gap = True
        if self.in_label and line.opens_cell:
            self.blank_cell = True
            self.row_done = True

    def label(self, *, pair: bool) -> None:
        self.in_label, self.pair, self.after_blank, self.gap = True, pair, False, False
        self.blank_cell, self.row_done, self.bullet_pending = False, False, False

    def subheading(self) -> None:
        self.in_label, self.after_blank, self.row_done = False, False, True

    def inline(self) -> None:
        self.in_label, self.row_done = False, True

    def content_cell(self) -> None:
        self.row_done = True

    def content(self) -> None:
        self.in_label, self.after_blank, self.gap, self.bullet_pending = False, False, False, False


def _was_wrapped(above: str, line: str, margin: int) -> bool:
    """Tell whether the first word of `line` would have passed the margin at the end of the line above."""
    return len(above) + 1 + len(line.split(maxsplit=1)[0]) > margin


def _wrap_margin(lines: Sequence[_Line]) -> int | None:
    """Return the margin at which the text was hard-wrapped, None where each paragraph is one line."""
    wrapped = [
        len(above.text.rstrip())
        for above, line in itertools.pairwise(lines)
        if not above.blank
        and not line.blank
        and line.text.lstrip()[0].islower()
        and not _BULLET.match(line.text.lstrip())
        and _WRAP_MIN <= len(above.text.rstrip()) <= _MARGIN_MAX
    ]
    return max(wrapped) if len(wrapped) >= 2 else None


def _next_written(lines: Sequence[_Line]) -> list[_Line | None]:
    """For each line, the next one that is not blank."""
    result: list[_Line | None] = []
    following: _Line | None = None
    for line in reversed(lines):
        result.append(following)
        following = following if line.blank else line
    return result[::-1]


def _labelled_before(lines: Sequence[_Line], index: int) -> bool:
    return index > 0 and _find_label(lines[index - 1], doc_has_cells=False) is not None


def _gaps(spans: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    position = start
    for span in spans:
        if span.start > position:
            yield Span(position, min(span.start, end))
        position = max(position, span.end)
    if position < end:
        yield Span(position, end)
