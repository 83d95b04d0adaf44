"""The partner directory: who takes part where, in which role, under which names."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.corpus import load_corpus
from ingest.model import Fiche, SectionKind, Source
from ingest.names import BodyKind
from ingest.parser import parse_fiches
from ingest.partner_lists import bodies_named
from ingest.partners import Partner, PartnerRole, partner_directory, partner_mentions

ROOT = Path(__file__).parents[2]


def names(cell: str, *, leads: bool = False) -> list[str]:
    return [named.full or named.name for named in bodies_named(cell, leads=leads)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Ville, services municipaux (culture, sport, DSI…), centres sociaux", ["Ville", "services municipaux", "centres sociaux"]),
        ("associations (UFOLEP, Cultures du cœur…), DDCS", ["associations", "UFOLEP", "Cultures du cœur", "DDCS"]),
        ("Villes de Valmorée, Chantebry et Lussigny, conseils citoyens", ["Villes de Valmorée", "Ville de Chantebry", "Ville de Lussigny", "conseils citoyens"]),
        ("centres sociaux des Tilleuls et de Beaulieu-Nord, PMI", ["centres sociaux des Tilleuls", "centre social de Beaulieu-Nord", "PMI"]),
        ("maison de justice et du droit, chambre de métiers et de l'artisanat", ["maison de justice et du droit", "chambre de métiers et de l'artisanat"]),
        ("CAF / MSA / Département", ["CAF", "MSA", "Département"]),
        ("Collèges et lycées, écoles maternelles et élémentaires", ["Collèges", "lycées", "écoles maternelles et élémentaires"]),
        ("Institutions : CAF, ARS ; Associations : La Maille", ["CAF", "ARS", "La Maille"]),
        ("Association Jeunesse et Culture, La Poste", ["Association Jeunesse et Culture", "La Poste"]),
        ("les bailleurs sociaux (Tours Habitat, Val Logis), l'Éducation nationale", ["bailleurs sociaux", "Tours Habitat", "Val Logis", "Éducation nationale"]),
        ("Les associations seront associées à la démarche, ainsi que la CAF et les écoles.", ["associations", "CAF", "écoles"]),
        ("CAF – MSA – CPAM", ["CAF", "MSA", "CPAM"]),
        ("Ligue de l'enseignement – fédération de l'Aube", ["Ligue de l'enseignement"]),
        ("Associations de quartier (Vivre la Rue, les amis de Kerinou)", ["Associations de quartier", "Vivre la Rue", "amis de Kerinou"]),
        ("justice (SPIP, PJJ), parents d'élèves (FCPE, PEEP)", ["justice", "SPIP", "PJJ", "parents d'élèves", "FCPE", "PEEP"]),
        ("CAF, dont le REAAP", ["CAF"]),
        ("Voir fiche 1.1.3", []),
        ("À définir avec les partenaires", []),
        ("Néant", []),
    ],
)  # fmt: skip
def test_a_list_of_partners_gives_its_bodies(cell: str, expected: list[str]) -> None:
    assert names(cell) == expected


@pytest.mark.parametrize(
    ("cell", "leaders", "others"),
    [
        ("CAF du Val d’Orle, en lien avec les centres sociaux", ["CAF du Val d’Orle"], ["centres sociaux"]),
        ("Valmorée Agglomération, direction du numérique (Karim Belhadj)", ["Valmorée Agglomération"], []),
        ("Nadia Ferrand, coordinatrice du contrat local de santé, Valmorée Agglomération", ["Valmorée Agglomération"], []),
        ("Villes dans le cadre des projets de quartier", ["Villes"], []),
        ("Mission locale du Val d’Orle et Pôle emploi", ["Mission locale du Val d’Orle", "Pôle emploi"], []),
        ("Ville de Valmorée – mission politique de la ville", ["Ville de Valmorée"], []),
        ("Association Les Mots, pour le compte de la Ville de Valmorée", ["Association Les Mots"], ["Ville de Valmorée"]),
        ("M. Le Gall, directeur du centre social de Kérangoff", ["centre social de Kérangoff"], []),
        ("À désigner", [], []),
    ],
)
def test_who_leads_is_a_body_not_its_service_nor_a_person(cell: str, leaders: list[str], others: list[str]) -> None:
    found = bodies_named(cell, leads=True)
    assert [named.name for named in found if not named.second] == leaders
    assert [named.name for named in found if named.second] == others


def _fiche(code: str, **fields: str) -> Fiche:
    cells = {
        "animateur": "Animateur",
        "partenaires": "Partenaires",
        "dispositifs": "Dispositifs",
        "financements": "Financements",
        "contexte": "Contexte",
    }
    text = f"FICHE {code}\nTITRE\n\n" + "".join(f"\t{cells[name]}\n\n\t{cell}\n\n" for name, cell in fields.items())
    (fiche,) = parse_fiches(Source(f"{code}.txt", text + "\tCalendrier\n\tEn continu\n"))
    return fiche


def _named(partners: tuple[Partner, ...], name: str) -> Partner:
    return next(partner for partner in partners if name in (partner.name, *partner.aliases))


def test_one_body_has_its_roles_fiches_and_mentions_over_the_corpus() -> None:
    partners = partner_directory(
        [
            _fiche("1.1.1", animateur="CAF", partenaires="Caisse d'allocations familiales, Ville de Tours"),
            _fiche("1.1.2", partenaires="ARS", financements="CAF : 5 000 €", contexte="La CAF et l’ARS le demandent."),
        ]
    )
    caf = _named(partners, "CAF")
    assert (caf.name, caf.aliases, caf.kind) == ("CAF", ("Caisse d'allocations familiales",), BodyKind.SECURITE_SOCIALE)
    assert caf.roles == (PartnerRole.ANIMATEUR, PartnerRole.PARTENAIRE, PartnerRole.FINANCEUR)
    assert caf.fiches == ("1.1.1", "1.1.2")
    assert [mention.section for mention in caf.also_mentioned] == [SectionKind.CONTEXTE]
    assert caf.merges


def test_a_name_that_says_nothing_of_its_kind_is_of_the_kind_it_is_listed_under() -> None:
    (fiche,) = parse_fiches(
        Source(
            "f.txt",
            "FICHE 1.1.2\nTITRE\n\n\tPartenaires mobilisables\n\n\t- Bailleurs : Espacil, Armorique\n\t- clubs sportifs (Étoile)\n\n\tCalendrier\n\tEn continu\n",
        )
    )
    kinds = {partner.name: partner.kind for partner in partner_directory([fiche])}
    assert kinds == {
        "Espacil": BodyKind.BAILLEUR,
        "Armorique": BodyKind.BAILLEUR,
        "clubs sportifs": BodyKind.ASSOCIATION,
        "Étoile": BodyKind.ASSOCIATION,
    }


def test_the_services_of_a_partner_stay_in_its_quote() -> None:
    (mention,) = partner_mentions(_fiche("1.1.1", partenaires="services municipaux (culture, sport, DSI…)"))
    assert (mention.name, mention.quote.text) == ("services municipaux", "services municipaux (culture, sport, DSI…)")


def test_who_carries_a_scheme_takes_part_a_scheme_does_not() -> None:
    mentions = partner_mentions(
        _fiche("1.1.1", dispositifs="Passeport Jeunes (CAF), politiques tarifaires conduites par les villes, aide à la garde (AGEPI)")
    )
    assert [mention.name for mention in mentions] == ["CAF", "villes"]


def test_the_real_fiches_name_their_partners() -> None:
    partners = partner_directory(load_corpus([str(ROOT / "corpus")]).fiches)
    shown = {partner.name.casefold() for partner in partners}
    assert {"centres sociaux", "ufolep", "cultures du cœur", "ddcs", "établissements scolaires", "caf"} <= shown
    town = _named(partners, "Villes")
    assert {town.name, *town.aliases} == {"Ville", "Villes", "villes"}
    assert town.fiches == ("1.1.2", "1.1.4")


_BITS = st.sampled_from(["CAF", "Villes de Tours", ", ", " et ", "Joué", "(", ")", "…", "associations", " de Ligny", "Mme Petit", "en lien avec ", "services", " : ", "État", ".", "\n", "[bookmark: _GoBack]", "/", "l’"])  # fmt: skip


@given(st.one_of(st.text(max_size=50), st.lists(_BITS, max_size=10).map("".join)), st.booleans())
def test_names_lie_in_their_quotes_in_any_cell(cell: str, leads: bool) -> None:
    for named in bodies_named(cell, leads=leads):
        assert 0 <= named.span.start < named.span.end <= len(cell)
        assert 0 <= named.quote.start < named.quote.end <= len(cell)
        assert named.name.strip()
