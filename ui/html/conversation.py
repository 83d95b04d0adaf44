"""A conversation as HTML: what is asked, what is answered or refused, and what stands there before."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from rag.answer import Answer, Block, Status, Table
from rag.citation import Citation
from ui import text_fr
from ui.html.pieces import NOTHING, TALL_MARK, bold, escaped, icon
from ui.html.quoting import letters, place_of


def turn_html(answer: Answer, turn: str, after: Markup = NOTHING) -> Markup:
    """A question and its answer, and what may be done with it; `turn` is what tells its citations from those of the other turns."""
    badges = [_abstention(answer)] if answer.status is Status.ABSTAINED else []
    if answer.complete:
        badges.append(Markup('<p class="badge badge-list">{} {}</p>').format(icon("list"), text_fr.complete_list(*answer.complete)))
    return _turn(
        answer.question,
        "abstained" if answer.status is Status.ABSTAINED else "answered",
        [*badges, *(_block(block, answer, turn) for block in answer.blocks), *map(_notice, answer.notices), after],
    )


def failure_html(question: str, sentence: str) -> Markup:
    """A question that got no answer at all, and the sentence that says why."""
    badge = Markup('<p class="badge badge-failed">{} {}</p>').format(icon("failed"), text_fr.FAILURE)
    return _turn(question, "failed", [badge, Markup("<p>{}</p>").format(escaped(sentence))])


def _turn(question: str, status: str, parts: Iterable[Markup]) -> Markup:
    asked = NOTHING
    if question.strip():
        asked = Markup('<h2 class="asked"><span class="unseen">{} : </span>{}</h2>').format(text_fr.YOU_ASKED, escaped(question))
    return Markup('<article class="turn">{}<div class="answer {}">{}</div></article>').format(asked, status, NOTHING.join(parts))


def _abstention(answer: Answer) -> Markup:
    reason = answer.reason.value if answer.reason else "sans_reponse"
    drawn = icon("blank" if reason == "rubrique_vide" else "unsaid")
    return Markup('<p class="badge badge-abstained">{} {}</p>').format(drawn, text_fr.ABSTENTION_LABELS[reason])


def _notice(notice: str) -> Markup:
    return Markup('<p class="notice">{} <span class="unseen">{} : </span>{}</p>').format(icon("notice"), text_fr.NOTICE, escaped(notice))


def _block(block: Block, answer: Answer, turn: str) -> Markup:
    lead = Markup("<p>{}</p>").format(bold(block.text)) if block.text else NOTHING
    if not block.citations:
        return lead
    if block.table:
        return lead + _table(block.table, answer, turn)
    quotes = NOTHING.join(_quote(answer.citations[number - 1], number, turn) for number in block.citations)
    return Markup('{}<ul class="quotes">{}</ul>').format(lead, quotes)


def _table(table: Table, answer: Answer, turn: str) -> Markup:
    head = NOTHING.join(Markup('<th scope="col">{}</th>').format(escaped(name)) for name in (text_fr.FICHE, *table.columns))
    rows = NOTHING.join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            bold(label), NOTHING.join(Markup("<td>{}</td>").format(_cell(cell, answer, turn)) for cell in cells)
        )
        for label, cells in table.rows
    )
    return Markup('<div class="wide"><table class="listing"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(head, rows)


def _cell(numbers: Sequence[int], answer: Answer, turn: str) -> Markup:
    if not numbers:
        return Markup('<span class="unsaid">—</span>')
    quotes = NOTHING.join(_quote(answer.citations[number - 1], number, turn) for number in numbers)
    return Markup('<ul class="quotes">{}</ul>').format(quotes)


def _quote(citation: Citation, number: int, turn: str) -> Markup:
    label = text_fr.citation_label(number, citation.fiche.code, place_of(citation).label)
    return Markup(
        '<li><span class="quote">«\u00a0{}\u00a0»</span> '
        '<button type="button" class="cite" data-cite="{}-{}" aria-label="{}">[{}]</button></li>'
    ).format(letters(citation.excerpt, citation.fiche), turn, number, label, number)


def conversation_html() -> Markup:
    """The log that `page.js` adds turns to; its data attributes hold the two sentences that the browser says by itself."""
    return Markup(
        '<h1 class="unseen" tabindex="-1">{}</h1><div id="welcome"><h2>{}</h2><p>{}</p></div>'
        '<div id="log" role="log" aria-live="polite" aria-label="{}" data-searching="{}" data-lost="{}" data-asked="{}"></div>'
    ).format(
        text_fr.VIEWS["question"],
        text_fr.WELCOME,
        text_fr.WELCOME_LINE,
        text_fr.CONVERSATION,
        text_fr.SEARCHING,
        text_fr.SERVER_LOST,
        text_fr.YOU_ASKED,
    )


def panel_html() -> Markup:
    return Markup(
        '<aside id="panel" aria-label="{}" hidden><h2>{}</h2><div id="evidence"></div>'
        '<div id="opened" hidden><p class="actions"><button type="button" class="plain" data-close>{}</button></p><div id="fiche"></div></div></aside>'
    ).format(text_fr.SOURCES, text_fr.SOURCES, text_fr.BACK_TO_PASSAGES)


def examples_html(questions: Sequence[str]) -> Markup:
    if not questions:
        return NOTHING
    buttons = NOTHING.join(
        Markup('<li><button type="button" data-ask="{}">{}</button></li>').format(question, TALL_MARK.sub("\u00a0", question))
        for question in questions
    )
    return Markup('<section id="examples" aria-labelledby="examples-title"><h3 id="examples-title">{}</h3><ul>{}</ul></section>').format(
        text_fr.EXAMPLES_TITLE, buttons
    )
