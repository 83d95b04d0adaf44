"""How long `fiches check` takes over a thousand fiches, without vectors to compute: seconds of processor, and resident memory (Linux).

python -m tests.bench.checks_speed [--count 1000] [--by-rule]
"""

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.registry import all_rules, check
from ingest.corpus import load_corpus
from tests.bench._generated import write_fiches

AT = date(2025, 1, 1)
_MOST_MB = 600
_SHOWN = 10  # rules


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1_000, help="how many fiches")
    parser.add_argument("--by-rule", action="store_true", help="say which rules take most; what several share counts for the first")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fiches-bench-") as folder:
        write_fiches(Path(folder), arguments.count)
        fiches = load_corpus([folder]).fiches
    rules = all_rules()
    if arguments.by_rule:
        corpus, taken = CheckedCorpus(fiches, at=AT), Counter[str]()
        for rule in rules:
            started = time.process_time()
            for fiche in corpus.fiches:
                list(rule.check(fiche, corpus))
            taken[rule.code] = round((time.process_time() - started) * 1_000)
        sys.stdout.write("".join(f"{code} {spent} ms\n" for code, spent in taken.most_common(_SHOWN)))
    started, clock = time.process_time(), time.perf_counter()
    findings = check(CheckedCorpus(fiches, at=AT))
    spent, elapsed = time.process_time() - started, time.perf_counter() - clock
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{len(fiches)} fiches, {len(findings)} constats : {spent:.1f} s de processeur, {elapsed:.1f} s à l’horloge, {memory:.0f} Mo\n"
    )
    return 0 if memory < _MOST_MB else 1


if __name__ == "__main__":
    sys.exit(main())
