"""The commands for who runs a server: a file for whoever helps, and a trial after an upgrade."""

from pathlib import Path
from typing import Annotated

import typer

from ui.console import ExitCode, print_text
from ui.settings import load_settings
from ui.text_fr import operating as words


def register(app: typer.Typer) -> None:
    app.command("support-bundle", help="Écrit un fichier pour qui vous aide : versions, réglages, diagnostic ; rien de personnel.")(
        bundle_command
    )
    app.command("self-test", help="Après une mise à jour : essaie tout le programme sur un petit exemple, à part de vos données.")(
        self_test_command
    )


def bundle_command(
    output: Annotated[Path, typer.Option("-o", "--output", help="Fichier à écrire.", metavar="FICHIER")] = Path("aide-fiches.zip"),
) -> int:
    from ui.support import support_bundle

    print_text(words.bundle_written(str(output), -(-support_bundle(load_settings(), output) // 1_000)))
    return ExitCode.DONE


def self_test_command() -> int:
    from ui.self_test import self_test

    failed = False
    for step in self_test(load_settings()):
        print_text(words.step_failed(step.name, step.wrong) if step.wrong else words.step_done(step.name))
        failed = failed or bool(step.wrong)
    print_text(words.BADLY if failed else words.WELL)
    return ExitCode.FINDINGS if failed else ExitCode.DONE
