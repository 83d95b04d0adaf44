"""Names of files that are sent, made safe; and what is kept of them."""

import io
import os
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.settings import Settings
from ui.uploads import FOLDER, Kept, Sent, UploadError, check_room, delete, keep, safe_name, uploaded_file, uploads_folder


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("fiche.docx", "fiche.docx"),
        ("Mes fiches/Pilier 1/fiche n°1.docx", "Mes fiches/Pilier 1/fiche n°1.docx"),
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("..\\..\\Mes fiches\\fiche:1.docx", "Mes fiches/fiche_1.docx"),
        ("/absolu/fiche.txt", "absolu/fiche.txt"),
        ("C:\\Users\\moi\\fiche.odt", "C_/Users/moi/fiche.odt"),
        (".cachée.txt", "cachée.txt"),
        ("fiche\u202etxt.exe.docx", "fichetxt.exe.docx"),
        ("fiche\x00\n.txt", "fiche.txt"),
        ("archive.zip!/fiche.txt", "archive.zip_/fiche.txt"),
        ("e\u0301te\u0301.txt", "été.txt"),
        ("con.txt", "_con.txt"),
        ("dossier./ fiche .txt", "dossier/fiche.txt"),
        ("...", ""),
        ("", ""),
    ],
)
def test_a_name_keeps_what_is_safe_of_it(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


@given(st.text(max_size=400))
def test_no_name_leaves_the_folder_hides_or_is_too_long(name: str) -> None:
    safe = safe_name(name)
    parts = PurePosixPath(safe).parts
    assert not safe.startswith("/")
    assert all(part not in ("..", ".") and not part.startswith(".") and len(part.encode()) <= 130 for part in parts)
    assert "!/" not in safe
    assert safe_name(safe) == safe


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", max_file_mb=0.001, max_unpacked_mb=0.002)


def sent(name: str, data: bytes = b"FICHE 1.1.1") -> Sent:
    return Sent(name, io.BytesIO(data))


def test_files_are_saved_under_the_names_of_their_folders(settings: Settings) -> None:
    kept = keep([sent("d/fiche.txt", b"a"), sent("autre.txt", b"b")], settings)
    assert [one.source for one in kept] == [f"{FOLDER}/d/fiche.txt", f"{FOLDER}/autre.txt"]
    assert [(settings.data_dir / one.source).read_bytes() for one in kept] == [b"a", b"b"]
    assert not [file for file in uploads_folder(settings).iterdir() if file.name.startswith(".")]


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("grand.txt", b"x" * 1_001, "plus que la limite de 0.001 Mo"),
        ("grand.zip", b"x" * 2_001, "plus que la limite de 0.002 Mo"),
        ("vide.txt", b"", "Il est vide"),
        ("image.png", b"x", "« .png » n’est pas lu"),
        ("sans", b"x", "« sans extension » n’est pas lu"),
        ("..", b"x", "Son nom ne peut pas servir"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_reason_and_the_others_kept(
    settings: Settings, name: str, data: bytes, told: str
) -> None:
    refused, kept = keep([sent(name, data), sent("bon.txt")], settings)
    assert told in refused.refused
    assert refused.source == ""
    assert kept == Kept("bon.txt", f"{FOLDER}/bon.txt")
    assert [file.name for file in uploads_folder(settings).iterdir()] == ["bon.txt"]


def test_two_files_of_one_name_are_both_kept(settings: Settings) -> None:
    kept = keep([sent("fiche.txt", b"a"), sent("Fiche.txt", b"b"), sent("./fiche.txt", b"c")], settings)
    assert [one.source for one in kept] == [f"{FOLDER}/fiche.txt", f"{FOLDER}/Fiche (2).txt", f"{FOLDER}/fiche (3).txt"]


def test_a_file_sent_again_takes_the_place_of_the_former(settings: Settings) -> None:
    keep([sent("fiche.txt", b"a")], settings)
    keep([sent("fiche.txt", b"b")], settings)
    assert (uploads_folder(settings) / "fiche.txt").read_bytes() == b"b"


def test_a_folder_is_never_replaced_by_a_file_nor_a_file_by_a_folder(settings: Settings) -> None:
    keep([sent("d.txt/fiche.txt"), sent("f.txt")], settings)
    first, second = keep([sent("d.txt"), sent("f.txt/fiche.txt")], settings)
    assert "déjà là" in first.refused
    assert "déjà là" in second.refused


def test_a_link_in_the_folder_leads_nothing_outside(settings: Settings, tmp_path: Path) -> None:
    uploads_folder(settings).mkdir(parents=True)
    (uploads_folder(settings) / "dehors").symlink_to(tmp_path)
    assert keep([sent("dehors/fiche.txt")], settings)[0].refused
    assert not (tmp_path / "fiche.txt").exists()
    assert uploaded_file(settings, f"{FOLDER}/dehors/fiche.txt") is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_told(settings: Settings) -> None:
    uploads_folder(settings).mkdir(parents=True)
    uploads_folder(settings).chmod(0o500)
    with pytest.raises(UploadError, match="accès refusé"):
        keep([sent("fiche.txt")], settings)


def test_a_disk_without_room_refuses_before_it_is_full(settings: Settings) -> None:
    with pytest.raises(UploadError, match="presque plein"):
        check_room(settings, 10**18)


@pytest.mark.parametrize("source", ["corpus/fiche.txt", f"{FOLDER}/../catalogue.sqlite3", f"{FOLDER}", f"{FOLDER}/", "/etc/passwd", ""])
def test_only_what_was_sent_can_be_removed(settings: Settings, source: str) -> None:
    assert uploaded_file(settings, source) is None


def test_what_stands_in_an_archive_goes_with_it(settings: Settings) -> None:
    assert uploaded_file(settings, f"{FOLDER}/a.zip!/d/f.txt") == uploads_folder(settings) / "a.zip"


def test_folders_left_empty_go_with_their_last_file(settings: Settings) -> None:
    keep([sent("a/b/c.txt"), sent("a/d.txt")], settings)
    root = uploads_folder(settings)
    delete(root / "a/b/c.txt", root)
    assert not (root / "a/b").exists()
    delete(root / "a/d.txt", root)
    assert list(root.iterdir()) == []
