"""What changed between two sets of fiches."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.changes import Change, FicheChange, FieldChange, ItemChange, compare
from ingest.errors import ParseError
from ingest.model import Fiche, Source
from ingest.parser import parse_fiches
from ingest.readers import read_source
from tests.making import opendocument, pdf, word
from tests.making.fiche_model import MadeFiche, parsed_fiches, source_fiches

REAL = Path(__file__).parents[2] / "corpus"

FICHE = """FICHE 1.1.2 (version 2017)
FAVORISER LA PRATIQUE SPORTIVE
Pilier 1 – Cohésion sociale
Axe 1

Contexte
Les clubs accueillent peu de jeunes filles des quartiers prioritaires.

Objectifs
· Ouvrir les équipements le soir
· Former des éducateurs
· Aider les familles à payer la licence

Animateur
· Ville

Calendrier

"""


def fiches_in(text: str, name: str = "fiche.txt") -> tuple[Fiche, ...]:
    return parse_fiches(Source(name, text))


def changed(*replacements: tuple[str, str]) -> str:
    text = FICHE
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return text


def fields(*replacements: tuple[str, str]) -> dict[str, FieldChange]:
    (change,) = compare(fiches_in(FICHE), fiches_in(changed(*replacements)))
    assert change.change is Change.CHANGED
    return {field.section.value if field.section else "banner": field for field in change.fields}


def text_of(item: ItemChange) -> str:
    if not item.words:
        return (item.after or item.before).text
    marks = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
    return "".join(marks[run.op].format((run.after or run.before).text) for run in item.words)


def items(field: FieldChange) -> list[tuple[str, str]]:
    return [(item.change.value, text_of(item)) for item in field.items]


def kinds(changes: tuple[FicheChange, ...]) -> list[tuple[str, str, int | None, int | None]]:
    return [
        (change.fiche.code, change.change.value, change.before and change.before.version, change.after and change.after.version)
        for change in changes
    ]


# Items.


def test_the_same_fiches_have_no_change() -> None:
    assert compare(fiches_in(FICHE), fiches_in(FICHE)) == ()


def test_a_reworded_item_is_told_by_its_words() -> None:
    found = fields(("Ouvrir les équipements le soir", "Ouvrir les gymnases le soir et le week-end"))
    assert {name: field.change for name, field in found.items()} == {"objectifs": Change.CHANGED}
    assert items(found["objectifs"]) == [("changed", "Ouvrir les [-équipements-]{+gymnases+} le soir {+et le week-end+}")]


def test_items_that_only_moved_are_no_change() -> None:
    lines = "· Ouvrir les équipements le soir\n· Former des éducateurs\n"
    assert compare(fiches_in(FICHE), fiches_in(changed((lines, "· Former des éducateurs\n· Ouvrir les équipements le soir\n")))) == ()


def test_an_item_that_moved_and_was_reworded_is_one_change() -> None:
    old = "· Aider les familles à payer la licence\n"
    found = fields((old, ""), ("· Ouvrir les", "· Aider les familles à payer le club\n· Ouvrir les"))
    assert items(found["objectifs"]) == [("changed", "Aider les familles à payer [-la licence-]{+le club+}")]


def test_items_added_and_removed_stand_in_order() -> None:
    found = fields(("· Former des éducateurs\n", "· Créer une section féminine\n"), ("licence\n", "licence\n· Informer les écoles\n"))
    assert items(found["objectifs"]) == [
        ("removed", "Former des éducateurs"),
        ("added", "Créer une section féminine"),
        ("added", "Informer les écoles"),
    ]


def test_an_item_that_names_more_is_changed() -> None:
    found = fields(
        ("· Former des éducateurs\n", "· Former des éducateurs, des bénévoles, des arbitres, des parents et des agents de la ville\n")
    )
    assert [item.change for item in found["objectifs"].items] == [Change.CHANGED]


def test_the_only_item_of_a_field_takes_the_place_of_the_other() -> None:
    found = fields(("· Ville\n", "· Comité départemental olympique\n"))
    assert items(found["animateur"]) == [("changed", "[-Ville-]{+Comité départemental olympique+}")]


def test_an_item_that_says_something_else_is_replaced_as_a_whole() -> None:
    old = "Les clubs accueillent peu de jeunes filles des quartiers prioritaires."
    found = fields((old, "Le gymnase des Tilleuls a rouvert après deux ans de travaux."))
    assert items(found["contexte"]) == [("changed", f"[-{old}-]{{+Le gymnase des Tilleuls a rouvert après deux ans de travaux.+}}")]


def test_an_item_cut_in_two_is_no_change() -> None:
    assert compare(fiches_in(FICHE), fiches_in(changed(("éducateurs\n· Aider les", "éducateurs Aider les")))) == ()


def test_an_item_said_once_more_is_added() -> None:
    found = fields(("· Former des éducateurs\n", "· Former des éducateurs\n· Former des éducateurs\n"))
    assert items(found["objectifs"]) == [("added", "Former des éducateurs")]


# Sections.


def test_a_section_can_be_filled_and_emptied() -> None:
    filled = changed(("Calendrier\n", "Calendrier\n2018 à 2020\n"))
    (there,) = compare(fiches_in(FICHE), fiches_in(filled))
    (back,) = compare(fiches_in(filled), fiches_in(FICHE))
    assert [(field.section, field.change, items(field)) for field in there.fields] == [
        ("calendrier", Change.FILLED, [("added", "2018 à 2020")])
    ]
    assert [(field.section, field.change, items(field)) for field in back.fields] == [
        ("calendrier", Change.EMPTIED, [("removed", "2018 à 2020")])
    ]


def test_a_section_can_appear_and_disappear() -> None:
    found = fields(("Animateur\n· Ville\n", "Echelle territoriale\n· Tous les quartiers\n"))
    assert {name: (field.change, items(field)) for name, field in found.items()} == {
        "echelle": (Change.ADDED, [("added", "Tous les quartiers")]),
        "animateur": (Change.REMOVED, [("removed", "Ville")]),
    }


def test_a_blank_section_that_appears_has_no_items() -> None:
    assert fields(("Animateur\n", "Echelle territoriale\n\n\nAnimateur\n"))["echelle"].items == ()


def test_sections_in_another_order_are_no_change() -> None:
    moved = FICHE.replace("Animateur\n· Ville\n\n", "").replace("Contexte\n", "Animateur\n· Ville\n\nContexte\n")
    assert compare(fiches_in(FICHE), fiches_in(moved)) == ()


def test_a_heading_in_other_words_is_told_and_a_longer_one_is_not() -> None:
    found = fields(("Animateur\n", "Pilote\n"), ("Objectifs\n", "Objectifs et dynamiques\n"))
    assert {name: [(item.part, text_of(item)) for item in field.items] for name, field in found.items()} == {
        "animateur": [("heading", "[-Animateur-]{+Pilote+}")]
    }


def test_a_section_that_goes_on_elsewhere_is_one() -> None:
    cut = changed(
        ("· Aider les", "\nAnimateur\n· Ville\n\nObjectifs (suite)\n· Aider les"), ("licence\n\nAnimateur\n· Ville\n", "licence\n")
    )
    assert compare(fiches_in(FICHE), fiches_in(cut)) == ()


# The banner.


def test_a_new_version_in_place_of_the_old_is_changed() -> None:
    (change,) = compare(fiches_in(FICHE), fiches_in(changed(("2017", "2020"), ("SPORTIVE", "SPORTIVE ET CULTURELLE")), "fiche-2020.txt"))
    assert kinds((change,)) == [("1.1.2", "changed", 2017, 2020)]
    (banner,) = change.fields
    assert [(item.part, text_of(item)) for item in banner.items] == [
        ("title", "FAVORISER LA PRATIQUE SPORTIVE {+ET CULTURELLE+}"),
        ("version", "(version [-2017-]{+2020+})"),
    ]


def test_a_banner_in_other_letters_is_no_change() -> None:
    other = changed(
        ("FAVORISER LA PRATIQUE SPORTIVE", "Favoriser la pratique sportive"), ("FICHE 1.1.2 (version 2017)", "Fiche 112 – version 2017")
    )
    assert compare(fiches_in(FICHE), fiches_in(other)) == ()


# Which fiche is which.


def test_fiches_come_and_go_in_the_order_of_their_codes() -> None:
    before = (*fiches_in(FICHE.replace("1.1.2", "1.1.10")), *fiches_in(FICHE.replace("1.1.2", "1.1.3")))
    after = (*fiches_in(FICHE.replace("1.1.2", "1.1.4")), *fiches_in(FICHE.replace("1.1.2", "1.1.3")))
    assert kinds(compare(before, after)) == [("1.1.4", "added", None, 2017), ("1.1.10", "removed", 2017, None)]


def test_of_two_versions_each_is_compared_with_its_own() -> None:
    newer = changed(("2017", "2020"))
    after = (*fiches_in(newer.replace("Former", "Recruter"), "b.txt"), *fiches_in(FICHE, "a.txt"))
    assert kinds(compare((*fiches_in(FICHE, "a.txt"), *fiches_in(newer, "b.txt")), after)) == [("1.1.2", "changed", 2020, 2020)]


def test_a_version_beside_the_former_one_is_added() -> None:
    after = (*fiches_in(FICHE), *fiches_in(changed(("2017", "2020")), "b.txt"))
    assert kinds(compare(fiches_in(FICHE), after)) == [("1.1.2", "added", None, 2020)]


OTHER_SUBJECT = """FICHE 1.1.2 (version 2017)
LUTTER CONTRE LE NON-RECOURS AUX SOINS

Contexte
L’offre de soins est faible.

Animateur
· Agence régionale de santé
"""


def test_two_fiches_under_one_code_are_told_apart_by_their_titles() -> None:
    before = (*fiches_in(FICHE, "a.txt"), *fiches_in(OTHER_SUBJECT, "b.txt"))
    after = (*fiches_in(OTHER_SUBJECT.replace("faible", "rare"), "a.txt"), *fiches_in(FICHE.replace("Former", "Recruter"), "b.txt"))
    found = compare(before, after)
    assert [(change.before.title.text, change.after.title.text) for change in found] == [
        ("FAVORISER LA PRATIQUE SPORTIVE", "FAVORISER LA PRATIQUE SPORTIVE"),
        ("LUTTER CONTRE LE NON-RECOURS AUX SOINS", "LUTTER CONTRE LE NON-RECOURS AUX SOINS"),
    ]


def test_another_subject_under_the_code_is_another_fiche() -> None:
    assert sorted(kinds(compare(fiches_in(FICHE), fiches_in(OTHER_SUBJECT)))) == [
        ("1.1.2", "added", None, 2017),
        ("1.1.2", "removed", 2017, None),
    ]


def test_a_fiche_under_a_new_title_is_the_same_fiche() -> None:
    assert kinds(compare(fiches_in(FICHE), fiches_in(changed(("FAVORISER LA PRATIQUE SPORTIVE", "BOUGER PLUS"))))) == [
        ("1.1.2", "changed", 2017, 2017)
    ]


def test_a_copy_of_a_fiche_in_another_file_is_no_change() -> None:
    assert compare(fiches_in(FICHE, "a.txt"), (*fiches_in(FICHE, "a.txt"), *fiches_in(FICHE + "\n", "b.txt"))) == ()
    assert compare((*fiches_in(FICHE, "a.txt"), *fiches_in(FICHE + "\n", "b.txt")), fiches_in(FICHE, "c.txt")) == ()


def test_a_change_in_a_file_and_its_copy_is_told_once() -> None:
    new = changed(("Former", "Recruter"))
    before = (*fiches_in(FICHE, "a.txt"), *fiches_in(FICHE + "\n", "b.txt"))
    after = (*fiches_in(new, "a.txt"), *fiches_in(new + "\n", "b.txt"))
    assert len(compare(before, after)) == 1


# Formats.


@pytest.mark.parametrize(
    ("suffix", "make"), [(".docx", word.make_docx), (".odt", opendocument.make_odt), (".pdf", pdf.make_pdf)], ids=["docx", "odt", "pdf"]
)
def test_a_fiche_in_another_format_has_no_change(suffix: str, make: Callable[[list[MadeFiche]], bytes]) -> None:
    for made, fiche in zip(parsed_fiches(), source_fiches(), strict=True):
        (read,) = parse_fiches(read_source(make([made]), f"fiche{suffix}"))
        assert compare([fiche], [read]) == (), fiche.source.name
        assert compare([read], [fiche]) == (), fiche.source.name


def test_a_word_changed_in_another_format_is_found() -> None:
    text = (REAL / "fiche-1.1.2-v2017.txt").read_text(encoding="utf-8")
    made, fiche = parsed_fiches()[0], source_fiches()[0]
    assert fiche.code == made.code == "1.1.2"
    (read,) = parse_fiches(read_source(pdf.make_pdf([made]), "fiche.pdf"))
    (revised,) = fiches_in(text.replace("2013-2015", "2017-2020"))
    (change,) = compare([revised], [read])
    runs = [run for field in change.fields for item in field.items for run in item.words if run.op != "equal"]
    assert [(run.before or run.after).text for run in runs] == ["2017-2020", "2013-2015"]
    written = runs[1].after
    assert read.source.text[written.span.start : written.span.end] == written.text


# Properties.

LINES = [
    "Objectifs\n", "Contexte\n", "Animateur\n", "Pilote\n", "Calendrier\n", "Points de vigilance\n", "Vigilance\n", "Les partenaires :\n",
    "Partenaires mobilisables (dont habitants)\nDispositifs mobilisables\n", "Partenaires / Dispositifs mobilisables\n", "\n", "· Ville\n", "· Villes\n",
    "· Ville, CAF, DDCS et centres sociaux\n", "· Ville, CAF et centres sociaux des quartiers\n", "La ville et les habi-\ntants agissent.\n",
    "La ville et les habitants agissent.\n", "Les habitants agissent [bookmark: _GoBack]ensemble.\n", "· \xad\n", "Fiche 411 : x\n",
]  # fmt: skip
BANNERS = [
    "FICHE 1.1.2\nSPORT\n",
    "FICHE 1.1.2 (version 2017)\nSPORT\n",
    "FICHE 1.1.2 (version 2020)\nSANTÉ\nPilier 2\n",
    "FICHE 2.1.1\nÉCOLE\n",
]
drawn = st.tuples(st.sampled_from(BANNERS), st.lists(st.sampled_from(LINES), min_size=2, max_size=14).map("".join)).map("".join)
sets = st.lists(drawn, max_size=4)


def read_all(texts: list[str]) -> list[Fiche]:
    def read() -> Iterator[Fiche]:
        for number, text in enumerate(texts):
            try:
                yield from fiches_in(text, f"{number}.txt")
            except ParseError:
                continue

    return list(read())


@given(sets)
def test_a_set_has_no_change_to_itself(texts: list[str]) -> None:
    assert compare(read_all(texts), read_all(texts)) == ()
    assert compare(read_all(texts), reversed(read_all(texts))) == ()


@given(sets, sets)
def test_everything_told_is_in_its_source(before: list[str], after: list[str]) -> None:
    for change in compare(read_all(before), read_all(after)):
        for field in change.fields:
            for item in field.items:
                pieces = [(item.before, change.before), (item.after, change.after)]
                pieces += [piece for run in item.words for piece in ((run.before, change.before), (run.after, change.after))]
                for excerpt, fiche in pieces:
                    assert excerpt is None or fiche.source.text[excerpt.span.start : excerpt.span.end] == excerpt.text
                if item.words:
                    assert "".join(run.before.text for run in item.words if run.before) == item.before.text
                    assert "".join(run.after.text for run in item.words if run.after) == item.after.text


SWAPPED = {Change.ADDED: Change.REMOVED, Change.FILLED: Change.EMPTIED}
SWAPPED |= {other: one for one, other in SWAPPED.items()} | {Change.CHANGED: Change.CHANGED}


def told(changes: tuple[FicheChange, ...], *, swap: bool = False) -> Counter[object]:
    def turned(change: Change) -> Change:
        return SWAPPED[change] if swap else change

    counted: Counter[object] = Counter()
    for change in changes:
        counted[change.fiche.code, turned(change.change)] += 1
        for field in change.fields:
            counted[change.fiche.code, field.section, turned(field.change)] += 1
            for item in field.items:
                old, new = (item.after, item.before) if swap else (item.before, item.after)
                counted[change.fiche.code, field.section, turned(item.change), old and old.text, new and new.text] += 1
    return counted


@given(drawn, drawn)
def test_the_way_back_is_the_way_there_turned_round(before: str, after: str) -> None:
    one, other = read_all([before]), read_all([after])
    assert told(compare(one, other)) == told(compare(other, one), swap=True)


def test_a_thousand_fiches_of_which_ten_changed_are_compared_in_a_second() -> None:
    texts = [FICHE.replace("1.1.2", f"{number % 4 + 1}.{number // 90 + 1}.{number % 90 + 1}") for number in range(1_000)]
    before = read_all(texts)
    after = read_all([re.sub("Former", "Recruter", text) if number % 100 == 0 else text for number, text in enumerate(texts)])
    started = time.monotonic()
    assert len(compare(before, after)) == 10
    assert time.monotonic() - started < 5
