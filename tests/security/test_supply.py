"""What is known of the packages of others: unknown is not safe."""

import json
from pathlib import Path

from tests.security.supply import audit, closure, licence, read_audit

WANTED = {"pypdf": "7.1.0", "gradio": "6.20.0"}


def report(**packages: object) -> str:
    return json.dumps({"dependencies": [{"name": name, "version": "1", **told} for name, told in packages.items()], "fixes": []})


def test_packages_without_known_faults_pass() -> None:
    assert read_audit(report(pypdf={"vulns": []}, gradio={"vulns": []}), "", WANTED).passed


def test_a_known_fault_fails() -> None:
    found = read_audit(report(pypdf={"vulns": [{"id": "CVE-1"}]}, gradio={"vulns": []}), "", WANTED)
    assert [(one.name, one.faults) for one in found.faulty] == [("pypdf", ("CVE-1",))]
    assert not found.passed


def test_a_package_that_could_not_be_audited_fails_and_is_named() -> None:
    for told in (report(pypdf={"vulns": []}, gradio={"skip_reason": "Dependency not found"}), report(pypdf={"vulns": []})):
        found = read_audit(told, "", WANTED)
        assert [one.name for one in found.unaudited] == ["gradio"]
        assert not found.passed
        assert not found.unreachable


def test_a_list_that_cannot_be_reached_is_said_to_be_unreachable_and_nothing_is_safe() -> None:
    for found in (
        read_audit("", "ERROR: connection refused\n", WANTED),
        read_audit(report(pypdf={"skip_reason": "x"}, gradio={"skip_reason": "x"}), "", WANTED),
    ):
        assert found.unreachable
        assert len(found.unaudited) == 2
        assert not found.passed


def test_without_the_tool_nothing_is_audited(tmp_path: Path) -> None:
    found = audit(tmp_path / "absent", closure("fiches")[:2], tmp_path)
    assert len(found.unaudited) == 2
    assert "make security" in found.unreachable


def test_the_packages_are_those_that_the_project_needs_and_theirs() -> None:
    names = {one.metadata["Name"].lower() for one in closure("fiches")}
    assert {"gradio", "starlette", "pypdf"} <= names
    assert not {"fiches", "pytest", "locust"} & names


def test_a_licence_is_read_wherever_it_is_declared() -> None:
    told = {one.metadata["Name"].lower(): licence(one) for one in closure("fiches")}
    assert "MIT" in told["pydantic"]
    assert all("\n" not in one for one in told.values())


def test_the_tools_that_audit_are_not_among_what_is_audited() -> None:
    makefile = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8")
    assert "$(VENV)/audit" in makefile
