"""ACT002: a body that has since been replaced."""

import re
from collections import defaultdict
from collections.abc import Iterator

from ingest.bodies import Body
from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Related, Severity
from ingest.checks.names import items
from ingest.checks.registry import Problem, rule
from ingest.model import Fiche

# « DDETS (ex-DDCS) », « l’ancienne DIRECCTE », « Pôle emploi, devenu France Travail »: the text knows.
_FORMER = re.compile(r"(?:\bex[- ]?|\banciennement\s|\bancien(?:ne)?\s|\bissue?\s+de\s+(?:la\s|l['’])?)\(?\s*\Z", re.IGNORECASE)
_BECAME = re.compile(r"\s*[,(]?\s*(?:aujourd['’]hui|désormais|devenue?|remplacée?|depuis\s+\d{4})", re.IGNORECASE)


@rule(
    "ACT002",
    severity=Severity.INFO,
    message="« {name} » a été remplacé le {since} : voir {by} ({source}).",
    action="À la prochaine mise à jour, nommez l’organisme ou le dispositif qui a pris la suite.",
)
def replaced_body(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[Problem]:
    """Un organisme ou un dispositif nommé dans la fiche a été remplacé depuis.

    Le lecteur le cherchera en vain. La table des organismes remplacés peut être complétée (FICHES_BODIES).

    Incorrect ::
        CGET, Ville
    Correct ::
        ANCT (ex-CGET), Ville
    """
    for body, places in corpus.once(_replaced).items():
        if places[0].fiche is fiche:
            values = {"name": places[0].excerpt.line, "since": body.since.strftime("%d/%m/%Y"), "by": body.by, "source": body.source}
            yield Problem(places[0].excerpt, values, related=tuple(places[1:]))


def _replaced(corpus: CheckedCorpus) -> dict[Body, list[Related]]:
    """The first place of each replaced body in each fiche that names it."""
    found: dict[Body, list[Related]] = defaultdict(list)
    for fiche, _section, item in items(corpus):
        for replaced in corpus.bodies.replaced_in(item.text, corpus.at):
            for match in replaced.body.pattern.finditer(item.text):
                if _FORMER.search(item.text[: match.start()]) or _BECAME.match(item.text, match.end()):
                    continue
                if not found[replaced.body] or found[replaced.body][-1].fiche is not fiche:
                    # « Direction départementale de la cohésion sociale (DDCS) » is one mention.
                    again = re.compile(rf"\s*\(\s*(?:{replaced.body.pattern.pattern})\s*\)").match(item.text, match.end())
                    start, end = item.span.start + match.start(), item.span.start + (again or match).end()
                    found[replaced.body].append(Related(fiche, fiche.source.excerpt(start, end)))
    return {body: places for body, places in found.items() if places}
