"""What to read beside an answer comes from the links that the fiches write, and from their codes."""

import pytest

from rag.related import Links, Relation
from ui import wiring
from ui.settings import Settings

FICHE = "FICHE {code}\n\n{title}\n\n\tPilier {pilier}\nAxe {axe}\n\n\tAnimateur\n\t· Ville\n\n\tLiens autres fiches\n\t· {link}\n"
WRITTEN = [
    ("1.1.1", "Lire ensemble", "Fiche 231 : Se soigner"),
    ("1.1.2", "Jouer ensemble", "Fiche 9.9.9 : Inconnue"),
    ("2.3.1", "Se soigner près de chez soi", "Fiche 112"),
]


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """Three fiches: 1.1.1 links to 2.3.1, which links to 1.1.2, of the same axe as 1.1.1."""
    folder = tmp_path_factory.mktemp("three")
    for code, title, link in WRITTEN:
        text = FICHE.format(code=code, title=title.upper(), pilier=code[0], axe=code[2], link=link)
        (folder / f"fiche-{code}.txt").write_text(text, encoding="utf-8")
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with wiring.index_builder(settings) as builder:
        assert builder.index([str(folder)]).fiches == 3
    return wiring.library(settings)


def told(library, *codes):
    fiches = [library.fiche(library.by_code[code][0]) for code in codes]
    return [(related.fiche.code, related.relation, related.words.excerpt.text) for related in Links(library).beside(fiches)]


def test_links_come_first_then_what_links_here_then_the_axe(three):
    assert told(three, "1.1.1") == [
        ("2.3.1", Relation.LINKED, "Fiche 231 : Se soigner"),
        ("1.1.2", Relation.SAME_AXE, "JOUER ENSEMBLE"),
    ]
    assert told(three, "1.1.2") == [("2.3.1", Relation.LINKS_HERE, "Fiche 112"), ("1.1.1", Relation.SAME_AXE, "LIRE ENSEMBLE")]


def test_a_fiche_is_proposed_once_by_its_strongest_relation(three):
    assert told(three, "2.3.1", "1.1.1") == [("1.1.2", Relation.LINKED, "Fiche 112")]


@pytest.fixture(scope="module")
def links(answerer) -> Links:
    return Links(answerer.library)


def fiche(answerer, code):
    library = answerer.library
    return library.fiche(library.by_code[code][0])


def test_a_fiche_of_the_same_axe_is_proposed_with_its_title(answerer, links):
    (related,) = links.beside([fiche(answerer, "1.1.4")])
    assert (related.fiche.code, related.relation) == ("1.1.2", Relation.SAME_AXE)
    assert related.words.excerpt == related.fiche.title


def test_what_is_cited_already_is_not_proposed(answerer, links):
    assert links.beside([fiche(answerer, "1.1.4"), fiche(answerer, "1.1.2")]) == []


def test_no_more_than_the_limit(answerer, links):
    assert links.beside([fiche(answerer, "1.1.4")], limit=0) == []


def test_the_catalogue_knows_which_fiches_name_a_code(three):
    assert [[record.code for record in three.citing([code])] for code in ("1.1.2", "2.3.1", "9.9.9", "1.1.1")] == [
        ["2.3.1"],
        ["1.1.1"],
        ["1.1.2"],
        [],
    ]
    assert three.citing(["1.1.2", "9.9.9"], {}) == []


def test_a_passage_is_quoted_word_for_word_without_its_fiche_being_parsed(three):
    catalogue = three.catalogue
    for record in three.current:
        for chunk in catalogue.chunks_of_fiche(record.id):
            assert three.excerpt(chunk) == three.fiche(record).source.excerpt(chunk.span.start, chunk.span.end)
