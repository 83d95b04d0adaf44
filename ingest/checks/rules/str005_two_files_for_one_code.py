"""STR005: two different files under one code."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Related, Severity
from ingest.checks.registry import Problem, rule
from ingest.folding import fold
from ingest.model import BannerKind, Fiche
from ingest.versions import like_titles

_SAME_ITEMS = 0.8  # share of the items that a Word file and its PDF have alike, at least


@rule(
    "STR005",
    severity=Severity.ERROR,
    message="Le code {code} est porté par deux fiches différentes : « {title} » ({source}) et « {other} » ({other_source}).",
    action="Gardez la bonne, ou donnez à l’autre son propre code ou son année de version.",
)
def two_files_for_one_code(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Deux fichiers portent le même code.

    Le lecteur ne sait pas lequel fait foi, et les renvois vers ce code peuvent mener à l’un comme à l’autre. Deux versions
    datées d’une même fiche, ou un fichier Word et son PDF, ne comptent pas.

    Incorrect ::
        FICHE 1.1.2 (version 2021) et, dans un autre fichier, FICHE 1.1.2 (version 2021), au contenu différent
    Correct ::
        FICHE 1.1.2 (version 2018) et FICHE 1.1.2 (version 2021), sous le même titre
    """
    same_code = corpus.once(_by_code)[fiche.code]
    if len(same_code) < 2:
        return
    current = corpus.by_code[fiche.code]
    for other in same_code:
        # Of two that both answer, the later one carries the finding.
        earlier = other in current and current.index(other) > current.index(fiche)
        if other is fiche or earlier or not _clash(fiche, other):
            continue
        values = {
            "code": fiche.code,
            "title": other.title.line,
            "source": other.source.name,
            "other": fiche.title.line,
            "other_source": fiche.source.name,
        }
        code = fiche.banner_part(BannerKind.CODE)
        yield Problem(fiche.title, values, related=(Related(other, other.title),)) if code else Problem(values=values)
        return


def _by_code(corpus: CheckedCorpus) -> dict[str, list[Fiche]]:
    found: dict[str, list[Fiche]] = {}
    for fiche in corpus.every:
        found.setdefault(fiche.code, []).append(fiche)
    return found


def _clash(one: Fiche, other: Fiche) -> bool:
    if not like_titles(one.title.text, other.title.text):
        return True
    if one.version != other.version:
        return False
    first, second = _items(one), _items(other)
    if first == second:
        return False
    formats = {PurePosixPath(fiche.source.name).suffix.lower() for fiche in (one, other)}
    return len(formats) == 1 or len(first & second) < _SAME_ITEMS * max(len(first), len(second), 1)


def _items(fiche: Fiche) -> frozenset[str]:
    return frozenset(fold(item.text) for section in fiche.sections for item in section.items)
