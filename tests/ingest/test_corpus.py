import pytest

from ingest.corpus import find_files, load_corpus, read_file
from ingest.errors import UnreadableSourceError
from ingest.model import SourceFile
from ingest.readers.options import ReadingOptions


@pytest.fixture
def folder(tmp_path, fiche_text, monkeypatch):
    """A folder named « depot » in the current directory, with one fiche in it."""
    monkeypatch.chdir(tmp_path)
    depot = tmp_path / "depot"
    depot.mkdir()
    (depot / "fiche.txt").write_text(fiche_text(), encoding="utf-8")
    return depot


def names(corpus) -> list[str]:
    return [read.file.name for read in corpus.sources]


def test_a_source_is_named_by_the_argument_and_the_path_under_it(folder, fiche_text):
    (folder / "annexe").mkdir()
    (folder / "annexe" / "b.txt").write_text(fiche_text("1.1.3"), encoding="utf-8")
    assert names(load_corpus(["depot"])) == ["depot/fiche.txt", "depot/annexe/b.txt"]


@pytest.mark.parametrize(
    "name",
    ["README.txt", "readme-villes.txt", "LICENSE.txt", "LICENCE.txt", "CHANGELOG.txt", ".cache.txt", "~$fiche.txt", "derogations.yaml"],
)
def test_what_is_no_fiche_is_skipped_in_a_folder(folder, fiche_text, name):
    (folder / name).write_text(fiche_text("1.1.3"), encoding="utf-8")
    corpus = load_corpus(["depot"])
    assert (names(corpus), corpus.skipped, corpus.failures) == (["depot/fiche.txt"], (f"depot/{name}",), ())


def test_a_folder_whose_name_begins_with_a_dot_is_not_entered(folder, fiche_text):
    (folder / ".git").mkdir()
    (folder / ".git" / "b.txt").write_text(fiche_text("1.1.3"), encoding="utf-8")
    assert names(load_corpus(["depot"])) == ["depot/fiche.txt"]


def test_a_file_given_by_name_is_read_whatever_its_name(folder, fiche_text):
    (folder / "README.txt").write_text(fiche_text("1.1.3"), encoding="utf-8")
    assert names(load_corpus(["depot/README.txt"])) == ["depot/README.txt"]


def test_a_link_that_loops_is_followed_once(folder):
    (folder / "boucle").symlink_to(folder)
    assert names(load_corpus(["depot"])) == ["depot/fiche.txt"]


def test_a_file_given_twice_under_two_spellings_is_read_once(folder):
    assert names(load_corpus(["depot", "./depot/fiche.txt", str(folder / "fiche.txt")])) == ["depot/fiche.txt"]


def test_a_link_to_a_file_is_that_file(folder):
    (folder / "lien.txt").symlink_to(folder / "fiche.txt")
    assert len(load_corpus(["depot"]).sources) == 1


def test_a_missing_path_is_a_failure_told_in_french(folder):
    corpus = load_corpus(["absent", "depot"])
    assert [(failure.path, failure.error) for failure in corpus.failures] == [("absent", "« absent » n’existe pas ; vérifiez le chemin.")]
    assert names(corpus) == ["depot/fiche.txt"]


def test_a_file_that_fails_does_not_stop_the_others(folder, fiche_text):
    (folder / "a-vide.txt").write_text("", encoding="utf-8")
    (folder / "b-binaire.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    (folder / "c-note.txt").write_text("Compte rendu de réunion.", encoding="utf-8")
    (folder / "z.txt").write_text(fiche_text("1.1.3"), encoding="utf-8")
    corpus = load_corpus(["depot"])
    assert names(corpus) == ["depot/fiche.txt", "depot/z.txt"]
    assert [failure.path for failure in corpus.failures] == ["depot/a-vide.txt", "depot/b-binaire.txt", "depot/c-note.txt"]
    assert all(failure.error.startswith(f"« {failure.path} » ") for failure in corpus.failures)


def test_a_broken_link_is_a_failure(folder):
    (folder / "casse.txt").symlink_to(folder / "nulle-part.txt")
    (failure,) = load_corpus(["depot"]).failures
    assert failure.path == "depot/casse.txt"


def test_a_file_above_the_limit_is_refused_with_its_size(folder):
    with pytest.raises(UnreadableSourceError, match=r"pèse \d+ Mo, plus que la limite"):
        read_file(SourceFile("fiche.txt", str(folder / "fiche.txt")), options=ReadingOptions(max_bytes=10))


def test_each_file_is_announced_before_it_is_read(folder):
    announced: list[str] = []
    load_corpus(["depot"], on_file=announced.append)
    assert announced == ["depot/fiche.txt"]


def test_no_path_gives_an_empty_corpus():
    assert find_files([]) == ((), (), ())
