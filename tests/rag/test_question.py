"""How a question is read: codes, sections, subject, follow-ups, typing mistakes."""

import json
from pathlib import Path

import pytest

from ingest.model import SectionKind
from rag.analysis import stem
from rag.extractive import ExtractiveAnswerer
from rag.follow_up import resolve
from rag.question import Kind, QuestionPlan
from rag.spelling import sound
from rag.terms import other_words
from rag.words import is_english
from tests.bench._common import indexed
from ui import wiring


@pytest.fixture
def read(answerer: ExtractiveAnswerer):
    def plan(question: str, *history: str) -> QuestionPlan:
        return resolve(history, question, answerer.vocabulary)

    return plan


@pytest.mark.parametrize(
    "spelling", ["fiche 1.1.2", "la 112", "Fiche 112", "1-1-2", "fiche n° 1.1.2", "la fiche 1 1 2", "1.1.2", "FICHE 1.1.2 (version 2017)"]
)
def test_a_code_is_read_in_any_spelling(read, spelling: str) -> None:
    assert read(f"Qui anime {spelling} ?").codes == ("1.1.2",)


@pytest.mark.parametrize(
    "words",
    ["112 euros pour le sport", "le 12/03/2017", "le programme 147 finance quoi ?", "112 habitants", "en 2017", "30 % des 6 millions"],
)
def test_a_number_that_counts_something_is_no_code(read, words: str) -> None:
    assert read(words).codes == ()


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("qui pilote la 112", SectionKind.ANIMATEUR),
        ("le chef de file de la 112 ?", SectionKind.ANIMATEUR),
        ("on s'adresse à qui avec la 112 ?", SectionKind.PUBLIC),
        ("y a des sous pour la 112", SectionKind.FINANCEMENTS),
        ("quelles subventions pour la 112", SectionKind.FINANCEMENTS),
        ("la 112 c'est jusqu'à quand ?", SectionKind.CALENDRIER),
        ("où s'applique la 112 ?", SectionKind.ECHELLE),
        ("avec qui travaille-t-on sur la 112 ?", SectionKind.PARTENAIRES),
        ("à quoi sert la 112", SectionKind.OBJECTIFS),
        ("quels résultats espère-t-on de la 112", SectionKind.EFFETS),
        ("que doit-on faire concrètement dans la 112", SectionKind.REALISATIONS),
        ("who leads 1.1.2?", SectionKind.ANIMATEUR),
        ("what funding for 1.1.2?", SectionKind.FINANCEMENTS),
        ("kel calandrier pr la 112", SectionKind.CALENDRIER),
        ("finansements de la 112", SectionKind.FINANCEMENTS),
    ],
)
def test_everyday_words_name_a_section(read, question: str, section: SectionKind) -> None:
    assert read(question).sections == (section,)


def test_indicators_are_both_kinds_unless_one_is_named(read) -> None:
    both = (SectionKind.INDICATEURS_REALISATION, SectionKind.INDICATEURS_EFFETS)
    assert read("comment on mesure la 112 ?").sections == both
    assert read("indicateurs d'effets de la 112").sections == (SectionKind.INDICATEURS_EFFETS,)


def test_a_follow_up_takes_what_it_leaves_out(read) -> None:
    assert read("et pour la 1.1.4 ?", "Qui anime la 1.1.2 ?").sections == (SectionKind.ANIMATEUR,)
    assert read("et les partenaires ?", "Qui anime la 1.1.2 ?").codes == ("1.1.2",)


def test_a_new_subject_drops_the_former_one(read) -> None:
    plan = read("Quels financements pour la laïcité ?", "Qui anime la 1.1.2 ?")
    assert (plan.codes, plan.sections) == ((), (SectionKind.FINANCEMENTS,))


def test_a_correct_word_is_not_taken_for_another(read) -> None:
    assert read("Quels financements pour la natation ?").corrections == ()


def test_a_mistyped_word_of_the_fiches_is_read_as_it(read) -> None:
    assert ("discriminattions", "discriminations") in read("que dit-on des discriminattions ?").corrections


@pytest.mark.parametrize(
    ("typed", "meant"), [("cartier", "quartier"), ("abitants", "habitants"), ("animassion", "animation"), ("finanssement", "financement")]
)
def test_a_word_spelt_by_ear_sounds_as_the_one_that_is_meant(typed: str, meant: str) -> None:
    assert sound(typed) == sound(meant)


def test_a_word_of_the_fiches_spelt_by_ear_is_read_as_it(read) -> None:
    assert ("dinamik", "dynamiques") in read("c koi la dinamik").corrections or ("dinamik", "dynamique") in read(
        "c koi la dinamik"
    ).corrections


def test_the_same_sounds_go_before_two_letters_amiss(read) -> None:
    assert ("cartier", "quartier") in read("c’est pour quel cartier ?").corrections


@pytest.mark.parametrize("words", ["Bonjour !", "merci beaucoup", "salut, ça va ?", "hello"])
def test_a_greeting_is_a_greeting(read, words: str) -> None:
    assert read(words).kind is Kind.GREETING


def test_a_greeting_before_a_question_is_none(read) -> None:
    assert read("Bonjour, qui anime la 1.1.4 svp ?").sections == (SectionKind.ANIMATEUR,)


@pytest.mark.parametrize(
    "question",
    [
        "Quelles fiches renvoient à la 411 ?",
        "La fiche 411 est citée dans les liens de quelles fiches ?",
        "Dans les liens de quelles autres fiches trouve-t-on la 411 ?",
        "Dans quelles fiches figure la 4.1.1 ?",
        "Par quelles fiches est citée la 4.1.1 ?",
    ],
)
def test_who_cites_a_fiche_is_asked_in_the_active_and_in_the_passive(read, question: str) -> None:
    plan = read(question)
    assert (plan.kind, plan.codes) == (Kind.CITED_BY, ("4.1.1",))


@pytest.mark.parametrize(
    ("question", "word", "other"),
    [("un docteur près d’ici ?", "docteur", "médecins"), ("What is planned for the unemployed?", "unemployed", "emploi")],
)
def test_a_word_of_every_day_stands_for_what_fiches_write(question: str, word: str, other: str) -> None:
    assert other in other_words(stem(word), english=is_english(question)).split()


def test_an_english_word_counts_in_an_english_question_only() -> None:
    assert other_words(stem("unemployed"), english=False) == ""


def test_an_acronym_that_the_fiches_spell_out_is_asked_for_by_its_words(tmp_path: Path) -> None:
    text = "FICHE 1.1.1\nUN TITRE\n\n\tContexte\n\tLe fonds de participation des habitants (FPH) existe.\n\n\tCalendrier\n\tEn continu\n"
    (tmp_path / "fiche.txt").write_text(text, encoding="utf-8")
    with indexed(tmp_path / "fiche.txt") as settings:
        answerer = wiring.answerer(settings)
        plan = resolve((), "Quelles fiches citent les fonds de participation des habitants ?", answerer.vocabulary)
        assert json.loads(answerer.library.catalogue.meta("acronyms")) == {"fph": "fonds de participation des habitants"}
    assert [term.word for term in plan.terms] == ["fph"]


@pytest.mark.parametrize("question", ["Ils travaillent à quelles heures ?", "Qui le porte ?", "Et ils finissent quand ?"])
def test_a_pronoun_leans_on_the_question_before(read, question: str) -> None:
    assert read(question, "Combien coûte la natation ?").terms == read("Combien coûte la natation ?").terms


def test_a_detail_of_its_own_takes_no_section_of_the_question_before(read) -> None:
    plan = read("Ils ouvrent à quelles heures ?", "Quels financements pour la natation ?")
    assert (plan.sections, plan.wants) == ((), ("horaire",))


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("L’épicerie, on la recouse dans quelles fiches ?", "recouse"),
        ("Un jeune qui repeint un hall", "repeint"),
        ("Le camion, il se gare où ?", "gare"),
    ],
)
def test_a_word_after_a_pronoun_is_a_verb_and_names_nothing(read, question: str, word: str) -> None:
    plan = read(question)
    assert word not in {term.word for term in plan.subject}


@pytest.mark.parametrize("question", ["Croise-t-on la culture ?", "À qui la culture profite ?", "Donnez-nous la culture"])
def test_a_word_after_an_article_is_a_noun(read, question: str) -> None:
    assert "culture" in {term.word for term in read(question).subject}


def test_a_name_that_opens_the_question_must_be_told(read) -> None:
    assert [term.word for term in read("Lanvic Habitat paie combien ?").terms if term.strict] == ["lanvic", "habitat"]


def test_a_manner_of_speaking_is_no_subject(read) -> None:
    assert read("Ok, et pour la 1.1.4 du coup ?", "Quels financements pour la fiche 1.1.2 ?").sections == (SectionKind.FINANCEMENTS,)


def test_an_english_word_weighs_what_it_does_in_english(read) -> None:
    weights = {term.word: term.weight for term in read("How many people were surveyed last year?").terms}
    assert weights["last"] < weights["surveyed"]


@pytest.mark.parametrize("question", ["C’est gratuit pour les familles ?", "Et la CAF met combien pour chacune ?"])
def test_a_detail_of_what_was_spoken_of_keeps_its_subject(read, question: str) -> None:
    plan = read(question, "Combien de stages de natation ?")
    assert "natation" in {term.word for term in plan.terms}
    assert plan.wants == ("montant",)


def test_one_more_of_what_was_spoken_of_is_no_new_subject(read) -> None:
    before = "Quand commence la première session de natation ?"
    assert read("Et la deuxième, elle commence quand ?", before).terms == read(before).terms


def test_where_somebody_lives_is_not_asked_for(read) -> None:
    assert read("Un jeune est refusé à cause de son adresse : qui peut l’aider ?").wants == ()
