"""FIN004: an amount without its unit."""

import re
from collections.abc import Iterator

from ingest.amounts import bare_numbers
from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.names import items_of
from ingest.checks.phrases import read_sentences
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche, SectionKind

_MONEY = r"(?:enveloppes?|montants?|budgets?|subventions?|dotations?|crédits?|coûts?|forfaits?|aides?|financements?|participations?|contributions?|primes?|bourses?)"
# « une enveloppe annuelle de 12 000 », « montant : 5 000 »
_SAYS_MONEY = re.compile(
    rf"\b{_MONEY}(?:(?:\s+[^\W\d_]+){{0,3}}\s*(?::|=|\bde|\bd['’]|\bà))?\s*(?:environ\s+|près\s+de\s+)?\Z", re.IGNORECASE
)
# « programme 147 », « article 244 », « compte 6574 »: a number that only names; after a word for money it is an amount.
_NAMES = re.compile(r"[^\W\d_]+\s+(?:n\s?[°º]\s?)?\Z")
_COUNTED_BEFORE = re.compile(r"\b(?:nombre|effectif|total|population|surface)\b[^,;.]*\Z", re.IGNORECASE)
_LEADS_TO_MONEY = re.compile(
    r"(?:[:=,(]|\b(?:de|d['’]|à|jusqu['’]à|soit|environ|avec|verse|apporte|consacre|attribue|alloue|finance|accorde|plafond|maximum|mobilise))\s*\Z",
    re.IGNORECASE,
)
_YEARLY = re.compile(r"\bchaque\s+année\b|\b(?:à|de)\s+l['’]année\b", re.IGNORECASE)  # counts nothing
_YEAR_LIKE = re.compile(r"(?:19|20)\d\d\Z")


# A number of three figures or more that is no year, has no unit, and is no name's, « programme 147 »: looked for first because it is quick.
_CANDIDATE = re.compile(
    r"(?<![\w.,/°º-])(?<!\d[ \xa0\u202f])(?!(?:19|20)\d\d(?!\d|[ \xa0\u202f]\d{3}))\d{1,3}(?:[ \xa0\u202f.]?\d{3})*(?!\d|\s?(?:€|%|k€|M€|euro|million|mille\b|k\b|m²|m2))"
)


_THREE_DIGITS = re.compile(r"\d{3}")


def _may_lack_unit(text: str) -> bool:
    return _THREE_DIGITS.search(text) is not None and any(
        len(match.group()) > 2
        and (
            _SAYS_MONEY.search(text[max(0, match.start() - 60) : match.start()])
            or not _NAMES.search(text, max(0, match.start() - 30), match.start())
            or _LEADS_TO_MONEY.search(text, max(0, match.start() - 30), match.start())
        )
        for match in _CANDIDATE.finditer(text)
    )


@rule(
    "FIN004",
    severity=Severity.WARNING,
    message="« {number} » : un montant sans unité.",
    action="Ajoutez l’unité : « {number} € », « k€ »…",
)
def amount_without_unit(fiche: Fiche, _corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un montant est écrit sans son unité.

    « 12 000 » de quoi ? Euros, milliers d’euros, personnes : le lecteur devine. Les nombres de personnes ou de choses ne comptent pas.

    Incorrect ::
        Ville : une enveloppe de 12 000 par an pour la carte loisirs
    Correct ::
        Ville : une enveloppe de 12 000 € par an pour la carte loisirs
    """
    for section, item in items_of(fiche):
        for sentence in read_sentences(item) if _may_lack_unit(item.text) else ():
            text, start = sentence.excerpt.text, sentence.excerpt.span.start
            for number in bare_numbers(_YEARLY.sub(lambda match: "par an".ljust(len(match.group())), text)):
                before = text[: number.span.start]
                written = text[number.span.start : number.span.end]
                if _COUNTED_BEFORE.search(before) or _YEAR_LIKE.fullmatch(written):
                    continue
                said = _SAYS_MONEY.search(before)
                names = _NAMES.search(before) and not _LEADS_TO_MONEY.search(before)
                if said or (section is SectionKind.FINANCEMENTS and not names and number.value >= 100):
                    segment = sentence.segments[sentence.segment_at(start + number.span.start)]
                    yield Problem(fiche.source.excerpt(segment.start, segment.end), {"number": written})
