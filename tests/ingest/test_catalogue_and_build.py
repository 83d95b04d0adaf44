import os
import sqlite3
import subprocess
import sys
import time

import numpy as np
import pytest

from ingest.chunking import chunk_fiche
from ingest.errors import IndexLockedError, StorageError, UnknownGenerationError
from ingest.index import generation
from ingest.index.catalogue import Catalogue
from ingest.index.generation import embedded_text
from ingest.index.lock import writing
from ingest.model import SectionKind
from rag.lexical import LexicalBase, LexicalBaseWriter


class FailingLexicalWriter(LexicalBaseWriter):
    """A disk that fills up once the vectors are written."""

    def write(self, chunk_ids, texts):
        super().write(chunk_ids, texts)
        raise OSError(28, "No space left on device")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "depot").mkdir()
    return tmp_path / "depot"


@pytest.fixture
def put(folder, fiche_text):
    """Write a fiche into the folder."""

    def write(name: str, code: str, **parts: str):
        path = folder / name
        path.write_text(fiche_text(code, **parts), encoding="utf-8")
        return path

    return write


def codes(builder) -> list[str]:
    return sorted(record.code for record in builder.catalogue.fiches())


def words(builder) -> set[str]:
    return {
        builder.catalogue.excerpt(chunk).text
        for record in builder.catalogue.fiches()
        for chunk in builder.catalogue.chunks_of_fiche(record.id)
    }


# What a run reports.


def test_the_first_run_adds_each_source_and_counts_fiches_and_passages(put, open_builder):
    put("a.txt", "1.1.2")
    put("b.txt", "1.1.3", title="AUTRE TITRE")
    report = open_builder().index(["depot"])
    assert (report.added, report.fiches) == (["depot/a.txt", "depot/b.txt"], 2)
    assert report.passages == 2 * (1 + 1 + 1)  # title, contexte, animateur


def test_a_second_run_embeds_nothing(put, open_builder, embedder):
    put("a.txt", "1.1.2")
    open_builder().index(["depot"])
    embedder.embedded.clear()
    report = open_builder().index(["depot"])
    assert (report.unchanged, report.added, embedder.embedded) == (["depot/a.txt"], [], [])


def test_a_second_run_keeps_the_generation(put, open_builder):
    put("a.txt", "1.1.2")
    builder = open_builder()
    builder.index(["depot"])
    generation = builder.catalogue.meta("generation")
    builder.index(["depot"])
    assert builder.catalogue.meta("generation") == generation


def test_an_updated_source_has_only_its_new_words_embedded(put, open_builder, embedder):
    put("a.txt", "1.1.2", leader="Ville")
    open_builder().index(["depot"])
    embedder.embedded.clear()
    put("a.txt", "1.1.2", leader="CAF")
    builder = open_builder()
    report = builder.index(["depot"])
    assert (report.updated, embedder.embedded) == (["depot/a.txt"], ["developper les coordinations – Animateur : CAF"])
    assert "CAF" in words(builder)
    assert "Ville" not in words(builder)


def stored(builder) -> int:
    """Vectors that the generation can find; each of its passages has one."""
    wanted = sorted(builder.catalogue.vector_ids())
    assert builder.vectors().missing(builder.catalogue.parts, wanted) == []
    return len(wanted)


def test_a_part_outlives_its_generation_while_an_answer_may_use_it_then_is_dropped(put, open_builder, monkeypatch):
    put("a.txt", "1.1.2", leader="Ville")
    builder = open_builder()
    builder.index(["depot"])
    (first,) = builder.catalogue.parts
    put("a.txt", "1.1.2", title="AUTRE TITRE", leader="CAF")
    builder.index(["depot"])
    assert first not in builder.catalogue.parts
    assert first in builder.vectors().parts()
    put("a.txt", "1.1.2", leader="ARS")
    later = time.time() + 3_600
    monkeypatch.setattr(time, "time", lambda: later)
    builder.index(["depot"])
    assert first not in builder.vectors().parts()
    assert stored(builder) == 3


def test_words_that_come_back_are_found_whatever_was_merged_meanwhile(put, open_builder):
    builder = open_builder()
    for leader in ("Ville", "CAF", "Ville", "ARS", "CAF", "Ville"):
        put("a.txt", "1.1.2", leader=leader)
        builder.index(["depot"])
        assert stored(builder) == 3


def test_many_small_runs_leave_few_parts(put, open_builder):
    builder = open_builder()
    for number in range(12):
        put(f"{number}.txt", f"1.1.{number}", title=f"TITRE {number}")
        builder.index(["depot"])
    assert len(builder.catalogue.parts) <= 5  # log2 of 12, and one
    assert stored(builder) == 12 * 3


def test_a_part_that_a_run_which_did_not_end_has_left_is_dropped(put, tmp_path, open_builder):
    put("a.txt", "1.1.2")
    builder = open_builder()
    builder.index(["depot"])
    left = builder.vectors().write(1, [(["x"], np.ones((1, 8), dtype=np.float32))])
    put("a.txt", "1.1.2", leader="CAF")
    builder.index(["depot"])
    assert left not in builder.vectors().parts()


def test_an_index_whose_parts_are_gone_says_so_and_a_rebuild_makes_them_again(put, open_builder, embedder):
    put("a.txt", "1.1.2")
    builder = open_builder()
    builder.index(["depot"])
    for part in builder.catalogue.parts:
        builder.vectors().drop(part)
    put("a.txt", "1.1.2", leader="CAF")
    with pytest.raises(StorageError, match="fiches rebuild"):
        builder.index(["depot"])
    embedder.embedded.clear()
    assert builder.rebuild().embedded == len(embedder.embedded) == 3
    assert stored(builder) == 3


def test_a_rebuild_embeds_nothing_that_is_sound_unless_it_is_asked_to(put, open_builder, embedder):
    put("a.txt", "1.1.2")
    builder = open_builder()
    builder.index(["depot"])
    assert (builder.rebuild().embedded, builder.rebuild(vectors=True).embedded) == (0, 3)
    assert stored(builder) == 3


def test_the_same_words_in_two_fiches_are_embedded_once(put, open_builder, embedder):
    put("a.txt", "1.1.2")
    put("b.txt", "1.1.3")  # same title, context and leader: only the title names its fiche
    builder = open_builder()
    report = builder.index(["depot"])
    assert (report.passages, len(embedder.embedded)) == (6, 4)
    assert len(builder.catalogue.chunks_of_vectors([builder.catalogue.chunks_of_fiche(1)[1].vector_id])) == 2


def test_a_source_that_is_gone_stays_until_it_is_pruned(put, open_builder):
    put("a.txt", "1.1.2")
    gone = put("b.txt", "1.1.3")
    builder = open_builder()
    builder.index(["depot"])
    gone.unlink()
    assert builder.index(["depot"]).removed == []
    assert codes(builder) == ["1.1.2", "1.1.3"]
    assert builder.index(["depot"], prune=True).removed == ["depot/b.txt"]
    assert codes(builder) == ["1.1.2"]


def test_pruning_touches_only_what_lies_under_the_given_paths(put, folder, tmp_path, open_builder, fiche_text):
    (tmp_path / "autre").mkdir()
    other = tmp_path / "autre" / "c.txt"
    other.write_text(fiche_text("1.1.4"), encoding="utf-8")
    put("a.txt", "1.1.2")
    builder = open_builder()
    builder.index(["depot", "autre"])
    other.unlink()
    assert builder.index(["depot"], prune=True).removed == []
    assert builder.index([], prune=True).removed == ["autre/c.txt"]


def test_a_source_that_moved_is_not_embedded_again(put, folder, open_builder, embedder):
    put("a.txt", "1.1.2").rename(folder / "b.txt")
    path = folder / "b.txt"
    builder = open_builder()
    builder.index(["depot"])
    path.rename(folder / "c.txt")
    embedder.embedded.clear()
    report = builder.index(["depot"], prune=True)
    assert (report.added, report.removed, embedder.embedded, codes(builder)) == (["depot/c.txt"], ["depot/b.txt"], [], ["1.1.2"])


def test_a_copy_of_a_source_is_a_duplicate_and_is_indexed_once(put, open_builder):
    put("a.txt", "1.1.2")
    put("b.txt", "1.1.2")
    builder = open_builder()
    report = builder.index(["depot"])
    assert (report.added, report.duplicates, report.fiches) == (["depot/a.txt"], ["depot/b.txt"], 1)


def test_a_folder_under_two_spellings_is_one(put, folder, open_builder):
    put("a.txt", "1.1.2")
    builder = open_builder()
    builder.index(["depot"])
    assert builder.index(["./depot", str(folder)]).unchanged == ["depot/a.txt"]


def test_two_files_that_swap_their_texts_stay_indexed(put, open_builder):
    put("a.txt", "1.1.2")
    put("b.txt", "1.1.3")
    builder = open_builder()
    builder.index(["depot"])
    put("a.txt", "1.1.3")
    put("b.txt", "1.1.2")
    builder.index(["depot"])
    assert codes(builder) == ["1.1.2", "1.1.3"]


def test_a_text_archived_under_another_name_before_its_file_is_replaced_stays_indexed(put, open_builder):
    put("fiche-old.txt", "1.1.1")
    put("fiche.txt", "1.1.2")
    builder = open_builder()
    builder.index(["depot"])
    put("fiche-old.txt", "1.1.2")
    put("fiche.txt", "1.1.3")
    builder.index(["depot"])
    assert codes(builder) == ["1.1.2", "1.1.3"]


def test_a_dry_run_says_what_would_change_and_changes_nothing(put, open_builder, embedder):
    put("a.txt", "1.1.2")
    builder = open_builder()
    report = builder.index(["depot"], dry_run=True)
    assert (report.added, report.fiches, report.passages) == (["depot/a.txt"], 0, 0)
    assert (embedder.embedded, builder.catalogue.meta("generation"), builder.vectors().parts()) == ([], None, [])


# Failures.


def test_a_file_that_fails_is_recorded_and_the_others_are_indexed(put, folder, open_builder):
    put("a.txt", "1.1.2")
    (folder / "note.txt").write_text("Compte rendu.", encoding="utf-8")
    builder = open_builder()
    report = builder.index(["depot"])
    assert (report.added, [failure.path for failure in report.failed]) == (["depot/a.txt"], ["depot/note.txt"])
    assert builder.catalogue.failures() == report.failed


def test_a_file_that_fails_keeps_its_former_version(put, folder, open_builder):
    put("a.txt", "1.1.2", leader="Ville")
    builder = open_builder()
    builder.index(["depot"])
    (folder / "a.txt").write_text("", encoding="utf-8")
    report = builder.index(["depot"])
    assert ([failure.path for failure in report.failed], codes(builder)) == (["depot/a.txt"], ["1.1.2"])
    assert "Ville" in words(builder)


def test_a_failure_is_forgotten_once_its_file_is_read(put, folder, open_builder):
    (folder / "a.txt").write_text("Compte rendu.", encoding="utf-8")
    builder = open_builder()
    builder.index(["depot"])
    put("a.txt", "1.1.2")
    builder.index(["depot"])
    assert builder.catalogue.failures() == []


def test_a_failure_is_forgotten_once_its_file_is_gone_and_pruned(put, folder, open_builder):
    put("a.txt", "1.1.2")
    note = folder / "note.txt"
    note.write_text("Compte rendu.", encoding="utf-8")
    builder = open_builder()
    builder.index(["depot"])
    note.unlink()
    builder.index(["depot"], prune=True)
    assert builder.catalogue.failures() == []


def test_a_missing_folder_is_no_failure_once_it_is_there(put, tmp_path, open_builder):
    put("a.txt", "1.1.2")
    builder = open_builder()
    builder.index(["depot", "autre"])
    (tmp_path / "autre").mkdir()
    builder.index(["depot", "autre"])
    assert builder.catalogue.failures() == []


def test_a_first_run_where_nothing_can_be_read_makes_no_index(folder, open_builder):
    (folder / "note.txt").write_text("Compte rendu.", encoding="utf-8")
    builder = open_builder()
    builder.index(["depot"])
    assert builder.catalogue.meta("generation") is None


# A run that does not end.


def test_a_crash_before_the_switch_leaves_the_former_generation_whole(put, tmp_path, open_builder):
    put("a.txt", "1.1.2", leader="Ville")
    open_builder().index(["depot"])
    put("a.txt", "1.1.2", leader="CAF")
    broken = open_builder(lexical=FailingLexicalWriter(tmp_path / "data" / "lexical"))
    with pytest.raises(OSError, match="No space left"):
        broken.index(["depot"])
    reader = Catalogue(tmp_path / "data" / "catalogue.sqlite3")
    (record,) = reader.fiches()
    chunks = reader.chunks_of_fiche(record.id)
    assert [reader.excerpt(chunk).text for chunk in chunks if chunk.section is SectionKind.ANIMATEUR] == ["Ville"]
    assert broken.vectors().missing(reader.parts, [chunk.vector_id for chunk in chunks]) == []
    assert len(LexicalBase(tmp_path / "data" / "lexical", reader.meta("lexical"))) == len(chunks)
    reader.close()


def test_the_run_after_a_crash_embeds_nothing_twice(put, tmp_path, open_builder, embedder):
    put("a.txt", "1.1.2")
    with pytest.raises(OSError, match="No space left"):
        open_builder(lexical=FailingLexicalWriter(tmp_path / "data" / "lexical")).index(["depot"])
    assert len(embedder.embedded) == 3
    builder = open_builder()
    report = builder.index(["depot"])
    assert (report.added, len(embedder.embedded), codes(builder)) == (["depot/a.txt"], 3, ["1.1.2"])


def lexical(builder, tmp_path) -> LexicalBase:
    return LexicalBase(tmp_path / "data" / "lexical", builder.catalogue.meta("lexical"))


def test_only_the_lexical_segments_of_the_visible_generation_are_kept(put, tmp_path, open_builder):
    put("a.txt", "1.1.2")
    builder = open_builder()
    builder.index(["depot"])
    put("a.txt", "1.1.3")
    builder.index(["depot"])
    assert len(list((tmp_path / "data" / "lexical").iterdir())) == 1
    assert len(lexical(builder, tmp_path)) == builder.catalogue.count("chunk")


def test_runs_one_after_the_other_make_the_lexical_base_that_one_run_makes(put, tmp_path, open_builder):
    builder = open_builder()
    for number in range(1, 7):
        put(f"{number}.txt", f"1.1.{number}", leader="CAF" if number % 2 else "Ville de Tours")
        put("1.txt", "1.1.1", leader=f"Service {number}")
        builder.index(["depot"])
    step_by_step = lexical(builder, tmp_path)
    builder.rebuild()
    at_once = lexical(builder, tmp_path)
    assert (len(step_by_step), step_by_step.vocabulary, step_by_step.words) == (len(at_once), at_once.vocabulary, at_once.words)
    for stem in sorted(at_once.vocabulary):
        assert [score for _chunk, score in step_by_step.scores([stem], 50)] == [score for _chunk, score in at_once.scores([stem], 50)]


def test_an_index_of_an_older_program_keeps_what_can_no_longer_be_read(put, folder, open_builder):
    put("a.txt", "1.1.2", leader="Ville")
    put("b.txt", "1.1.3", leader="CAF")
    builder = open_builder()
    builder.index(["depot"])
    builder.catalogue.set_meta("format", "2")
    (folder / "a.txt").write_text("", encoding="utf-8")
    (folder / "b.txt").unlink()
    report = builder.index(["depot"])
    assert ([failure.path for failure in report.failed], codes(builder)) == (["depot/a.txt"], ["1.1.2", "1.1.3"])
    assert {"Ville", "CAF"} <= words(builder)
    assert stored(builder) == len(builder.catalogue.vector_ids())


# Generations.


def leader_of(fiche) -> str:
    return next(section.items[0].text for section in fiche.sections if section.kind is SectionKind.ANIMATEUR)


def test_each_run_that_changes_something_is_a_generation_that_can_be_read_again(put, open_builder):
    builder = open_builder()
    for leader in ("Ville", "CAF", "ARS"):
        put("a.txt", "1.1.2", leader=leader)
        builder.index(["depot"])
        builder.index(["depot"])  # nothing new: no generation
    assert [(made.number, made.added, made.updated, made.removed) for made in builder.catalogue.generations()] == [
        (1, 1, 0, 0),
        (2, 0, 1, 0),
        (3, 0, 1, 0),
    ]
    leaders = [leader_of(builder.catalogue.fiches_of(number)[0]) for number in (1, 2, 3)]
    assert leaders == ["Ville", "CAF", "ARS"]


def test_a_fiche_that_was_removed_is_still_in_its_generation(put, open_builder):
    put("a.txt", "1.1.2")
    gone = put("b.txt", "1.1.3")
    builder = open_builder()
    builder.index(["depot"])
    gone.unlink()
    builder.index(["depot"], prune=True)
    assert [[fiche.code for fiche in builder.catalogue.fiches_of(number)] for number in (1, 2)] == [["1.1.2", "1.1.3"], ["1.1.2"]]


def test_generations_beyond_those_kept_are_forgotten_with_their_texts(put, open_builder):
    builder = open_builder(keep=2)
    for leader in ("Ville", "CAF", "ARS"):
        put("a.txt", "1.1.2", leader=leader)
        builder.index(["depot"])
    assert [made.number for made in builder.catalogue.generations()] == [2, 3]
    with pytest.raises(UnknownGenerationError, match="générations gardées : 2, 3"):
        builder.catalogue.fiches_of(1)
    texts = [row[0] for row in sqlite3.connect(builder.catalogue.path).execute("SELECT text FROM former")]
    assert [("Ville" in text, "CAF" in text) for text in texts] == [(False, True)]


def test_a_reader_keeps_its_generation_while_others_are_written(put, open_builder):
    put("a.txt", "1.1.2", leader="Ville")
    builder = open_builder()
    builder.index(["depot"])
    reader = Catalogue(builder.catalogue.path)
    put("a.txt", "1.1.2", leader="CAF")
    assert not reader.is_superseded()
    builder.index(["depot"])
    assert reader.is_superseded()
    (record,) = reader.fiches()
    assert reader.meta("generation") == "1"
    assert leader_of(reader.fiche(record.id)) == "Ville"
    reader.close()


def test_memory_does_not_grow_with_the_corpus(folder, open_builder, fiche_text, monkeypatch):
    """What a run holds at once: one file, and a window of passages."""
    monkeypatch.setattr(generation, "_WINDOW", 8)
    held: list[int] = []
    for number in range(1, 40):
        (folder / f"{number}.txt").write_text(fiche_text(f"1.1.{number}", title=f"TITRE {number}"), encoding="utf-8")
    builder = open_builder()
    embed = builder.embedder.embed_passages
    monkeypatch.setattr(builder.embedder, "embed_passages", lambda texts: held.append(len(texts)) or embed(texts))
    report = builder.index(["depot"])
    assert (report.passages, report.embedded, sum(held)) == (39 * 3, 39 * 3, 39 * 3)
    assert max(held) < 8 + 3


# The lock.


def test_a_second_writer_is_told_to_wait_and_for_whom(tmp_path):
    told = rf"Une autre indexation est en cours.*processus {os.getpid()}, lancé"
    with writing(tmp_path), pytest.raises(IndexLockedError, match=told), writing(tmp_path):
        pass
    assert not (tmp_path / "index.owner.json").exists()


def test_an_owner_that_cannot_be_read_is_not_named(tmp_path):
    with writing(tmp_path):
        (tmp_path / "index.owner.json").write_text("{", encoding="utf-8")
        with pytest.raises(IndexLockedError, match=r"Une autre indexation est en cours dans « .* » ; attendez"), writing(tmp_path):
            pass


def test_a_writer_of_another_process_is_told_to_wait(tmp_path):
    script = "import sys; from pathlib import Path; from ingest.errors import IndexLockedError; from ingest.index.lock import writing\n"
    script += "try:\n  with writing(Path(sys.argv[1])): print('writes')\nexcept IndexLockedError: print('waits')"
    with writing(tmp_path):
        held = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    released = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert (held.stdout.strip(), released.stdout.strip()) == ("waits", "writes")


def test_a_data_directory_that_is_a_file_is_told_in_french(tmp_path):
    (tmp_path / "data").write_text("x", encoding="utf-8")
    with pytest.raises(StorageError, match="ne peut pas être écrit"), writing(tmp_path / "data"):
        pass


# Rebuild.


def test_a_rebuild_with_another_model_embeds_the_recorded_sources_again(put, open_builder, hash_embedder):
    put("a.txt", "1.1.2")
    open_builder().index(["depot"])
    other = hash_embedder("hash-other")
    builder = open_builder(embedder=other)
    report = builder.rebuild()
    assert (report.updated, report.fiches, len(other.embedded)) == (["depot/a.txt"], 1, 3)
    assert (builder.catalogue.meta("model"), stored(builder)) == ("hash-other", 3)


def test_a_rebuild_leaves_out_a_source_that_is_gone_and_says_so(put, open_builder):
    put("a.txt", "1.1.2")
    gone = put("b.txt", "1.1.3")
    builder = open_builder()
    builder.index(["depot"])
    gone.unlink()
    report = builder.rebuild()
    assert (report.removed, codes(builder)) == (["depot/b.txt"], ["1.1.2"])


def test_a_rebuild_that_can_read_nothing_leaves_the_index_as_it_was(put, open_builder):
    path = put("a.txt", "1.1.2")
    builder = open_builder()
    builder.index(["depot"])
    path.unlink()
    with pytest.raises(StorageError, match="l’index est resté tel quel"):
        builder.rebuild()
    assert codes(builder) == ["1.1.2"]


# The catalogue.


def test_the_catalogue_gives_back_the_published_text_and_its_chunks(corpus_dir, open_builder):
    builder = open_builder()
    builder.index([str(corpus_dir)])
    for record in builder.catalogue.fiches():
        fiche = builder.catalogue.fiche(record.id)
        assert (record.code, record.version, record.title) == (fiche.code, fiche.version, fiche.title.line)
        for chunk in builder.catalogue.chunks_of_fiche(record.id):
            assert builder.catalogue.excerpt(chunk).text == fiche.source.text[chunk.span.start : chunk.span.end]


def test_an_older_version_is_listed_and_does_not_answer(put, open_builder):
    put("a.txt", "1.1.2", title="FAVORISER LA CULTURE\n(version 2017)")
    put("b.txt", "1.1.2", title="FAVORISER LA CULTURE\n(version 2019)")
    builder = open_builder()
    builder.index(["depot"])
    assert [(record.version, record.current) for record in builder.catalogue.fiches()] == [(2017, False), (2019, True)]


def test_a_file_that_is_no_catalogue_is_a_storage_error_in_french(tmp_path):
    (tmp_path / "catalogue.sqlite3").write_bytes(b"rien" * 1000)
    with pytest.raises(StorageError, match="ne peut pas être lu ou écrit") as error:
        Catalogue(tmp_path / "catalogue.sqlite3").meta("model")
    assert isinstance(error.value.__cause__, sqlite3.DatabaseError)


def test_more_identifiers_than_sqlite_takes_at_once_are_read_in_batches(corpus_dir, open_builder):
    builder = open_builder()
    builder.index([str(corpus_dir)])
    assert len(builder.catalogue.chunks(range(40_000))) == builder.catalogue.count("chunk")


def test_what_is_embedded_is_the_header_then_the_words(parse, fiche_text):
    assert embedded_text(chunk_fiche(parse(fiche_text())[0])[1]) == "developper les coordinations – Contexte : Un quartier."
