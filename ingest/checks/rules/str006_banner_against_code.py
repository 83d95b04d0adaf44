"""STR006: the pilier or the axe of the banner is not that of the code."""

import re
from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Related, Severity
from ingest.checks.registry import Problem, rule
from ingest.model import BannerKind, Excerpt, Fiche

_ENOUGH = 4  # fiches, from which a contract shows how it numbers its axes
_NUMBER = re.compile(
    r"\b(?:pilier|axe)s?\b\s*(?:n\s?[°º]\s*)?[:–—-]?\s*(?P<numbers>\d{1,2}(?:\s?[.]\s?\d{1,2})*|[IVX]{1,4}\b)", re.IGNORECASE
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}


@rule(
    "STR006",
    severity=Severity.ERROR,
    message="Le bandeau annonce « {stated} », mais le code {code} est celui du {right}.",
    action="Corrigez le bandeau, ou le code s’il est faux.",
)
def banner_against_code(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Le pilier ou l’axe du bandeau n’est pas celui du code.

    Le code dit où la fiche se range : 2.1.3 est la troisième fiche de l’axe 1 du pilier 2. Un axe nommé sans numéro ne compte pas.

    Incorrect ::
        FICHE 2.1.3
        Pilier 1
        Axe 1
    Correct ::
        FICHE 2.1.3
        Pilier 2
        Axe 1
    """
    wrong = [(excerpt, kind) for kind in _KINDS if (excerpt := _mismatch(fiche, kind)) and not corpus.once(_own_numbers)[kind]]
    if wrong:
        excerpt, kind = wrong[0]
        right = f"{_KINDS[kind]} {fiche.code.split('.')[list(_KINDS).index(kind)]}"
        related = tuple(Related(fiche, other) for other, _kind in wrong[1:])
        values = {"stated": excerpt.line, "code": fiche.code, "right": right if kind is BannerKind.PILIER else f"{right} de son pilier"}
        yield Problem(excerpt, values, related=related)


_KINDS = {BannerKind.PILIER: "pilier", BannerKind.AXE: "axe"}


def _mismatch(fiche: Fiche, kind: BannerKind) -> Excerpt | None:
    """The part of the banner whose number is not that of the code."""
    code = fiche.code.split(".")
    excerpt = fiche.banner_part(kind)
    found = _NUMBER.match(excerpt.text) if excerpt else None
    if excerpt is None or found is None or len(code) < 2:
        return None
    written = [_value(number) for number in re.split(r"\s?[.]\s?", found.group("numbers"))]
    expected = [int(part) for part in code]
    if kind is BannerKind.PILIER:
        agrees = written[0] == expected[0]
    else:  # « Axe 2.1 »: the axe 1 of the pilier 2
        agrees = written[-1] == expected[1] if len(written) == 1 else written[:2] == expected[:2]
    return None if agrees else excerpt


def _value(number: str) -> int | None:
    return int(number) if number.isdigit() else _ROMAN.get(number.upper())


def _own_numbers(corpus: CheckedCorpus) -> dict[BannerKind, bool]:
    """Whether this contract numbers its piliers or axes otherwise than its codes do: most of its fiches disagree then."""
    count = {kind: sum(_mismatch(fiche, kind) is not None for fiche in corpus.fiches) for kind in _KINDS}
    return {kind: len(corpus.fiches) >= _ENOUGH and 2 * wrong >= len(corpus.fiches) for kind, wrong in count.items()}
