"""The commands `fiches user`, `fiches token` and `fiches audit`: who may come in, with which role, and what was done."""

import getpass
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from ui.access.accounts import AccountError, Accounts
from ui.access.audit import Journal
from ui.access.keys import Tokens
from ui.access.roles import ROLE_NAMES, Role, role_named
from ui.console import ExitCode, print_json, print_line, print_text, say
from ui.settings import load_settings
from ui.text_fr import service as text_service

NameArgument = Annotated[str, typer.Argument(help="Nom, par exemple marie ou marie.durand@ville.example.", metavar="NOM")]
RoleOption = Annotated[str, typer.Option("--role", help="lecteur, coordinateur ou admin.", metavar="RÔLE")]
JsonOption = Annotated[bool, typer.Option("--json", help="Imprime le résultat en JSON et rien d’autre.")]

users = typer.Typer(help="Les comptes de ceux qui utilisent le serveur.", no_args_is_help=True, rich_markup_mode=None)
tokens = typer.Typer(help="Les jetons des programmes qui interrogent le serveur.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    app.add_typer(users, name="user")
    app.add_typer(tokens, name="token")
    app.command(help="Imprime le journal : qui s’est connecté, a déposé, retiré, réglé, et quand.")(audit)


@users.command("add", help="Crée un compte ; le mot de passe est demandé, ou lu sur l’entrée standard.")
def add_user(
    name: NameArgument,
    role: RoleOption = Role.LECTEUR.word,
    no_password: Annotated[bool, typer.Option("--no-password", help="Sans mot de passe : par le serveur mandataire seulement.")] = False,
) -> int:
    wanted = _role(role)
    accounts = _accounts()
    if accounts.user(name.strip().lower()) is not None:  # before anybody chooses a password
        raise AccountError(text_service.user_exists(name))
    user = accounts.add(name, wanted, None if no_password else _password())
    _journal().write("compte_ajoute", _WHO, account=user.name, role_given=user.role.word)
    print_text(text_service.user_added(user.name, user.role.word))
    return ExitCode.DONE


@users.command("list", help="Donne les comptes et leurs rôles.")
def list_users(as_json: JsonOption = False) -> int:
    found = _accounts().users()
    if as_json:
        print_json([{"name": user.name, "role": user.role.word, "made_at": user.made_at, "password": user.has_password} for user in found])
    else:
        print_text(
            "\n".join(text_service.user_line(user.name, user.role.word, user.has_password) for user in found) or text_service.NO_USERS
        )
    return ExitCode.DONE


@users.command("remove", help="Retire un compte ; ses sessions finissent aussitôt.")
def remove_user(name: NameArgument) -> int:
    _accounts().remove(name)
    _journal().write("compte_retire", _WHO, account=name)
    print_text(text_service.user_removed(name))
    return ExitCode.DONE


@users.command("passwd", help="Change un mot de passe ; les sessions ouvertes finissent aussitôt.")
def change_password(name: NameArgument) -> int:
    accounts = _accounts()
    accounts.set_password(name, _password())
    _journal().write("mot_de_passe_change", _WHO, account=name)
    print_text(text_service.password_changed(name))
    return ExitCode.DONE


@users.command("role", help="Change le rôle d’un compte.")
def change_role(name: NameArgument, role: Annotated[str, typer.Argument(help="lecteur, coordinateur ou admin.", metavar="RÔLE")]) -> int:
    wanted = _role(role)
    _accounts().set_role(name, wanted)
    _journal().write("role_change", _WHO, account=name, role_given=wanted.word)
    print_text(text_service.role_changed(name, wanted.word))
    return ExitCode.DONE


@tokens.command("add", help="Crée le jeton d’un programme, et l’imprime : il ne sera plus montré.")
def add_token(name: NameArgument, role: RoleOption = Role.LECTEUR.word) -> int:
    wanted = _role(role)
    token = Tokens(_accounts()).add(name, wanted)
    _journal().write("jeton_ajoute", _WHO, account=name, role_given=wanted.word)
    say(text_service.token_added(name, wanted.word))
    print_line(token)
    return ExitCode.DONE


@tokens.command("list", help="Donne les programmes qui ont un jeton, et leurs rôles.")
def list_tokens(as_json: JsonOption = False) -> int:
    found = Tokens(_accounts()).tokens()
    if as_json:
        print_json([{"name": token.name, "role": token.role.word, "made_at": token.made_at} for token in found])
    else:
        print_text("\n".join(f"{token.name} – {token.role.word}" for token in found) or text_service.NO_TOKENS)
    return ExitCode.DONE


@tokens.command("remove", help="Reprend le jeton d’un programme.")
def remove_token(name: NameArgument) -> int:
    Tokens(_accounts()).remove(name)
    _journal().write("jeton_retire", _WHO, account=name)
    print_text(text_service.token_removed(name))
    return ExitCode.DONE


def audit(
    last: Annotated[int, typer.Option("-n", "--last", help="Nombre de lignes, les dernières.", min=1)] = 50, as_json: JsonOption = False
) -> int:
    lines = list(_journal().lines())[-last:]
    if as_json:
        for line in lines:
            print_line(json.dumps(line, ensure_ascii=False))
    else:
        print_text("\n".join(text_service.journal_line(line) for line in lines) or text_service.EMPTY_JOURNAL)
    return ExitCode.DONE


# Whoever can run the commands owns the files: the journal names them so.
_WHO = "(commande)"


def _accounts() -> Accounts:
    return Accounts(Path(load_settings().data_dir))


def _journal() -> Journal:
    return Journal.of(load_settings())


def _role(word: str) -> Role:
    found = role_named(word)
    if found is None:
        raise AccountError(text_service.no_such_role(word, ROLE_NAMES))
    return found


def _password() -> str:
    """Ask for a password twice, or read one line where nobody is at the keyboard; never an argument, which other users could see."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(text_service.PASSWORD_PROMPT)
    if getpass.getpass(text_service.PASSWORD_AGAIN) != first:
        raise AccountError(text_service.PASSWORDS_DIFFER)
    return first
