"""REF005: one transversal axis under several names."""

from collections.abc import Iterator

from rapidfuzz import fuzz

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Related, Severity
from ingest.checks.places import stem
from ingest.checks.registry import Problem, rule
from ingest.folding import fold
from ingest.model import Excerpt, Fiche

_ONE_AXIS = 75.0  # token_sort_ratio, 0 to 100: « égalité homme »/« égalité homme femme » 78; « jeunesse »/« égalité » under 40
_FAMILY = 4  # letters
_SMALL = {"at", "axe", "transversal", "de", "des", "la", "le", "les", "l", "d", "et", "entre", "du"}
_Cited = tuple[Fiche, Excerpt, str]


@rule(
    "REF005",
    severity=Severity.INFO,
    message="Un même axe transversal est cité sous plusieurs noms : {names}.",
    action="Choisissez l’un de ces noms et gardez-le dans toutes les fiches.",
)
def axis_under_two_names(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un même axe transversal est cité sous plusieurs noms.

    Qui cherche un axe dans toutes les fiches ne trouve que celles qui l’écrivent comme lui.

    Incorrect ::
        AT égalité homme-femme dans une fiche, AT égalité femmes-hommes dans une autre
    Correct ::
        AT égalité femmes-hommes dans toutes
    """
    for cited in corpus.once(_axes):
        if cited[0][0] is fiche:
            names = " ; ".join(f"« {' '.join(name.split())} »" for _fiche, _excerpt, name in cited)
            yield Problem(cited[0][1], {"names": names}, related=tuple(Related(other, excerpt) for other, excerpt, _name in cited[1:]))


def _axes(corpus: CheckedCorpus) -> list[list[_Cited]]:
    """The axes cited under several names: the first fiche that uses each name, in order."""
    groups: list[dict[str, _Cited]] = []
    for fiche in corpus.fiches:
        for link in fiche.links:
            if link.code.startswith("AT "):
                key = _key(link.code)
                group = next((group for group in groups if any(_is_one_axis(key, other) for other in group)), None)
                if group is None:
                    groups.append(group := {})
                group.setdefault(key, (fiche, link.quote, link.code))
    return [list(group.values()) for group in groups if len(group) > 1]


def _key(name: str) -> str:
    return " ".join(stem(word) for word in fold(name).split() if word not in _SMALL)


def _is_one_axis(one: str, other: str) -> bool:
    words, others = set(one.split()), set(other.split())
    if min(len(words), len(others)) == 1 and one[:_FAMILY] == other[:_FAMILY]:
        return True  # « jeunesse », « jeunes et adolescents »
    return bool(words and others) and (words <= others or others <= words or fuzz.token_sort_ratio(one, other) >= _ONE_AXIS)
