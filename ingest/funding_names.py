"""Schemes over a corpus: one name for one scheme wherever it stands, every other kept, with the reason why they are one."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.folding import fold
from ingest.funding import FundingRecord
from ingest.funding_money import MONEY
from ingest.name_aliases import Aliases
from ingest.name_book import CorpusExpansion
from ingest.name_table import ACRONYM, KnownName, comparison_key, find_known, is_acronym, letters


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme: the name it has most often, the others, its mentions in the order of the fiches, and why they are one."""

    name: str
    aliases: tuple[str, ...]
    records: tuple[FundingRecord, ...]
    why: str

    def beside(self, record: FundingRecord) -> tuple[FundingRecord, ...]:
        """Its mentions in other fiches than that of `record`."""
        return tuple(other for other in self.records if other.fiche is not record.fiche)


@dataclass(frozen=True, slots=True)
class _Key:
    """What the mentions of one scheme share; `why` is a plain French sentence."""

    key: str
    why: str


_SAME_WORDS = "Ce sont les mêmes mots, à la casse, aux accents et au pluriel près."
_SAME_TITLE = "Les fiches lui donnent le même nom entre guillemets."
_QUOTED = re.compile(r"[«“\"]\s*([^«»“”\"]{4,80}?)\s*[»”\"]")
# « appel à projets REAAP », « crédits du FIPD », « programme LEADER »: what is named is behind.
_LEAD = re.compile(
    r"\A(?:(?:les?|la|l|des?|du|d|au titre)\s+)*(?:(?:appels? a (?:projets?|manifestation d interet)|dispositifs?|programmes?|credits?|dotations?|enveloppes?|prestations?|plans?"
    r"|fonds|aides?|subventions?|financements?|conventions?|contrats?|labels?|postes?|mesures?|bourses?)\s+(?:nationa(?:l|ux)\s+|annuels?\s+)?(?:(?:du|de la|de l|des|de|d)\s+)?)+"
)
_YEARS = re.compile(r"\b(?:19|20)\d\d\b")


def schemes_of(
    records: Iterable[FundingRecord], expansions: Sequence[CorpusExpansion] = (), aliases: Aliases | None = None
) -> tuple[Scheme, ...]:
    """Return the schemes of a directory, in the order in which the fiches first name them.

    Mentions are one scheme when the table or a fiche spells one name out as the other, when they bear the same quoted title,
    when the same proper name is behind « appel à projets », « crédits du »…, or when the user's file says so. « Convention »
    and « aide au permis » of two bodies are names of nothing: they are one where their words and their payers are the same.
    """
    spelt = {key: one for one in expansions for key in (letters(one.acronym), comparison_key(one.long))}
    own = {comparison_key(name): comparison_key(name) for names in (aliases.distinct if aliases else ()) for name in names}
    own |= {comparison_key(name): comparison_key(names[0]) for names in (aliases.same if aliases else ()) for name in names}
    held: dict[str, list[FundingRecord]] = defaultdict(list)
    whys: dict[str, list[str]] = defaultdict(list)
    for record in records:
        if fold(record.scheme):
            found = _key(record, spelt, own)
            held[found.key].append(record)
            whys[found.key].append(found.why)
    return tuple(_scheme(found, whys[key]) for key, found in held.items())


def _scheme(records: Sequence[FundingRecord], whys: Sequence[str]) -> Scheme:
    counts = Counter(" ".join(record.scheme.split()) for record in records)
    name, *others = sorted(counts, key=lambda one: (-counts[one], list(counts).index(one)))
    return Scheme(name, tuple(others), tuple(records), max(whys, key=lambda why: why != _SAME_WORDS))


def _key(record: FundingRecord, spelt: dict[str, CorpusExpansion], own: dict[str, str]) -> _Key:
    name = _YEARS.sub(" ", " ".join(record.scheme.split()))
    whole = comparison_key(name)
    if whole in own:
        return _Key(f"own {own[whole]}", "Votre fichier d’alias le dit.")
    if title := _QUOTED.search(name):
        return _Key(f"title {fold(title.group(1))}", _SAME_TITLE)
    bare = _LEAD.sub("", fold(name), count=1)
    for acronym in ACRONYM.findall(name):
        if (known := find_known(acronym)) and known.is_scheme:
            return _known(known)
    for form in (*map(letters, ACRONYM.findall(name)), whole):
        if spelling := spelt.get(form):
            why = f"La fiche {spelling.fiche.code} écrit « {spelling.quote.line} »."
            return _Key(comparison_key(spelling.long), why)
    for form in (name, bare, fold(re.sub(r"\([^()]*\)", " ", name))):
        if (known := find_known(form)) and known.is_scheme:
            return _known(known)
    if bare and _is_proper(name):
        return _Key(comparison_key(bare), _SAME_WORDS)
    payers = " ".join(sorted(comparison_key(" ".join(funder.text.split())) for funder in record.funders)) or fold(record.funder)
    where = "" if payers or len(whole.split()) > 1 else record.fiche.code  # « convention » alone may be any
    return _Key(f"{whole} | {payers} {where}", _SAME_WORDS)


def _known(known: KnownName) -> _Key:
    return _Key(
        comparison_key(known.names[0]),
        f"La table des noms connus donne ces noms pour un seul : {', '.join(known.names[:3])} ({known.source}).",
    )


def _is_proper(name: str) -> bool:
    """Whether what is named has a capital of its own, past the first word: « programme CitésLab »; « aide au permis » has none."""
    words = [word for word in re.split(r"[\s(«’'-]+", name) if word]
    first = 0 if len(words) == 1 and not MONEY.match(name) else 1  # « CitésLab », never « Convention »
    return any(word[:1].isupper() or is_acronym(word) for word in words[first:])
