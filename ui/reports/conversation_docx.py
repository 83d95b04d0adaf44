"""A conversation as a Word document, to send or to take to a meeting."""

import io

from docx.document import Document as WordDocument
from docx.text.paragraph import Paragraph

from ui.kept import KeptBlock, KeptTurn
from ui.reports import conversation as words
from ui.reports.conversation import Conversation
from ui.reports.word_document import french_document
from ui.reports.words import shown
from ui.zipped import dated


def render(taken: Conversation) -> bytes:
    """The document says it was written on the day it was taken away: the same conversation gives the same bytes."""
    day = taken.at.date()
    document = french_document(words.TITLE, day)
    document.add_heading(words.TITLE, level=0)
    document.add_paragraph(words.summary(taken), style="Subtitle")
    for turn in taken.turns:
        _turn(document, turn, taken)
    document.add_paragraph(words.METHOD).runs[0].italic = True
    written = io.BytesIO()
    document.save(written)
    return dated(written.getvalue(), day)


def _turn(document: WordDocument, turn: KeptTurn, taken: Conversation) -> None:
    document.add_heading(shown(turn.question), level=1)
    if words.within(turn):
        document.add_paragraph(shown(words.within(turn))).runs[0].italic = True
    if words.kind(turn):
        document.add_paragraph(words.kind(turn)).runs[0].bold = True
    for block in turn.blocks:
        _block(document, block, turn)
    for notice in turn.notices:
        document.add_paragraph(shown(notice)).runs[0].italic = True
    if turn.citations:
        document.add_heading(words.SOURCES, level=2)
    for number, one in enumerate(turn.citations, start=1):
        document.add_paragraph(shown(f"[{number}] {words.place(one)} ({taken.verdict(one)})"))


def _block(document: WordDocument, block: KeptBlock, turn: KeptTurn) -> None:
    if block.text:
        _bold(document.add_paragraph(), block.text)
    if block.table is None:
        for number, one in words.cells(block.citations, turn):
            document.add_paragraph(shown(f"«\u00a0{one.quote}\u00a0» [{number}]"), style="Quote")
        return
    names = (words.FICHE, *block.table.columns)
    table = document.add_table(rows=1, cols=len(names), style="Table Grid")
    for cell, name in zip(table.rows[0].cells, names, strict=True):
        cell.paragraphs[0].add_run(shown(name)).bold = True
    for label, columns in block.table.rows:
        row = table.add_row().cells
        _bold(row[0].paragraphs[0], label)
        for cell, numbers in zip(row[1:], columns, strict=False):
            quotes = [f"«\u00a0{one.quote}\u00a0» [{number}]" for number, one in words.cells(numbers, turn)]
            cell.text = shown("\n".join(quotes) or "—")


def _bold(paragraph: Paragraph, text: str) -> None:
    for place, part in enumerate(text.split("**")):
        if part:
            paragraph.add_run(shown(part)).bold = bool(place % 2)
