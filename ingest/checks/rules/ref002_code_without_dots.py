"""REF002: the code of a fiche written without its dots."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.links import links_to_fiches
from ingest.checks.registry import Problem, rule
from ingest.model import BannerKind, Excerpt, Fiche


@rule(
    "REF002",
    severity=Severity.WARNING,
    message="« {written} » : le code {code} est écrit sans ses points.",
    action="Écrivez « {code} », pour que la recherche de ce code trouve aussi ce renvoi.",
)
def code_without_dots(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Le code d’une fiche est écrit sans points.

    « Fiche 411 » ne se trouve pas en cherchant « 4.1.1 », et « 1112 » peut se lire de deux façons. Un contrat où tous les bandeaux
    portent un code sans points a fait son choix : la règle s’y tait.

    Incorrect ::
        Fiche 412 : Favoriser l’accès à la culture
    Correct ::
        Fiche 4.1.2 : Favoriser l’accès à la culture
    """
    if corpus.once(_writes_without_dots):
        return
    banner = fiche.banner_part(BannerKind.CODE)
    if banner and _is_without_dots(banner):
        yield Problem(banner, {"written": banner.line, "code": fiche.code})
    for link in links_to_fiches(fiche, corpus):
        if _is_without_dots(link.written):
            yield Problem(link.written, {"written": link.written.line, "code": link.code}, section=link.section)


def _is_without_dots(written: Excerpt) -> bool:
    return sum(char.isdigit() for char in written.text) >= 3 and "." not in written.text.rstrip(".")


def _writes_without_dots(corpus: CheckedCorpus) -> bool:
    banners = [banner for fiche in corpus.fiches if (banner := fiche.banner_part(BannerKind.CODE))]
    return 2 * sum(map(_is_without_dots, banners)) > len(banners)
