"""Templates of other towns, as Word tables: which cell is a label, which its value."""

import io
from collections.abc import Sequence

from docx import Document

from ingest.model import BannerKind, Fiche
from ingest.parser import parse_fiches
from ingest.readers import read_source

Rows = Sequence[Sequence[str]]


def word(*parts: str | Rows) -> Fiche:
    (fiche,) = fiches(*parts)
    return fiche


def fiches(*parts: str | Rows) -> tuple[Fiche, ...]:
    """The fiches of a Word file: a text is a paragraph, rows are a table; a line break in a cell is a new paragraph."""
    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(rows=0, cols=len(part[0]))
        for row in part:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                first, *others = text.split("\n")
                cell.paragraphs[0].text = first
                for other in others:
                    cell.add_paragraph(other)
    stream = io.BytesIO()
    document.save(stream)
    return parse_fiches(read_source(stream.getvalue(), "fiche.docx"))


def fields(fiche: Fiche) -> list[tuple[str, list[str]]]:
    return [(section.kind.value, [item.line for item in section.items]) for section in fiche.sections]


def banner(fiche: Fiche) -> dict[BannerKind, str]:
    return {part.kind: part.excerpt.line for part in fiche.banner}


BODY = (("Contexte", "Un constat"), ("Objectifs", "un\ndeux"), ("Animateur", "Ville"))
BODY_FIELDS = [("contexte", ["Un constat"]), ("objectifs", ["un", "deux"]), ("animateur", ["Ville"])]


def test_a_banner_may_be_rows_of_its_own():
    fiche = word(
        [
            ("Référence", "1.1.2"), ("Intitulé de la fiche", "Soutenir la culture"), ("Pilier", "Cohésion sociale"), ("Axe", "Culture"),
            ("Date de mise à jour", "mars 2021"), *BODY,
        ]
    )  # fmt: skip
    assert (fiche.code, fiche.version, fiche.title.text) == ("1.1.2", 2021, "Soutenir la culture")
    assert banner(fiche)[BannerKind.PILIER] == "Pilier Cohésion sociale"
    assert banner(fiche)[BannerKind.AXE] == "Axe Culture"
    assert fields(fiche) == BODY_FIELDS


def test_a_banner_may_share_one_row():
    fiche = word([("Axe 1", "Fiche 1.1.2", "Soutenir la culture")], BODY)
    assert (fiche.code, fiche.title.text) == ("1.1.2", "Soutenir la culture")
    assert banner(fiche)[BannerKind.AXE] == "Axe 1"


def test_the_title_may_come_before_the_code():
    fiche = word("PROMOUVOIR LE SPORT", "Fiche n° 4-1-3 – version 2021", BODY)
    assert (fiche.code, fiche.version, fiche.title.text) == ("4.1.3", 2021, "PROMOUVOIR LE SPORT")


def test_the_code_may_close_the_line_of_the_title():
    fiche = word("Promouvoir le sport – fiche n° 4-1-3", BODY)
    assert (fiche.code, fiche.title.text) == ("4.1.3", "Promouvoir le sport")


def test_a_label_that_is_not_known_keeps_its_words():
    fiche = word("FICHE 1.1.2", [*BODY, ("Modalités de gouvernance", "Comité")])
    assert fields(fiche) == [*BODY_FIELDS, ("autre", ["Comité"])]
    assert fiche.sections[-1].heading.text == "Modalités de gouvernance"


def test_a_value_that_reads_like_a_heading_is_a_value():
    fiche = word("FICHE 1.1.2", [*BODY[:2], ("Animateur", "Référent"), ("Calendrier", "Durée"), ("Public visé", "Publics prioritaires")])
    assert fields(fiche)[2:] == [("animateur", ["Référent"]), ("calendrier", ["Durée"]), ("public", ["Publics prioritaires"])]


def test_a_misspelt_label_is_recognised_by_its_place():
    fiche = word("FICHE 1.1.2", [*BODY, ("Calendirer", "2022"), ("FINANCEMENT MOBILISABLE", "CAF")])
    assert fields(fiche)[3:] == [("calendrier", ["2022"]), ("financements", ["CAF"])]


def test_a_label_over_several_paragraphs_is_one_heading():
    fiche = word("FICHE 1.1.2", [*BODY, ("Indicateurs\nd’effets", "Un taux"), ("Echelle\nTerritoriale", "Le quartier")])
    assert fields(fiche)[3:] == [("indicateurs_effets", ["Un taux"]), ("echelle", ["Le quartier"])]
    assert fiche.sections[3].heading.text == "Indicateurs\nd’effets"


def test_two_fields_of_one_cell_are_told_apart_by_their_sub_headings():
    fiche = word("FICHE 1.1.2", [*BODY, ("Calendrier et budget", "Calendrier : 2022\nBudget :\n10 000 €")])
    assert fields(fiche)[3:] == [("calendrier", ["2022"]), ("financements", ["10 000 €"])]


def test_two_fields_of_one_cell_without_sub_headings_share_its_items():
    fiche = word("FICHE 1.1.2", [*BODY, ("Public / Territoire", "Les jeunes du quartier")])
    public, echelle = fiche.sections[3:]
    assert [item.text for item in public.items] == ["Les jeunes du quartier"]
    assert (public.shared_with, echelle.shared_with) == (echelle.kind, public.kind)


def test_labels_above_their_values_in_columns():
    fiche = word("FICHE 1.1.2", "Titre", [("Pilote", "Calendrier", "Public"), ("Ville", "2022", "Jeunes")], BODY[:2])
    assert fields(fiche) == [("animateur", ["Ville"]), ("calendrier", ["2022"]), ("public", ["Jeunes"]), *BODY_FIELDS[:2]]


def test_each_row_of_a_table_of_figures_is_one_item():
    figures = [("Financeur", "Montant"), ("ANRU", "3 M€"), ("Ville", "1 M€"), ("Région", "1 M€")]
    fiche = word("FICHE 1.1.2", BODY, "Budget prévisionnel", figures)
    assert fields(fiche)[-1] == ("financements", ["Financeur Montant", "ANRU 3 M€", "Ville 1 M€", "Région 1 M€"])


def test_words_below_the_table_are_no_part_of_its_last_cell():
    fiche = word("FICHE 1.1.2", BODY, "Document de travail du comité")
    assert fields(fiche) == BODY_FIELDS
    assert [leftover.excerpt.text for leftover in fiche.leftovers] == ["Document de travail du comité"]


def test_several_fiches_may_share_one_table():
    pilier = ("Pilier", "Cohésion sociale")
    found = fiches([("FICHE 1.1.1", "Premier titre"), pilier, *BODY, ("FICHE 1.1.2", "Second titre"), pilier, *BODY])
    assert [(fiche.code, fiche.title.text) for fiche in found] == [("1.1.1", "Premier titre"), ("1.1.2", "Second titre")]
    assert [fields(fiche) for fiche in found] == [BODY_FIELDS, BODY_FIELDS]
