"""Is this sentence said by these passages? Checked by code, word by word and fact by fact, before anyone sees it.

A sentence holds where nothing in it is without its like in the passages it cites: each figure, date, amount, code and name stands
there, next to what it stands next to here; quotes are verbatim; no negation, condition, « tous » or « parce que » is added or lost;
nothing planned is told as done; and no word is left that neither the passage, nor the heading it stands under, nor
`paraphrases.toml` can account for. What cannot be accounted for is not said: the sentence is dropped, with its cause.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise

from ingest.dates import Bound, DateMention
from ingest.folding import fold, strip_accents
from ingest.headings import LABELS
from ingest.model import SectionKind, Span
from ingest.references import find_references
from rag import claim_operators as operators
from rag.analysis import stem
from rag.claim_facts import Facts, Figure, agrees, facts_of
from rag.claim_words import (
    Word,
    is_finite,
    is_frame,
    is_light,
    is_role,
    is_verb,
    of_section,
    same,
    says,
    says_any,
    stems_of,
    stems_of_word,
    words_of,
)
from rag.words import is_english


class Verdict(StrEnum):
    EXACT = "exact"
    REPHRASED = "rephrased"


class Cause(StrEnum):
    """Why a sentence is dropped; the value is what `ask --explain` says."""

    NO_CITATION = "aucune citation"
    UNKNOWN_CITATION = "citation d’un passage qui n’a pas été donné"
    NO_CLAIM = "n’affirme rien"
    LANGUAGE = "n’est pas en français"
    FORM = "lien, balise ou adresse qui n’est pas dans le passage"
    QUOTE = "citation entre guillemets qui n’est pas dans le passage"
    FIGURE = "nombre, part ou montant qui n’est pas dans le passage"
    DATE = "date qui n’est pas dans le passage"
    CODE = "code de fiche qui n’est pas dans le passage"
    NAME = "nom ou sigle qui n’est pas dans le passage"
    ATTACHED = "chiffre, date ou nom rattaché à autre chose que dans le passage"
    NEGATION = "négation ajoutée ou perdue"
    CONDITION = "condition perdue"
    OPERATOR = "portée, cause ou comparaison qui n’est pas dans le passage"
    DONE = "donné pour fait ou certain, seulement prévu dans le passage"
    WORDS = "mots que le passage ne dit pas"
    MEANING = "sens trop éloigné du passage"
    AGAIN = "répète une phrase"
    LEANS = "s’appuie sur une phrase retirée"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that nobody sees, why, and the words it fell over."""

    text: str
    cause: Cause
    detail: str = ""


@dataclass(frozen=True)
class Evidence:
    """A passage as claims are held against it: its number, its words on one line, and where it stands."""

    n: int
    text: str
    fiche: str
    section: SectionKind
    title: str = ""
    heading: str = ""

    @cached_property
    def stems(self) -> frozenset[str]:
        return stems_of(self.text)

    @cached_property
    def around(self) -> frozenset[str]:
        """What its place says of it: the heading it stands under, the title of its fiche."""
        return of_section(self.section) | stems_of(f"{self.heading or LABELS.get(self.section, '')}")

    @cached_property
    def titled(self) -> frozenset[str]:
        return stems_of(self.title)

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.text)

    @cached_property
    def folded(self) -> str:
        return f" {fold(self.text)} "

    @cached_property
    def segments(self) -> tuple[str, ...]:
        return segments(self.text)

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        return clauses(self.text)


_PLANNED = frozenset(
    {
        SectionKind.OBJECTIFS,
        SectionKind.REALISATIONS,
        SectionKind.EFFETS,
        SectionKind.INDICATEURS_EFFETS,
        SectionKind.INDICATEURS_REALISATION,
        SectionKind.CALENDRIER,
    }
)
_AGES = frozenset({"age", "agee", "ages", "agees"})
_TO_BE = _PLANNED - {SectionKind.CALENDRIER}
_IS = re.compile(r"(?<!\w)(?:est|sont|a|ont)(?!\w)", re.IGNORECASE)
_SEGMENT = re.compile(r"(?<=[;!?])\s+|(?<=[^\W\d_]{2}[.…])\s+(?=[A-ZÀ-Ý«\d])|\n+|\s+[–—]\s+(?=[A-ZÀ-Ý])")
_COMMA = re.compile(rf"{_SEGMENT.pattern}|,(?!\d)\s+|\s*[;]\s*")
_CLAUSE = re.compile(
    r"\s+(?=sans\s)|\s*[,;:()–—]\s*(?![\d]{3}\b)|\s+(?:et|mais|dont|qui|puis|alors que|tandis que|ainsi que|soit|pour|contre)\s+",
    re.IGNORECASE,
)
_SENTENCE_CLAUSE = re.compile(
    r"\s+(?=sans\s)|\s*[;()–—]\s*|\s*[:,](?!\d)\s*|\s+(?:et|mais|dont|qui|puis|alors que|tandis que|ainsi que|soit)\s+", re.IGNORECASE
)
_QUOTE = re.compile(r"«\s*(.+?)\s*»|“(.+?)”|\"([^\"]{3,}?)\"", re.DOTALL)
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|\(\s*(?:…|\.\.\.)\s*\)|…|\.\.\.)\s*")
_OPENER = re.compile(
    r"\A\s*(?:(?:oui|non|d['’]accord|bien\s+sûr|effectivement|en\s+effet|en\s+résumé|en\s+bref|enfin|ensuite|de\s+plus|par\s+ailleurs|également|ainsi|aussi|concrètement)\s*[,:.–—-]\s*|en\s+(?=outre))*"
    r"(?:(?:selon|d['’]après|dans|pour|sur|suivant|conformément\s+à)\s+(?:la|le|cette|les|ce)\s+(?:fiche|passage|document|extrait|rubrique|section)s?(?:\s+(?:n°\s*)?[\d.]{3,7})?(?:\s*\(version\s+\d{4}\))?(?:\s*[,:]|\s+(?=l[ea]s?\b|il\b))\s*)?",
    re.IGNORECASE,
)
_FORM = re.compile(r"https?:|www\.|\w@\w|</?\w+[^>]*>|\]\(|\{|\}|\|\s*\|", re.IGNORECASE)
_STARTS = re.compile(
    r"(?<!\w)(?:commenc\w+|débu\w+|démarr\w+|lanc\w+|ouvr\w+|ouvert\w*|à\s+(?:partir|compter)|dès|depuis|part\s+de|prend\s+effet)(?!\w)",
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"(?<!\w)(?:début|démarrage|lancement|ouverture|rentrée|installation|entrée)(?!\w)", re.IGNORECASE)
_LASTS = re.compile(
    r"(?<!\w)(?:ferm|ouvert|ouvr|clos|clôtur|cré|install|lanc|sign|labellis|class|engag|démarr|commenc|débu|ouverture|fermeture|création|rentrée)\w*",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"(?<!\w)(?:achèv\w+|achev\w+|termin\w+|fin|fini\w*|prend\s+fin|expir\w+|clôtur\w+|clos\w*|échéance|jusqu\w*|limite|au\s+plus\s+tard|avant|d['’]ici)(?!\w)",
    re.IGNORECASE,
)
_LINKS = re.compile(
    r"(?<!\w)(?:en\s+lien\s+avec|avec\s+l['’]appui\s+d\w*|avec\s+le\s+soutien\s+d\w*|pour\s+le\s+compte\s+d\w*|sous\s+l['’]autorité\s+d\w*|à\s+la\s+place\s+d\w*|au\s+profit\s+d\w*|plutôt\s+qu\w*|et\s+non|mais\s+pas|contrairement|en\s+remplacement\s+d\w*|remplac\w+|au\s+lieu\s+d\w*|(?:plus|moins|aussi|autant)\s[^.;,:]{1,40}?\bque?\b)(?!\w)",
    re.IGNORECASE,
)
_LONG = 8  # words
_SMALL = frozenset("le la les l de du des d un une et est sont en au aux par pour dans que qui ne se sur avec ce cette ou a".split())
_NEIGHBOURS = 3  # words on each side of a figure, one of which it keeps
_NEAR = 0.75  # share of a clause’s words that the passage carrying its facts must say
_MOST_LIGHT = 0.34  # share of the words that may be light ones, said by no passage; tuned on tests/data/claims/tuning.jsonl


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one sentence held against some passages."""

    verdict: Verdict | None
    cause: Cause | None = None
    detail: str = ""
    citations: tuple[int, ...] = ()
    text: str = ""
    features: Mapping[str, float] = field(default_factory=dict)


def segments(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _SEGMENT.split(text) if part and part.strip())


def clauses(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _CLAUSE.split(text) if part and part.strip())


def check(sentence: str, passages: Sequence[Evidence], *, lead: str = "") -> Checked:
    """Hold one sentence, its markers taken out, against the passages it cites; `lead` is the line of the list it is an item of."""
    numbers = tuple(passage.n for passage in passages)
    said = plain(sentence)
    if not passages:
        return Checked(None, Cause.NO_CITATION)
    if _exact(said, passages) and not lead:
        return Checked(Verdict.EXACT, citations=numbers, text=sentence)
    claim = _OPENER.sub("", f"{lead.rstrip(' :')} : {said}" if lead else said, count=1).strip() or said
    whole = " \n".join(passage.text for passage in passages)
    for test in (_language, _form, _quotes, _figures, _dates, _codes, _names, _operators, _words, _attached):
        if failed := test(claim, passages, whole):
            return Checked(None, failed[0], failed[1])
    return Checked(Verdict.REPHRASED, citations=numbers, text=sentence)


def plain(sentence: str) -> str:
    """A sentence without the marks of Markdown."""
    return re.sub(r"\*\*|__|`|^\s*(?:[-*•]|\d+[.)])\s+|^#+\s*", "", sentence.strip()).strip()


Failed = tuple[Cause, str] | None


def _exact(said: str, passages: Sequence[Evidence]) -> bool:
    """Whether it is whole segments of one passage, to the letter."""
    bare = " ".join(said.split()).rstrip(" .;")
    for passage in passages:
        parts = [" ".join(part.split()).rstrip(" .;") for part in passage.segments]
        text = " ".join(passage.text.split()).rstrip(" .;")
        if bare == text or bare in parts:
            return True
    return False


def _form(claim: str, _passages: Sequence[Evidence], whole: str) -> Failed:
    found = _FORM.search(claim)
    if found and found.group().strip().lower() not in whole.lower():
        return Cause.FORM, found.group()
    return (Cause.NO_CLAIM, "") if claim.rstrip().endswith("?") or not words_of(claim) else None


def _language(claim: str, _passages: Sequence[Evidence], _whole: str) -> Failed:
    return (Cause.LANGUAGE, "") if is_foreign(claim) else None


def is_foreign(text: str) -> bool:
    """Whether a sentence is not in French: English words, or none of the small words that no French sentence of some length does without."""
    words = [strip_accents(part) for part in re.findall(r"[^\W\d_]+", text)]
    return is_english(text) or (len(words) >= _LONG and not _SMALL.intersection(words))


def _quotes(claim: str, passages: Sequence[Evidence], _whole: str) -> Failed:
    for match in _QUOTE.finditer(claim):
        quote = next(group for group in match.groups() if group)
        if not any(_quoted(quote, passage.text) for passage in passages):
            return Cause.QUOTE, quote[:60]
    return None


def _quoted(quote: str, text: str) -> bool:
    """Whether the words stand there in this order; an ellipsis leaves some out, and only case, blanks and the form of apostrophes may differ."""
    position, held = 0, _even(text)
    for part in _ELLIPSIS.split(quote):
        wanted = _even(part).strip(" .,;:")
        if not wanted:
            continue
        found = held.find(wanted, position)
        if found < 0:
            return False
        position = found + len(wanted)
    return True


def _even(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("\u2010", "-").replace("“", '"').replace("”", '"').split()).casefold()


def _figures(claim: str, passages: Sequence[Evidence], _whole: str) -> Failed:
    known = [(figure, passage) for passage in passages for figure in passage.facts.figures]
    said = facts_of(claim)
    for figure in said.figures:
        written = claim[figure.span.start : figure.span.end]
        if any(figure.value == other.value and _fits(figure, other, claim, said, passage.facts.periods) for other, passage in known):
            continue
        if _in_code_or_title(figure, written, passages) or (
            figure.kind == "nombre" and figure.value == len(passages) > 1 and not figure.bounds
        ):
            continue  # « deux financements », each of them cited
        if figure.kind == "nombre" and not figure.bounds and _enumerated(claim, figure, passages):
            continue
        return Cause.FIGURE, written
    known_periods = frozenset().union(*(passage.facts.periods for passage in passages), *(other.per for other, _passage in known))
    if extra := said.periods - known_periods:
        return Cause.FIGURE, ", ".join(sorted(extra))
    return None


def _fits(figure: Figure, other: Figure, claim: str, said: Facts, periods: frozenset[str]) -> bool:
    kinds = {figure.kind, other.kind}
    if figure.key != other.key and not (
        kinds == {"nombre"} or (kinds == {"nombre", "montant"} and figure.kind == "montant" and not other.unit and figure.unit != "€")
    ):
        return False
    if (figure.upper or None) != (other.upper or None):
        return False
    if figure.bounds != other.bounds and not (figure.bounds <= other.bounds and not other.bounds - figure.bounds):
        return False
    if figure.kind == "part" and figure.of and other.of and not _same_base(figure.of, other.of):
        return False
    if (
        other.share is not None
        and figure.share != other.share
        and not any(one.kind == "part" and one.value == other.share for one in said.figures)
    ):
        return False
    if figure.kind == "montant":
        spoken = stems_of(claim) | said.periods
        if not all(one in spoken or says_any(spoken, stem(one)) for one in other.per):
            return False
        if not figure.per <= other.per | periods:
            return False
    return True


def _enumerated(claim: str, figure: Figure, passages: Sequence[Evidence]) -> bool:
    """« deux bailleurs » for « bailleurs (Orle Habitat, Toit Commun) »."""
    noun = next((word for word in words_of(claim) if word.start >= figure.span.end), None)
    for passage in passages:
        for match in re.finditer(r"(?P<head>[^\W\d_]+(?:\s+[^\W\d_]+){0,3})\s*(?:\((?P<in>[^)]+)\)|:\s*(?P<after>[^.;]+))", passage.text):
            items = [item for item in re.split(r"\s*,\s*|\s+et\s+", match.group("in") or match.group("after")) if item.strip()]
            if (
                noun
                and len(items) == figure.value
                and not any("…" in item or "..." in item for item in items)
                and says(stems_of(match.group("head")), noun)
            ):
                return True
    return False


def _same_base(one: str, other: str) -> bool:
    """Whether two shares are of one thing; « du coût », « du montant » say as much as nothing."""
    left, right = words_of(one), words_of(other)
    if not left or not right or all(map(is_frame, left)) or all(map(is_frame, right)):
        return True
    return any(says(stems_of(other), word) for word in left)


def _in_code_or_title(figure: Figure, written: str, passages: Sequence[Evidence]) -> bool:
    """« Programme 147 » in the title of the fiche."""
    return figure.kind == "nombre" and any(written in passage.title for passage in passages if passage.title)


def _dates(claim: str, passages: Sequence[Evidence], _whole: str) -> Failed:
    said = facts_of(claim).dates
    for mention in said:
        near = claim[max(0, mention.span.start - 60) : mention.span.end + 30]
        starts, ends = _STARTS.search(near) is not None, _ENDS.search(near) is not None
        if _bare_year(mention, passages):
            continue
        if not any(
            agrees(mention, known, starts=starts, ends=ends)
            and _same_end(passage.text, known, starts=starts, ends=ends)
            and (mention.bound is not Bound.DEPUIS or known.bound is not Bound.DATE or _lasting(passage.text, known))
            for passage in passages
            for known in passage.facts.dates
        ):
            return Cause.DATE, mention.text
    return None


def _same_end(text: str, known: DateMention, *, starts: bool, ends: bool) -> bool:
    """« se terminent en mars » is not « démarrage en mars »: no end is said of what the passage begins then, nor the reverse."""
    if known.bound is Bound.PERIODE or starts == ends:
        return True
    before = text[max(0, known.span.start - 60) : known.span.start]
    near = re.split(r"[;.,]", before)[-1]
    begins, closes = _STARTS.search(near) is not None or _BEGINNING.search(near) is not None, _ENDS.search(near) is not None
    return begins in (closes, starts)


def _lasting(text: str, known: DateMention) -> bool:
    """« fermée en 2014 » has been so since: what is told of the date goes on."""
    return _LASTS.search(text[max(0, known.span.start - 40) : known.span.start]) is not None


def _bare_year(mention: DateMention, passages: Sequence[Evidence]) -> bool:
    """« en 2021 » where the passage has a year that nothing there makes a date: « Budget 2021 »."""
    year = re.fullmatch(r"(?:en\s+|l['’]année\s+|année\s+)?(\d{4})", mention.text.strip(), re.IGNORECASE)
    if year is None or mention.bound is not Bound.DATE:
        return False
    return any(figure.value == int(year.group(1)) for passage in passages for figure in passage.facts.figures)


def _codes(claim: str, passages: Sequence[Evidence], _whole: str) -> Failed:
    known = {passage.fiche for passage in passages}.union(*(passage.facts.codes for passage in passages))
    return (Cause.CODE, ", ".join(sorted(extra))) if (extra := facts_of(claim).codes - known) else None


def _names(claim: str, passages: Sequence[Evidence], _whole: str) -> Failed:
    folded = "".join(passage.folded for passage in passages)
    for words in _name_runs(claim):
        missing = [word for word in words if f" {word.folded} " not in folded and not _declined(word, folded)]
        if missing and not (len(words) == 1 and (is_frame(words[0]) or _is_heading(words[0], passages))):
            return Cause.NAME, " ".join(word.written for word in words)
        if len(words) > 1 and not any(_together(words, passage) for passage in passages):
            return Cause.NAME, " ".join(word.written for word in words)
    return None


def _declined(word: Word, folded: str) -> bool:
    """« Villes » for « Ville »."""
    if word.written.isupper():
        return False
    other = word.folded.removesuffix("s") if word.folded.endswith("s") else word.folded + "s"
    return f" {other} " in folded or (word.folded.endswith("al") and f" {word.folded[:-1]}ux " in folded)


def _is_heading(word: Word, passages: Sequence[Evidence]) -> bool:
    return any(says(passage.around, Word(word.folded, word.folded, word.stems, 0, 0, False)) for passage in passages)


def _name_runs(claim: str) -> list[list[Word]]:
    """Words with a capital that follow each other: « Port-Lanvec », « Orle Habitat »."""
    runs: list[list[Word]] = []
    for word in words_of(claim):
        if not word.is_name:
            continue
        if runs and re.fullmatch(r"[\s\xa0-]+", claim[runs[-1][-1].end : word.start]):
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _together(words: Sequence[Word], passage: Evidence) -> bool:
    parts = passage.folded.split()
    wanted = [word.folded for word in words]
    return any(parts[index : index + len(wanted)] == wanted for index in range(len(parts))) or (
        all(f" {one} " in passage.folded for one in wanted) and _close(wanted, parts)
    )


def _close(wanted: Sequence[str], parts: Sequence[str]) -> bool:
    places = [index for index, part in enumerate(parts) if part in wanted]
    return bool(places) and any(set(wanted) <= set(parts[place : place + len(wanted) + 2]) for place in places)


def _carrying(claim: str, passages: Sequence[Evidence]) -> str:
    """The segments of the passages that say the claim: those that share the most of its words, and those it needs beside them."""
    wanted = [word for word in words_of(claim) if not is_frame(word)]
    scored = sorted(
        (
            (sum(says(stems_of(part), word) for word in wanted), -index, part)
            for passage in passages
            for index, part in enumerate(passage.segments)
        ),
        reverse=True,
    )
    if not scored:
        return ""
    best = scored[0][0]
    chosen, covered = list[str](), set[int]()
    for count, _index, part in scored:
        held = {word.start for word in wanted if says(stems_of(part), word)}
        if not chosen or (held - covered and count >= 0.5 * best):
            chosen.append(part)
            covered |= held
    return " ; ".join(chosen)


def _operators(claim: str, passages: Sequence[Evidence], whole: str) -> Failed:
    carrying = _carrying(claim, passages)
    near = _near_clauses(claim, passages)
    denies, denied = bool(operators.negations(claim)), bool(operators.negations(near)) or operators.turned(near)
    if denies != denied and not operators.turned(claim) and not (denies and operators.negations(carrying)):
        return Cause.NEGATION, ""
    best = _best_clause(claim, passages)
    if operators.compared(best) - operators.compared(claim) and not denies and not operators.little(claim) and not facts_of(claim).figures:
        return Cause.OPERATOR, "comparaison"
    if operators.little(best) and not operators.little(claim) and not denies:
        return Cause.NEGATION, "peu"
    if lost := operators.lost(claim, carrying):
        return Cause.CONDITION, lost
    if extra := operators.added(claim, carrying if len(carrying) > 40 else whole):
        return Cause.OPERATOR, extra
    planned = all(passage.section in _PLANNED for passage in passages)
    if operators.told_as_done(claim, near, best, planned=planned):
        return Cause.DONE, ""
    costs = any(figure.kind == "montant" for figure in facts_of(claim).figures)  # « le loyer est de 150 € » is no state of things
    if all(passage.section in _TO_BE for passage in passages) and not costs and not operators.hedged(claim):
        states = [word.written for word in words_of(claim) if is_finite(word)] or _IS.findall(claim)
        if states and not any(is_finite(word) for word in words_of(carrying)) and not _IS.search(carrying):
            return Cause.DONE, states[0]
    return None


def _near_clauses(claim: str, passages: Sequence[Evidence]) -> str:
    """The clauses of the passages that the claim rests on: the one that says the most of it, and any that alone says one of its words."""
    said = [word for word in words_of(claim) if not is_frame(word)]
    parts = [clause for passage in passages for clause in passage.clauses]
    best = _best_clause(claim, passages)
    found = [best] if best else []
    for word in said:
        holding = [clause for clause in parts if says(stems_of(clause), word)]
        if len(holding) == 1 and holding[0] not in found:
            found.append(holding[0])
    return " ; ".join(found)


def _best_clause(claim: str, passages: Sequence[Evidence]) -> str:
    """The clause that says the most of the claim’s words, that which has the fewest others first."""
    said = [word for word in words_of(claim) if not is_frame(word)]
    clauses = [clause for passage in passages for clause in passage.clauses]
    return max(clauses, key=lambda clause: (sum(says(stems_of(clause), word) for word in said), -len(clause)), default="")


def _words(claim: str, passages: Sequence[Evidence], _whole: str) -> Failed:
    said = frozenset().union(*(passage.stems for passage in passages))
    around = frozenset().union(*(passage.around for passage in passages))
    spans = facts_of(claim).spans
    counted = light = 0
    anchored = bool(spans) or bool(facts_of(claim).codes)
    for word in words_of(claim):
        if any(span.start <= word.start < span.end for span in spans):
            continue
        counted += 1
        if says(said, word):
            anchored = anchored or word.is_name or not is_frame(word)
            continue
        if not word.is_name and says(around, word):
            continue
        if is_frame(word):
            counted -= 1
            continue
        if is_light(word):
            light += 1
            continue
        if word.folded in _AGES and re.match(r"\s+(?:de|d['’]|entre|au)\s*(?:\w+\s+)?(?:\w+\s+)?\d", claim[word.end :]):
            continue
        if any(not word.stems.isdisjoint(passage.titled) for passage in passages) and not word.is_name:
            continue
        return Cause.WORDS, word.written
    if not anchored:
        return Cause.WORDS, "rien qui vienne du passage"
    if counted and light / counted > _MOST_LIGHT and light > 1:
        return Cause.WORDS, "trop de mots à lui"
    return None


def _attached(claim: str, passages: Sequence[Evidence], _whole: str) -> Failed:
    return (
        _single_source(claim, passages)
        or _neighbours(claim, passages)
        or _competitors(claim, passages)
        or _counted(claim, passages)
        or _from_to(claim, passages)
        or _linked(claim, passages)
        or _pairs(claim, passages)
        or _agents(claim, passages)
        or _titled(claim, passages)
        or _placed(claim, passages)
    )


def _single_source(claim: str, passages: Sequence[Evidence]) -> Failed:
    """Each clause with a fact in it is said by one passage: what two passages say of two things is not said of one."""
    if len(passages) < 2:
        return None
    for clause in _own_clauses(claim):
        if clause and not any(_carries(passage, clause) for passage in passages):
            return Cause.ATTACHED, clause[:60]
    return None


def _own_clauses(claim: str) -> list[str]:
    """The clauses of a sentence; « entre 1 500 et 6 000 € » is not cut."""
    facts, parts, start = facts_of(claim).spans, [], 0
    for match in _SENTENCE_CLAUSE.finditer(claim):
        if not any(span.start < match.end() and match.start() < span.end for span in facts):
            parts.append(claim[start : match.start()].strip())
            start = match.end()
    return [*parts, claim[start:].strip()]


def _carries(passage: Evidence, clause: str) -> bool:
    facts = facts_of(clause)
    if not facts.codes <= {passage.fiche, *passage.facts.codes}:
        return False
    if any(all(figure.value != other.value for other in passage.facts.figures) for figure in facts.figures):
        return False
    if any(
        not any(
            agrees(mention, known, starts=True, ends=True) or agrees(mention, known, starts=False, ends=False)
            for known in passage.facts.dates
        )
        for mention in facts.dates
    ):
        return False
    words = [word for word in words_of(clause) if not any(span.start <= word.start < span.end for span in facts.spans)]
    if any(word.is_name and f" {word.folded} " not in passage.folded and not _declined(word, passage.folded) for word in words):
        return False
    if any(is_role(word) and not says(passage.stems, word) and not says(passage.around, word) for word in words):
        return False
    counted = [word for word in words if not is_frame(word) and not is_light(word)]
    held = sum(says(passage.stems, word) or says(passage.around, word) for word in counted)
    return not counted or held >= _NEAR * len(counted)


def _neighbours(claim: str, passages: Sequence[Evidence]) -> Failed:
    """A figure or a date keeps at least one of the words it stands between in the passage."""
    facts = facts_of(claim)
    stated: list[Figure | DateMention] = [*facts.figures, *facts.dates]
    for mention in stated:
        places = [(passage, span) for passage in passages for span in _places(mention, passage)]
        if places and not any(_keeps_neighbour(claim, passage, span) for passage, span in places):
            return Cause.ATTACHED, claim[mention.span.start : mention.span.end]
    return None


def _places(mention: Figure | DateMention, passage: Evidence) -> list[Span]:
    if isinstance(mention, Figure):
        return [other.span for other in passage.facts.figures if other.value == mention.value]
    return [
        known.span
        for known in passage.facts.dates
        if agrees(mention, known, starts=True, ends=True)
        or agrees(mention, known, starts=False, ends=False)
        or agrees(mention, known, starts=False, ends=True)
        or agrees(mention, known, starts=True, ends=False)
    ]


def _keeps_neighbour(claim: str, passage: Evidence, span: Span) -> bool:
    text = passage.text
    start, end = _clause_around(text, span)
    if all(span.start <= word.start < span.end for word in words_of(text) if start <= word.start < end):
        start, end = _segment_around(text, span)
    near = [*_nearest(text, start, span.start, last=True), *_nearest(text, span.end, end, last=False)]
    return not near or any(_is_said(one, claim, text) for one in near)


def _clause_around(text: str, span: Span) -> tuple[int, int]:
    return _around(_COMMA, text, span)


def _segment_around(text: str, span: Span) -> tuple[int, int]:
    return _around(_SEGMENT, text, span)


def _around(cuts: re.Pattern[str], text: str, span: Span) -> tuple[int, int]:
    start, end = 0, len(text)
    for match in cuts.finditer(text):
        if match.end() <= span.start:
            start = match.end()
        elif match.start() >= span.end:
            end = min(end, match.start())
    return start, end


def _nearest(text: str, start: int, end: int, *, last: bool) -> list[Span]:
    """The two words or facts nearest to one side of a fact."""
    facts = facts_of(text).spans
    found = [span for span in facts if start <= span.start and span.end <= end]
    found += [
        Span(word.start, word.end)
        for word in words_of(text)
        if start <= word.start and word.end <= end and not is_frame(word) and not any(span.start <= word.start < span.end for span in facts)
    ]
    return sorted(found)[-_NEIGHBOURS:] if last else sorted(found)[:_NEIGHBOURS]


def _is_said(span: Span, claim: str, text: str) -> bool:
    facts, said = facts_of(text), facts_of(claim)
    for figure in facts.figures:
        if figure.span == span:
            return any(other.value == figure.value for other in said.figures)
    for mention in facts.dates:
        if mention.span == span:
            return any(
                agrees(other, mention, starts=True, ends=True) or agrees(other, mention, starts=False, ends=False) for other in said.dates
            )
    own = stems_of(claim)
    return any(says_any(own, one) for one in stems_of_word(text[span.start : span.end]))


def _competitors(claim: str, passages: Sequence[Evidence]) -> Failed:
    """A word that the passage says only beside another figure or date is not said beside this one: in the sentence, then in each clause."""
    for part in dict.fromkeys((claim, *_own_clauses(claim))):
        said = facts_of(part)
        values, kinds = {figure.value for figure in said.figures}, {figure.kind for figure in said.figures}
        if not values and not said.dates:
            continue
        for word in words_of(part):
            if is_frame(word) or is_light(word) or is_role(word):
                continue
            rivals = [_rivals(word, passage, values, kinds, said) for passage in passages if says(passage.stems, word)]
            if rivals and all(rivals):
                return Cause.ATTACHED, word.written
    return None


def _rivals(word: Word, passage: Evidence, values: set[Fraction], kinds: set[str], said: Facts) -> bool:
    """Whether each clause of the passage with this word has figures or dates, and none of those that are said."""
    holding = [clause for clause in _fact_clauses(passage.text) if says(stems_of(clause), word)]
    if not holding or (not said.figures and any(clause in _topics(passage.text) for clause in holding)):
        return False
    for clause in holding:
        facts = facts_of(clause)
        others = [figure for figure in facts.figures if figure.kind in kinds]
        if not others and not facts.dates:
            return False
        if any(figure.value in values for figure in others):
            return False
        if any(
            agrees(mention, known, starts=starts, ends=ends)
            for mention in said.dates
            for known in facts.dates
            for starts in (True, False)
            for ends in (True, False)
        ):
            return False
        if not values and not facts.dates:
            return False
        if values and not others:
            return False
    return True


@lru_cache(maxsize=2_048)
def _fact_clauses(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _COMMA.split(text) if part and part.strip())


@lru_cache(maxsize=2_048)
def _topics(text: str) -> frozenset[str]:
    """The first clause of each segment: what the others are about."""
    return frozenset(_fact_clauses(segment)[0] for segment in segments(text) if _fact_clauses(segment))


def _counted(claim: str, passages: Sequence[Evidence]) -> Failed:
    """« deux groupes » where the passage counts eight of them, and two of something else."""
    said = _counts(claim)
    known = [_counts(passage.text) for passage in passages]
    for value, noun in said:
        own = {other for counts in known for other, thing in counts if _alike(thing, noun)}
        if own and value not in own and any(value == other for counts in known for other, _thing in counts):
            return Cause.ATTACHED, noun
    return None


def _alike(one: str, other: str) -> bool:
    return any(same(left, right) for left in stems_of_word(one) for right in stems_of_word(other))


def _counts(text: str) -> list[tuple[object, str]]:
    found: list[tuple[object, str]] = []
    for figure in facts_of(text).figures:
        if figure.kind == "nombre":
            following = next((word for word in words_of(text) if word.start >= figure.span.end), None)
            if following and re.fullmatch(r"[\s\xa0]+(?:d['’]|de\s+)?", text[figure.span.end : following.start]):
                found.append((figure.value, following.folded))
    return found


def _linked(claim: str, passages: Sequence[Evidence]) -> Failed:
    """« A, en lien avec B » is not « B, en lien avec A »."""
    match = _LINKS.search(claim)
    if match is None:
        return None
    link = _link(match.group())
    for passage in passages:
        for known in _LINKS.finditer(passage.text):
            if _link(known.group()) != link:
                continue
            before, after = stems_of(passage.text[: known.start()]), stems_of(passage.text[known.end() :])
            wrong = [word for word in words_of(claim[match.end() :]) if says(before, word) and not says(after, word) and not is_frame(word)]
            if wrong:
                return Cause.ATTACHED, wrong[0].written
    return None


def _from_to(claim: str, passages: Sequence[Evidence]) -> Failed:
    """« de 48 à 31 » is not « de 31 à 48 »."""
    known = {pair for passage in passages for pair in _ranges(passage.text)}
    for low, high in _ranges(claim):
        if (high, low) in known and (low, high) not in known:
            return Cause.ATTACHED, f"{low} à {high}"
    return None


def _ranges(text: str) -> list[tuple[Fraction, Fraction]]:
    figures = facts_of(text).figures
    return [
        (one.value, other.value)
        for one, other in pairwise(figures)
        if re.fullmatch(r"\s*(?:\w+\s+)?(?:à|contre|puis)\s+", text[one.span.end : other.span.start])
    ]


def _pairs(claim: str, passages: Sequence[Evidence]) -> Failed:
    """Two words side by side stand in one clause of a passage: « police nationale » is not « police municipale, Éducation nationale »."""
    words = [word for word in words_of(claim) if not is_frame(word)]
    for one, other in pairwise(words):
        if claim[one.end : other.start].strip(" \xa0-") or is_verb(one) or is_verb(other):
            continue
        holding = [passage for passage in passages if says(passage.stems, one) and says(passage.stems, other)]
        if holding and not any(
            says(stems_of(clause), one) and says(stems_of(clause), other) for passage in holding for clause in _fact_clauses(passage.text)
        ):
            return Cause.ATTACHED, f"{one.written} {other.written}"
    return None


_LEANING = re.compile(r"(?:qui|que|qu['’]|dont|et|ou|où|lequel|laquelle|lesquels|lesquelles)\b", re.IGNORECASE)


_COMPLEMENT = re.compile(
    r"(?<!\w)(?:aux?|à|dans|en|du|des|de|d['’]|sur|pour|chez|vers)\s*(?:l['’]|la\s+|les?\s+)?(?:[^\W\d_]+[\s-]+)?\Z", re.IGNORECASE
)


def _agents(claim: str, passages: Sequence[Evidence]) -> Failed:
    """Who does a thing is who does it in the passage: a name and a verb of one clause stand together there too."""
    for clause in _own_clauses(claim):
        words = words_of(clause)
        names = [
            word
            for word in words
            if (word.is_name or (word.start < 4 and word.written[0].isupper())) and not _COMPLEMENT.search(clause[: word.start])
        ]
        verbs = [word for word in words if is_verb(word) and not is_frame(word)]
        for name in names:
            for verb in verbs:
                rooms = [room for passage in passages for room in _rooms(passage.text, verb)]
                known = any(says(passage.stems, name) for passage in passages)
                if rooms and known and not any(says(stems_of(room), name) for room in rooms):
                    return Cause.ATTACHED, f"{name.written} {verb.written}"
    return None


def _rooms(text: str, verb: Word) -> list[str]:
    """For each clause with the verb: that clause, what its segment is about, and the clause before it where it leans on that."""
    found = []
    for segment in segments(text):
        parts = _fact_clauses(segment)
        for index, part in enumerate(parts):
            if says(stems_of(part), verb):
                before = parts[index - 1] if index and _LEANING.match(part) else ""
                found.append(f"{parts[0]} {before} {part}")
    return found


def _titled(claim: str, passages: Sequence[Evidence]) -> Failed:
    """A word that the passage says of one fiche is not said of another."""
    said = facts_of(claim).codes
    for passage in passages:
        parts = _by_code(passage.text)
        if len(said) != 1 or len(parts) < 2 or not said & {code for code, _stems in parts}:
            continue
        for word in words_of(claim):
            holding = {code for code, stems in parts if not word.stems.isdisjoint(stems)}
            if holding and not is_frame(word) and not holding & said:
                return Cause.ATTACHED, word.written
    return None


@lru_cache(maxsize=2_048)
def _by_code(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Each fiche that a text names, and the words from there to the next."""
    references = find_references(text)
    ends = [*(reference.span.start for reference in references[1:]), len(text)]
    return (
        tuple((reference.code, stems_of(text[reference.span.end : end])) for reference, end in zip(references, ends, strict=True))
        if references
        else ()
    )


def _placed(claim: str, passages: Sequence[Evidence]) -> Failed:
    """« 34 % dans le quartier » is not « 34 % dans le département », which the passage names further on."""
    figures = facts_of(claim).figures
    for match in _PLACE.finditer(claim):
        word = next((word for word in words_of(claim) if word.start >= match.end() - 1), None)
        figure = next((figure for figure in reversed(figures) if figure.span.end <= match.start()), None)
        if word is None or figure is None or is_frame(word) or claim[figure.span.end : match.start()].count(" ") > _NEAR_WORDS:
            continue
        rooms = [
            clause
            for passage in passages
            for clause in _fact_clauses(passage.text)
            if any(other.value == figure.value for other in facts_of(clause).figures)
        ]
        if rooms and not any(says(stems_of(room), word) for room in rooms) and all(_PLACE.search(room) for room in rooms):
            return Cause.ATTACHED, word.written
    return None


_PLACE = re.compile(r"(?<!\w)(?:dans|à|au|aux)\s+(?:l['’]|la\s+|le\s+|les\s+)?(?=[^\W\d])", re.IGNORECASE)
_NEAR_WORDS = 5


def _link(words: str) -> list[str]:
    parts = strip_accents(words).split()
    return parts[:1] if parts[0] in ("plus", "moins", "aussi", "autant") else parts[:3]
