"""What Gradio serves, made ours: in French, under our title, and without the addresses of other hosts."""

import re
from collections.abc import Callable, MutableMapping
from hashlib import blake2s
from importlib import resources
from typing import Any

from fastapi import Response
from markupsafe import escape
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui import text_fr

FILES = {"page.css": "text/css", "page.js": "text/javascript"}
# Nothing is fetched but from this server. Gradio compiles the functions of its events, hence 'unsafe-eval'.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='6' fill='%2323408e'/%3E"
    "%3Cpath d='M9 8h14v3H9zm0 6h14v3H9zm0 6h9v3H9z' fill='white'/%3E%3C/svg%3E"
)
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
                    page = own_html(body.decode("utf-8")).encode("utf-8") if body else b""
                    kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
                    length = str(len(page)).encode() if page or scope["method"] != "HEAD" else _header(start, b"content-length")
                    policy = (b"content-security-policy", _POLICY.encode())
                    referrer = (b"referrer-policy", b"no-referrer")
                    await send({**start, "headers": [*kept, (b"content-length", length), policy, referrer]})
                    await send({**message, "body": page})
            else:
                await send(message)

        await self.app(scope, receive, rewrite)


def own_html(served: str) -> str:
    """Return Gradio's HTML as we serve it."""
    for pattern in _REMOVED:
        served = pattern.sub("", served)
    served = re.sub(r'<html(\s+)lang="en"', r'<html\1lang="fr"', served, count=1)
    # Before the reader's own choice of a dark theme, for which we have no colours.
    served = served.replace("<gradio-app", '<gradio-app theme_mode="light"', 1)
    ours = (
        f"<title>{escape(text_fr.PAGE_TITLE)}</title>"
        f'<meta name="description" content="{escape(text_fr.PAGE_LINE)}" />'
        '<meta name="color-scheme" content="light" />'
        f'<link rel="icon" href="{_ICON}" />'
        f'<link rel="stylesheet" href="./page.css?{_digest("page.css")}" />'
        f'<script defer src="./page.js?{_digest("page.js")}"></script>'
    )
    served = served.replace('<meta charset="utf-8" />', f'<meta charset="utf-8" />{ours}', 1)
    return served.replace("<gradio-app", f"<noscript><p>{escape(text_fr.NO_SCRIPT)}</p></noscript><gradio-app", 1)


def _header(message: MutableMapping[str, Any], name: bytes) -> bytes:
    return next((bytes(value) for key, value in message["headers"] if key.lower() == name), b"")


def _content(name: str) -> bytes:
    return resources.files("ui").joinpath(name).read_bytes()


def _digest(name: str) -> str:
    return blake2s(_content(name), digest_size=6).hexdigest()


def file_endpoint(name: str, media_type: str) -> Callable[[], Response]:
    content = _content(name)

    def serve() -> Response:
        return Response(content, media_type=media_type)

    return serve
