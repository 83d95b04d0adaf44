"""Is this sentence said by these passages? Checked by code, word by word and fact by fact, before anyone sees it.

A sentence holds where nothing in it is without its like in the passages it cites: each figure, date, amount, code and name stands
there, next to what it stands next to here; quotes are verbatim; no negation, condition, « tous » or « parce que » is added or lost;
nothing planned is told as done; and no word is left that neither the passage, nor the heading it stands under, nor
`paraphrases.toml` can account for. What cannot be accounted for is not said: the sentence is dropped, with its cause.
"""

import re
from collections.abc import Sequence

from rag.claims.attached import competitors, neighbours, single_source
from rag.claims.bonds import agents, linked, pairs, placed, titled, unrestricted
from rag.claims.dates import unknown_date
from rag.claims.evidence import Evidence
from rag.claims.figures import unknown_figure
from rag.claims.form import badly_formed, foreign, is_exact, misquoted, plain
from rag.claims.modality import turned
from rag.claims.names import unknown_code, unknown_name
from rag.claims.neighbours import other_leader, strangers
from rag.claims.owners import (
    done_by_another,
    done_to_another,
    given_by_itself,
    led_by_another,
    lost_status,
    misplaced,
)
from rag.claims.quantities import counted, from_to
from rag.claims.said import unsaid
from rag.claims.verdict import Cause, Checked, Failed, Verdict
from rag.claims.written_out import misexpanded, parts_of_names

_OPENER = re.compile(
    r"\A\s*(?:(?:oui|non|d['’]accord|bien\s+sûr|effectivement|en\s+effet|en\s+résumé|en\s+bref|enfin|ensuite|de\s+plus|par\s+ailleurs|également|ainsi|aussi|concrètement)\s*[,:.–—-]\s*|en\s+(?=outre))*"
    r"(?:(?:selon|d['’]après|dans|pour|sur|suivant|conformément\s+à)\s+(?:la|le|cette|les|ce)\s+(?:fiche|passage|document|extrait|rubrique|section)s?(?:\s+(?:n°\s*)?[\d.]{3,7})?(?:\s*\(version\s+\d{4}\))?(?:\s*[,:]|\s+(?=l[ea]s?\b|il\b))\s*)?",
    re.IGNORECASE,
)


def check(sentence: str, passages: Sequence[Evidence], *, lead: str = "") -> Checked:
    """Hold one sentence, its markers taken out, against the passages it cites; `lead` is the line of the list it is an item of."""
    numbers = tuple(passage.n for passage in passages)
    said = plain(sentence)
    if not passages:
        return Checked(None, Cause.NO_CITATION)
    if is_exact(said, passages) and not lead:
        return Checked(Verdict.EXACT, citations=numbers, text=sentence)
    claim = _OPENER.sub("", f"{lead.rstrip(' :')} : {said}" if lead else said, count=1).strip() or said
    whole = " \n".join(passage.text for passage in passages)
    for test in (foreign, badly_formed, misquoted, unknown_figure, unknown_date, unknown_code, unknown_name, turned, unsaid, _attached):
        if failed := test(claim, passages, whole):
            return Checked(None, failed[0], failed[1])
    return Checked(Verdict.REPHRASED, citations=numbers, text=sentence)


def _attached(claim: str, passages: Sequence[Evidence], _whole: str) -> Failed:
    return (
        single_source(claim, passages)
        or neighbours(claim, passages)
        or competitors(claim, passages)
        or counted(claim, passages)
        or from_to(claim, passages)
        or linked(claim, passages)
        or pairs(claim, passages)
        or agents(claim, passages)
        or titled(claim, passages)
        or placed(claim, passages)
        or unrestricted(claim, passages)
        or strangers(claim, passages)
        or other_leader(claim, passages)
        or misplaced(claim, passages)
        or done_by_another(claim, passages)
        or done_to_another(claim, passages)
        or led_by_another(claim, passages)
        or given_by_itself(claim, passages)
        or lost_status(claim, passages)
        or misexpanded(claim, passages)
        or parts_of_names(claim, passages)
    )
