"""The reasons for which two spellings are one body: letters, words written out, places, proper names. Each step takes the book of names."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from ingest.bodies_in_text import headed, kind_of
from ingest.expansions import find_expansions
from ingest.folding import fold
from ingest.name_book import Book, CorpusExpansion
from ingest.name_keys import (
    NAMED_AFTER,
    OWN_ACRONYM,
    WRAPPERS,
    bare_name,
    body_key,
    every_place,
    initials,
    is_plural,
    is_short_town,
    key_of,
    place_key,
    proper_name,
    split_place,
    town_key,
)
from ingest.name_table import BodyKind, comparison_key, find_known, is_acronym, letters

#: Kinds of which a place has one under each name.
_ONE_A_PLACE = frozenset({BodyKind.ETAT, BodyKind.SECURITE_SOCIALE})
_ONE_PROPER = "C’est le même nom propre, précédé ou non d’un nom commun."
_ACRONYM_LETTERS = 3  # from which an acronym tells its body
_TERRITORIES = Path(__file__).with_name("territories.toml")
_NEAR = 8  # letters, from which one wrong letter is a slip: « Cultures du coeur », « Culture du cœur »
_AGGLOMERATIONS = (frozenset({"metropole"}), frozenset({"agglomeration", "agglo"}), frozenset({"commune"}), frozenset({"communaute"}))
_WHICHEVER = frozenset({"intercommunalite", "epci", "communaute"})
_OF_AGGLOMERATION = frozenset(
    {"communaute", "metropole", "agglomeration", "agglo", "urbaine", "commune", "intercommunal", "intercommunalite"}
)


def join_own(book: Book) -> None:
    keyed = book.by_key()
    for names in book.aliases.same:
        book.join_all([name for alias in names for name in keyed.get(body_key(alias), ())], "Votre fichier d’alias les joint.")


def join_letters(book: Book) -> None:
    """The same words; of a long name, the same letters too: « socio-culturel », « socioculturel »."""
    for names in book.by_key().values():
        book.join_all(names, "Ce sont les mêmes mots, à la casse, aux accents, à l’article, aux abréviations et au pluriel près.")
    spelt: dict[str, list[str]] = defaultdict(list)
    for name, key in book.keys.items():
        if len(key) >= _NEAR:
            spelt[key.replace(" ", "")].append(name)
    for names in spelt.values():
        book.join_all(names, "Ce sont les mêmes lettres, aux espaces et aux traits d’union près.")


def are_cut_from(acronym: str, long: str) -> bool:
    """Whether the letters of an acronym are found in a name, in their order: « groupement d’employeurs pour le sport » -> « GEPSO »."""
    rest = iter(fold(long).replace(" ", ""))
    return fold(long)[:1] == letters(acronym)[:1] and all(letter in rest for letter in letters(acronym))


def join_expansions(book: Book, expansions: Sequence[CorpusExpansion]) -> None:
    keyed = book.by_key()
    for name in book.order:  # « Conseil départemental d’accès au droit (CDAD) » says so itself
        for own in OWN_ACRONYM.finditer(name):
            if find_expansions(name) or are_cut_from(own.group(1), bare_name(name)):
                book.join_all([name, *keyed.get(body_key(own.group(1)), ())], f"Une fiche écrit « {name} ».")
    for expansion in expansions:
        short, long = keyed.get(body_key(expansion.acronym), ()), keyed.get(body_key(expansion.long), ())
        if short and long:
            why = f"La fiche {expansion.fiche.code} écrit « {expansion.quote.line} »."
            book.join(short[0], long[0], why, expansion.fiche.code, expansion.quote)


def join_table(book: Book) -> None:
    known: dict[int, list[str]] = defaultdict(list)
    entries = {}
    for name in book.order:
        entry = find_known(bare_name(name))
        if entry is not None and entry.kind is not None:
            known[id(entry)].append(name)
            entries[id(entry)] = entry
    for identity, names in known.items():
        entry = entries[identity]
        book.join_all(names, f"La table des organismes donne ces noms pour un seul : {', '.join(entry.names[:3])} ({entry.source}).")


# « conservatoire à rayonnement départemental », « maison de l’emploi, du développement économique et de la formation »
_ADORNED = re.compile(r"[^,]+?(?=,\s|\s+à\s+[a-zà-ÿ])")


def join_places(book: Book) -> None:
    """« CCAS » is « CCAS de Valmorée », « la conserverie » is « conserverie La Lanvecoise », where the corpus knows no other."""
    longer: dict[str, list[tuple[str, str]]] = defaultdict(list)
    bare_names: dict[str, list[str]] = defaultdict(list)
    towns = _towns(book)
    for name in book.order:
        bare = bare_name(name)
        head, proper = proper_name(bare)
        base, place = split_place(bare)
        if not base:  # « agence du climat de Vorbourg », where Vorbourg is a town of the fiches
            base, place = next((found for found in every_place(bare) if place_key(found[1]) in towns and found[0] != head), ("", ""))
        if base:
            longer[town_key(base)].append((place_key(place), name))
        elif head and not WRAPPERS.fullmatch(head + " "):
            longer[town_key(head)].append((key_of(proper), name))
        elif (adorned := _ADORNED.match(bare)) and headed(adorned.group()) is not None and not is_plural(bare):
            longer[town_key(adorned.group())].append((key_of(bare[adorned.end() :]), name))
        bare_names[town_key(bare)].append(name)
    for base, found in longer.items():
        _join_same_places(book, found)
        names = [name for _place, name in found]
        bases = [name for name in bare_names.get(base, ()) if name not in names]
        several = any(is_plural(bare_name(name)) for name in bases)  # « les villes », « conseils citoyens » are a group
        if bases and not several and len({book.root(name) for name in names}) == 1:
            for name in bases:
                book.join(name, names[0], f"Les fiches n’en nomment qu’un de plus près : « {names[0]} ».")
    _join_towns(book, longer.get("ville", ()))


def _towns(book: Book) -> frozenset[str]:
    split = (split_place(bare_name(name)) for name in book.order)
    return frozenset(place_key(place) for base, place in split if base and town_key(base) == "ville")


def _join_same_places(book: Book, found: Sequence[tuple[str, str]]) -> None:
    """« mairie de Tours » and « Ville de Tours », « ARS Centre » and « ARS Centre-Val de Loire »: the same thing of the same place."""
    ordered = sorted(found)
    for (place, name), (other_place, other) in pairwise(ordered):
        national = kind_of(bare_name(name)) in _ONE_A_PLACE
        if place == other_place or (national and other_place.startswith(place + " ")):
            book.join(name, other, "C’est le même organisme, du même lieu.")
    for place, name in ordered:  # « Roquevaire » is « Roquevaire-sur-Drenne »
        longer = [(other_place, other) for other_place, other in ordered if other_place.startswith(f"{place} ")]
        if len({book.root(other) for _place, other in longer}) == 1 and is_short_town(place, longer[0][0]):
            book.join(longer[0][1], name, "C’est le même organisme, du même lieu.")
    for place, name in ordered:  # « Région BFC » is « Région Bourgogne-Franche-Comté »
        spelt = [other for _place, other in ordered if len(place) > 1 and place in initials(split_place(bare_name(other))[1])]
        if len({book.root(other) for other in spelt}) == 1:
            book.join(spelt[0], name, "Ce sont les initiales du même lieu.")
    numbered = [name for place, name in ordered if place.isdigit()]
    named = [name for place, name in ordered if not place.isdigit()]
    if (
        numbered
        and named
        and len({place for place, _name in ordered if place.isdigit()}) == 1
        and len({book.root(name) for name in named}) == 1
    ):
        book.join(numbered[0], named[0], "Les fiches n’en nomment qu’un de ce nom, par son département ou par son numéro.")


def _join_towns(book: Book, towns: Sequence[tuple[str, str]]) -> None:
    """« Tours » is « Ville de Tours »."""
    keyed = book.by_key()
    for place, name in towns:
        others = [other for key, names in keyed.items() if key == place or is_short_town(key, place) for other in names]
        for other in others:
            book.join(name, other, f"C’est la ville que d’autres fiches nomment « {name} ».")


def join_agglomeration(book: Book) -> None:
    """« la métropole » is « Tours Métropole Val de Loire », « Tours Métropole » too, where the corpus knows no other."""
    named: list[str] = []
    for words in _AGGLOMERATIONS:
        found = [(_core(name), name) for name in book.order if _is_agglomeration(name, words)]
        proper = sorted((core, name) for core, name in found if core)
        for (core, name), (other_core, other) in pairwise(proper):
            if core == other_core:
                book.join(name, other, "C’est la même intercommunalité, nommée d’une autre façon.")
            elif other_core.startswith(core + " "):
                book.join(name, other, "C’est le même nom, plus ou moins long.")
        if proper and len({book.root(name) for _core, name in proper}) == 1:
            for core, name in found:
                if not core:
                    book.join(proper[0][1], name, f"Les fiches n’en nomment qu’une : « {proper[0][1]} ».")
        named += [name for _core, name in proper]
    if named and len({book.root(name) for name in named}) == 1:
        for name in book.order:
            if book.keys[name] in _WHICHEVER:
                book.join(named[0], name, f"Les fiches n’en nomment qu’une : « {named[0]} ».")


def _is_agglomeration(name: str, words: frozenset[str]) -> bool:
    """« Sauveterre Agglomération », « communauté d’agglomération du Val », « l’agglo »; never « services de l’agglomération »."""
    bare = bare_name(name)
    own = key_of(bare).split()
    if set(own).isdisjoint(words):
        return False
    if "commune" in words and own[0] != "communaute":
        return False
    if "communaute" in words and (own[-1] != "communaute" or len(own) == 1):  # « Lannion-Trégor Communauté »
        return False
    return own[0] in _OF_AGGLOMERATION or proper_name(bare)[1] == bare


def _core(name: str) -> str:
    return " ".join(word for word in key_of(bare_name(name)).split() if word not in _OF_AGGLOMERATION)


def join_proper_names(book: Book) -> None:
    """« association Les P’tits Pas », « crèche Les P’tits Pas », « Les P’tits Pas »."""
    named: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in book.order:
        head, proper = proper_name(bare_name(name))
        if proper:
            named[comparison_key(proper)].append((head, name))
    keyed = book.by_key()
    for found in named.values():
        wrapped = [name for head, name in found if WRAPPERS.fullmatch(head + " ")]
        if wrapped:  # « association Familles rurales », « Familles rurales »
            book.join_all([*wrapped, *keyed.get(key_of(proper_name(bare_name(wrapped[0]))[1]), ())], _ONE_PROPER)
        heads = {head.split()[0] for head, _name in found if head and not WRAPPERS.fullmatch(head + " ")}
        qualified = {head for head, _name in found if head}
        named_after = any(NAMED_AFTER.match(head) for head in heads) and len(qualified) > 1 and not _one_qualified(qualified)
        if len(found) > 1 and len(heads) <= 1 and not named_after:
            book.join_all([name for _head, name in found], _ONE_PROPER)


def _one_qualified(heads: set[str]) -> bool:
    """« école », « école élémentaire »: one of them only says less; « école maternelle » beside them is another."""
    shortest, *others = sorted(heads, key=len)
    return len(others) == 1 and others[0].startswith(shortest + " ")


@cache
def _territories() -> frozenset[str]:
    table = tomllib.loads(_TERRITORIES.read_text(encoding="utf-8"))
    return frozenset(key_of(name) for name in (*table["regions"], *table["departements"]))


def join_branches(book: Book) -> None:
    """« Les Francas Bretagne » is « Les Francas », « Crous de Tours » is « CROUS », where the corpus knows one such branch."""
    of_territory: dict[str, list[str]] = defaultdict(list)
    of_acronym: dict[str, list[str]] = defaultdict(list)
    for name in book.order:
        words = bare_name(name).split()
        for index in range(1, len(words)):
            short = key_of(" ".join(words[:index]))
            if key_of(" ".join(words[index:])) in _territories():
                of_territory[short].append(name)
            elif index == 1 and len(short) >= _ACRONYM_LETTERS:
                of_acronym[short].append(name)
    for name in book.order:
        bare, key = bare_name(name), book.keys[name]
        if is_acronym(bare):
            longer = of_territory.get(key, []) + of_acronym.get(key, [])
        else:
            longer = of_territory.get(key, []) if proper_name(bare)[1] == bare else []
        if longer and len({book.root(other) for other in longer}) == 1:
            book.join(name, longer[0], f"Les fiches n’en nomment qu’une antenne : « {longer[0]} ».")


def join_near(book: Book) -> None:
    """One letter wrong in a long name."""
    buckets: dict[str, list[str]] = defaultdict(list)
    for name in book.order:
        key = book.keys[name]
        if len(key) >= _NEAR and not is_acronym(name):
            words = key.split()
            for left_out in range(len(words)):  # one word is misspelt, the others agree
                buckets[f"{left_out}/{' '.join(words[:left_out] + words[left_out + 1 :])}"].append(name)
    for bucket, names in buckets.items():
        place = int(bucket.split("/")[0])
        for index, name in enumerate(names):
            for other in names[index + 1 :]:
                one, two = book.keys[name].split()[place], book.keys[other].split()[place]
                if one != two and min(len(one), len(two)) >= 6 and one[0] == two[0] and Levenshtein.distance(one, two) == 1:
                    book.join(name, other, "Il n’y a qu’une lettre d’écart.")
