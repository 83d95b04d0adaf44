"""A real Chroma server on a free port of this machine, which can be killed and started again on its folder."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

_START_LIMIT_S = 60


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


class ChromaServer:
    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: bool = True) -> None:
        program = str(Path(sys.executable).with_name("chroma"))
        command = [program, "run", "--path", str(self._folder), "--host", "127.0.0.1", "--port", str(self._port)]
        environment = {**os.environ, "ANONYMIZED_TELEMETRY": "False"}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log, env=environment)
        if wait:
            self._wait()

    def _wait(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + _START_LIMIT_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
                return
            except OSError:
                assert self._process.poll() is None, self._log.read_text()
                assert time.monotonic() < deadline, "the Chroma server did not start"
                time.sleep(0.1)

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process:
            self._process.kill()
            self._process.wait(timeout=30)
            self._process = None

    @property
    def _log(self) -> Path:
        return self._folder / "log"
