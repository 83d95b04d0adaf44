"""A .zip is read as a folder, and never leaves its place."""

import io
import zipfile
from pathlib import Path

import pytest

from ingest.corpus import find_files, is_there, is_within, load_corpus
from ingest.readers.archive import split_member
from tests.making import hostile, word
from tests.making.fiche_model import real_fiches

FICHE = "FICHE 1.1.2\n\nContexte\nUn contexte.\n\nAnimateur\nVille\n"


def zipped(folder: Path, members: dict[str, str]) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_each_member_is_a_source_named_after_the_archive(tmp_path):
    path = zipped(tmp_path, {"d/f.txt": FICHE, "g.txt": FICHE.replace("1.1.2", "1.1.3")})
    corpus = load_corpus([str(path)])
    assert [read.source.name for read in corpus.sources] == [f"{path}!/d/f.txt", f"{path}!/g.txt"]
    assert [fiche.code for fiche in corpus.fiches] == ["1.1.2", "1.1.3"]


def test_an_archive_within_a_folder_is_read(tmp_path):
    zipped(tmp_path, {"f.txt": FICHE})
    assert [fiche.code for fiche in load_corpus([str(tmp_path)]).fiches] == ["1.1.2"]


def test_one_member_can_be_asked_for(tmp_path):
    path = zipped(tmp_path, {"f.txt": FICHE, "g.txt": FICHE})
    files, _skipped, failures = find_files([f"{path}!/g.txt"])
    assert [file.name for file in files] == [f"{path}!/g.txt"]
    assert failures == ()


def test_a_member_that_is_not_there_is_told(tmp_path):
    path = zipped(tmp_path, {"f.txt": FICHE})
    _files, _skipped, (failure,) = find_files([f"{path}!/absent.txt"])
    assert "« absent.txt » n’est pas dans" in failure.error


def test_a_word_file_of_an_archive_is_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("f.docx", word.make_docx(real_fiches()[:1]))
    assert [fiche.code for fiche in load_corpus([str(tmp_path)]).fiches] == ["1.1.2"]


def test_readmes_hidden_files_and_those_of_macos_are_passed_over(tmp_path):
    path = zipped(tmp_path, {"README.txt": "lisez-moi", "._f.txt": FICHE, "__MACOSX/f.txt": FICHE, "f.txt": FICHE})
    files, skipped, failures = find_files([str(path)])
    assert [file.name for file in files] == [f"{path}!/f.txt"]
    assert skipped == (f"{path}!/._f.txt", f"{path}!/README.txt")
    assert failures == ()


def test_names_that_leave_the_archive_are_refused_and_the_rest_is_read(tmp_path):
    (tmp_path / "a.zip").write_bytes(hostile.climbing_zip())
    files, _skipped, failures = find_files([str(tmp_path)])
    assert failures
    assert all("sort de l’archive" in failure.error for failure in failures)
    assert all(".." not in file.name.partition("!/")[2] for file in files)
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (hostile.zip_bomb, "se déplie au-delà des limites"),
        (hostile.overlapping_zip, "se déplie au-delà des limites"),
        (hostile.many_files_zip, "plus que la limite de 10000"),
        (hostile.nested_zip, "est une archive dans une archive"),
        (hostile.encrypted_zip, "est protégé par un mot de passe"),
        (lambda: b"PK\x03\x04 coupe", "est abîmé ou incomplet"),
    ],
)
def test_a_hostile_archive_is_named_with_its_fault(tmp_path, make, sentence):
    (tmp_path / "a.zip").write_bytes(make())
    failures = load_corpus([str(tmp_path)]).failures
    assert failures
    assert all(sentence in failure.error and "a.zip" in failure.error for failure in failures)


def test_the_accents_that_macos_writes_are_read_back():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("é.txt", FICHE)
    unmarked = data.getvalue().replace("é.txt".encode(), b"\xc3\xa9.txt")
    for header in (b"PK\x03\x04", b"PK\x01\x02"):  # clear the flag that says UTF-8
        at = unmarked.index(header) + (6 if header == b"PK\x03\x04" else 8)
        unmarked = unmarked[:at] + b"\x00\x00" + unmarked[at + 2 :]
    from ingest.readers.archive import _readable_name

    (info,) = zipfile.ZipFile(io.BytesIO(unmarked)).infolist()
    assert info.filename != "é.txt"
    assert _readable_name(info) == "é.txt"


def test_a_path_within_an_archive_is_taken_apart():
    assert split_member("/d/a.zip!/e/f.txt") == ("/d/a.zip", "e/f.txt")
    assert split_member("/d/a.txt") is None


def test_a_member_lies_within_its_archive_and_its_folder():
    assert is_within("/d/a.zip!/f.txt", "/d/a.zip")
    assert is_within("/d/a.zip!/f.txt", "/d")
    assert not is_within("/d/ab.txt", "/d/a")


def test_a_member_taken_out_of_its_archive_is_no_longer_there(tmp_path):
    path = zipped(tmp_path, {"f.txt": FICHE})
    assert is_there(f"{path}!/f.txt")
    assert not is_there(f"{path}!/g.txt")
    path.unlink()
    assert not is_there(f"{path}!/f.txt")
