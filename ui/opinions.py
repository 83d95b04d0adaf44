"""What readers think of answers, a JSON line each in the data directory; the question itself only where the settings keep questions."""

import threading
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ingest.errors import FichesError, reason
from ingest.model import SectionKind

FILE = "opinions.jsonl"
Why = Literal["faux", "incomplet", "a_cote", "refus", "citation", "perime"]
_Short = Annotated[str, StringConstraints(max_length=40, pattern=r"^[\w .:-]*$")]
_writing = threading.Lock()


class OpinionNotKeptError(FichesError):
    """The file of opinions cannot be written."""


class Opinion(BaseModel):
    """What is thought of an answer, and what tells the answer: its kind, and the fiches and sections that it cites."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opinion: Literal["utile", "inutile"]
    reasons: tuple[Why, ...] = ()
    status: Literal["answered", "abstained"]
    reason: Literal["", "hors_sujet", "sans_reponse", "rubrique_vide", "fiche_inconnue"] = ""
    mode: Literal["extractive", "llm", "fallback"] = "extractive"
    generation: _Short = ""
    fiches: Annotated[tuple[_Short, ...], Field(max_length=200)] = ()
    sections: Annotated[tuple[SectionKind, ...], Field(max_length=20)] = ()
    question: str = ""


def keep_opinion(data_dir: Path, opinion: Opinion, *, with_question: bool) -> None:
    """Add an opinion to the file.

    Raises:
        OpinionNotKeptError: the disk is full, or the file cannot be written.
    """
    kept = opinion if with_question else opinion.model_copy(update={"question": ""})
    at = datetime.now().astimezone().isoformat(timespec="seconds")
    line = OpinionLine(at=at, **kept.model_dump()).model_dump_json(exclude_defaults=True)
    path = data_dir / FILE
    try:
        with _writing, path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    except OSError as error:
        raise OpinionNotKeptError(f"Votre avis n’a pas pu être enregistré dans « {path.name} » ({reason(error)}).") from error


class OpinionLine(Opinion):
    """A line of the file."""

    at: str
