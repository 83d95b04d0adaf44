"""REF004: a link that the other fiche does not return."""

from collections.abc import Iterator

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Related, Severity
from ingest.checks.links import links_to_fiches, misquoted, reached
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche, SectionKind


@rule(
    "REF004",
    severity=Severity.WARNING,
    message="La fiche renvoie à la {code} (« {title} »), qui ne renvoie pas à la {own}.",
    action="Ajoutez le renvoi à la {own} dans la fiche {code}, ou retirez celui-ci.",
)
def link_not_returned(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un renvoi n’est pas rendu.

    Qui lit l’autre fiche doit savoir que celle-ci existe : les renvois vont par deux. Les axes transversaux n’ont rien à rendre.

    Incorrect ::
        La fiche 1.1.1 renvoie à la 2.1.3, dont les liens ne citent pas la 1.1.1
    Correct ::
        La fiche 1.1.1 renvoie à la 2.1.3, et la 2.1.3 à la 1.1.1
    """
    wrong = {link.written.span for link, _target in misquoted(fiche, corpus)}
    told = set()
    # A link of the links section stands for those of the text to the same fiche.
    for link in sorted(links_to_fiches(fiche, corpus), key=lambda link: link.section is not SectionKind.LIENS):
        targets = corpus.by_code.get(link.code, [])
        if link.code in told or not targets or link.written.span in wrong:
            continue
        told.add(link.code)
        # A fiche without a word under its links has that said of it once, by another rule.
        speaking = [target for target in targets if any(section.items for section in target.all(SectionKind.LIENS))]
        if speaking and not any(fiche.code in corpus.once(reached)[id(target)] for target in targets):
            target = speaking[0]
            heading = target.all(SectionKind.LIENS)[0].heading
            values = {"code": link.code, "title": target.title.line, "own": fiche.code}
            yield Problem(link.shown, values, section=link.section, related=(Related(target, heading),))
