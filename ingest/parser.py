"""Source -> fiches: the grammar of the template and nothing else.

A fiche is a banner (code, version, title, pilier, axe), then rows « label | content ». Where the file has a table, its cells
say which is which (`ingest.rows`); a text export of the Word table marks the start of a cell with a tab; other exports have no
mark, or « Label : contenu » on one line, and labels are recognised by their words (`ingest.headings`). Every non-blank
character ends in a banner part, a heading, an item or a leftover: what no rule claims becomes a leftover of kind OTHER.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.annex import Stretch, find_fiches
from ingest.banner import FOOTER, FURNITURE, BannerReader
from ingest.errors import ParseError
from ingest.folding import fold
from ingest.labels import NUMBERING, Label, find_label, is_prompt
from ingest.lines import ASIDE, BOOKMARK, BULLET, INVISIBLE, Line, Role, make_line, plain_lines
from ingest.model import (
    BannerKind,
    BannerPart,
    BlockKind,
    Cell,
    Excerpt,
    Fiche,
    Leftover,
    LeftoverKind,
    Section,
    SectionKind,
    Source,
    Span,
)
from ingest.references import find_links
from ingest.rows import structured_lines

_FIELD_RESIDUE = re.compile(r"(?:Erreur\s?!|Error!)\s?[^.\r\n]{0,60}\.")
_LINK_HEAD = re.compile(r"fiches?\s+(?:n\s?°\s*)?\d|AT\s|axe\s+transversal", re.IGNORECASE)
_LABEL_MAX_CHARS = 70
_MARGIN_MAX = 110
_WRAP_MIN = 60  # a shorter line ended because its author ended it
_TERMINAL = (".", "!", "?", ";", ":", "…", ",")
_MARK = re.compile(r"[-*+•|#_>:=`~\s]+|\d{1,3}[.)]|</?(?:br|li|p|ul|ol)\s*/?>", re.IGNORECASE)  # of Markdown: of a list, a table, a heading
_PAIR = frozenset((SectionKind.PARTENAIRES, SectionKind.DISPOSITIFS))


@dataclass(slots=True)
class _Field:
    """A section being filled."""

    kind: SectionKind
    heading: Span
    cell: Cell | None  # that of the heading
    items: list[Span] = field(default_factory=list)
    plain_items: int = 0  # those without a bullet
    shared_with: SectionKind | None = None


def parse_fiches(source: Source) -> tuple[Fiche, ...]:
    """Read the fiches of `source`: one, or several one after the other.

    Raises:
        ParseError: no banner with a code, or no known heading under it.
    """
    lines = list(structured_lines(source) if source.blocks else plain_lines(source.text))
    stretches = find_fiches(lines, source.spellings)
    if not stretches:
        raise ParseError(
            f"« {source.name} » ne contient pas de fiche : aucun code en tête (par exemple « FICHE 1.1.2 ») suivi des rubriques du modèle ; "
            "vérifiez que c’est le bon fichier."
        )
    fiches = [_FicheReader(source, lines, stretch).read() for stretch in stretches]
    if all(len(fiche.sections) < 2 for fiche in fiches):
        raise ParseError(
            f"« {source.name} » porte un code mais aucune rubrique du modèle (Contexte, Objectifs, Animateur…) : "
            "vérifiez que c’est une fiche « orientation opérationnelle »."
        )
    return tuple(fiches)


class _FicheReader:
    """Reads the lines of one fiche, first to last, and keeps what it has claimed."""

    def __init__(self, source: Source, lines: Sequence[Line], stretch: Stretch) -> None:
        self.source = source
        self.lines = lines[stretch.start : stretch.end]
        first, last = stretch.start == 0, stretch.end == len(lines)
        # Every character of the source belongs to one fiche, those outside the lines too.
        self.span = Span(0 if first else lines[stretch.start].start, len(source.text) if last else lines[stretch.end].start)
        self.banner_index = stretch.banner - stretch.start
        self.fields: list[_Field] = []
        self.heading_styles: Counter[str] = Counter()  # how many headings are numbered, in capitals, end in a colon
        self.above: Line | None = None  # the line of content before the one being read
        self.following = _next_written(self.lines)
        self.furniture = Counter(folded for line in self.lines if len(line.text) < 120 and FURNITURE.fullmatch(folded := fold(line.text)))
        labels = [line for line in self.lines if line.opens_cell and line.role is None and self._find_label(line, has_cells=False)]
        self.has_cells = len(labels) >= 3
        self.margin = None if source.blocks else _wrap_margin(self.lines)
        banner = BannerReader(source, self.lines, self.banner_index, has_cells=self.has_cells)
        self.code, self.version, self.body = banner.code, banner.version, banner.end
        self.banner: list[BannerPart] = banner.parts
        self.leftovers: list[Leftover] = banner.leftovers
        titles = [part.excerpt.text for part in banner.parts if part.kind is BannerKind.TITLE]
        self.running_titles = {fold(self.lines[self.banner_index].text), *map(fold, titles)}

    def read(self) -> Fiche:
        self._read_body(self._trailing_furniture())
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

    def _trailing_furniture(self) -> int:
        """Index of the first line of the footer after the table, or the count of lines."""
        end = len(self.lines)
        while end > self.body and self.lines[end - 1].role is None and self._may_end_page(self.lines[end - 1]):
            end -= 1
        furniture = [index for index in range(end, len(self.lines)) if not self.lines[index].blank]
        # A blank line or the end of the text sets a footer apart; « Contrat de ville » may else be the answer to a label.
        if not furniture or (furniture[0] == end and not (end and self._find_label(self.lines[end - 1], has_cells=False))):
            return furniture[0] if furniture else len(self.lines)
        return furniture[0] if furniture[0] > end else len(self.lines)

    @staticmethod
    def _may_end_page(line: Line) -> bool:
        return line.blank or line.kind in ASIDE or FOOTER.fullmatch(fold(line.text)) is not None

    def _find_label(self, line: Line, *, has_cells: bool, expected: bool = False) -> Label | None:
        return find_label(line, doc_has_cells=has_cells, expects_label=expected, spellings=self.source.spellings)

    def _read_body(self, footer: int) -> None:
        position = _Position()
        index = self.body
        while index < len(self.lines):
            index += self._read_line(index, position, in_footer=index >= footer)
        self._settle_shared()

    def _read_line(self, index: int, position: "_Position", *, in_footer: bool) -> int:
        """Read the line at `index`, and return how many lines that took."""
        line = self.lines[index]
        if line.kind in ASIDE:
            position.page_break = True
        elif in_footer:
            if not line.blank:
                self._add_leftover(LeftoverKind.FOOTER, line.content_start, line.end)
        elif line.blank:
            position.blank(line)
        elif line.content_start >= line.end:  # nothing but a bookmark
            pass
        elif line.kind is BlockKind.PROMPT:
            self._add_leftover(LeftoverKind.TEMPLATE_PROMPT, line.content_start, line.end)
        elif line.role is Role.LABEL:
            self._read_label_cell(line, position)
        elif self._is_furniture(index):
            self._add_leftover(LeftoverKind.PAGE_FURNITURE, line.content_start, line.end)
            position.page_break = True
        else:
            return self._read_heading_or_content(index, position)
        return 1

    def _read_label_cell(self, line: Line, position: "_Position") -> None:
        """A line of the first cell of a row: a heading, known or not, or the template's words under it."""
        label = self._find_label(line, has_cells=True, expected=True)
        current = self.fields[-1] if self.fields else None
        same_cell = current is not None and current.cell == line.cell
        if current and same_cell and self._crosses_page(current.heading, line):
            # The label itself goes on over the page.
            self._add_leftover(LeftoverKind.TEMPLATE_PROMPT, line.content_start, line.end)
            return
        if label and current and fold(line.content).endswith(" suite") and label.name.kinds[0] is current.kind:
            self._add_leftover(LeftoverKind.TEMPLATE_PROMPT, line.content_start, line.end)
        elif label:
            self._open(label, line, position)
            if label.content is not None:
                self._add_content(line, label.content, position)
        elif same_cell or is_prompt(line.content) or (current and self._crosses_page(current.heading, line) and line.content[0].islower()):
            self._add_leftover(LeftoverKind.TEMPLATE_PROMPT, line.content_start, line.end)
        else:
            self._add_field(SectionKind.AUTRE, Span(line.content_start, line.end), line.cell)
            position.label()

    def _crosses_page(self, above: Span, line: Line) -> bool:
        return self.source.page_at(above.start) != self.source.page_at(line.start)

    def _read_heading_or_content(self, index: int, position: "_Position") -> int:
        line = self.lines[index]
        expects_label = not position.in_label and (line.opens_cell or position.after_blank)
        label, taken = self._label_at(index, position, expects_label=expects_label)
        if label and not self._accepts(label, line, position):
            label, taken = None, 1
        if label:
            self._open(label, line, position)
            if label.content is not None:
                self._add_content(line, label.content, position)
                position.inline()
        elif position.in_label and is_prompt(line.content):
            self._add_leftover(LeftoverKind.TEMPLATE_PROMPT, line.content_start, line.end)
        elif line.role is None and self._is_unknown_label(index, position):
            self._add_field(SectionKind.AUTRE, Span(line.content_start, line.end), line.cell)
            position.label()
        elif position.in_rows and line.cell is None:
            pass  # below the table: words of the document, not of its last cell
        else:
            if line.opens_cell:
                position.content_cell()
            position.in_rows = line.role is Role.VALUE
            self._add_content(line, line.content_start, position)
        return taken

    def _label_at(self, index: int, position: "_Position", *, expects_label: bool) -> tuple[Label | None, int]:
        """The heading at the head of this line, or of this line and the next that it goes on in, and how many lines it takes."""
        line = self.lines[index]
        if line.kind is BlockKind.BULLET:
            return None, 1
        if line.goes_on:
            # In a cell of two fields, a sub-heading that a PDF does not set apart from the lines above it.
            inner = self._find_label(line, has_cells=True) if position.pair else None
            return (inner if inner and inner.content is None and set(inner.name.kinds) <= position.pair else None), 1
        label = self._find_label(line, has_cells=self.has_cells, expected=expects_label) or self._inner_label(line)
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        may_go_on = (
            following is not None
            and not (following.blank or following.opens_cell or following.listed or following.cell != line.cell)
            and line.role is None
            and (label.content is None if label else expects_label)
            and max(len(line.text), len(following.text)) <= _LABEL_MAX_CHARS
        )
        if following is not None and may_go_on and (following.goes_on or _may_end_heading(line, following)):
            both = make_line(self.source.text[line.start : following.end], line.start, opens_cell=line.opens_cell, cell=line.cell)
            longer = self._find_label(both, has_cells=True, expected=expects_label)
            if longer and longer.content is None and longer.prompt is None and len(longer.name.kinds) == 1:
                return longer, 2
        return label, 1

    def _inner_label(self, line: Line) -> Label | None:
        """« Les dispositifs : passeport loisirs, bourse au permis » on one line, under the partners of the same cell."""
        current = self.fields[-1].kind if self.fields else None
        if current not in _PAIR or not _is_subheading(line):
            return None
        label = self._find_label(line, has_cells=False)
        return label if label and label.content is not None and set(label.name.kinds) == _PAIR - {current} else None

    def _accepts(self, label: Label, line: Line, position: "_Position") -> bool:
        """Tell a heading from a line of content that happens to read like one."""
        current = self.fields[-1] if self.fields else None
        if current is None:
            return True
        kinds = set(label.name.kinds)
        if line.role is Role.VALUE:
            # A value holds headings where its label names two fields, or where partners and schemes share a cell.
            repeated = kinds == {current.kind} and not current.items and _is_subheading(line)
            return repeated or kinds <= position.pair or (kinds <= _PAIR and current.kind in _PAIR and current.kind not in kinds)
        if (kinds <= _PAIR and current.kind in _PAIR) or kinds <= position.pair:
            return True
        if kinds == {current.kind} and current.items and not self.has_cells and line.kind is not BlockKind.HEADING:
            return False  # « Crédits spécifiques » under Financements: a sub-heading of the author's
        if position.in_label and line.opens_cell and self.has_cells:
            # « Animateur | Référent… »: the content cell of a label is content, unless that cell is the next row's.
            return position.blank_cell or label.name.kinds[0] is not current.kind
        if self.has_cells and not line.opens_cell:
            words = len(fold(line.text).split())
            return label.content is None and (position.after_blank or position.in_label) and (words > 1 or position.after_blank)
        return True

    def _open(self, label: Label, line: Line, position: "_Position") -> None:
        current = self.fields[-1] if self.fields else None
        kinds = label.name.kinds
        if label.prompt:
            self._add_leftover(LeftoverKind.TEMPLATE_PROMPT, label.prompt.start, label.prompt.end)
        if position.pair and len(kinds) == 1 and self._reopen(kinds[0], label.span):
            position.subheading()
            return
        of_row = line.role is Role.LABEL
        repeated = current is not None and kinds == (current.kind,) and not current.items
        if repeated and (line.role is Role.VALUE or not (of_row or position.blank_cell or position.gap)):
            # « Financements » repeated as « Les financements : » inside its own cell.
            self._add_leftover(LeftoverKind.TEMPLATE_PROMPT, label.span.start, label.span.end)
            return
        # Two lines of one label, each the heading of a field: their content is shared.
        pair = frozenset((current.kind, *kinds)) if current and position.in_label and len(kinds) == 1 else frozenset[SectionKind]()
        joined = len(pair) == 2 and (
            current is not None and current.cell == line.cell if of_row else pair == _PAIR and not position.after_blank
        )
        for kind in kinds:
            self._add_field(kind, label.span, line.cell)
        position.label(pair=pair if joined else frozenset(kinds) if len(kinds) == 2 else frozenset())

    def _add_field(self, kind: SectionKind, heading: Span, cell: Cell | None) -> None:
        self.fields.append(_Field(kind, heading, cell))
        text = self.source.text[heading.start : heading.end]
        self.heading_styles.update(numbered=NUMBERING.match(text) is not None, capitals=text.isupper(), colon=text.endswith(":"))

    def _reopen(self, kind: SectionKind, heading: Span) -> bool:
        """A sub-heading inside a shared cell takes the place of its line of the label."""
        for item in self.fields[-2:]:
            if item.kind is kind and not item.items:
                shares_line = any(other is not item and other.heading == item.heading for other in self.fields[-2:])
                if not shares_line or item is self.fields[-1]:
                    self._add_leftover(LeftoverKind.TEMPLATE_PROMPT, item.heading.start, item.heading.end)
                item.heading, item.cell = heading, None  # it is told apart from the other field of its cell
                self.fields.remove(item)
                self.fields.append(item)
                return True
        return False

    def _settle_shared(self) -> None:
        """Two fields of one cell that no sub-heading tells apart: the items stand in the first, and both say so."""
        for first, second in itertools.pairwise(self.fields):
            if bool(first.items) == bool(second.items) or first.kind is second.kind:
                continue
            same_label = first.heading == second.heading or (first.cell is not None and first.cell == second.cell)
            between = self.source.text[first.heading.end : second.heading.start]
            side_by_side = {first.kind, second.kind} == _PAIR and self.has_cells and not first.items
            if same_label or (side_by_side and not between.strip() and "\n\n" not in between and "\t" not in between):
                if not first.items:
                    first.items, second.items = second.items, []
                first.shared_with, second.shared_with = second.kind, first.kind

    def _is_furniture(self, index: int) -> bool:
        """A footer or page number in the middle of the text: beside a page break, or seen at least three times."""
        line = self.lines[index]
        if line.role is not None:
            return False
        folded = fold(line.text)
        near = self.source.text[max(0, line.start - 3) : line.start] + self.source.text[line.end : line.end + 3]
        by_page_break = "\x0c" in near
        if folded in self.running_titles and folded and (by_page_break or self.source.page_starts):
            return True
        return FURNITURE.fullmatch(folded) is not None and (by_page_break or self.furniture[folded] >= 3)

    def _is_unknown_label(self, index: int, position: "_Position") -> bool:
        """A short line where a label is due, followed by a cell of its own: a section of another template."""
        line = self.lines[index]
        text = line.text[line.content_start - line.start :].strip()
        count = len(self.fields)
        numbering = NUMBERING.match(text)
        numbered = numbering is not None and self.heading_styles["numbered"] == count and text[numbering.end() :].isupper()
        bulleted = BULLET.match(text) is not None and not numbered
        if not count or len(text) > _LABEL_MAX_CHARS or bulleted or text.endswith((".", ",", ";", "…", "!")):
            return False
        following = self.following[index]
        if line.kind is BlockKind.HEADING:
            return not position.in_label
        if line.listed or line.goes_on:
            return False
        if self.has_cells:
            if not line.opens_cell or position.in_label or not position.row_done:
                return False
            return following is not None and following.opens_cell and self._find_label(following, has_cells=True) is None
        if position.in_label or not position.after_blank or following is None:
            return False
        capitals = self.heading_styles["capitals"] * 2 > count and text.isupper()
        colons = self.heading_styles["colon"] * 2 > count and text.endswith(":")
        # « Points de vigilance » alone after a list of bullets; a list that has sub-headings of its own goes on.
        isolated = bool(self.fields[-1].items) and not self.fields[-1].plain_items and text[0].isupper() and len(text.split()) <= 6
        return capitals or colons or numbered or isolated

    # Items.

    def _add_content(self, line: Line, start: int, position: "_Position") -> None:
        if not self.fields:
            return
        current = self.fields[-1]
        text = self.source.text
        end = line.end
        if line.text.lstrip().startswith("|"):  # a row of a Markdown table: its closing bar is no content
            end = start + len(text[start:end].rstrip("| \t"))
        starts_link = current.kind is SectionKind.LIENS and _LINK_HEAD.match(text, start, end) is not None
        if line.goes_on and current.items and not starts_link:
            current.items[-1] = Span(current.items[-1].start, end)
            position.content(line)
            return
        bullet = BULLET.match(text, start, end)
        if bullet and bullet.end() >= end and fold(text[start:end]) == "":
            self._add_leftover(LeftoverKind.BULLET, start, bullet.start() + len(bullet.group(0).rstrip()))
            position.bullet_pending = True
            return
        if bullet and bullet.end() < end:
            self._add_leftover(LeftoverKind.BULLET, start, start + len(bullet.group(0).rstrip()))
            start = bullet.end()
            inner = BULLET.match(text, start, end)
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
                position.content(line)
                return
        while start < end and text[start] in INVISIBLE:
            start += 1
        if start < end:
            current.items.append(Span(start, end))
            current.plain_items += not (bullet or position.bullet_pending or line.listed)
        position.content(line)

    def _continues(self, current: _Field, line: Line, start: int, position: "_Position") -> bool:
        """A line without bullet goes on with the item above when the line above was full.

        In hard-wrapped text a line is full when the next word did not fit before the margin; elsewhere, when it is long,
        its sentence unfinished and the next line starts in lower case.
        """
        above_line = position.above
        if not current.items or above_line is None:
            return False
        text = self.source.text
        above = above_line.text.rstrip()
        lower = text[start].islower() or text[start] in "(«»,;:)"
        if self.source.page_starts and self.source.blocks and self._crosses_page(Span(above_line.start, above_line.end), line):
            # The reader of PDF ends in a space, or in the hyphen of a cut word, the half of a paragraph that the page cuts.
            return above_line.text.endswith((" ", "-", "\u2010", "\xad")) and not line.listed
        if position.page_break:  # a sentence that goes on over the foot of a page
            return not line.listed and text[start].islower() and not above.endswith(_TERMINAL) and not above.endswith(")")
        if position.after_blank or line.opens_cell or self.source.blocks:
            return False
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
        start, end = self.span.start, self.span.end
        banner = self.lines[self.banner_index].start
        for line in self.lines:
            if line.kind is BlockKind.FURNITURE and line.start != banner:
                self._add_leftover(LeftoverKind.PAGE_FURNITURE, line.content_start, line.end)
        for pattern, kind in ((BOOKMARK, LeftoverKind.BOOKMARK), (_FIELD_RESIDUE, LeftoverKind.OTHER)):
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
                before_banner = gap.start + piece.start() < banner
                kind = LeftoverKind.OTHER
                if before_banner and FURNITURE.fullmatch(fold(piece.group(0))):
                    kind = LeftoverKind.PAGE_FURNITURE
                elif self.source.blocks and _MARK.fullmatch(piece.group(0)):
                    kind = LeftoverKind.BULLET
                self._add_leftover(kind, gap.start + piece.start(), gap.start + piece.end())

    def _excerpt(self, span: Span) -> Excerpt:
        return self.source.excerpt(span.start, span.end)

    def _add_leftover(self, kind: LeftoverKind, start: int, end: int) -> None:
        if start < end:
            self.leftovers.append(Leftover(kind, self.source.excerpt(start, end)))


@dataclass(slots=True)
class _Position:
    """Where the reader stands between a label and its content."""

    in_label: bool = False  # a label was read, no content yet
    pair: frozenset[SectionKind] = frozenset()  # the two fields that the open label names
    after_blank: bool = False  # the previous line is blank
    gap: bool = False  # a blank line since the label
    page_break: bool = False  # the foot or head of a page since the last content
    in_rows: bool = False  # the last content stands in the row of a table
    above: Line | None = None  # the last line of content, None under a new label
    blank_cell: bool = False  # the content cell of the open label is there, empty
    row_done: bool = True  # the content cell of the last label has been opened
    bullet_pending: bool = False  # a bullet stood alone on its line

    def blank(self, line: Line) -> None:
        self.after_blank = True
        self.gap = True
        if self.in_label and line.opens_cell:
            self.blank_cell = True
            self.row_done = True

    def label(self, *, pair: frozenset[SectionKind] = frozenset()) -> None:
        self.in_label, self.pair, self.after_blank, self.gap = True, pair, False, False
        self.blank_cell, self.row_done, self.bullet_pending = False, False, False
        self.page_break, self.in_rows, self.above = False, False, None

    def subheading(self) -> None:
        self.in_label, self.after_blank, self.row_done = False, False, True

    def inline(self) -> None:
        self.in_label, self.row_done = False, True

    def content_cell(self) -> None:
        self.row_done = True

    def content(self, line: Line) -> None:
        self.in_label, self.after_blank, self.gap, self.bullet_pending = False, False, False, False
        self.page_break, self.above = False, line


def _is_subheading(line: Line) -> bool:
    """« Les partenaires : », « Les dispositifs »: the name of a field within its own cell."""
    return line.content.endswith(":") or fold(line.content).startswith(("les ", "le "))


def _may_end_heading(line: Line, following: Line) -> bool:
    """« Echelle / territoriale », « ECHELLE / TERRITORIALE »: the second half of a heading, by its first letter."""
    first = following.content[:1]
    return first.islower() or first in "(«»" or (line.content.isupper() and following.content.isupper())


def _was_wrapped(above: str, line: str, margin: int) -> bool:
    """Tell whether the first word of `line` would have passed the margin at the end of the line above."""
    return len(above) + 1 + len(line.split(maxsplit=1)[0]) > margin


def _wrap_margin(lines: Sequence[Line]) -> int | None:
    """Return the margin at which the text was hard-wrapped, None where each paragraph is one line."""
    wrapped = [
        len(above.text.rstrip())
        for above, line in itertools.pairwise(lines)
        if not above.blank
        and not line.blank
        and line.text.lstrip()[0].islower()
        and not BULLET.match(line.text.lstrip())
        and _WRAP_MIN <= len(above.text.rstrip()) <= _MARGIN_MAX
    ]
    return max(wrapped) if len(wrapped) >= 2 else None


def _next_written(lines: Sequence[Line]) -> list[Line | None]:
    """For each line, the next one that is not blank."""
    result: list[Line | None] = []
    following: Line | None = None
    for line in reversed(lines):
        result.append(following)
        following = following if line.blank else line
    return result[::-1]


def _gaps(spans: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    position = start
    for span in spans:
        if span.start > position:
            yield Span(position, min(span.start, end))
        position = max(position, span.end)
    if position < end:
        yield Span(position, end)
