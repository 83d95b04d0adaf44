"""What of a fiche must be the same whatever the file it came from, and the differences between two, in words."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from ingest.model import Fiche
from tests.making.fiche_model import BOOKMARK, MadeFiche

Fields = dict[str, Any]
_HYPHEN_AT_LINE_END = re.compile(r"(?<=\w)[-‐‑\xad][ \t]*[\r\n]\s*(?=\w)")
_HYPHEN = re.compile(r"(?<=\w)[-‐‑\xad](?=\w)")


def fields(fiche: Fiche) -> Fields:
    """Code, version, title, and each section's kind and items, in a form that a line break or a bullet does not change."""
    return {
        "code": fiche.code,
        "version": fiche.version,
        "title": normal(fiche.title.text),
        "sections": [[section.kind.value, [normal(item.text) for item in section.items]] for section in fiche.sections],
    }


def expected_fields(made: MadeFiche) -> Fields:
    """The `fields` that a file made from `made` must give."""
    return {
        "code": made.code,
        "version": made.version,
        "title": normal(" ".join(made.title)),
        "sections": [
            [part.kind.value, [normal(paragraph.text) for paragraph in part.paragraphs]] for row in made.rows for part in row.parts
        ],
    }


def normal(text: str) -> str:
    """White space collapsed, bookmarks gone, words joined that a line end cut: « quar-⏎tier » and « centre-⏎ville » compare whole."""
    text = unicodedata.normalize("NFC", BOOKMARK.sub("", text))
    text = _HYPHEN.sub("", _HYPHEN_AT_LINE_END.sub("", text))
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r" ?/ ?", "/", text)  # a line may end after a bar


def differences(expected: Fields, found: Fields) -> list[str]:
    """Say what `found` has otherwise than `expected`, one line a field."""
    told = [f"{key} : attendu {expected[key]!r}, lu {found[key]!r}" for key in ("code", "version", "title") if expected[key] != found[key]]
    wanted, got = _by_kind(expected["sections"]), _by_kind(found["sections"])
    for kind in dict.fromkeys([*wanted, *got]):
        if kind not in got:
            told.append(f"{kind} : rubrique absente (attendu {_short(wanted[kind])})")
        elif kind not in wanted:
            told.append(f"{kind} : rubrique en trop ({_short(got[kind])})")
        elif wanted[kind] != got[kind]:
            told.append(f"{kind} : {_items(wanted[kind], got[kind])}")
    return told


def field_count(expected: Fields) -> int:
    """How many fields are compared: code, version, title and each section."""
    return 3 + len(_by_kind(expected["sections"]))


def _by_kind(sections: Sequence[Sequence[Any]]) -> dict[str, list[str]]:
    """Items by kind; a kind that comes back is numbered: autre, autre 2."""
    found: dict[str, list[str]] = {}
    for kind, items in sections:
        name = kind
        while name in found:
            stem, _space, count = name.partition(" ")
            name = f"{stem} {int(count or 1) + 1}"
        found[name] = list(items)
    return found


def _items(wanted: list[str], got: list[str]) -> str:
    missing = [item for item in wanted if item not in got]
    extra = [item for item in got if item not in wanted]
    if not missing and not extra:
        return f"ordre ou nombre ({len(wanted)} attendus, {len(got)} lus)"
    return f"manque {_short(missing)}, en trop {_short(extra)}"


def _short(items: Sequence[str]) -> str:
    return "[" + " | ".join(item if len(item) <= 90 else f"{item[:50]}…{item[-35:]}" for item in items) + "]"
