"""Files that a view gives out: a name, a type, and nothing that a browser would run."""

from datetime import date
from enum import StrEnum

from fastapi.responses import Response

from ui.own_page import HEADERS


class FileForm(StrEnum):
    """How a list is written."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    ICS = "ics"
    HTML = "html"
    DOCX = "docx"
    TEXT = "text"
    ZIP = "zip"


_TYPES = {
    FileForm.CSV: "text/csv; charset=utf-8",
    FileForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileForm.JSON: "application/json",
    FileForm.ICS: "text/calendar; charset=utf-8",
    FileForm.HTML: "text/html; charset=utf-8",
    FileForm.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileForm.TEXT: "text/plain; charset=utf-8",
    FileForm.ZIP: "application/zip",
}


def file_response(name: str, form: FileForm, data: bytes, *, day: date | None = None) -> Response:
    """Give out a file to keep: « financements-2026-11-22.csv »."""
    suffix = "txt" if form is FileForm.TEXT else form.value
    stamp = (day or date.today()).isoformat()
    headers = {**HEADERS, "content-disposition": f'attachment; filename="{name}-{stamp}.{suffix}"', "cache-control": "no-store"}
    return Response(data, media_type=_TYPES[form], headers=headers)
