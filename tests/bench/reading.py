"""Whether a fiche reads the same in every format, what damaged files do, the annex of a contract, and speed.

usage: python -m tests.bench.reading [--only formats|annex|damaged|speed]… [--damaged N] [--seed N] [--without-office]
Fails when a figure is under its floor in QUALITY.
"""

import argparse
import logging
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from ingest.corpus import load_corpus
from ingest.errors import FichesError
from ingest.model import Fiche
from ingest.parser import parse_fiches
from ingest.readers import READERS, read_source
from tests.bench._common import CORPUS, indexed
from tests.making import convert, opendocument, pdf, web, word
from tests.making.answers import told, write_rebuilt
from tests.making.compare import covered_chars, differences, expected_fields, field_count, fields, overlaps
from tests.making.fiche_model import FICTIONAL, REAL, MadeFiche, parsed_fiches, source_fiches
from tests.making.mutations import mutated
from ui import wiring

QUALITY = {
    "fields": 1.0,  # share of fields identical to those of the text files, all formats but the next together
    # The same of the PDF files of LibreOffice, where no space sets paragraphs apart: two are one where the first fills its last line.
    "office_pdf": 0.95,
    "coverage": 1.0,  # share of the characters that are not blank in a banner part, heading, item or leftover
    "hidden": 0,  # sources that show what was struck out, a remark, the code of a field or a script
    "overlaps": 0,  # items that share characters
    "tracebacks": 0,  # damaged files that raised something else than a refusal
    "hangs": 0,  # damaged files given up after HANG_S
    "memory_mb": 1_000.0,  # peak of the process that reads the damaged files, and of its children
    "answers": 1.0,  # share of the fixed questions with the answer of the text files, in the format that does worst
    "annex": 1.0,  # share of the fields of the annex
}
PARTS = ("formats", "questions", "annex", "damaged", "speed")
HANG_S = 60.0
HIDDEN = {*word.HIDDEN, *opendocument.HIDDEN, *web.HIDDEN}
Made = tuple[str, str, Callable[[MadeFiche], bytes]]


@dataclass(slots=True)
class Tally:
    """What was read, summed."""

    right: int = 0
    fields: int = 0
    covered: int = 0
    written: int = 0
    overlaps: int = 0
    hidden: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, label: str, made: Sequence[MadeFiche], fiches: Sequence[Fiche]) -> None:
        """Compare what was read with what was made; fiches are matched by their place, then by their code."""
        by_code = {fiche.code: fiche for fiche in fiches}
        for index, expected in enumerate(map(expected_fields, made)):
            count = field_count(expected)
            self.fields += count
            fiche = fiches[index] if len(fiches) == len(made) else by_code.get(expected["code"])
            if fiche is None:
                self.problems.append(f"{label} {made[index].name} : fiche absente")
                continue
            told = differences(expected, fields(fiche))
            self.right += count - min(count, len(told))
            self.problems += [f"{label} {made[index].name} : {line}" for line in told]
        for source in {id(fiche.source): fiche.source for fiche in fiches}.values():
            own = [fiche for fiche in fiches if fiche.source is source]
            covered, written = covered_chars(own)
            self.covered += covered
            self.written += written
            if covered < written:
                self.problems.append(f"{label} {source.name} : {written - covered} caractères que rien ne réclame")
            if shown := [hidden for hidden in HIDDEN if hidden.lower() in source.text.lower()]:
                self.hidden += 1
                self.problems.append(f"{label} {source.name} : montre {shown}")
            self.overlaps += (shared := overlaps(own))
            if shared:
                self.problems.append(f"{label} {source.name} : {shared} éléments se recouvrent")

    def merge(self, other: "Tally") -> None:
        self.right += other.right
        self.fields += other.fields
        self.covered += other.covered
        self.written += other.written
        self.overlaps += other.overlaps
        self.hidden += other.hidden
        self.problems += other.problems


# (a) and (b): every format.


def variants() -> Iterator[Made]:
    """Each way of making a file: its label, its suffix, and the function."""
    for name, word_style in word.STYLES.items():
        yield f"docx {name}", ".docx", lambda fiche, style=word_style: word.make_docx([fiche], style=style)
    for name, odt_style in opendocument.STYLES.items():
        yield f"odt {name}", ".odt", lambda fiche, style=odt_style: opendocument.make_odt([fiche], style=style)
    for layout in ("table", "headings"):
        for encoding in ("utf-8", "cp1252"):
            yield (
                f"html {layout} {encoding}",
                ".html",
                lambda fiche, how=(layout, encoding): web.make_html([fiche], layout=how[0], encoding=how[1]),
            )
    yield "html de Word", ".html", lambda fiche: web.make_html([fiche], encoding="cp1252", entities=True, word=True)
    for layout in ("table", "headings", "bold"):
        yield f"md {layout}", ".md", lambda fiche, layout=layout: web.make_markdown([fiche], layout=layout)
    for name, pdf_style in pdf.STYLES.items():
        yield f"pdf {name}", ".pdf", lambda fiche, style=pdf_style: pdf.make_pdf([fiche], style=style)


def conversions() -> Iterator[tuple[str, str, Mapping[str, bytes]]]:
    """What LibreOffice makes of our files: label, suffix, and the files under the names of their fiches."""
    fiches = parsed_fiches()
    given = {
        "docx": {f"{fiche.name}.docx": word.make_docx([fiche]) for fiche in fiches},
        "docx (puces tapées)": {f"{fiche.name}.docx": word.make_docx([fiche], style=word.STYLES["typed-bullets"]) for fiche in fiches},
        "odt (cadre)": {f"{fiche.name}.odt": opendocument.make_odt([fiche], style=opendocument.STYLES["frame"]) for fiche in fiches},
    }
    wanted = (
        ("docx", ".odt"),
        ("docx", ".tagged.pdf"),
        ("docx", ".pdf"),
        ("docx", ".doc"),
        ("docx", ".rtf"),
        ("docx (puces tapées)", ".pdf"),
    )
    for name, suffix in (*wanted, ("docx", ".html"), ("odt (cadre)", ".docx"), ("odt (cadre)", ".pdf")):
        yield f"{name} -> {suffix} (LibreOffice)", suffix, convert.convert_many(given[name], suffix)


def read_alone(data: bytes, name: str) -> tuple[Fiche, ...]:
    return parse_fiches(read_source(data, name))


def report_formats(*, office: bool) -> tuple[Tally, Tally]:
    """Return what was read of every format, and of the PDF files of LibreOffice."""
    total, office_pdf = Tally(), Tally()
    sys.stdout.write("format | champs justes | couverture | éléments recouverts\n--- | --- | --- | ---\n")

    def tell(label: str, suffix: str, files: Iterator[tuple[MadeFiche, bytes]]) -> None:
        tally = Tally()
        if Path(f"f{suffix}").suffix not in READERS:
            sys.stdout.write(f"{label} | format non lu | – | –\n")
            total.fields += sum(field_count(expected_fields(made)) for made in parsed_fiches())
            total.problems.append(f"{label} : format non lu")
            return
        for made, data in files:
            try:
                tally.add(label, [made], read_alone(data, f"{made.name}{suffix}"))
            except FichesError as error:
                tally.fields += field_count(expected_fields(made))
                tally.problems.append(f"{label} {made.name} : refusé, {error}")
        sys.stdout.write(f"{label} | {share(tally.right, tally.fields)} | {share(tally.covered, tally.written)} | {tally.overlaps}\n")
        sys.stdout.flush()
        (office_pdf if suffix.endswith(".pdf") and "LibreOffice" in label and "tagged" not in label else total).merge(tally)

    sources = {fiche.source.name: fiche for fiche in source_fiches()}
    tell("txt", ".txt", ((made, fiche.source.text.encode()) for made, fiche in zip(parsed_fiches(), sources.values(), strict=True)))
    for label, suffix, make in variants():
        tell(label, suffix, ((made, make(made)) for made in parsed_fiches()))
    if office and convert.SOFFICE:
        for label, suffix, files in conversions():
            named = {Path(name).stem: data for name, data in files.items()}
            tell(label, suffix, ((made, named[made.name]) for made in parsed_fiches()))
    elif not convert.SOFFICE:
        sys.stdout.write("LibreOffice n’est pas installé : conversions passées.\n")
    return total, office_pdf


# (c): damaged files, in a process of their own that can be stopped.


def _read_damaged(connection: Connection, first: int, count: int, seed: int) -> None:
    """Read the damaged files from the one of rank `first`, and send (name, outcome, seconds, peak in MB) for each."""
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="fiches-bench-") as folder:
        for name, data in mutated(count, seed, start=first):
            path = Path(folder) / name
            path.write_bytes(data)
            connection.send((name, "begun", 0.0, 0.0))
            started = time.perf_counter()
            try:
                corpus = load_corpus([str(path)])
                outcome = "read" if corpus.fiches else "refused"
            except Exception:  # any: to be counted is what this is for
                outcome = traceback.format_exc()
            peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
            connection.send((name, outcome, time.perf_counter() - started, sum(peaks) / 1024))
            path.unlink()


def report_damaged(count: int, seed: int) -> dict[str, float]:
    outcomes: Counter[str] = Counter()
    slowest, slowest_name, peak = 0.0, "", 0.0
    tracebacks: list[tuple[str, str]] = []
    hung: list[str] = []
    done = 0
    context = multiprocessing.get_context("spawn")
    while done < count:
        ours, theirs = context.Pipe(duplex=False)
        reader = context.Process(target=_read_damaged, args=(theirs, done, count, seed), daemon=False)
        reader.start()
        theirs.close()
        current = "?"
        while done < count:
            try:
                # The first answer waits for the originals to be made.
                if not ours.poll(HANG_S):
                    hung.append(current)
                    done += 1
                    break
                name, outcome, seconds, megabytes = ours.recv()
            except EOFError:  # the process died
                if current == "?":
                    raise RuntimeError("the process that reads the damaged files does not start") from None
                tracebacks.append((current, "le processus est mort"))
                done += 1
                break
            current = name
            if outcome == "begun":
                continue
            done += 1
            peak = max(peak, megabytes)
            if seconds > slowest:
                slowest, slowest_name = seconds, name
            outcomes[outcome if outcome in ("read", "refused") else "traceback"] += 1
            if outcome not in ("read", "refused"):
                tracebacks.append((name, outcome))
        reader.kill() if reader.is_alive() and done < count else None
        reader.join(30)
    sys.stdout.write(
        f"\n{count} fichiers abîmés (graine {seed}) : {outcomes['read']} lus, {outcomes['refused']} refusés, {len(tracebacks)} erreurs imprévues, "
        f"{len(hung)} sans fin ; le plus lent {slowest:.1f} s ({slowest_name}) ; mémoire {peak:.0f} Mo\n"
    )
    kinds: dict[str, tuple[str, str]] = {}
    for name, trace in tracebacks:
        kinds.setdefault("\n".join(trace.strip().splitlines()[-3:]), (name, trace))
    for name, trace in list(kinds.values())[:10]:
        sys.stdout.write(f"  {name}\n    " + "\n    ".join(trace.strip().splitlines()[-6:]) + "\n")
    for name in hung:
        sys.stdout.write(f"  sans fin : {name}\n")
    return {"tracebacks": len(tracebacks), "hangs": len(hung), "memory_mb": peak}


# (d): the annex.


def report_annex() -> Tally:
    total = Tally()
    annexes: list[tuple[str, str, bytes, tuple[MadeFiche, ...]]] = []
    for label, each in (("annexe pdf, une fiche par page", True), ("annexe pdf, à la suite", False)):
        data, fiches = pdf.make_annex(each_on_a_page=each)
        annexes.append((label, ".pdf", data, fiches))
    annexes.append(("annexe docx", ".docx", word.annex_docx(pdf.annex_fiches()), pdf.annex_fiches()))
    sys.stdout.write("\nannexe | fiches trouvées | champs justes | couverture | secondes\n--- | --- | --- | --- | ---\n")
    for label, suffix, data, made in annexes:
        tally = Tally()
        started = time.perf_counter()
        try:
            fiches = read_alone(data, f"annexe{suffix}")
        except FichesError as error:
            fiches = ()
            tally.problems.append(f"{label} : refusé, {error}")
        seconds = time.perf_counter() - started
        tally.add(label, made, fiches)
        sys.stdout.write(
            f"{label} | {len(fiches)} sur {len(made)} | {share(tally.right, tally.fields)} | {share(tally.covered, tally.written)} | {seconds:.1f}\n"
        )
        total.merge(tally)
    return total


# (e): speed.


def report_speed() -> None:
    texts = [path.read_bytes() for folder in (REAL, FICTIONAL) for path in sorted(folder.rglob("*.txt"))]
    words = [word.make_docx([fiche]) for fiche in parsed_fiches()]
    sys.stdout.write("\nvitesse, lecture et analyse, un cœur, médiane de 5 passages\n")
    for label, suffix, files in (("texte", ".txt", texts), ("Word", ".docx", words)):
        speeds = []
        for _round in range(6):
            started = time.process_time()
            for data in files:
                read_alone(data, f"f{suffix}")
            speeds.append(len(files) / (time.process_time() - started))
        sys.stdout.write(f"{label} : {statistics.median(speeds[1:]):.0f} fiches par seconde\n")


def share(part: int, whole: int) -> str:
    return f"{part} / {whole} ({100 * part / whole:.2f} %)" if whole else "–"


def report_questions(*, office: bool) -> float:
    """Print how many of the fixed questions get the answer of the text files, by format; return the least share."""
    with indexed(CORPUS) as settings:
        expected = told(wiring.answerer(settings))
    sys.stdout.write("\nformat | réponses identiques à celles des textes\n--- | ---\n")
    shares = []
    for suffix in [".docx", ".odt", ".pdf", *([".tagged.pdf"] if office and convert.SOFFICE else [])]:
        with tempfile.TemporaryDirectory() as folder, indexed(write_rebuilt(suffix, Path(folder))) as settings:
            same = sum(one == other for one, other in zip(expected, told(wiring.answerer(settings)), strict=True))
        sys.stdout.write(f"{suffix} | {same} / {len(expected)}\n")
        shares.append(same / len(expected))
    return min(shares)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--damaged", type=int, default=2_000, help="how many damaged files")
    parser.add_argument("--seed", type=int, default=2_017)
    parser.add_argument("--without-office", action="store_true", help="leave the conversions of LibreOffice out")
    parser.add_argument("--only", action="append", choices=PARTS, help="one part, several times for several")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    parts = options.only or PARTS
    tally, figures = Tally(), {}
    if "formats" in parts:
        tally, office_pdf = report_formats(office=not options.without_office)
        figures["fields"] = tally.right / max(1, tally.fields)
        if office_pdf.fields:
            figures["office_pdf"] = office_pdf.right / office_pdf.fields
        tally.merge(office_pdf)
    if "questions" in parts:
        figures["answers"] = report_questions(office=not options.without_office)
    if "annex" in parts:
        annex = report_annex()
        figures["annex"] = annex.right / max(1, annex.fields)
        tally.merge(annex)
    if tally.written:
        figures |= {"coverage": tally.covered / tally.written, "hidden": tally.hidden, "overlaps": tally.overlaps}
    if "damaged" in parts:
        figures |= report_damaged(options.damaged, options.seed)
    if "speed" in parts:
        report_speed()
    problems = tally.problems
    sys.stdout.write("".join(f"\n{problem}" for problem in problems[:60]))
    sys.stdout.write(f"\n… et {len(problems) - 60} autres" if len(problems) > 60 else "")
    missed = list(below(figures))
    sys.stdout.write("\n\n" + ("\n".join(missed) if missed else "Tous les seuils sont tenus.") + "\n")
    return 1 if missed else 0


def below(figures: Mapping[str, float]) -> Iterator[str]:
    """Say which figures miss their floor; those that count faults have a ceiling."""
    for name, limit in QUALITY.items():
        if name not in figures:
            continue
        ceiling = name in ("hidden", "overlaps", "tracebacks", "hangs", "memory_mb")
        if figures[name] > limit if ceiling else figures[name] < limit:
            yield f"{name} = {figures[name]:.4f}, seuil {limit:.4f}"


if __name__ == "__main__":
    sys.exit(main())
