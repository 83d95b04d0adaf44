"""TXT003: a sentence cut short or garbled."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.cut import cut_places
from ingest.checks.finding import Severity
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche


@rule(
    "TXT003",
    severity=Severity.WARNING,
    message="La phrase est coupée ou brouillée à « {end} ».",
    action="Complétez-la ou remettez ses mots en ordre.",
)
def cut_sentence(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Une phrase s’arrête avant sa fin, ou ses mots sont brouillés.

    Elle a été coupée en copiant, ou une correction a laissé un morceau de trop. Les listes qui finissent par « … » et les
    lignes sans point ne comptent pas.

    Incorrect ::
        Favoriser la mise en
    Correct ::
        Favoriser la mise en réseau des clubs
    """
    for excerpt, end in cut_places(fiche, corpus):
        yield Problem(excerpt, {"end": end})
