"""Pages of plain HTML, without any script: login, answers as text, refusals."""

from collections.abc import Mapping
from hashlib import blake2s
from importlib import resources

from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from ui import text_fr
from ui.access.headers import PLAIN_PAGE, page_headers
from ui.access.roles import Identity, Role
from ui.html.account import account_html
from ui.text_fr import service as text_service
from ui.watch import reference

_STYLE = resources.files("ui").joinpath("static", "plain.css").read_bytes()
_DIGEST = blake2s(_STYLE, digest_size=6).hexdigest()
_NOTHING = Markup("")


def page(
    title: str, body: Markup, *, identity: Identity | None = None, status: int = 200, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """Return a whole page; `title` is its main heading too."""
    text = Markup(
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light">\n<title>{title} – {site}</title>\n<link rel="stylesheet" href="/plain.css?{digest}">\n</head>\n'
        '<body>\n<a class="skip" href="#contenu">{skip}</a>\n{header}<main id="contenu" tabindex="-1">\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n'
    ).format(title=title, site=text_fr.PAGE_TITLE, digest=_DIGEST, skip=text_service.SKIP, header=_header(identity), body=body)
    return HTMLResponse(
        str(text).encode("utf-8", "replace"),
        status_code=status,
        headers={**page_headers(PLAIN_PAGE), "Cache-Control": "no-store", **(headers or {})},
    )


def sentence_page(sentence: str, *, status: int, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """One sentence, and the way back."""
    body = Markup('<p role="alert">{}</p>{}<p><a href="/">{}</a></p>').format(sentence, reference_html(), text_service.HOME)
    return page(text_service.REFUSED, body, status=status, headers=headers)


def reference_html() -> Markup:
    """What names this request in the log of the server, for who asks for help; nothing outside of a request."""
    found = reference.current()
    return Markup('<p class="hint">{}</p>').format(text_service.reference(found)) if found else _NOTHING


def style() -> Response:
    return Response(_STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=86400"})


def _header(identity: Identity | None) -> Markup:
    if identity is None or identity.role is Role.ANYONE:
        return _NOTHING
    return Markup('<header><nav aria-label="{site}"><a href="/">{home}</a> <a href="/texte">{text}</a></nav>{account}</header>\n').format(
        site=text_fr.PAGE_TITLE, home=text_service.HOME, text=text_service.TEXT_PAGE, account=account_html(identity)
    )
