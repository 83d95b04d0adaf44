"""The index under faults, as a user meets them: a few of each here, many in `make faults`."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench import faults, surroundings


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> faults.Ground:
    return faults.lay_ground(tmp_path_factory.mktemp("ground"), 3)


@pytest.fixture
def disk() -> Iterator[Path]:
    try:
        with faults.small_disk(32) as place:
            yield place
    except PermissionError as error:
        pytest.skip(f"only root may mount a disk: {error}")


@pytest.mark.parametrize("seed", range(3))
def test_a_run_killed_at_any_moment_leaves_a_whole_index_and_the_next_embeds_nothing_twice(ground, tmp_path, seed):
    faults.kill_once(ground, tmp_path, random.Random(seed).uniform(0.2, 1) * ground.seconds)


@pytest.mark.parametrize("free_bytes", [0, 900_000])
def test_a_full_disk_leaves_a_whole_index_and_says_so_in_one_sentence(ground, disk, free_bytes):
    assert faults.fill_once(ground, disk, free_bytes)


@pytest.mark.parametrize(
    ("pattern", "damage"),
    [
        ("catalogue.sqlite3", "flipped"),
        ("chroma/chroma.sqlite3", "cut"),
        ("chroma/*/header.bin", "emptied"),
    ],
)
def test_what_a_damaged_file_breaks_is_told_by_the_doctor_and_its_command_repairs_it(ground, tmp_path, pattern, damage):
    data_dir = faults.copied(ground.data_dir, tmp_path / "data")
    path = next(data_dir.glob(pattern))
    assert faults.damage_once(data_dir, path, damage, random.Random(0)) in ("textes", "catalogue", "base vectorielle", "base lexicale")


def test_readers_who_ask_without_pause_see_each_answer_from_one_generation(tmp_path):
    assert faults.read_through(tmp_path, 4) > 20


def test_two_who_write_at_once_are_done_or_told_to_wait_and_lose_nothing(ground, tmp_path):
    surroundings.two_writers(ground, tmp_path)


def test_a_clock_that_jumps_loses_nothing_and_disturbs_no_reader(ground, tmp_path):
    surroundings.wrong_clock(ground, tmp_path)


def test_a_read_only_disk_still_answers_and_the_doctor_mends_it(ground, disk):
    surroundings.read_only_disk(ground, disk)


def test_a_language_model_that_dies_in_the_middle_leaves_the_extracts(ground):
    surroundings.model_that_dies(ground.data_dir)


def test_a_chroma_server_that_dies_is_named_and_readers_go_on_when_it_returns(tmp_path):
    surroundings.chroma_that_dies(tmp_path)


def test_a_server_killed_while_it_indexes_leaves_a_whole_index(ground, tmp_path):
    surroundings.server_killed(ground, tmp_path)
