"""FIN001: a funding field that names neither scheme nor funder."""

import re
from collections.abc import Iterator

from ingest.amounts import find_amounts
from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Severity
from ingest.checks.names import BODIES, names_of
from ingest.checks.phrases import read_sentences
from ingest.checks.registry import Problem, rule
from ingest.folding import fold
from ingest.model import Excerpt, Fiche, SectionKind

# What names money without a proper name: « crédits de droit commun », « appel à projets de fondations », « programme 147 ».
_MONEY = re.compile(
    r"\b(?:droit commun|politique de la ville|contrat de ville|appels? a projets?|fonds|dotations?|fondations?|programmes? \d+|bop|mecenat|abattement|adultes? relais"
    r"|autofinancement|fonds propres|prets?|taxe|redevance|microcredit|versement mobilite|prestation de service|bonus|mise a disposition|mises a disposition|gratuit\w*"
    r"|billetterie|cotisations?|dons?|budgets?|participation des (?:familles|usagers|habitants)|subventions? (?:de|du|d)|europeens?|etat|communes?|villes?|bailleurs?|entreprises?"
    r"|regions?|departements?|agglomeration|metropole|intercommunalite|associations?|collectivites?|loyers?|recettes)\b"
)
_PROMPT = re.compile(r"\s*\([^()]*\?\s*\)")  # the template's own question
# A deliberate answer, not an oversight.
_SAID = re.compile(
    r"(?:(?:sans objet|neant|aucuns?|aucun financement|a preciser|non concernee?|s o|so|n a|pas de financement|a definir|a completer)(?: a ce jour| pour l instant)?)\Z"
)
_PARTS = re.compile(r"[,;:.()\n]")
# « selon les actions des associations »: what follows says on what it depends, not who pays.
_DEPENDS = re.compile(r"\b(?:selon|en fonction|variables?|au cas par cas|suivant|d une annee a l autre)\b.*")


@rule(
    "FIN001",
    severity=Severity.WARNING,
    message="La rubrique des financements ne nomme ni dispositif ni financeur.",
    action="Nommez au moins un financeur ou un dispositif connu, ou écrivez « à préciser » avec la date à laquelle on le saura.",
)
def nobody_pays(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """La rubrique des financements est remplie, mais ne nomme aucun dispositif ni aucun financeur.

    Une association qui cherche de l’argent n’y apprend rien.

    Incorrect ::
        Financements mobilisables
        À rechercher selon les actions
    Correct ::
        Financements mobilisables
        Crédits de la Ville et appel à projets de la CAF
    """
    for section in fiche.all(SectionKind.FINANCEMENTS):
        written = [item for item in section.items if not _PROMPT.match(item.text)]
        if written and not any(_names_money(item, corpus) for item in written):
            yield Problem(written[0])


def _names_money(item: Excerpt, corpus: CheckedCorpus) -> bool:
    said = _SAID.fullmatch(fold(item.text)) or any(_MONEY.search(_DEPENDS.sub("", fold(part))) for part in _PARTS.split(item.text))
    if said or any(amount.is_money for amount in find_amounts(item.text)):
        return True
    names = corpus.once(names_of)
    return any(
        phrase.words[0].stem in BODIES or any(word.capital or word.stem in names.proper for word in phrase.words)
        for sentence in read_sentences(item)
        for phrase in sentence.phrases
    )
