"""What is asked: which fiches, which sections, about what, and in what form the answer is expected; one readable plan."""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.model import SectionKind
from ingest.references import compact_code, find_references
from rag import lexicon
from rag.terms import Term, Vocabulary
from rag.words import Word, is_english, is_topic, joined, read_words

_LOOSE_CODE = re.compile(
    r"(?<![\d.,/€-])(\d)\s?[.,\-–_ /]\s?(\d{1,2})\s?[.,\-–_ /]\s?(\d{1,2})(?![\d%€]|[.,/-]\d|\s*(?:€|euros?\b|%|habitants?\b))"
)
_BARE_CODE = re.compile(
    r"(?<![\d.,/€-])([1-9])([1-9])([1-9]\d?)(?![\d%€]|[.,/-]\d|\s*(?:€|euros?\b|%|habitants?\b|personnes\b|jeunes\b|enfants\b|logements\b|places\b|jours\b|millions?\b|mille\b|k€))"
)
_CODE_ARTICLE = re.compile(
    r"(?:\b(?:la|le|une|du|de|des|les|et|ou|and|fi?che?s?|n°|sheet|vs|versus|avec|pour|à|a|entre|que|celle|celles|l['’])\s*)$",
    re.IGNORECASE,
)
_AMOUNT_BEFORE = re.compile(r"\b(?:programme|article|loi|bop|p|fonds|ligne|décret)\s*n?°?\s*$", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:version|v\.?)\s*(?:de\s+)?((?:19|20)\d\d)\b", re.IGNORECASE)
_LEVEL = re.compile(r"\b(pilier|axe)\s*(?:n\s*°\s*)?(\d)(?:\s*[.,]\s*(\d))?", re.IGNORECASE)
_DESCRIBES = 4
_NAME = 30  # characters


class Kind(StrEnum):
    """The form of the answer that is expected."""

    GREETING = "greeting"
    LOOKUP = "lookup"
    ENUMERATION = "enumeration"  # which fiches, how many fiches
    SUMMARY = "summary"
    COMPARE = "compare"
    TITLE = "title"
    PILIER = "pilier"
    AXE = "axe"
    VERSION = "version"
    CITED_BY = "cited_by"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True)
class QuestionPlan:
    """What a question asks for; empty tuples where it does not say."""

    question: str
    kind: Kind = Kind.LOOKUP
    codes: tuple[str, ...] = ()  # dotted, as asked, indexed or not
    sections: tuple[SectionKind, ...] = ()
    details: tuple[Kind, ...] = ()  # the title, pilier, axe or version asked for beside sections
    terms: tuple[Term, ...] = ()
    wants: tuple[str, ...] = ()  # what the text must show: "montant", "date", "téléphone"…
    inferred: bool = False  # the sections were guessed from weak words: « pourquoi », « où »
    base: "QuestionPlan | None" = None  # the list that a follow-up speaks of: « et qui la pilote ? »
    level: str = ""  # "1" or "1.2": the pilier, or pilier and axe, asked about
    version: int | None = None
    counts: bool = False
    negated: bool = False
    yes_no: bool = False
    names_fiche: bool = False  # « la fiche sur… »
    naming: tuple[Term, ...] = ()  # the words that follow, up to a section's name
    namings: tuple[tuple[Term, ...], ...] = ()  # the same for each of several: « la fiche culture et la fiche relogement »
    english: bool = False
    follow_up: bool = False
    in_domain: bool = False
    corrections: tuple[tuple[str, str], ...] = ()
    names: tuple[tuple[Term, ...], ...] = ()  # the terms of each name of several words: « Les Passeurs de la Drenne »
    everywhere: bool = False  # « toutes fiches confondues »
    either: bool = False  # « le FSE ou le FEDER », « l’Europe (FSE, FEDER…) »
    after: str = ""  # the earlier questions that a follow-up leans on

    @property
    def subject(self) -> tuple[Term, ...]:
        """The topic words that name something: what a mere verb says can be said of anything."""
        return tuple(term for term in self.terms if (term.focus or term.strict) and not lexicon.ORDINAL.fullmatch(term.word))

    @property
    def words(self) -> str:
        """What to search with: the question, after those it leans on."""
        return f"{self.after} {self.question}" if self.after else self.question

    @property
    def topic(self) -> str:
        """What the question is about, in its own words."""
        return spoken(self.terms)

    def as_dict(self) -> Mapping[str, object]:
        """The plan as `ask --explain` prints it."""
        return {
            "kind": self.kind.value,
            "codes": list(self.codes),
            "sections": [section.value for section in self.sections],
            "terms": [term.word for term in self.terms],
            "wants": list(self.wants),
            "level": self.level,
            "version": self.version,
            "counts": self.counts,
            "negated": self.negated,
            "follow_up": self.follow_up,
            "corrections": [list(pair) for pair in self.corrections],
        }


def understand(question: str, vocabulary: Vocabulary) -> QuestionPlan:
    """Read one question by itself."""
    text = _YEAR.sub(" ", question)
    codes, text = _take_codes(text, vocabulary)
    level, text = _take_level(text)
    version = _YEAR.search(question)
    words, corrections = read_words(text, vocabulary)
    folded, starts = joined(words)
    if _is_small_talk(folded) and not codes:
        return QuestionPlan(question, Kind.GREETING)
    taken: list[tuple[int, int]] = []
    sections, inferred = _sections(folded, taken)
    kind = _kind(folded, taken, codes=codes, sections=sections)
    details = _details(folded, taken) if sections else ()
    mentions = list(lexicon.NAMED_FICHE.finditer(folded))
    if codes:  # « la fiche culture (1.3.1) »: what stands between the two is the fiche's name
        spans = [(one.end(), other.start()) for one, other in itertools.pairwise(mentions) if other.start() - one.end() < _NAME]
        taken.extend((low, high) for low, high in spans if not re.search(r"\b(?:et|ou|and|or)\b", folded[low:high]))
        mentions = []
    named = mentions[0] if mentions else None
    until = min((low for low, _high in taken if named and low > named.end()), default=len(folded))
    wants = _wants(folded, sections, [] if inferred else taken)
    taken.extend(match.span() for name in wants if name in lexicon.PATTERNED for match in lexicon.PATTERNED[name][0].finditer(folded))
    taken.extend(match.span() for match in lexicon.LOCUTIONS.finditer(folded))
    english = is_english(question)
    placed = [
        (
            start,
            vocabulary.term(
                word.folded, strict=word.strict, focus=word.focus, aimed=word.aimed, verb=word.verb, spoken=word.raw, english=english
            ),
        )
        for word, start in zip(words, starts, strict=True)
        if not any(low <= start < high for low, high in taken) and is_topic(word)
    ]
    placed = _without_context(text, words, starts, placed)
    terms = tuple(term for _start, term in placed)
    naming = tuple(term for start, term in placed if named and named.end() <= start < until)
    limits = [*(match.start() for match in mentions[1:]), len(folded)][: len(mentions)]
    namings = tuple(
        tuple(term for start, term in placed if mention.end() <= start < limit) for mention, limit in zip(mentions, limits, strict=True)
    )
    if kind is Kind.COMPARE and sections and len(namings) < 2 and not codes:
        namings = _compared(folded, placed)
    names = tuple(group for group in _names(text, words, placed, starts) if len(group) > 1)
    all_words = {word.folded for word in words}
    if kind is Kind.ENUMERATION and inferred and lexicon.WHERE_FOUND.search(folded):
        sections = ()  # « où est-ce qu’on apparaît ? »: in which fiches, wherever they are for
    if kind is Kind.ENUMERATION and len(terms) > _DESCRIBES and not sections:
        kind = Kind.LOOKUP  # « notre association veut… : quelle fiche correspond ? » describes more than a list can match
    return QuestionPlan(
        question,
        kind,
        codes=codes,
        sections=sections,
        details=details,
        terms=unique(terms),
        wants=wants,
        inferred=inferred,
        level=level,
        version=int(version.group(1)) if version else None,
        counts=lexicon.COUNT.search(folded) is not None,
        negated=lexicon.ABSENT.search(folded) is not None,
        yes_no=lexicon.YES_NO.search(folded) is not None,
        names_fiche=named is not None,
        naming=unique(naming),
        namings=namings if len(namings) > 1 and all(namings) else (),
        english=english,
        names=names,
        everywhere=lexicon.EVERYWHERE.search(folded) is not None,
        either=_offers_choice(text, words, placed, starts),
        in_domain=bool(codes or sections or level or all_words & lexicon.DOMAIN),
        corrections=corrections,
    )


_SMALL = re.compile(r"(?:(?:de|du|des|d['’]|la|le|les|l['’]|en|sur|-)\s*)*")
_BETWEEN = re.compile(r"\b(?:et|and|ou|or|vs|versus)\b")


_SENTENCE = re.compile(r"[.!?;—]\s+|\s[–—-]\s")
_ASKS = re.compile(
    r"\?|\b(?:qui|quand|où|combien|quel(?:le)?s?|comment|pourquoi|est-ce|quoi|ki|kan|koi|who|when|where|how|what|which|why)\b"
    r"|\b(?:donn|list|fai|sor|di|montr|cherch|résum|resum|compar|indiqu|rappel)\w*[- ](?:moi|nous|les)\b",
    re.IGNORECASE,
)


def _without_context(text: str, words: Sequence[Word], starts: Sequence[int], placed: list[tuple[int, Term]]) -> list[tuple[int, Term]]:
    """Keep the topic words of the sentences that ask, where others only say who asks: « Club de natation ici. Quelle fiche… ? »."""
    bounds = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text) + 1]
    asking = [_ASKS.search(text[low:high]) is not None for low, high in itertools.pairwise(bounds)]
    if all(asking) or not any(asking):
        return placed
    place = {start: word.start for word, start in zip(words, starts, strict=True)}

    def asks(start: int) -> bool:
        return asking[next(index for index, high in enumerate(bounds[1:]) if place[start] < high)]

    is_ours = lexicon.FIRST_PERSON.search(text.lower()) is not None
    own = [(start, term) for start, term in placed if asks(start) or (is_ours and term.strict and term.known)]
    if not any(term.known and (term.focus or term.strict) for _start, term in own):
        return [(start, term if asks(start) else replace(term, strict=False)) for start, term in placed]
    return own


def _offers_choice(text: str, words: Sequence[Word], placed: Sequence[tuple[int, Term]], starts: Sequence[int]) -> bool:
    """Whether names stand in parentheses, or on both sides of « ou »: any of them will do."""
    terms = dict(placed)
    names = [word.start for word, start in zip(words, starts, strict=True) if start in terms and terms[start].strict]
    for match in lexicon.EITHER.finditer(text):
        if match.group().startswith("("):
            if any(match.start() < name < match.end() for name in names):
                return True
        elif names and min(names) < match.start() < max(names):
            return True
    return False


def _names(text: str, words: Sequence[Word], placed: Sequence[tuple[int, Term]], starts: Sequence[int]) -> tuple[tuple[Term, ...], ...]:
    """The strict terms that stand side by side, but for the small words between them."""
    terms = dict(placed)
    groups: list[list[Term]] = [[]]
    end = -1
    for word, start in zip(words, starts, strict=True):
        term = terms.get(start)
        if term is None or not term.strict:
            continue
        between = text[end : word.start].strip().lower() if end >= 0 else ","
        if not _SMALL.fullmatch(between):
            groups.append([])
        groups[-1].append(term)
        end = word.end
    return tuple(map(tuple, groups))


def _compared(folded: str, placed: Sequence[tuple[int, Term]]) -> tuple[tuple[Term, ...], ...]:
    """The two things compared: the topic words on either side of the last « et » that has some on both."""
    for joint in reversed(list(_BETWEEN.finditer(folded))):
        sides = (
            tuple(term for start, term in placed if start < joint.start()),
            tuple(term for start, term in placed if start > joint.end()),
        )
        if all(any(term.known for term in side) for side in sides):
            return sides
    return ()


def _take_codes(text: str, vocabulary: Vocabulary) -> tuple[tuple[str, ...], str]:
    """Return the codes asked about and the text without them."""
    found: list[tuple[int, int, str]] = []
    for match in _LOOSE_CODE.finditer(text):
        found.append((match.start(), match.end(), ".".join(str(int(group)) for group in match.groups())))
    for reference in find_references(text):
        if not any(start < reference.span.end and reference.span.start < end for start, end, _code in found):
            found.append((reference.span.start, reference.span.end, reference.code))
    for match in _BARE_CODE.finditer(text):
        if any(start < match.end() and match.start() < end for start, end, _code in found):
            continue
        code = compact_code(match.group(0))
        before = text[: match.start()]
        after_article = (not before.strip() or _CODE_ARTICLE.search(before)) and not _AMOUNT_BEFORE.search(before)
        if code and (code in vocabulary.codes or after_article) and not _AMOUNT_BEFORE.search(before):
            found.append((match.start(), match.end(), code))
    codes: list[str] = []
    for start, end, code in sorted(found, reverse=True):
        text = text[:start] + " fiche " + " " * max(0, end - start - 7) + text[end:]
        codes.insert(0, code)
    return tuple(dict.fromkeys(codes)), text


def _take_level(text: str) -> tuple[str, str]:
    """Return the pilier, or pilier and axe, that the question names by number: « axe 2 du pilier 1 » -> "1.2"."""
    found = {match.group(1).lower(): match for match in _LEVEL.finditer(text)}
    if not found:
        return "", text
    pilier, axe = found.get("pilier"), found.get("axe")
    rest = _LEVEL.sub(" ", text)
    if axe and axe.group(3):
        return f"{axe.group(2)}.{axe.group(3)}", rest
    if pilier and axe:
        return f"{pilier.group(2)}.{axe.group(2)}", rest
    return (pilier.group(2) if pilier else f"*.{axe.group(2)}" if axe else ""), rest


def _is_small_talk(folded: str) -> bool:
    return not folded or lexicon.GREETING.fullmatch(folded) is not None or lexicon.ABOUT_US.search(folded) is not None


def _sections(folded: str, taken: list[tuple[int, int]]) -> tuple[tuple[SectionKind, ...], bool]:
    """Return the sections meant, in order of appearance, and whether weak words alone say so; what names them is taken."""
    for patterns, inferred in ((lexicon.SECTION_WORDS, False), (lexicon.WEAK_SECTION_WORDS, True)):
        matches = [(match.start(), match.end(), kind) for kind, pattern in patterns.items() for match in pattern.finditer(folded)]
        chosen: list[tuple[int, int, SectionKind]] = []
        for start, end, kind in sorted(matches, key=lambda match: (-(match[1] - match[0]), match[0])):
            if not any(start < high and low < end for low, high, _kind in chosen):
                chosen.append((start, end, kind))
        if chosen:
            if lexicon.WE_ASK.search(folded) and not re.search(r"\bfiche\b", folded):
                chosen.append((len(folded), len(folded), SectionKind.ANIMATEUR))  # « on s’adresse à qui pour… ? »: whom to ask
            chosen.sort(key=lambda match: match[:2])
            listed = lexicon.ENUMERATION.search(folded) is not None  # « quelles fiches ont un appel à projets ? » looks for one
            taken.extend((start, end) for start, end, _kind in chosen if not (listed and folded.startswith("appel", start)))
            kinds = list(dict.fromkeys(kind for _start, _end, kind in chosen))
            if kinds == [SectionKind.INDICATEURS_REALISATION] and not re.search(
                r"\b(?:realisations?|output|activity|achievement|suivi)\b", folded
            ):
                kinds.append(SectionKind.INDICATEURS_EFFETS)  # « les indicateurs » are both
            return _without_shadows(kinds, folded), inferred
    return (), False


def _without_shadows(kinds: list[SectionKind], folded: str) -> tuple[SectionKind, ...]:
    """Drop a section that only dresses another one: « quand » beside « calendrier », « actions » beside « financements »."""
    if (
        len(kinds) > 1
        and SectionKind.INDICATEURS_EFFETS in kinds
        and SectionKind.EFFETS in kinds
        and not re.search(r"\beffets? (?:attendus?|et)\b|\bet (?:les )?(?:effets?|resultats?)\b", folded)
    ):
        kinds = [kind for kind in kinds if kind is not SectionKind.EFFETS]
    return tuple(kinds)


def _kind(folded: str, taken: list[tuple[int, int]], *, codes: Sequence[str], sections: Sequence[SectionKind]) -> Kind:
    """Return the form expected; words that say so are added to `taken`."""

    def takes(pattern: re.Pattern[str]) -> bool:
        found = [match.span() for match in pattern.finditer(folded)]
        taken.extend(found)
        return bool(found)

    linked = SectionKind.LIENS in sections and (codes or re.search(r"\b(?:la|cette|une) fiche\b", folded))
    if codes and lexicon.CITING.search(folded):
        takes(lexicon.CITING)
        takes(lexicon.ENUMERATION)
        return Kind.CITED_BY
    if not codes and takes(lexicon.CITING_NAMED):
        return Kind.CITED_BY
    if lexicon.ENUMERATION.search(folded) and not linked:
        if codes and lexicon.CITED_BY.search(folded):
            takes(lexicon.CITED_BY)
            takes(lexicon.ENUMERATION)
            return Kind.CITED_BY
        if not codes or lexicon.COUNT.search(folded):
            takes(lexicon.ENUMERATION)
            takes(lexicon.CITED_BY)
            return Kind.ENUMERATION
    if (
        codes
        and not sections
        and re.search(r"\b(?:ou|par qui|dans quelles? fiches?) .*citee?\b|\bqui (?:cite|mentionne)\b|\bcited\b", folded)
    ):
        takes(lexicon.CITED_BY)
        return Kind.CITED_BY
    if takes(lexicon.COMPARE):
        return Kind.COMPARE
    is_of_fiche = bool(codes) or re.search(r"\b(?:fiche|sheet|action)\b", folded) is not None
    if not is_of_fiche and takes(lexicon.WHERE_FOUND):
        return Kind.ENUMERATION
    if not sections and is_of_fiche:
        for pattern, kind in (
            (lexicon.TITLE, Kind.TITLE),
            (lexicon.VERSION, Kind.VERSION),
            (lexicon.PILIER, Kind.PILIER),
            (lexicon.AXE, Kind.AXE),
        ):
            if takes(pattern):
                return kind
    if codes or re.search(r"\b(?:fiche|sheet)\b", folded):
        if takes(lexicon.SUMMARY):
            return Kind.SUMMARY if not sections else Kind.LOOKUP
    elif takes(lexicon.DEFINITION):
        return Kind.DEFINITION
    elif takes(lexicon.SUMMARY):
        return Kind.LOOKUP
    takes(lexicon.DEFINITION)
    return Kind.LOOKUP


def _details(folded: str, taken: list[tuple[int, int]]) -> tuple[Kind, ...]:
    """Return what of the banner is asked for beside sections: « le titre, l’animateur et le calendrier »."""
    found = []
    for pattern, kind in ((lexicon.TITLE, Kind.TITLE), (lexicon.VERSION, Kind.VERSION)):
        free = [
            match.span() for match in pattern.finditer(folded) if not any(low < match.end() and match.start() < high for low, high in taken)
        ]
        taken.extend(free)
        found.extend([kind] if free else [])
    return tuple(found)


def spoken(terms: Sequence[Term]) -> str:
    return " ".join(term.spoken for term in terms)


def _wants(folded: str, sections: Sequence[SectionKind], taken: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    wants = [
        name
        for name, (asked, _shown) in lexicon.PATTERNED.items()
        if any(not any(low < match.end() and match.start() < high for low, high in taken) for match in asked.finditer(folded))
    ]
    money = SectionKind.FINANCEMENTS in sections or re.search(
        r"\b(?:euros?|montants?|subventions?|sommes?|cout\w*|plafonds?|tarifs?|prix|loyers?)\b", folded
    )
    if money and (lexicon.AMOUNT.search(folded) or lexicon.PRICE.search(folded)):
        wants.append("montant")
    elif lexicon.PRICE.search(folded):
        wants.append("montant" if lexicon.PAYS.search(folded) else "nombre")
    if "montant" in wants and "taux" in wants:
        wants.remove("taux")  # « quelle part du budget ? » may be told in euros
    if not sections and "nombre" not in wants and lexicon.NUMBER.search(folded):
        wants.append("nombre")
    return tuple(wants)


def unique(terms: Sequence[Term]) -> tuple[Term, ...]:
    return tuple({term.stem: term for term in reversed(terms)}.values())[::-1]
