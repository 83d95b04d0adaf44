"""The blank fiche that towns fill in Word: what makes it, and what fills it.

`python -m tests.making.template` writes it anew beside the corpus.
"""

import io
from collections.abc import Mapping
from pathlib import Path

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from ingest.headings import LABELS
from ingest.model import SectionKind
from tests.making.word import undated

#: A README by its name, so that it is never taken for a fiche.
FILE = Path(__file__).parents[2] / "corpus/README-modele-de-fiche.docx"
CODE, TITLE, YEAR = "code, par exemple 1.1.2", "TITRE DE LA FICHE, EN CAPITALES", "année"
BANNER = (("FICHE {}", CODE), ("(version {})", YEAR), ("{}", TITLE), ("Pilier : {}", "numéro et nom"), ("Axe : {}", "numéro et nom"))
PROMPTS = {
    SectionKind.ENJEU: "L’enjeu du contrat auquel la fiche répond, en une phrase",
    SectionKind.CONTEXTE: "Le constat, en quelques phrases",
    SectionKind.OBJECTIFS: "Un objectif par puce",
    SectionKind.PUBLIC: "À qui les actions s’adressent",
    SectionKind.REALISATIONS: "Une réalisation par puce",
    SectionKind.EFFETS: "Un effet par puce",
    SectionKind.ECHELLE: "Les quartiers ou communes concernés",
    SectionKind.ANIMATEUR: "L’organisme qui anime la fiche ; pas de nom de personne",
    SectionKind.PARTENAIRES: "Un partenaire par puce, sigle développé la première fois",
    SectionKind.DISPOSITIFS: "Un dispositif par puce",
    SectionKind.FINANCEMENTS: "Un financement par puce : qui, quoi, combien, jusqu’à quand",
    SectionKind.CALENDRIER: "Une échéance par puce",
    SectionKind.INDICATEURS_REALISATION: "Un indicateur par puce, avec son unité",
    SectionKind.INDICATEURS_EFFETS: "Un indicateur par puce, avec son unité",
    SectionKind.LIENS: "Fiche 1.1.3 : Titre de la fiche",
}
WIDTHS = (Cm(4.5), Cm(12.5))
_LISTED = frozenset(kind for kind, prompt in PROMPTS.items() if "par puce" in prompt)


def blank_template() -> bytes:
    """The template: a banner, then a row for each section of the model, with prompts that Word does not print."""
    document = Document()
    document.core_properties.title = "Modèle de fiche « orientation opérationnelle »"
    document.core_properties.author = ""
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Liberation Sans", Pt(10)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    for pattern, prompt in BANNER:
        before, after = pattern.split("{}")
        paragraph = document.add_paragraph()
        paragraph.add_run(before).bold = True
        paragraph._p.append(_control(prompt))
        paragraph.add_run(after).bold = True
        paragraph.paragraph_format.space_after = Pt(2)
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    table.columns[0].width, table.columns[1].width = WIDTHS
    for kind, prompt in PROMPTS.items():
        label, value = table.add_row().cells
        label.width, value.width = WIDTHS
        label.paragraphs[0].add_run(LABELS[kind]).bold = True
        paragraph = value.paragraphs[0]
        paragraph.style = document.styles["List Bullet" if kind in _LISTED else "Normal"]
        paragraph._p.append(_control(prompt))
    stream = io.BytesIO()
    document.save(stream)
    return undated(stream.getvalue())


def fill(template: bytes, banner: Mapping[str, str], items: Mapping[SectionKind, list[str]]) -> bytes:
    """Fill the template as a person does in Word: what is typed takes the place of the prompt, Enter makes a paragraph."""
    document = Document(io.BytesIO(template))
    for paragraph, (_pattern, prompt) in zip(document.paragraphs, BANNER, strict=False):
        _type(paragraph, banner[prompt])
    for row, kind in zip(document.tables[0].rows, PROMPTS, strict=True):
        value = row.cells[1]
        first = value.paragraphs[0]
        for index, text in enumerate(items[kind]):
            paragraph = first if index == 0 else value.add_paragraph(style=first.style)
            _type(paragraph, text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _control(prompt: str) -> object:
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent/></w:sdt>")
    run = parse_xml(f'<w:r {nsdecls("w")}><w:rPr><w:color w:val="767676"/></w:rPr><w:t xml:space="preserve"/></w:r>')
    run.find(qn("w:t")).text = prompt
    control.find(qn("w:sdtContent")).append(run)
    return control


def _type(paragraph: object, text: str) -> None:
    control = paragraph._p.find(qn("w:sdt"))  # type: ignore[attr-defined]
    if control is None:
        paragraph.add_run(text)  # type: ignore[attr-defined]
        return
    properties = control.find(qn("w:sdtPr"))
    properties.remove(properties.find(qn("w:showingPlcHdr")))
    control.find(f".//{qn('w:t')}").text = text


if __name__ == "__main__":
    FILE.write_bytes(blank_template())
