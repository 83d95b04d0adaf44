"""Files that are something else than their bytes: odd names, links, pipes, files that vanish; the rest is read."""

from pathlib import Path

import pytest

from ingest.corpus import find_files, load_corpus, read_file
from ingest.errors import UnreadableSourceError
from ingest.model import Corpus
from tests.making import hostile


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "bonne.txt").write_text("FICHE 1.1.2\n\nContexte\nUn constat.\n\nAnimateur\nVille\n", encoding="utf-8")
    return tmp_path


def error(corpus: Corpus) -> str:
    (failure,) = corpus.failures
    return failure.error


def test_names_with_spaces_accents_emoji_and_line_breaks_are_read(tmp_path):
    paths = hostile.odd_names(tmp_path)
    corpus = load_corpus([str(tmp_path)])
    assert corpus.failures == ()
    assert {read.source.name for read in corpus.sources} == {path.as_posix() for path in paths}


def test_a_name_that_is_not_utf8_is_told_and_the_rest_is_read(folder):
    hostile.undecodable_name(folder)
    corpus = load_corpus([str(folder)])
    assert "porte un nom qui n’est pas lisible ; renommez-le" in error(corpus)
    error(corpus).encode("utf-8")  # it can be printed
    assert len(corpus.fiches) == 1


def test_a_text_of_half_a_gigabyte_is_refused_before_it_is_read(folder, processor_limit):
    hostile.huge_sparse_text(folder)
    with processor_limit(2.0):
        corpus = load_corpus([str(folder)])
    assert "pèse 500 Mo, plus que la limite de 50 Mo" in error(corpus)
    assert len(corpus.fiches) == 1


def test_loops_of_links_end(folder):
    hostile.link_loop(folder)
    corpus = load_corpus([str(folder)])
    assert all("boucle de liens" in failure.error for failure in corpus.failures)
    assert len(corpus.fiches) == 1


def test_a_link_to_nothing_is_told(folder):
    hostile.dangling_link(folder)
    assert "ne peut pas être ouvert (fichier introuvable)" in error(load_corpus([str(folder)]))


def test_a_pipe_keeps_nobody_waiting(folder):
    path = hostile.fifo(folder)
    assert load_corpus([str(folder)]).skipped == (path.as_posix(),)
    assert "n’est ni un fichier ni un dossier" in error(load_corpus([str(path)]))


def test_a_folder_named_like_a_file_is_a_folder(folder):
    hostile.folder_called_txt(folder)
    assert load_corpus([str(folder)]).failures == ()


def test_a_file_that_vanishes_is_told(folder):
    ((file,), _skipped, _failures) = find_files([str(folder)])
    Path(file.path).unlink()
    with pytest.raises(UnreadableSourceError, match=r"« .*bonne\.txt » ne peut pas être ouvert \(fichier introuvable\)"):
        read_file(file)


def test_a_file_that_changes_between_two_looks_is_read_as_it_is(folder):
    ((file,), _skipped, _failures) = find_files([str(folder)])
    Path(file.path).write_text(Path(file.path).read_text(encoding="utf-8").replace("1.1.2", "1.1.3"), encoding="utf-8")
    (fiche,) = read_file(file).fiches
    assert fiche.code == "1.1.3"


def test_a_file_nobody_may_read_is_told(folder):
    if hostile.unreadable(folder) is None:
        pytest.skip("root may read every file")
    assert "accès refusé" in error(load_corpus([str(folder)]))
