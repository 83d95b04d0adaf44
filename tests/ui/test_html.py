"""What the page shows of a fiche or of a person is text, and a marked quote is the quote to the letter."""

from html.parser import HTMLParser

import pytest

from ingest.model import Fiche, SectionKind, Source
from ingest.parser import parse_fiches
from rag.answer import Answer, Block, Reason, Status
from rag.citation import Citation, cite
from ui import text_fr
from ui.html.conversation import examples_html
from ui.html.evidence import evidence_html
from ui.html.fiche_card import Card, card_html
from ui.html.quoting import place_of, verbatim
from ui.html.turn import failure_html, turn_html

HOSTILE = '<script>alert(1)</script> ![image](https://example.org/x.png) & "guillemets" <img src=x onerror=alert(1)>'
TEXT = f"""FICHE 1.1.9

DEVELOPPER {HOSTILE}

\tPilier 1
Axe 1

\tObjectifs et dynamiques

\t· Premier objectif
· Deuxième [bookmark: _GoBack]objectif {HOSTILE}
· Troisième objectif

\tAnimateur
\t· Ville

\tCalendrier
\t

Contrat de ville
Fiche orientation opérationnelle
"""


class Reader(HTMLParser):
    """The text and the tags of a page; `marked` is the text of its marks, `seen` the text that is not hidden."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = self.marked = self.seen = ""
        self._open: list[tuple[str, bool]] = []
        self.feed(str(page))  # a Markup would escape what is added to it
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        names = dict(attrs)
        self.links.extend(value or "" for name, value in attrs if name in ("src", "href") or name.startswith("on"))
        if tag not in ("path", "img"):
            self._open.append((tag, "hidden" in names))

    def handle_endtag(self, tag: str) -> None:
        if tag != "path":
            assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if any(tag == "mark" for tag, _hidden in self._open):
            self.marked += data
        if not any(hidden for _tag, hidden in self._open):
            self.seen += data


@pytest.fixture(scope="module")
def fiche() -> Fiche:
    (fiche,) = parse_fiches(Source("corpus/<b>fiche</b>.txt", TEXT))
    return fiche


def quote(fiche: Fiche, kind: SectionKind, index: int = 0) -> Citation:
    return cite(fiche.all(kind)[0].items[index], fiche, kind)


def answered(*citations: Citation, question: str = "Quels objectifs ?", text: str = "**Fiche 1.1.9** – Objectifs :") -> Answer:
    numbers = tuple(range(1, len(citations) + 1))
    return Answer(question, Status.ANSWERED, None, (Block(text, numbers),), citations)


def abstained(reason: Reason, *citations: Citation) -> Answer:
    return Answer("Quand ?", Status.ABSTAINED, reason, (Block("La fiche ne le dit pas.", tuple(range(1, len(citations) + 1))),), citations)


def test_a_fiche_with_a_script_stays_text(fiche: Fiche) -> None:
    answer = answered(quote(fiche, SectionKind.OBJECTIFS, 1))
    for page in (
        turn_html(answer, "a"),
        evidence_html(answer, "a"),
        card_html(Card(fiche, answer.citations[0].excerpt.span, "/vue/fiches", {})),
    ):
        read = Reader(page)
        assert not {"script", "img", "b"} & set(read.tags)
        assert all(link.startswith("/vue/") for link in read.links)
        assert HOSTILE in read.text


def test_a_question_with_a_script_stays_text(fiche: Fiche) -> None:
    answer = answered(quote(fiche, SectionKind.ANIMATEUR), question=HOSTILE, text=f"Sur « {HOSTILE} » :")
    for page in (
        turn_html(answer, "a"),
        evidence_html(answer, "a"),
        failure_html(HOSTILE, HOSTILE),
        examples_html([HOSTILE]),
    ):
        read = Reader(page)
        assert not {"script", "img"} & set(read.tags)
        assert HOSTILE.split(" ")[0] in read.text


@pytest.mark.parametrize("index", [0, 1, 2])
def test_the_mark_holds_the_quote_to_the_letter(fiche: Fiche, index: int) -> None:
    citation = quote(fiche, SectionKind.OBJECTIFS, index)
    assert Reader(evidence_html(answered(citation), "a")).marked == citation.excerpt.text
    assert Reader(card_html(Card(fiche, citation.excerpt.span, "/vue/fiches", {}))).marked == citation.excerpt.text


def test_a_part_of_an_item_is_marked_inside_it(fiche: Fiche) -> None:
    item = fiche.all(SectionKind.OBJECTIFS)[0].items[2]
    start = item.span.start + item.text.index("objectif")
    citation = cite(fiche.source.excerpt(start, start + len("objectif")), fiche, SectionKind.OBJECTIFS)
    page = evidence_html(answered(citation), "a")
    assert "Troisième <mark>objectif</mark>" in page


def test_carriage_returns_survive_the_reading_of_html() -> None:
    (fiche,) = parse_fiches(Source("f.txt", TEXT.replace("Deuxième", "Deux-\r\nième").replace("\n", "\r\n")))
    item = next(item for item in fiche.all(SectionKind.OBJECTIFS)[0].items if "Deux" in item.text)
    page = verbatim(item, fiche, item.span)
    assert "\r" not in page
    assert Reader(page).marked == item.text


def test_what_word_left_is_kept_in_the_quote_but_not_displayed(fiche: Fiche) -> None:
    read = Reader(verbatim(fiche.all(SectionKind.OBJECTIFS)[0].items[1], fiche))
    assert "Deuxième [bookmark: _GoBack]objectif" in read.text
    assert "Deuxième objectif" in read.seen


def test_a_passage_stands_between_its_neighbours(fiche: Fiche) -> None:
    place = place_of(quote(fiche, SectionKind.OBJECTIFS, 1))
    assert place.label == "Objectifs"
    assert place.before is not None
    assert place.after is not None
    assert (place.before.text, place.after.text) == ("Premier objectif", "Troisième objectif")


def test_a_title_has_no_neighbours(fiche: Fiche) -> None:
    place = place_of(cite(fiche.title, fiche))
    assert (place.label, place.before, place.after) == (text_fr.TITLE_SECTION, None, None)


def test_a_citation_button_says_where_it_leads(fiche: Fiche) -> None:
    page = turn_html(answered(quote(fiche, SectionKind.ANIMATEUR)), "a1")
    assert 'data-cite="a1-1" aria-label="Citation 1 : fiche 1.1.9, Animateur">[1]</button>' in page
    assert 'id="passage-a1-1"' in evidence_html(answered(quote(fiche, SectionKind.ANIMATEUR)), "a1")


@pytest.mark.parametrize("reason", list(Reason))
def test_an_abstention_says_its_kind_in_words_and_with_an_icon(reason: Reason) -> None:
    page = turn_html(abstained(reason), "a")
    assert text_fr.ABSTENTION_LABELS[reason.value] in Reader(page).text
    assert "svg" in Reader(page).tags
    assert "abstained" in page


def test_an_answer_has_no_label_of_abstention(fiche: Fiche) -> None:
    read = Reader(turn_html(answered(quote(fiche, SectionKind.ANIMATEUR)), "a"))
    assert not any(label in read.text for label in text_fr.ABSTENTION_LABELS.values())


def test_an_answer_without_citation_has_no_evidence() -> None:
    assert evidence_html(abstained(Reason.HORS_SUJET), "a") == ""


def test_a_blank_section_is_shown_as_blank(fiche: Fiche) -> None:
    heading = cite(fiche.all(SectionKind.CALENDRIER)[0].heading, fiche, SectionKind.CALENDRIER)
    read = Reader(evidence_html(abstained(Reason.RUBRIQUE_VIDE, heading), "a"))
    assert read.marked == "Calendrier"
    assert text_fr.EMPTY_SECTION in read.text
    assert text_fr.EMPTY_SECTION in Reader(card_html(Card(fiche, None, "/vue/fiches", {}))).text


def test_leftovers_are_folded_at_the_end(fiche: Fiche) -> None:
    page = card_html(Card(fiche, None, "/vue/fiches", {}))
    folded = page[page.index('<details class="leftovers">') :]
    assert "signet de Word" in folded
    assert "Contrat de ville" in folded
    assert "open" not in folded.split(">")[0]


def test_a_complete_list_says_over_how_many_fiches(fiche: Fiche) -> None:
    answer = Answer("Qui ?", Status.ANSWERED, None, (Block("Voici :", (1,)),), (quote(fiche, SectionKind.ANIMATEUR),), complete=(1, 2))
    assert "liste complète : 1 fiche sur 2" in Reader(turn_html(answer, "a")).text
