"""A fiche reads the same whatever the file: same fields as its text, every word claimed, nothing shown that its authors struck out."""

import contextlib
import itertools
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import ParseError, SourceError
from ingest.model import BlockKind, Cell, Excerpt, Fiche, SectionKind, Source
from ingest.parser import parse_fiches
from ingest.readers import read_source
from ingest.readers.publisher import Publisher
from tests.making import opendocument, pdf, web, word
from tests.making.compare import differences, expected_fields, fields
from tests.making.convert import convert_many, needs_office
from tests.making.fiche_model import MadeFiche, MadeParagraph, MadePart, MadeRow, fictional_fiches, real_fiches

Make = Callable[[MadeFiche], bytes]
FORMATS: dict[str, tuple[str, Make]] = {
    **{f"docx {name}": (".docx", lambda made, style=style: word.make_docx([made], style=style)) for name, style in word.STYLES.items()},
    **{f"odt {name}": (".odt", lambda made, style=style: opendocument.make_odt([made], style=style)) for name, style in opendocument.STYLES.items()},
    **{f"md {layout}": (".md", lambda made, layout=layout: web.make_markdown([made], layout=layout)) for layout in ("table", "headings", "bold")},
    "html table": (".html", lambda made: web.make_html([made], entities=True)),
    "html headings": (".html", lambda made: web.make_html([made], layout="headings", typed_bullets=True)),
    "html cp1252": (".html", lambda made: web.make_html([made], encoding="cp1252")),
    "html undeclared": (".html", lambda made: web.make_html([made], encoding="cp1252", declared=False)),
    "pdf plain": (".pdf", lambda made: pdf.make_pdf([made])),
    "pdf no-grid": (".pdf", lambda made: pdf.make_pdf([made], style=pdf.STYLES["no-grid"])),
}  # fmt: skip
TURNS = dict(zip(FORMATS, itertools.cycle(range(0, 24, 3)), strict=False))


def read(data: bytes, suffix: str) -> tuple[Fiche, ...]:
    return parse_fiches(read_source(data, f"fiche{suffix}"))


def excerpts(fiche: Fiche) -> Iterator[Excerpt]:
    yield from (part.excerpt for part in (*fiche.banner, *fiche.leftovers))
    for section in fiche.sections:
        yield section.heading
        yield from section.items


def check_conservation(fiches: tuple[Fiche, ...]) -> None:
    """Every character that is not blank is claimed; excerpts are slices; items are disjoint."""
    text = fiches[0].source.text
    claimed = bytearray(len(text))
    for excerpt in itertools.chain.from_iterable(map(excerpts, fiches)):
        start, end = excerpt.span.start, excerpt.span.end
        assert text[start:end] == excerpt.text
        claimed[start:end] = b"\1" * (end - start)
    assert [text[at : at + 30] for at in range(len(text)) if not claimed[at] and not text[at].isspace()] == []
    spans = sorted(item.span for fiche in fiches for section in fiche.sections for item in section.items)
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))


@pytest.mark.parametrize("name", FORMATS)
def test_the_real_fiches_and_a_few_others_have_the_fields_of_their_text(name):
    suffix, make = FORMATS[name]
    turn = TURNS[name]
    for made in (*real_fiches(), *fictional_fiches()[turn : turn + 3]):
        fiches = read(make(made), suffix)
        assert len(fiches) == 1
        assert differences(expected_fields(made), fields(fiches[0])) == []
        check_conservation(fiches)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_struck_out_hidden_or_remarked_is_published(name):
    suffix, make = FORMATS[name]
    text = read_source(make(real_fiches()[0]), f"f{suffix}").text
    assert not [hidden for hidden in (*word.HIDDEN, *opendocument.HIDDEN, *web.HIDDEN) if hidden in text]


@pytest.mark.office
@needs_office
@pytest.mark.parametrize("suffix", [".odt", ".tagged.pdf", ".doc", ".rtf"])
def test_what_libreoffice_makes_of_the_real_fiches_has_their_fields(suffix):
    files = {f"{index}.docx": word.make_docx([made]) for index, made in enumerate(real_fiches())}
    converted = list(convert_many(files, suffix).values())
    for made, data in zip(real_fiches(), converted, strict=True):
        (fiche,) = read(data, suffix)
        assert differences(expected_fields(made), fields(fiche)) == []


def test_a_cell_left_blank_is_an_empty_section():
    made = real_fiches()[1]
    (fiche,) = read(word.make_docx([made]), ".docx")
    assert [section.items for section in fiche.all(SectionKind.CALENDRIER)] == [()]


def test_the_row_of_a_quote_is_that_of_its_table():
    (fiche,) = read(word.make_docx([real_fiches()[1]]), ".docx")
    rows = [fiche.source.row_at(section.heading.span.start) for section in fiche.sections if section.items]
    assert None not in rows
    assert rows == sorted(rows)
    for section in fiche.sections:
        assert {fiche.source.row_at(item.span.start) for item in section.items} <= {fiche.source.row_at(section.heading.span.start)}


# What authors may write, in any file.

words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="\u2028\u2029\xad"),
    min_size=1,
    max_size=14,
)
phrases = st.lists(
    st.one_of(words, st.sampled_from(["Contexte", "Animateur", "Les partenaires :", "Fiche 1.1.3", "a)", "- b", "|", "*"])),
    min_size=1,
    max_size=6,
)
paragraphs = phrases.map(" ".join).filter(str.strip)
headings = st.one_of(
    st.sampled_from(
        ["Contexte", "Objectifs", "Animateur", "Calendrier", "Financements mobilisables", "Public visé", "Échelle territoriale"]
    ),
    paragraphs,
)
rows = st.builds(
    lambda heading, texts: MadeRow((heading,), (MadePart(SectionKind.AUTRE, tuple(map(MadeParagraph, texts))),)),
    headings,
    st.lists(paragraphs, max_size=3),
)
drawn = st.builds(
    lambda title, rows: MadeFiche(
        "f", "1.2.3", None, (title,), ("FICHE 1.2.3", title, "Pilier 1"), (*rows, MadeRow(("Liens",), (MadePart(SectionKind.LIENS),)))
    ),
    paragraphs,
    st.lists(rows, min_size=1, max_size=4),
)


@pytest.mark.parametrize(
    "name", ["docx plain", "docx one-column", "docx no-table", "odt plain", "html table", "html headings", "md table", "md bold"]
)
@settings(max_examples=15)
@given(made=drawn)
def test_every_character_of_a_drawn_file_is_claimed(name, made):
    suffix, make = FORMATS[name]
    try:
        fiches = read(make(made), suffix)
    except SourceError:
        return
    check_conservation(fiches)


cells = st.one_of(st.none(), st.builds(Cell, st.integers(1, 2), st.integers(1, 4), st.integers(1, 3)))
pieces = st.tuples(
    st.one_of(
        st.just(""),
        headings,
        paragraphs,
        st.sampled_from(["FICHE 1.1.2", "FICHE 1.1.2 – TITRE\nsuite", "Page 2", "Pilier 1", "(Lesquels ?)"]),
    ),
    st.sampled_from(BlockKind),
    cells,
)


@settings(max_examples=200)
@given(st.lists(pieces, max_size=14))
def test_every_character_of_a_drawn_layout_is_claimed(drawn_pieces):
    """Tables, lists, headers and notes in any order, as no file would have them."""
    publisher = Publisher()
    publisher.add("FICHE 1.2.3")
    for text, kind, cell in drawn_pieces:
        publisher.add(text, kind=kind, cell=cell)
    for heading in ("Contexte", "Animateur"):
        publisher.add(heading)
        publisher.add("Ville")
    with contextlib.suppress(ParseError):
        check_conservation(parse_fiches(publisher.source("f.docx", "")))


def test_a_published_text_is_its_paragraphs_one_a_line():
    publisher = Publisher()
    publisher.add("FICHE 1.1.2")
    publisher.add("Contexte", cell=Cell(1, 1, 1))
    publisher.add("", cell=Cell(1, 1, 2))
    source = publisher.source("f.docx", "d")
    assert source.text == "FICHE 1.1.2\n\nContexte\n\n"
    assert [source.text[block.span.start : block.span.end] for block in source.blocks] == ["FICHE 1.1.2", "Contexte", ""]
    assert source == Source("f.docx", source.text, "d", (), source.blocks)
