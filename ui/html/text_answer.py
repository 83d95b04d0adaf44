"""An answer as plain HTML that needs no script: sentences whose marks lead to the passages below, and back."""

from collections.abc import Sequence

from markupsafe import Markup

from rag.answer import Answer, Block, Status, Table
from rag.citation import Citation
from ui import text_fr
from ui.html.pieces import NOTHING, bold, escaped, version_html
from ui.html.quoting import letters, place_of, verbatim
from ui.text_fr import service as text_service


def form_html(question: str) -> Markup:
    """The form: a plain GET, so that an answer has an address that can be mailed."""
    return Markup(
        '<form method="get" action="/texte"><label for="q">{}</label><input id="q" name="q" value="{}" autocomplete="off" required>'
        "<button>{}</button></form>"
    ).format(text_fr.QUESTION_LABEL, escaped(question), text_fr.SEND)


def answer_html(answer: Answer) -> Markup:
    """What is answered or refused, what is to be known of it, then the passages that it cites."""
    parts: list[Markup] = []
    quotes = [_quote(citation, number) for number, citation in enumerate(answer.citations, start=1)]
    if answer.status is Status.ABSTAINED:
        reason = answer.reason.value if answer.reason else "sans_reponse"
        parts.append(Markup('<p class="status">{}</p>').format(text_fr.ABSTENTION_LABELS[reason]))
    if answer.complete:
        parts.append(Markup('<p class="status">{}</p>').format(text_fr.complete_list(*answer.complete)))
    parts += [_block(block, quotes) for block in answer.blocks]
    parts += [Markup('<p role="note">{} : {}</p>').format(text_fr.NOTICE, escaped(notice)) for notice in answer.notices]
    return Markup('<section aria-labelledby="reponse"><h2 id="reponse">{}</h2>{}</section>{}').format(
        text_service.ANSWER, NOTHING.join(parts), _passages(answer)
    )


def _block(block: Block, quotes: Sequence[Markup]) -> Markup:
    lead = Markup("<p>{}</p>").format(bold(block.text)) if block.text else NOTHING
    if block.table:
        return lead + _table(block.table, quotes)
    return lead + _quotes(block.citations, quotes)


def _table(table: Table, quotes: Sequence[Markup]) -> Markup:
    head = NOTHING.join(Markup('<th scope="col">{}</th>').format(escaped(name)) for name in (text_fr.FICHE, *table.columns))
    rows = NOTHING.join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            bold(label), NOTHING.join(Markup("<td>{}</td>").format(_quotes(cell, quotes) or text_service.NOTHING_SAID) for cell in cells)
        )
        for label, cells in table.rows
    )
    return Markup(
        '<div class="wide" role="region" aria-label="{}" tabindex="0"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(text_service.ANSWER_TABLE, head, rows)


def _quotes(numbers: tuple[int, ...], quotes: Sequence[Markup]) -> Markup:
    if not numbers:
        return NOTHING
    items = NOTHING.join(Markup("<li>{}</li>").format(quotes[number - 1]) for number in numbers)
    return Markup("<ul>{}</ul>").format(items)


def _quote(citation: Citation, number: int) -> Markup:
    label = text_fr.citation_label(number, citation.fiche.code, place_of(citation).label)
    return Markup('«\u00a0{}\u00a0» <a href="#source-{n}" aria-label="{}" id="appel-{n}">[{n}]</a>').format(
        letters(citation.excerpt, citation.fiche), label, n=number
    )


def _passages(answer: Answer) -> Markup:
    if not answer.citations:
        return NOTHING
    return Markup('<section aria-labelledby="sources"><h2 id="sources">{}</h2>{}</section>').format(
        text_fr.SOURCES, NOTHING.join(_passage(citation, number) for number, citation in enumerate(answer.citations, start=1))
    )


def _passage(citation: Citation, number: int) -> Markup:
    fiche, place = citation.fiche, place_of(citation)
    return Markup(
        '<section id="source-{n}" aria-labelledby="titre-{n}"><h3 id="titre-{n}">[{n}] Fiche {code}{version} › {label}</h3>'
        '<p class="hint">{title}</p><blockquote>{around}</blockquote>{void}'
        '<p class="address">{source}, {position}. <a href="#appel-{n}">{back}</a></p></section>'
    ).format(
        n=number,
        code=fiche.code,
        version=version_html(fiche),
        label=escaped(place.label),
        title=escaped(fiche.title.line),
        around=verbatim(place.around, fiche, citation.excerpt.span),
        void=Markup("<p>{}</p>").format(text_fr.EMPTY_SECTION) if place.blank else NOTHING,
        source=escaped(fiche.source.name),
        position=text_fr.position(citation),
        back=text_service.back_to(number),
    )
