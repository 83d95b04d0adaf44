"""The commands `fiches gaps`: the questions that readers transmitted, as a list of things to do."""

from pathlib import Path
from typing import Annotated

import typer

from rag.answer import Status
from ui import wiring
from ui.access.audit import Journal
from ui.arguments import InputError
from ui.console import ExitCode, print_json, print_text
from ui.feedback.gaps import Gap, eval_line, grouped
from ui.feedback.question_file import add_line, path_of
from ui.settings import load_settings
from ui.text_fr import service as text_service

NumberArgument = Annotated[int, typer.Argument(help="Numéro de la question transmise.", metavar="N°")]

gaps = typer.Typer(help="Les questions que les lecteurs ont transmises au coordinateur.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    app.add_typer(gaps, name="gaps")


@gaps.command("list", help="Donne ce qui est à traiter, par fiche et rubrique ; ce qui a une réponse depuis se clôt de soi-même.")
def list_gaps(
    every: Annotated[bool, typer.Option("--all", help="Avec celles qui sont closes.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Imprime le résultat en JSON et rien d’autre.")] = False,
) -> int:
    settings = load_settings()
    wiring.replay_gaps(settings)
    groups = grouped(wiring.gaps(settings).gaps(every=every))
    if as_json:
        print_json([_shape(gap) for group in groups for gap in group.gaps])
        return ExitCode.DONE
    lines: list[str] = []
    for group in groups:
        lines.append(text_service.gap_place(group.code, group.section))
        for gap in group.gaps:
            lines += [f"  n° {gap.id}  {gap.question}", f"      {_told(gap)}"]
    print_text("\n".join(lines) or text_service.NO_GAPS)
    return ExitCode.DONE


@gaps.command("close", help="Clôt une question : la fiche est complétée, ou rien n’est à faire.")
def close_gap(number: NumberArgument) -> int:
    settings = load_settings()
    wiring.gaps(settings).close(number, _WHO)
    Journal.of(settings).write("retour_clos", _WHO, number=number)
    print_text(text_service.gap_closed(number))
    return ExitCode.DONE


@gaps.command("remove", help="Efface une question transmise.")
def remove_gap(number: NumberArgument) -> int:
    settings = load_settings()
    wiring.gaps(settings).remove(number)
    Journal.of(settings).write("retour_efface", _WHO, number=number)
    print_text(text_service.gap_removed(number))
    return ExitCode.DONE


@gaps.command("export", help="Ajoute une question et sa réponse d’aujourd’hui au fichier que « fiches eval » pose.")
def export_gap(
    number: NumberArgument,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Fichier ; par défaut FICHES_QUESTIONS.", metavar="FICHIER")] = None,
    refusal: Annotated[bool, typer.Option("--refusal", help="Ajoute un refus : c’est la bonne réponse.")] = False,
) -> int:
    settings = load_settings()
    gap = wiring.gaps(settings).gap(number)
    answer = wiring.answerer(settings).answer(gap.question, history=gap.earlier)
    if answer.status is Status.ABSTAINED and not refusal:
        raise InputError(text_service.not_yet_answered(number))
    path = output or path_of(settings)
    added = add_line(path, eval_line(gap, answer))
    print_text(text_service.gap_exported(number, str(path)) if added else text_service.gap_there_already(number, str(path)))
    return ExitCode.DONE


_WHO = "(commande)"


def _told(gap: Gap) -> str:
    more = [text_service.gap_state(gap.state, gap.closed_by)]
    if gap.times > 1:
        more.append(f"{gap.times} fois")
    if gap.moved:
        more.append("la réponse ou la fiche a changé depuis : à revoir")
    if gap.comment:
        more.append(f"« {gap.comment} »")
    return " · ".join([gap.made_at[:10], *([gap.who] if gap.who else []), *more])


def _shape(gap: Gap) -> dict[str, object]:
    return {
        "id": gap.id,
        "question": gap.question,
        "history": list(gap.earlier),
        "fiche": gap.code or None,
        "section": gap.section or None,
        "reason": gap.reason,
        "comment": gap.comment,
        "who": gap.who,
        "times": gap.times,
        "made_at": gap.made_at,
        "state": gap.state.value,
        "closed_at": gap.closed_at,
        "closed_by": gap.closed_by,
        "changed": gap.moved,
    }
