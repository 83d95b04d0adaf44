"""REF003: a link that gives a fiche a title that is not its own."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Related, Severity
from ingest.checks.links import misquoted
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche


@rule(
    "REF003",
    severity=Severity.WARNING,
    message="Le renvoi donne à la fiche {code} le titre « {given} », mais elle s’intitule « {title} ».",
    action="Vérifiez le code, puis reprenez le titre de la fiche visée.",
)
def wrong_title(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un renvoi donne à une fiche un titre qui n’est pas le sien.

    Le code ou le titre est faux : le lecteur ne sait pas laquelle des deux fiches était visée. La casse, les accents et les titres
    abrégés qui se reconnaissent ne comptent pas.

    Incorrect ::
        Fiche 1.1.2 « Rénover les écoles », quand la 1.1.2 s’intitule « Accompagner les jeunes vers les loisirs »
    Correct ::
        Fiche 1.1.2 « Les jeunes et les loisirs »
    """
    for link, target in misquoted(fiche, corpus):
        values = {"code": link.code, "given": link.title, "title": target.title.line}
        yield Problem(link.shown, values, section=link.section, related=(Related(target, target.title),))
