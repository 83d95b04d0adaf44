"""One body under several names over the corpus, where no fiche says that they are one."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from ingest.checks.acronyms import acronyms_of, by_spelling, first_places, unexplained
from ingest.checks.body_kinds import Named, part, prose_pattern, same_body
from ingest.checks.corpus import CheckedCorpus, order
from ingest.checks.finding import Related
from ingest.checks.names import Names, items, names_of
from ingest.checks.words import is_small, key_of, stem
from ingest.folding import fold, strip_accents
from ingest.model import SectionKind
from ingest.name_table import find_known, known_names, letters, singular

_NAMING = frozenset((SectionKind.PARTENAIRES, SectionKind.DISPOSITIFS, SectionKind.ANIMATEUR, SectionKind.FINANCEMENTS))
_LIST = re.compile(r"[,;:()\n•]|\s[-–—]\s|\bet\b|\bpar\b|…|(?<![A-ZÀ-Ý])\.\s")
_ARTICLE = re.compile(
    r"\A(?:(?:avec|dont|du|des|de\s+la|de\s+l['’]|de|d['’]|les?|la|l['’]|aux?|apportée?s?|financée?s?|versée?s?)\s*(?=\S))+", re.IGNORECASE
)
_SORTS = ("association", "asso", "collectif", "compagnie")
_ARTICLES = frozenset("le la les l".split())
# Words that say where a body works: « Mission locale de la vallée de l’Aubrenne », « Mission locale Aubrenne ».
_WHERE = frozenset(
    stem(strip_accents(word))
    for word in "vallée ville agglomération commune pays territoire secteur bassin communal intercommunal canton".split()
)
_JOINING = frozenset("de du des d la le les l a au aux et".split())
_BESIDE = 4  # characters: « inspection académique (DSDEN) » says that they are one
_NEAR = 60  # characters, within which a bracket says what an acronym stands for
_LETTERS = 6  # fewer make an acronym
_PLACE = r"(?P<place>[A-ZÀ-Ý][\w’'-]*)"
_AGGLOMERATION = (
    ("Communauté d’agglomération", re.compile(rf"\b[Cc]ommunauté\s+d['’]agglomération\s+(?:de\s+la\s+|de\s+l['’]|de\s+|du\s+|des\s+|d['’])?{_PLACE}")),
    ("Communauté urbaine", re.compile(rf"\b[Cc]ommunauté\s+urbaine\s+(?:de\s+la\s+|de\s+l['’]|de\s+|du\s+|des\s+|d['’])?{_PLACE}")),
    ("Agglomération de", re.compile(rf"\bAgglomération\s+(?:de\s+la\s+|de\s+l['’]|de\s+|du\s+|des\s+|d['’]){_PLACE}")),
    ("X Agglomération", re.compile(rf"{_PLACE}(?:\s+[A-ZÀ-Ý][\w’'-]*)?\s+(?:Agglomération|Agglo)\b")),
    ("Métropole de", re.compile(rf"\bMétropole\s+(?:de\s+la\s+|de\s+l['’]|de\s+|du\s+|des\s+|d['’]){_PLACE}")),
    ("X Métropole", re.compile(rf"{_PLACE}\s+Métropole\b")),
)  # fmt: skip
# « le Département a promis »: the council, not the place.
_ACTS = r"(?=\s+(?:a\s+(?:[a-zà-ÿ]+\s+)?[a-zà-ÿ]+[éiust]\b|ont\b|apporte|finance|verse|soutient|porte|pilote|anime|gère|propose|prévoit|consacre|alloue|participe|contribue|accompagne|assure|organise|mène|s['’]engage|demande|souhaite|paie|prend))"
_COUNCILS_IN_PROSE = (
    re.compile(rf"\b[Ll]a\s+(?P<name>Région){_ACTS}"),
    re.compile(rf"\b[Ll]e\s+(?P<name>Département|[Cc]onseil\s+[Gg]énéral){_ACTS}"),
)
_COUNCILS = (
    (re.compile(r"\b[Cc]onseil\s+[Rr]égional\b"), re.compile(r"(?<!ministère )\bRégion\b")),
    (
        re.compile(r"\b[Cc]onseil\s+[Dd]épartemental\b(?!\s+(?:de\s+l|d)['’]accès)"),
        re.compile(r"\bDépartement\b|\bCD\s?\d\d\b|\b[Cc]onseil\s+[Gg]énéral\b|\bD[ée]pt\b|\b[Cc]onseil\s+[Dd]ép\."),
    ),
)


@dataclass(frozen=True, slots=True)
class Variant:
    """A name that few fiches use, and the one that the others do, each with its places."""

    rare: tuple[Related, ...]
    usual: tuple[Related, ...]
    acronym: str = ""  # letters, where one of the two is an acronym that no fiche explains

    @property
    def told(self) -> Related:
        return self.rare[0]


def variants_of(corpus: CheckedCorpus) -> tuple[Variant, ...]:
    """Return the bodies that go by two names."""
    named = list(_named(corpus))
    told = [*named, *_in_prose(corpus)]
    found = [
        *_dotted(corpus),
        *_spelt_out(corpus, named),
        *_near(told, corpus.once(names_of)),
        *_agglomerations(corpus),
        *_councils(corpus),
        *_begun_in_letters(corpus, named),
        *_of_one_kind(corpus, told),
        *_in_the_table(corpus),
    ]
    # Two ways to tell one variant are one finding.
    first: dict[tuple[str, int], Variant] = {}
    for variant in found:
        first.setdefault((variant.told.fiche.source.name, variant.told.excerpt.span.start), variant)
    return tuple(first.values())


def told_otherwise(corpus: CheckedCorpus) -> frozenset[str]:
    """The acronyms, by their letters, that another fiche writes out without saying so."""
    return frozenset(variant.acronym for variant in corpus.once(variants_of) if variant.acronym)


def _variant(one: Sequence[Related], other: Sequence[Related], acronym: str = "") -> Variant:
    """The name of fewer fiches is the rare one; of as many, the one that comes later."""
    first, second = first_places(list(one)), first_places(list(other))
    first_is_rare = (len(first), [-part for part in order(first[0].fiche)[0]]) <= (
        len(second),
        [-part for part in order(second[0].fiche)[0]],
    )
    rare, usual = (first, second) if first_is_rare else (second, first)
    return Variant(tuple(rare), tuple(usual), acronym)


def _named(corpus: CheckedCorpus) -> Iterator[tuple[str, Related]]:
    """The names that lists of bodies and of schemes hold, each with its place."""
    for fiche, kind, item in items(corpus):
        if kind not in _NAMING or (item.text.upper() == item.text and len(item.text.split()) > 3):
            continue
        start = 0
        for match in [*_LIST.finditer(item.text), None]:
            end = match.start() if match else len(item.text)
            part = item.text[start:end]
            lead = _ARTICLE.match(part.lstrip())
            first = start + len(part) - len(part.lstrip()) + (lead.end() if lead else 0)
            name = item.text[first:end].rstrip(" .…»")
            if 2 < len(name) < 90 and not any(char.isdigit() for char in name) and not is_small(name.split()[0]):
                yield name, Related(fiche, fiche.source.excerpt(item.span.start + first, item.span.start + first + len(name)))
            start = match.end() if match else end


def _dotted(corpus: CheckedCorpus) -> Iterator[Variant]:
    """« C.A.F. » in one fiche, « CAF » in the others."""
    for acronym in corpus.once(acronyms_of).values():
        spelt = by_spelling(acronym.places)
        dotted = [place for written, places in spelt.items() if "." in written for place in places]
        plain = [place for written, places in spelt.items() if "." not in written for place in places]
        if dotted and plain:
            yield _variant(dotted, plain)


def _spelt_out(corpus: CheckedCorpus, named: Sequence[tuple[str, Related]]) -> Iterator[Variant]:
    """« DDCS » in one fiche, « Direction départementale de la cohésion sociale » in another, and nowhere both."""
    wanted = corpus.once(unexplained)
    long: dict[str, list[Related]] = defaultdict(list)
    for name, place in named:
        known = find_known(name)
        if known is not None and known.acronym and len(name.split()) > 1:
            long[letters(known.acronym)].append(place)
        elif len(name.split()) > 2 and (initials := next((found for found in _initials(name) if len(found) > 2 and found in wanted), "")):
            long[initials].append(place)
    for key, places in long.items():
        if key in wanted:
            yield _variant(places, wanted[key].places, key)


def _initials(name: str) -> tuple[str, str]:
    """The first letters of a name, without those of its small words, and with them: « Maison des associations » -> ma, mda."""
    words = re.findall(r"[^\W\d_]+", name)
    return "".join(part[0] for part in key_of(words)), "".join(fold(word)[:1] for word in words)


def _near(named: Sequence[tuple[str, Related]], names: Names) -> Iterator[Variant]:
    """« Mission locale du Val » and « Mission Locale Val »; a slip of one letter in a long name."""
    places: dict[tuple[str, ...], list[Related]] = defaultdict(list)
    spellings: dict[tuple[str, ...], dict[tuple[str, ...], list[Related]]] = defaultdict(lambda: defaultdict(list))
    for name, place in named:
        words = tuple(singular(word) for word in fold(name).split() if word not in _ARTICLES)
        if len(words) > 2 and words[0] in _SORTS:
            words = words[1:]  # « association Les Petits Débrouillards », « Les Petits Débrouillards »
        if len(words) > 1 and any(char.isupper() for char in name[1:]):
            places[words].append(place)
            if len(plain := _from_capital(name)) > 1:
                spellings[words][plain].append(place)
    for written in spellings.values():
        ranked = sorted(written.values(), key=lambda found: -len(first_places(found)))
        for rare in ranked[1:]:
            yield _variant(rare, ranked[0])
    buckets: dict[Hashable, list[tuple[str, ...]]] = defaultdict(list)
    for words in places:
        key = key_of(words)
        proper = tuple(part for part in key if part in names.proper)
        if len(key) > 1 and proper:
            buckets["where", tuple(part for part in key if part not in _WHERE or part == key[0])].append(words)
        for index, word in enumerate(words):
            if len(word) > 5:
                buckets["slip", index, words[:index], words[index + 1 :]].append(words)
    seen: set[frozenset[tuple[str, ...]]] = set()
    for bucket, spelt in buckets.items():
        assert isinstance(bucket, tuple)
        for number, one in enumerate(spelt):
            for other in spelt[number + 1 :]:
                pair = frozenset((one, other))
                if pair not in seen and (bucket[0] == "where" or _is_slip(one[bucket[1]], other[bucket[1]])):
                    seen.add(pair)
                    yield _variant(places[one], places[other])


def _from_capital(name: str) -> tuple[str, ...]:
    """The folded words of a name from its second capital on, whose plural is part of it: « association Graines de partage »."""
    words = name.split()
    start = next((place for place, word in enumerate(words) if place and word[:1].isupper()), len(words))
    return tuple(word for word in fold(" ".join(words[start:])).split() if word not in _JOINING)


def _is_slip(one: str, other: str) -> bool:
    """Tell whether two long words differ by one letter that is no ending: « Passerelles » and « Paserelles »."""
    if Levenshtein.distance(one, other) != 1 or one[0] != other[0]:
        return False
    return stem(one) != stem(other) and one[:-1] != other[:-1] and one != other[:-1] and other != one[:-1]


def _agglomerations(corpus: CheckedCorpus) -> Iterator[Variant]:
    """« Communauté d’agglomération de Sauveterre » and « Sauveterre Agglomération »."""
    found: dict[str, dict[str, list[Related]]] = defaultdict(lambda: defaultdict(list))
    for fiche, kind, item in items(corpus):
        if kind in _NAMING and ("gglo" in item.text or "étropole" in item.text or "urbaine" in item.text):
            for form, pattern in _AGGLOMERATION:
                for match in pattern.finditer(item.text):
                    if match.group("place") in ("Communauté", "Agglomération", "Métropole"):
                        continue
                    start, end = item.span.start + match.start(), item.span.start + match.end()
                    place = fold(match.group("place")).split()[0]
                    found[place][form].append(Related(fiche, fiche.source.excerpt(start, end)))
    for forms in found.values():
        ranked = sorted(forms.values(), key=lambda places: -len(first_places(places)))
        for rare in ranked[1:]:
            yield _variant(rare, ranked[0])


def _councils(corpus: CheckedCorpus) -> Iterator[Variant]:
    """« Conseil régional » and « Région »."""
    for (council, short), acting in zip(_COUNCILS, _COUNCILS_IN_PROSE, strict=True):
        found: tuple[list[Related], list[Related]] = ([], [])
        for fiche, kind, item in items(corpus):
            if kind in _NAMING:
                for places, pattern in zip(found, (council, short), strict=True):
                    if match := pattern.search(item.text):
                        start = item.span.start
                        places.append(Related(fiche, fiche.source.excerpt(start + match.start(), start + match.end())))
            elif match := acting.search(item.text):
                start = item.span.start
                found[1].append(Related(fiche, fiche.source.excerpt(start + match.start("name"), start + match.end("name"))))
        if found[0] and found[1]:
            yield _variant(*found)


def _begun_in_letters(corpus: CheckedCorpus, named: Sequence[tuple[str, Related]]) -> Iterator[Variant]:
    """« CS Marcelle-Fabry » and « Centre social Marcelle-Fabry », where no fiche says what CS is."""
    wanted = corpus.once(unexplained)
    short: dict[Hashable, list[Related]] = defaultdict(list)
    long: dict[Hashable, list[Related]] = defaultdict(list)
    for name, place in named:
        words = [word for word in re.findall(r"[^\W\d_]+", name) if fold(word) not in _JOINING]
        for count in range(1, len(words)):
            rest = tuple(fold(word) for word in words[count:])
            if not words[count][0].isupper():
                continue
            if count == 1 and 1 < len(words[0]) < _LETTERS and words[0].isupper() and letters(words[0]) in wanted:
                short[words[0].lower(), rest].append(place)
            elif count > 1:
                long["".join(fold(word)[:1] for word in words[:count]), rest].append(place)
    for key in short.keys() & long.keys():
        yield _variant(short[key], long[key])


def _of_one_kind(corpus: CheckedCorpus, told: Sequence[tuple[str, Related]]) -> Iterator[Variant]:
    """« maison médicale des Trois-Ponts » and « maison de santé des Trois-Ponts », in lists and in sentences."""
    places: dict[Named, list[Related]] = defaultdict(list)
    explained = {key for key, acronym in corpus.once(acronyms_of).items() if acronym.is_explained}
    for name, place in told:
        parted = part(name)
        if parted and (parted.is_of_sort or any(char.isupper() for char in name)):
            places[parted].append(place)
    parted_names = sorted(places, key=lambda parted: (parted.kind, parted.said, parted.own))
    for number, one in enumerate(parted_names):
        for other in parted_names[number + 1 :]:
            if one.kind != other.kind:
                break
            if same_body(one, other) and not (one.own == other.own and {one.said, other.said} & explained):
                yield _variant(places[one], places[other])


def _in_prose(corpus: CheckedCorpus) -> Iterator[tuple[str, Related]]:
    told, paid = prose_pattern(), prose_pattern(also=("ville", "mairie"))
    for fiche, kind, item in items(corpus):
        if (kind not in _NAMING or kind is SectionKind.FINANCEMENTS) and item.text.upper() != item.text:
            for match in (paid if kind is SectionKind.FINANCEMENTS else told).finditer(item.text):
                place = fiche.source.excerpt(item.span.start + match.start(), item.span.start + match.end())
                yield match.group().rstrip("."), Related(fiche, place)


def _in_the_table(corpus: CheckedCorpus) -> Iterator[Variant]:
    """« inspection académique » in one fiche, « DSDEN » in the others: names that the table of bodies gives to one."""
    unsaid = corpus.once(unexplained)
    # A list was cut at the « et » of « Centre d’information sur les droits des femmes et des familles ».
    rarer = {
        fold(name): known
        for known in known_names()
        if known.acronym
        for name in (*(name for name in known.names[1:2] if " et " in name and letters(known.acronym) in unsaid), *known.names[2:])
        if len(name.split()) > 1
    }
    used = {letters(key): acronym.places for key, acronym in corpus.once(acronyms_of).items()}
    wanted = [(name, known) for name, known in rarer.items() if letters(known.acronym) in used]
    found: dict[str, list[Related]] = defaultdict(list)
    said: set[str] = set()
    for fiche, _kind, item in items(corpus) if wanted else ():
        folded = fold(item.text)
        for name, known in wanted:
            if name in folded and (match := _spelling(name).search(item.text)):
                if _is_said_beside(item.text, match, known.acronym):
                    said.add(letters(known.acronym))
                place = fiche.source.excerpt(item.span.start + match.start(), item.span.start + match.end())
                found[letters(known.acronym)].append(Related(fiche, place))
    for key, places in found.items():
        beside = {(other.fiche.source.name, other.excerpt.span.start) for other in used[key]}
        alone = [
            place
            for place in places
            if not any(name == place.fiche.source.name and 0 <= start - place.excerpt.span.end < _BESIDE for name, start in beside)
        ]
        if alone and len(alone) == len(places) and key not in said:
            yield _variant(alone, used[key], key)


def _is_said_beside(text: str, name: re.Match[str], acronym: str) -> bool:
    """« CISPD de Valmorée (conseil intercommunal de sécurité et de prévention de la délinquance) » says that they are one."""
    start = max(0, name.start() - _NEAR)
    before, after = text[start : name.start()], text[name.end() : name.end() + _NEAR]
    return bool(re.search(rf"\b{re.escape(acronym)}\b[^()]*\(\W*\Z", before) or re.match(rf"[^()]*\([^()]*\b{re.escape(acronym)}\b", after))


@lru_cache(maxsize=256)
def _spelling(folded: str) -> re.Pattern[str]:
    words = r"[\s'’-]+".join(
        "".join({"e": "[eéèê]", "a": "[aàâ]", "o": "[oô]", "u": "[uùû]", "c": "[cç]"}.get(letter, letter) for letter in word)
        for word in folded.split()
    )
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
