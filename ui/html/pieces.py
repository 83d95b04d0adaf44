"""What all of the page's HTML is made of: escaped text, icons, a sentence that stands by itself."""

import re

from markupsafe import Markup, escape

from ingest.model import Fiche
from ui import text_fr

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)  # « **Fiche 1.1.2** – Animateur : »
TALL_MARK = re.compile(r" (?=[?!:;»])|(?<=«) ")  # the spaces of French punctuation, at which a line must not break
NOTHING = Markup("")
# The path of an icon in a box of 24, drawn in the colour of its text: a colour alone tells nobody anything.
_ICONS = {
    "blank": "M6 3h12v18H6zM9.5 12h5",
    "unsaid": "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18M8 12h8",
    "unknown": "M6 3h8l4 4v14H6zM10 11l4 5M14 11l-4 5",
    "elsewhere": "M4 12h11M11 7l5 5-5 5M20 4v16",
    "failed": "M12 3.5L22 20.5H2zM12 10v4.5M12 17.3v.4",
    "list": "M4 12.5l5 5L20 6.5",
    "notice": "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18M12 11v6M12 7v.4",
}


def escaped(text: str) -> Markup:
    """Escape; HTML would read a carriage return as a line feed, and cannot hold a NUL."""
    return Markup(str(escape(text)).replace("\r", "&#13;").replace("\x00", "\ufffd"))


def icon(name: str) -> Markup:
    return Markup('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>').format(_ICONS[name])


def bold(text: str) -> Markup:
    """A sentence of ours, with what it stresses."""
    parts = _BOLD.split(TALL_MARK.sub("\u00a0", text))
    return NOTHING.join(
        Markup("<strong>{}</strong>").format(escaped(part)) if index % 2 else escaped(part) for index, part in enumerate(parts)
    )


def version_html(fiche: Fiche) -> Markup:
    return Markup(' <span class="version">({})</span>').format(text_fr.version_name(fiche.version)) if fiche.version else NOTHING


def sentence_html(sentence: str) -> Markup:
    """A sentence of ours in the place of a fiche that cannot be shown."""
    return Markup('<p class="told" role="alert">{} <span>{}</span></p>').format(icon("failed"), escaped(sentence))
