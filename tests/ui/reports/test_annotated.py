"""Copies of received Word files: each finding a comment on its words, and nothing else changed."""

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.finding import Finding, Related, Severity
from ingest.checks.report import CheckReport
from ingest.errors import UnreadableSourceError
from ingest.model import Fiche, Source, Span
from ingest.parser import parse_fiches
from ingest.readers.docx import read_docx, read_docx_places
from ingest.readers.options import DEFAULT_OPTIONS
from tests.making import hostile
from tests.making.checked_fiches import fiche_text
from tests.making.convert import needs_office, with_libreoffice
from tests.making.fiche_model import MadeFiche, fictional_fiches, real_fiches
from tests.making.hostile import docx_body, docx_of
from tests.making.reports import AT, HOSTILE, finding
from tests.making.word import STYLES, make_docx
from ui.reports.annotated import README, annotated_copies
from ui.reports.comments import Remark, with_comments

_LETTERS = {qn("w:tab"): "\t", qn("w:noBreakHyphen"): "\u2011", qn("w:softHyphen"): "\xad"}
_GONE = (qn("w:del"), qn("w:moveFrom"))


def _fiches(data: bytes, name: str) -> tuple[Fiche, ...]:
    return parse_fiches(read_docx(data, name, DEFAULT_OPTIONS))


def _report(fiches: Sequence[Fiche], findings: Sequence[Finding]) -> CheckReport:
    return CheckReport(tuple(findings), CheckedCorpus(fiches, at=AT), AT)


def _letters(element: etree._Element) -> str:
    if any(above.tag in _GONE for above in element.iterancestors()):
        return ""
    return (element.text or "") if element.tag == qn("w:t") else _LETTERS.get(str(element.tag), "")


def _commented(data: bytes) -> dict[str, str]:
    """The letters that each comment stands on, by its identifier."""
    body = Document(io.BytesIO(data)).element.body
    found: dict[str, str] = {}
    opened: set[str] = set()
    for element in body.iter():
        number = element.get(qn("w:id")) or ""
        if element.tag == qn("w:commentRangeStart"):
            opened.add(number)
            found[number] = ""
        elif element.tag == qn("w:commentRangeEnd"):
            opened.discard(number)
        for name in opened:
            found[name] += _letters(element)
    assert not opened
    return found


def _formatted(data: bytes) -> list[tuple[str, bytes]]:
    """Each letter of the body with the properties of its run."""
    found = []
    for run in Document(io.BytesIO(data)).element.body.iter(qn("w:r")):
        properties = run.find(qn("w:rPr"))
        look = etree.tostring(properties) if properties is not None else b""
        found += [(letter, look) for element in run for letter in _letters(element)]
    return found


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _remarks(fiche: Fiche) -> list[Remark]:
    """One on each heading, on each item, and on some words inside each item."""
    spans = [fiche.title.span]
    for section in fiche.sections:
        spans.append(section.heading.span)
        for item in section.items:
            spans.append(item.span)
            third = len(item.text) // 3
            if third:
                spans.append(Span(item.span.start + third, item.span.end - third))
    return [Remark(span, f"remarque {number}") for number, span in enumerate(spans)]


@pytest.mark.parametrize("style", STYLES)
def test_comments_stand_on_their_words_and_change_neither_a_letter_nor_its_look(style: str) -> None:
    data = make_docx([real_fiches()[0]], style=STYLES[style])
    source = read_docx(data, "f.docx", DEFAULT_OPTIONS)
    (fiche,) = parse_fiches(source)
    remarks = _remarks(fiche)
    before = len(list(Document(io.BytesIO(data)).comments))
    copy = with_comments(data, "f.docx", source.text, remarks, AT, DEFAULT_OPTIONS)
    assert read_docx(copy, "f.docx", DEFAULT_OPTIONS).text == source.text
    assert _formatted(copy) == _formatted(data)
    comments = list(Document(io.BytesIO(copy)).comments)[before:]
    assert [comment.text for comment in comments] == [remark.text for remark in remarks]
    on = _commented(copy)
    wrong = [
        (source.text[remark.span.start : remark.span.end], on[str(comment.comment_id)])
        for comment, remark in zip(comments, remarks, strict=True)
        if _squeezed(source.text[remark.span.start : remark.span.end]) != _squeezed(on[str(comment.comment_id)])
    ]
    # Word takes no comment in a text box: the one on the title stands on the drawing that holds the banner.
    assert wrong == [] or (style == "textbox" and [meant for meant, _said in wrong] == [fiche.title.text]), wrong[:3]


@given(data=st.data())
@settings(max_examples=30, suppress_health_check=[HealthCheck.data_too_large])
def test_any_words_of_any_layout_bear_a_comment(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(STYLES)))
    made = make_docx([data.draw(st.sampled_from(fictional_fiches()[:4]))], style=STYLES[name])
    source = read_docx(made, "f.docx", DEFAULT_OPTIONS)
    edges = st.integers(0, len(source.text))
    spans = [Span(*sorted(pair)) for pair in data.draw(st.lists(st.tuples(edges, edges), max_size=6))]
    copy = with_comments(made, "f.docx", source.text, [Remark(span, "x") for span in spans], AT, DEFAULT_OPTIONS)
    assert read_docx(copy, "f.docx", DEFAULT_OPTIONS).text == source.text
    assert _formatted(copy) == _formatted(made)


@pytest.mark.parametrize("style", STYLES)
def test_places_are_the_letters_of_the_published_text(style: str) -> None:
    source, places = read_docx_places(make_docx([real_fiches()[0]], style=STYLES[style]), "f.docx", DEFAULT_OPTIONS)
    assert places
    for place in places:
        if place.exact and place.element.tag == qn("w:t"):
            assert (place.element.text or "")[: place.span.end - place.span.start] == source.text[place.span.start : place.span.end]
    assert [place.span for place in places] == sorted(place.span for place in places)


_W = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
_HEAD = "<w:p><w:r><w:t>FICHE 1.1.2</w:t></w:r></w:p><w:p><w:r><w:t>UN TITRE</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("body", "quote", "on"),
    [
        ("<w:p><w:hyperlink><w:r><w:t>voir le site</w:t></w:r></w:hyperlink></w:p>", "le", "le"),
        (
            "<w:p><w:ins><w:r><w:t>mots ajoutés</w:t></w:r></w:ins><w:del><w:r><w:delText>retirés</w:delText></w:r></w:del></w:p>",
            "ajoutés",
            "ajoutés",
        ),
        ("<w:p><w:r><w:t>un</w:t><w:tab/><w:t>deux</w:t><w:br/><w:t>trois</w:t></w:r></w:p>", "deux", "deux"),
        ("<w:p><w:sdt><w:sdtContent><w:r><w:t>un choix</w:t></w:r></w:sdtContent></w:sdt></w:p>", "choix", "choix"),
        (f"<w:p><m:oMath {_W}><m:r><m:t>x+y</m:t></m:r></m:oMath></w:p>", "x+y", ""),
        (
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Le budget de cette action se partage ainsi :</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>CAF</w:t></w:r></w:p></w:tc>"
            "<w:tc><w:p><w:r><w:t>5 000 €</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
            "5 000",
            "CAF",
        ),
        (
            "<w:p><w:r><w:t>avant </w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>boîte</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
            "boîte",
            "boîte",
        ),
        ("<w:p><w:dir w:val='rtl'><w:r><w:t>un mot tourné</w:t></w:r></w:dir></w:p>", "mot", "mot"),
    ],
    ids=["link", "tracked", "tab-and-break", "control", "formula", "inner-table", "text-box", "direction"],
)
def test_words_in_odd_places_bear_their_comment_there_or_beside(body: str, quote: str, on: str) -> None:
    data = docx_of(docx_body(_HEAD + body + "<w:sectPr/>"))
    source = read_docx(data, "f.docx", DEFAULT_OPTIONS)
    start = source.text.index(quote)
    copy = with_comments(data, "f.docx", source.text, [Remark(Span(start, start + len(quote)), "ici")], AT, DEFAULT_OPTIONS)
    assert list(_commented(copy).values()) == [on]
    assert read_docx(copy, "f.docx", DEFAULT_OPTIONS).text == source.text


# The zip.


@pytest.fixture
def town(tmp_path: Path) -> tuple[CheckReport, dict[str, Path]]:
    """Two fiches in Word that « Ville » leads, one without leader, and one in plain text; each has a finding."""
    files: dict[str, Path] = {}
    fiches: list[Fiche] = []
    for name, fiche in zip(("a/fiche.docx", "b/fiche.docx", "c.docx"), _made(), strict=True):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(make_docx([fiche]))
        files[name] = path
        fiches += _fiches(path.read_bytes(), name)
    fiches += parse_fiches(Source("d.txt", fiche_text({"animateur": "Ville"}, "1.1.9")))
    return _report(fiches, [finding(fiche, fiche.sections[1].items[0].text) for fiche in fiches]), files


def _made() -> list[MadeFiche]:
    leaderless = next(fiche for fiche in fictional_fiches() if fiche.code == "4.1.1")
    return [*real_fiches(), leaderless]


def test_each_service_has_a_folder_with_its_fiches(town: tuple[CheckReport, Mapping[str, Path]]) -> None:
    report, files = town
    members = _members(annotated_copies(report, files))
    assert list(members) == [README, "Ville/fiche.docx", "Ville/fiche (2).docx", "Sans animateur/c.docx"]
    (comment,) = Document(io.BytesIO(members["Ville/fiche.docx"])).comments
    one = report.findings[0]
    assert comment.text == f"Erreur (REF001)\n«\u00a0{one.excerpt.text}\u00a0» ne mène à aucune fiche.\nÀ faire\u00a0: Corrigez le renvoi."
    assert (comment.author, comment.timestamp.date()) == ("Relecture des fiches", AT)
    assert list(_commented(members["Ville/fiche.docx"]).values()) == [one.excerpt.text]


def test_what_is_left_out_is_told_with_its_reason(town: tuple[CheckReport, dict[str, Path]]) -> None:
    report, files = town
    files["a/fiche.docx"].write_bytes(make_docx([fictional_fiches()[0]]))
    del files["b/fiche.docx"]
    members = _members(annotated_copies(report, files))
    assert list(members) == [README, "Sans animateur/c.docx"]
    told = members[README].decode("utf-8-sig")
    assert "Fiche 1.1.2 (version 2017), a/fiche.docx : le fichier a changé depuis qu’il a été lu" in told
    assert "Fiche 1.1.4, b/fiche.docx : le fichier reçu n’a pas été retrouvé" in told
    assert "d.txt : la fiche n’est pas un document Word (.docx)" in told


def test_a_file_that_has_gone_is_left_out(town: tuple[CheckReport, dict[str, Path]]) -> None:
    report, files = town
    files["c.docx"].unlink()
    members = _members(annotated_copies(report, files))
    assert "c.docx : « c.docx » ne peut pas être ouvert" in members[README].decode("utf-8-sig")


def test_the_received_file_is_not_touched(town: tuple[CheckReport, dict[str, Path]]) -> None:
    report, files = town
    before = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    annotated_copies(report, files)
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()} == before


def test_the_same_report_gives_the_same_bytes(town: tuple[CheckReport, dict[str, Path]]) -> None:
    assert annotated_copies(*town) == annotated_copies(*town)


def _hostile(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    for number, name in enumerate(("../../etc/x.docx", "CON.docx", "a\\b\x07:*.docx", f"{'x' * 200}.docx", "LISEZMOI.txt.docx")):
        path = tmp_path / f"{number}.docx"
        path.write_bytes(make_docx([real_fiches()[0]]))
        yield name, path


def test_hostile_names_and_messages_make_harmless_files(tmp_path: Path) -> None:
    files = dict(_hostile(tmp_path))
    fiches = [fiche for name, path in files.items() for fiche in _fiches(path.read_bytes(), name)]
    findings = [
        Finding(
            "TXT001", Severity.INFO, fiche, None, message=text, action=text, excerpt=fiche.title, related=(Related(fiche, fiche.title),)
        )
        for fiche in fiches
        for text in HOSTILE
    ]
    corpus = CheckedCorpus(fiches, at=AT)
    # One fiche answers for its copies; here each of them is looked at.
    corpus.__dict__["fiches"] = tuple(fiches)
    members = _members(annotated_copies(CheckReport(tuple(findings), corpus, AT), files))
    assert sorted(len(name) <= 100 for name in members) == [True] * 6
    for name, data in members.items():
        assert name.count("/") == (name != README)
        assert not set(name) & set('\\:*?"<>|\x07')
        assert ".." not in name
        if name != README:
            assert len(list(Document(io.BytesIO(data)).comments)) == len(HOSTILE)


@needs_office
@pytest.mark.office
def test_libreoffice_opens_the_copies(town: tuple[CheckReport, dict[str, Path]]) -> None:
    members: dict[str, Any] = _members(annotated_copies(*town))
    assert with_libreoffice(members["Ville/fiche.docx"], ".docx", ".pdf").startswith(b"%PDF")


_DOCX = [name for name in hostile.HOSTILE if name.endswith(".docx")]


@pytest.mark.parametrize("name", _DOCX)
def test_a_hostile_file_gets_its_comment_or_a_reason(name: str) -> None:
    data = hostile.HOSTILE[name]()
    with suppress(UnreadableSourceError):  # the reason; anything else that is raised fails
        text = read_docx(data, name, DEFAULT_OPTIONS).text
        copy = with_comments(data, name, text, [Remark(Span(0, min(40, len(text))), "ici")], AT, DEFAULT_OPTIONS)
        assert read_docx(copy, name, DEFAULT_OPTIONS).text == text
        assert len(list(Document(io.BytesIO(copy)).comments)) == 1


def test_a_strict_document_is_refused_with_a_reason() -> None:
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    members = {
        name: part.replace(b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", strict.encode())
        for name, part in _members(make_docx([real_fiches()[0]])).items()
    }
    data = hostile.zipped(dict(members))
    text = read_docx(data, "f.docx", DEFAULT_OPTIONS).text
    with pytest.raises(UnreadableSourceError, match="ne peut pas recevoir de commentaires"):
        with_comments(data, "f.docx", text, [Remark(Span(0, 5), "ici")], AT, DEFAULT_OPTIONS)
