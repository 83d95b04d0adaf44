"""What a question takes for granted, and the texts that tell it."""

import pytest

from rag.presumed import is_told, presumed


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Pourquoi le café associatif a-t-il fermé ?", "La fermeture du café, en 2019, a surpris."),
        ("Pourquoi la navette a été supprimée ?", "La ligne est arrêtée depuis mars."),
        ("Qui a remplacé Nadia Ferrand ?", "Paul Roux lui succède en mai."),
        ("Why was the festival cancelled?", "Le festival a été annulé."),
        ("Why did the café move?", "Le café a déménagé."),
        ("Quand la ligne 9 a-t-elle été supprimée ?", "depuis la fermeture de la ligne 9"),
        ("Quelle est la raison de l'annulation du festival ?", "Annulée en 2020, elle revient"),
        ("Pourquoi le bus ne passe-t-il plus le soir ?", "Depuis 2021, il ne circule plus après 20 heures."),
    ],
)
def test_a_change_that_is_presumed_is_told_by_words_for_it(question: str, text: str) -> None:
    change = presumed(question)
    assert is_told(change, text)
    assert not is_told(change, "Une permanence mensuelle sur la place du marché")


@pytest.mark.parametrize(
    "question",
    [
        "Pourquoi la maison des familles a-t-elle été créée ?",
        "Pourquoi cette fiche ?",
        "Mon neveu a quitté le lycée. Quelles formations pour lui ?",
        "Ma grand-mère est perdue avec internet, qui peut l'aider ?",
        "Combien de logements seront démolis ?",
        "Why is the sea popular?",
    ],
)
def test_what_the_asker_tells_or_what_made_a_scheme_presumes_nothing(question: str) -> None:
    assert presumed(question) == ()
