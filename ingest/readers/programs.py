"""Programs of the machine that readers call: bounded in time, and stopped with all they have started."""

import contextlib
import os
import resource
import signal
import subprocess
from collections.abc import Sequence


def run_program(command: Sequence[str], timeout_s: float) -> subprocess.CompletedProcess[bytes]:
    """Run a program without input and return what it printed, whatever its exit code.

    Raises:
        subprocess.TimeoutExpired: it was stopped, its own children too.
        OSError: it cannot be started.
    """
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_lift_memory_limit,
    ) as process:
        try:
            output, errors = process.communicate(timeout=timeout_s)
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(list(command), process.returncode, output, errors)


def _lift_memory_limit() -> None:
    """The limit on the memory of a reader is not made for LibreOffice."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
