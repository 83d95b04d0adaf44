"""A conversation as Markdown: text to paste in a mail or a note."""

import re

from ui.kept import KeptBlock, KeptTurn
from ui.reports import conversation as words
from ui.reports.conversation import Conversation
from ui.reports.words import shown

_SIGNS = re.compile(r"([\\`*_<>\[\]#|])")


def render(taken: Conversation) -> bytes:
    """UTF-8; nothing of a fiche or of a question reads as Markdown."""
    parts = [f"# {words.TITLE}", words.summary(taken)]
    for turn in taken.turns:
        parts.extend(_turn(turn, taken))
    parts.append(f"*{words.METHOD}*")
    return ("\n\n".join(parts) + "\n").encode("utf-8")


def _turn(turn: KeptTurn, taken: Conversation) -> list[str]:
    head = [_plain(line) for line in (words.within(turn), words.kind(turn)) if line]
    parts = [f"## {_plain(turn.question)}", *head]
    for block in turn.blocks:
        parts.extend(_block(block, turn))
    parts.extend(f"> {_plain(notice)}" for notice in turn.notices)
    if turn.citations:
        lines = (f"- \\[{n}\\] {_plain(words.place(one))} ({taken.verdict(one)})" for n, one in enumerate(turn.citations, start=1))
        parts.extend([f"{words.SOURCES} :", "\n".join(lines)])
    return parts


def _block(block: KeptBlock, turn: KeptTurn) -> list[str]:
    lead = [_bold(block.text)] if block.text else []
    if block.table:
        head = f"| {' | '.join(_plain(name) for name in (words.FICHE, *block.table.columns))} |"
        rule = "|---" * (len(block.table.columns) + 1) + "|"
        rows = [
            f"| {' | '.join((_bold(label), *('<br>'.join(_quotes(cell, turn)) or '—' for cell in columns)))} |"
            for label, columns in block.table.rows
        ]
        return [*lead, "\n".join([head, rule, *rows])]
    quotes = _quotes(block.citations, turn)
    return [*lead, "\n".join(f"- {quote}" for quote in quotes)] if quotes else lead


def _quotes(numbers: tuple[int, ...], turn: KeptTurn) -> list[str]:
    return [f"«\u00a0{_plain(one.quote)}\u00a0» \\[{n}\\]" for n, one in words.cells(numbers, turn)]


def _bold(text: str) -> str:
    return "**".join(_plain(part) for part in text.split("**"))


def _plain(text: str) -> str:
    return _SIGNS.sub(r"\\\1", " ".join(shown(text).split()))
