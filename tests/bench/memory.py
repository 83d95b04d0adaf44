"""Resident memory of `fiches serve` after questions, in MB (Linux)."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.bench._common import CORPUS, indexed

_QUESTIONS = (
    "Qui anime la fiche 1.1.4 ?",
    "Comment suit-on la fréquentation des actions ?",
    "Quels financements pour le sport ?",
    "Que disent les fiches de la laïcité ?",
)
_START_LIMIT_S = 60


def main() -> None:
    with indexed(CORPUS) as settings, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "FICHES_DATA_DIR": str(settings.data_dir)}
        command = [sys.executable, "-m", "ui.cli", "serve", "--port", str(port)]
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as server:
            try:
                base = f"http://127.0.0.1:{port}"
                started = time.monotonic()
                while not _answers(base) and time.monotonic() - started < _START_LIMIT_S:
                    time.sleep(0.2)
                sys.stdout.write(f"prêt en {time.monotonic() - started:.1f} s\n")
                for question in _QUESTIONS * 10:
                    _ask(base, question)
                sys.stdout.write(f"mémoire résidente : {_resident_mb(server.pid):.0f} Mo\n")
            finally:
                server.terminate()


def _answers(base: str) -> bool:
    try:
        with urllib.request.urlopen(base, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _ask(base: str, question: str) -> None:
    data = json.dumps({"data": [question, None, None, None, []]}).encode()
    request = urllib.request.Request(f"{base}/gradio_api/call/ask", data=data, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        event = json.load(response)["event_id"]
    with urllib.request.urlopen(f"{base}/gradio_api/call/ask/{event}", timeout=30) as response:
        response.read()


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))) / 1024


if __name__ == "__main__":
    main()
