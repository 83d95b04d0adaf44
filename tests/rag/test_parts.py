"""Several questions in one text."""

import pytest

from rag.parts import split


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Qui anime la fiche sport et quelles en sont les dates ?", ("Qui anime la fiche sport", "quelles en sont les dates ?")),
        ("Combien verse l'État, et qui pilote ?", ("Combien verse l'État", "qui pilote ?")),
        ("la 4.2.1 : c'est pour qui, et quelles sont les échéances ?", ("la 4.2.1 : c'est pour qui", "quelles sont les échéances ?")),
        (
            "Les chantiers, il y en a combien et un jeune touche combien ?",
            ("Les chantiers, il y en a combien", "un jeune touche combien ?"),
        ),
        ("Qui anime la 1.1.2 ? Jusqu'à quand ?", ("Qui anime la 1.1.2", "Jusqu'à quand ?")),
        ("Where does the bus stop and how often does it come?", ("Where does the bus stop", "how often does it come?")),
        ("Où et quand passe le bus ?", ("Où et quand passe le bus ?",)),
        ("Qui anime la fiche qui parle de sport ?", ("Qui anime la fiche qui parle de sport ?",)),
        ("Bonjour, notre association veut danser. Qui contacter ?", ("Bonjour, notre association veut danser. Qui contacter ?",)),
        (
            "Donnez-moi la date de la fête et le tarif d'un stand.",
            ("quelle est la date de la fête", "quel est le tarif d'un stand."),
        ),
        (
            "Donne-moi le financeur et les jours de passage du Bus santé.",
            ("quel est le financeur du Bus santé", "quels sont les jours de passage du Bus santé."),
        ),
        ("Indiquez le porteur et l'échéancier de la 1.1.4.", ("Indiquez le porteur et l'échéancier de la 1.1.4.",)),
        (
            "Donne moi les objectifs de la 1.1.2 et les partenaires de la 1.1.4",
            ("quels sont les objectifs de la 1.1.2", "quels sont les partenaires de la 1.1.4"),
        ),
        ("Différences entre la fiche 1.1.2 et la fiche 1.1.4 ?", ("Différences entre la fiche 1.1.2 et la fiche 1.1.4 ?",)),
        ("Quels sont les objectifs et les partenaires de la 1.1.4 ?", ("Quels sont les objectifs et les partenaires de la 1.1.4 ?",)),
    ],
)
def test_a_text_is_cut_where_another_question_begins(question, parts):
    assert split(question) == parts
