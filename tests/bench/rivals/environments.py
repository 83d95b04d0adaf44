"""A virtual environment for each rival, made once; what its packages are and which versions stands in one file each."""

import hashlib
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

_REQUIREMENTS = Path(__file__).with_name("workers")
#: Torch and what goes with it are hundreds of megabytes, the same in both: this environment lends its packages to these.
_LENT = frozenset({"txtai"})


def made(name: str, folder: Path) -> None:
    """Make the environment `name` under `folder`, unless it is there as its file of requirements says."""
    requirements = _REQUIREMENTS / f"{name}.txt"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    place, mark = folder / name, folder / name / "made"
    if mark.is_file() and mark.read_text(encoding="utf-8") == digest:
        return
    sys.stderr.write(f"environnement de {name}…\n")
    venv.create(place, clear=True, with_pip=True)
    if name in _LENT:
        packages = next(place.glob("lib/python3*/site-packages"))
        (packages / "lent.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    install = [str(place / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(requirements)]
    subprocess.run(install, check=True)
    mark.write_text(digest, encoding="utf-8")
