"""The endpoints of the page: the commands of these names, with their JSON shapes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from ingest.errors import FichesError
from rag.answer import Filters
from rag.errors import UnknownFicheError
from rag.extractive import check_question
from ui import text_fr
from ui.arguments import InputError, fiche_code, section_kind
from ui.shapes import AnswerShape, FicheShape, MessageLine, SearchShape, choose
from ui.tabs import gr
from ui.wiring import Desk

Value = TypeVar("Value")

_MAX_RESULTS = 1_000
_AT_ONCE = 4


def add_endpoints(desk: Desk, max_question_chars: int) -> None:
    """Add /ask, /search and /show to the page that is open: the commands of these names, with their JSON shapes."""

    def ask(
        question: str,
        fiche: str | None = None,
        section: str | None = None,
        version: int | None = None,
        history: list[dict[str, str]] | None = None,
    ) -> dict[str, Any]:
        """Répond à une question, avec ses citations."""
        with _told():
            messages = _read("history", TypeAdapter(list[MessageLine]), history or [])
            earlier = tuple(message.content for message in messages if message.role == "user")
            filters = Filters(
                fiche_code(_text("fiche", fiche)),
                section_kind(_text("section", section)),
                _read("version", TypeAdapter(int | None), version or None),
            )
            answer = desk.answerer().answer(_read("question", TypeAdapter(str), question), history=earlier, filters=filters)
            return AnswerShape.of(answer).model_dump()

    def search(query: str, k: int = 10) -> list[dict[str, Any]]:
        """Cherche les passages les plus proches d’une question ou de mots."""
        with _told():
            words, limit = _read("query", TypeAdapter(str), query), _read("k", TypeAdapter(int), k)
            check_question(words, max_question_chars)
            if not 1 <= limit <= _MAX_RESULTS:
                raise InputError(text_fr.bad_argument("k"))
            answerer = desk.answerer()
            return [shape.model_dump() for shape in SearchShape.of(answerer.passages.search(words, limit=limit), answerer.library)]

    def show(code: str, version: int | None = None) -> dict[str, Any]:
        """Montre une fiche telle qu’elle a été lue, champ par champ, et ce qui restait."""
        with _told():
            wanted, year = _read("code", TypeAdapter(str), code), _read("version", TypeAdapter(int | None), version or None)
            library = desk.answerer().library
            records = choose(library.by_code.get(fiche_code(wanted) or "", []), year)
            if not records:
                raise UnknownFicheError(text_fr.unknown_code(wanted))
            return FicheShape.of(library.fiche(records[0]), library.by_code).model_dump()

    for endpoint in (ask, search, show):
        gr.api(endpoint, api_name=endpoint.__name__, concurrency_limit=_AT_ONCE)


@contextmanager
def _told() -> Iterator[None]:
    """Turn a FichesError into what Gradio's clients receive as the message of an error."""
    try:
        yield
    except FichesError as error:
        raise gr.Error(str(error), print_exception=False) from error


def _read(name: str, shape: TypeAdapter[Value], value: object) -> Value:
    """Return an argument as its type; a list may come as JSON."""
    try:
        return shape.validate_json(value) if isinstance(value, str) and name == "history" else shape.validate_python(value)
    except ValidationError as error:
        raise InputError(text_fr.bad_argument(name)) from error


def _text(name: str, given: object) -> str | None:
    return _read(name, TypeAdapter(str | None), given)
