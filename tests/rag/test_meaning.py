"""What the meaning of a question tells: its section, and whether it is of the field."""

from dataclasses import dataclass

import pytest

from ingest.model import SectionKind
from rag.meaning import NOTHING, meaning


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("Quel service chapeaute cette action ?", SectionKind.ANIMATEUR),
        ("Avec quelles structures collabore-t-on ?", SectionKind.PARTENAIRES),
        ("Qui met de l'argent sur la table ?", SectionKind.FINANCEMENTS),
        ("Quand est-ce que ça démarre et ça se finit ?", SectionKind.CALENDRIER),
    ],
)
def test_a_section_is_guessed_without_its_words(answerer, question, section):
    told = meaning(answerer.library, question).sections
    assert section in sorted(told, key=told.__getitem__)[-2:]


@pytest.mark.parametrize(
    ("question", "in_field"),
    [
        ("Comment aider les jeunes du quartier à trouver un stage ?", True),
        ("Which partners support parents in the neighbourhood?", True),
        ("Quel vin servir avec une raclette ?", False),
        ("Who won the Olympic marathon?", False),
    ],
)
def test_the_field_is_told_from_the_rest_of_the_world(answerer, question, in_field):
    assert (meaning(answerer.library, question).field > 0) is in_field


def test_vectors_of_another_model_tell_nothing():
    @dataclass
    class Other:
        model: str = "autre-modele"

    assert meaning(Other(), "Qui anime ?") is NOTHING
