"""Usage errors of the command line in French."""

import re

import typer

_MESSAGES = (
    (re.compile(r"No such command '(.+?)'"), "La commande « {} » n’existe pas"),
    (re.compile(r"No such option:? '?(\S+?)'?[.\s]"), "L’option « {} » n’existe pas"),
    (re.compile(r"Option '(.+?)' requires"), "L’option « {} » attend une valeur"),
    (re.compile(r"Missing argument '(.+?)'"), "Il manque l’argument {}"),
    (re.compile(r"Missing option '(.+?)'"), "Il manque l’option {}"),
    (re.compile(r"unexpected extra arguments?(?:\(s\))? \((.+?)\)"), "Argument en trop : « {} » ; une question s’écrit entre guillemets"),
    (re.compile(r"Invalid value for '?(.+?)'?: "), "La valeur de {} n’est pas valable"),
    (re.compile(r"Missing command"), "Il manque une commande"),
)


def translate_usage(error: typer.TyperException) -> str:
    """One French sentence for a usage error, with the command that explains more."""
    message = f"{error.format_message()} "
    sentence = next(
        (text.format(*match.groups()) for pattern, text in _MESSAGES if (match := pattern.search(message))), "La commande est mal écrite"
    )
    context = getattr(error, "ctx", None)
    return f"{sentence} ; voyez « {context.command_path if context else 'fiches'} --help »."
