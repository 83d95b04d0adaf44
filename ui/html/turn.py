"""A question and its answer as HTML: what is asked, what is answered or refused, what one may do next."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from rag.answer import Answer, Block, Status, Table
from rag.citation import Citation
from ui import text_fr
from ui.html.pieces import NOTHING, bold, escaped, icon
from ui.html.quoting import letters, place_of
from ui.narrowing import Narrowing, question_address
from ui.text_fr import ask as words

_NOBODY_NARROWED = Narrowing()
# What is looked for and not found differs in kind: so does the sign.
_REFUSAL_ICONS = {"rubrique_vide": "blank", "sans_reponse": "unsaid", "fiche_inconnue": "unknown", "hors_sujet": "elsewhere"}


def turn_html(
    answer: Answer, turn: str, narrowing: Narrowing = _NOBODY_NARROWED, *, steps: Markup = NOTHING, after: Markup = NOTHING
) -> Markup:
    """A question and its answer; `turn` is what tells its citations from those of the other turns.

    `steps` follow a refusal, `after` stands under the answer: how it was found, what one thinks of it.
    """
    refused = answer.status is Status.ABSTAINED and not is_polite(answer)
    badges = [_refusal(answer)] if refused else []
    if answer.complete:
        badges.append(Markup('<p class="badge badge-list">{} {}</p>').format(icon("list"), text_fr.complete_list(*answer.complete)))
    shown: set[int] = set()
    blocks = [_block(block, answer, turn, shown) for block in answer.blocks]
    return _turn(
        turn,
        answer.question,
        narrowing,
        f"abstained {_reason(answer)}" if refused else "answered",
        [*badges, *blocks, *map(_notice, answer.notices), steps if refused else NOTHING],
        _sources_button(turn, answer) + _copy_button() + _retry_button() + after,
    )


def failure_html(question: str, sentence: str, turn: str = "", narrowing: Narrowing = _NOBODY_NARROWED) -> Markup:
    """A question that got no answer at all, and the sentence that says why."""
    badge = Markup('<p class="badge badge-failed">{} {}</p>').format(icon("failed"), text_fr.FAILURE)
    return _turn(turn, question, narrowing, "failed", [badge, Markup("<p>{}</p>").format(escaped(sentence))], _retry_button())


def released_html(blocks: Iterable[tuple[str, Sequence[int]]]) -> Markup:
    """The sentences that a model has written so far, each with the numbers of what supports it."""
    return NOTHING.join(Markup("<p>{} {}</p>").format(bold(text), "".join(f"[{number}]" for number in numbers)) for text, numbers in blocks)


def is_polite(answer: Answer) -> bool:
    """Whether the answer is a polite word: nothing was asked, nothing is refused."""
    plan = answer.explanation.get("plan")
    return isinstance(plan, dict) and plan.get("kind") == "greeting"


def _turn(turn: str, question: str, narrowing: Narrowing, status: str, parts: Iterable[Markup], after: Markup) -> Markup:
    asked = NOTHING
    if question.strip():
        asked = Markup(
            '<div class="asked-box"><h2 class="asked"><span class="unseen">{you} : </span>{question}</h2>{within}'
            '<p class="asked-actions" aria-live="off"><button type="button" class="mini" data-edit>{edit}</button>'
            '<button type="button" class="mini" data-link="{link}">{copy}</button></p></div>'
        ).format(
            you=text_fr.YOU_ASKED,
            question=escaped(question),
            within=_within(narrowing),
            edit=words.EDIT,
            link=question_address(question, narrowing),
            copy=words.COPY_LINK,
        )
    return Markup(
        '<article class="turn" data-turn="{}">{}<div class="answer {}">{}</div><div class="after" aria-live="off">{}</div></article>'
    ).format(turn, asked, status, NOTHING.join(parts), after)


def _within(narrowing: Narrowing) -> Markup:
    if not narrowing.chosen:
        return NOTHING
    told = " · ".join(words.chip(name, value) for name, value in narrowing.chosen.items())
    return Markup('<p class="within">{} : {}</p>').format(words.WITHIN, escaped(told))


def _reason(answer: Answer) -> str:
    return answer.reason.value if answer.reason else "sans_reponse"


def _refusal(answer: Answer) -> Markup:
    reason = _reason(answer)
    return Markup('<p class="badge badge-abstained">{} {}</p><p class="meaning">{}</p>').format(
        icon(_REFUSAL_ICONS[reason]), text_fr.ABSTENTION_LABELS[reason], words.REFUSALS[reason]
    )


def _notice(notice: str) -> Markup:
    return Markup('<p class="notice">{} <span class="unseen">{} : </span>{}</p>').format(icon("notice"), text_fr.NOTICE, escaped(notice))


def _block(block: Block, answer: Answer, turn: str, shown: set[int]) -> Markup:
    """`shown` holds the quotes that stand above: none is read out twice."""
    lead = Markup("<p>{}</p>").format(bold(block.text)) if block.text else NOTHING
    if not block.citations:
        return lead
    if block.table:
        shown.update(block.citations)
        return lead + _table(block.table, answer, turn)
    quotes = NOTHING.join(_quote(answer.citations[number - 1], number, turn, again=number in shown) for number in block.citations)
    shown.update(block.citations)
    return Markup('{}<ul class="quotes">{}</ul>').format(lead, quotes)


def _table(table: Table, answer: Answer, turn: str) -> Markup:
    columns = (text_fr.FICHE, *table.columns)
    head = NOTHING.join(Markup('<th scope="col">{}</th>').format(escaped(name)) for name in columns)
    rows = NOTHING.join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            bold(label), NOTHING.join(Markup("<td>{}</td>").format(_cell(cell, answer, turn)) for cell in cells)
        )
        for label, cells in table.rows
    )
    return Markup(
        '<div class="wide" tabindex="0" role="region" aria-label="{}"><table class="listing"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(escaped(", ".join(columns)), head, rows)


def _cell(numbers: Sequence[int], answer: Answer, turn: str) -> Markup:
    if not numbers:
        return Markup('<span class="unsaid">—</span>')
    quotes = NOTHING.join(_quote(answer.citations[number - 1], number, turn) for number in numbers)
    return Markup('<ul class="quotes">{}</ul>').format(quotes)


def _quote(citation: Citation, number: int, turn: str, *, again: bool = False) -> Markup:
    label = text_fr.citation_label(number, citation.fiche.code, place_of(citation).label)
    said = (
        Markup('<span class="soft">{}</span>').format(words.AGAIN)
        if again
        else Markup('<span class="quote">«\u00a0{}\u00a0»</span>').format(letters(citation.excerpt, citation.fiche))
    )
    return Markup('<li>{} <button type="button" class="cite" data-cite="{}-{}" aria-label="{}">[{}]</button></li>').format(
        said, turn, number, label, number
    )


def _sources_button(turn: str, answer: Answer) -> Markup:
    if not answer.citations:
        return NOTHING
    return Markup('<button type="button" class="mini to-sources" data-cite="{}-1">{}</button>').format(turn, words.TO_SOURCES)


def _copy_button() -> Markup:
    return Markup('<button type="button" class="mini" data-copy>{}</button>').format(words.COPY)


def _retry_button() -> Markup:
    return Markup('<button type="button" class="mini retry" data-retry>{}</button>').format(words.RETRY)
