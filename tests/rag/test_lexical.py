import math
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import StorageError
from rag.analysis import stems
from rag.lexical import LexicalBase, LexicalBaseWriter

TEXTS = ["Financements : CAF et villes", "Calendrier : en continu", "Financements : programme 147, CAF et CAF", "de la"]
IDS = [10, 11, 12, 13]


@pytest.fixture
def writer(tmp_path):
    return LexicalBaseWriter(tmp_path / "lexical")


@pytest.fixture
def base(writer, tmp_path):
    return opened(tmp_path, writer.manifest("", (), [writer.write(IDS, TEXTS)]))


def opened(tmp_path, manifest):
    return LexicalBase(tmp_path / "lexical", manifest)


def test_a_word_finds_the_chunks_that_hold_it_best_first(base):
    assert [identifier for identifier, _score in base.scores(stems("la CAF"), 10)] == [12, 10]


def test_a_score_is_that_of_bm25(base):
    # Four chunks of 3, 2, 5 and 0 stems; « continu » stands once, in a chunk of 2. k1 = 1.2, b = 0.6.
    idf = math.log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    length = 1 - 0.6 + 0.6 * 2 / ((3 + 2 + 5 + 0) / 4)
    assert base.scores(stems("continu"), 1) == [(11, pytest.approx(idf * 1 / (1 + 1.2 * length), rel=1e-4))]


def test_no_more_than_the_limit_is_returned(base):
    assert len(base.scores(stems("financements"), 1)) == 1


def test_chunks_of_equal_score_come_in_order(writer, tmp_path):
    base = opened(tmp_path, writer.manifest("", (), [writer.write([5, 6, 7], ["culture", "sport", "culture"])]))
    assert [identifier for identifier, _score in base.scores(["cultur"], 5)] == [5, 7]


def test_the_best_few_of_a_common_word_are_the_head_of_all(writer, tmp_path):
    texts = ["culture " * (1 + number % 3) + "sport " * (number % 4) for number in range(60)]
    base = opened(tmp_path, writer.manifest("", (), [writer.write(range(60), texts)]))
    everything = base.scores(["cultur"], 100)
    assert len(everything) == 60
    assert all(base.scores(["cultur"], limit) == everything[:limit] for limit in range(1, 62))


def test_a_chunk_that_is_removed_no_longer_counts_for_its_words(writer, tmp_path):
    manifest = writer.manifest("", (), [writer.write(range(8), ["culture", "sport culture", *["sport"] * 6])])
    base = opened(tmp_path, writer.manifest(manifest, [1], []))
    assert [base.frequency(word) for word in ("cultur", "sport", "inconnu")] == [1, 6, 0]


@pytest.mark.parametrize("query", [[], ["inconnu"]])
def test_words_that_no_chunk_holds_find_nothing(base, query):
    assert base.scores(query, 5) == []


def test_postings_are_the_chunks_that_hold_a_stem(base):
    assert (base.postings("caf"), base.frequency("caf")) == ([10, 12], 2)
    assert (base.postings("inconnu"), base.frequency("inconnu")) == ([], 0)


def test_every_chunk_is_counted_even_without_a_word(base):
    assert len(base) == 4


def test_the_vocabulary_holds_stems_and_no_empty_word(base):
    assert set(base.vocabulary) == {stem for text in TEXTS for stem in stems(text)}


def test_an_empty_base_finds_nothing(writer, tmp_path):
    empty = opened(tmp_path, writer.manifest("", (), [writer.write([], [])]))
    assert (len(empty), empty.scores(["caf"], 5), empty.postings("caf"), empty.frequency("caf")) == (0, [], [], 0)


WORDS = st.lists(st.sampled_from("culture sport emploi santé logement familles écoles sports cultures".split()), max_size=6).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=st.lists(st.tuples(st.lists(WORDS, max_size=12), st.sets(st.integers(0, 40), max_size=12)), max_size=8))
def test_a_base_made_in_several_runs_is_that_made_in_one(tmp_path_factory, runs):
    folder = tmp_path_factory.mktemp("lexical")
    writer = LexicalBaseWriter(folder / "lexical")
    manifest, kept, following = "", {}, 0
    for texts, removed in runs:
        added = dict(enumerate(texts, start=following))
        following += len(texts)
        manifest = writer.manifest(manifest, removed & kept.keys(), [writer.write(list(added), list(added.values()))])
        kept = {identifier: text for identifier, text in kept.items() if identifier not in removed} | added
        writer.prune(manifest)
    base = opened(folder, manifest)
    fresh = opened(folder, writer.manifest("", (), [writer.write(list(kept), list(kept.values()))]))
    assert (len(base), base.vocabulary) == (len(fresh), fresh.vocabulary)
    assert base.damaged() == []
    for query in (["cultur"], ["sport", "emploi"], ["famill", "ecol", "cultur"]):
        assert base.scores(query, 50) == fresh.scores(query, 50)
        assert [base.postings(stem) for stem in query] == [fresh.postings(stem) for stem in query]


def test_one_changed_chunk_writes_a_small_segment_and_leaves_the_large_one(writer, tmp_path):
    manifest = writer.manifest("", (), [writer.write(range(1_000), [f"culture mot{number}" for number in range(1_000)])])
    large = next((tmp_path / "lexical").iterdir())
    written = large.stat().st_mtime_ns
    manifest = writer.manifest(manifest, [7], [writer.write([1_000], ["sport"])])
    base = opened(tmp_path, manifest)
    assert (len(base), base.postings("mot7"), base.postings("sport")) == (1_000, [], [1_000])
    assert (large / "rows.npy").stat().st_mtime_ns <= written


def test_many_small_runs_leave_few_segments(writer, tmp_path):
    manifest = ""
    for number in range(100):
        manifest = writer.manifest(manifest, (), [writer.write([number], [f"culture mot{number}"])])
        writer.prune(manifest)
    assert len(list((tmp_path / "lexical").iterdir())) <= 8  # log2 of 100, and one
    assert opened(tmp_path, manifest).frequency("cultur") == 100


def test_a_segment_that_is_mostly_dead_is_written_anew(writer, tmp_path):
    manifest = writer.manifest("", (), [writer.write(range(10), ["culture"] * 10)])
    manifest = writer.manifest(manifest, range(5), [])
    writer.prune(manifest)
    (segment,) = (tmp_path / "lexical").iterdir()
    assert list(segment.glob("dead-*")) == []
    assert opened(tmp_path, manifest).postings("cultur") == [5, 6, 7, 8, 9]


def test_a_word_that_only_removed_chunks_held_corrects_no_typing_mistake(writer, tmp_path):
    manifest = writer.manifest("", (), [writer.write(range(10), [*["culture"] * 9, "sportif"])])
    base = opened(tmp_path, writer.manifest(manifest, [9], []))
    assert (base.words, base.vocabulary) == (["culture"], {"cultur"})


def test_what_the_manifest_does_not_name_is_pruned(writer, tmp_path):
    writer.write([1], ["culture"])
    manifest = writer.manifest("", (), [writer.write(IDS, TEXTS)])
    writer.prune(manifest)
    assert len(list((tmp_path / "lexical").iterdir())) == 1
    assert len(opened(tmp_path, manifest)) == 4


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_flipped_bit_anywhere_is_told(writer, tmp_path):
    manifest = writer.manifest("", (), [writer.write(IDS, TEXTS)])
    manifest = writer.manifest(manifest, [11], [])
    draw = random.Random(0)
    for path in files(tmp_path / "lexical"):
        data = path.read_bytes()
        for place in [0, len(data) - 1, *(draw.randrange(len(data)) for _ in range(40))]:
            damaged = bytearray(data)
            damaged[place] ^= 1 << draw.randrange(8)
            path.write_bytes(damaged)
            try:
                told = bool(opened(tmp_path, manifest).damaged())
            except StorageError:
                told = True
            assert told, (path.name, place)
        path.write_bytes(data)


@pytest.mark.parametrize("length", [0, 10, -1])
def test_a_truncated_file_is_a_storage_error_with_its_remedy(writer, tmp_path, length):
    manifest = writer.manifest("", (), [writer.write(IDS, TEXTS)])
    path = next((tmp_path / "lexical").rglob("rows.npy"))
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(StorageError, match="fiches rebuild"):
        opened(tmp_path, manifest)


@pytest.mark.parametrize("manifest", ["[", "3", '["a"]', '[["absent", ""]]'])
def test_a_manifest_that_names_nothing_readable_is_a_storage_error(tmp_path, manifest):
    with pytest.raises(StorageError, match="fiches rebuild"):
        opened(tmp_path, manifest)
