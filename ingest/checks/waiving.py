"""Decisions written into the file of waivers and taken back, without touching what people wrote there."""

from collections.abc import Sequence
from pathlib import Path

import yaml
from filelock import FileLock, Timeout

from ingest.checks.finding import Finding
from ingest.checks.waivers import Waiver, WaiverError, Waivers, covers, load_waivers, parse_waivers, written_waiver
from ingest.errors import reason

_WAIT_S = 10
_HEADER = "# Dérogations de « fiches check » : chaque entrée tombe quand le texte de sa rubrique change.\n"


def known_waivers(path: Path) -> Waivers:
    """The waivers of a file; none where it is not there yet."""
    return load_waivers(path) if path.is_file() else Waivers(path, ())


def accept(path: Path, finding: Finding, why: str, function: str) -> None:
    """Add the waiver of a finding at the end of the file, which is made where it is not there.

    Raises:
        WaiverError: the file cannot be read or written, or is written in a way that nothing can be added to.
    """
    with _held(path):
        text = _text(path)
        before = parse_waivers(text, path).waivers
        lines = text.splitlines(keepends=True)
        if not before:  # « [] » is how an empty list is written
            lines = [line for line in lines if line.strip() != "[]"]
        if lines and not lines[-1].endswith(("\n", "\r")):
            lines[-1] += "\n"
        entry = written_waiver(finding, why, function)
        _write(path, "".join(lines or [_HEADER]) + "\n".join(entry) + "\n", [*before], added=1)


def take_back(path: Path, finding: Finding) -> int:
    """Take away the waivers that cover a finding; return how many there were.

    Raises:
        WaiverError: the file cannot be read or written, or is written in a way that nothing can be taken from.
    """
    with _held(path):
        text = _text(path)
        before = parse_waivers(text, path).waivers
        gone = [waiver for waiver in before if is_for(waiver, finding)]
        if gone:
            starts = {waiver.line for waiver in gone}
            kept = _without(text, starts)
            _write(path, kept, [waiver for waiver in before if waiver not in gone], added=0)
        return len(gone)


def is_for(waiver: Waiver, finding: Finding) -> bool:
    return (waiver.rule, waiver.fiche, waiver.field) == (finding.rule, finding.fiche.code, finding.section) and covers(waiver, finding)


def _without(text: str, starts: set[int]) -> str:
    """The text without the entries that begin on these lines (1-based); comments and blank lines after them stay."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    lines = text.splitlines(keepends=True)
    dropped: set[int] = set()
    for entry in node.value if isinstance(node, yaml.SequenceNode) else ():
        if entry.start_mark.line + 1 in starts:
            end = max(value.end_mark.line - (value.end_mark.column == 0) for pair in entry.value for value in pair)
            dropped.update(range(entry.start_mark.line, end + 1))
    return "".join(line for number, line in enumerate(lines) if number not in dropped)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        cause = reason(error) if isinstance(error, OSError) else "il n’est pas en UTF-8"
        raise WaiverError(f"Le fichier de dérogations « {path} » ne peut pas être lu ({cause}) ; vérifiez FICHES_WAIVERS.") from error


def _write(path: Path, text: str, kept: Sequence[Waiver], *, added: int) -> None:
    """Put the new text in the place of the file, once it is known to hold what it held and what was added."""
    found = parse_waivers(text, path).waivers
    if [_said(waiver) for waiver in found[: len(kept)]] != [_said(waiver) for waiver in kept] or len(found) != len(kept) + added:
        raise WaiverError(
            f"Le fichier de dérogations « {path} » est écrit d’une façon qui ne se complète pas d’ici ; modifiez-le à la main."
        )
    new = path.with_name(f".{path.name}.nouveau")
    try:
        new.write_text(text, encoding="utf-8", newline="")
        new.replace(path)
    except OSError as error:
        raise WaiverError(
            f"Le fichier de dérogations « {path} » ne peut pas être écrit ({reason(error)}) ; vérifiez vos droits."
        ) from error


def _said(waiver: Waiver) -> tuple[object, ...]:
    return waiver.rule, waiver.fiche, waiver.field, waiver.reason, waiver.function, waiver.quote, waiver.fingerprint


def _held(path: Path) -> "_Held":
    return _Held(path)


class _Held:
    """One writer at a time, whatever the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=_WAIT_S)

    def __enter__(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout as error:
            raise WaiverError(f"Le fichier de dérogations « {self._path} » est en cours d’écriture ; réessayez.") from error
        except OSError as error:
            raise WaiverError(
                f"Le fichier de dérogations « {self._path} » ne peut pas être écrit ({reason(error)}) ; vérifiez vos droits."
            ) from error

    def __exit__(self, *_error: object) -> None:
        self._lock.release()
