"""What is read while the fiches are looked over: the page asks again by itself."""

from fastapi import Request
from markupsafe import Markup

from ui.text_fr import coherence as words


def waiting_html(request: Request, target: str, swap: str) -> Markup:
    """A piece that htmx replaces with the answer of the same address: `target` and `swap` say where that goes."""
    again = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return Markup(
        '<div class="empty" hx-get="{0}" hx-trigger="load delay:1500ms" hx-target="{1}" hx-swap="{2}"><p role="status">{3}</p>'
        '<p><progress class="progress" aria-label="{3}"></progress></p><p><a class="button" href="{0}">{4}</a></p></div>'
    ).format(again, target, swap, words.WORKING, words.WORKING_AGAIN)
