"""Names cut short: « Cons. dép. », « CS des Tilleuls », « CSF », « Les Passeurs », each joined to the one name of the corpus it can stand for."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ingest.bodies_in_text import kind_of
from ingest.folding import fold
from ingest.name_book import Book
from ingest.name_keys import bare_name, every_place, initials, is_plural, key_of, place_key, proper_name, split_place
from ingest.name_table import BodyKind, find_known, is_acronym, letters

_CUT = re.compile(r"[^\W\d_]+\.(?=[\s-]|\Z)")
_LEAST_LETTERS = 3  # of initials that no place goes with
_MUNICIPAL = frozenset(
    "municipal municipale communal communale intercommunal intercommunale communautaire public publique pluriprofessionnel pluriprofessionnelle "
    "pluridisciplinaire".split()
)
_OF_TOWNS = frozenset({BodyKind.ETABLISSEMENT, BodyKind.ASSOCIATION, BodyKind.COLLECTIVITE})
# « Les Passeurs » for « Les Passeurs de la Drenne »: what follows the short form names a place.
_OF_PLACE = re.compile(r"\s+(?:de\s+la|de\s+l['’]|du|des|de|d['’])\s*[A-ZÀ-Ý]")


def join_cut_words(book: Book) -> None:
    """« Cons. dép. » is « Conseil départemental », « collège J. Moulin » is « collège Jean-Moulin »."""
    words = [(name, fold(form).split()) for name in book.order for form in (bare_name(name), split_place(bare_name(name))[0]) if form]
    for name in book.order:
        bare = bare_name(name)
        if not _CUT.search(bare) or is_acronym(bare):
            continue
        pieces = [(fold(piece), piece.endswith(".")) for piece in re.split(r"[\s-]+|(?<=\.)(?=[^\W\d_])|(?<=['’])", bare) if fold(piece)]
        others = [other for other, own in words if other != name and "." not in other and _agrees(pieces, own)]
        _join_only(book, name, others, "Ses mots y sont abrégés.")


def _agrees(pieces: Sequence[tuple[str, bool]], words: Sequence[str]) -> bool:
    """Whether each piece is a word, or the beginning of one where a point cuts it short."""
    return len(pieces) == len(words) and all(
        word.startswith(piece) if is_cut else word == piece for (piece, is_cut), word in zip(pieces, words, strict=True)
    )


def join_initials(book: Book) -> None:
    """« CS des Tilleuls » is « centre social des Tilleuls », « CSF » the one name of the corpus that has these initials."""
    placed: dict[str, list[tuple[str, str]]] = defaultdict(list)
    spelt: dict[str, list[str]] = defaultdict(list)
    for name in book.order:
        bare = bare_name(name)
        base, place = split_place(bare)
        head, proper = proper_name(bare)
        if head:
            base, place = head, proper
        if base:
            placed[place_key(place)].append((base, name))
        else:  # « Racing Club de Marcq »
            for thing, where in every_place(bare):
                placed[place_key(where)].append((thing, name))
        for whole in (bare, base, name):
            if whole and not is_acronym(whole) and not _is_group(whole):
                for letter_row in initials(whole):
                    spelt[letter_row].append(name)
    for found in placed.values():
        for base, name in found:
            if is_acronym(base) and find_known(base) is None:
                others = [other for long, other in found if not is_acronym(long) and letters(base) in initials(long)]
                _join_only(book, name, others, "Ce sont ses initiales, et le même lieu ou le même nom propre.")
    for name in book.order:
        bare = bare_name(name)
        if is_acronym(bare) and len(letters(bare)) >= _LEAST_LETTERS and find_known(bare) is None:
            _join_only(book, name, spelt.get(letters(bare), ()), "Les fiches ne nomment qu’un organisme qui ait ces initiales.")


def _is_group(bare: str) -> bool:
    """« centres sociaux » are several bodies; « Médecins du Monde », « Côtes-d’Armor Habitat » are one."""
    return is_plural(bare) and not any(word[:1].isupper() for word in re.split(r"[\s-]+|(?<=['’])", bare)[1:])


def join_municipal(book: Book) -> None:
    """« école municipale de musique », « école de musique »: a town's equipment, of which the corpus names one."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in book.order:
        bare = bare_name(name)
        kind = kind_of(bare)
        if kind in _OF_TOWNS and not is_plural(bare):
            base, _place = split_place(bare)
            own = [word for word in key_of(base or bare).split() if word not in _MUNICIPAL]
            if kind is BodyKind.ETABLISSEMENT or len(own) > 1:  # the « police municipale » is no « police »
                found[" ".join(own)].append(name)
    for names in found.values():
        adorned = [name for name in names if not _MUNICIPAL.isdisjoint(fold(name).split())]
        plain = [name for name in names if name not in adorned]
        book.join_all(adorned, "C’est le même équipement municipal.")
        if adorned and len({book.root(name) for name in plain}) == 1:
            book.join(adorned[0], plain[0], f"Les fiches n’en nomment qu’un de plus près : « {plain[0]} ».")


def join_short_proper_names(book: Book) -> None:
    """« Les Passeurs » is « Les Passeurs de la Drenne », where no other name begins so."""
    named: dict[str, list[str]] = defaultdict(list)
    longer: dict[str, list[str]] = defaultdict(list)
    for name in book.order:
        head, proper = proper_name(bare_name(name))
        if not proper or fold(head).split()[:1] in ([word] for word in _NAMED_AFTER_PEOPLE):
            continue
        named[key_of(proper)].append(name)
        for place in _OF_PLACE.finditer(proper):
            short = key_of(proper[: place.start()])
            if len(short) >= _LEAST_SHORT:
                longer[short].append(name)
    for short, names in longer.items():
        for name in named.get(short, ()):
            _join_only(book, name, names, "C’est le même nom, son lieu en moins.")


_NAMED_AFTER_PEOPLE = frozenset("ecole college lycee ville commune mairie quartier fondation".split())
_LEAST_SHORT = 6


def _join_only(book: Book, name: str, others: Iterable[str], why: str) -> None:
    """Join a short form to what it stands for, where only one body can be meant."""
    meant = list(others)
    if meant and len({book.root(other) for other in meant}) == 1:
        book.join(meant[0], name, why)
