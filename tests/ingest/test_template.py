"""The blank fiche beside the corpus: filled in Word, it parses without leftovers."""

from ingest.corpus import find_files
from ingest.model import LeftoverKind
from ingest.parser import parse_fiches
from ingest.readers import read_source
from tests.making.template import CODE, FILE, PROMPTS, TITLE, YEAR, blank_template, fill

BANNER = {CODE: "4.2.3", YEAR: "2026", TITLE: "OUVRIR UN LIEU D’ACCÈS AUX DROITS", "numéro et nom": "4 – Valeurs de la République"}


def test_the_committed_template_is_the_one_that_is_made():
    assert FILE.read_bytes() == blank_template()


def test_a_filled_template_gives_every_section_and_no_leftover():
    items = {kind: [f"{kind.value} premier élément, déjà long", f"{kind.value} second élément"] for kind in PROMPTS}
    (fiche,) = parse_fiches(read_source(fill(FILE.read_bytes(), BANNER, items), "fiche.docx"))
    assert (fiche.code, fiche.version, fiche.title.line) == ("4.2.3", 2026, BANNER[TITLE])
    assert {section.kind: [item.text for item in section.items] for section in fiche.sections} == items
    assert fiche.leftovers == ()


def test_a_section_left_blank_is_empty_and_its_prompt_is_no_answer():
    items = {kind: [] if kind == "calendrier" else ["Un élément"] for kind in PROMPTS}
    (fiche,) = parse_fiches(read_source(fill(FILE.read_bytes(), BANNER, items), "fiche.docx"))
    (calendrier,) = (section for section in fiche.sections if section.kind == "calendrier")
    assert calendrier.items == ()
    assert [leftover.kind for leftover in fiche.leftovers] == [LeftoverKind.TEMPLATE_PROMPT]


def test_the_blank_template_is_passed_over_where_it_lies():
    _files, skipped, _failures = find_files([str(FILE.parent)])
    assert FILE.as_posix() in skipped
