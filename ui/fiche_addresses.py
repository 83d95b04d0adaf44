"""Addresses of fiches and of their fields that can be mailed: they name the fiche, not its place in the index."""

from urllib.parse import urlencode

from ingest.model import Fiche
from rag.library import Library

VIEW = "/vue/fiches"


def address_of(fiche: Fiche, library: Library) -> str:
    """The page of a fiche; its file is named only where code and version leave a doubt."""
    same_code = library.by_code.get(fiche.code, [])
    doubtful = len(same_code) > 1 and (fiche.version is None or sum(record.version == fiche.version for record in same_code) > 1)
    return _address(fiche.code, fiche.version, fiche.source.name if doubtful else None)


def _address(code: str, version: int | None, source: str | None) -> str:
    query: dict[str, str | int] = {"fiche": code}
    if version:
        query["version"] = version
    if source:
        query["source"] = source
    return f"{VIEW}?{urlencode(query)}"


def file_address(source: str) -> str:
    return f"/vue/fichier?{urlencode({'source': source})}"
