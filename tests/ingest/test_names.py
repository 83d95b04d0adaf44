"""Bodies and acronyms over a corpus: what is one, what is two, and why."""

import json
import tomllib
from collections import Counter
from datetime import date
from itertools import chain, combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.bodies_in_text import find_bodies, kind_of
from ingest.expansions import find_expansions
from ingest.model import Source
from ingest.name_table import TABLE, BodyKind, comparison_key, known_names
from ingest.names import Aliases, AliasesError, Spelling, expansions_of, merge_names, read_aliases
from ingest.parser import parse_fiches


def together(*names: str, aliases: Aliases | None = None) -> list[set[str]]:
    return [set(group.names) for group in merge_names([Spelling(name) for name in names], aliases=aliases)]


@pytest.mark.parametrize(
    "names",
    [
        ("CAF", "C.A.F.", "Caisse d'allocations familiales", "la CAF", "caisse d’Allocations Familiales"),
        ("État", "l’Etat", "ETAT"),
        ("Conseils Citoyens", "conseil citoyen", "les conseils citoyens"),
        ("centres sociaux", "Centre social"),
        ("Conseil départemental", "Département"),
        ("Pôle emploi", "France Travail"),
        ("CCAS", "CCAS de Valmorée"),
        ("CCI", "Chambre de commerce et d'industrie du Val d'Orle"),
        ("association Les P’tits Pas", "crèche Les P'tits Pas", "Les P’tits Pas"),
        ("association Un Port d'Attache", "Un Port d’Attache"),
        ("bailleur Orle Habitat", "Orle Habitat"),
        ("bénévoles du Secours catholique", "Secours catholique"),
        ("Cultures du cœur", "Culture du coeur"),
        ("Mission locale du Val", "Mission Locale Val"),
        ("conserverie La Lanvecoise", "conserverie"),
        ("Conseil départemental d'accès au droit (CDAD)", "CDAD"),
        ("association Les Lucioles", "association Les Lucoles"),
        ("Conseil départemental d'Indre-et-Loire", "Département d’Indre-et-Loire", "le Département"),
        ("Tours Métropole Val de Loire", "la métropole", "Tours Métropole"),
        ("Sauveterre Agglomération", "l’agglomération", "Agglo"),
        ("Ville de Tours", "mairie de Tours"),
        ("CCAS", "CCAS de Tours", "centre communal d’action sociale de Tours"),
        ("ARS", "ARS Centre", "Agence régionale de santé Centre-Val de Loire"),
        ("UFOLEP", "Ufolep 37"),
        ("centre social Pluriel(le)s", "Pluriel(le)s"),
        ("Conseil départemental", "CD 37", "CD37", "Cons. dép.", "Dépt.", "Département d’Indre-et-Loire", "Dép. 37"),
        ("Région", "Cons. régional", "Conseil régional Centre-Val de Loire"),
        ("centre social des Tilleuls", "CS Les Tilleuls", "centre social Tilleuls"),
        ("maison de quartier du Pont", "MQ du Pont"),
        ("collège Jean-Moulin", "Collège J. Moulin"),
        ("association La Passerelle", "Assoc. La Passerelle", "Ass. La Passerelle", "La Passerelle"),
        ("Ville de Saint-Aubin", "Ville de St-Aubin", "St Aubin"),
        ("Ville de Lussan", "Lussan", "Mairie", "la Ville"),
        ("Val Habitat", "OPH Val Habitat", "ESH Val Habitat", "bailleur Val Habitat"),
        ("Confédération syndicale des familles", "CSF"),
        ("Mission locale", "Mission Locale du pays de Lussan", "mission locale de Lussan"),
        ("école municipale de musique", "école de musique", "école de musique municipale"),
        ("Communauté d’agglomération du Val de Drenne", "CA du Val de Drenne", "Val de Drenne Agglomération", "l’agglo"),
        ("Les Passeurs de la Drenne", "Les Passeurs", "association Les Passeurs"),
        ("hôpital de Lussan", "centre hospitalier de Lussan", "CH de Lussan"),
        ("Éducation nationale", "Éduc. nat."),
        ("DDCS", "DDCS 37", "Direction départementale de la cohésion sociale"),
        ("centre socioculturel du Parc", "centre socio-culturel du Parc"),
        ("préfecture", "Préf.", "Préfecture de l’Indre"),
        ("Ville de Belle-Isle-sur-Orle", "Ville de Belle-Isle", "Belle-Isle", "Belle-Isle-sur-Orle"),
        ("association Familles rurales", "Familles rurales", "Familles Rurales"),
        ("Secours populaire", "Secours populaire français"),
        ("Croix-Rouge", "Croix-Rouge française"),
        ("association « Les Copains »", "association «Les Copains»", "Les Copains"),
        ("maison de santé", "maison de santé pluriprofessionnelle"),
        ("épicerie sociale L’Escale", "épicerie solidaire L’Escale", "L’Escale"),
    ],
)
def test_spellings_of_one_body_are_one(names: tuple[str, ...]) -> None:
    assert together(*names) == [set(names)]


@pytest.mark.parametrize(
    "names",
    [
        ("UFOLEP 37", "UFOLEP 36"),
        ("école maternelle Jules-Ferry", "école élémentaire Jules-Ferry"),
        ("CS des Tilleuls", "club sportif des Lilas"),
        ("collège J. Moulin", "collège Jean-Moulin", "collège Jules-Moulin"),
        ("médiathèque de Lussan", "médiathèque de Valmorée"),
        ("communauté de communes du Val", "communauté d’agglomération du Val"),
        ("Les Passeurs", "Les Passeurs de la Drenne", "Les Passeurs du Lac"),
        ("CSF", "Confédération syndicale des familles", "Comité social de France"),
        ("police municipale", "police nationale"),
        ("services municipaux", "services de l’État"),
        ("Orle Habitat", "Orle Habitat Services"),
        ("quartier de Lussan", "Ville de Lussan"),
        ("Ville de Belle-Isle", "Ville de Belle-Isle-sur-Orle", "Ville de Belle-Isle-en-Val"),
        ("Conseil départemental de l’Indre", "CD 37", "Conseil départemental du Cher"),
        ("collège Jean-Moulin", "lycée Jean-Moulin"),
        ("Ville de Valmorée", "Ville de Lussigny"),
        ("CCAS de Valmorée", "CCAS de Lussigny", "CCAS"),
        ("centres sociaux", "centre social des Tilleuls"),
        ("conseil citoyen des Tilleuls", "conseil citoyen de Beaulieu-Nord"),
        ("Villes", "Ville de Valmorée"),
        ("CGET", "ANCT"),
        ("Fondation Orange", "Orange"),
        ("Conseil départemental", "Conseil départemental d’accès au droit"),
        ("CCI", "CCAS"),
        ("Val Touraine Habitat", "Touraine Habitat"),
        ("Emmaüs", "Emmaüs Connect"),
        ("Maison de la réussite", "maison de la réussite éducative"),
        ("médiathèque François-Mitterrand", "bibliothèque François-Mitterrand"),
        ("Ville de Tours", "Ville de Joué-lès-Tours", "Ville"),
        ("bailleurs", "Orle Habitat"),
        ("Direction de la culture", "Direction de l’enfance"),
    ],
)
def test_two_bodies_stay_two(names: tuple[str, ...]) -> None:
    assert together(*names) == [{name} for name in names]


def _fiche(text: str):
    (fiche,) = parse_fiches(Source("f.txt", f"FICHE 1.1.2\nTITRE\n\n\tContexte\n\n{text}\n\n\tCalendrier\n\tEn continu\n"))
    return fiche


def test_what_a_fiche_spells_out_is_one_body_with_the_words_that_say_so() -> None:
    fiche = _fiche("La maison intercommunale de la jeunesse (MIJ) ouvre le soir.")
    (group,) = merge_names([Spelling("MIJ"), Spelling("maison intercommunale de la jeunesse")], expansions_of([fiche]))
    (merge,) = group.merges
    assert merge.quote is not None
    assert merge.quote.text == "maison intercommunale de la jeunesse (MIJ)"
    assert "La fiche 1.1.2 écrit" in merge.why


def test_every_merge_has_its_reason() -> None:
    names = ["CAF", "Caisse d'allocations familiales", "CAF du Val d’Orle", "caf"]
    (group,) = merge_names([Spelling(name) for name in names])
    assert len(group.merges) == len(names) - 1
    assert all(merge.why.endswith(".") for merge in group.merges)


def test_the_name_shown_is_the_most_frequent() -> None:
    (group,) = merge_names([Spelling("Caisse d'allocations familiales"), Spelling("CAF"), Spelling("CAF")])
    assert (group.name, group.aliases, group.kind) == ("CAF", ("Caisse d'allocations familiales",), BodyKind.SECURITE_SOCIALE)


def test_a_user_joins_and_splits(tmp_path: Path) -> None:
    path = tmp_path / "alias.toml"
    path.write_text(
        '[[same]]\nnames = ["Le 37", "maison des projets"]\n[[distinct]]\nnames = ["CCAS", "CCAS de Valmorée"]\n', encoding="utf-8"
    )
    aliases = read_aliases(path)
    assert together("Le 37", "maison des projets", aliases=aliases) == [{"Le 37", "maison des projets"}]
    assert together("CCAS", "CCAS de Valmorée", aliases=aliases) == [{"CCAS"}, {"CCAS de Valmorée"}]


@pytest.mark.parametrize("text", ["[[same]]\nnames = ['seul']", "[[autre]]\nnames = ['a', 'b']", "pas du toml", "same = 3"])
def test_a_broken_alias_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "alias.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AliasesError, match=r"alias\.toml"):
        read_aliases(path)


def test_a_missing_alias_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AliasesError, match="ne peut pas être lu"):
        read_aliases(tmp_path / "rien.toml")


@pytest.mark.parametrize(
    ("text", "acronym", "long"),
    [
        ("avec la Caisse d'allocations familiales (CAF)", "CAF", "Caisse d'allocations familiales"),
        ("l'ARS (agence régionale de santé)", "ARS", "agence régionale de santé"),
        ("C.A.F. (Caisse d’Allocations Familiales)", "C.A.F.", "Caisse d’Allocations Familiales"),
        (
            "Réseau d’écoute, d’appui et d’accompagnement des parents (REAAP)",
            "REAAP",
            "Réseau d’écoute, d’appui et d’accompagnement des parents",
        ),
        ("agence nationale de l’habitat (ANAH)", "ANAH", "agence nationale de l’habitat"),
    ],
)
def test_an_acronym_is_spelt_out_where_the_initials_agree(text: str, acronym: str, long: str) -> None:
    (expansion,) = find_expansions(text)
    assert (expansion.acronym, expansion.long) == (acronym, long)


@pytest.mark.parametrize(
    "text",
    [
        "Valmorée Agglomération (service déchets)",
        "Conseil départemental (PMI)",
        "le centre (ARS)",
        "associations (UFOLEP, Cultures du cœur…)",
    ],
)
def test_a_parenthesis_is_not_always_an_acronym(text: str) -> None:
    assert find_expansions(text) == ()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("CAF de Touraine", "securite_sociale"), ("DDETS", "etat"), ("conseil citoyen des Tilleuls", "habitants"), ("Tours Habitat", "bailleur"),
        ("lycée Jean-Moulin", "etablissement"), ("Tours Métropole Val de Loire", "collectivite"), ("association La Maille", "association"),
        ("club d’entreprises des Grands-Prés", "entreprise"), ("chambre des métiers", "autre"), ("services municipaux (culture, sport, DSI…)", "collectivite"),
        ("ministère de la Ville", "etat"), ("parents d’élèves", "habitants"), ("Fondation de France", "autre"), ("La Poste", "entreprise"),
        ("Conseil départemental d’accès au droit", "etat"), ("délégué du préfet", "etat"), ("amicales de locataires", "habitants"),
    ],
)  # fmt: skip
def test_the_kind_of_a_body(name: str, kind: str) -> None:
    assert kind_of(name).value == kind


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("financés à parts égales par l’État (programme 147) et les trois villes", ["État", "villes"]),
        ("CAF et villes", ["CAF", "villes"]),
        ("cofinancement de la CAF, de l'ARS et de la Région", ["CAF", "ARS", "Région"]),
        ("appel à projet politique de la ville", []),
        ("contrat de ville, ville vie vacances", []),
        ("Formations prises en charge par le CGET et le CNFPT", ["CGET", "CNFPT"]),
    ],
)
def test_the_bodies_that_prose_names(text: str, names: list[str]) -> None:
    assert [body.name for body in find_bodies(text)] == names


def test_the_table_is_dated_and_sourced() -> None:
    assert all(known.source and known.names and known.category for known in known_names())


@given(st.lists(st.text(max_size=30), max_size=12))
def test_every_spelling_is_in_one_group_whatever_it_is(names: list[str]) -> None:
    groups = merge_names([Spelling(name) for name in names])
    shown = [name for group in groups for name in group.names]
    assert sorted(shown) == sorted(set(names))


@given(
    st.permutations(["CAF", "C.A.F.", "lycée Jean-Moulin", "collège Jean-Moulin", "CCAS", "CCAS de Valmorée", "Ville de Tours", "Villes"])
)
def test_the_order_of_the_names_joins_nothing_else(names: list[str]) -> None:
    assert {frozenset(group) for group in together(*names)} == {
        frozenset({"CAF", "C.A.F."}), frozenset({"lycée Jean-Moulin"}), frozenset({"collège Jean-Moulin"}),
        frozenset({"CCAS", "CCAS de Valmorée"}), frozenset({"Ville de Tours"}), frozenset({"Villes"}),
    }  # fmt: skip


@given(st.text(max_size=40))
def test_bodies_are_verbatim_in_order_and_disjoint_in_any_text(text: str) -> None:
    bodies = find_bodies(text)
    assert all(text[body.span.start : body.span.end] == body.name for body in bodies)
    assert all(one.span.end <= other.span.start for one, other in combinations(bodies, 2))


def test_case_accents_articles_and_plural_are_no_difference() -> None:
    assert comparison_key("Les Conseils Citoyens") == comparison_key("conseil citoyen") == "conseil citoyen"


def test_every_entry_of_the_table_has_its_source_and_the_table_its_day() -> None:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    assert isinstance(table["releve"], date)
    assert all(entry["source"].strip() and entry["names"] for entry in table["name"])
    keys = Counter(
        comparison_key(name) for entry in table["name"] for name in {comparison_key(name): name for name in entry["names"]}.values()
    )
    assert [key for key, count in keys.items() if count > 1] == []


def test_the_spellings_of_invented_towns_are_joined_and_never_mixed() -> None:
    towns = json.loads((Path(__file__).parents[1] / "data/directories/noms_inventes.json").read_text(encoding="utf-8"))
    right = wanted = joined = 0
    for bodies in towns.values():
        found = {frozenset(pair) for names in together(*chain(*bodies)) for pair in combinations(sorted(names), 2)}
        gold = {frozenset(pair) for names in bodies for pair in combinations(sorted(names), 2)}
        right, wanted, joined = right + len(found & gold), wanted + len(gold), joined + len(found)
    assert right / joined > 0.98
    assert right / wanted > 0.85
