"""The threat model of the README names tests that exist."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECTION = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## Sécurité\n")[1].split("\n## ")[0]
ROWS = [line.strip("| ").split(" | ") for line in SECTION.splitlines() if line.startswith("| ")][2:]


def named(cell: str) -> Iterator[tuple[str, str]]:
    """The tests of a cell, each with its file: that of the one before where it names none."""
    file = ""
    for path, name in re.findall(r"`(?:(tests/[\w/.]+)::)?(test_\w+)`", cell):
        file = path or file
        yield file, name


def test_every_threat_has_a_mitigation_and_a_test() -> None:
    assert len(ROWS) > 12
    assert [row[0] for row in ROWS if len(row) != 5 or not list(named(row[4]))] == []


def test_every_test_that_is_named_exists() -> None:
    wanted = [test for row in ROWS for test in named(row[4])]
    assert [(file, name) for file, name in wanted if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")] == []


def test_the_lists_of_owasp_are_gone_through_to_the_end() -> None:
    web, llm = SECTION.split("**OWASP Top 10 (web)**")[1].split("**OWASP Top 10 (LLM)**")
    assert [number for number in range(1, 11) if f"A{number:02d} " not in web] == []
    assert [number for number in range(1, 11) if f"{number:02d} " not in llm.split("\n\n")[0]] == []
