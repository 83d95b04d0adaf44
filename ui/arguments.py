"""What people type for a fiche, a section or a day, read the same by commands and endpoints."""

from datetime import date

from ingest.errors import FichesError
from ingest.headings import LABELS, section_named
from ingest.model import SectionKind
from ingest.references import compact_code, find_references
from ui import text_fr


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
