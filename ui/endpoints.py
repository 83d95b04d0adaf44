"""The endpoints of the page: the commands of these names, with their JSON shapes."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from ingest.errors import FichesError
from rag.answer import Filters
from rag.errors import UnknownFicheError
from rag.extractive import check_question
from ui import text_fr
from ui.arguments import InputError, day, fiche_code, level, section_kind
from ui.checking import check_index, rule_names
from ui.choices import chosen
from ui.contacts import read_contacts
from ui.directory_shapes import DeadlineShape, FundingShape, PartnerShape
from ui.look_up import FundingSort, PartnerSort, contacts_of, due_days, funding_filters, funding_hits, partner_filters, partner_hits
from ui.shapes import AnswerShape, FicheShape, FindingShape, MessageLine, SearchShape, choose
from ui.tabs import gr
from ui.wiring import Desk

logger = logging.getLogger(__name__)

Value = TypeVar("Value")

_MAX_RESULTS = 1_000
_AT_ONCE = 4


def add_endpoints(desk: Desk, max_question_chars: int) -> None:
    """Add the endpoints to the page that is open: the commands of these names, with their JSON shapes."""
    for name, endpoint in endpoint_functions(desk, max_question_chars).items():
        # The check reads every fiche against every other.
        gr.api(endpoint, api_name=name, concurrency_limit=1 if name == "check" else _AT_ONCE)


def endpoint_functions(desk: Desk, max_question_chars: int) -> dict[str, Callable[..., Any]]:
    """Return the commands that read, by their names; what fails raises a gr.Error in French."""
    metrics = desk.metrics

    def ask(
        question: str,
        fiche: str | None = None,
        section: str | None = None,
        version: int | None = None,
        history: list[dict[str, str]] | None = None,
        at: str | None = None,
        pilier: int | None = None,
        axe: str | None = None,
        place: str | None = None,
    ) -> dict[str, Any]:
        """Répond à une question, avec ses citations."""
        with _told():
            messages = _read("history", TypeAdapter(list[MessageLine]), history or [])
            earlier = tuple(message.content for message in messages if message.role == "user")
            filters = Filters(
                fiche_code(_text("fiche", fiche)),
                section_kind(_text("section", section)),
                _read("version", TypeAdapter(int | None), version or None),
                level(_read("pilier", TypeAdapter(int | None), pilier or None), _text("axe", axe)),
                _text("place", place) or "",
            )
            asked, at_day = _read("question", TypeAdapter(str), question), day(_text("at", at) or None)
            answer = desk.answerer().answer(asked, history=earlier, filters=filters, at=at_day)
            metrics.answered(answer)
            return AnswerShape.of(answer).model_dump()

    def search(query: str, k: int = 10) -> list[dict[str, Any]]:
        """Cherche les passages les plus proches d’une question ou de mots."""
        with _told():
            words, limit = _read("query", TypeAdapter(str), query), _limit(k)
            check_question(words, max_question_chars)
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

    def funding(
        query: str | None = None,
        at: str | None = None,
        kind: list[str] | None = None,
        funder: str | None = None,
        fiche: str | None = None,
        pilier: int | None = None,
        place: str | None = None,
        theme: str | None = None,
        min_amount: float | None = None,
        status: str | None = None,
        sort: str | None = None,
        deadlines: bool = False,
        k: int = 10,
    ) -> list[dict[str, Any]]:
        """Dit qui paie quoi, combien, jusqu’à quand, d’après quelle fiche ; avec `deadlines`, les échéances à venir."""
        with _told():
            words, at_day = _query(query, max_question_chars), day(_text("at", at)) or date.today()
            filters = funding_filters(
                kind=_list("kind", kind),
                funder=_text("funder", funder),
                fiche=_text("fiche", fiche),
                pilier=_pilier(pilier),
                place=_text("place", place),
                theme=_text("theme", theme),
                min_amount=_read("min_amount", TypeAdapter(Annotated[float, Field(ge=0)] | None), min_amount),
                status=_text("status", status),
                dashes="",
            )
            order, limit = chosen(_text("sort", sort), FundingSort, "sort"), _limit(k)
            if _read("deadlines", TypeAdapter(bool), deadlines):
                days = due_days(desk.directory(), words, at_day, filters, limit=limit)
                return [DeadlineShape.at(due).model_dump() for due in days]
            hits = funding_hits(desk.directory(), words, at_day, filters, order, limit=limit)
            return [FundingShape.of(hit).model_dump() for hit in hits]

    def partners(
        query: str | None = None,
        at: str | None = None,
        kind: list[str] | None = None,
        role: str | None = None,
        name: str | None = None,
        fiche: str | None = None,
        pilier: int | None = None,
        place: str | None = None,
        sort: str | None = None,
    ) -> list[dict[str, Any]]:
        """Dit qui participe, où, dans quel rôle et sous quels noms."""
        with _told():
            words = _query(query, max_question_chars)
            day(_text("at", at))  # the same argument as elsewhere: bodies have no term
            filters = partner_filters(
                kind=_list("kind", kind),
                role=_text("role", role),
                name=_text("name", name),
                fiche=_text("fiche", fiche),
                pilier=_pilier(pilier),
                place=_text("place", place),
                dashes="",
            )
            hits = partner_hits(desk.directory(), words, filters, chosen(_text("sort", sort), PartnerSort, "sort"))
            contacts = read_contacts(desk.settings.contacts) if desk.settings.contacts else None
            return [PartnerShape.of(hit, contacts_of(hit, contacts)).model_dump() for hit in hits]

    def check(select: list[str] | None = None, ignore: list[str] | None = None, at: str | None = None) -> list[dict[str, Any]]:
        """Dit ce qui est incohérent dans les fiches, où, pourquoi, et ce qu’il faut faire."""
        with _told():
            at_day = day(_text("at", at)) or date.today()
            rules, without = rule_names(_list("select", select)), rule_names(_list("ignore", ignore))
            applied = check_index(desk.settings, desk.answerer().library, at=at_day, select=rules, ignore=without)
            for sentence in (*applied.errors, *applied.notices):
                logger.warning("%s", sentence)
            return [FindingShape.of(finding).model_dump() for finding in applied.findings]

    return {endpoint.__name__: endpoint for endpoint in (ask, search, show, funding, partners, check)}


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


def _list(name: str, given: object) -> list[str]:
    """A list, or one string: « REF » is ["REF"]."""
    one_or_many = _read(name, TypeAdapter(list[str] | str | None), given)
    return [one_or_many] if isinstance(one_or_many, str) else one_or_many or []


def _query(given: object, max_question_chars: int) -> str | None:
    """What is looked up; None for the whole directory."""
    query = _text("query", given)
    if query is not None:
        check_question(query, max_question_chars)
    return query


def _pilier(given: object) -> int | None:
    return _read("pilier", TypeAdapter(Annotated[int, Field(ge=1, le=9)] | None), given)


def _limit(given: object) -> int:
    return _read("k", TypeAdapter(Annotated[int, Field(ge=1, le=_MAX_RESULTS)]), given)
