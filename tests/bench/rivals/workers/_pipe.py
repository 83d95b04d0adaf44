"""What each worker shares, with the standard library alone: JSON lines in and out, and the vectors of the loopback server.

A worker is asked one thing a line and answers one line: {"do": "index", "documents", "store"}, {"do": "open", "store"},
{"do": "query", "text", "history", "limit"}, or of ours {"do": "answer", …}. Vectors come from the process that asks, so that each rival has the same ones.
"""

import array
import http.client
import importlib.metadata
import json
import sys
import time
import urllib.parse
from pathlib import Path


class Vectors:
    """The embedding server: one connection that is kept, and how long it has been waited for."""

    def __init__(self, url):
        self._host = urllib.parse.urlsplit(url).netloc
        self._connection = None
        self.seconds = 0.0
        self.texts = 0
        self.characters = 0

    def passages(self, texts):
        """One list of floats for each text."""
        return [list(row) for row in self._rows("passage", list(texts))]

    def query(self, text):
        return list(self._rows("query", [text])[0])

    def _rows(self, kind, texts):
        raw = self.raw(kind, texts)
        values = array.array("f")
        values.frombytes(raw)
        width = len(values) // max(len(texts), 1)
        return [values[start : start + width] for start in range(0, len(values), width)] if texts else []

    def raw(self, kind, texts):
        """The rows of `texts`, float32, one after the other."""
        started = time.perf_counter()
        self._connection = self._connection or http.client.HTTPConnection(self._host, timeout=3_600)
        self._connection.request("POST", "/", json.dumps({"kind": kind, "texts": texts}).encode())
        raw = self._connection.getresponse().read()
        self.seconds += time.perf_counter() - started
        self.texts += len(texts)
        self.characters += sum(map(len, texts))
        return raw


def documents_of(path):
    """The documents of a file of JSON lines, {"id", "text"}."""
    with Path(path).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def resident_mb():
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))) / 1024


def serve(make, packages):
    """Answer on stdout what is asked on stdin; `make(vectors, variant)` gives an object with `index`, `open` and `query`."""
    replies = sys.stdout
    sys.stdout = sys.stderr  # what a library prints is no reply
    variant, url = sys.argv[1:3]
    vectors = Vectors(url)
    rival = make(vectors, variant)

    def reply(**values):
        replies.write(json.dumps(values) + "\n")
        replies.flush()

    reply(versions={name: importlib.metadata.version(name) for name in packages})
    for line in sys.stdin:
        asked = json.loads(line)
        waited, started = vectors.seconds, time.perf_counter()
        if asked["do"] == "index":
            passages = rival.index(asked["documents"], asked["store"])
            seconds = time.perf_counter() - started
            told = {"passages": passages, "embedded": vectors.texts, "characters": vectors.characters}
        elif asked["do"] == "open":
            rival.open(asked["store"])
            seconds, told = time.perf_counter() - started, {}
        else:
            found = getattr(rival, asked["do"])(asked)
            seconds, told = time.perf_counter() - started, {"found": found}
        reply(seconds=seconds, embedding_s=vectors.seconds - waited, resident_mb=resident_mb(), **told)
