import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.headings import LABELS, name_heading, section_named
from ingest.model import SectionKind

# Every heading of the domain's table.
SEEN = [
    ("Enjeu", SectionKind.ENJEU),
    ("Contexte", SectionKind.CONTEXTE),
    ("Objectifs et dynamiques", SectionKind.OBJECTIFS),
    ("Objectifs", SectionKind.OBJECTIFS),
    ("Réalisations attendues", SectionKind.REALISATIONS),
    ("Effets attendus", SectionKind.EFFETS),
    ("Résultats attendus", SectionKind.EFFETS),
    ("Public visé", SectionKind.PUBLIC),
    ("Bénéficiaires", SectionKind.PUBLIC),
    ("Echelle Territoriale", SectionKind.ECHELLE),
    ("Animateur", SectionKind.ANIMATEUR),
    ("Pilote", SectionKind.ANIMATEUR),
    ("Porteur", SectionKind.ANIMATEUR),
    ("Animateur(rice)", SectionKind.ANIMATEUR),
    ("Animateur·rice·s", SectionKind.ANIMATEUR),
    ("Animateur/trice", SectionKind.ANIMATEUR),
    ("Porteur(s)", SectionKind.ANIMATEUR),
    ("Territoire(s) concerné(s)", SectionKind.ECHELLE),
    ("Public(s) visé(e)s", SectionKind.PUBLIC),
    ("Bénéficiaires visé.e.s", SectionKind.PUBLIC),
    ("Co-pilotes", SectionKind.ANIMATEUR),
    ("Effets escomptés", SectionKind.EFFETS),
    ("Financeurs et montants", SectionKind.FINANCEMENTS),
    ("Partenaires mobilisables (dont habitants)", SectionKind.PARTENAIRES),
    ("Partenaires mobilisables", SectionKind.PARTENAIRES),
    ("Les partenaires", SectionKind.PARTENAIRES),
    ("Dispositifs mobilisables", SectionKind.DISPOSITIFS),
    ("Les dispositifs", SectionKind.DISPOSITIFS),
    ("Les dispositifs mobilisables", SectionKind.DISPOSITIFS),
    ("Financements mobilisables", SectionKind.FINANCEMENTS),
    ("Budget prévisionnel", SectionKind.FINANCEMENTS),
    ("Calendrier", SectionKind.CALENDRIER),
    ("Échéancier", SectionKind.CALENDRIER),
    ("indicateurs de réalisation", SectionKind.INDICATEURS_REALISATION),
    ("Indicateurs", SectionKind.INDICATEURS_REALISATION),
    ("Indicateurs d'effets", SectionKind.INDICATEURS_EFFETS),
    ("Liens autres enjeux / fiches « orientations opérationnelles »", SectionKind.LIENS),
]
WRITTEN = {
    "as is": lambda text: text,
    "upper": str.upper,
    "lower": str.lower,
    "no accents": lambda text: text.translate(str.maketrans("éÉèêô", "eEeeo")),
    "colon": lambda text: text + " :",
    "no-break colon": lambda text: text + "\xa0:",
    "no-break spaces": lambda text: text.replace(" ", "\xa0"),
    "two spaces": lambda text: text.replace(" ", "  ") + " ",
    "curly apostrophe": lambda text: text.replace("'", "’"),
    "on two lines": lambda text: text.replace(" ", "\n", 1),
    "decomposed accents": lambda text: text.replace("é", "e\u0301").replace("É", "E\u0301"),
}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize(("heading", "kind"), SEEN, ids=[heading for heading, _kind in SEEN])
def test_a_heading_names_its_section_however_it_is_written(heading, kind, written):
    found = name_heading(WRITTEN[written](heading))
    assert found is not None
    assert found.kinds == (kind,)
    assert not found.misspelt


@pytest.mark.parametrize(
    "label",
    [
        "Partenaires mobilisables (dont habitants) Dispositifs mobilisables",
        "Partenaires / Dispositifs mobilisables",
        "Partenaires et dispositifs",
    ],
)
def test_one_label_may_name_partners_and_schemes(label):
    found = name_heading(label)
    assert found is not None
    assert found.kinds == (SectionKind.PARTENAIRES, SectionKind.DISPOSITIFS)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("Calendirer", SectionKind.CALENDRIER),
        ("Obectifs", SectionKind.OBJECTIFS),
        ("Contexe", SectionKind.CONTEXTE),
        ("Annimateur", SectionKind.ANIMATEUR),
        ("Dispositfs", SectionKind.DISPOSITIFS),
        ("Réalisatons attendues", SectionKind.REALISATIONS),
    ],
)
def test_a_misspelt_heading_counts_only_where_a_heading_is_due(typed, kind):
    found = name_heading(typed, allow_misspelt=True)
    assert found is not None
    assert (found.kinds, found.misspelt) == ((kind,), True)
    assert name_heading(typed) is None


@pytest.mark.parametrize(
    "text",
    ["Ville", "Culture", "En continu", "Crédits de droit commun", "Calendrier scolaire", "Animateur sportif", "Contrat de ville",
     "Villes dans le cadre des projets de quartier", "Fiche 411", "Objectif 1", "", " : ", "…", "C O N T E X T E", "calendrier " * 20],
)  # fmt: skip
def test_content_is_not_a_heading(text):
    assert name_heading(text) is None
    assert name_heading(text, allow_misspelt=True) is None


@pytest.mark.parametrize("kind", list(SectionKind))
def test_each_section_is_found_by_its_canonical_name_and_by_its_french_one(kind):
    assert section_named(kind.value) is kind
    assert section_named(LABELS[kind].upper()) is kind


def test_an_unknown_name_is_no_section():
    assert section_named("météo") is None


@given(st.text(max_size=120))
def test_any_text_is_a_heading_or_is_not_and_nothing_else_happens(text):
    found = name_heading(text, allow_misspelt=True)
    assert found is None or set(found.kinds) <= set(SectionKind)
