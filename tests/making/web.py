"""Web pages and Markdown of fiches."""

import html
from collections.abc import Sequence
from typing import Literal

from tests.making.fiche_model import MadeFiche, MadeParagraph, MadeRow

SCRIPT = "motdescript"
HIDDEN = (SCRIPT,)
_ENTITIES = {
    "é": "&eacute;",
    "è": "&egrave;",
    "à": "&agrave;",
    "\xa0": "&nbsp;",
    "’": "&rsquo;",
    "…": "&#8230;",
    "É": "&#xC9;",
    "«": "&laquo;",
}


def make_html(
    fiches: Sequence[MadeFiche],
    *,
    encoding: Literal["utf-8", "cp1252"] = "utf-8",
    layout: Literal["table", "headings"] = "table",
    entities: bool = False,
    declared: bool = True,
    typed_bullets: bool = False,
    word: bool = False,
) -> bytes:
    """A page of `fiches`; `word` writes it as Word does: unclosed tags, upper case, conditional comments, empty o:p."""
    writer = _Html(entities, typed_bullets, word)
    body = "\n".join(writer.fiche(fiche, layout) for fiche in fiches)
    charset = f'<meta http-equiv="Content-Type" content="text/html; charset={"windows-1252" if encoding == "cp1252" else encoding}">'
    page = (
        f"<!DOCTYPE html>\n<html lang=fr>\n<head>\n{charset if declared else ''}\n<title>Fiche</title>\n"
        f"<style>td {{ color: black }} /* {SCRIPT} */</style>\n<script>var contexte = '<p>{SCRIPT}</p>';</script>\n</head>\n"
        f"<body>\n<!-- {SCRIPT} -->\n{'<![if !supportLists]><![endif]>' if word else ''}"
        f"<noscript>{SCRIPT}</noscript><template><p>{SCRIPT}</p></template>\n{body}\n</body>\n</html>\n"
    )
    return page.encode(encoding, "xmlcharrefreplace")


class _Html:
    def __init__(self, entities: bool, typed_bullets: bool, word: bool) -> None:
        self.entities, self.typed_bullets, self.word = entities, typed_bullets, word

    def fiche(self, fiche: MadeFiche, layout: str) -> str:
        banner = "<br>\n".join(self._text(line) for line in fiche.banner)
        if layout == "headings":
            rows = "\n".join(f"<h2>{'<br>'.join(map(self._text, row.labels))}</h2>\n{self._content(row)}" for row in fiche.rows)
            return f"<h1>{banner}</h1>\n{rows}"
        tag = "TD" if self.word else "th"
        cell, row_tag = ("TD", "TR") if self.word else ("td", "tr")
        end_cell, end_row = ("", "") if self.word else (f"</{cell}>", f"</{row_tag}>")
        end_label = "" if self.word else f"</{tag}>"
        rows = "\n".join(
            f"<{row_tag}><{tag}>{'<br>'.join(map(self._text, row.labels))}{end_label}\n<{cell}>{self._content(row)}{end_cell}{end_row}"
            for row in fiche.rows
        )
        return f'<table border="1">\n<{row_tag}><{cell} colspan="2">{banner}{end_cell}{end_row}\n{rows}\n</table>'

    def _content(self, row: MadeRow) -> str:
        found: list[str] = []
        items: list[MadeParagraph] = []

        def close() -> None:
            if items:
                tag = "ol" if items[0].numbered else "ul"
                end = "" if self.word else "</li>"
                listed = "\n".join(f"<li>{self._text(item.text)}{end}" for item in items)
                found.append(f"<{tag}>\n{listed}\n</{tag}>")
                items.clear()

        for role, paragraph in row.paragraphs:
            if role == "paragraph" and paragraph.bulleted and not self.typed_bullets:
                if items and items[0].numbered is not paragraph.numbered:
                    close()
                items.append(paragraph)
                continue
            close()
            mark = "•&nbsp;" if paragraph.bulleted else ""
            end = "<o:p></o:p>" if self.word else "</p>"
            text = self._text(paragraph.text)
            found.append(f"<p>{mark}{f'<b>{text}</b>' if role == 'subheading' else text}{end}")
        close()
        return "\n".join(found) or ("<p>&nbsp;" if self.word else "")

    def _text(self, text: str) -> str:
        escaped = html.escape(text, quote=False)
        if self.entities:
            escaped = "".join(_ENTITIES.get(char, char) for char in escaped)
        # A page wraps its lines where its editor liked: white space is one space.
        words = escaped.split(" ")
        return " ".join(word if (index + 1) % 12 else f"{word}\n     " for index, word in enumerate(words)).strip()


def make_markdown(fiches: Sequence[MadeFiche], *, layout: Literal["table", "headings", "bold"] = "headings") -> bytes:
    """A Markdown page: a pipe table with <br>, or a heading (or a line in bold) above each list."""
    return "\n\n".join(_markdown(fiche, layout) for fiche in fiches).encode()


def _markdown(fiche: MadeFiche, layout: str) -> str:
    first, *others = fiche.banner
    if layout == "table":
        lines = [f"# {first}", *others, "", "| Rubrique | Contenu |", "| --- | --- |"]
        for row in fiche.rows:
            cells = ("<br>".join(map(_cell, row.labels)), "<br>".join(_listed(role, paragraph) for role, paragraph in row.paragraphs))
            lines.append(f"| {cells[0]} | {cells[1]} |")
        return "\n".join(lines) + "\n"
    lines = [f"# {first}", "", *(line for other in others for line in (other, ""))]
    for row in fiche.rows:
        label, *prompts = row.labels
        pair = [prompt for prompt in prompts if not prompt.startswith("(")]
        title = " / ".join([label, *pair])
        lines += [f"## {title}" if layout == "headings" else f"**{title}**", ""]
        lines += [line for prompt in prompts if prompt not in pair for line in (f"*{prompt}*", "")]
        bulleted = False
        for role, paragraph in row.paragraphs:
            if bulleted and not paragraph.bulleted:
                lines.append("")
            bulleted = paragraph.bulleted
            if role == "subheading":
                lines += [f"### {paragraph.text}" if layout == "headings" else f"**{paragraph.text}**", ""]
            elif bulleted:
                lines.append(f"{paragraph.mark if paragraph.numbered else '-'} {paragraph.text}")
            else:
                lines += [paragraph.text, ""]
        lines.append("")
    return "\n".join(lines)


def _listed(role: str, paragraph: MadeParagraph) -> str:
    return f"**{_cell(paragraph.text)}**" if role == "subheading" else f"{'• ' if paragraph.bulleted else ''}{_cell(paragraph.text)}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
