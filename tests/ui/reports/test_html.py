"""The report as a page: what it says, what it hides from no one, and what a hostile fiche cannot do to it."""

import itertools
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.graph import LinkState, link_graph
from ingest.checks.report import CheckReport
from ingest.model import Source
from ingest.parser import parse_fiches
from tests.making.checked_fiches import fiche_text
from tests.making.reports import AT, HOSTILE, empty_report, finding, hostile_report, real_report, town_report
from ui.reports import html as html_report
from ui.reports.cards import context

REPORTS: list[Callable[[], CheckReport]] = [town_report, real_report, hostile_report, empty_report]


def _tree(report: CheckReport) -> etree._Element:
    return html.document_fromstring(html_report.render(report).decode("utf-8"))


def _text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_a_finding_shows_its_words_in_their_line_what_is_wrong_and_what_to_do() -> None:
    real = real_report()
    first = real.corpus.fiches[0]
    tree = _tree(CheckReport((finding(first, "de nouveaux crédits"),), real.corpus, AT))
    (card,) = tree.xpath("//article")
    assert card.xpath(".//mark")[0].text == "de nouveaux crédits"
    assert _text(card.xpath(".//blockquote")[0]).startswith("· Culture (circulaire 21 mai 2015)")
    assert "« de nouveaux crédits » ne mène à aucune fiche." in _text(card.xpath(".//h4")[0])
    assert "À faire : Corrigez le renvoi." in _text(card)


@pytest.mark.parametrize("made", [town_report, real_report])
def test_marked_words_are_those_of_the_source_to_the_letter(made: Callable[[], CheckReport]) -> None:
    for one in made().findings:
        before, marked, after = context(one)
        assert marked == one.excerpt.text
        assert one.fiche.source.text.find((before.removeprefix("[…] ") + marked + after.removesuffix(" […]")).strip()) >= 0


@pytest.mark.parametrize("made", REPORTS)
def test_every_link_leads_to_a_place_of_the_page_and_identifiers_are_unique(made: Callable[[], CheckReport]) -> None:
    tree = _tree(made())
    names = tree.xpath("//@id")
    assert len(names) == len(set(names))
    assert {link.removeprefix("#") for link in tree.xpath("//a/@href")} <= set(names)


def test_figures_lead_to_as_many_findings_as_they_say() -> None:
    tree = _tree(town_report())
    links = tree.xpath('//ul[@class="tiles"]//a | //ul[@class="bars"]//a')
    assert len(links) > 8
    for link in links:
        name = link.get("href").removeprefix("#")
        said = int(re.search(r"\d+", _text(link.xpath(".//strong | .//span[@class='count']")[0])).group())  # type: ignore[union-attr]
        assert len(tree.xpath(f'//article[contains(concat(" ", @class, " "), " {name} ")]')) == said, name


def test_every_finding_stands_under_its_fiche() -> None:
    tree = _tree(town_report())
    assert len(tree.xpath("//article")) == len(town_report().findings)
    for group in tree.xpath('//section[contains(@class, "group")]'):
        code = _text(group.xpath(".//h3")[0]).split()[1]
        own = [one for one in town_report().findings if one.fiche.code == code]
        assert len(group.xpath(".//article")) == len(own)


@pytest.mark.parametrize("made", REPORTS)
def test_headings_go_down_one_level_at_a_time(made: Callable[[], CheckReport]) -> None:
    levels = [int(heading.tag[1]) for heading in _tree(made()).xpath("//h1|//h2|//h3|//h4|//h5")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_waived_findings_failed_files_and_notices_are_told() -> None:
    text = _text(_tree(town_report()))
    for words in (
        "Convention en cours de signature",
        "chef de projet",
        "fiches/2.3.1.pdf",
        "est tombée",
        "15 fiches relues",
        "22 novembre 2026",
    ):
        assert words in text


def test_nothing_found_is_said_in_so_many_words() -> None:
    assert "Aucun constat" in _text(_tree(empty_report()))


def test_pictures_have_a_name_a_description_and_a_table_with_the_same_words() -> None:
    tree = _tree(real_report())
    for name, row in (("completude", "1.1.4"), ("renvois", "1.1.3")):
        (picture,) = tree.xpath(f'//*[@role="img"][contains(@class, "{name}")]')
        assert [child.tag.rpartition("}")[2] for child in picture][:2] == ["title", "desc"]
        (table,) = picture.xpath("ancestor::section//details//table")
        assert table.xpath("./caption")
        assert row in _text(picture)
        assert row in _text(table)


def test_the_picture_of_sixty_fiches_names_each_of_them_and_shows_every_link() -> None:
    links = "\n".join(f"Fiche {pilier}.1.{rank} : titre" for pilier, rank in ((1, 1), (2, 7), (4, 15), (5, 1)))
    texts = [fiche_text({"title": f"TITRE {p}{r}", "liens": links}, f"{p}.1.{r}") for p in range(1, 5) for r in range(1, 16)]
    fiches = [fiche for number, text in enumerate(texts) for fiche in parse_fiches(Source(f"{number}.txt", text))]
    tree = _tree(CheckReport((), CheckedCorpus(fiches, at=AT), AT))
    names = [_text(name).split()[0] for name in tree.xpath('//*[contains(@class, "renvois")]//*[@class="name"]')]
    heads = [_text(name) for name in tree.xpath('//*[contains(@class, "renvois")]//*[@class="head"]')]
    assert (names[0], names[-1], len(names)) == ("1.1.1", "4.1.15", 60)
    assert (heads[:60], heads[60]) == (names, "5.1.1")
    drawn = {state.value: len(tree.xpath(f'//*[@role="img"]//*[@class="spot {state.value}"]')) for state in LinkState}
    graph = link_graph(fiches)
    assert drawn == {state.value: graph.count(state) for state in LinkState}
    assert drawn["dangling"] == 60


def test_a_hostile_fiche_stays_text() -> None:
    page = html_report.render(hostile_report()).decode("utf-8")
    tree = html.document_fromstring(page)
    assert not tree.xpath("//script | //img | //iframe | //object | //link | //*[@onerror]")
    assert "default-src 'none'" in tree.xpath("//meta[@http-equiv]/@content")[0]
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\ufffe\ud800-\udfff]", page)
    assert HOSTILE[0] in _text(tree)


@pytest.mark.parametrize("made", REPORTS)
def test_nothing_is_loaded_from_elsewhere(made: Callable[[], CheckReport]) -> None:
    tree = _tree(made())
    assert not tree.xpath("//@src | //@srcset | //@action | //@data")
    assert all(link.startswith("#") for link in tree.xpath("//@href"))
    assert "url(" not in tree.xpath("//style")[0].text
    assert "@import" not in tree.xpath("//style")[0].text


@pytest.mark.parametrize("made", REPORTS)
def test_the_same_report_gives_the_same_bytes(made: Callable[[], CheckReport]) -> None:
    assert html_report.render(made()) == html_report.render(made())


@given(st.text(min_size=1).filter(str.strip))
def test_any_text_of_a_fiche_gives_a_page_that_says_it_once_escaped(text: str) -> None:
    fiche = real_report().corpus.fiches[0]
    odd = finding(fiche, "Culture", message=text)
    tree = _tree(CheckReport((odd,), CheckedCorpus([fiche], at=AT), AT))
    assert len(tree.xpath("//article")) == 1
    assert not tree.xpath("//script")
