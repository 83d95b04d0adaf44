"""The directories of the two real fiches and of a fictional town, looked up as people ask."""

from datetime import date

import pytest

from ingest.funding import FundingStatus
from ingest.funding_kinds import FundingKind
from ingest.names import BodyKind
from ingest.partners import PartnerRole
from rag.directory import Directory
from rag.funding_lookup import FundingFilters
from rag.glossary import find_acronym, glossary
from rag.partner_lookup import PartnerFilters
from rag.project import dossier
from rag.subjects import words_of_fiches
from ui import wiring

AT = date(2026, 11, 22)
SPORT = "projet sportif pour les jeunes"


@pytest.fixture(scope="module")
def directory(indexed) -> Directory:
    return wiring.directory(indexed)


def test_a_look_up_finds_the_schemes_and_says_which_are_over(directory):
    hits = directory.funding.nearest(SPORT, AT, limit=2)
    assert [hit.entry.record.period for hit in hits] == ["2013-2015", ""]
    assert [hit.status.status for hit in hits] == [FundingStatus.EXPIRE, FundingStatus.INCONNU]
    assert "citoyen du sport" in hits[1].entry.record.quote.text


def test_each_hit_tells_the_words_it_shares_and_quotes_the_nearest_passage_of_its_fiche(directory):
    for hit in directory.funding.nearest(SPORT, AT):
        assert hit.why is not None
        assert hit.why.fiche_words
        passage = hit.why.passage
        assert passage is not None
        assert passage.fiche.source.text[passage.excerpt.span.start : passage.excerpt.span.end] == passage.excerpt.text


@pytest.mark.parametrize(
    "text",
    [
        "recette de la tarte aux pommes",
        "qui a gagné la coupe du monde 1998",
        "capitale de l’Australie",
        "élevage de chèvres",
        "aide pour un mariage princier",
    ],
)
def test_what_is_foreign_to_the_fiches_finds_nothing(directory, text):
    assert directory.funding.nearest(text, AT) == []
    assert directory.partners.find(text) == []
    assert not dossier(directory, text, AT).fiches


def test_the_same_look_up_gives_the_same_list(directory):
    first, second = (directory.funding.nearest(SPORT, AT) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (FundingFilters(), 9),
        (FundingFilters(kinds=frozenset({FundingKind.FONDATION})), 1),
        (FundingFilters(funder="caf"), 1),
        (FundingFilters(fiche="1.1.4"), 1),
        (FundingFilters(pilier="2"), 0),
        (FundingFilters(status=FundingStatus.EXPIRE), 1),
        (FundingFilters(theme="mixité des publics"), 1),
        (FundingFilters(place="tous quartiers"), 1),
        (FundingFilters(at_least=1_000), 1),
    ],
)
def test_filters_narrow_the_list(directory, filters, expected):
    hits = directory.funding.listed(AT, filters)
    if filters.at_least is None:
        assert len(hits) == expected
    else:
        assert all(hit.entry.record.amount for hit in hits)


def test_a_scheme_is_not_over_before_its_last_day(directory):
    statuses = {hit.status.status for hit in directory.funding.listed(date(2014, 6, 1)) if hit.entry.record.period}
    assert statuses == {FundingStatus.EN_COURS}


def test_days_to_come_are_those_after_the_day_asked_about(directory):
    assert [due.day for due in directory.funding.due(date(2014, 6, 1))] == [date(2015, 12, 31)]
    assert directory.funding.due(AT) == []


def test_who_works_with_a_body_is_named_beside_it(directory):
    hits = directory.partners.find("Qui travaille avec les centres sociaux ?")
    assert hits[0].partner.name.casefold() == "centres sociaux"
    names = {hit.partner.name for hit in hits[1:]}
    assert {"UFOLEP", "DDCS"} <= names
    assert all("centres sociaux" in hit.why.casefold() for hit in hits[1:])


def test_a_kind_and_a_pilier_are_read_in_the_words_of_the_question(directory):
    hits = directory.partners.find("les associations du pilier 1")
    assert {hit.partner.kind for hit in hits} == {BodyKind.ASSOCIATION}
    assert "UFOLEP" in {hit.partner.name for hit in hits}
    assert directory.partners.find("les associations du pilier 3") == []


def test_a_role_keeps_the_mentions_in_that_role(directory):
    hits = directory.partners.listed(PartnerFilters(role=PartnerRole.ANIMATEUR))
    assert {mention.role for hit in hits for mention in hit.mentions} == {PartnerRole.ANIMATEUR}
    assert {mention.fiche.code for hit in hits for mention in hit.mentions} == {"1.1.2", "1.1.4"}


def test_a_project_gets_its_fiches_schemes_partners_and_indicators(directory):
    drawn = dossier(directory, "Des séances de sport et des sorties au théâtre pour les jeunes du quartier, avec le centre social", AT)
    assert "1.1.2" in [one.fiche.code for one in drawn.fiches]
    assert drawn.schemes
    assert drawn.partners
    assert any(one.indicators for one in drawn.fiches)
    states = [hit.status.status is FundingStatus.EXPIRE for hit in drawn.schemes]
    assert states == sorted(states)


def test_an_acronym_that_no_fiche_spells_out_is_said_to_be_so(directory):
    entries = glossary(directory.fiches)
    caf = find_acronym(entries, "c.a.f.")
    assert caf is not None
    assert not caf.is_explained
    assert caf.known is not None
    assert caf.known.expansion == "caisse d’allocations familiales"
    dsi = find_acronym(entries, "DSI")
    assert dsi is not None
    assert (dsi.is_explained, dsi.known) == (False, None)
    assert find_acronym(entries, "ZZZ") is None


def test_a_title_in_capitals_holds_no_acronym(directory):
    assert find_acronym(glossary(directory.fiches), "DEVELOPPER") is None


@pytest.mark.parametrize(("everyday", "of_fiches"), [("pc", "numer"), ("boxe", "sport"), ("gosses", "jeun"), ("quelconque", None)])
def test_everyday_words_stand_for_those_of_fiches(everyday, of_fiches):
    stems = words_of_fiches(everyday)
    assert (of_fiches is None and not stems) or any(stem.startswith(str(of_fiches)) for stem in stems)
