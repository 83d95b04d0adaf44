"""What people type for a fiche, a section or a day, read the same by commands and endpoints."""

import re
from datetime import date

from ingest.errors import FichesError
from ingest.headings import LABELS, section_named
from ingest.model import SectionKind
from ingest.references import compact_code, find_references
from ui import text_fr

_AXE = re.compile(r"(?:(?P<pilier>\d)\s*[.,-]\s*)?(?P<axe>\d{1,2})$")  # « 1.2 », or « 2 » beside a pilier


class InputError(FichesError):
    """An argument, or a file given as one, that cannot be used: the message names it."""


def fiche_code(given: str | None) -> str | None:
    """Return a code as the index writes it: 112, 1-1-2 and « fiche 1.1.2 » are 1.1.2; None where nothing is given."""
    text = (given or "").strip()
    if not text:
        return None
    found = find_references(text.replace("-", ".").replace("_", "."))
    return compact_code(text) or (found[0].code if found else text)


def section_kind(given: str | None) -> SectionKind | None:
    """Return the section meant by its canonical or French name; None where nothing is given.

    Raises:
        InputError: no section has that name.
    """
    text = (given or "").strip()
    if not text:
        return None
    kind = section_named(text)
    if kind is None:
        raise InputError(text_fr.unknown_section(text, ", ".join(sorted(kind.value for kind in LABELS))))
    return kind


def level(pilier: int | None, axe: str | None) -> str:
    """Return the pilier, or the axe with its pilier, as filters write it: « 1 », « 1.2 »; "" where neither is given.

    Raises:
        InputError: the axe is not written 1.2, or is of another pilier.
    """
    text = (axe or "").strip()
    if not text:
        return str(pilier or "")
    found = _AXE.match(text)
    if found is None or (found["pilier"] is None and pilier is None) or (pilier and found["pilier"] not in (None, str(pilier))):
        raise InputError(text_fr.bad_axe(text))
    return f"{found['pilier'] or pilier}.{found['axe']}"


def whole_number(given: str | None, name: str) -> int | None:
    """Return a number typed in the field `name`; None where nothing is.

    Raises:
        InputError: it is not a whole number.
    """
    text = (given or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise InputError(text_fr.bad_argument(name))
    return int(text)


def day(given: str | None) -> date | None:
    """Return the day meant by AAAA-MM-JJ; None where nothing is given.

    Raises:
        InputError: it is not a day.
    """
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise InputError(text_fr.not_a_day(given)) from error
