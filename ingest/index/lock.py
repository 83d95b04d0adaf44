"""One writer of a data directory at a time; the second is told who holds it."""

import getpass
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.errors import IndexLockedError, StorageError, reason

_LOCK, _OWNER = "index.lock", "index.owner.json"


@contextmanager
def writing(data_dir: Path) -> Iterator[None]:
    """Hold the data directory for writing. The system lets go of it when the process ends, however it ends.

    Raises:
        IndexLockedError: another process holds it.
        StorageError: the directory cannot be made or written.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(data_dir / _LOCK, timeout=0)
        lock.acquire()
    except Timeout as error:
        raise IndexLockedError(
            f"Une autre indexation est en cours dans « {data_dir} »{_owner(data_dir)} ; attendez qu’elle se termine, puis recommencez."
        ) from error
    except OSError as error:
        raise StorageError(
            f"Le dossier de données « {data_dir} » ne peut pas être écrit ({reason(error)}) ; donnez les droits ou changez FICHES_DATA_DIR."
        ) from error
    try:
        _sign(data_dir)
        yield
    finally:
        with suppress(OSError):
            (data_dir / _OWNER).unlink(missing_ok=True)
        lock.release()


def _sign(data_dir: Path) -> None:
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name, in a container
        user = ""
    owner = {
        "pid": os.getpid(),
        "user": user,
        "host": socket.gethostname(),
        "since": datetime.now().astimezone().isoformat(timespec="minutes"),
    }
    with suppress(OSError):  # the lock holds without its signature, on a full disk too
        (data_dir / _OWNER).write_text(json.dumps(owner), encoding="utf-8")


def _owner(data_dir: Path) -> str:
    """Who holds the directory, as far as it has said."""
    try:
        owner = json.loads((data_dir / _OWNER).read_text(encoding="utf-8"))
        since = datetime.fromisoformat(owner["since"])
        by = f" par {owner['user']}" if owner["user"] else ""
        return f" (processus {owner['pid']}, lancé{by} sur {owner['host']} le {since:%d/%m/%Y} à {since:%H:%M})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
