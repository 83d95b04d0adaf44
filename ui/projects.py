"""The command `fiches project`: a paragraph, or the file of a project, and what the fiches offer it."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import reason
from ingest.readers import supports
from ingest.readers.confined import ConfinedReader
from ingest.readers.options import ReadingOptions
from rag.errors import QuestionError
from rag.project import Dossier, dossier
from ui import text_fr, wiring
from ui.arguments import InputError, day
from ui.choices import chosen_format, save, say_contacts
from ui.console import ExitCode, as_file, json_text, print_json, print_text
from ui.directory_shapes import ProjectShape
from ui.render_project import project_lines
from ui.reports import project_docx, project_html
from ui.settings import load_settings


class Format(StrEnum):
    """How a dossier is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    DOCX = "docx"


def register(app: typer.Typer) -> None:
    app.command(help="Ce que les fiches offrent à un projet : fiches, financements, partenaires, indicateurs.")(project)


def project(
    given: Annotated[
        str, typer.Argument(help="Le projet en quelques phrases, ou son fichier (.docx, .pdf, .odt, .txt…).", metavar="TEXTE|FICHIER")
    ],
    at: Annotated[str | None, typer.Option("--at", help="Jour de référence pour dire ce qui est échu.", metavar="AAAA-MM-JJ")] = None,
    form: Annotated[str | None, typer.Option("--format", help="text, json, html ou docx.", metavar="FORMAT")] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Fichier à écrire ; son nom dit le format.", metavar="FICHIER")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Imprime le résultat en JSON et rien d’autre.")] = False,
) -> int:
    shown = chosen_format(Format, form, output, as_json=as_json, needs_file=(Format.HTML, Format.DOCX)) or Format.TEXT
    at_day = day(at) or date.today()
    settings = load_settings()
    text = project_text(given, settings.reading)
    contacts = say_contacts(settings)
    drawn = dossier(wiring.directory(settings), text, at_day)
    if shown is Format.HTML:
        return save(project_html.render(drawn, contacts), output, _told(drawn))
    if shown is Format.DOCX:
        return save(project_docx.render(drawn, contacts), output, _told(drawn))
    if shown is Format.JSON:
        printed = ProjectShape.of(drawn, contacts).model_dump()
        if output is None:
            print_json(printed)
            return ExitCode.DONE
        return save(as_file(json_text(printed)), output, "")
    lines = project_lines(drawn, contacts)
    if output is not None:
        return save(as_file(lines), output, _told(drawn))
    print_text(lines)
    return ExitCode.DONE


def project_text(given: str, options: ReadingOptions) -> str:
    """Return the words of a project: those given, or those of the file that is named.

    Raises:
        SourceError: the file cannot be read.
        InputError: it cannot be opened.
        QuestionError: there is no word in it.
    """
    text = _file_text(given, options) if _names_a_file(given) else given
    if not text.strip():
        raise QuestionError("Le projet est vide ; décrivez-le en quelques phrases, ou donnez son fichier.")
    return text


def _names_a_file(given: str) -> bool:
    """A path that is there, or that can only be one: « projet.docx »."""
    try:
        is_there = Path(given).exists()
    except OSError:
        return False  # a paragraph is too long for a name
    return is_there or (supports(given) and " " not in Path(given).suffix and len(given.split()) == 1)


def _file_text(given: str, options: ReadingOptions) -> str:
    path = Path(given)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(text_fr.unreadable(given, reason(error))) from error
    return file_text(data, path.name, options)


def file_text(data: bytes, name: str, options: ReadingOptions) -> str:
    """The text of a file that is not in the corpus, read apart.

    Raises:
        SourceError: it cannot be read.
    """
    with ConfinedReader() as reader:
        return reader(data, name, options).text


def _told(drawn: Dossier) -> str:
    return f"le dossier du projet ({len(drawn.schemes)} financement{'s' if len(drawn.schemes) > 1 else ''})"
