"""Results -> escaped HTML for the page: tags are written here and nowhere else, and all that comes from a fiche or a person is text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from ingest.chunking import clean
from ingest.headings import LABELS
from ingest.model import BannerKind, Excerpt, Fiche, LeftoverKind, Section, SectionKind, Span
from rag.answer import Answer, Block, Status, Table
from rag.citation import Citation
from ui import text_fr

# Beyond, passages are folded: a long list of sources is read by its headings.
_UNFOLDED = 3
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)  # « **Fiche 1.1.2** – Animateur : »
_TALL_MARK = re.compile(r" (?=[?!:;»])|(?<=«) ")  # the spaces of French punctuation, at which a line must not break
_NOTHING = Markup("")
# The path of an icon in a box of 24, drawn in the colour of its text: a colour alone tells nobody anything.
_ICONS = {
    "blank": "M6 3h12v18H6zM9.5 12h5",
    "unsaid": "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18M8 12h8",
    "failed": "M12 3.5L22 20.5H2zM12 10v4.5M12 17.3v.4",
    "list": "M4 12.5l5 5L20 6.5",
    "notice": "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18M12 11v6M12 7v.4",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands in its fiche: the name of the field, and the items of the section before, around and after it."""

    label: str
    around: Excerpt
    before: Excerpt | None = None
    after: Excerpt | None = None
    blank: bool = False  # the heading is quoted because nothing stands under it


def place_of(citation: Citation) -> Place:
    """Find the item that holds the quote, or the heading, or the line of the banner."""
    fiche, span = citation.fiche, citation.excerpt.span
    for section in fiche.sections:
        for index, item in enumerate(section.items):
            if item.span.contains(span):
                before = section.items[index - 1] if index else None
                after = section.items[index + 1] if index + 1 < len(section.items) else None
                return Place(section_name(section), item, before, after)
        if section.heading.span.contains(span):
            return Place(section_name(section), citation.excerpt, blank=not section.items)
    parts = {BannerKind.PILIER: "Pilier", BannerKind.AXE: "Axe", BannerKind.VERSION: "Version"}
    for part in fiche.banner:
        if part.kind in parts and part.excerpt.span.contains(span):
            return Place(parts[part.kind], citation.excerpt)
    if fiche.title.span.contains(span):
        return Place(text_fr.TITLE_SECTION, citation.excerpt)
    return Place(LABELS.get(citation.section, text_fr.OTHER_SECTION), citation.excerpt)


def section_name(section: Section) -> str:
    return LABELS[section.kind] if section.kind is not SectionKind.AUTRE else clean(section.heading.text) or text_fr.OTHER_SECTION


def verbatim(excerpt: Excerpt, fiche: Fiche, marked: Span | None = None) -> Markup:
    """Every character of an excerpt, in order: `marked` stands in a ``<mark>``, what Word left behind is kept but not displayed.

    The text content of the mark is therefore the quote to the letter, carriage returns included.
    """
    if marked is None:
        return _letters(excerpt, fiche)
    start, end = max(excerpt.span.start, marked.start), min(excerpt.span.end, marked.end)
    if start >= end:
        return _letters(excerpt, fiche)
    return Markup("{}<mark>{}</mark>{}").format(
        _letters(_part(excerpt, excerpt.span.start, start), fiche),
        _letters(_part(excerpt, start, end), fiche),
        _letters(_part(excerpt, end, excerpt.span.end), fiche),
    )


def _letters(excerpt: Excerpt, fiche: Fiche) -> Markup:
    pieces: list[Markup] = []
    position = excerpt.span.start
    hidden = [leftover.excerpt.span for leftover in fiche.leftovers if excerpt.span.contains(leftover.excerpt.span)]
    if not any(letter.isalnum() for letter in _without(excerpt, hidden)):
        hidden = []  # nothing would be left to see
    for span in sorted(hidden):
        pieces.append(_text(_part(excerpt, position, span.start).text))
        pieces.append(Markup("<span hidden>{}</span>").format(_text(_part(excerpt, span.start, span.end).text)))
        position = span.end
    pieces.append(_text(_part(excerpt, position, excerpt.span.end).text))
    return _NOTHING.join(pieces)


def _without(excerpt: Excerpt, hidden: Sequence[Span]) -> str:
    offset = excerpt.span.start
    return "".join(
        letter for index, letter in enumerate(excerpt.text) if not any(span.start <= offset + index < span.end for span in hidden)
    )


def _part(excerpt: Excerpt, start: int, end: int) -> Excerpt:
    offset = excerpt.span.start
    return Excerpt(excerpt.text[start - offset : end - offset], Span(start, end))


def _text(text: str) -> Markup:
    """Escape; HTML would read a carriage return as a line feed, and cannot hold a NUL."""
    return Markup(str(escape(text)).replace("\r", "&#13;").replace("\x00", "\ufffd"))


def _icon(name: str) -> Markup:
    return Markup('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>').format(_ICONS[name])


# A turn of the conversation.


def turn_html(answer: Answer, turn: str) -> Markup:
    """A question and its answer; `turn` is what tells its citations from those of the other turns."""
    badges = [_abstention(answer)] if answer.status is Status.ABSTAINED else []
    if answer.complete:
        badges.append(Markup('<p class="badge badge-list">{} {}</p>').format(_icon("list"), text_fr.complete_list(*answer.complete)))
    return _turn(
        answer.question,
        "abstained" if answer.status is Status.ABSTAINED else "answered",
        [*badges, *(_block(block, answer, turn) for block in answer.blocks), *map(_notice, answer.notices)],
    )


def failure_html(question: str, sentence: str) -> Markup:
    """A question that got no answer at all, and the sentence that says why."""
    badge = Markup('<p class="badge badge-failed">{} {}</p>').format(_icon("failed"), text_fr.FAILURE)
    return _turn(question, "failed", [badge, Markup("<p>{}</p>").format(_text(sentence))])


def _turn(question: str, status: str, parts: Iterable[Markup]) -> Markup:
    asked = _NOTHING
    if question.strip():
        asked = Markup('<h2 class="asked"><span class="unseen">{} : </span>{}</h2>').format(text_fr.YOU_ASKED, _text(question))
    return Markup('<article class="turn">{}<div class="answer {}">{}</div></article>').format(asked, status, _NOTHING.join(parts))


def _abstention(answer: Answer) -> Markup:
    reason = answer.reason.value if answer.reason else "sans_reponse"
    icon = _icon("blank" if reason == "rubrique_vide" else "unsaid")
    return Markup('<p class="badge badge-abstained">{} {}</p>').format(icon, text_fr.ABSTENTION_LABELS[reason])


def _notice(notice: str) -> Markup:
    return Markup('<p class="notice">{} <span class="unseen">{} : </span>{}</p>').format(_icon("notice"), text_fr.NOTICE, _text(notice))


def _block(block: Block, answer: Answer, turn: str) -> Markup:
    lead = Markup("<p>{}</p>").format(_bold(block.text)) if block.text else _NOTHING
    if not block.citations:
        return lead
    if block.table:
        return lead + _table(block.table, answer, turn)
    quotes = _NOTHING.join(_quote(answer.citations[number - 1], number, turn) for number in block.citations)
    return Markup('{}<ul class="quotes">{}</ul>').format(lead, quotes)


def _table(table: Table, answer: Answer, turn: str) -> Markup:
    head = _NOTHING.join(Markup('<th scope="col">{}</th>').format(_text(name)) for name in (text_fr.FICHE, *table.columns))
    rows = _NOTHING.join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            _bold(label), _NOTHING.join(Markup("<td>{}</td>").format(_cell(cell, answer, turn)) for cell in cells)
        )
        for label, cells in table.rows
    )
    return Markup('<div class="wide"><table class="listing"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(head, rows)


def _cell(numbers: Sequence[int], answer: Answer, turn: str) -> Markup:
    if not numbers:
        return Markup('<span class="unsaid">—</span>')
    quotes = _NOTHING.join(_quote(answer.citations[number - 1], number, turn) for number in numbers)
    return Markup('<ul class="quotes">{}</ul>').format(quotes)


def _bold(text: str) -> Markup:
    """A sentence of ours, with what it stresses."""
    parts = _BOLD.split(_TALL_MARK.sub("\u00a0", text))
    return _NOTHING.join(
        Markup("<strong>{}</strong>").format(_text(part)) if index % 2 else _text(part) for index, part in enumerate(parts)
    )


def _quote(citation: Citation, number: int, turn: str) -> Markup:
    label = text_fr.citation_label(number, citation.fiche.code, place_of(citation).label)
    return Markup(
        '<li><span class="quote">«\u00a0{}\u00a0»</span> '
        '<button type="button" class="cite" data-cite="{}-{}" aria-label="{}">[{}]</button></li>'
    ).format(_letters(citation.excerpt, citation.fiche), turn, number, label, number)


# The evidence of a turn.


def evidence_html(answer: Answer, turn: str) -> Markup:
    """The passages that an answer cites, each in its fiche; nothing where it cites none."""
    if not answer.citations:
        return _NOTHING
    passages = _NOTHING.join(
        _passage(citation, number, turn, unfolded=number == 1 or len(answer.citations) <= _UNFOLDED)
        for number, citation in enumerate(answer.citations, start=1)
    )
    return Markup('<section class="evidence" data-turn="{}"><p class="sources-of">{} «\u00a0{}\u00a0»</p>{}</section>').format(
        turn, text_fr.SOURCES_OF, _text(answer.question), passages
    )


def _passage(citation: Citation, number: int, turn: str, *, unfolded: bool) -> Markup:
    fiche, span = citation.fiche, citation.excerpt.span
    place = place_of(citation)
    void = Markup('<p class="void">{}</p>').format(text_fr.EMPTY_SECTION) if place.blank else _NOTHING
    return Markup(
        '<details class="passage" id="passage-{turn}-{number}" tabindex="-1"{unfolded}>'
        '<summary><span class="number">[{number}]</span> <span><span class="where">Fiche {code}{version} <span aria-hidden="true">›</span> {label}</span>'
        '<span class="preview">{preview}</span></span></summary>'
        '<p class="fiche-title">{title}</p>'
        '<div class="context">{before}<p class="cited">{around}</p>{void}{after}</div>'
        '<p class="address"><span class="file" title="{source}">{file}</span> <span>{position}</span></p>'
        '<p class="actions"><button type="button" class="plain" data-open data-code="{code}" data-version="{year}" data-source="{source}"'
        ' data-start="{start}" data-end="{end}">{open_fiche}</button>'
        '<button type="button" class="plain quiet" data-back="{turn}-{number}">{back}</button></p>'
        "</details>"
    ).format(
        turn=turn,
        number=number,
        unfolded=Markup(" open") if unfolded else "",
        code=fiche.code,
        version=_version(fiche),
        label=place.label,
        preview=_letters(citation.excerpt, fiche),
        title=_text(fiche.title.line),
        before=_neighbour(place.before, fiche),
        around=verbatim(place.around, fiche, span),
        void=void,
        after=_neighbour(place.after, fiche),
        source=fiche.source.name,
        file=fiche.source.name.rsplit("/", 1)[-1],
        position=text_fr.position(citation),
        year=fiche.version or "",
        start=span.start,
        end=span.end,
        open_fiche=text_fr.OPEN_FICHE,
        back=text_fr.BACK_TO_ANSWER,
    )


def _neighbour(item: Excerpt | None, fiche: Fiche) -> Markup:
    return Markup('<p class="near">{}</p>').format(_letters(item, fiche)) if item else _NOTHING


def _version(fiche: Fiche) -> Markup:
    return Markup(' <span class="version">({})</span>').format(text_fr.version_name(fiche.version)) if fiche.version else _NOTHING


# A whole fiche.


def fiche_html(fiche: Fiche, cited: Span) -> Markup:
    """A parsed fiche, field by field, with the cited characters marked; what was left over is folded."""
    banner = _NOTHING.join(
        Markup("<li>{}</li>").format(verbatim(part.excerpt, fiche, cited))
        for part in fiche.banner
        if part.kind in (BannerKind.PILIER, BannerKind.AXE)
    )
    return Markup(
        '<article class="fiche"><h3 tabindex="-1">Fiche {}{}</h3><p class="fiche-title">{}</p><ul class="banner">{}</ul>'
        '<p class="address"><span class="file">{}</span></p>{}{}</article>'
    ).format(
        fiche.code,
        _version(fiche),
        verbatim(fiche.title, fiche, cited),
        banner,
        fiche.source.name,
        _NOTHING.join(_field(section, fiche, cited) for section in fiche.sections),
        _leftovers(fiche),
    )


def _field(section: Section, fiche: Fiche, cited: Span) -> Markup:
    heading = Markup("<h4>{}</h4>").format(verbatim(section.heading, fiche, cited))
    if section.items:
        items = _NOTHING.join(Markup("<li>{}</li>").format(verbatim(item, fiche, cited)) for item in section.items)
        return Markup('<section class="field">{}<ul>{}</ul></section>').format(heading, items)
    empty = text_fr.shared_section(LABELS[section.shared_with]) if section.shared_with else text_fr.EMPTY_SECTION
    return Markup('<section class="field">{}<p class="void">{}</p></section>').format(heading, empty)


def _leftovers(fiche: Fiche) -> Markup:
    left = [leftover for leftover in fiche.leftovers if leftover.kind is not LeftoverKind.BULLET and leftover.excerpt.text.strip()]
    if not left:
        return _NOTHING
    items = _NOTHING.join(
        Markup("<li><span>{} :</span> {}</li>").format(text_fr.LEFTOVER_LABELS[leftover.kind.value], _text(leftover.excerpt.text))
        for leftover in left
    )
    return Markup('<details class="leftovers"><summary>{} ({})</summary><ul>{}</ul></details>').format(text_fr.LEFTOVERS, len(left), items)


def sentence_html(sentence: str) -> Markup:
    """A sentence of ours in the place of a fiche that cannot be shown."""
    return Markup('<p class="badge badge-failed">{} {}</p>').format(_icon("failed"), _text(sentence))


# What stands on the page before any question.


def header_html() -> Markup:
    return Markup(
        '<header class="page-header"><div class="page-mark" aria-hidden="true"><span></span></div><div><h1>{}</h1><p>{}</p></div></header>'
    ).format(text_fr.PAGE_TITLE, text_fr.PAGE_LINE)


def conversation_html() -> Markup:
    """The log that `page.js` adds turns to; its data attributes hold the two sentences that the browser says by itself."""
    return Markup(
        '<div id="welcome"><h2>{}</h2><p>{}</p></div>'
        '<div id="log" role="log" aria-live="polite" aria-label="{}" data-searching="{}" data-lost="{}" data-asked="{}"></div>'
    ).format(text_fr.WELCOME, text_fr.WELCOME_LINE, text_fr.CONVERSATION, text_fr.SEARCHING, text_fr.SERVER_LOST, text_fr.YOU_ASKED)


def panel_html() -> Markup:
    return Markup(
        '<aside id="panel" aria-label="{}" hidden><h2>{}</h2><div id="evidence"></div>'
        '<div id="opened" hidden><p class="actions"><button type="button" class="plain" data-close>{}</button></p><div id="fiche"></div></div></aside>'
    ).format(text_fr.SOURCES, text_fr.SOURCES, text_fr.BACK_TO_PASSAGES)


def examples_html(questions: Sequence[str]) -> Markup:
    if not questions:
        return _NOTHING
    buttons = _NOTHING.join(
        Markup('<li><button type="button" data-ask="{}">{}</button></li>').format(question, _TALL_MARK.sub("\u00a0", question))
        for question in questions
    )
    return Markup('<section id="examples" aria-labelledby="examples-title"><h3 id="examples-title">{}</h3><ul>{}</ul></section>').format(
        text_fr.EXAMPLES_TITLE, buttons
    )
