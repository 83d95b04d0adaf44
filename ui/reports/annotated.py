"""The Word files as received, with the findings as comments, in a folder for each service."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.checks.finding import Finding
from ingest.checks.leaders import by_leader
from ingest.checks.report import CheckReport
from ingest.corpus import read_bytes
from ingest.errors import UnreadableSourceError
from ingest.model import Fiche, SourceFile
from ingest.readers.options import DEFAULT_OPTIONS, ReadingOptions
from ui.reports import words
from ui.reports.comments import Remark, with_comments
from ui.reports.words import shown
from ui.zipped import zip_bytes

README = "LISEZMOI.txt"
_NOT_IN_A_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ufffd]')
# Names that Windows keeps for itself, with or without an extension.
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
_LONGEST_NAME = 80
_LONGEST_QUOTE = 400  # characters of another passage in a comment


@dataclass(frozen=True, slots=True)
class _LeftOut:
    fiche: Fiche
    reason: str


def annotated_copies(report: CheckReport, files: Mapping[str, Path], *, options: ReadingOptions = DEFAULT_OPTIONS) -> bytes:
    """A zip of the .docx that have findings, each a comment on its words; `files` gives the place of each source by its name.

    A file whose bytes are no longer those that were read, or that is no .docx, is left out: LISEZMOI.txt says which and why.
    """
    by_source: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        by_source[finding.fiche.source.name].append(finding)
    copies: dict[str, bytes] = {}
    reasons: dict[str, str] = {}
    for fiche in report.fiches:
        name = fiche.source.name
        if name in copies or name in reasons:
            continue
        try:
            copies[name] = _copy(fiche, by_source[name], files.get(name), report, options)
        except UnreadableSourceError as error:
            reasons[name] = str(error)
    left_out = [_LeftOut(fiche, reasons[fiche.source.name]) for fiche in report.fiches if fiche.source.name in reasons]
    members = list(_members(report, copies))
    return zip_bytes([(README, _readme(report, [name for name, _data in members], left_out)), *members])


def _copy(fiche: Fiche, findings: Sequence[Finding], path: Path | None, report: CheckReport, options: ReadingOptions) -> bytes:
    name = fiche.source.name
    if not findings:
        raise UnreadableSourceError("aucun constat.")
    if not name.lower().endswith(".docx"):
        raise UnreadableSourceError("la fiche n’est pas un document Word (.docx) ; ses constats sont dans le rapport.")
    if path is None:
        raise UnreadableSourceError("le fichier reçu n’a pas été retrouvé.")
    data = read_bytes(SourceFile(name, str(path)), options)
    # The digest of a source may go on with that of the headings declared beside it.
    if hashlib.sha256(data).hexdigest() != fiche.source.digest.partition("+")[0]:
        raise UnreadableSourceError("le fichier a changé depuis qu’il a été lu ; relancez la relecture.")
    remarks = [Remark(finding.excerpt.span, _comment(finding)) for finding in findings]
    return with_comments(data, name, fiche.source.text, remarks, report.at, options)


def _comment(finding: Finding) -> str:
    lines = [f"{words.SEVERITIES[finding.severity]} ({finding.rule})", finding.message, f"À faire : {finding.action}"]
    for other in finding.related:
        text = " ".join(other.excerpt.text.split())
        short = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]} […]"
        lines.append(f"{words.fiche_name(other.fiche)}, {words.spot(other.fiche.source, other.excerpt.span.start)} : {words.quoted(short)}")
    return "\n".join(" ".join(shown(words.tied(line)).split("\n")) for line in lines)


def _members(report: CheckReport, copies: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The copies in the folder of each body that leads one of their fiches."""
    taken: set[str] = {README.casefold()}
    for led in by_leader(report.fiches):
        sources = list(dict.fromkeys(fiche.source.name for fiche in led.fiches if fiche.source.name in copies))
        folder = _free(_file_name(led.name or words.NO_LEADER), taken) if sources else ""
        inside: set[str] = set()
        for name in sources:
            yield f"{folder}/{_free(_file_name(PurePosixPath(name).name), inside)}", copies[name]


def _file_name(name: str) -> str:
    """A name that Windows takes too."""
    path = PurePosixPath(" ".join(_NOT_IN_A_NAME.sub(" ", shown(name)).split()).strip(" .") or "fiche")
    stem = path.stem[: _LONGEST_NAME - len(path.suffix[:12])].rstrip(" .")
    clean = f"{stem}{path.suffix}" if len(path.suffix) <= 12 else path.name[:_LONGEST_NAME].rstrip(" .")
    return f"_{clean}" if _RESERVED.fullmatch(clean) else clean


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered where another file has it: case does not count."""
    path, given, number = PurePosixPath(name), name, 2
    while given.casefold() in taken:
        given, number = f"{path.stem} ({number}){path.suffix}", number + 1
    taken.add(given.casefold())
    return given


def _readme(report: CheckReport, names: Sequence[str], left_out: Sequence[_LeftOut]) -> bytes:
    lines = [
        f"{words.TITLE}, au {words.day(report.at)}",
        "",
        "Chaque dossier porte le nom d’un animateur. Il contient les fiches reçues en .docx qui ont des constats :",
        "chaque constat est un commentaire de Word sur les mots concernés ; rien d’autre n’est changé.",
        "",
        f"{words.counted(len(names), 'copie annotée', 'copies annotées') if names else 'Aucune copie annotée'}",
        *(f"- {name}" for name in names),
    ]
    if left_out:
        lines += ["", "Fiches laissées de côté"]
        lines += [f"- {words.fiche_name(left.fiche)}, {shown(left.fiche.source.name)} : {shown(left.reason)}" for left in left_out]
    # With its mark and the line ends of Windows, the editor of any machine opens it right.
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")
