"""The page of a PDF beside a quote: its picture, and what it cannot show."""

from urllib.parse import urlencode

from markupsafe import Markup

from ingest.model import Span
from ui.html.pieces import NOTHING, escaped
from ui.text_fr import ask as words


def page_html(source: str, span: Span, page: int, file: str, *, framed: bool) -> Markup:
    address = f"/vue/page-image?{urlencode({'source': source, 'debut': span.start, 'fin': span.end})}"
    note = NOTHING if framed else Markup(" {}").format(words.PAGE_UNMARKED)
    return Markup('<figure><img src="{}" alt="{}" /><figcaption>{}.{}</figcaption></figure>').format(
        address, escaped(words.page_alt(page, file, framed=framed)), escaped(words.page_of(page, file)), note
    )
