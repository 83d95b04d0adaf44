"""STR002: a heading with nothing under it."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.leftovers import unfilled
from ingest.checks.places import is_blank, sections_by_place
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche, Section, SectionKind


@rule(
    "STR002",
    severity=Severity.WARNING,
    message="La rubrique « {heading} » est vide.",
    action="Remplissez-la, ou écrivez « sans objet » ou « à préciser » : le lecteur saura qu’elle n’a pas été oubliée.",
)
def empty_section(fiche: Fiche, _corpus: CheckedCorpus) -> Iterator[Problem]:
    """Une rubrique du modèle est présente mais rien n’y est écrit.

    Le lecteur ne sait pas si l’information manque ou ne s’applique pas.

    Incorrect ::
        Calendrier
    Correct ::
        Calendrier
        En continu
    """
    asked = [leftover.excerpt.span for leftover in unfilled(fiche)]
    above: Section | None = None
    for section, stretch in sections_by_place(fiche):
        # The blank cell of partners and schemes is told once.
        one_cell = (
            above is not None and is_blank(above) and {above.kind, section.kind} == _CELL and not _between(fiche, above, section).strip()
        )
        above = section
        if section.shared_with or one_cell or not is_blank(section) or any(stretch.contains(span) for span in asked):
            continue
        yield Problem(section.heading, {"heading": section.heading.line.rstrip(" :")}, section=section.kind)


_CELL = {SectionKind.PARTENAIRES, SectionKind.DISPOSITIFS}


def _between(fiche: Fiche, above: Section, below: Section) -> str:
    return fiche.source.text[above.heading.span.end : below.heading.span.start]
