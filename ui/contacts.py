"""The town's own list of contacts, shown beside the bodies: « organisme;service;courriel;telephone », one a line."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import FichesError, reason
from ingest.folding import fold

COLUMNS = ("organisme", "service", "courriel", "telephone")
_EMAIL = re.compile(r"[^\s@;,]+@[^\s@;,]+\.[^\s@;,]+")
_TELEPHONE = re.compile(r"\+?[\d\s().\-/\u00a0\u202f]{4,25}")  # « 02 47 00 00 00 », « 3949 »


class ContactsError(FichesError):
    """A list of contacts that cannot be read at all: the message names the file."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call at a body; blank where the list does not say."""

    body: str
    service: str
    email: str
    telephone: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """The lines that can be used, and a French sentence for each that cannot."""

    lines: tuple[Contact, ...] = ()
    problems: tuple[str, ...] = ()

    def of(self, names: Iterable[str]) -> list[Contact]:
        """The contacts of a body that goes by these names, in the order of the file."""
        wanted = {fold(name) for name in names}
        return [contact for contact in self.lines if fold(contact.body) in wanted]


def read_contacts(path: Path) -> Contacts:
    """Read a list as a town hall's Excel writes it: UTF-8 or cp1252, semicolons or commas; lines that cannot be used are named.

    Raises:
        ContactsError: the file cannot be read, or its first line does not name the columns.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ContactsError(
            f"La liste de contacts « {path} » ne peut pas être lue ({reason(error)}) ; vérifiez FICHES_CONTACTS."
        ) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    first = text.split("\n", 1)[0]
    separator = ";" if first.count(";") >= first.count(",") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    contacts: list[Contact] = []
    problems: list[str] = []
    try:
        titles = [fold(title) for title in next(rows, [])]
        if not {"organisme"} <= set(titles) or not {"courriel", "telephone"} & set(titles):
            raise ContactsError(
                f"La liste de contacts « {path} » n’a pas les colonnes attendues ; la première ligne doit être « {';'.join(COLUMNS)} »."
            )
        places = {column: titles.index(column) for column in COLUMNS if column in titles}
        for row in rows:
            if any(cell.strip() for cell in row):
                contact = _contact(row, places)
                fault = _fault(contact, row, titles)
                if fault:
                    problems.append(f"Ligne {rows.line_num} de « {path.name} » : {fault} ; elle n’est pas utilisée.")
                else:
                    contacts.append(contact)
    except csv.Error as error:
        problems.append(f"Ligne {rows.line_num} de « {path.name} » : elle ne peut pas être lue ({error}) ; la suite n’est pas utilisée.")
    return Contacts(tuple(contacts), tuple(problems))


def _contact(row: Sequence[str], places: dict[str, int]) -> Contact:
    cells = {column: row[place].strip() if place < len(row) else "" for column, place in places.items()}
    return Contact(cells["organisme"], cells.get("service", ""), cells.get("courriel", ""), cells.get("telephone", ""))


def _fault(contact: Contact, row: Sequence[str], titles: Sequence[str]) -> str:
    """What keeps a line from being used, "" where nothing does."""
    if len(row) > len(titles) and any(cell.strip() for cell in row[len(titles) :]):
        return f"{len(row)} valeurs pour {len(titles)} colonnes"
    if not contact.body:
        return "l’organisme manque"
    if contact.email and not _EMAIL.fullmatch(contact.email):
        return f"« {contact.email} » n’est pas une adresse de courriel"
    if contact.telephone and not _TELEPHONE.fullmatch(contact.telephone):
        return f"« {contact.telephone} » n’est pas un numéro de téléphone"
    return "" if contact.email or contact.telephone else "ni courriel ni téléphone"
