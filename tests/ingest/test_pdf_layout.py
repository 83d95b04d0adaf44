"""Paragraphs, cells and furniture from places alone: letters are half their size wide, lines 12 points apart."""

import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from ingest.model import BlockKind, Source
from ingest.readers.pdf.layout import publish_pages
from ingest.readers.pdf.marks import Box, PageMarks, Piece, Stroke, upright
from ingest.readers.publisher import Publisher

SIZE = 10.0
LETTER = 5.0
PITCH = 12.0


def words(text: str, left: float, baseline: float, *, size: float = SIZE) -> list[Piece]:
    """The words of a line, one space of a quarter of the size between."""
    pieces = []
    for word in text.split(" "):
        right = left + len(word) * LETTER * size / SIZE
        pieces.append(Piece(word, left, right, baseline, size, gap=size / 8))
        left = right + size / 4
    return pieces


def lines(texts: Sequence[str], left: float, top: float, *, pitch: float = PITCH) -> list[Piece]:
    return [piece for index, text in enumerate(texts) for piece in words(text, left, top + index * pitch)]


def borders(xs: Sequence[float], ys: Sequence[float]) -> list[Box]:
    across = [Box(xs[0], y, xs[-1], y) for y in ys]
    return across + [Box(x, ys[0], x, ys[-1]) for x in xs]


def page(pieces: Sequence[Piece], rules: Sequence[Box] = ()) -> PageMarks:
    return PageMarks(595, 842, tuple(pieces), tuple(rules))


def narrow_page(pieces: Sequence[Piece]) -> PageMarks:
    """A page as wide as its longest line, between margins of 50."""
    return PageMarks(max(piece.right for piece in pieces) + 50, 842, tuple(pieces))


def published(*pages: PageMarks) -> Source:
    publisher = Publisher()
    publish_pages(pages, publisher)
    return publisher.source("fiche.pdf", "")


def cells(source: Source) -> list[tuple[tuple[int, int, int] | None, str]]:
    """Table, row and column of each block, with its text."""
    return [
        ((block.cell.table, block.cell.row, block.cell.column) if block.cell else None, source.text[block.span.start : block.span.end])
        for block in source.blocks
    ]


def texts(source: Source) -> list[str]:
    return [text for _, text in cells(source)]


def furniture(source: Source) -> list[str]:
    return [source.text[block.span.start : block.span.end] for block in source.blocks if block.kind is BlockKind.FURNITURE]


def width(text: str) -> float:
    return words(text, 0, 0)[-1].right


CONTENT = ["Ville et agglomération avec les centres sociaux", "de tous les quartiers de la ville et du centre", "puis les habitants"]
EDGE = 155 + width(CONTENT[0]) + 5  # of a column that starts at 150 and holds those lines with 5 points around
COLUMNS = (50, 150, EDGE)


def test_lines_cut_by_the_width_are_one_paragraph_with_its_line_breaks():
    assert texts(published(narrow_page(lines(CONTENT, 50, 200)))) == ["\n".join(CONTENT)]


def test_a_line_that_had_room_for_the_next_word_ends_a_paragraph():
    source = published(narrow_page(lines([CONTENT[0], "Ville", CONTENT[1]], 50, 200)))
    assert texts(source) == [f"{CONTENT[0]}\nVille", CONTENT[1]]


def test_a_bullet_begins_a_paragraph_after_a_full_line():
    source = published(narrow_page(lines([CONTENT[0], f"• {CONTENT[1]}", "• puis"], 50, 200)))
    assert texts(source) == [CONTENT[0], f"• {CONTENT[1]}", "• puis"]


def test_a_dash_glued_to_its_word_begins_no_paragraph():
    assert texts(published(narrow_page(lines([CONTENT[0], "-ville"], 50, 200)))) == [f"{CONTENT[0]}\n-ville"]


def test_the_lines_of_an_item_stand_under_its_text():
    pieces = [*words("•", 50, 200), *words(CONTENT[0], 68, 200), *words(CONTENT[2], 68, 212), *words(CONTENT[0], 50, 224)]
    assert texts(published(narrow_page(pieces))) == [f"• {CONTENT[0]}\n{CONTENT[2]}", CONTENT[0]]


def test_a_void_between_full_lines_ends_a_paragraph():
    pieces = lines(CONTENT[:1] * 2, 50, 200) + lines(CONTENT[:1] * 2, 50, 200 + 2 * PITCH + 4)
    assert texts(published(narrow_page(pieces))) == ["\n".join(CONTENT[:1] * 2)] * 2


def test_the_lines_of_a_centred_title_are_one_paragraph():
    title, rest = "CONDUIRE DES ACTIONS AUX PUBLICS CIBLES MIXTES ET", "POPULATIONS"
    middle = 50 + width("x" * 54) / 2
    pieces = words("x" * 54, 50, 200)
    for index, text in enumerate((title, rest)):
        pieces += words(text, middle - width(text) / 2, 230 + index * PITCH)
    assert texts(published(narrow_page(pieces)))[1:] == [f"{title}\n{rest}"]


def test_the_lines_of_a_table_of_contents_are_not_joined():
    entries = ["Fiche 1.1.1 Coordonner les acteurs ........ 3", "Fiche 1.1.2 Diversifier notre offre ........ 5"]
    assert texts(published(page(lines(entries, 50, 200)))) == entries


def test_a_ruled_table_is_read_label_by_label():
    pieces = lines(["Contexte"], 55, 115) + lines(CONTENT, 155, 115) + lines(["Animateur"], 55, 175) + lines(["Ville"], 155, 175)
    assert cells(published(page(pieces, borders(COLUMNS, (100, 160, 200))))) == [
        ((1, 1, 1), "Contexte"),
        ((1, 1, 2), "\n".join(CONTENT)),
        ((1, 2, 1), "Animateur"),
        ((1, 2, 2), "Ville"),
    ]


def test_the_rules_tell_the_row_of_a_label_set_half_way_up():
    pieces = lines(["Contexte"], 55, 127) + lines(CONTENT, 155, 115) + lines(["Animateur"], 55, 175) + lines(["Ville"], 155, 175)
    assert cells(published(page(pieces, borders(COLUMNS, (100, 160, 200)))))[0] == ((1, 1, 1), "Contexte")


def test_a_label_with_nothing_beside_it_has_a_blank_cell():
    source = published(page(lines(["Calendrier"], 55, 115), borders(COLUMNS, (100, 160))))
    assert cells(source) == [((1, 1, 1), "Calendrier"), ((1, 1, 2), "")]


def test_a_banner_across_the_table_is_a_row_of_one_cell():
    banner = [Box(50, 60, EDGE, 60), Box(50, 60, 50, 100), Box(EDGE, 60, EDGE, 100)]
    pieces = words("FICHE 1.1.2", 55, 75) + words("Animateur", 55, 115) + words("Ville", 155, 115)
    assert cells(published(page(pieces, banner + borders(COLUMNS, (100, 160))))) == [
        ((1, 1, 1), "FICHE 1.1.2"),
        ((1, 2, 1), "Animateur"),
        ((1, 2, 2), "Ville"),
    ]


def test_an_underlined_word_is_no_border():
    rules = [*borders(COLUMNS, (100, 160)), Box(155, 130, 200, 130)]
    pieces = lines(["Partenaires"], 55, 115) + lines(["Les partenaires", "Ville"], 155, 128)
    assert {cell for cell, _ in cells(published(page(pieces, rules)))} == {(1, 1, 1), (1, 1, 2)}


def test_borders_drawn_cell_by_cell_make_one_table():
    rules = [
        side
        for left, right in ((50, 150), (150.5, EDGE))
        for top, bottom in ((100, 160), (160.5, 200))
        for side in borders((left, right), (top, bottom))
    ]
    pieces = words("Animateur", 55, 115) + words("Ville", 155, 115) + words("Calendrier", 55, 175) + words("2018", 155, 175)
    assert [cell for cell, _ in cells(published(page(pieces, rules)))] == [(1, 1, 1), (1, 1, 2), (1, 2, 1), (1, 2, 2)]


def test_a_table_without_its_outer_borders_has_its_outer_columns():
    rules = [Box(50, y, EDGE, y) for y in (100, 160, 200)] + [Box(150, 100, 150, 200)]
    pieces = words("Animateur", 55, 115) + words("Ville", 155, 115) + words("Calendrier", 55, 175) + words("2018", 155, 175)
    assert [cell for cell, _ in cells(published(page(pieces, rules)))] == [(1, 1, 1), (1, 1, 2), (1, 2, 1), (1, 2, 2)]


def test_a_frame_around_the_page_is_no_table():
    rules = borders(COLUMNS, (100, 160)) + borders((20, 575), (20, 820))
    pieces = words("Titre", 55, 60) + words("Animateur", 55, 115) + words("Ville", 155, 115)
    assert cells(published(page(pieces, rules))) == [(None, "Titre"), ((1, 1, 1), "Animateur"), ((1, 1, 2), "Ville")]


def test_a_small_table_in_a_cell_is_a_line_a_row():
    rules = borders(COLUMNS, (100, 200)) + borders((170, 230, 290), (130, 150, 170))
    pieces = words("Financements", 55, 115) + words("Budget :", 155, 115)
    for row, (name, sum_) in enumerate((("Ville", "8000"), ("CAF", "2500"))):
        pieces += words(name, 175, 143 + 20 * row) + words(sum_, 235, 143 + 20 * row)
    assert texts(published(page(pieces, rules))) == ["Financements", "Budget :", "Ville\t8000", "CAF\t2500"]


def test_rows_beside_a_higher_label_are_lines_of_its_content():
    rules = [*borders((50, 150, EDGE), (100, 160)), Box(150, 130, EDGE, 130), Box(220, 100, 220, 160)]
    pieces = words("Financements", 55, 130)
    for row, (name, sum_) in enumerate((("Ville", "8000"), ("CAF", "2500"))):
        pieces += words(name, 155, 120 + 30 * row) + words(sum_, 225, 120 + 30 * row)
    assert cells(published(page(pieces, rules))) == [
        ((1, 1, 1), "Financements"),
        ((1, 1, 2), "Ville\t8000"),
        ((1, 1, 2), "CAF\t2500"),
    ]


def test_a_row_cut_by_the_end_of_the_page_keeps_its_number():
    first = page(words("Contexte", 55, 115) + lines(["Ville.", "Bourg."], 155, 115), borders(COLUMNS, (100, 800)))
    second = page(words("Village.", 155, 65) + words("Animateur", 55, 115) + words("Ville", 155, 115), borders(COLUMNS, (50, 100, 160)))
    assert cells(published(first, second)) == [
        ((1, 1, 1), "Contexte"),
        ((1, 1, 2), "Ville."),
        ((1, 1, 2), "Bourg."),
        ((1, 1, 2), "Village."),
        ((1, 2, 1), "Animateur"),
        ((1, 2, 2), "Ville"),
    ]


def test_a_paragraph_cut_by_the_end_of_the_page_ends_in_a_space():
    first = page(words("Contexte", 55, 115) + lines(CONTENT[:2], 155, 115), borders(COLUMNS, (100, 800)))
    second = page(words(CONTENT[2], 155, 65), borders(COLUMNS, (50, 100)))
    assert texts(published(first, second)) == ["Contexte", "\n".join(CONTENT[:2]) + " ", CONTENT[2]]


def test_a_paragraph_with_room_left_does_not_go_on_over_the_page():
    first = page(words("Contexte", 55, 115) + lines(CONTENT, 155, 115), borders(COLUMNS, (100, 800)))
    second = page(words("Bourg", 155, 65), borders(COLUMNS, (50, 100)))
    assert texts(published(first, second)) == ["Contexte", "\n".join(CONTENT), "Bourg"]


def test_a_heading_row_repeated_on_the_next_page_is_furniture():
    rows = borders(COLUMNS, (100, 130, 160))
    first = page([*words("Rubrique", 55, 115), *words("Contenu", 155, 115), *words("Animateur", 55, 145), *words("Ville", 155, 145)], rows)
    second = page([*words("Rubrique", 55, 115), *words("Contenu", 155, 115), *words("Calendrier", 55, 145), *words("2018", 155, 145)], rows)
    source = published(first, second)
    assert (furniture(source), cells(source)[-2]) == (["Rubrique", "Contenu"], ((1, 3, 1), "Calendrier"))


def test_a_table_that_opens_another_fiche_is_another_table():
    rules = borders((50, EDGE), (100, 130, 160))
    pages = [page(words(f"FICHE 1.1.{rank}", 55, 115) + words("Contexte", 55, 145), rules) for rank in (1, 2)]
    assert [cell for cell, _ in cells(published(*pages))] == [(1, 1, 1), (1, 2, 1), (2, 1, 1), (2, 2, 1)]


UNRULED = [("Contexte", CONTENT), ("Animateur", ["Ville"]), ("Calendrier", []), ("Indicateurs", ["• Réunions tenues", "• Actions"])]


def unruled(*, centred: bool = False) -> PageMarks:
    pieces, top = [], 100.0
    for label, content in UNRULED:
        height = max(len(content), 1) * PITCH
        pieces += words(label, 50, top + (height - PITCH) / 2 if centred else top) + lines(content, 150, top)
        top += height + 8
    return page(pieces)


ROWS = [
    ((1, 1, 1), "Contexte"),
    ((1, 1, 2), "\n".join(CONTENT)),
    ((1, 2, 1), "Animateur"),
    ((1, 2, 2), "Ville"),
    ((1, 3, 1), "Calendrier"),
    ((1, 3, 2), ""),
    ((1, 4, 1), "Indicateurs"),
    ((1, 4, 2), "• Réunions tenues"),
    ((1, 4, 2), "• Actions"),
]


def test_columns_without_rules_are_read_label_by_label():
    assert cells(published(unruled())) == ROWS


def test_labels_set_half_way_up_are_matched_without_rules():
    assert cells(published(unruled(centred=True))) == ROWS


def test_rules_between_the_rows_alone_tell_them_apart():
    pieces = words("Contexte", 50, 100) + lines(CONTENT, 150, 100) + words("Animateur", 50, 142) + words("Ville", 150, 142)
    source = published(page(pieces, [Box(45, y, 400, y) for y in (88, 130, 150)]))
    assert cells(source) == ROWS[:4]


def test_a_list_is_no_table():
    pieces = [piece for index in range(4) for piece in (*words("•", 50, 100 + 12 * index), *words("Ville", 90, 100 + 12 * index))]
    assert {cell for cell, _ in cells(published(page(pieces)))} == {None}


def test_a_line_that_comes_again_on_each_page_is_furniture():
    pages = [page(words("Contrat de ville", 50, 40) + words(f"Texte {word}", 50, 100)) for word in ("un", "autre", "dernier")]
    assert furniture(published(*pages)) == ["Contrat de ville"] * 3


def test_a_footer_may_change_its_number():
    pages = [page(words(f"Texte {word}", 50, 100) + words(f"Contrat 2015 page {number}", 50, 800)) for number, word in enumerate("abc", 1)]
    assert furniture(published(*pages)) == ["Contrat 2015 page 1", "Contrat 2015 page 2", "Contrat 2015 page 3"]


def test_a_page_number_alone_is_furniture_on_a_single_page():
    assert furniture(published(page(words("Texte", 50, 100) + words("page 1 / 3", 250, 810)))) == ["page 1 / 3"]


def test_the_banners_of_an_annex_are_no_header():
    pages = [page(words(f"FICHE 1.1.{rank}", 50, 40) + words("Pilier 1", 50, 60) + words("abc"[rank - 1], 50, 100)) for rank in (1, 2, 3)]
    assert furniture(published(*pages)) == []


def test_a_banner_in_the_header_of_each_page_is_text_the_first_time():
    pages = [page(words("FICHE 1.1.1", 50, 40) + words(f"Texte {word}", 50, 100)) for word in ("un", "autre", "dernier")]
    source = published(*pages)
    assert (texts(source)[0], furniture(source)) == ("FICHE 1.1.1", ["FICHE 1.1.1"] * 2)


def test_a_heading_that_opens_two_pages_is_no_header_where_another_page_opens_with_text():
    openings = ("Introduction", "Indicateurs", "Contexte", "Indicateurs", "Objectifs")
    pages = [page(words(opening, 50, 60) + words(f"Texte {index}", 50, 100)) for index, opening in enumerate(openings)]
    assert furniture(published(*pages)) == []


def test_a_superscript_joins_its_line():
    pieces = [*words("Le 1", 50, 200), *words("er", 50 + width("Le 1"), 196, size=6), *words("mars", 50 + width("Le 1") + 9, 200)]
    assert texts(published(page(pieces))) == ["Le 1er mars"]


def test_letters_drawn_one_by_one_make_words():
    pieces = [Piece(letter, 50 + 5 * index, 55 + 5 * index, 200, SIZE, gap=1.25) for index, letter in enumerate("Ville")]
    assert texts(published(page(pieces))) == ["Ville"]


def test_a_spaced_out_title_keeps_its_words():
    pieces = [
        Piece(letter, 50 + 8 * index, 55 + 8 * index, 200, SIZE, gap=1.25) for index, letter in enumerate("FICHE ENJEU") if letter != " "
    ]
    assert texts(published(page(pieces))) == ["FICHE ENJEU"]


def test_a_word_drawn_again_over_itself_for_bold_is_read_once():
    pieces = words("Contexte local", 50, 200) + words("Contexte local", 50.4, 200)
    assert texts(published(page(pieces))) == ["Contexte local"]


def stroke(text: str, start: tuple[float, float], direction: tuple[float, float]) -> Stroke:
    length = len(text) * LETTER
    end = (start[0] + length * direction[0], start[1] + length * direction[1])
    return Stroke(text, start, end, direction, SIZE, gap=1.25, after_space=False, artifact=False)


def test_a_page_drawn_on_its_side_is_turned_upright():
    strokes = [stroke("Contexte", (100, 50), (0, 1)), stroke("local", (100, 93), (0, 1)), stroke("Enjeu", (120, 50), (0, 1))]
    marks = upright(strokes, [Box(90, 40, 90, 300)], Box(0, 0, 595, 842))
    assert (marks.width, marks.height, marks.rules) == (842, 595, (Box(40, 90, 300, 90),))
    assert texts(published(marks)) == ["Contexte local", "Enjeu"]


def test_a_label_that_runs_up_its_column_is_read_in_its_cell():
    strokes = [stroke("Objectifs", (100, 620), (0, 1)), *(stroke("Ville et bourg", (155, 700 - 12 * index), (1, 0)) for index in range(3))]
    rules = [Box(box.left, 842 - box.bottom, box.right, 842 - box.top) for box in borders((50, 150, 400), (100, 300))]
    assert cells(published(upright(strokes, rules, Box(0, 0, 595, 842))))[0] == ((1, 1, 1), "Objectifs")


def test_a_watermark_is_furniture():
    strokes = [stroke("Texte", (50, 700), (1, 0)), stroke("BROUILLON", (200, 300), (0.7071, 0.7071))]
    assert furniture(published(upright(strokes, [], Box(0, 0, 595, 842)))) == ["BROUILLON"]


def test_what_stands_outside_the_page_is_left_out():
    strokes = [stroke("Texte", (50, 700), (1, 0)), stroke("Repère", (700, 300), (1, 0))]
    assert texts(published(upright(strokes, [], Box(0, 0, 595, 842)))) == ["Texte"]


places = st.tuples(
    st.sampled_from((50, 150, 155, 300)), st.integers(3, 66).map(lambda line: line * PITCH), st.sampled_from((SIZE, SIZE, SIZE, 6.0))
)
corners = st.tuples(st.sampled_from((45, 145, 295, 500)), st.integers(1, 13).map(lambda line: line * 60.0))


@st.composite
def any_page(draw: st.DrawFn, number: int = 0) -> PageMarks:
    """Words and rules anywhere, each word with a number of its own."""
    spots = draw(st.lists(places, max_size=40))
    starts = draw(st.lists(st.sampled_from(("mot", "•", "(dont", "FICHE 1.1.2", "Page")), min_size=len(spots), max_size=len(spots)))
    pieces = []
    for index, ((left, baseline, size), start) in enumerate(zip(spots, starts, strict=True)):
        text = f"{start}#{number}-{index}#"
        pieces.append(Piece(text, left, left + len(text) * LETTER, baseline, size, gap=size / 8))
    rules = []
    for (x0, y0), (x1, y1) in draw(st.lists(st.tuples(corners, corners), max_size=15)):
        rules += [Box(min(x0, x1), y0, max(x0, x1), y0), Box(x1, min(y0, y1), x1, max(y0, y1))]
    return page(pieces, rules)


@given(st.tuples(any_page(number=1), any_page(number=2)))
def test_every_word_is_published_once_wherever_words_and_rules_stand(pages):
    numbered = re.compile(r"#\d-\d+#")
    publisher = Publisher()
    publisher.add("début")
    publish_pages(pages, publisher)
    published_words = numbered.findall(publisher.source("fiche.pdf", "").text)
    assert sorted(published_words) == sorted(numbered.search(piece.text)[0] for marks in pages for piece in marks.pieces)
