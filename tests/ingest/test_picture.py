"""The program that draws a page and the one that reads it agree on where its words stand."""

import io

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ingest.errors import UnreadableSourceError
from ingest.model import Source
from ingest.parser import parse_fiches
from ingest.readers.options import ReadingOptions
from ingest.readers.pdf.letters import find_letters, letters_of
from ingest.readers.pdf.picture import draw, lines, page_picture
from ingest.readers.pdf.reader import read_pdf
from tests.making.fiche_model import real_fiches
from tests.making.pdf import STYLES, make_annex, make_pdf


def letters(text: str) -> str:
    return "".join(letter for letter, _place in letters_of(text))


def pages_of(data: bytes) -> list[list[str]]:
    """The characters of each page, as the program that draws finds them."""
    with pdfium.PdfDocument(data) as document:
        texts = [page.get_textpage() for page in document]
        return [[text.get_text_range(index, 1) for index in range(text.count_chars())] for text in texts]


def aligned(data: bytes) -> tuple[int, int, list[str]]:
    """How many items of the fiches of a PDF are found on their page, of how many, and those that are not."""
    source = read_pdf(data, "fiche.pdf", ReadingOptions())
    pages = pages_of(data)
    found, missed = 0, []
    for fiche in parse_fiches(source):
        for section in fiche.sections:
            for item in section.items:
                words, before, number = on_page(source, item.span.start, item.span.end)
                places = find_letters(words, before, pages[number - 1])
                shown = letters("".join(pages[number - 1][place] for place in places))
                if sorted(shown) == sorted(letters(words)) or letters(words) in shown:
                    found += 1
                else:
                    missed.append(words)
    return found, found + len(missed), missed


def on_page(source: Source, start: int, end: int) -> tuple[str, str, int]:
    number = source.page_at(start) or 1
    starts = (*source.page_starts, len(source.text))
    return source.text[start : min(end, starts[number])], source.text[starts[number - 1] : start], number


@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_item_of_a_fiche_is_found_on_its_page_letter_by_letter(style: str) -> None:
    found, of, missed = aligned(make_pdf(real_fiches(), style=STYLES[style]))
    assert of > 50
    assert found == of, missed


def test_the_items_of_an_annex_are_found_on_their_pages() -> None:
    data, _fiches = make_annex(6)
    found, of, missed = aligned(data)
    assert found == of > 100, missed


@pytest.mark.parametrize(
    ("words", "before", "page", "places"),
    [
        ("Ville", "", "La Ville", [3, 4, 5, 6, 7]),
        ("ville", "ville, ", "Ville, ville", [7, 8, 9, 10, 11]),
        ("définition", "", "la dé-\r\nﬁnition", [3, 4, 8, 9, 10, 11, 12, 13, 14]),
        ("absent", "", "La Ville", []),
        (" · ", "", "La Ville", []),
    ],
)
def test_words_are_found_by_their_letters(words: str, before: str, page: str, places: list[int]) -> None:
    assert find_letters(words, before, page) == places


def test_lines_in_another_order_are_found_piece_by_piece() -> None:
    first, second = "les associations du quartier ", "mobilisent les habitants volontaires "
    places = find_letters(first + second, "", second + first)
    assert len(places) >= 0.7 * len(letters(first + second))


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_what_stands_on_the_page_as_it_is_published_is_found(before: str, words: str, after: str) -> None:
    page = before + words + after
    shown = letters("".join(page[place] for place in find_letters(words, before, page)))
    assert letters(words) in shown or not letters(words)


def test_characters_of_a_line_are_one_box() -> None:
    assert lines([(0, 0, 5, 10), (5, 0, 9, 10), (12, 1, 15, 10), (0, -14, 5, -4), (3, 3, 3, 3)]) == [(0, 0, 15, 10), (0, -14, 5, -4)]


def test_a_page_is_drawn_with_its_passage_framed() -> None:
    data = make_pdf(real_fiches())
    source = read_pdf(data, "fiche.pdf", ReadingOptions())
    item = parse_fiches(source)[0].sections[1].items[0]
    words, before, number = on_page(source, item.span.start, item.span.end)
    framed = page_picture(data, "fiche.pdf", number, words, before, seconds=60)
    plain = draw(data, number, "ces mots n’y sont pas du tout", "")
    assert (framed.framed, plain.framed) == (True, False)
    assert Image.open(io.BytesIO(framed.png)).size == Image.open(io.BytesIO(plain.png)).size
    assert Image.open(io.BytesIO(framed.png)).width == 1_000
    assert framed.png != plain.png


def test_a_file_that_cannot_be_drawn_is_told() -> None:
    with pytest.raises(UnreadableSourceError, match=r"La page 1 de « x\.pdf » ne peut pas être dessinée"):
        page_picture(b"%PDF-1.4 rien", "x.pdf", 1, "", "", seconds=60)
