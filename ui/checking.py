"""`fiches check`: what is wrong with the fiches of the index, or with some against it."""

import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from ingest.bodies import load_bodies
from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Finding, Related, Severity
from ingest.checks.meaning import EmbeddedMeaning
from ingest.checks.registry import all_rules, check, section_at, select_rules
from ingest.checks.report import CheckReport
from ingest.checks.waivers import FILE_NAME, Applied, Waivers, apply_waivers, baseline, load_waivers
from ingest.corpus import load_corpus
from ingest.index.ports import Embedder
from ingest.model import Failure, Fiche
from ingest.readers.confined import ConfinedReader
from ingest.versions import like_titles
from rag.errors import IndexMissingError
from rag.library import Library
from ui import text_fr, wiring
from ui.arguments import InputError, day
from ui.console import ExitCode, as_file, json_text, print_json, print_text, say, write_file
from ui.render_check import check_text, print_check, rule_text, rules_text
from ui.settings import Settings, load_settings
from ui.shapes import FindingShape, RuleShape


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    HTML = "html"
    DOCX = "docx"


class FailOn(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


_FAILING = {
    FailOn.ERROR: {Severity.ERROR},
    FailOn.WARNING: {Severity.ERROR, Severity.WARNING},
    FailOn.NEVER: set[Severity](),
}
# Of two fiches that disagree, either may be shown: where one of them is being checked, that one.
_EITHER = frozenset({"STR005", "TXT004", "FIN005", "ACT003", "ACT005", "IND003", "CAL004"})


def check_command(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Fiches à confronter à l’index ; par défaut, toutes celles de l’index.", metavar="[CHEMIN…]")
    ] = None,
    form: Annotated[
        Format | None, typer.Option("--format", help="Forme du résultat ; par défaut text, ou celle du nom donné à -o.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Fichier à écrire.", metavar="FICHIER")] = None,
    at: Annotated[str | None, typer.Option("--at", help="Jour de référence pour dire ce qui est échu.", metavar="AAAA-MM-JJ")] = None,
    select: Annotated[list[str] | None, typer.Option("--select", help="Seulement ces règles ou familles.", metavar="RÈGLE[,…]")] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", help="Toutes les règles sauf celles-ci.", metavar="RÈGLE[,…]")] = None,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help="Gravité à partir de laquelle le code de sortie est 1.")] = FailOn.ERROR,
    write_baseline: Annotated[
        Path | None, typer.Option("--write-baseline", help="Écrit des dérogations pour tous les constats présents.", metavar="FICHIER")
    ] = None,
    annotate: Annotated[
        Path | None,
        typer.Option("--annotate", help="Écrit une archive .zip des fiches Word, chaque constat en commentaire.", metavar="FICHIER"),
    ] = None,
    list_rules: Annotated[bool, typer.Option("--list-rules", help="Donne la liste des règles.")] = False,
    explain: Annotated[str | None, typer.Option("--explain", help="Explique une règle, avec ses exemples.", metavar="RÈGLE")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Imprime le résultat en JSON et rien d’autre.")] = False,
) -> int:
    form = Format.JSON if as_json else form or _format_of(output)
    chosen, without = rule_names(select), rule_names(ignore)
    rules = select_rules(chosen, without)
    if list_rules:
        _print_rules(form)
        return ExitCode.DONE
    if explain is not None:
        print_text(rule_text(select_rules([explain])[0]))
        return ExitCode.DONE
    settings, at_day = load_settings(), day(at) or date.today()
    given, failures, files = _read(paths or [], settings)
    if paths and not given:
        for sentence in [failure.error for failure in failures] or [text_fr.no_fiche_under(paths)]:
            say(sentence)
        return ExitCode.MISUSE
    corpus = checked_corpus(
        settings, _confronted(given, _indexed(settings, files, needed=not paths)), at_day, wiring.LazyEmbedder(settings)
    )
    findings = _of(given, check(corpus, select=chosen, ignore=without)) if paths else check(corpus, select=chosen, ignore=without)
    if write_baseline is not None:
        write_file(write_baseline, baseline(findings).encode("utf-8"))
        print_text(text_fr.baseline_written(str(write_baseline), len(findings)))
        return ExitCode.DONE
    waivers = waivers_of(settings, paths or [])
    applied = apply_waivers(findings, waivers, corpus, rules=[rule.code for rule in rules], told=given or corpus.fiches)
    report = CheckReport(applied.findings, corpus, at_day, applied.waived, tuple(failures), applied.notices, tuple(given))
    for sentence in (*applied.errors, *report.notices, *(failure.error for failure in failures)):
        say(sentence)
    _show(report, form, output)
    if annotate is not None:
        from ui.reports.annotated import annotated_copies

        write_file(annotate, annotated_copies(report, files, options=settings.reading))
        say(text_fr.annotated(str(annotate)))
    if applied.errors:
        return ExitCode.MISUSE
    failed = failures or any(finding.severity in _FAILING[fail_on] for finding in report.findings)
    return ExitCode.FINDINGS if failed else ExitCode.DONE


def _format_of(output: Path | None) -> Format:
    suffix = output.suffix.lower().lstrip(".") if output else ""
    return Format(suffix) if suffix in {known.value for known in Format} else Format.HTML if suffix == "htm" else Format.TEXT


def rule_names(given: Sequence[str] | None) -> list[str]:
    return [name for part in given or [] for name in part.replace(",", " ").split()]


def check_index(settings: Settings, library: Library, *, at: date, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Applied:
    """The findings of an index that is open, parted by the waivers, as the command without a path gives them."""
    rules = select_rules(select, ignore)
    with closing(wiring.LazyEmbedder(settings)) as embedder:
        corpus = checked_corpus(settings, [library.fiche(record) for record in library.records], at, embedder)
        findings = check(corpus, select=select, ignore=ignore)
    return apply_waivers(findings, waivers_of(settings, []), corpus, rules=[rule.code for rule in rules], told=corpus.fiches)


# What is checked.


def checked_corpus(settings: Settings, fiches: Sequence[Fiche], at: date, embedder: Embedder) -> CheckedCorpus:
    return CheckedCorpus(fiches, at=at, meaning=EmbeddedMeaning(embedder), bodies=load_bodies(settings.bodies))


def _indexed(settings: Settings, files: dict[str, Path], *, needed: bool) -> list[Fiche]:
    """Every fiche of the index, and in `files` the place of each source; none where there is no index and it is not needed."""
    try:
        library = wiring.library(settings)
    except IndexMissingError:
        if needed:
            raise
        return []
    for source in library.catalogue.sources():
        files.setdefault(source.name, Path(source.path))
    return [library.fiche(record) for record in library.records]


def _read(paths: Sequence[str], settings: Settings) -> tuple[list[Fiche], tuple[Failure, ...], dict[str, Path]]:
    """The fiches of files, those that could not be read, and the place of each source by its name."""
    if not paths:
        return [], (), {}
    with ConfinedReader() as reader:
        corpus = load_corpus(paths, options=settings.reading, read=reader)
    return list(corpus.fiches), corpus.failures, {read.source.name: Path(read.file.path) for read in corpus.sources}


def _confronted(given: Sequence[Fiche], indexed: Sequence[Fiche]) -> list[Fiche]:
    """The fiches given, and those of the index whose place they do not take; a newer version would keep them from being looked at."""
    replaced = {(fiche.code, fiche.version) for fiche in given}
    return [*given, *(fiche for fiche in indexed if (fiche.code, fiche.version) not in replaced and not _is_newer(fiche, given))]


def _is_newer(fiche: Fiche, given: Sequence[Fiche]) -> bool:
    return any(
        other.code == fiche.code and (other.version or 0) < (fiche.version or 0) and like_titles(other.title.text, fiche.title.text)
        for other in given
    )


def _of(given: Sequence[Fiche], findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings of the fiches given; a disagreement found on another fiche is shown at their place."""
    own = {id(fiche) for fiche in given}
    shown = []
    for finding in findings:
        if id(finding.fiche) in own:
            shown.append(finding)
        elif finding.rule in _EITHER and (here := next((related for related in finding.related if id(related.fiche) in own), None)):
            others = tuple(related for related in finding.related if related is not here)
            related = (Related(finding.fiche, finding.excerpt), *others)
            section = section_at(here.fiche, here.excerpt.span)
            shown.append(replace(finding, fiche=here.fiche, excerpt=here.excerpt, section=section, related=related))
    return tuple(shown)


def waivers_of(settings: Settings, paths: Sequence[str]) -> Waivers:
    """The waivers of FICHES_WAIVERS, or of the file beside the fiches, or of the one that the page writes."""
    if settings.waivers is not None:
        return load_waivers(settings.waivers)
    found = waiver_file(settings, paths)
    return load_waivers(found) if found.is_file() else Waivers(Path(FILE_NAME), ())


def waiver_file(settings: Settings, paths: Sequence[str] = ()) -> Path:
    """Where waivers are kept: FICHES_WAIVERS, else the file beside the fiches where there is one, else the data folder."""
    if settings.waivers is not None:
        return settings.waivers
    folders = [Path(path) if Path(path).is_dir() else Path(path).parent for path in (*paths, settings.corpus)]
    return next((folder / FILE_NAME for folder in folders if (folder / FILE_NAME).is_file()), settings.data_dir / FILE_NAME)


# What is shown.


def _print_rules(form: Format) -> None:
    if form is Format.JSON:
        print_json([RuleShape.of(rule).model_dump() for rule in all_rules()])
    else:
        print_text(rules_text())


def _show(report: CheckReport, form: Format, output: Path | None) -> None:
    if output is None and form is Format.TEXT:
        print_check(report, print_text)
    elif output is None and form is Format.JSON:
        print_json([FindingShape.of(finding).model_dump() for finding in report.findings])
    elif output is not None:
        write_file(output, rendered(report, form))
        say(text_fr.report_written(str(output), len(report.findings)))
    elif form in (Format.XLSX, Format.DOCX) and sys.stdout.isatty():
        raise InputError(text_fr.needs_output(form.value))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(rendered(report, form))
        sys.stdout.buffer.flush()


def rendered(report: CheckReport, form: Format) -> bytes:
    """A report as a file, in any of its forms."""
    if form is Format.TEXT:
        return as_file(check_text(report))
    if form is Format.JSON:
        return as_file(json_text([FindingShape.of(finding).model_dump() for finding in report.findings]))
    rendered: bytes = import_module(f"ui.reports.{form.value}").render(report)
    return rendered
