"""Questions about money and bodies that the directories answer whole: « combien de dispositifs de l’État ? », « quelles aides sont échues ? ».

A question is read only where each of its words is accounted for: by a pattern below, by the name of a body, or as a word of the fiches
that narrows the list. Any other question is left to those who search the text.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ingest.amounts import find_amounts
from ingest.folding import fold
from ingest.funding import FundingStatus
from ingest.funding_kinds import FundingKind
from ingest.names import BodyKind
from ingest.partners import Partner, PartnerRole
from rag import lexicon
from rag import record_words as said
from rag.analysis import STOP_WORDS
from rag.partner_lookup import BODY_WORDS, PartnerLookUp
from rag.question import QuestionPlan
from rag.terms import Term, Vocabulary
from rag.words import joined, read_words


class Ask(StrEnum):
    """What is listed."""

    SCHEMES = "schemes"
    HIGHEST = "highest"  # the scheme with the largest sum
    FUNDERS = "funders"
    DUE = "due"  # days to come
    BODIES = "bodies"
    ROLE = "role"  # of a body that is named
    WHERE = "where"  # the fiches of a body that is named
    BESIDE = "beside"  # those who take part with it


@dataclass(frozen=True, slots=True)
class RecordQuestion:
    """What to list, and what narrows it; empty where the question does not say."""

    ask: Ask
    kinds: frozenset[FundingKind] = frozenset()
    of_state: bool = False  # the State, its services and its agencies
    status: FundingStatus | None = None
    until: bool = False  # « et jusqu’à quand ? »
    at_least: float | None = None  # euros
    at_most: float | None = None
    named: tuple[Partner, ...] = ()
    body_kinds: frozenset[BodyKind] = frozenset()
    role: PartnerRole | None = None
    theme: tuple[Term, ...] = ()

    def as_dict(self) -> Mapping[str, object]:
        """What was read, as `ask --explain` prints it."""
        return {
            "ask": self.ask.value,
            "kinds": sorted(kind.value for kind in self.kinds),
            "of_state": self.of_state,
            "status": self.status.value if self.status else None,
            "until": self.until,
            "at_least": self.at_least,
            "at_most": self.at_most,
            "named": [partner.name for partner in self.named],
            "body_kinds": sorted(kind.value for kind in self.body_kinds),
            "role": self.role.value if self.role else None,
            "theme": [term.word for term in self.theme],
        }


def read_record_question(
    question: str, plan: QuestionPlan, vocabulary: Vocabulary, partners: Callable[[], PartnerLookUp]
) -> RecordQuestion | None:
    """Return what a question asks of the directories; None where it asks something else, or more than they can tell.

    `plan` is the whole question's: its topic words narrow the list. `partners` is called where the question may ask for records.
    """
    if plan.codes or plan.version or plan.names_fiche or not any(words.search(f" {fold(question)} ") for words in said.HINTS):
        return None
    words, _corrections = read_words(question, vocabulary)
    named, marked = partners().marked(joined(words)[0])
    return _Reader(question, plan, named, f" {marked} ").read()


class _Reader:
    """One question, whose words are taken away as they are understood."""

    def __init__(self, question: str, plan: QuestionPlan, named: tuple[Partner, ...], marked: str) -> None:
        self.question, self.plan, self.named, self.left = question, plan, named, marked

    def takes(self, pattern: re.Pattern[str]) -> bool:
        self.left, count = pattern.subn(" ", self.left)
        self.left = f" {' '.join(self.left.split())} "
        return bool(count)

    def read(self) -> RecordQuestion | None:
        return self._of_a_body() if self.named and not said.MONEY.search(self.left) and not self._asks_what_it_pays() else self._of_many()

    def _asks_what_it_pays(self) -> bool:
        return (
            said.OF_NAMED.search(self.left) is not None
            and re.search(said.PAYS, self.left) is not None
            and not said.WHICH_FICHES.search(self.left)
        )

    def _of_a_body(self) -> RecordQuestion | None:
        """« La CAF est-elle partenaire ou financeur ? », « dans quelles fiches intervient-elle ? », « avec qui travaille-t-elle ? »."""
        ask, role = Ask.WHERE, None
        if self.plan.negated:
            return None
        if self.takes(said.ROLE):
            ask = Ask.ROLE
        elif self.takes(said.BESIDE):
            ask = Ask.BESIDE
        elif self.takes(said.WHICH_FICHES) and said.WHERE.search(self.left):
            role = next((role for role, words in said.WHERE_ROLES.items() if words.search(self.left)), None)
            self.takes(said.WHERE)
        else:
            return None
        self.takes(said.WHICH)
        return RecordQuestion(ask, named=self.named, role=role) if self._theme() == () else None

    def _of_many(self) -> RecordQuestion | None:
        if self.takes(said.DUE):
            self.takes(said.MONEY)
            self.takes(said.WHICH)
            return RecordQuestion(Ask.DUE) if not self.named and self._theme() == () else None
        status = next((status for status, words in said.STATUSES.items() if self.takes(words)), None)
        if self.plan.negated and status is not FundingStatus.INCONNU:
            return None
        if said.WHO_PAYS_NAMED.search(self.left):
            return None  # « qui finance la mission locale ? » is about what is paid
        pays = re.search(rf"(?<= )(?:{said.PAYS})(?= )", self.left) is not None
        is_of_named = bool(self.named) and self.takes(said.OF_NAMED)
        if self.named and not is_of_named:
            return None
        is_highest = self.takes(said.HIGHEST)
        if said.ONE_SCHEME.search(self.left) and not is_highest:
            return None
        until, kinds = self.takes(said.UNTIL), {FundingKind.APPEL_A_PROJETS} if self.takes(said.CALLS) else set()
        kinds |= {kind for kind, words in said.KINDS.items() if self.takes(words)}
        of_state = self.takes(said.STATE)
        at_least, at_most = self._bounds()
        asks_who, asks_fiches = self.takes(said.WHO_PAYS), self.takes(said.WHICH_FICHES)
        is_money = self.takes(said.MONEY) or FundingKind.APPEL_A_PROJETS in kinds
        self.takes(said.any_of(said.PAYS))
        counts = self.takes(said.COUNT)
        is_list = self.takes(said.WHICH) or counts
        if " combien " in self.left or (self.plan.wants and not (counts or is_highest or at_least or at_most)):
            return None  # « combien verse la CAF ? », « quel est le plafond de l’aide ? »: a detail of one scheme
        if not (is_money or asks_who or pays):
            return self._bodies(counts=counts) if is_list and not (is_of_named or until or at_least or at_most) else None
        narrowed = bool(status or at_least or at_most or until or of_state or is_of_named or kinds)
        if asks_fiches and not (status or at_least or at_most):
            return None  # the words of the fiches tell more: money is named outside its own field too
        theme = self._theme()
        if theme is None or (theme and asks_fiches):
            return None
        if is_highest:
            ask = Ask.HIGHEST
        elif asks_who:
            ask = Ask.FUNDERS
        elif narrowed or (counts and "dispositif" not in fold(self.question)):
            ask = Ask.SCHEMES
        else:
            return None
        return RecordQuestion(
            ask, frozenset(kinds), of_state, status, until, at_least, at_most, self.named if is_of_named else (), theme=theme
        )

    def _bodies(self, *, counts: bool) -> RecordQuestion | None:
        kinds = frozenset(kind for kind, words in BODY_WORDS.items() if self.takes(said.any_of(words)))
        is_partner = self.takes(said.any_of("partenaires?", "organismes?", "structures?", "acteurs?", "partners?"))
        takes_part = bool(kinds) and (self.takes(said.any_of(said.TAKES_PART)) or is_partner)
        if not (takes_part or (counts and is_partner)) or self._theme() != ():
            return None  # « combien d’entreprises ? » counts what the fiches tell of, not who is named
        return RecordQuestion(Ask.BODIES, body_kinds=kinds)

    def _bounds(self) -> tuple[float | None, float | None]:
        """The sums that the question sets as limits, and their words taken away."""
        more, less = said.MORE.search(self.left), said.LESS.search(self.left)
        if not (more or less):
            return None, None
        sums = [float(amount.value) for amount in find_amounts(self.question) if amount.is_money]
        if len(sums) != 1:
            return None, None
        for pattern in (said.MORE, said.LESS, said.FIGURES):
            self.takes(pattern)
        return (sums[0], None) if more else (None, sums[0])

    def _theme(self) -> tuple[Term, ...] | None:
        """The words that are left, as terms; None where one of them is no word of the fiches."""
        rest = [word for word in self.left.split() if word not in STOP_WORDS and word not in lexicon.GENERIC and word not in said.IDLE]
        rest = [word for word in rest if not word.startswith("@") and (len(word) > 1 or word.isdigit())]
        terms = {term.word: term for term in self.plan.terms}
        if any(word not in terms or not terms[word].known for word in rest if word not in lexicon.SOFT):
            return None
        return tuple(terms[word] for word in dict.fromkeys(rest) if word not in lexicon.SOFT)
