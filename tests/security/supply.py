"""What the project is made of that others wrote: audited for known faults, its licences, its bill of materials (CycloneDX)."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_UNKNOWN = ("", "unknown", "dual license", "other/proprietary license")


@dataclass(frozen=True, slots=True)
class Audited:
    """A package, and what is known of it: `faults` are the names of known ones, `unaudited` why nothing is known."""

    name: str
    version: str
    faults: tuple[str, ...] = ()
    unaudited: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """`unreachable` says why no list of known faults could be asked: no package is then safe, none is faulty."""

    packages: tuple[Audited, ...] = ()
    unreachable: str = ""

    @property
    def unaudited(self) -> tuple[Audited, ...]:
        return tuple(package for package in self.packages if package.unaudited)

    @property
    def faulty(self) -> tuple[Audited, ...]:
        return tuple(package for package in self.packages if package.faults)

    @property
    def passed(self) -> bool:
        return bool(self.packages) and not (self.unreachable or self.unaudited or self.faulty)


def audit(tool: Path, packages: Sequence[Distribution], folder: Path, *, timeout_s: float = 300) -> Audit:
    """Ask pip-audit about exactly these packages; one that it leaves out of its report was not audited."""
    wanted = {canonicalize_name(one.metadata["Name"]): one.version for one in packages}
    listed = folder / "requirements.txt"
    listed.write_text("".join(f"{name}=={version}\n" for name, version in sorted(wanted.items())), encoding="utf-8")
    command = [str(tool), "--requirement", str(listed), "--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=timeout_s, check=False)
    except FileNotFoundError:
        return Audit(_none_of(wanted, "pip-audit absent"), "pip-audit n’est pas installé ; lancez « make security ».")
    except subprocess.TimeoutExpired:
        return Audit(_none_of(wanted, "injoignable"), f"pas de réponse en {timeout_s:.0f} s")
    return read_audit(run.stdout, run.stderr, wanted)


def read_audit(report: str, errors: str, wanted: dict[str, str]) -> Audit:
    """Read what pip-audit printed: a report in JSON, or nothing and an error."""
    try:
        found = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = next((line.strip() for line in reversed(errors.splitlines()) if line.strip()), "aucun rapport")
        return Audit(_none_of(wanted, "injoignable"), last[:200])
    told = {canonicalize_name(one["name"]): one for one in found}
    packages = tuple(_read(name, version, told.get(name)) for name, version in sorted(wanted.items()))
    # A mirror that knows no faults says of each package that it is not there.
    nobody = packages and all(package.unaudited for package in packages)
    return Audit(packages, "elle ne connaît aucun des paquets" if nobody else "")


def _read(name: str, version: str, told: dict[str, object] | None) -> Audited:
    if told is None:
        return Audited(name, version, unaudited="absent du rapport")
    if told.get("skip_reason"):
        return Audited(name, version, unaudited=str(told["skip_reason"])[:120])
    faults = told.get("vulns")
    if not isinstance(faults, list):
        return Audited(name, version, unaudited="sans résultat")
    return Audited(name, version, tuple(str(fault["id"]) for fault in faults))


def _none_of(wanted: dict[str, str], why: str) -> tuple[Audited, ...]:
    return tuple(Audited(name, version, unaudited=why) for name, version in sorted(wanted.items()))


def closure(name: str) -> tuple[Distribution, ...]:
    """The packages that one needs to run, itself left out, as they are installed here; what markers or extras leave out is not needed."""
    found: dict[str, Distribution] = {}
    waiting = list(_needs(distribution(name), frozenset()))
    while waiting:
        requirement = waiting.pop()
        key = canonicalize_name(requirement.name)
        try:
            one = found.get(key) or distribution(requirement.name)
        except PackageNotFoundError:
            continue  # for another system
        if key not in found or requirement.extras:
            waiting += [need for need in _needs(one, frozenset(requirement.extras)) if canonicalize_name(need.name) not in found]
        found[key] = one
    return tuple(found[key] for key in sorted(found))


def _needs(one: Distribution, extras: frozenset[str]) -> Iterator[Requirement]:
    for line in one.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
            yield requirement


def licence(one: Distribution) -> str:
    """The licence that a package declares, by its expression, its classifiers or its field; "" where it declares none."""
    metadata = one.metadata
    expression = metadata.get("License-Expression")
    if expression:
        return expression
    classified = [line.rpartition(" :: ")[2] for line in metadata.get_all("Classifier") or () if line.startswith("License :: ")]
    declared = [name for name in classified if name.casefold() not in _UNKNOWN and name != "OSI Approved"]
    if declared:
        return " / ".join(declared)
    field = (metadata.get("License") or "").strip()
    line = field.splitlines()[0].strip() if field else ""
    return "" if line.casefold() in _UNKNOWN else re.sub(r"\s+", " ", line)[:60]


def write_sbom(tool: Path, file: Path) -> str:
    """Write the bill of materials of this environment; return why it could not be written, else ""."""
    command = [str(tool), "environment", sys.executable, "--output-format", "JSON", "--output-file", str(file)]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    except FileNotFoundError:
        return "cyclonedx-py n’est pas installé ; lancez « make security »."
    return "" if run.returncode == 0 and file.is_file() else run.stderr.strip()[-200:]
