"""Findings -> lines for a terminal: grouped by fiche, the source line with its words underlined, what is wrong and what to do."""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ingest.checks.finding import Finding, Severity
from ingest.checks.registry import FAMILIES, Rule, all_rules
from ingest.checks.report import CheckReport
from ingest.model import Excerpt, Source
from ui.reports import words
from ui.terminal import safe

_BEFORE, _SHOWN = 40, 110  # characters of a long line: before the span, and in all
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_RELATED = 5


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    style: str = ""


Row = tuple[Piece, ...]


def print_check(report: CheckReport, print_plain: Callable[[str], None]) -> None:
    """Print in colours on a terminal that has them, plain elsewhere or under NO_COLOR."""
    from rich.console import Console  # only where something is printed for people

    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    if not console.is_terminal or console.no_color or console.color_system is None:
        print_plain(check_text(report))
        return
    from rich.text import Text

    for row in _rows(report):
        console.print(Text.assemble(*((safe(piece.text), piece.style) for piece in row if piece.style != _CARETS)), soft_wrap=True)


def check_text(report: CheckReport) -> str:
    """The findings in plain text, where a line of ^ stands under the words concerned."""
    lines = ["".join(piece.text for piece in row) for row in _rows(report)]
    return "\n".join(line.rstrip() for line in lines)


_CARETS = "carets"  # a row that colours make needless


def _rows(report: CheckReport) -> Iterator[Row]:
    by_fiche: dict[int, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        by_fiche[id(finding.fiche)].append(finding)
    for fiche, findings in ((fiche, by_fiche[id(fiche)]) for fiche in report.corpus.every if id(fiche) in by_fiche):
        version = f" (version {fiche.version})" if fiche.version else ""
        yield (Piece(f"Fiche {fiche.code}{version} – {fiche.title.line}", "bold"),)
        yield (Piece(f"{fiche.source.name}", "dim"),)
        for finding in findings:
            yield (Piece(""),)
            yield from _finding(finding)
        yield (Piece(""),)
    yield (Piece(summary(report), "bold"),)


def _finding(finding: Finding) -> Iterator[Row]:
    source = finding.fiche.source
    name = words.SEVERITIES[finding.severity].lower()
    yield (
        Piece(f"  {name}", _STYLES[finding.severity]),
        Piece(f" {finding.rule}", "bold"),
        Piece(f" – {words.section(finding.section)}, {_place(source, finding.excerpt)}"),
    )
    before, marked, after = _line_around(source, finding.excerpt)
    yield Piece(f"    {before}"), Piece(marked, "underline"), Piece(after)
    if marked.strip():
        yield (Piece(f"    {' ' * len(before)}{'^' * len(marked)}", _CARETS),)
    yield (Piece(f"    {finding.message}"),)
    yield (Piece(f"    → {finding.action}"),)
    for related in finding.related[:_RELATED]:
        at = _place(related.fiche.source, related.excerpt)
        yield (Piece(f"    voir aussi la fiche {related.fiche.code}, {at} : « {_shortened(related.excerpt.line)} »", "dim"),)
    if len(finding.related) > _RELATED:
        yield (Piece(f"    … et {len(finding.related) - _RELATED} autres passages", "dim"),)


def _place(source: Source, excerpt: Excerpt) -> str:
    page = source.page_at(excerpt.span.start)
    return f"page {page}" if page else f"ligne {source.line_at(excerpt.span.start)}"


def _line_around(source: Source, excerpt: Excerpt) -> tuple[str, str, str]:
    """The source line of an excerpt: what stands before it, its words on that line, and what stands after."""
    text, start = source.text, excerpt.span.start
    head = max(text.rfind(mark, 0, start) for mark in "\r\n") + 1
    ends = [position for mark in "\r\n" if (position := text.find(mark, start)) >= 0]
    tail = min(ends, default=len(text))
    begin = head if start - head <= _BEFORE else start - _BEFORE
    end = min(excerpt.span.end, tail)
    stop = min(tail, max(end, begin + _SHOWN))
    before = ("…" if begin > head else "") + text[begin:start].lstrip("\t ")
    marked = text[start:end]
    if len(marked) > _SHOWN:
        marked, stop = marked[:_SHOWN], start + _SHOWN
        end = stop
    after = text[end:stop] + ("…" if stop < tail else "")
    return before.replace("\t", " "), marked.replace("\t", " "), after.replace("\t", " ").rstrip()


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def summary(report: CheckReport) -> str:
    """Return « 5 erreurs, 12 avertissements et 3 remarques dans 2 fiches. »."""
    counts = [(report.count(severity), words.SEVERITIES[severity].lower()) for severity in Severity]
    told = [f"{count} {name}{'s' if count > 1 else ''}" for count, name in counts if count]
    fiches = len({finding.fiche.source.name + finding.fiche.code for finding in report.findings})
    waived = len(report.waived)
    by_waiver = f" ; {waived} constat{'s' if waived > 1 else ''} sous dérogation" if waived else ""
    if not told:
        return f"Rien à signaler{by_waiver}."
    listed = ", ".join(told[:-1]) + (" et " if len(told) > 1 else "") + told[-1]
    return f"{listed} dans {fiches} fiche{'s' if fiches > 1 else ''}{by_waiver}."


def rules_text() -> str:
    """The rules by family, each with its severity and what it finds."""
    lines = []
    for family, rules in groupby(all_rules(), key=lambda rule: rule.family):
        lines.append(f"{family} – {FAMILIES[family]}")
        lines += [f"  {rule.code}  {words.SEVERITIES[rule.severity].lower():13}  {rule.title}" for rule in rules]
    return "\n".join(lines)


def rule_text(rule: Rule) -> str:
    """A rule as `--explain` prints it."""
    return (
        f"{rule.code} ({words.SEVERITIES[rule.severity].lower()}, {FAMILIES[rule.family]})\n\n{rule.explanation}\n\nÀ faire : {rule.action}"
    )
