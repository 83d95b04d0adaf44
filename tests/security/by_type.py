"""An argument for any function of ours, made after its annotation: its texts are hostile, its excerpts those of one hostile fiche."""

import dataclasses
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from random import Random
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin
from urllib.parse import quote

from markupsafe import Markup, escape
from pydantic import BaseModel, SecretStr
from starlette.requests import Request

from ingest.checks.registry import Rule, all_rules
from ingest.model import Excerpt, Fiche, Section, SectionKind, Source, Span
from ingest.parser import parse_fiches
from rag.citation import Citation, cite
from tests.security.payloads import hostile_text
from ui.settings import Settings

_DAYS = (date(2017, 3, 1), date(2026, 11, 22))
_NUMBERS = (0, 1, 1, 1, 2, 2, 2, 40)
_DEEP = 7  # levels below an argument at which lists are empty
_FICHE = """FICHE 1.1.2 (version 2017)

TITRE {0}

\tPilier 1 {1}
Axe 1

\tObjectifs et dynamiques

\t· {2}
· Deuxième [bookmark: _GoBack]objectif {3}

\tPartenaires mobilisables
\t· {4}

\tFinancements mobilisables
\t· {5} : Programme 147, 10 000 € jusqu’en 2015

\tAnimateur
\t· {0}

\tCalendrier
\t

\tLiens autres enjeux
\t· Fiche 411 : {3}

Contrat de ville
"""

# Arguments that are addresses which our code has written: a text of others stands in them quoted.
_ADDRESSES = frozenset("address addresses path here files file link targets tabs neighbours".split())


class _Answering(dict[Any, Any]):
    """A mapping that knows every key."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self._value = value

    def __missing__(self, _key: Any) -> Any:
        return self._value

    def __contains__(self, _key: object) -> bool:
        return True

    def get(self, _key: Any, _default: Any = None) -> Any:
        return self._value


@lru_cache(maxsize=2_000)
def hostile_fiche(seed: int) -> Fiche:
    """A fiche of which every part holds a hostile text, in a file of a hostile name."""
    random = Random(seed)
    parts = [hostile_text(random).replace("\n", " ") for _ in range(6)]
    return parse_fiches(Source(f"corpus/{hostile_text(random)}.txt", _FICHE.format(*parts)))[0]


def arguments(function: Callable[..., object], seed: int) -> dict[str, object]:
    """Arguments for one call: the same for the same seed."""
    random = Random(seed)
    made = _Made(random, hostile_fiche(random.randrange(2_000)))
    return {name: made.named(name, hint, 0) for name, hint in hints_of(function).items() if name != "return"}


@cache
def hints_of(thing: Any) -> dict[str, Any]:
    return typing.get_type_hints(thing)


class _Made:
    def __init__(self, random: Random, fiche: Fiche) -> None:
        self._random, self._fiche = random, fiche
        sections = fiche.sections
        self._addresses = False
        self._excerpts = [fiche.title, *(item for section in sections for item in section.items)]

    def named(self, name: str, hint: Any, depth: int) -> Any:
        """The value of an argument or a field: its name says whether it is an address."""
        if name == "citations":  # numbers of citations, or the citations that they number
            inner = get_args(hint)[0]
            return tuple(self._random.randint(1, 2) if inner is int else self.of(inner, depth) for _ in range(2))
        before, self._addresses = self._addresses, name in _ADDRESSES
        try:
            return self.of(hint, depth)
        finally:
            self._addresses = before

    def of(self, hint: Any, depth: int) -> Any:
        if isinstance(hint, TypeVar):
            return self.of(hint.__bound__ or str, depth)
        origin, inner = get_origin(hint), get_args(hint)
        if origin is not None:
            return self._generic(origin, inner, depth)
        if isinstance(hint, type) and hint is not Any:
            return self._instance(hint, depth)
        return self._text()

    def _generic(self, origin: Any, inner: tuple[Any, ...], depth: int) -> Any:
        if origin in (Union, UnionType):
            rest = [one for one in inner if one is not NoneType]
            if len(rest) < len(inner) and (depth > _DEEP or not self._random.random() < 0.5):
                return None
            return self.of(self._pick(rest), depth)
        if origin is Literal:
            return self._pick(inner)
        if origin is typing.Annotated:
            return self.of(inner[0], depth)
        if origin is tuple and inner and inner[-1] is not Ellipsis:
            return tuple(self.of(one, depth + 1) for one in inner)
        if origin in (tuple, list, Sequence, Iterable, Iterator, set, frozenset, AbstractSet):
            some = [self.of(inner[0], depth + 1) for _ in range(0 if depth > _DEEP else self._random.randrange(3))]
            return frozenset(some) if origin in (set, frozenset, AbstractSet) else some if origin is list else tuple(some)
        if origin in (Mapping, dict):
            return _Answering(self.of(inner[1], depth + 1))
        if origin is Callable:
            value = self.of(inner[-1], depth + 1)
            return lambda *_given, **_named: value
        return self.of(origin, depth)

    def _instance(self, kind: type[Any], depth: int) -> Any:
        simple = {
            str: lambda: self._text(),
            int: lambda: self._random.choice(_NUMBERS),
            float: lambda: float(self._random.choice(_NUMBERS)),
            bool: lambda: self._random.random() < 0.5,
            bytes: lambda: self._text().encode("utf-8", "replace"),
            date: lambda: self._pick(_DAYS),
            datetime: lambda: datetime(2026, 11, 22, tzinfo=UTC),
            NoneType: lambda: None,
            Markup: lambda: escape(self._text()),
            SecretStr: lambda: SecretStr(self._text()),
            Path: lambda: Path(self._text().replace("\0", "")),
            Settings: Settings,
            Rule: lambda: self._pick(all_rules()),
            Fiche: lambda: self._fiche,
            Source: lambda: self._fiche.source,
            Excerpt: lambda: self._pick(self._excerpts),
            Span: lambda: self._pick(self._excerpts).span,
            Section: lambda: self._pick(self._fiche.sections),
            Citation: lambda: cite(self._pick(self._excerpts), self._fiche, self._pick(tuple(SectionKind))),
            Request: lambda: Request({"type": "http", "path": f"/{self._text()}", "query_string": b"", "headers": []}),
        }
        if kind in simple:
            return simple[kind]()
        if issubclass(kind, Enum):
            return self._pick(tuple(kind))
        if issubclass(kind, BaseModel):
            return kind.model_construct(
                **{name: self.named(name, field.annotation, depth + 1) for name, field in kind.model_fields.items()}
            )
        if dataclasses.is_dataclass(kind):
            hints = hints_of(kind)
            return kind(
                **{field.name: self.named(field.name, hints[field.name], depth + 1) for field in dataclasses.fields(kind) if field.init}
            )
        hints = {name: hint for name, hint in hints_of(kind.__init__).items() if name != "return"}
        return kind(**{name: self.named(name, hint, depth + 1) for name, hint in hints.items()})

    def _pick(self, choices: Sequence[Any]) -> Any:
        return choices[self._random.randrange(len(choices))]

    def _text(self) -> str:
        text = hostile_text(self._random)
        return f"/vue/x?y={quote(text, errors='replace')}" if self._addresses else text
