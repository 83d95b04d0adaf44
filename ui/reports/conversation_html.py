"""A conversation as one HTML page: no script, nothing loaded from elsewhere, read by keyboard and on paper."""

from functools import cache
from pathlib import Path

from markupsafe import Markup

from ui.kept import KeptBlock, KeptTurn
from ui.reports import conversation as words
from ui.reports.conversation import Conversation
from ui.reports.words import escaped

_NOTHING = Markup("")
# Whoever opens the page runs and loads nothing, whatever a fiche or a question holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def render(taken: Conversation) -> bytes:
    page = Markup(
        '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        "<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<header><h1>{title}</h1><p>{summary}</p></header>\n"
        '<main>\n{turns}\n<p class="method">{method}</p>\n</main>\n</body>\n</html>\n'
    ).format(
        policy=_POLICY,
        title=words.TITLE,
        style=_style(),
        summary=words.summary(taken),
        turns=Markup("\n").join(_turn(turn, number, taken) for number, turn in enumerate(taken.turns, start=1)),
        method=words.METHOD,
    )
    return str(page).encode("utf-8")


@cache
def _style() -> Markup:
    return Markup((Path(__file__).parent / "conversation.css").read_text(encoding="utf-8"))  # our own file


def _turn(turn: KeptTurn, number: int, taken: Conversation) -> Markup:
    notes = [Markup('<p class="note">{}</p>').format(escaped(words.within(turn)))] if words.within(turn) else []
    if words.kind(turn):
        notes.append(Markup('<p class="kind">{}</p>').format(words.kind(turn)))
    notices = _NOTHING.join(Markup('<p class="note">{}</p>').format(escaped(notice)) for notice in turn.notices)
    sources = _NOTHING.join(
        Markup('<li id="s{}-{}">{} <span class="note">({})</span></li>').format(number, n, escaped(words.place(one)), taken.verdict(one))
        for n, one in enumerate(turn.citations, start=1)
    )
    return Markup('<section class="{}"><h2>{}</h2>{}{}{}{}</section>').format(
        turn.status,
        escaped(turn.question),
        _NOTHING.join(notes),
        _NOTHING.join(_block(block, turn, number) for block in turn.blocks),
        notices,
        Markup("<h3>{}</h3><ol>{}</ol>").format(words.SOURCES, sources) if sources else _NOTHING,
    )


def _block(block: KeptBlock, turn: KeptTurn, number: int) -> Markup:
    lead = Markup("<p>{}</p>").format(_bold(block.text)) if block.text else _NOTHING
    if block.table:
        head = _NOTHING.join(Markup('<th scope="col">{}</th>').format(escaped(name)) for name in (words.FICHE, *block.table.columns))
        rows = _NOTHING.join(
            Markup('<tr><th scope="row">{}</th>{}</tr>').format(
                _bold(label), _NOTHING.join(Markup("<td>{}</td>").format(_quotes(cell, turn, number) or "—") for cell in columns)
            )
            for label, columns in block.table.rows
        )
        return lead + Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, rows)
    return lead + _quotes(block.citations, turn, number)


def _quotes(numbers: tuple[int, ...], turn: KeptTurn, number: int) -> Markup:
    quotes = _NOTHING.join(
        Markup('<li>«\u00a0{}\u00a0» <a href="#s{}-{}">[{}]</a></li>').format(escaped(one.quote), number, n, n)
        for n, one in words.cells(numbers, turn)
    )
    return Markup('<ul class="quotes">{}</ul>').format(quotes) if quotes else _NOTHING


def _bold(text: str) -> Markup:
    parts = text.split("**")
    return _NOTHING.join(
        Markup("<strong>{}</strong>").format(escaped(part)) if place % 2 else escaped(part) for place, part in enumerate(parts)
    )
