"""What Gradio serves, made ours: in French, under our title, and without the addresses of other hosts."""

import re
from collections.abc import MutableMapping
from typing import Any

from markupsafe import escape
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui import text_fr
from ui.access.headers import GRADIO_PAGE, OWN_PAGE, page_headers
from ui.access.roles import Identity
from ui.html.account import account_html
from ui.html.shell import ASK, head_html, place_html, top_html, with_account

# What every page of ours is sent with, and that of Gradio.
HEADERS, _GRADIO_HEADERS = page_headers(OWN_PAGE), page_headers(GRADIO_PAGE)
_REMOVED = (
    re.compile(
        r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*'
    ),  # cards for social networks, with a picture at githubusercontent.com
    re.compile(
        r"<script>(?:(?!</script>).)*iframeResizer\.contentWindow(?:(?!</script>).)*</script>\s*", re.DOTALL
    ),  # for pages inside a Space
    re.compile(r'<link rel="manifest"[^>]*>\s*'),  # for an app to install
)


class OwnPage:
    """ASGI middleware: Gradio's HTML in French, under our title, with our style, and without the addresses of other hosts.

    It stands inside Gradio's own middlewares, before compression. A template that Gradio changes is let through as it is:
    tests/ui/test_page.py reads what is served.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start: MutableMapping[str, Any] = {}
        body = bytearray()

        async def rewrite(message: Message) -> None:
            if message["type"] == "http.response.start" and _header(message, b"content-type").startswith(b"text/html"):
                start.update(message)
            elif start and message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    page = own_html(body.decode("utf-8"), scope["state"]["identity"]).encode("utf-8") if body else b""
                    kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
                    length = str(len(page)).encode() if page or scope["method"] != "HEAD" else _header(start, b"content-length")
                    ours = [(name.lower().encode(), value.encode()) for name, value in _GRADIO_HEADERS.items()]
                    await send({**start, "headers": [*kept, (b"content-length", length), *ours]})
                    await send({**message, "body": page})
            else:
                await send(message)

        await self.app(scope, receive, rewrite)


def own_html(served: str, identity: Identity) -> str:
    """Return Gradio's HTML as we serve it to somebody."""
    for pattern in _REMOVED:
        served = pattern.sub("", served)
    served = re.sub(r'<html(\s+)lang="en"', r'<html\1lang="fr"', served, count=1)
    # Gradio looks up its files beside the page's address, which our views change; and its dark theme is not ours.
    served = served.replace('<base href="./" />', '<base href="/" />', 1)
    served = served.replace("<gradio-app", '<gradio-app theme_mode="light"', 1)
    served = served.replace('<meta charset="utf-8" />', f'<meta charset="utf-8" />{head_html(text_fr.PAGE_TITLE)}', 1)
    served = re.sub(r"<body([^>]*)>", rf'<body\1 data-view="{ASK}">{top_html(ASK)}{place_html()}', served, count=1)
    served = with_account(served, account_html(identity))
    return served.replace("<gradio-app", f"<noscript><p>{escape(text_fr.NO_SCRIPT)}</p></noscript><gradio-app", 1)


def _header(message: MutableMapping[str, Any], name: bytes) -> bytes:
    return next((bytes(value) for key, value in message["headers"] if key.lower() == name), b"")
