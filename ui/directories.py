"""The commands that look the directories up: `fiches funding`, `fiches partners`, `fiches glossary`."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from rag import glossary as rag_glossary
from rag.directory import Directory
from rag.extractive import check_question
from rag.funding_lookup import DueDay
from ui import directory_words as words
from ui import wiring
from ui.arguments import InputError, day
from ui.calendar import calendar_bytes
from ui.choices import chosen, chosen_format, save, say_contacts
from ui.console import ExitCode, as_file, json_text, print_json, print_text
from ui.directory_shapes import DeadlineShape, FundingShape, GlossaryShape, PartnerShape
from ui.directory_tables import deadline_table, funding_table, glossary_table, partner_table, source_links
from ui.export import Table, csv_bytes, xlsx_bytes
from ui.look_up import FundingSort, PartnerSort, contacts_of, due_days, funding_filters, funding_hits, partner_filters, partner_hits
from ui.render_directories import deadline_lines, funding_lines, glossary_lines, partner_lines
from ui.settings import Settings, load_settings


class Format(StrEnum):
    """How a directory is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    ICS = "ics"


_QueryArgument = Annotated[
    str | None, typer.Argument(help="Un projet ou une question, entre guillemets ; sans elle, tout l’annuaire.", metavar="[REQUÊTE]")
]
_At = Annotated[str | None, typer.Option("--at", help="Jour de référence pour dire ce qui est échu.", metavar="AAAA-MM-JJ")]
_Format = Annotated[str | None, typer.Option("--format", help="table, json, csv ou xlsx (ics pour les échéances).", metavar="FORMAT")]
_Output = Annotated[Path | None, typer.Option("-o", "--output", help="Fichier à écrire ; son nom dit le format.", metavar="FICHIER")]
_Json = Annotated[bool, typer.Option("--json", help="Imprime le résultat en JSON et rien d’autre.")]
_Fiche = Annotated[str | None, typer.Option("--fiche", help="Code de la fiche, par exemple 1.1.2.", metavar="CODE")]
_Pilier = Annotated[int | None, typer.Option("--pilier", help="Numéro du pilier.", min=1, max=9, metavar="N")]
_Place = Annotated[str | None, typer.Option("--place", help="Lieu : nommé par la clause ou par l’échelle de la fiche.", metavar="LIEU")]
_Limit = Annotated[int, typer.Option("-k", help="Nombre de résultats d’une recherche, au plus.", min=1, max=1_000)]


def register(app: typer.Typer) -> None:
    app.command(help="L’annuaire des financements : qui paie quoi, combien, jusqu’à quand, d’après quelle fiche.")(funding)
    app.command(help="L’annuaire des partenaires : qui participe, où, sous quels noms.")(partners)
    app.command(help="Les sigles des fiches : ce que chacun veut dire, et la fiche qui le dit.")(glossary)


def funding(
    query: _QueryArgument = None,
    at: _At = None,
    form: _Format = None,
    output: _Output = None,
    kind: Annotated[list[str] | None, typer.Option("--kind", help="Nature : droit_commun, fondation, europe… ; plusieurs fois.")] = None,
    funder: Annotated[str | None, typer.Option("--funder", help="Financeur, par exemple CAF.", metavar="NOM")] = None,
    fiche: _Fiche = None,
    pilier: _Pilier = None,
    place: _Place = None,
    theme: Annotated[str | None, typer.Option("--theme", help="Mots du sujet de la fiche ou de la clause.", metavar="MOTS")] = None,
    at_least: Annotated[float | None, typer.Option("--min-amount", help="Montant d’au moins tant d’euros.", min=0, metavar="EUROS")] = None,
    status: Annotated[str | None, typer.Option("--status", help="en_cours, expire ou inconnu.", metavar="ÉTAT")] = None,
    sort: Annotated[str | None, typer.Option("--sort", help="fiche, scheme, funder, kind, amount ou end.", metavar="TRI")] = None,
    deadlines: Annotated[bool, typer.Option("--deadlines", help="Les échéances à venir, de la plus proche à la plus lointaine.")] = False,
    limit: _Limit = 10,
    as_json: _Json = False,
) -> int:
    shown = _format(form, output, as_json=as_json)
    if shown is Format.ICS and not deadlines:
        raise InputError(words.ONLY_DEADLINES)
    at_day = day(at) or date.today()
    order = chosen(sort, FundingSort, "--sort")
    filters = funding_filters(
        kind=kind, funder=funder, fiche=fiche, pilier=pilier, place=place, theme=theme, min_amount=at_least, status=status
    )
    _settings, directory = _open(query)
    if deadlines:
        return _deadlines(directory, due_days(directory, query, at_day, filters, limit=limit), shown, output)
    hits = funding_hits(directory, query, at_day, filters, order, limit=limit)
    if shown is Format.JSON:
        return _print_or_write([FundingShape.of(hit).model_dump() for hit in hits], output)
    if shown is not Format.TABLE:
        return _write(
            [funding_table(hits, source_links(directory.library), directory.schemes)], shown, output, words.count(len(hits), "financement")
        )
    if not hits:
        print_text(_nothing(query, "financement", is_empty=not directory.funding.entries, whole=words.NO_FUNDING))
        return ExitCode.DONE
    return _show(funding_lines(hits), output, words.count(len(hits), "financement"))


def _deadlines(directory: Directory, days: Sequence[DueDay], shown: Format, output: Path | None) -> int:
    told = words.count(len(days), "échéance").replace("aucun ", "aucune ")
    if shown is Format.JSON:
        return _print_or_write([DeadlineShape.at(due).model_dump() for due in days], output)
    if shown is Format.ICS:
        return save(calendar_bytes(days, directory.made_at), output, told)
    if shown is not Format.TABLE:
        return _write([deadline_table(days, source_links(directory.library))], shown, output, told)
    if not days:
        print_text(words.NO_DEADLINE)
        return ExitCode.DONE
    return _show(deadline_lines(days), output, told)


def partners(
    query: Annotated[
        str | None, typer.Argument(help="« Qui travaille avec… ? », une sorte d’organismes, ou un projet.", metavar="[REQUÊTE]")
    ] = None,
    at: _At = None,
    form: _Format = None,
    output: _Output = None,
    kind: Annotated[list[str] | None, typer.Option("--kind", help="Nature : association, etat, bailleur… ; plusieurs fois.")] = None,
    role: Annotated[str | None, typer.Option("--role", help="animateur, partenaire ou financeur.", metavar="RÔLE")] = None,
    name: Annotated[str | None, typer.Option("--name", help="Nom de l’organisme, ou une partie de son nom.", metavar="NOM")] = None,
    fiche: _Fiche = None,
    pilier: _Pilier = None,
    place: _Place = None,
    sort: Annotated[str | None, typer.Option("--sort", help="name, kind ou fiches.", metavar="TRI")] = None,
    as_json: _Json = False,
) -> int:
    shown = _format(form, output, as_json=as_json)
    if shown is Format.ICS:
        raise InputError(words.ONLY_DEADLINES)
    day(at)  # the same option as elsewhere: bodies have no term
    order = chosen(sort, PartnerSort, "--sort")
    filters = partner_filters(kind=kind, role=role, name=name, fiche=fiche, pilier=pilier, place=place)
    settings, directory = _open(query)
    contacts = say_contacts(settings)
    hits = partner_hits(directory, query, filters, order)
    if shown is Format.JSON:
        return _print_or_write([PartnerShape.of(hit, contacts_of(hit, contacts)).model_dump() for hit in hits], output)
    if shown is not Format.TABLE:
        table = partner_table(hits, source_links(directory.library), contacts)
        return _write([table], shown, output, words.count(len(hits), "partenaire"))
    if not hits:
        print_text(_nothing(query, "partenaire", is_empty=not directory.partners.partners, whole=words.NO_PARTNER))
        return ExitCode.DONE
    return _show(partner_lines(hits, contacts), output, words.count(len(hits), "partenaire"))


def glossary(
    acronym: Annotated[str | None, typer.Argument(help="Un sigle, par exemple CAF ; sans lui, tous.", metavar="[SIGLE]")] = None,
    form: _Format = None,
    output: _Output = None,
    as_json: _Json = False,
) -> int:
    shown = _format(form, output, as_json=as_json)
    if shown is Format.ICS:
        raise InputError(words.ONLY_DEADLINES)
    directory = wiring.directory(load_settings())
    entries = list(rag_glossary.glossary(directory.fiches))
    if acronym is not None:
        found = rag_glossary.find_acronym(entries, acronym)
        entries = [found] if found else []
    told = words.count(len(entries), "sigle")
    if shown is Format.JSON:
        return _print_or_write([GlossaryShape.of(entry).model_dump() for entry in entries], output)
    if shown is not Format.TABLE:
        return _write([glossary_table(entries, source_links(directory.library))], shown, output, told)
    if not entries:
        print_text(words.no_acronym(acronym) if acronym else words.NO_ACRONYM)
        return ExitCode.DONE
    return _show(glossary_lines(entries), output, told)


def _open(query: str | None) -> tuple[Settings, Directory]:
    """The settings, and the directories of the index they name; a query is checked before anything is opened."""
    settings = load_settings()
    if query is not None:
        check_question(query, settings.max_question_chars)
    return settings, wiring.directory(settings)


def _format(given: str | None, output: Path | None, *, as_json: bool) -> Format:
    return chosen_format(Format, given, output, as_json=as_json, needs_file=(Format.XLSX, Format.ICS)) or Format.TABLE


def _nothing(query: str | None, what: str, *, is_empty: bool, whole: str) -> str:
    if is_empty:
        return whole
    return words.found_nothing(query, what) if query else words.NOTHING_LEFT


# Output.


def _print_or_write(shapes: Sequence[object], output: Path | None) -> int:
    if output is None:
        print_json(list(shapes))
        return ExitCode.DONE
    return save(as_file(json_text(shapes)), output, "")


def _write(tables: Sequence[Table], form: Format, output: Path | None, told: str) -> int:
    return save(csv_bytes(tables[0]) if form is Format.CSV else xlsx_bytes(tables), output, told)


def _show(lines: str, output: Path | None, told: str) -> int:
    if output is not None:
        return save(as_file(lines), output, told)
    print_text(lines)
    return ExitCode.DONE
