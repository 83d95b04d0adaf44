"""The links between fiches, as the rules on them look at them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.places import places, slice_of, subjects, visible
from ingest.folding import fold
from ingest.model import Excerpt, Fiche, SectionKind
from ingest.references import Reference, find_references
from ingest.versions import like_titles

_DIGIT = re.compile(r"\d")
_SAME_TITLE = 85.0  # token_set_ratio, 0 to 100: the same words but for small ones
_OTHER_TITLE = 70.0
_SHARED = 0.34  # of the subjects of a title, those that the other must have
# What a dotted number of the text is, when it is not a fiche: « article 1.2.3 », « version 2.0.1 ».
_NOT_A_FICHE = re.compile(
    r"\b(?:articles?|art\.|annexes?|chapitres?|versions?|v\.|parties?|paragraphes?|§|alin[ée]as?|mesures?|lots?|parcelles?|norme|tableau|figure|"
    r"titres?|section|point|logiciel|sous-?\s?action)\s*(?:n\s?°\s*)?\Z",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\s\xa0]*[:,(–—-]?[\s\xa0]*(?P<mark>[«\"“])[\s\xa0]*(?P<title>[^»\"”]{4,200}?)[\s\xa0]*[»\"”]")
_ASIDE = re.compile(r"[\s\xa0]*\((?P<title>[^()]{8,120})\)")  # « Fiche 2.1.1 (gestion urbaine de proximité) »
_SEPARATED = re.compile(r"[\s\xa0]*[:–—-][\s\xa0]+(?P<title>\S.*)|[\s\xa0]+(?P<bare>[^\W\d_].*)", re.DOTALL)
# What is said of the link rather than of the fiche: « Fiche 1.1.3 (pour le prêt de salles) », « fiche 2.1.1, qui porte… »
_REMARK = re.compile(
    r"(?:pour|car|qui|dont|voir|sur|afin|au titre|en lien|dans|avec|via|par|volet|partie|notamment|et|ou)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class FicheLink:
    """A reference to another fiche: the words of the reference, those that show it, and the title given, if any."""

    code: str
    section: SectionKind
    written: Excerpt
    shown: Excerpt
    title: str


def links_to_fiches(fiche: Fiche, corpus: CheckedCorpus) -> tuple[FicheLink, ...]:
    """Return the references of a fiche to others, in document order; to a transversal axis, none."""
    found: tuple[FicheLink, ...] = corpus.once(_links)[id(fiche)]
    return found


def _links(corpus: CheckedCorpus) -> dict[int, tuple[FicheLink, ...]]:
    return {id(fiche): tuple(_links_of(fiche)) for fiche in corpus.fiches}


def _links_of(fiche: Fiche) -> Iterator[FicheLink]:
    for place in places(fiche):
        text = place.item.text
        if not _DIGIT.search(text):
            continue
        references = [reference for reference in find_references(text) if reference.code != fiche.code and not _is_other(text, reference)]
        for number, reference in enumerate(references):
            until = references[number + 1].span.start if number + 1 < len(references) else len(text)
            written = slice_of(place.item, reference.span.start, reference.span.end)
            alone = place.section.kind is SectionKind.LIENS and len(references) == 1
            title = _title(visible(text[reference.span.end : until]), in_links=place.section.kind is SectionKind.LIENS)
            yield FicheLink(reference.code, place.section.kind, written, place.item if alone else written, title)


def _is_other(text: str, reference: Reference) -> bool:
    return _NOT_A_FICHE.search(text, max(0, reference.span.start - 24), reference.span.start) is not None


def _title(after: str, *, in_links: bool) -> str:
    """The title that is given after a reference: in quotation marks anywhere; among the links, what stands after it."""
    quoted = _QUOTED.match(after)
    if quoted:
        return " ".join(quoted.group("title").split())
    aside = _ASIDE.match(after) if in_links else None
    if aside and len(subjects(aside.group("title"))) > 1:
        return "" if _REMARK.match(aside.group("title")) else " ".join(aside.group("title").split())
    found = _SEPARATED.match(after) if in_links else None
    title = " ".join((found.group("title") or found.group("bare")).split()).strip(" ,;.") if found else ""
    return "" if _REMARK.match(title) else title


def misquoted(fiche: Fiche, corpus: CheckedCorpus) -> list[tuple[FicheLink, Fiche]]:
    """Return the links that give a fiche a title clearly unlike its own, with that fiche."""
    found: list[tuple[FicheLink, Fiche]] = corpus.once(_misquoted)[id(fiche)]
    return found


def _misquoted(corpus: CheckedCorpus) -> dict[int, list[tuple[FicheLink, Fiche]]]:
    return {
        id(fiche): [
            (link, targets[0])
            for link in links_to_fiches(fiche, corpus)
            if link.title
            and (targets := corpus.by_code.get(link.code, []))
            and not any(is_title_of(link.title, target, corpus) for target in targets)
        ]
        for fiche in corpus.fiches
    }


def is_title_of(title: str, fiche: Fiche, corpus: CheckedCorpus) -> bool:
    """Tell whether a title given in a link may be meant for that of `fiche`: shortened and reworded titles may."""
    own = fiche.title.line
    likeness = fuzz.token_set_ratio(fold(title), fold(own))
    if likeness >= _SAME_TITLE:
        return True
    given, wanted = subjects(title), subjects(own)
    if likeness < _OTHER_TITLE and given and corpus.once(_titles).get(given, set()) - {fiche.code}:
        return False
    if not given or not wanted:
        return like_titles(title, own) or not given
    return _shared(given, wanted) >= _SHARED


def _shared(given: frozenset[str], wanted: frozenset[str]) -> float:
    """The share of the shorter title's subjects that the other has, a word cut or bent counting too."""
    few, many = sorted((given, wanted), key=len)
    return sum(any(_like(word, other) for other in many) for word in few) / len(few)


def _like(word: str, other: str) -> bool:
    return word == other or (min(len(word), len(other)) >= 4 and (word.startswith(other[:5]) or fuzz.ratio(word, other) >= _SAME_TITLE))


def _titles(corpus: CheckedCorpus) -> dict[frozenset[str], set[str]]:
    """The codes of the fiches whose titles have the same subjects."""
    found: dict[frozenset[str], set[str]] = defaultdict(set)
    for fiche in corpus.fiches:
        found[subjects(fiche.title.line)].add(fiche.code)
    return found


def _codes_by_subject(corpus: CheckedCorpus) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for fiche in corpus.fiches:
        for subject in subjects(fiche.title.line):
            found[subject].add(fiche.code)
    return found


def reached(corpus: CheckedCorpus) -> dict[int, frozenset[str]]:
    """The codes that each fiche leads to, by its identity: by the code it writes, or by the title where the code is wrong."""
    by_subject = corpus.once(_codes_by_subject)
    found: dict[int, frozenset[str]] = {}
    for fiche in corpus.fiches:
        links = links_to_fiches(fiche, corpus)
        wrong = {link.written.span for link, _target in misquoted(fiche, corpus)}
        codes = {link.code for link in links}
        for link in links:
            given = subjects(link.title)
            if given and (link.code not in corpus.by_code or link.written.span in wrong):
                codes |= set.intersection(*(by_subject.get(subject, set()) for subject in given))
        found[id(fiche)] = frozenset(codes)
    return found
