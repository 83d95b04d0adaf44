"""Results -> plain text for a terminal."""

import textwrap
from collections.abc import Mapping, Sequence

from ingest.chunking import clean
from ingest.headings import LABELS
from ingest.index.catalogue import Generation
from ingest.model import SectionKind
from rag.answer import Answer
from ui import text_fr
from ui.shapes import DoctorShape, EvaluationShape, FicheShape, IndexShape, SearchShape, StatusShape

_WIDTH = 100


def answer_text(answer: Answer) -> str:
    """The answer, then where each quote stands: fiche, section, file, line, offsets."""
    lines = [answer.markdown.replace("**", "").replace("\\", "")]
    if answer.notices:
        lines.append("")
        lines.extend(f"! {notice}" for notice in answer.notices)
    if answer.citations:
        lines.append("")
        lines.append("Sources :")
        for number, citation in enumerate(answer.citations, start=1):
            fiche = citation.fiche
            version = f" ({fiche.version})" if fiche.version else ""
            place = f"{fiche.source.name}, {text_fr.position(citation)}"
            lines.append(f"  [{number}] Fiche {fiche.code}{version} › {section_label(citation.section.value)} – {place}")
    return "\n".join(lines)


def section_label(section: str) -> str:
    return LABELS[SectionKind(section)] if section != SectionKind.AUTRE else "Titre ou autre rubrique"


def search_text(found: Sequence[SearchShape]) -> str:
    if not found:
        return text_fr.NOTHING_FOUND
    blocks = []
    for shape in found:
        head = f"{shape.rank:>3}. [{shape.score:.3f}] Fiche {shape.fiche} › {section_label(shape.section)} – {shape.source}:{shape.start}-{shape.end}"
        body = textwrap.fill(clean(shape.text), _WIDTH, initial_indent="     ", subsequent_indent="     ")
        blocks.append(f"{head}\n{body}")
    return "\n".join(blocks)


def index_text(report: IndexShape, *, dry_run: bool) -> str:
    """What an indexing run did; failures are told apart, on stderr."""
    counts = (
        ("ajoutée", report.added),
        ("mise à jour", report.updated),
        ("inchangée", report.unchanged),
        ("retirée", report.removed),
        ("en double", report.duplicates),
        ("ignorée", report.skipped),
    )
    parts = [f"{len(names)} {_plural(word, len(names))}" for word, names in counts if names]
    lead = "Sans rien changer : " if dry_run else ""
    total = f"L’index compte {report.fiches} fiche(s) et {report.passages} passages ({report.seconds:.1f} s)."
    return f"{lead}sources : {', '.join(parts) or 'aucune'}.\n{total}"


def _plural(word: str, count: int) -> str:
    if count < 2 or word == "en double":
        return word
    return "mises à jour" if word == "mise à jour" else word + "s"


def status_text(status: StatusShape) -> str:
    lines = [
        f"{status.fiches} fiche(s), {status.passages} passages, {status.sources} source(s)",
        f"modèle : {status.model}",
        f"mis à jour : {text_fr.moment(status.updated_at)}",
        f"génération : {status.generation}",
        f"dossier : {status.data_dir}",
    ]
    lines.extend(f"échec – {failure.error}" for failure in status.failed)
    return "\n".join(lines)


def generations_text(kept: Sequence[Generation]) -> str:
    """The generations that can be compared, oldest first; the last one answers."""
    return "\n".join(text_fr.kept_generation(generation, visible=generation is kept[-1]) for generation in kept)


def doctor_text(doctor: DoctorShape) -> str:
    lines = []
    for check in doctor.checks:
        lines.append(f"{'✓' if check.ok else '✗'} {check.name} : {check.found}")
        if check.repair:
            lines.append(f"    → {check.repair}")
    failed = sum(not check.ok for check in doctor.checks)
    lines.extend(["", text_fr.doctor_verdict(failed)])
    return "\n".join(lines)


def fiche_text(fiche: FicheShape) -> str:
    """A parsed fiche, field by field, then what was left over."""
    lines = [f"Fiche {fiche.code}" + (f" (version {fiche.version})" if fiche.version else ""), fiche.title, f"source : {fiche.source}"]
    lines.extend(part for part in (fiche.pilier, fiche.axe) if part)
    for field in fiche.fields:
        lines.extend(["", f"{clean(field.heading.text)}  [{field.section}]"])
        lines.extend(textwrap.fill(clean(item.text), _WIDTH, initial_indent="  – ", subsequent_indent="    ") for item in field.items)
        if not field.items:
            lines.append("  (rubrique vide)")
    if fiche.links:
        lines.extend(["", "Liens :"])
        lines.extend(
            f"  {link.code} {'' if link.resolved or not link.code[0].isdigit() else '(non indexée) '}{link.title}" for link in fiche.links
        )
    left = [leftover for leftover in fiche.leftovers if leftover.kind != "bullet"]
    if left:
        lines.extend(["", "Restes :"])
        lines.extend(f"  {text_fr.LEFTOVER_LABELS[leftover.kind]} : {clean(leftover.text) or leftover.text}" for leftover in left)
    return "\n".join(lines)


_MEASURES = {
    "exact": "citations exactes au caractère près",
    "right": "réponses justes et complètes",
    "false_refusal": "refus à tort",
    "precision": "citations utiles",
    "refused": "questions sans réponse refusées",
    "reason": "… avec la bonne raison",
}


def evaluation_text(result: EvaluationShape) -> str:
    lines = [f"{result.questions} questions"]
    lines.extend(f"  {_MEASURES.get(name, name)} : {value:.1%}" for name, value in result.scores.items())
    lines.append("")
    for kind, scores in result.by_kind.items():
        shown = ", ".join(f"{name} {value:.0%}" for name, value in scores.items() if name != "questions")
        lines.append(f"  {kind} ({scores['questions']:.0f}) : {shown}")
    lines.extend(f"  ✗ {failure.id} : {failure.why}" for failure in result.failures)
    if result.retrieval:
        lines.extend(["", text_fr.RETRIEVAL])
        lines.extend(_aligned([["", *text_fr.RETRIEVAL_MEASURES.values()], *(_retrieval_row(*way) for way in result.retrieval.items())]))
    return "\n".join(lines)


def _retrieval_row(way: str, measures: Mapping[str, float]) -> list[str]:
    return [
        text_fr.RETRIEVAL_WAYS.get(way, way),
        *(f"{measures[name]:.3f}" if name in measures else "–" for name in text_fr.RETRIEVAL_MEASURES),
    ]


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
