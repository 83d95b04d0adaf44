"""The commands: each parses, calls `wiring`, renders; results on stdout, the rest on stderr."""

import json
import logging
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import BaseModel, ValidationError
from typer.core import TyperGroup

from ingest.changes import BANNER
from ingest.errors import FichesError, reason
from rag.ablation import ablation
from rag.answer import Answer, Filters
from rag.comparison import between_generations, between_versions, in_section
from rag.errors import QuestionError, UnknownFicheError
from rag.evaluation import evaluate
from rag.extractive import check_question
from rag.structured import StructuredRetriever
from ui import accounts, directories, gap_commands, operating, projects, render, text_fr, wiring
from ui.access.roles import Role, role_named
from ui.arguments import InputError, day, fiche_code, level, section_kind
from ui.checking import check_command
from ui.console import ExitCode, print_json, print_line, print_text, say
from ui.french_usage import translate_usage
from ui.progress import shown_progress
from ui.render_diff import print_diff
from ui.settings import load_settings
from ui.shapes import (
    AnswerShape,
    BatchLine,
    DiffShape,
    DoctorShape,
    EvalLine,
    EvaluationShape,
    FicheShape,
    GenerationShape,
    IndexShape,
    MessageLine,
    SearchShape,
    StatusShape,
    choose,
)
from ui.text_fr import service as text_service
from ui.watch import logs

logger = logging.getLogger(__name__)

Line = TypeVar("Line", bound=BaseModel)


class _StoppedError(FichesError):
    """A long run was asked to stop, and has left everything in order."""


class _FrenchGroup(TyperGroup):
    """Usage errors and FichesErrors end in one French sentence and exit code 2, never in a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        standalone = kwargs.pop("standalone_mode", True)
        try:
            result = super().main(*args, **{**kwargs, "standalone_mode": False})
        except typer.Exit as error:
            code: int = error.exit_code
            if code == ExitCode.INTERRUPTED:
                say(text_fr.INTERRUPTED)
        except (typer.Abort, KeyboardInterrupt):
            say(text_fr.INTERRUPTED)
            code = ExitCode.INTERRUPTED
        except _StoppedError as error:
            say(str(error))
            code = ExitCode.INTERRUPTED
        except typer.TyperException as error:
            say(translate_usage(error))
            code = ExitCode.MISUSE
        except FichesError as error:
            logger.debug("failed", exc_info=True)
            say(str(error))
            code = ExitCode.MISUSE
        except BrokenPipeError:
            # The reader of our output has gone, « fiches show … | head »: nothing is left to say.
            sys.stderr.close()
            code = ExitCode.DONE
        else:
            code = result if isinstance(result, int) else ExitCode.DONE
        if standalone:
            sys.exit(int(code))
        return int(code)


app = typer.Typer(cls=_FrenchGroup, help=text_fr.APP_HELP, no_args_is_help=True, add_completion=False, rich_markup_mode=None)

JsonOption = Annotated[bool, typer.Option("--json", help="Imprime le résultat en JSON et rien d’autre.")]
FicheOption = Annotated[str | None, typer.Option("--fiche", help="Code de la fiche, par exemple 1.1.2.", metavar="CODE")]
SectionOption = Annotated[
    str | None, typer.Option("--section", help="Rubrique, par exemple « financements » ou « Calendrier ».", metavar="NOM")
]
VersionOption = Annotated[int | None, typer.Option("--version", help="Année de la version voulue.", metavar="ANNÉE")]
PilierOption = Annotated[int | None, typer.Option("--pilier", help="Numéro du pilier.", min=1, max=9, metavar="N")]
AxeOption = Annotated[str | None, typer.Option("--axe", help="Axe et son pilier, par exemple 1.2.", metavar="AXE")]
PlaceOption = Annotated[str | None, typer.Option("--place", help="Lieu que nomme l’échelle territoriale de la fiche.", metavar="LIEU")]
BatchOption = Annotated[Path | None, typer.Option("--batch", help="Fichier JSONL : une question par ligne.", metavar="FICHIER")]


directories.register(app)
projects.register(app)
accounts.register(app)
gap_commands.register(app)
operating.register(app)


def main() -> None:
    app()


@app.callback()
def _configure() -> None:
    logs.configure(load_settings())


@app.command(help="Lit des fichiers et des dossiers dans l’index ; seul ce qui a changé est relu.")
def index(
    paths: Annotated[list[str] | None, typer.Argument(help="Fichiers ou dossiers ; par défaut FICHES_CORPUS.", metavar="[CHEMIN…]")] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Oublie ce qui n’existe plus sous ces chemins.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Dit ce qui changerait, sans rien changer.")] = False,
    as_json: JsonOption = False,
) -> int:
    settings = load_settings()
    with _interruptible(), shown_progress() as progress, wiring.index_builder(settings, progress=progress) as builder:
        report = builder.index(paths or ([] if prune else [settings.corpus]), prune=prune, dry_run=dry_run)
    shape = IndexShape.of(report)
    _print_index(shape, as_json=as_json, dry_run=dry_run)
    if not dry_run and (closed := wiring.replay_gaps(settings)):
        say(text_service.gaps_closed(len(closed)))
    if not report.failed:
        return ExitCode.DONE
    others = report.added or report.updated or report.unchanged or report.duplicates or report.removed
    return ExitCode.FINDINGS if others else ExitCode.MISUSE


@app.command(help="Refait tout l’index à partir de ses sources enregistrées, avec le modèle réglé.")
def rebuild(
    vectors: Annotated[bool, typer.Option("--vectors", help="Recalcule aussi les vecteurs qui sont déjà là.")] = False,
    as_json: JsonOption = False,
) -> int:
    settings = load_settings()
    with _interruptible(), shown_progress() as progress, wiring.index_builder(settings, progress=progress, any_model=True) as builder:
        report = builder.rebuild(vectors=vectors)
    shape = IndexShape.of(report)
    _print_index(shape, as_json=as_json, dry_run=False)
    return ExitCode.FINDINGS if report.failed else ExitCode.DONE


@app.command(help="Répond à une question, avec ses citations.")
def ask(
    question: Annotated[str | None, typer.Argument(help="La question, entre guillemets.", metavar="QUESTION")] = None,
    fiche: FicheOption = None,
    section: SectionOption = None,
    version: VersionOption = None,
    pilier: PilierOption = None,
    axe: AxeOption = None,
    place: PlaceOption = None,
    at: Annotated[str | None, typer.Option("--at", help="Jour de référence pour dire ce qui est échu.", metavar="AAAA-MM-JJ")] = None,
    history: Annotated[Path | None, typer.Option("--history", help="Fichier JSON : les messages d’avant.", metavar="FICHIER")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Montre comment la question a été comprise, et ce qui a pesé dans la réponse.")
    ] = False,
    batch: BatchOption = None,
    as_json: JsonOption = False,
) -> int:
    settings = load_settings()
    filters = Filters(fiche_code(fiche), section_kind(section), version, level(pilier, axe), place or "")
    at_day = day(at)
    if batch:
        answerer = wiring.answerer(settings)
        return _batch(
            batch,
            lambda line: AnswerShape.of(answerer.answer(line.question, history=line.asked_before, filters=filters, at=at_day), line.id),
        )
    check_question(question or "", settings.max_question_chars)
    earlier = _history(history) if history else ()
    answerer = wiring.answerer(settings)
    answer = answerer.answer(question or "", history=earlier, filters=filters, at=at_day)
    _print_answer(answer, as_json=as_json, explain=explain)
    return ExitCode.DONE


@app.command(help="Cherche les passages les plus proches d’une question ou de mots.")
def search(
    query: Annotated[str | None, typer.Argument(help="Mots ou question.", metavar="REQUÊTE")] = None,
    limit: Annotated[int, typer.Option("-k", help="Nombre de passages.", min=1, max=1_000)] = 10,
    fiche: FicheOption = None,
    section: SectionOption = None,
    version: VersionOption = None,
    pilier: PilierOption = None,
    axe: AxeOption = None,
    place: PlaceOption = None,
    batch: BatchOption = None,
    as_json: JsonOption = False,
) -> int:
    settings = load_settings()
    filters = Filters(fiche_code(fiche), section_kind(section), version, level(pilier, axe), place or "")
    if batch is None:
        check_question(query or "", settings.max_question_chars)
    library = wiring.library(settings)
    retriever = StructuredRetriever.of(library, wiring.reranker(settings))

    def results(text: str, history: tuple[str, ...] = ()) -> list[SearchShape]:
        check_question(text, settings.max_question_chars)
        return SearchShape.of(retriever.search(text, limit=limit, filters=filters, history=history), library)

    if batch:
        return _batch(
            batch, lambda line: {"id": line.id, "results": [shape.model_dump() for shape in results(line.question, line.asked_before)]}
        )
    found = results(query or "")
    if as_json:
        print_json([shape.model_dump() for shape in found])
    else:
        print_text(render.search_text(found))
    return ExitCode.DONE


app.command("check", help="Relit les fiches : ce qui manque, se contredit ou mène nulle part, et que faire.")(check_command)


@app.command(help="Montre une fiche telle qu’elle a été lue, champ par champ, et ce qui restait.")
def show(
    code: Annotated[str, typer.Argument(help="Code de la fiche, par exemple 1.1.2.", metavar="CODE")],
    version: VersionOption = None,
    source_text: Annotated[bool, typer.Option("--source-text", help="Imprime le texte entier de la source, sans rien ajouter.")] = False,
    as_json: JsonOption = False,
) -> int:
    library = wiring.library(load_settings())
    records = choose(library.by_code.get(fiche_code(code) or "", []), version)
    if not records:
        raise UnknownFicheError(text_fr.unknown_code(code))
    fiche = library.fiche(records[0])
    if source_text:
        sys.stdout.flush()
        sys.stdout.buffer.write(fiche.source.text.encode("utf-8", "surrogatepass"))
        sys.stdout.buffer.flush()
        return ExitCode.DONE
    shape = FicheShape.of(fiche, library.by_code)
    print_json(shape) if as_json else print_text(render.fiche_text(shape))
    return ExitCode.DONE


@app.command(help="Montre ce qui a changé entre deux générations de l’index, ou deux versions des fiches.")
def diff(
    states: Annotated[
        list[str] | None,
        typer.Argument(
            help="Générations, ou années de version ; par défaut l’avant-dernière génération et la dernière.", metavar="[GEN] [GEN]"
        ),
    ] = None,
    fiche: FicheOption = None,
    section: SectionOption = None,
    show_list: Annotated[bool, typer.Option("--list", help="Donne les générations gardées.")] = False,
    as_json: JsonOption = False,
) -> int:
    code, name = fiche_code(fiche), _part_name(section)
    given, are_years = _states(states or [])
    library = wiring.library(load_settings())
    if show_list:
        kept = library.catalogue.generations()
        print_json([GenerationShape.of(generation).model_dump() for generation in kept]) if as_json else print_text(
            render.generations_text(kept)
        )
        return ExitCode.DONE
    first, second = given[0] if given else None, given[1] if len(given) == 2 else None
    if are_years and first is not None:
        comparison = between_versions(library, first, second, code=code)
    else:
        comparison = between_generations(library, first, second, code=code)
    comparison = in_section(comparison, name) if name else comparison
    print_json(DiffShape.of(comparison).model_dump(by_alias=True)) if as_json else print_diff(comparison, print_text)
    return ExitCode.DONE


@app.command(help="Dit ce qui est indexé, avec quel modèle, et quand.")
def status(as_json: JsonOption = False) -> int:
    settings = load_settings()
    shape = StatusShape.of(wiring.library(settings), str(settings.data_dir))
    print_json(shape) if as_json else print_text(render.status_text(shape))
    return ExitCode.DONE


@app.command(help="Vérifie l’installation et l’index, et dit la commande qui répare chaque défaut.")
def doctor(as_json: JsonOption = False) -> int:
    shape = DoctorShape.of(wiring.examine(load_settings()))
    print_json(shape) if as_json else print_text(render.doctor_text(shape))
    return ExitCode.DONE if shape.ok else ExitCode.FINDINGS


@app.command("backup", help="Enregistre l’index entier dans un fichier.")
def back_up(file: Annotated[Path, typer.Argument(help="Fichier à écrire, par exemple index.fiches.zip.", metavar="FICHIER")]) -> int:
    print_text(text_fr.backed_up(str(file), wiring.back_up(load_settings(), file)))
    return ExitCode.DONE


@app.command(help="Remet en place un index enregistré par « fiches backup ».")
def restore(file: Annotated[Path, typer.Argument(help="Fichier écrit par « fiches backup ».", metavar="FICHIER")]) -> int:
    settings = load_settings()
    print_text(text_fr.restored(str(settings.data_dir), wiring.restore(settings, file)))
    return ExitCode.DONE


@app.command("eval", help="Note les réponses d’un fichier de questions.")
def evaluate_file(
    questions: Annotated[Path, typer.Argument(help="Fichier JSONL de questions et de réponses attendues.", metavar="FICHIER")],
    floor: Annotated[
        float, typer.Option("--floor", help="Part de réponses justes sous laquelle la commande échoue.", min=0.0, max=1.0)
    ] = 0.0,
    with_ablation: Annotated[
        bool, typer.Option("--ablation", help="Note aussi la recherche : mots, sens, mélange, et avec la structure des fiches.")
    ] = False,
    as_json: JsonOption = False,
) -> int:
    lines = [_parsed(EvalLine, text, questions, number).question_to_judge() for number, text in _lines(questions)]
    answerer = wiring.answerer(load_settings())
    result = EvaluationShape.of(evaluate(lines, lambda line: answerer.answer(line.question, history=line.history)))
    if with_ablation:
        result.retrieval = ablation(answerer.library, lines)
    print_json(result) if as_json else print_text(render.evaluation_text(result))
    low = [name for name in ("right", "reason") if result.scores.get(name, 1.0) < floor]
    for name in low:
        say(text_fr.below_floor(name, result.scores[name], floor))
    return ExitCode.FINDINGS if low else ExitCode.DONE


@app.command(help="Ouvre la page dans un navigateur de cette machine.")
def serve(
    host: Annotated[str | None, typer.Option("--host", help="Adresse d’écoute ; par défaut FICHES_HOST.", metavar="ADRESSE")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port ; par défaut FICHES_PORT.", min=1, max=65_535, metavar="PORT")] = None,
    role: Annotated[
        str | None,
        typer.Option("--role", help="Sans comptes : rôle de qui ouvre la page, lecteur ou coordinateur (par défaut).", metavar="RÔLE"),
    ] = None,
) -> int:
    settings = load_settings()
    open_role = _open_role(role) if role else None
    logs.keep(settings)
    wiring.library(settings)  # a missing index is told before the page starts
    wiring.try_model(settings)
    from ui.app import serve_page  # Gradio takes a second to load

    serve_page(settings, host=host or settings.host, port=port or settings.port, on_ready=say, open_role=open_role)
    return ExitCode.DONE


# Arguments.


def _open_role(word: str) -> Role:
    """The role of the one person of a machine: it lowers what they may do, and makes nobody an administrator."""
    role = role_named(word)
    if role not in (Role.LECTEUR, Role.COORDINATEUR):
        raise InputError(text_service.no_such_role(word, (Role.LECTEUR.word, Role.COORDINATEUR.word)))
    return role


def _states(given: Sequence[str]) -> tuple[list[int], bool]:
    """Return the generations or the years meant, and whether they are years: four digits, 1900 or more."""
    if len(given) > 2:
        raise InputError(text_fr.TOO_MANY_GENERATIONS)
    for text in given:
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise InputError(text_fr.not_a_generation(text))
    numbers = [int(text) for text in given]
    years = [len(text) == 4 and number >= 1900 for text, number in zip(given, numbers, strict=True)]
    if len(set(years)) > 1:
        raise InputError(text_fr.MIXED_GENERATIONS)
    return numbers, any(years)


def _part_name(given: str | None) -> str | None:
    """Return the name of a section as our shapes write it, "banner" for the banner."""
    if given and given.strip().casefold() in (BANNER, text_fr.BANNER_LABEL.casefold()):
        return BANNER
    kind = section_kind(given)
    return kind.value if kind else None


def _history(path: Path) -> tuple[str, ...]:
    """Return the user's messages of a JSON array of messages."""
    expected = "un tableau JSON de messages {« role », « content »}"
    try:
        messages = [MessageLine.model_validate(message) for message in json.loads(_read(path))]
    except (json.JSONDecodeError, ValidationError, TypeError) as error:
        raise InputError(text_fr.not_json(str(path), expected)) from error
    return tuple(message.content for message in messages if message.role == "user")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        cause = reason(error) if isinstance(error, OSError) else "ce n’est pas un texte en UTF-8"
        raise InputError(text_fr.unreadable(str(path), cause)) from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(_read(path).split("\n"), start=1):
        if line.strip():
            yield number, line


def _parsed(shape: type[Line], text: str, path: Path, number: int) -> Line:
    try:
        return shape.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "ligne"
        raise InputError(text_fr.bad_line(number, f"« {where} » manque ou n’est pas valable dans {path.name}.")) from error


def _batch(path: Path, run: Any) -> int:
    """Print one JSON line per line of the file, in order; a bad line gets its error in its place."""
    failed = False
    for number, text in _lines(path):
        identifier: object = None
        try:
            loaded = json.loads(text)
            identifier = loaded.get("id") if isinstance(loaded, dict) else None
            line = _parsed(BatchLine, text, path, number)
            result = run(line)
            printed = result.model_dump() if isinstance(result, BaseModel) else result
        except (json.JSONDecodeError, InputError, QuestionError) as error:
            failed = True
            reason = str(error) if isinstance(error, FichesError) else text_fr.bad_line(number, "ce n’est pas du JSON.")
            printed = {"id": identifier, "error": reason}
        print_line(json.dumps(printed, ensure_ascii=False))
    return ExitCode.FINDINGS if failed else ExitCode.DONE


# Output.


def _print_index(shape: IndexShape, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        print_json(shape)
    elif shape.added or shape.updated or shape.unchanged or shape.removed or shape.duplicates or not shape.failed:
        print_text(render.index_text(shape, dry_run=dry_run))
    many = len(shape.failed) > 1
    if many:
        say(text_fr.failed_files(len(shape.failed)))
    for failure in shape.failed:
        say(f"  – {failure.error}" if many else failure.error)


def _print_answer(answer: Answer, *, as_json: bool, explain: bool) -> None:
    shape = AnswerShape.of(answer)
    if as_json:
        printed = shape.model_dump()
        if explain:
            printed["explanation"] = answer.explanation
        print_json(printed)
        return
    print_text(render.answer_text(answer))
    if explain:
        told = {**answer.explanation, "timings_ms": dict(answer.timings_ms)}
        print_text("\n" + json.dumps(told, ensure_ascii=False, indent=1))


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C and a request to end stop a run between two steps; its child processes end with it."""

    def stop(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGTERM, stop) if threading.current_thread() is threading.main_thread() else None
    try:
        yield
    except KeyboardInterrupt as error:
        raise _StoppedError(text_fr.STOPPED) from error
    finally:
        if former is not None:
            signal.signal(signal.SIGTERM, former)


if __name__ == "__main__":
    main()
