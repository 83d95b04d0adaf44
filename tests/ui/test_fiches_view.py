"""The view of the fiches: the shelf, a fiche word for word, what surrounds it, its versions, its file as it was received."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from ingest.index.catalogue import FicheRecord
from ingest.model import Source
from ingest.parser import parse_fiches
from rag.shelf import Axe, Pilier, Shelved, Wanted
from ui.app import local_app
from ui.html.fiche_card import Card, card_html
from ui.html.shelf import shelf_html
from ui.settings import Settings
from ui.wiring import index_builder, library

ROOT = Path(__file__).parents[2]
HOSTILE = "<img src=x onerror=alert(1)> [lien](javascript:alert(1)) \u202eécrit à l’envers\u202c"
TEXT = f"""FICHE 4.1.1 (version 2017)
FAIRE VIVRE {HOSTILE}

\tPilier 4
Axe 1

\tObjectifs et dynamiques
\t· Premier objectif [bookmark: _GoBack]de la fiche {HOSTILE}

\tObjectifs
\t· Un second champ du même nom

\tCalendrier
\t

\tLiens autres enjeux
\t· Fiche 112 : mixité
· Fiche 9.9.9 : nulle part
"""


class Seen(HTMLParser):
    """The text of a page, its marks and its links; `text` holds every character, hidden ones too."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = self.marked = ""
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self._in_mark = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        names = dict(attrs)
        self.links.extend(value or "" for name, value in attrs if name in ("href", "src", "action"))
        self.ids.extend(value or "" for name, value in attrs if name == "id")
        self._in_mark = tag == "mark" or (self._in_mark and tag == "span")
        assert not any(name.startswith("on") for name in names)

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_mark:
            self.marked += data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("received")
    for file in (ROOT / "corpus").glob("*.txt"):
        shutil.copy(file, folder)
    (folder / "fiche-hostile.txt").write_text(TEXT, encoding="utf-8")
    newer = TEXT.replace("(version 2017)", "(version 2020)").replace("Premier objectif", "Tout premier objectif")
    with zipfile.ZipFile(folder / "annexe.zip", "w") as archive:
        archive.writestr("2020/fiche 4.1.1 «é».txt", newer)
    return folder


@pytest.fixture(scope="module")
def settings(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with index_builder(settings) as builder:
        report = builder.index([str(folder)], prune=False, dry_run=False)
    assert not report.failed
    return settings


@pytest.fixture(scope="module")
def web(settings: Settings) -> Iterator[TestClient]:
    with TestClient(local_app(settings), base_url="http://127.0.0.1") as client:
        yield client


def test_the_shelf_shows_each_fiche_that_answers_once(web: TestClient) -> None:
    page = Seen(web.get("/vue/fiches").text)
    links = [link for link in page.links if link.startswith("/vue/fiches?fiche=")]
    assert links == [
        "/vue/fiches?fiche=1.1.2&version=2017",
        "/vue/fiches?fiche=1.1.4",
        "/vue/fiches?fiche=4.1.1&version=2020",
    ]
    assert "3 fiches" in page.text


def test_a_filter_that_leaves_nothing_says_so(web: TestClient) -> None:
    page = Seen(web.get("/vue/fiches?mots=introuvable").text)
    assert "Aucune fiche ne répond à ces filtres." in page.text
    assert 'value="introuvable"' in web.get("/vue/fiches?mots=introuvable").text


def test_a_fiche_is_shown_to_the_letter(web: TestClient, settings: Settings) -> None:
    opened = library(settings)
    for record in opened.records:
        fiche = opened.fiche(record)
        page = Seen(
            web.get(
                "/vue/fiches?"
                + urlencode({"fiche": fiche.code, "version": fiche.version or "", "source": fiche.source.name}).replace("version=&", "")
            ).text
        )
        for section in fiche.sections:
            for excerpt in (section.heading, *section.items):
                assert excerpt.text in page.text


def test_the_words_asked_for_are_marked_and_landed_on(web: TestClient) -> None:
    page = web.get("/vue/fiches?" + urlencode({"fiche": "112", "extrait": "Favoriser le lien social"})).text
    assert Seen(page).marked == "Favoriser le lien social"
    assert page.count("data-land") == 1
    assert re.search(r"<li data-land><span class=\"quote\"><mark>", page)


def test_words_that_have_gone_are_told(web: TestClient) -> None:
    page = web.get("/vue/fiches?" + urlencode({"fiche": "112", "debut": 5, "fin": 9, "extrait": "des mots jamais écrits"})).text
    assert "Ce passage n’est plus dans la fiche" in page
    assert "<mark>" not in page


def test_each_field_has_an_address_of_its_own(web: TestClient) -> None:
    page = web.get("/vue/fiches?fiche=4.1.1&version=2017").text
    assert [name for name in Seen(page).ids if name.startswith("rubrique-")] == [
        "rubrique-objectifs",
        "rubrique-objectifs-2",
        "rubrique-calendrier",
        "rubrique-liens",
    ]
    assert 'data-copy="/vue/fiches?fiche=4.1.1&amp;version=2017#rubrique-calendrier"' in page


def test_links_lead_to_fiches_that_are_there_and_say_which_are_not(web: TestClient) -> None:
    page = Seen(web.get("/vue/fiches?fiche=4.1.1").text)
    assert "/vue/fiches?fiche=1.1.2&version=2017" in page.links
    assert "Fiche 9.9.9 : non indexée" in page.text


def test_a_fiche_shows_which_others_lead_to_it(web: TestClient) -> None:
    page = Seen(web.get("/vue/fiches?fiche=1.1.2").text)
    assert "Fiches qui renvoient à celle-ci" in page.text
    assert "«\u00a0Fiche 112 : mixité\u00a0»" in page.text


def test_a_former_version_says_that_another_answers(web: TestClient) -> None:
    page = Seen(web.get("/vue/fiches?fiche=4.1.1&version=2017").text)
    assert "Une version plus récente de cette fiche répond aux questions." in page.text
    assert "/vue/fiches?fiche=4.1.1&version=2020" in page.links


def test_what_differs_between_two_versions_is_marked_word_by_word(web: TestClient) -> None:
    page = web.get("/vue/fiches?fiche=4.1.1").text
    compared = next(unescape(link) for link in re.findall(r'href="(/vue/fiches/versions[^"]*)"', page))
    shown = web.get(compared).text
    assert re.search(r"<del><span[^>]*>\[retiré : </span>Premier<span", shown)
    assert re.search(r"<ins><span[^>]*>\[ajouté : </span>Tout premier<span", shown)


def test_text_of_a_fiche_is_no_markup(web: TestClient) -> None:
    for address in ("/vue/fiches", "/vue/fiches?fiche=4.1.1", "/vue/fiches/annuaires?fiche=4.1.1", "/vue/fiches?mots=%3Cimg+src%3Dx%3E"):
        page = Seen(web.get(address).text)
        assert "img" not in page.tags
        assert not [link for link in page.links if "javascript:" in link]


def test_money_and_bodies_of_a_fiche_are_given_apart(web: TestClient) -> None:
    shown = web.get("/vue/fiches/annuaires?fiche=1.1.2", headers={"HX-Request": "true"}).text
    assert "<html" not in shown
    assert "Projet social de territoire" in shown
    assert "UFOLEP" in shown
    assert "/vue/passage?" in shown


def test_findings_of_a_fiche_lead_to_their_view(web: TestClient) -> None:
    for _ in range(40):  # the fiches are looked over apart: until then the page waits
        shown = web.get("/vue/fiches/constats?fiche=1.1.4", headers={"HX-Request": "true"}).text
        if "hx-trigger" not in shown:
            break
    assert "erreur" in shown
    assert '/vue/coherence?fiche=1.1.4"' in shown


def test_a_fiche_that_is_unknown_is_told(web: TestClient) -> None:
    response = web.get("/vue/fiches?fiche=7.7.7")
    assert response.status_code == 404
    assert "La fiche « 7.7.7 » n’est pas indexée" in response.text


# Files as they were received.


def test_the_file_is_given_out_as_it_was_received(web: TestClient, folder: Path) -> None:
    response = web.get("/vue/fichier", params={"source": f"{folder}/fiche-hostile.txt"})
    assert response.content == (folder / "fiche-hostile.txt").read_bytes()
    assert response.headers["content-disposition"].startswith('attachment; filename="fiche-hostile.txt"')
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"].startswith("sandbox")


def test_a_member_of_an_archive_is_given_out_by_itself(web: TestClient, folder: Path) -> None:
    response = web.get("/vue/fichier", params={"source": f"{folder}/annexe.zip!/2020/fiche 4.1.1 «é».txt"})
    assert b"Tout premier objectif" in response.content
    assert "filename*=UTF-8''fiche%204.1.1%20%C2%AB%C3%A9%C2%BB.txt" in response.headers["content-disposition"]


@pytest.mark.parametrize("source", ["/etc/passwd", "../pyproject.toml", "", "corpus/../x"])
def test_a_file_that_is_not_indexed_is_never_given_out(web: TestClient, source: str) -> None:
    response = web.get("/vue/fichier", params={"source": source})
    assert response.status_code == 404
    assert "content-disposition" not in response.headers


def test_a_file_that_has_changed_or_gone_is_told(web: TestClient, folder: Path) -> None:
    file = next(folder.glob("*1.1.4*"))
    kept = file.read_bytes()
    try:
        file.write_bytes(kept + b"\n")
        changed = web.get("/vue/fichier", params={"source": str(file)})
        assert changed.status_code == 409
        assert "a changé depuis l’indexation" in changed.text
        anyway = next(unescape(link) for link in re.findall(r'href="(/vue/fichier[^"]*)"', changed.text))
        assert web.get(anyway).content == kept + b"\n"
        file.unlink()
        gone = web.get("/vue/fichier", params={"source": str(file)})
        assert gone.status_code == 410
        assert "n’est plus à sa place" in gone.text
    finally:
        file.write_bytes(kept)


# Long and short lists.


def piliers(count: int) -> list[Pilier]:
    """So many fiches in two piliers."""
    fiche = parse_fiches(Source("f.txt", TEXT))[0]
    shelved = [
        Shelved(FicheRecord(number, number, 0, f"{1 + number % 2}.1.{number}", None, "T", True), fiche, ()) for number in range(count)
    ]
    return [
        Pilier(number, "", (Axe(f"{number}.1", "", tuple(one for one in shelved if one.record.code.startswith(number))),))
        for number in "12"
    ]


def test_a_long_list_goes_on_over_pages_and_shows_each_fiche_once() -> None:
    seen: list[str] = []
    for page in (1, 2, 3):
        shown = str(shelf_html(piliers(300), Wanted(words="mot"), 300, page, lambda one: f"/{one.record.code}"))
        codes = re.findall(r'class="code">([\d.]+)<', shown)
        assert len(codes) <= 120
        seen += codes
        assert "300 fiches" in shown
        assert ("Fiches suivantes" in shown) == (page < 3)
        assert ("mots=mot&amp;page=2" in shown) == (page != 2)
    assert len(seen) == len(set(seen)) == 300


def test_one_fiche_has_no_pages() -> None:
    shown = str(shelf_html(piliers(1), Wanted(), 1, 1, lambda one: "/"))
    assert "1 fiche<" in shown
    assert "suivantes" not in shown


def test_a_fiche_of_a_very_long_line_is_shown_whole() -> None:
    line = "x " * 500_000 + HOSTILE
    fiche = parse_fiches(Source("f.txt", TEXT.replace("Un second champ du même nom", line)))[0]
    shown = Seen(str(card_html(Card(fiche, None, "/", {}))))
    assert line in shown.text
    assert "img" not in shown.tags
