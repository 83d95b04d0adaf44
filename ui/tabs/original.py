"""The file that a fiche came in, given out as it was received: only those of the index, and never to be opened in the page."""

import mimetypes
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from markupsafe import Markup

from ui.html.pieces import sentence_html
from ui.originals import OriginalChangedError, OriginalGoneError, UnknownSourceError, original
from ui.text_fr import fiches as words
from ui.views import view_response
from ui.wiring import Desk

# A file of foreign make: the browser saves it, and runs nothing of it should it be opened there.
_HEADERS = {
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
}


def original_router(desk: Desk) -> APIRouter:
    router = APIRouter()

    @router.get("/vue/fichier")
    def given(request: Request, source: Annotated[str, Query(max_length=4096)], tel_quel: bool = False) -> Response:
        try:
            found = original(desk.answerer().library, source, desk.settings.reading, even_changed=tel_quel)
        except UnknownSourceError as error:
            return view_response(request, "corpus", [sentence_html(str(error))], title=words.ORIGINAL, status=404)
        except OriginalGoneError as error:
            return view_response(request, "corpus", [sentence_html(str(error))], title=words.ORIGINAL, status=410)
        except OriginalChangedError as error:
            address = f"/vue/fichier?{urlencode({'source': source, 'tel_quel': 1})}"
            link = Markup('<p class="actions"><a class="button" href="{}" hx-boost="false">{}</a></p>').format(address, words.GET_ANYWAY)
            return view_response(request, "corpus", [sentence_html(str(error)), link], title=words.ORIGINAL, status=409)
        media = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        plain = found.name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
        disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name, safe='')}"
        return Response(found.data, media_type=media, headers={**_HEADERS, "content-disposition": disposition})

    return router
