"""What the commands of the directories share: formats and choices as people type them, and files to write."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from ingest.folding import fold
from ui import directory_words as words
from ui.arguments import InputError
from ui.console import ExitCode, print_text, say, write_file
from ui.contacts import Contacts, read_contacts
from ui.settings import Settings

Choice = TypeVar("Choice", bound=StrEnum)


def chosen(given: str | None, among: type[Choice], option: str) -> Choice | None:
    """The choice meant: « Droit commun » is droit_commun, « État » etat.

    Raises:
        InputError: there is none of that name.
    """
    if given is None:
        return None
    wanted = fold(given).replace(" ", "_")
    for choice in among:
        if wanted == choice.value:
            return choice
    raise InputError(words.unknown_choice(given, option, [choice.value for choice in among]))


def all_chosen(given: Sequence[str] | None, among: type[Choice], option: str) -> list[Choice]:
    return [choice for text in given or () if (choice := chosen(text, among, option))]


def chosen_format(
    formats: type[Choice], given: str | None, output: Path | None, *, as_json: bool, needs_file: Sequence[Choice]
) -> Choice | None:
    """The format asked for: by --json, by --format, else by the name of the file; None where nothing says.

    Raises:
        InputError: there is none of that name, or it is written to a file and none is given.
    """
    json = formats("json")
    form = chosen(given, formats, "--format")
    if as_json:
        if form not in (None, json):
            raise InputError("--json et --format ne disent pas la même chose ; gardez l’un des deux.")
        return json
    if form is None and output is not None:
        suffix = output.suffix.casefold().removeprefix(".")
        form = next((one for one in formats if one.value == suffix), None)
    if form is not None and form in needs_file and output is None:
        raise InputError(words.needs_output(form.value))
    return form


def say_contacts(settings: Settings) -> Contacts | None:
    """The town's contacts, None where it gives none; what cannot be used is told on stderr."""
    if settings.contacts is None:
        return None
    contacts = read_contacts(settings.contacts)
    for problem in contacts.problems:
        say(problem)
    return contacts


def save(data: bytes, output: Path | None, told: str) -> int:
    """Write a file and say so, or a text on stdout.

    Raises:
        InputError: the file cannot be written.
    """
    if output is None:
        print_text(data.decode("utf-8-sig").replace("\r\n", "\n").rstrip("\n"))
        return ExitCode.DONE
    write_file(output, data)
    if told:
        say(words.written(str(output), told))
    return ExitCode.DONE
