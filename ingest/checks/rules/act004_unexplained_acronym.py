"""ACT004: an acronym that no fiche explains."""

from collections import defaultdict
from collections.abc import Iterator

from ingest.checks.acronyms import first_places, unexplained
from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Related, Severity
from ingest.checks.registry import Problem, rule
from ingest.checks.variants import told_otherwise
from ingest.model import Fiche
from ingest.name_table import find_known


@rule(
    "ACT004",
    severity=Severity.WARNING,
    message="Aucune fiche n’explique le sigle « {acronym} »{known}.",
    action="Écrivez-le une fois en toutes lettres, suivi du sigle entre parenthèses{known}.",
)
def unexplained_acronym(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un sigle n’est écrit en toutes lettres dans aucune fiche.

    Les habitants, les associations et les nouveaux venus ne savent pas de qui l’on parle. Un sigle national que la table des
    organismes connaît n’est qu’une information.

    Incorrect ::
        Clubs de la commune, SIVBO
    Correct ::
        Clubs de la commune, Syndicat intercommunal de la vallée de la Brive et de l’Ognon (SIVBO)
    """
    for places in corpus.once(_first_told).get(id(fiche), ()):
        written = places[0].excerpt.text
        known = find_known(written)
        if known is not None and not known.expansion:
            continue  # a name of its own, « LEADER »
        said = f" ({known.expansion})" if known is not None and known.expansion else ""
        severity = Severity.INFO if known is not None else None
        yield Problem(places[0].excerpt, {"acronym": written, "known": said}, related=tuple(places[1:]), severity=severity)


def _first_told(corpus: CheckedCorpus) -> dict[int, list[list[Related]]]:
    """The places of each acronym to tell, by the fiche of the first."""
    found: dict[int, list[list[Related]]] = defaultdict(list)
    for key, acronym in corpus.once(unexplained).items():
        if key not in corpus.once(told_otherwise):
            places = first_places(acronym.places)
            found[id(places[0].fiche)].append(places)
    return found
