import itertools
import json

import pytest

from ingest.corpus import load_corpus
from ingest.errors import ParseError
from ingest.model import BannerKind, LeftoverKind, SectionKind, Source
from ingest.parser import parse_fiches
from ingest.readers import read_source

# What the two real fiches hold, item for item: the file is one of the tests, not made by the program.
FICHE_112 = {
    "enjeu": [
        "Au regard des besoins de chaque quartier, adapter en continu les dispositifs, équipements et l’offre de services qui leur est associée"
    ],
    "contexte": [
        "L'émergence de dynamiques partenariales sur des enjeux transversaux et thématiques (culture, sport, loisir, technique…) est le fondement de la "
        "politique de la Ville.",
        "Les quartiers de la politique de la ville nécessitent plus que d’autres des services territorialisés sous forme de présence humaine. Ce sont ces "
        "interventions combinées qui permettent de générer du lien social et de prévenir les tensions\xa0: médiation sociale, activités ludiques, "
        "sportives, culturelles,…",
        "[bookmark: _GoBack]Ces dynamiques doivent être renforcées dans le cadre du nouveau contrat et répondre aux enjeux transversaux du Contrat de "
        "Ville :   laïcité, citoyenneté, liens intergénérationnels, accès au droit, égalité hommes femmes, prévention des discriminations…",
    ],
    "objectifs": [
        "Assurer une cohérence des différentes interventions organisées dans le cadre du contrat de ville de manière à offrir aux habitants une diversité "
        "d’actions ludiques, sportives, sociales, éducatives,… en les rendant accessibles au plus grand nombre",
        "Favoriser le lien social par des canaux multiples et croisés.",
        "Favoriser les mobilités en accompagnant les publics vers les structures culturelles, sportives, etc. et en mobilisant les structures sur les "
        "quartiers",
        "Développer la transversalité, pour conduire des projets qui s'inscrivent dans le territoire.",
        "Favoriser l'accompagnement et l'accueil des publics \"empêchés\"",
    ],
    "realisations": [
        "Etablir une «\xa0carte\xa0» des interventions du contrat de ville et la faire connaître aux acteurs pour la rendre lisible et accessible aux "
        "habitants.",
        "Organisation de réunions thématiques mobilisant les acteurs culturels, sportifs … et les acteurs sociaux",
        "Mise en place d'actions conjointes qui répondent aux besoins du territoire",
    ],
    "effets": [
        "Diversification de l'offre de services",
        "Meilleure appropriation des services de proximité",
        "Meilleure appropriation de l'ensemble de l'offre proposée sur chacune des Villes, voire entre quartiers",
    ],
    "echelle": ["Quartiers et Ville"],
    "animateur": ["Ville"],
    "partenaires": [
        "Ville, services municipaux (culture, sport, DSI…), centres sociaux, assistantes sociales,  associations (UFOLEP, Cultures du cœur…), DDCS, "
        "Conseils Citoyens, Conseil Départemental, éducateurs spécialisés..."
    ],
    "dispositifs": ["Passeport Loisirs Jeunes, politiques tarifaires conduites par les villes…"],
    "financements": [
        "Crédits de droit commun",
        "Culture (circulaire 21 mai 2015) : les politiques de droit commun et les crédits du programme 147 pourront être déployés. 30% des 6 millions "
        "d'euros de nouveaux crédits pour l'éducation artistique et culturelle fléchés vers les \"quartiers populaires\".",
        "Sport, à travers la Convention d'objectifs 2013-2015 entre le ministère des sports, de la jeunesse, de l'éducation populaire et de la vie "
        "associative et le ministère délégué à la ville, du 4 avril 2013, à travers la circulaire du 25 mars 2015 sur l'intégration du sport dans les "
        'contrats de ville et le plan "citoyen du sport"',
        "Projet social de territoire : CAF et villes",
        "Appels à projet nationaux de fondations",
        "Appels à projets thématiques ou politique de la ville.",
    ],
    "calendrier": ["En continu"],
    "indicateurs_realisation": [
        "Nombre de réunions organisées,",
        "Types de partenaires associés",
        "Nombre d'actions conduites",
        "Taux de fréquentation sur les projets, actions",
        "indicateurs de mixité, d'âge...",
    ],
    "indicateurs_effets": [
        "Participation des habitants dans les projets d'animation locale",
        "Développement d'actions coordonnées spontanées entre acteurs de thématiques distinctes",
    ],
    "liens": [
        'Fiche 1.1.1 "Construire des projets de quartiers comme fédérateurs des dynamique locales"',
        "Fiche 411\xa0: Promouvoir la citoyenneté par le sport",
        "Fiche 412\xa0: Favoriser l’accès à la culture",
        "Fiche 413\xa0: Offrir des loisirs éducatifs pour les jeunes et notamment pour les adolescent(e)s sur des temps décalés",
        "AT égalité homme-femme : Favoriser la pratique féminine sportive et l’accès des jeunes filles et des femmes aux services publics et offres "
        "socio-éducatives et de loisirs",
    ],
}
FICHE_114 = {
    "enjeu": [
        "Favoriser la mixité des habitants dans la fréquentation des équipements et de l’offre de services associée dans les quartiers prioritaire et hors "
        "quartiers"
    ],
    "contexte": [
        "Les mobilités inter-quartiers ou quartier – centre-ville et la diversification  des publics fréquentant les équipements sont sur l’agglomération "
        "tourangelle, comme ailleurs, un nœud de réflexion pour la politique de la ville.",
        "Dans le cadre du diagnostic préalable au contrat de ville, les acteurs ont souligné la nécessité de penser «\xa0comment est utilisé le "
        "quartier\xa0» par la population de l’agglomération, et non pas de «\xa0comment il est habité\xa0».",
        "Plusieurs participants rappellent par ailleurs que les modalités d’appel à projet lié à des actions ciblant uniquement les habitants des "
        "quartiers doivent pouvoir être dépassées pour travailler plus facilement avec une mixité de publics quartiers/ hors quartiers.",
        "Plus largement, les actions conduites doivent participer au lien social en croisant les populations habitant le quartier ou pas, mais aussi en "
        "fonction des profils d’âge, de sexe, d’origine…",
    ],
    "objectifs": [
        "Favoriser la mise en place d’actions mêlant des publics diversifiés de par leur âge, leur sexe, leur parcours de vie ou de migration, leur lieu "
        "de résidence (quartier/ hors quartier). Ces actions pourront être conduites dans les quartiers, ou hors quartiers."
    ],
    "realisations": [
        "Analyse des besoins, information auprès d’autres sites sur des expériences intéressantes, intégration de cet axe dans les projets de quartiers",
        "Actions mêlant des publics diversifiés de par leur âge, leur sexe, leur parcours de vie ou de migration, leur lieu de résidence (quartier/ hors "
        "quartier)",
    ],
    "effets": [
        "Les populations de profils divers partagent leurs expériences dans la participation à des actions communes",
        "Le lien social est renforcé entre les profils",
        "La mobilité inter-quartier ou quartiers-centre-ville est renforcée",
        "L'image du quartier évolue",
        "Impact sur la lutte contre les discriminations",
    ],
    "echelle": ["Tous quartiers"],
    "animateur": ["Villes dans le cadre des projets de quartier"],
    "partenaires": ["Villes (dont services sport, culture…), Centres sociaux, établissements scolaires, associations"],
    "dispositifs": [],
    "financements": [
        "[bookmark: _GoBack]Les actions, étudiées dans le cadre de l'appel à projet politique de la ville, bénéficieront d'une attention sur la part "
        "d'habitants résidants dans et hors quartier, afin de bénéficier d'un soutien financier proportionnel."
    ],
    "calendrier": [],
    "indicateurs_realisation": [
        "Nombre d’actions mêlant les publics",
        "Indicateurs sur le profil des publics mêlés : âge, sexe, lieu de résidence, ...",
    ],
    "indicateurs_effets": [
        "Mixité des publics impliqués sur les actions phares",
        "Augmentation de la demande d’action mêlant les publics sur la période",
        "évolution du discours sur la représentation du quartier",
    ],
    "liens": [
        'Lien fiche 1.1.3 "continuer à développer la mixité fonctionnelle des équipements"',
        "AT jeunesse\xa0: Faciliter l'accès des enfants et des jeunes à l'offre socio-éducative, culturelle et sportive du territoire intercommunal joue un "
        "rôle majeur dans l’ouverture à l’autre et  favorise l’appréhension des mixités.",
        "AT égalité homme: Soutenir les initiatives visant à promouvoir l’égalité entre les femmes et les hommes -femmes",
    ],
}


@pytest.fixture(scope="module")
def real(corpus_dir):
    return {fiche.code: fiche for fiche in load_corpus([str(corpus_dir)]).fiches}


@pytest.fixture
def cut_down(data_files):
    """Parse one of the cut-down fiches."""

    def read(name: str):
        path = data_files / "fiches" / name
        return parse_fiches(read_source(path.read_bytes(), name))

    return read


def content(fiche) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for section in fiche.sections:
        found.setdefault(section.kind.value, []).extend(item.text for item in section.items)
    return found


def leftovers(fiche, kind: LeftoverKind) -> list[str]:
    return [leftover.excerpt.text for leftover in fiche.leftovers if leftover.kind is kind]


def blank_but_covered(fiche) -> str:
    """The non-blank characters of a source that no part of its fiche claims."""
    claimed = [False] * len(fiche.source.text)
    excerpts = [part.excerpt for part in (*fiche.banner, *fiche.leftovers)]
    for section in fiche.sections:
        excerpts += [section.heading, *section.items]
    for excerpt in excerpts:
        claimed[excerpt.span.start : excerpt.span.end] = [True] * (excerpt.span.end - excerpt.span.start)
    return "".join(char for char, taken in zip(fiche.source.text, claimed, strict=True) if not taken).strip()


# The two real fiches.


def test_the_corpus_holds_the_two_real_fiches(real):
    assert sorted(real) == ["1.1.2", "1.1.4"]


@pytest.mark.parametrize(("code", "expected"), [("1.1.2", FICHE_112), ("1.1.4", FICHE_114)])
def test_each_section_holds_the_items_of_the_author_to_the_character(real, code, expected):
    assert content(real[code]) == expected


def test_the_sections_stand_in_document_order(real):
    assert [section.kind.value for section in real["1.1.2"].sections] == list(FICHE_112)


@pytest.mark.parametrize(
    ("code", "version", "title"),
    [
        ("1.1.2", 2017, "DEVELOPPER LES COORDINATIONS DES ACTEURS SOCIAUX, CULTURELS, SPORTIFS, TECHNIQUES… POUR DIVERSIFIER L’OFFRE"),
        ("1.1.4", None, "CONDUIRE DES ACTIONS AUX PUBLICS CIBLES MIXTES POUR FAVORISER LES CROISEMENTS DE POPULATION"),
    ],
)
def test_the_banner_gives_code_version_title_pilier_and_axe(real, code, version, title):
    fiche = real[code]
    assert (fiche.version, fiche.title.line) == (version, title)
    assert fiche.banner_part(BannerKind.CODE).text == f"FICHE {code}"
    assert fiche.banner_part(BannerKind.PILIER).text == "Pilier 1"
    assert fiche.banner_part(BannerKind.AXE).text == "Axe\xa01"


def test_the_version_is_quoted_where_there_is_one(real):
    assert real["1.1.2"].banner_part(BannerKind.VERSION).text == "(version 2017)"
    assert real["1.1.4"].banner_part(BannerKind.VERSION) is None


def test_partners_and_schemes_of_one_cell_have_each_their_sub_heading(real):
    for code, partners, schemes in (
        ("1.1.2", "Les partenaires", "Les dispositifs mobilisables"),
        ("1.1.4", "Les partenaires\xa0:", "Les dispositifs"),
    ):
        assert real[code].all(SectionKind.PARTENAIRES)[0].heading.text == partners
        assert real[code].all(SectionKind.DISPOSITIFS)[0].heading.text == schemes


@pytest.mark.parametrize("gap", ["", "\n"], ids=["next line", "after a blank line"])
def test_two_fields_of_one_cell_may_each_stand_on_the_line_of_its_sub_heading(gap):
    text = (
        "FICHE 1.1.2\nUN TITRE\n\n\tPilier 1\nAxe 1\n\n\tPartenaires mobilisables (dont habitants)\nDispositifs mobilisables\n\n"
        f"\tLes partenaires : Mission locale, CAF\n{gap}Les dispositifs : bourse au permis, passeport loisirs\n\n\tCalendrier\n\tEn continu\n"
    )
    (fiche,) = parse_fiches(Source("fiche.txt", text))
    assert content(fiche)["partenaires"] == ["Mission locale, CAF"]
    assert content(fiche)["dispositifs"] == ["bourse au permis, passeport loisirs"]


@pytest.mark.parametrize("kind", [SectionKind.CALENDRIER, SectionKind.DISPOSITIFS])
def test_a_section_left_blank_is_there_with_no_item(real, kind):
    (section,) = real["1.1.4"].all(kind)
    assert (section.items, section.shared_with) == ((), None)


def test_a_bookmark_is_a_leftover_inside_the_item_that_keeps_it(real):
    for code, kind, index in (("1.1.2", SectionKind.CONTEXTE, 2), ("1.1.4", SectionKind.FINANCEMENTS, 0)):
        (bookmark,) = [leftover.excerpt for leftover in real[code].leftovers if leftover.kind is LeftoverKind.BOOKMARK]
        assert bookmark.text == "[bookmark: _GoBack]"
        assert real[code].all(kind)[0].items[index].span.contains(bookmark.span)


def test_the_question_of_the_template_is_a_leftover(real):
    assert "(Quels sont les financements mobilisables connus à ce jour\xa0?)" in leftovers(real["1.1.2"], LeftoverKind.TEMPLATE_PROMPT)


def test_the_label_of_a_shared_cell_is_a_leftover_once_its_sub_headings_are_read(real):
    for fiche in real.values():
        assert leftovers(fiche, LeftoverKind.TEMPLATE_PROMPT)[:2] == [
            "Partenaires mobilisables (dont habitants)",
            "Dispositifs mobilisables",
        ]


def test_the_footer_is_a_leftover(real):
    assert leftovers(real["1.1.4"], LeftoverKind.FOOTER) == ["Contrat de ville", "Fiche orientation opérationnelle"]
    assert leftovers(real["1.1.2"], LeftoverKind.FOOTER) == []


def test_nothing_of_the_real_fiches_is_left_unrecognised(real):
    for fiche in real.values():
        assert leftovers(fiche, LeftoverKind.OTHER) == []


def test_the_links_of_the_real_fiches_carry_code_and_title(real):
    assert [(link.code, link.title) for link in real["1.1.2"].links] == [
        ("1.1.1", "Construire des projets de quartiers comme fédérateurs des dynamique locales"),
        ("4.1.1", "Promouvoir la citoyenneté par le sport"),
        ("4.1.2", "Favoriser l’accès à la culture"),
        ("4.1.3", "Offrir des loisirs éducatifs pour les jeunes et notamment pour les adolescent(e)s sur des temps décalés"),
        (
            "AT égalité homme-femme",
            "Favoriser la pratique féminine sportive et l’accès des jeunes filles et des femmes aux services publics et offres socio-éducatives et de loisirs",
        ),
    ]
    assert [link.code for link in real["1.1.4"].links] == ["1.1.3", "AT jeunesse", "AT égalité homme"]


def test_the_real_fiches_are_covered_and_their_items_disjoint(real):
    for fiche in real.values():
        assert blank_but_covered(fiche) == ""
        spans = sorted(item.span for section in fiche.sections for item in section.items)
        assert all(one.end <= other.start for one, other in itertools.pairwise(spans))


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_of_other_systems_give_the_same_items(real, newline):
    for fiche in real.values():
        (other,) = parse_fiches(Source("f.txt", fiche.source.text.replace("\n", newline)))
        assert content(other) == content(fiche)


# The fictional fiches of two towns, in several layouts, against what a reader noted.


@pytest.fixture(scope="module")
def fictional(data_files):
    root = data_files / "fictif"
    found = []
    for line in (root / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        expected = json.loads(line)
        (fiche,) = parse_fiches(read_source((root / expected["path"]).read_bytes(), expected["path"]))
        found.append((expected, fiche))
    return found


def test_the_fictional_fiches_have_the_expected_banner(fictional):
    for expected, fiche in fictional:
        assert (fiche.code, fiche.version, fiche.title.line) == (expected["code"], expected["version"], expected["title"]), expected["path"]


def test_the_fictional_fiches_have_the_expected_items_to_the_character(fictional):
    assert len(fictional) == 24
    for expected, fiche in fictional:
        assert content(fiche) == expected["sections"], expected["path"]


def test_the_fictional_fiches_are_covered(fictional):
    for expected, fiche in fictional:
        assert blank_but_covered(fiche) == "", expected["path"]


# Layouts, each cut down to what it shows.


def test_a_shared_cell_without_sub_headings_keeps_its_items_in_the_first_field_and_both_say_so(cut_down):
    (fiche,) = cut_down("shared-cell-without-subheadings.txt")
    (partners,), (schemes,) = fiche.all(SectionKind.PARTENAIRES), fiche.all(SectionKind.DISPOSITIFS)
    assert [item.text for item in partners.items] == ["Ville, bailleurs, abattement de TFPB"]
    assert schemes.items == ()
    assert (partners.shared_with, schemes.shared_with) == (SectionKind.DISPOSITIFS, SectionKind.PARTENAIRES)


def test_in_a_shared_cell_each_field_has_its_line_of_the_label_as_heading(cut_down):
    (fiche,) = cut_down("shared-cell-without-subheadings.txt")
    assert fiche.all(SectionKind.PARTENAIRES)[0].heading.text == "Partenaires mobilisables (dont habitants)"
    assert fiche.all(SectionKind.DISPOSITIFS)[0].heading.text == "Dispositifs mobilisables"


def test_a_label_of_one_line_for_two_fields_opens_both(cut_down):
    (fiche,) = cut_down("shared-label-on-one-line.txt")
    (partners,), (schemes,) = fiche.all(SectionKind.PARTENAIRES), fiche.all(SectionKind.DISPOSITIFS)
    assert partners.heading == schemes.heading
    assert ([item.text for item in partners.items], partners.shared_with) == (
        ["Ville, bailleurs, abattement de TFPB"],
        SectionKind.DISPOSITIFS,
    )


def test_partners_and_schemes_in_two_cells_share_nothing(cut_down):
    (fiche,) = cut_down("two-cells.txt")
    assert content(fiche)["partenaires"] == ["Ville, bailleurs"]
    assert content(fiche)["dispositifs"] == ["Abattement de TFPB"]
    assert all(section.shared_with is None for section in fiche.sections)


def test_a_heading_of_another_template_opens_a_section_of_its_own(cut_down):
    (fiche,) = cut_down("unknown-section.txt")
    (section,) = fiche.all(SectionKind.AUTRE)
    assert section.heading.text == "Points de vigilance"
    assert [item.text for item in section.items] == ["Ne pas promettre de date aux locataires."]
    assert content(fiche)["objectifs"] == ["Rénover les halls", "Associer les locataires"]


def test_a_misspelt_heading_where_one_is_due_opens_its_section(cut_down):
    (fiche,) = cut_down("misspelt-heading.txt")
    (section,) = fiche.all(SectionKind.CALENDRIER)
    assert (section.heading.text, [item.text for item in section.items]) == ("Calendirer", ["2018"])


def test_a_file_may_hold_several_fiches_one_after_the_other(cut_down):
    first, second = cut_down("two-fiches-in-one-file.txt")
    assert (first.code, first.version, content(first)["animateur"]) == ("2.1.3", None, ["Bailleur"])
    assert (second.code, second.version, content(second)["animateur"]) == ("2.1.4", 2019, ["Ville"])


def test_a_link_that_looks_like_a_banner_opens_no_fiche(cut_down):
    _first, second = cut_down("two-fiches-in-one-file.txt")
    assert [link.code for link in second.links] == ["4.1.1"]


def test_label_and_content_may_stand_on_one_line(cut_down):
    (fiche,) = cut_down("label-and-content-on-one-line.txt")
    assert content(fiche) == {
        "contexte": ["Les halls sont dégradés."],
        "objectifs": ["Rénover les halls"],
        "animateur": ["Bailleur"],
        "calendrier": [],
    }


def test_code_title_and_version_may_stand_on_one_line(cut_down):
    (fiche,) = cut_down("banner-on-one-line.txt")
    assert (fiche.code, fiche.title.text, fiche.version) == ("2.1.3", "Améliorer le cadre de vie", 2019)
    assert fiche.banner_part(BannerKind.PILIER).text == "Pilier 2 : Cadre de vie"
    assert fiche.banner_part(BannerKind.AXE).text == "Axe 1 : Logement"


def test_lines_cut_at_a_margin_are_one_item_and_a_new_sentence_is_another(cut_down):
    (fiche,) = cut_down("hard-wrapped.txt")
    wrapped, sentence = fiche.all(SectionKind.CONTEXTE)[0].items
    assert (wrapped.text.count("\n"), sentence.text) == (2, "La réunion de mars l’a rappelé.")


def test_the_cut_down_fiches_are_covered(data_files, cut_down):
    for path in (data_files / "fiches").glob("*.txt"):
        fiches = cut_down(path.name)
        if len(fiches) == 1:
            assert blank_but_covered(fiches[0]) == "", path.name


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("FICHE 1.1.2 (version 2017)\nTITRE", 2017),
        ("FICHE 1.1.2\nTITRE\n(version 2017)", 2017),
        ("FICHE 1.1.2 (2017)\nTITRE", 2017),
        ("FICHE 1.1.2 - version de mars 2017\nTITRE", 2017),
        ("FICHE 1.1.2\nTITRE\nMise à jour : mars 2017", 2017),
        ("FICHE 1.1.2\nTITRE\n12 mars 2017", 2017),
        ("FICHE 1.1.2\nBILAN DU CONTRAT 2015-2020", None),
        ("FICHE 1.1.2\nTITRE", None),
    ],
)
def test_a_version_is_the_year_that_the_banner_states(parse, text, version):
    (fiche,) = parse(text + "\n\n\tContexte\n\tEn 2013.\n\n\tAnimateur\n\tVille\n")
    assert fiche.version == version


@pytest.mark.parametrize("banner", ["FICHE 411", "Fiche n° 4.1.1", "4.1.1", "Fiche action 4-1-1", "FICHE ORIENTATION OPERATIONNELLE 4.1.1"])
def test_a_code_is_dotted_however_the_banner_writes_it(parse, banner):
    (fiche,) = parse(f"{banner}\nTITRE\n\n\tContexte\n\tx\n\n\tAnimateur\n\tVille\n")
    assert fiche.code == "4.1.1"


@pytest.mark.parametrize("bullet", ["· ", "• ", "- ", "– ", "* ", "\uf0b7 ", "o ", "1. ", "a) ", "➢ ", "·\t", "-\xa0"])
def test_a_bullet_is_a_leftover_and_no_part_of_its_item(parse, fiche_text, bullet):
    (fiche,) = parse(fiche_text(rows=f"\tEffets attendus\n\t{bullet}Un lien social renforcé\n{bullet}Une offre élargie\n"))
    assert content(fiche)["effets"] == ["Un lien social renforcé", "Une offre élargie"]
    assert len(leftovers(fiche, LeftoverKind.BULLET)) == 2


def test_an_item_keeps_its_final_punctuation(parse, fiche_text):
    (fiche,) = parse(fiche_text(rows="\tEffets attendus\n\t· Un lien social renforcé ;\n"))
    assert content(fiche)["effets"] == ["Un lien social renforcé ;"]


def test_contrat_de_ville_may_be_the_answer_to_a_label(parse, fiche_text):
    (fiche,) = parse(fiche_text(leader="Contrat de ville"))
    assert content(fiche)["animateur"] == ["Contrat de ville"]


def test_a_fiche_without_a_title_is_named_by_its_code(parse):
    (fiche,) = parse("FICHE 1.1.2\nContexte\nx\nObjectifs\ny\n")
    assert fiche.title.text == "FICHE 1.1.2"
    assert fiche.banner_part(BannerKind.TITLE) is None


# What is no fiche.


@pytest.mark.parametrize(
    "text", ["Compte rendu de la réunion du 12 mars.", "Contexte\nx\nObjectifs\ny\n", "FICHE 1.1.2\nbonjour\n", "\x00", "·"]
)
def test_a_text_without_a_banner_over_headings_is_refused_in_one_french_sentence(parse, text):
    with pytest.raises(
        ParseError, match=r"^« fiche\.txt » ne contient pas de fiche : aucun code en tête .* ; vérifiez que c’est le bon fichier\.$"
    ):
        parse(text)


def test_a_code_with_a_single_heading_is_refused_in_one_french_sentence(parse):
    with pytest.raises(ParseError, match=r"^« fiche\.txt » porte un code mais aucune rubrique du modèle .* : vérifiez .*\.$"):
        parse("FICHE 1.1.2\nContexte\nx\n")
