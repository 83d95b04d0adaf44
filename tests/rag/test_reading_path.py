"""The order in which to read a pilier, and the words that give the reason."""

from ingest.index.catalogue import FicheRecord
from ingest.model import Source
from ingest.parser import parse_fiches
from rag.reading_path import Step, reading_path
from rag.shelf import Axe, Backlink, Pilier, Shelved


def path(links: dict[str, str], *, objectives: str = "· Ouvrir un lieu") -> tuple[Step, ...]:
    """The path of a pilier of these codes, each with the text of its links."""
    shelved = []
    backlinks: dict[str, list[Backlink]] = {}
    for number, (code, said) in enumerate(links.items()):
        text = f"FICHE {code}\nTITRE DE LA FICHE\n\n\tPilier 1\nAxe 1\n\n\tObjectifs\n\t{objectives}\n\n\tLiens autres enjeux\n\t{said}\n"
        fiche = parse_fiches(Source(f"{number}.txt", text))[0]
        shelved.append(Shelved(FicheRecord(number, number, 0, code, None, "", True), fiche, ()))
        for link in fiche.links:
            backlinks.setdefault(link.code, []).append(Backlink(fiche, link))
    return reading_path(Pilier("1", "", (Axe("1.1", "", tuple(shelved)),)), backlinks)


def codes(steps: tuple[Step, ...]) -> list[str]:
    return [step.fiche.code for step in steps]


def test_the_fiche_that_most_lead_to_comes_first() -> None:
    assert codes(path({"1.1.1": "Fiche 1.1.3", "1.1.2": "Fiche 1.1.3", "1.1.3": "AT jeunesse : tout"})) == ["1.1.3", "1.1.1", "1.1.2"]


def test_then_comes_what_those_read_lead_to() -> None:
    steps = path({"1.1.1": "Fiche 1.1.9", "1.1.2": "Fiche 1.1.9", "1.1.4": "AT jeunesse : x", "1.1.9": "Fiche 1.1.4"})
    assert codes(steps) == ["1.1.9", "1.1.4", "1.1.1", "1.1.2"]
    assert [back.link.quote.text for back in steps[1].follows] == ["Fiche 1.1.4"]
    assert steps[0].follows == ()
    assert [back.fiche.code for back in steps[0].named_by] == ["1.1.1", "1.1.2"]


def test_without_links_the_order_is_that_of_the_contract() -> None:
    steps = path({"1.1.10": "AT jeunesse : x", "1.1.2": "AT jeunesse : x"})
    assert codes(steps) == ["1.1.2", "1.1.10"]
    assert all(not step.named_by for step in steps)


def test_each_fiche_is_read_once_though_two_lead_to_each_other() -> None:
    assert codes(path({"1.1.1": "Fiche 1.1.2", "1.1.2": "Fiche 1.1.1"})) == ["1.1.1", "1.1.2"]


def test_a_step_quotes_its_first_objective_and_invents_none() -> None:
    step = path({"1.1.1": "AT jeunesse : x"})[0]
    assert step.objective is not None
    assert step.objective.excerpt.text == "Ouvrir un lieu"
    assert path({"1.1.1": "AT jeunesse : x"}, objectives="")[0].objective is None
