"""The style and the script of the page, as files, and the addresses that they are served at."""

from functools import cache
from hashlib import blake2s
from importlib import resources

from fastapi import APIRouter, Response

# Each in the order in which the browser reads them.
STYLES = ("tokens.css", "base.css", "ask.css", "fiches.css", "listing.css", "coherence.css", "corpus.css")
SCRIPTS = ("htmx.min.js", "core.js", "kept.js", "sources.js", "ask.js", "taken.js", "fiches.js", "coherence.js", "corpus.js")
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='6' fill='%2323408e'/%3E"
    "%3Cpath d='M9 8h14v3H9zm0 6h14v3H9zm0 6h9v3H9z' fill='white'/%3E%3C/svg%3E"
)
_MEDIA_TYPES = {"css": "text/css", "js": "text/javascript"}
# A file's address changes with its content, so a browser may keep it as long as it likes.
_KEPT = {"cache-control": "public, max-age=31536000, immutable"}


@cache
def _content(name: str) -> bytes:
    return resources.files(__package__).joinpath(name).read_bytes()


def address_of(name: str) -> str:
    return f"/static/{name}?{blake2s(_content(name), digest_size=6).hexdigest()}"


router = APIRouter()


@router.get("/static/{name}", include_in_schema=False)
def static_file(name: str) -> Response:
    if name not in (*STYLES, *SCRIPTS):
        return Response(status_code=404)
    return Response(_content(name), media_type=_MEDIA_TYPES[name.rpartition(".")[2]], headers=_KEPT)
