"""A town's own headings, declared in rubriques.toml beside its fiches."""

from pathlib import Path

import pytest

from ingest.corpus import digest_of, find_files, load_corpus
from ingest.errors import UnreadableSourceError
from ingest.headings_file import find_spellings, read_spellings
from ingest.model import SectionKind, SourceFile

FICHE = "FICHE 1.1.2\n\nContexte\nUn contexte.\n\nCheville ouvrière\nVille de Tours\n\nÉchéancier\n2024\n"


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "fiche.txt").write_text(FICHE, encoding="utf-8")
    return tmp_path


def declare(folder: Path, content: str) -> Path:
    path = folder / "rubriques.toml"
    path.write_text(content, encoding="utf-8")
    return path


def kinds(folder: Path) -> list[str]:
    (fiche,) = load_corpus([str(folder)]).fiches
    return [section.kind.value for section in fiche.sections]


def test_a_declared_heading_names_its_section(folder):
    assert "animateur" not in kinds(folder)
    declare(folder, '[rubriques]\nanimateur = ["Cheville ouvrière"]\n')
    assert kinds(folder) == ["contexte", "animateur", "calendrier"]


def test_the_section_may_be_given_its_french_name(folder):
    path = declare(folder, '[rubriques]\n"Public visé" = ["Pour qui"]\n')
    assert read_spellings(path) == (("Pour qui", SectionKind.PUBLIC),)


def test_the_file_holds_for_the_folders_below(folder):
    declare(folder, '[rubriques]\nanimateur = ["Cheville ouvrière"]\n')
    (folder / "d/e").mkdir(parents=True)
    assert find_spellings(str(folder / "d/e/f.txt")) == (("Cheville ouvrière", SectionKind.ANIMATEUR),)


def test_the_file_itself_is_no_fiche(folder):
    path = declare(folder, "[rubriques]\n")
    files, skipped, failures = find_files([str(folder)])
    assert [Path(file.name).name for file in files] == ["fiche.txt"]
    assert skipped == (path.as_posix(),)
    assert failures == ()


def test_other_headings_make_another_digest_so_the_fiche_is_read_again(folder):
    file = SourceFile("fiche.txt", str(folder / "fiche.txt"))
    before = digest_of(file)
    declare(folder, '[rubriques]\nanimateur = ["Cheville ouvrière"]\n')
    assert digest_of(file) != before
    (read,) = load_corpus([str(folder)]).sources
    assert read.source.digest == digest_of(file)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[rubriques", "n’est pas lisible"),
        ("animateur = []", "n’a pas de partie"),
        ('[rubriques]\nchef = ["Chef"]', "qui n’existe pas"),
        ('[rubriques]\nanimateur = "Chef"', "attend une liste"),
        ('[rubriques]\nanimateur = ["…"]', "attend une liste"),
    ],
)
def test_a_headings_file_that_cannot_be_used_is_named_and_the_fiches_are_read(folder, content, sentence):
    path = declare(folder, content)
    with pytest.raises(UnreadableSourceError, match=sentence):
        read_spellings(path)
    corpus = load_corpus([str(folder)])
    assert [failure.path for failure in corpus.failures] == [str(path)]
    assert len(corpus.fiches) == 1
