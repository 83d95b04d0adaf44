"""One document, many fiches: each is found, and nothing between them ends in one."""

import itertools

import pytest

from ingest.errors import ParseError
from ingest.model import BannerKind, Fiche, SectionKind, Source
from ingest.parser import parse_fiches
from ingest.readers import read_source
from tests.making import pdf, word
from tests.making.compare import differences, expected_fields, fields
from tests.making.fiche_model import MadeFiche

BODY = "\n\nContexte\nLe constat de la {code}.\n\nObjectifs\n· Un objectif\n· Un autre\n\nAnimateur\nVille\n\nLiens\nFiche {link} : Un autre titre\n\n"
CONTENTS = "SOMMAIRE\n\nPilier 1 : Cohésion sociale .... 3\nFiche 1.1.1 : Premier titre .... 4\nFiche 1.1.2 : Deuxième titre .... 6\nPilier 2 .... 8\nFiche 2.1.1 : Troisième titre .... 9\n\n"


def fiche(code: str, title: str, link: str = "9.9.9") -> str:
    return f"FICHE {code}\n{title}" + BODY.format(code=code, link=link)


def read(text: str) -> tuple[Fiche, ...]:
    return parse_fiches(Source("annexe.txt", text))


def links(found: Fiche) -> list[str]:
    return [item.text for section in found.all(SectionKind.LIENS) for item in section.items]


def test_fiches_without_pilier_or_axe_are_told_apart_by_their_sections():
    found = read(fiche("1.1.1", "PREMIER TITRE") + fiche("1.1.2", "DEUXIÈME TITRE", link="1.1.1"))
    assert [(one.code, one.title.text) for one in found] == [("1.1.1", "PREMIER TITRE"), ("1.1.2", "DEUXIÈME TITRE")]
    assert [links(one) for one in found] == [["Fiche 9.9.9 : Un autre titre"], ["Fiche 1.1.1 : Un autre titre"]]


def test_a_table_of_contents_that_repeats_the_titles_gives_no_fiche():
    found = read(CONTENTS + fiche("1.1.1", "PREMIER TITRE") + fiche("1.1.2", "DEUXIÈME TITRE"))
    assert [one.code for one in found] == ["1.1.1", "1.1.2"]


def test_the_enjeux_of_a_table_of_contents_open_no_fiche():
    contents = "Enjeu 1 : vivre ensemble\nFiche 1.1.1 : Premier titre\nEnjeu 2 : habiter\nFiche 1.1.2 : Deuxième titre\nEnjeu 3 : agir\n\n"
    assert [one.code for one in read(contents + fiche("1.1.1", "A") + fiche("1.1.2", "B"))] == ["1.1.1", "1.1.2"]


@pytest.mark.parametrize(
    "between",
    [
        "PILIER 2 – CADRE DE VIE\n\n",
        "AXE 3\nRenouvellement urbain\n\n",
        "\x0cChapitre II\nLe cadre de vie\nUne page d’introduction.\n\x0c",
        "ANNEXE 2\n\n",
    ],
)
def test_what_announces_a_chapter_is_no_item_of_the_fiche_before(between):
    first, second = read(fiche("1.1.1", "A") + between + fiche("2.1.1", "B"))
    assert links(first) == ["Fiche 9.9.9 : Un autre titre"]
    assert second.code == "2.1.1"


def test_every_character_between_two_fiches_is_a_leftover_or_a_part_of_a_banner():
    text = CONTENTS + fiche("1.1.1", "A") + "PILIER 2 – CADRE DE VIE\n\n" + fiche("2.1.1", "B")
    found = read(text)
    claimed = set()
    for one in found:
        parts = [part.excerpt for part in (*one.banner, *one.leftovers)]
        for excerpt in [*parts, *itertools.chain.from_iterable((section.heading, *section.items) for section in one.sections)]:
            claimed.update(range(excerpt.span.start, excerpt.span.end))
    assert {index for index, char in enumerate(text) if not char.isspace()} <= claimed


def test_the_pilier_above_a_banner_is_that_of_its_fiche():
    _first, second = read(fiche("1.1.1", "A") + "PILIER 2 – CADRE DE VIE\n\n" + fiche("2.1.1", "B"))
    pilier = second.banner_part(BannerKind.PILIER)
    assert pilier is not None
    assert pilier.text == "PILIER 2 – CADRE DE VIE"


def test_a_header_that_repeats_the_code_on_each_page_opens_no_fiche():
    body = BODY.format(code="1.1.1", link="9.9.9")
    half = body.index("Animateur")
    (one,) = read("FICHE 1.1.1\nA" + body[:half] + "\x0cFICHE 1.1.1\n\n" + body[half:])
    assert [section.kind for section in one.sections] == [
        SectionKind.CONTEXTE,
        SectionKind.OBJECTIFS,
        SectionKind.ANIMATEUR,
        SectionKind.LIENS,
    ]


def test_two_versions_of_one_fiche_are_two_fiches():
    found = read(fiche("1.1.1", "(version 2017)\nA") + fiche("1.1.1", "(version 2021)\nA"))
    assert [(one.code, one.version) for one in found] == [("1.1.1", 2017), ("1.1.1", 2021)]


def test_links_that_come_before_other_sections_open_no_fiche():
    text = "FICHE 1.1.1\nA\n\nLiens\nFiche 1.1.2 : B\nFiche 2.1.1 : C\n\nContexte\nUn constat.\n\nObjectifs\n· x\n\nAnimateur\nVille\n"
    (one,) = read(text)
    assert links(one) == ["Fiche 1.1.2 : B", "Fiche 2.1.1 : C"]


@pytest.mark.parametrize(
    "text",
    [
        CONTENTS,
        "Compte rendu du comité de pilotage\n\nContexte\nLa réunion du 3 mai.\n\nPartenaires\nCAF\n",
        "Délibération 1.1.2 du conseil municipal\n\nConsidérant que…\n",
    ],
)
def test_a_document_that_is_no_fiche_is_reported(text):
    with pytest.raises(ParseError, match=r"« annexe\.txt » ne contient pas de fiche"):
        read(text)


@pytest.fixture(scope="module")
def annex() -> tuple[bytes, tuple[MadeFiche, ...]]:
    return pdf.make_annex(12, each_on_a_page=False)


def check(found: tuple[Fiche, ...], expected: tuple[MadeFiche, ...]) -> None:
    assert [one.code for one in found] == [made.code for made in expected]
    assert [differences(expected_fields(made), fields(one)) for made, one in zip(expected, found, strict=True)] == [
        [] for _made in expected
    ]


def test_the_annex_of_a_contract_in_pdf_gives_each_of_its_fiches(annex):
    data, expected = annex
    check(parse_fiches(read_source(data, "annexe.pdf")), expected)


def test_each_quote_of_an_annex_has_its_own_page(annex):
    data, _expected = annex
    found = parse_fiches(read_source(data, "annexe.pdf"))
    pages = [one.source.page_at(one.title.span.start) for one in found]
    assert None not in pages
    assert pages == sorted(pages)
    assert pages[0] > 1


def test_the_annex_of_a_contract_in_word_gives_each_of_its_fiches(annex):
    _data, expected = annex
    check(parse_fiches(read_source(word.annex_docx(expected), "annexe.docx")), expected)
