"""How long indexing the two real fiches takes from nothing, and again without change."""

import os
import subprocess
import sys
import tempfile

from tests.bench._common import CORPUS, median_s


def main() -> None:
    def run(data_dir: str) -> None:
        environment = {**os.environ, "FICHES_DATA_DIR": data_dir}
        subprocess.run([sys.executable, "-m", "ui.cli", "index", str(CORPUS)], check=True, capture_output=True, env=environment)

    def from_nothing() -> None:
        with tempfile.TemporaryDirectory(prefix="fiches-bench-") as folder:
            run(folder)

    sys.stdout.write(f"de rien : {median_s(from_nothing, 3):.1f} s (nouveau processus compris)\n")
    with tempfile.TemporaryDirectory(prefix="fiches-bench-") as folder:
        sys.stdout.write(f"sans changement : {median_s(lambda: run(folder), 3):.1f} s\n")


if __name__ == "__main__":
    main()
