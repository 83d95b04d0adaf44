"""A language model of the user's choice, through LangChain: text in pieces, within its time, or one named failure.

The one module that knows of providers. Keys go to the provider and nowhere else: what a library says of an error is cut down to
its class and its HTTP status, since messages may hold addresses, keys and questions.
"""

import logging
import queue
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx
import tenacity
from langchain_core.messages import HumanMessage, SystemMessage
from langsmith.run_helpers import tracing_context

from rag.model_failure import PASSING, Failure, ModelFailureError

logger = logging.getLogger(__name__)

ALBERT = "https://albert.api.etalab.gouv.fr/v1"
_HOSTS = {"openai": "api.openai.com", "mistralai": "api.mistral.ai", "ollama": "localhost"}
_NO_KEY = "sans-cle"  # the OpenAI client wants one, and a server of one's own reads none
_TRIES = 2
_END = object()


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Which model, where, and how long it may take; the key never shows in a repr."""

    name: str  # provider:model, as `init_chat_model` takes it, or albert:model
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    timeout_s: float = 60.0
    first_token_s: float = 20.0
    most_tokens: int = 700
    most_chars: int = 6_000

    @property
    def provider(self) -> str:
        provider = self.name.partition(":")[0].strip().lower()
        return "openai" if provider == "albert" else provider

    @property
    def address(self) -> str:
        """The base URL, that of Albert for its preset; "" for the provider's own."""
        return self.base_url or (ALBERT if self.name.lower().startswith("albert:") else "")

    @property
    def host(self) -> str:
        """The host that receives questions and excerpts."""
        if self.address:
            return urlsplit(self.address if "//" in self.address else f"//{self.address}").hostname or self.address
        return _HOSTS.get(self.provider, self.provider)


class TextStream(Protocol):
    """What answers a prompt piece by piece; the rest of the program knows models by this alone."""

    def stream(self, system: str, prompt: str) -> Iterator[str]:
        """Yield the text as it comes.

        Raises:
            ModelFailureError: nothing of use came, or what came was cut.
        """
        ...


class LanguageModel:
    """One model behind LangChain's interface; made at the first request, since a provider's package takes seconds to load."""

    def __init__(self, settings: ModelSettings) -> None:
        self.settings = settings
        self._model: Any = None
        self._making = threading.Lock()

    def stream(self, system: str, prompt: str) -> Iterator[str]:
        """Yield the answer as it comes; what fails before its first words and may pass is tried once more.

        Raises:
            ModelFailureError: absent, slow, cut, refused, garbled, empty or endless.
        """
        started = time.monotonic()
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(lambda error: isinstance(error, ModelFailureError) and error.failure in PASSING),
            wait=tenacity.wait_random_exponential(multiplier=0.2, max=1.0),
            stop=tenacity.stop_after_attempt(_TRIES) | tenacity.stop_after_delay(self.settings.first_token_s),
            reraise=True,
        )
        pieces = retrying(self._opened, system, prompt, started)
        length = 0
        for piece in pieces:
            length += len(piece)
            if length > self.settings.most_chars:
                pieces.close()
                raise ModelFailureError(Failure.ENDLESS, f"more than {self.settings.most_chars} characters")
            yield piece

    def probe(self) -> None:
        """Ask for one word.

        Raises:
            ModelFailureError: the model cannot be used.
        """
        for _piece in self.stream("Réponds en un mot.", "Écris : bonjour"):
            return

    def _opened(self, system: str, prompt: str, started: float) -> "_Pieces":
        pieces = _Pieces(self._loaded(), system, prompt, self.settings, started)
        pieces.open()
        return pieces

    def _loaded(self) -> Any:
        with self._making:
            if self._model is None:
                self._model = _make(self.settings)
            return self._model


def _make(settings: ModelSettings) -> Any:
    from langchain.chat_models import init_chat_model  # seconds

    provider, model = settings.provider, settings.name.partition(":")[2].strip()
    limits: dict[str, Any] = {"temperature": 0.0}
    if provider == "ollama":
        limits |= {"num_predict": settings.most_tokens, "client_kwargs": {"timeout": settings.first_token_s}}
        if settings.api_key:
            limits["client_kwargs"]["headers"] = {"Authorization": f"Bearer {settings.api_key}"}
    else:
        limits |= {"max_tokens": settings.most_tokens, "timeout": settings.first_token_s, "max_retries": 0}
        if provider == "openai":
            limits["api_key"] = settings.api_key or (_NO_KEY if settings.address else None)
            limits["use_responses_api"] = False
        elif provider == "mistralai":
            limits |= {"api_key": settings.api_key or None, "max_retries": 1, "timeout": max(1, round(settings.first_token_s))}
        elif settings.api_key:
            limits["api_key"] = settings.api_key
    if settings.address:
        limits["base_url"] = settings.address
    try:
        return init_chat_model(model, model_provider=provider, **{name: value for name, value in limits.items() if value is not None})
    except ImportError as error:
        raise ModelFailureError(Failure.NOT_INSTALLED, type(error).__name__) from None
    except _errors() as error:
        missing_key = provider in ("openai", "mistralai") and not settings.api_key
        raise ModelFailureError(Failure.UNAUTHORISED if missing_key else Failure.UNUSABLE, type(error).__name__) from None


class _Pieces:
    """One request: a thread reads it, so that a server that says nothing holds nobody up."""

    def __init__(self, model: Any, system: str, prompt: str, settings: ModelSettings, started: float) -> None:
        self._model = model
        self._messages = [SystemMessage(system), HumanMessage(prompt)]
        self._settings = settings
        self._started = started
        self._queue: queue.Queue[object] = queue.Queue()
        self._stopped = threading.Event()
        self._first: str | None = None

    def open(self) -> None:
        """Wait for the first words; what goes wrong until then may be tried again."""
        threading.Thread(target=self._read, name="language-model", daemon=True).start()
        while self._first is None:
            limit = min(self._settings.first_token_s, self._settings.timeout_s)
            item = self._next(limit, Failure.SLOW_START)
            if item is _END:
                raise ModelFailureError(Failure.EMPTY)
            self._first = str(item) or None

    def __iter__(self) -> Iterator[str]:
        try:
            yield self._first or ""
            while (item := self._next(self._settings.timeout_s, Failure.SLOW)) is not _END:
                yield str(item)
        finally:
            self.close()

    def close(self) -> None:
        """Let the thread end at its next piece."""
        self._stopped.set()

    def _next(self, limit_s: float, late: Failure) -> object:
        try:
            item = self._queue.get(timeout=max(0.0, self._started + limit_s - time.monotonic()))
        except queue.Empty:
            self.close()
            raise ModelFailureError(late, f"{limit_s:.0f} s") from None
        if isinstance(item, ModelFailureError):
            raise item
        return item

    def _read(self) -> None:
        ended: object = ModelFailureError(Failure.CUT, "the reading thread died")
        said = False
        try:
            reason = ""
            with tracing_context(enabled=False):  # whatever the environment says, nothing goes to a tracing service
                for chunk in self._model.stream(self._messages):
                    if self._stopped.is_set():
                        return
                    text = str(chunk.text)
                    said = said or bool(text)
                    told = chunk.response_metadata
                    reason = str(told.get("finish_reason") or told.get("done_reason") or reason)
                    self._queue.put(text)
            ended = ModelFailureError(Failure.ENDLESS, "cut at its longest") if reason == "length" else _END
            if not reason and said:  # a stream that ends without saying so was cut
                ended = ModelFailureError(Failure.CUT, "no end")
        except _errors() as error:
            failure = failure_of(error, begun=said)
            ended = ModelFailureError(failure, _told(error))
        finally:
            self._queue.put(ended)


def failure_of(error: BaseException, *, begun: bool = False) -> Failure:
    """Name what a provider's library raised, by its HTTP status or its class; `begun` once words had come."""
    status = _status(error)
    if status is not None:
        return _of_status(status)
    names = {kind.__name__ for one in _chain(error) for kind in type(one).__mro__}
    if names & {"TimeoutException", "APITimeoutError", "TimeoutError"}:
        return Failure.SLOW if begun else Failure.SLOW_START
    if begun:
        return Failure.CUT
    if names & {"JSONDecodeError", "ValidationError", "RemoteProtocolError", "DecodingError", "KeyError", "TypeError", "AttributeError"}:
        return Failure.GARBLED
    if names & {"ConnectError", "APIConnectionError", "ConnectionError", "NetworkError", "OSError", "UnsupportedProtocol", "InvalidURL"}:
        return Failure.ABSENT
    return Failure.GARBLED


def _of_status(status: int) -> Failure:
    known = {
        401: Failure.UNAUTHORISED,
        403: Failure.UNAUTHORISED,
        404: Failure.UNKNOWN_MODEL,
        429: Failure.LIMITED,
        408: Failure.SLOW_START,
    }
    return known.get(status, Failure.SERVER if status >= 500 else Failure.REFUSED)


def _status(error: BaseException) -> int | None:
    for one in _chain(error):
        for holder in (one, getattr(one, "response", None)):
            status = getattr(holder, "status_code", None)
            if isinstance(status, int) and status >= 400:
                return status
    return None


def _chain(error: BaseException) -> Sequence[BaseException]:
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:
        found.append(one)
        one = one.__cause__ or one.__context__
    return found


def _told(error: BaseException) -> str:
    status = _status(error)
    return type(error).__name__ + (f" {status}" if status else "")


def _provider_errors() -> tuple[type[BaseException], ...]:
    """The root errors of the providers' packages that are loaded."""
    roots = (
        ("openai", "OpenAIError"),
        ("ollama", "ResponseError"),
        ("ollama", "RequestError"),
        ("langchain_core.exceptions", "LangChainException"),
    )
    found = (getattr(sys.modules.get(module), name, None) for module, name in roots)
    return tuple(kind for kind in found if isinstance(kind, type))


def _errors() -> tuple[type[BaseException], ...]:
    return (
        httpx.HTTPError,
        httpx.StreamError,
        httpx.InvalidURL,
        OSError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RuntimeError,
        *_provider_errors(),
    )
