"""What is tried with hostile input, what must hold, and how often it was: the targets of `make security` and of its sample."""

import importlib
import inspect
import pkgutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

import hypothesis
from hypothesis import HealthCheck, Phase
from markupsafe import Markup

import ui.html
import ui.reports
from ingest.chunking import chunk_fiche
from ingest.errors import ParseError, SourceError
from ingest.model import Source
from ingest.parser import parse_fiches
from ingest.readers import read_source
from ingest.readers.options import ReadingOptions
from rag.analysis import analyse
from rag.follow_up import resolve
from rag.parts import split
from rag.terms import Vocabulary
from tests.making.excerpts import excerpts_of
from tests.security import documents
from tests.security.by_type import arguments, hints_of
from tests.security.payloads import escapes, seeds
from tests.security.questions import question

_READING = ReadingOptions(max_seconds=10)
# What arguments of the right type and no sense may make a function of ours raise; nothing was shown then.
_NO_SENSE = (LookupError, ValueError, AssertionError, TypeError, AttributeError)
# Makers whose arguments are names of our own or stand on an index: the requests of the fuzzer of the server reach them.
_NOT_DRAWN = frozenset({"ui.html.pieces.icon", "ui.html.shelf.filters_html", "ui.html.coherence.reference_html"})


@dataclass(frozen=True, slots=True)
class Target:
    """`run` tries the case of a seed and raises where what must hold does not; False where the case came to nothing."""

    group: str
    name: str
    run: Callable[[int], bool]


@dataclass(slots=True)
class Tried:
    """How a target went: its cases, those that came to something, the slowest of them, in seconds of this process."""

    target: Target
    cases: int = 0
    reached: int = 0
    slowest_s: float = 0.0


def fuzz(target: Target, cases: int, *, seed: int | None = None) -> Tried:
    """Try so many cases; with no `seed` always the same ones.

    Raises:
        Exception: what the target raised, with the seed of the case in hypothesis's words.
    """
    tried = Tried(target)

    def case(number: int) -> None:
        begun = time.process_time()
        tried.reached += target.run(number)
        tried.cases += 1
        tried.slowest_s = max(tried.slowest_s, time.process_time() - begun)

    checked = hypothesis.given(seeds)(case)
    if seed is not None:
        checked = hypothesis.seed(seed)(checked)
    hypothesis.settings(
        max_examples=cases,
        database=None,
        deadline=None,
        derandomize=seed is None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(checked)()
    return tried


# The parser and the readers.


def _parsed(source: Source) -> bool:
    """Whether fiches are in it; each excerpt is then the slice that its span names."""
    try:
        fiches = parse_fiches(source)
    except ParseError:
        return False
    for fiche in fiches:
        quoted = [*excerpts_of(fiche), *(chunk.excerpt for chunk in chunk_fiche(fiche))]
        assert all(source.text[one.span.start : one.span.end] == one.text for one in quoted)
    return bool(fiches)


def _parse_lines(seed: int) -> bool:
    return _parsed(Source("f.txt", documents.lines(Random(seed))))


def _read(suffix: str, seed: int) -> bool:
    """A file gives a text or a sentence of ours; the places of its paragraphs are in order within the text."""
    data = documents.MAKERS[suffix](Random(seed))
    try:
        source = read_source(data, f"f{suffix}", _READING)
    except SourceError:
        return False
    ends = [0, *(end for block in source.blocks for end in (block.span.start, block.span.end)), len(source.text)]
    assert ends == sorted(ends)
    assert list(source.page_starts) == sorted(source.page_starts)
    assert "root:" not in source.text
    _parsed(source)
    return True


def parser_targets() -> list[Target]:
    return [Target("lecture", "lignes", _parse_lines), *(Target("lecture", suffix, partial(_read, suffix)) for suffix in documents.MAKERS)]


# The question plan.


def _plan(vocabulary: Vocabulary, seed: int) -> bool:
    """Any question gives a plan, alone or after others, that can be written out."""
    random = Random(seed)
    asked = question(random)
    plan = resolve([question(random) for _ in range(random.randrange(3))], asked, vocabulary)
    assert isinstance(plan.as_dict(), dict)
    assert all(asked[token.start : token.end].strip() for token in analyse(asked))
    return bool(split(asked))


def plan_targets(vocabulary: Vocabulary) -> list[Target]:
    return [Target("question", "plan", partial(_plan, vocabulary))]


# The makers of HTML.


def html_makers() -> list[Callable[..., object]]:
    """Every public function of ui/html that returns HTML."""
    modules = [importlib.import_module(f"{ui.html.__name__}.{found.name}") for found in pkgutil.iter_modules(ui.html.__path__)]
    return [
        function
        for module in modules
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and "Markup" in str(hints_of(function)["return"])
    ]


def _render(maker: Callable[..., object], seed: int) -> bool:
    """The text of the case stays text."""
    given = arguments(maker, seed)
    try:
        made = maker(**given)
    except _NO_SENSE:
        return False
    page = made if isinstance(made, str) else Markup("").join(made if isinstance(made, Sequence) else [])
    assert escapes(page) == []
    return True


def renderer_targets() -> list[Target]:
    named = [(f"{maker.__module__}.{maker.__name__}", maker) for maker in html_makers()]
    return [Target("rendu", name, partial(_render, maker)) for name, maker in named if name not in _NOT_DRAWN]
