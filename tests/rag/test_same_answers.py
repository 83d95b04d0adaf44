"""The fixed question set gets the same answers over the two real fiches whatever their format."""

import pytest

from tests.making.answers import told, write_rebuilt
from ui import wiring
from ui.settings import Settings


@pytest.fixture(scope="module")
def expected(answerer) -> list[tuple[str, ...]]:
    return told(answerer)


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_the_questions_get_the_answers_of_the_text_files(suffix, expected, tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    (tmp_path / "fiches").mkdir()
    folder = write_rebuilt(suffix, tmp_path / "fiches")
    with wiring.index_builder(settings) as builder:
        report = builder.index([str(folder)])
    assert (report.fiches, report.failed) == (2, [])
    differing = [(one[0], one, other) for one, other in zip(expected, told(wiring.answerer(settings)), strict=True) if one != other]
    assert differing == []
