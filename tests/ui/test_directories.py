"""The commands of the directories, run as a user runs them; what they write, opened."""

import csv
import io
import json
import re
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from typer.testing import CliRunner

from tests.making.chromium import needs_chromium
from tests.making.convert import convert_many, needs_office
from ui.cli import app
from ui.contacts import ContactsError, read_contacts

ROOT = Path(__file__).parents[2]
FUNDING_KEYS = "scheme funder kind amount period status fiche version section quote source start end page".split()
PROJECT = "Des séances de sport et des sorties au théâtre pour les jeunes du quartier, avec le centre social"


@pytest.fixture
def fiches(indexed, monkeypatch):
    monkeypatch.chdir(ROOT)

    def run(*arguments, **settings):
        result = CliRunner().invoke(
            app, [str(argument) for argument in arguments], env={"FICHES_DATA_DIR": str(indexed.data_dir), **settings}
        )
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


def test_the_funding_directory_has_the_shape_that_is_promised_key_by_key(fiches, corpus_dir):
    records = json.loads(fiches("funding", "--format", "json").stdout)
    assert len(records) == 9
    assert all(list(record) == FUNDING_KEYS for record in records)
    for record in records:
        text = (ROOT / record["source"]).read_text(encoding="utf-8")
        assert text[record["start"] : record["end"]] == record["quote"]


def test_a_partner_has_the_shape_that_is_promised_key_by_key(fiches):
    partners = json.loads(fiches("partners", "--json").stdout)
    assert partners
    for partner in partners:
        assert list(partner) == ["name", "aliases", "kind", "roles", "fiches", "mentions"]
        for mention in partner["mentions"]:
            assert list(mention) == ["fiche", "version", "section", "quote", "source", "start", "end", "page"]


def test_what_was_looked_up_says_why_after_the_keys_that_are_promised(fiches):
    (first, *_others) = json.loads(fiches("funding", "projet sportif pour les jeunes", "--json").stdout)
    assert list(first) == [*FUNDING_KEYS, "why"]
    assert first["status"] == "expire"


def test_the_table_quotes_each_clause_with_its_place(fiches):
    printed = fiches("funding", "projet sportif pour les jeunes").stdout
    assert "échu" in printed
    assert "fiche-1.1.2-v2017.txt, ligne 59" in " ".join(printed.split())


def test_nothing_found_is_a_plain_sentence_and_no_error(fiches):
    for command in ("funding", "partners"):
        result = fiches(command, "recette de la tarte aux pommes")
        assert result.exit_code == 0
        assert result.stdout.startswith("Aucun ")
        assert "recette de la tarte aux pommes" in result.stdout


def test_no_hit_is_an_empty_list_in_json(fiches):
    assert json.loads(fiches("funding", "recette de la tarte aux pommes", "--json").stdout) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("funding", "--kind", "magie"),
        ("funding", "--format", "pdf"),
        ("funding", "--format", "xlsx"),
        ("funding", "--format", "ics", "-o", "x.ics"),
        ("funding", "--at", "hier"),
        ("funding", "--json", "--format", "csv"),
        ("partners", "--role", "chef"),
        ("partners", " "),
        ("project", "absent.docx"),
        ("project", " "),
    ],
)
def test_misuse_is_one_french_sentence_and_exit_2(fiches, arguments):
    result = fiches(*arguments)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stderr.strip().endswith(".")


def test_a_file_that_cannot_be_written_is_told_in_one_sentence(fiches, tmp_path):
    result = fiches("funding", "-o", tmp_path / "absent" / "f.csv")
    assert result.exit_code == 2
    assert "ne peut pas être écrit" in result.stderr


def test_the_csv_opens_in_a_french_excel(fiches, tmp_path):
    target = tmp_path / "financements.csv"
    assert fiches("funding", "-o", target).exit_code == 0
    data = target.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == 9
    (shared,) = [row for row in rows if row["Montant"]]
    assert (shared["Montant"], shared["Montant (nombre)"], shared["Unité"]) == ("30% des 6 millions d'euros", "30", "%")


def test_the_workbook_leads_to_the_files_of_the_fiches(fiches, tmp_path):
    target = tmp_path / "financements.xlsx"
    assert fiches("funding", "-o", target).exit_code == 0
    sheet = load_workbook(target).active
    assert sheet.max_row == 10
    links = [cell.hyperlink.target for row in sheet.iter_rows(min_row=2) for cell in row if cell.hyperlink]
    assert len(links) == 9
    assert all(link.startswith("file://") for link in links)


@pytest.mark.office
@needs_office
@pytest.mark.parametrize(("command", "name"), [("funding", "financements.xlsx"), ("project", "dossier.docx")])
def test_libreoffice_opens_what_is_written(fiches, tmp_path, command, name):
    target = tmp_path / name
    assert fiches(command, *([PROJECT] if command == "project" else []), "-o", target).exit_code == 0
    opened = convert_many({name: target.read_bytes()}, ".pdf")
    if name.endswith(".xlsx") and not opened and not convert_many({"f.csv": b"a;b"}, ".xlsx"):
        pytest.skip("LibreOffice is installed without Calc")
    assert opened[name].startswith(b"%PDF")


def test_deadlines_make_a_calendar_whose_identifiers_do_not_change(fiches, tmp_path):
    identifiers = []
    for name in ("a.ics", "b.ics"):
        assert fiches("funding", "--deadlines", "--at", "2014-06-01", "-o", tmp_path / name).exit_code == 0
        (event,) = Calendar.from_ical((tmp_path / name).read_bytes()).walk("VEVENT")
        assert str(event.decoded("dtstart")) == "2015-12-31"
        identifiers.append(str(event["uid"]))
    assert identifiers[0] == identifiers[1]
    assert (tmp_path / "a.ics").read_bytes() == (tmp_path / "b.ics").read_bytes()


def test_without_days_to_come_the_list_says_so(fiches):
    result = fiches("funding", "--deadlines", "--at", "2026-11-22")
    assert (result.exit_code, result.stdout.strip()) == (0, "Les fiches indexées ne disent aucune échéance à venir.")


def test_the_contacts_of_the_town_stand_beside_a_body(fiches, tmp_path):
    contacts = tmp_path / "contacts.csv"
    contacts.write_text("organisme;service;courriel;telephone\nddcs;Ville;a@exemple.fr;02 47 00 00 00\nUFOLEP;;faux;\n", encoding="cp1252")
    result = fiches("partners", "--name", "ddcs", "--json", FICHES_CONTACTS=str(contacts))
    (partner,) = json.loads(result.stdout)
    assert partner["contacts"] == [{"service": "Ville", "email": "a@exemple.fr", "telephone": "02 47 00 00 00"}]
    assert "Ligne 3" in result.stderr


def test_without_a_list_of_contacts_the_fiches_are_said_to_give_none(fiches):
    assert "Les fiches ne donnent pas de contact" in fiches("partners", "--name", "ddcs").stdout


@pytest.mark.parametrize("text", ["", "nom;age\nx;y\n"])
def test_a_list_of_contacts_without_its_columns_is_refused(tmp_path, text):
    path = tmp_path / "contacts.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContactsError, match="colonnes attendues"):
        read_contacts(path)


def test_broken_lines_are_named_and_the_others_used(tmp_path):
    path = tmp_path / "contacts.csv"
    path.write_text(
        "\ufefforganisme;service;courriel;telephone\nCAF;;caf@exemple.fr;\n;x;y@z.fr;\nARS;;;\nA;b;c@d.fr;01;trop\nDDCS;;;3949\n",
        encoding="utf-8",
    )
    contacts = read_contacts(path)
    assert [contact.body for contact in contacts.lines] == ["CAF", "DDCS"]
    assert [problem.split(" de ")[0] for problem in contacts.problems] == ["Ligne 3", "Ligne 4", "Ligne 5"]


def test_a_glossary_tells_what_comes_from_the_national_table(fiches):
    printed = " ".join(fiches("glossary", "caf").stdout.split())
    assert "Aucune fiche ne le développe." in printed
    assert "table nationale : caisse d’allocations familiales" in printed
    assert "n’emploie le sigle « ZZZ »" in fiches("glossary", "ZZZ").stdout


@pytest.mark.parametrize("times", [1, 4, 40])
def test_a_paragraph_is_never_taken_for_the_name_of_a_file(fiches, times):
    result = fiches("project", " ".join([PROJECT] * times))
    assert result.exit_code == 0
    assert "Les financements à demander" in result.stdout


@pytest.mark.parametrize("name", [".", "absent.docx"])
def test_a_project_file_that_cannot_be_read_is_told_in_one_sentence(fiches, name):
    result = fiches("project", name)
    assert result.exit_code == 2
    assert "ne peut pas être lu" in result.stderr


def test_a_project_file_is_read_like_a_paragraph(fiches, tmp_path):
    file = tmp_path / "projet.txt"
    file.write_text(PROJECT, encoding="utf-8")
    told, read = (json.loads(fiches("project", given, "--json", "--at", "2026-11-22").stdout) for given in (PROJECT, file))
    assert told == read
    assert told["schemes"]


def test_the_dossier_shows_what_a_project_holds_as_text_and_nothing_else(fiches, tmp_path):
    target = tmp_path / "dossier.html"
    hostile = PROJECT + " <script>alert(1)</script> \u202e"
    assert fiches("project", hostile, "-o", target, "--at", "2026-11-22").exit_code == 0
    page = target.read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_same_project_gives_the_same_files(fiches, tmp_path):
    for suffix in ("html", "docx"):
        written = []
        for name in ("a", "b"):
            target = tmp_path / f"{name}.{suffix}"
            assert fiches("project", PROJECT, "-o", target, "--at", "2026-11-22").exit_code == 0
            written.append(target.read_bytes())
        assert written[0] == written[1]


def test_the_word_dossier_has_real_headings_in_french(fiches, tmp_path):
    target = tmp_path / "dossier.docx"
    assert fiches("project", PROJECT, "-o", target).exit_code == 0
    with zipfile.ZipFile(target) as package:
        styles, body = (package.read(f"word/{name}.xml").decode() for name in ("styles", "document"))
    assert 'w:val="fr-FR"' in styles
    assert 'w:pStyle w:val="Heading1"' in body


@needs_chromium[0]
@needs_chromium[1]
@pytest.mark.parametrize("width", [1280, 390])
def test_the_dossier_asks_nothing_of_anybody_and_fits_its_window(fiches, tmp_path, width, browser):
    target = tmp_path / "dossier.html"
    assert fiches("project", PROJECT, "-o", target).exit_code == 0
    context = browser.new_context(viewport={"width": width, "height": 900})
    tab = context.new_page()
    requests: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.goto(target.as_uri())
    wide = tab.evaluate("document.documentElement.scrollWidth")
    headings = tab.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => Number(h.tagName[1]))")
    context.close()
    assert requests == [target.as_uri()]
    assert wide <= width
    assert headings[0] == 1
    assert all(following - heading <= 1 for heading, following in pairwise(headings))


def test_no_line_of_a_table_ends_or_begins_with_a_quotation_mark_alone_nor_cuts_a_code(fiches) -> None:
    cells = [
        cell.strip(" \u00a0")
        for line in fiches("funding", "projet sportif pour les jeunes", COLUMNS="120").stdout.splitlines()
        for cell in re.split(r"\s{2,}", line)
    ]
    assert not [cell for cell in cells if cell.endswith("«") or cell.startswith(("»", ":", ";", "€"))]
    assert "1.1.2" in cells
