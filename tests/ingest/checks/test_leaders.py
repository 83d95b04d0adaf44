"""Who leads which fiches."""

import pytest

from ingest.checks.leaders import by_leader, leaders
from tests.making.checked_fiches import corpus_of


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("Ville", ("Ville",)),
        ("· Villes dans le cadre des projets de quartier", ("Villes",)),
        ("CAF du Val d’Orle, en lien avec les centres sociaux", ("CAF du Val d’Orle",)),
        ("Mission locale et Pôle emploi", ("Mission locale", "Pôle emploi")),
        ("Orle Habitat (Sylvie Marchetti, responsable) et Ville de Valmorée", ("Orle Habitat", "Ville de Valmorée")),
        ("Ville, CCAS / DDCS", ("Ville", "CCAS", "DDCS")),
        ("Ville de Valmorée, direction de la culture et des sports", ("Ville de Valmorée, direction de la culture et des sports",)),
        (
            "Ministère de la jeunesse, des sports et de la vie associative",
            ("Ministère de la jeunesse, des sports et de la vie associative",),
        ),
        ("· CAF\n· la CAF\n· Ville", ("CAF", "Ville")),
        ("(à désigner)", ()),
    ],
)
def test_the_bodies_that_lead_a_fiche_are_told_apart(written: str, named: tuple[str, ...]) -> None:
    assert leaders(corpus_of({"change": {"animateur": written}}).fiches[0]) == named


def test_fiches_stand_under_each_body_that_leads_them_and_last_those_without() -> None:
    fiches = corpus_of(
        {"fiches": [{"animateur": "La Ville"}, {"animateur": "Villes et CAF"}, {"animateur": ""}, {"animateur": None}]}
    ).fiches
    assert [(led.name, [fiche.code for fiche in led.fiches]) for led in by_leader(fiches)] == [
        ("CAF", ["1.1.2"]),
        ("La Ville", ["1.1.1", "1.1.2"]),
        ("", ["1.1.3", "1.1.4"]),
    ]
