import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Excerpt, SectionKind, Span
from ingest.references import compact_code, find_links, find_references


def codes(text: str) -> list[str]:
    return [reference.code for reference in find_references(text)]


def links(text: str, section: SectionKind = SectionKind.LIENS, own_code: str = "9.9.9"):
    return list(find_links(Excerpt(text, Span(100, 100 + len(text))), section, own_code))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fiche 411 : Promouvoir", ["4.1.1"]),
        ("Lien fiche 1.1.3", ["1.1.3"]),
        ("fiches 1.1.2, 1.1.3 et 411", ["1.1.2", "1.1.3", "4.1.1"]),
        ("fiches 1.1.1 à 1.1.4", ["1.1.1", "1.1.4"]),
        ("fiches 1.1.1 ou 411", ["1.1.1", "4.1.1"]),
        ("Fiche n°411", ["4.1.1"]),
        ("fiche n° 1.1.2", ["1.1.2"]),
        ("fiches n°s 411 et 412", ["4.1.1", "4.1.2"]),
        ("fiche numéro 411", ["4.1.1"]),
        ("FICHE 4-1-1", ["4.1.1"]),
        ("fiche 4.1.10", ["4.1.10"]),
        ("Fiche action n°3.2.1", ["3.2.1"]),
        ("fiche orientation opérationnelle 1.1.2", ["1.1.2"]),
        ("voir 1.1.2 et 1.1.3", ["1.1.2", "1.1.3"]),
        ("voir la fiche 1.1.2.", ["1.1.2"]),
        ("fiche 411 et 2015", ["4.1.1"]),
    ],
)
def test_a_reference_gives_the_dotted_code(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    ["en 2017", "fiche 2017", "Convention 2013-2015", "411 habitants", "300 €", "fiche 150 €", "30%", "programme 147", "le 4.12.2013", "12.1.2013",
     "01.02.19", "tél. 02.47.31.12.12", "1.1.2.3", "1 500 000", "6,5 millions", "10 h 30", "n° 411", "fiche 100"],
)  # fmt: skip
def test_a_year_an_amount_or_a_date_is_not_a_reference(text):
    assert codes(text) == []


def test_codes_may_be_separated_by_a_slash():
    assert codes("fiches 411/412") == ["4.1.1", "4.1.2"]


def test_a_short_date_is_not_a_reference():
    assert codes("réunion le 1.2.19") == []


def test_the_span_covers_the_word_and_the_code():
    text = "Voir les fiches 1.1.2 et 411."
    assert [text[reference.span.start : reference.span.end] for reference in find_references(text)] == ["fiches 1.1.2", "411"]


@given(
    st.lists(
        st.sampled_from(["fiche ", "fiches ", "n° ", "411", "1.1.2", "4-1-1", ", ", " et ", "/", " ", "2017", "AT jeunesse", "€"])
    ).map("".join)
)
def test_spans_of_references_are_ordered_disjoint_and_hold_the_digits_of_their_code(text):
    references = find_references(text)
    for reference in references:
        digits = "".join(filter(str.isdigit, text[reference.span.start : reference.span.end]))
        assert digits == reference.code.replace(".", "")
    for one, other in itertools.pairwise(references):
        assert one.span.end <= other.span.start


@given(st.text())
def test_any_text_has_references_or_none_and_nothing_else_happens(text):
    find_references(text)
    links(text)


@pytest.mark.parametrize(
    ("digits", "code"), [("411", "4.1.1"), ("4110", "4.1.10"), ("101", None), ("41", None), ("2017", None), ("", None)]
)
def test_a_code_without_dots_has_a_dotted_form_or_none(digits, code):
    assert compact_code(digits) == code


@pytest.mark.parametrize(
    ("text", "code", "title"),
    [
        ("Fiche 411\xa0: Promouvoir la citoyenneté par le sport", "4.1.1", "Promouvoir la citoyenneté par le sport"),
        ('Lien fiche 1.1.3 "continuer à développer la mixité"', "1.1.3", "continuer à développer la mixité"),
        ("Fiche 413 « Offrir des loisirs » en soirée", "4.1.3", "Offrir des loisirs"),
        ("Fiche 1.1.3 - l'été", "1.1.3", "l'été"),
        ("Fiche 1.1.3", "1.1.3", ""),
        ("AT jeunesse\xa0: Faciliter l'accès des jeunes", "AT jeunesse", "Faciliter l'accès des jeunes"),
        ("AT égalité homme: Soutenir les initiatives", "AT égalité homme", "Soutenir les initiatives"),
        ("AT jeunesse", "AT jeunesse", ""),
        ("Axe transversal jeunesse : Faciliter", "AT jeunesse", "Faciliter"),
    ],
)
def test_a_link_carries_the_title_that_its_author_gave(text, code, title):
    (link,) = links(text)
    assert (link.code, link.title) == (code, title)
    assert link.quote == Excerpt(text, Span(100, 100 + len(text)))


def test_two_links_of_one_item_have_each_their_title():
    assert [(link.code, link.title) for link in links("Fiche 411 : sport ; fiche 412 : culture")] == [
        ("4.1.1", "sport"),
        ("4.1.2", "culture"),
    ]


def test_outside_the_links_section_only_the_reference_is_quoted():
    (link,) = links("voir fiche 411 pour le sport", SectionKind.CONTEXTE)
    assert (link.code, link.title, link.quote) == ("4.1.1", "", Excerpt("fiche 411", Span(105, 114)))


def test_a_transversal_axis_is_a_link_in_the_links_section_only():
    assert links("AT jeunesse : Faciliter", SectionKind.CONTEXTE) == []


def test_a_fiche_that_names_itself_has_no_link_to_itself():
    assert links("Fiche 1.1.2 et fiche 411", own_code="1.1.2")[0].code == "4.1.1"
    assert links("Fiche 1.1.2", own_code="1.1.2") == []
