"""Schemes over a corpus: what is one scheme, what is two, and why."""

import pytest

from ingest.funding import funding_directory
from ingest.funding_names import Scheme, schemes_of
from ingest.model import Fiche, Source
from ingest.names import Aliases, expansions_of
from ingest.parser import parse_fiches


def fiche(number: int, line: str) -> Fiche:
    text = f"FICHE 1.1.{number}\nTITRE\n\n\tFinancements mobilisables\n\n\t- {line}\n\n\tCalendrier\n\tEn continu\n"
    (found,) = parse_fiches(Source(f"{number}.txt", text))
    return found


def schemes(*lines: str, aliases: Aliases | None = None) -> tuple[Scheme, ...]:
    fiches = [fiche(number, line) for number, line in enumerate(lines, 1)]
    return schemes_of(funding_directory(fiches), expansions_of(fiches), aliases)


@pytest.mark.parametrize(
    "lines",
    [
        ("FPH : 8 000 €", "Fonds de participation des habitants : 10 000 €", "Enveloppe FPH de 5 000 €"),
        ("CAF : appel à projets REAAP", "REAAP (CAF) : 2 000 €"),
        ("Appel à projets « Fabriques à initiatives », 5 000 €", "AVISE : « Fabriques à initiatives », 3 000 €"),
        ("Fonds d’initiatives habitantes (FIH), 4 000 €", "Enveloppe FIH : 2 000 €"),
        ("Programme CitésLab (Bpifrance)", "CitésLab (Bpifrance) : 38 000 € par an"),
        ("Quartiers d’été 2022 : 9 500 €", "Quartiers d’été 2023 : 8 000 €"),
    ],
)
def test_names_of_one_scheme_are_joined_with_a_reason(lines: tuple[str, ...]) -> None:
    (scheme,) = schemes(*lines)
    assert [record.fiche.code for record in scheme.records] == [f"1.1.{number}" for number in range(1, len(lines) + 1)]
    assert scheme.why.endswith(".")


@pytest.mark.parametrize(
    "lines",
    [
        ("CAF : convention, 4 000 €", "ARS : convention, 4 000 €"),
        ("Région : aide au permis", "Conseil départemental : aide au permis"),
        ("FSE : 20 000 €", "FEDER : 20 000 €"),
        ("Fondation de France : appel à projets « Santé des jeunes »", "Fondation de France : appel à projets « Grandir en cultures »"),
    ],
)
def test_names_of_two_schemes_stay_two(lines: tuple[str, ...]) -> None:
    assert len(schemes(*lines)) == 2


def test_a_users_file_joins_and_parts() -> None:
    lines = ("Région : pass culture, 2 000 €", "Ville : carte loisirs, 3 000 €")
    assert len(schemes(*lines, aliases=Aliases(same=(("pass culture", "carte loisirs"),)))) == 1
    apart = ("FPH : 20 000 €", "Fonds de participation des habitants : 30 000 €")
    assert len(schemes(*apart)) == 1
    assert len(schemes(*apart, aliases=Aliases(distinct=(("FPH", "Fonds de participation des habitants"),)))) == 2


def test_a_scheme_has_the_name_it_has_most_often() -> None:
    (scheme,) = schemes("Fonds de participation des habitants : 8 000 €", "FPH : 10 000 €", "FPH : 5 000 €")
    assert (scheme.name, scheme.aliases) == ("FPH", ("Fonds de participation des habitants",))
