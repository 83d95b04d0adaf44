"""The fiches in their order, by pilier and axe; what is asked for of them; what leads where."""

from pathlib import Path

import pytest

from rag.shelf import Shelf, Wanted
from ui.settings import Settings
from ui.wiring import index_builder, library

FICHE = """FICHE {code}{version}
{title}

\tPilier {pilier}
Axe {axe}

\tObjectifs et dynamiques
\t· {objective}

\tEchelle Territoriale
\t· {place}

\tLiens autres enjeux
\t{link}
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    folder = tmp_path_factory.mktemp("shelf")
    rows = [
        ("1.1.2", "", "Soutenir les parents", "1 : Cohésion sociale", "1", "Ouvrir un lieu d’accueil", "Les Tilleuls", "Fiche 1.1.10"),
        ("1.1.10", "", "Faire du théâtre", "1", "1 : Culture", "Jouer en public", "Toute la ville", "Fiche 2.1.1 : Rénover"),
        ("1.1.10", " (version 2012)", "Faire du théâtre", "1", "1", "Jouer", "Toute la ville", "Fiche 9.9.9"),
        ("2.1.1", "", "Rénover les logements", "3 : Faux nom", "1", "Isoler", "Les Tilleuls", "Fiche 1.1.10"),
    ]
    for number, row in enumerate(rows):
        code, version, title, pilier, axe, objective, place, link = row
        text = FICHE.format(code=code, version=version, title=title, pilier=pilier, axe=axe, objective=objective, place=place, link=link)
        (folder / f"fiche-{number}.txt").write_text(text, encoding="utf-8")
    (folder / "fiche-1.txt").write_text((folder / "fiche-1.txt").read_text(encoding="utf-8").replace("1.1.10", "1.1.10 (version 2020)", 1))
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with index_builder(settings) as builder:
        builder.index([str(folder)], prune=False, dry_run=False)
    return Shelf(library(settings))


def test_fiches_stand_by_code_with_their_former_versions(shelf: Shelf) -> None:
    assert [(one.record.code, one.record.version, len(one.others)) for one in shelf.fiches] == [
        ("1.1.2", None, 0),
        ("1.1.10", 2020, 1),
        ("2.1.1", None, 0),
    ]


def test_a_pilier_and_an_axe_bear_the_name_that_a_banner_gives_them(shelf: Shelf) -> None:
    assert shelf.name_of("1") == "Pilier 1 : Cohésion sociale"
    assert shelf.name_of("1.1") == "Axe 1 : Culture"


def test_the_name_of_another_pilier_is_not_taken(shelf: Shelf) -> None:
    assert shelf.name_of("2") == ""


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        (Wanted(), ["1.1.2", "1.1.10", "2.1.1"]),
        (Wanted(words="theat"), ["1.1.10"]),
        (Wanted(words="lieu accueil"), ["1.1.2"]),
        (Wanted(words="heatre"), []),
        (Wanted(pilier="2"), ["2.1.1"]),
        (Wanted(axe="1.1"), ["1.1.2", "1.1.10"]),
        (Wanted(place="tilleuls"), ["1.1.2", "2.1.1"]),
        (Wanted(place="tilleuls", pilier="1"), ["1.1.2"]),
        (Wanted(place="accueil"), []),
    ],
)
def test_filters_keep_what_they_say(shelf: Shelf, wanted: Wanted, codes: list[str]) -> None:
    assert [one.record.code for pilier in shelf.find(wanted) for one in pilier.fiches] == codes


def test_a_fiche_knows_who_leads_to_it_and_a_former_version_leads_nowhere(shelf: Shelf) -> None:
    assert [back.fiche.code for back in shelf.backlinks["1.1.10"]] == ["1.1.2", "2.1.1"]
    assert "9.9.9" not in shelf.backlinks


def test_neighbours_go_by_number_and_not_by_letter(shelf: Shelf) -> None:
    before, after = shelf.beside("1.1.10")
    assert before is not None
    assert after is not None
    assert (before.record.code, after.record.code) == ("1.1.2", "2.1.1")
    assert shelf.beside("1.1.2")[0] is None
    assert shelf.beside("2.1.1")[1] is None
    assert Path(shelf.fiches[0].fiche.source.name).name == "fiche-0.txt"
