"""What a language model is asked: the prompt of `prompts/answer.md`, filled in with a question and its passages."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from string import Template

from ingest.headings import LABELS
from rag.claims.evidence import Evidence
from rag.markers import TAG

_PROMPT = Path(__file__).with_name("prompts") / "answer.md"
_MOST_BEFORE = 3  # earlier questions that are told
_MOST_LENGTH = 300  # characters of each
_MARKER = re.compile(r"\[(?=\s*[Pp]?\d)")


@cache
def _parts() -> tuple[str, str]:
    """The instructions, and the template of the request."""
    system, _line, request = _PROMPT.read_text(encoding="utf-8").partition("\n---\n")
    return system.strip(), request.strip()


def prompt(question: str, passages: Sequence[Evidence], history: Sequence[str] = ()) -> tuple[str, str]:
    """Return the instructions and the request; what comes from fiches and people can neither close a tag nor forge a marker."""
    system, request = _parts()
    before = [_plain(earlier)[:_MOST_LENGTH] for earlier in history[-_MOST_BEFORE:]]
    told = "Questions posées juste avant : " + " / ".join(before) + "\n" if before else ""
    return system, Template(request).substitute(passages="\n".join(map(_tagged, passages)), history=told, question=_plain(question))


def _tagged(passage: Evidence) -> str:
    heading = _plain(passage.heading or LABELS.get(passage.section, "")).replace('"', "'")
    return f'<passage etiquette="{TAG}{passage.n}" fiche="{passage.fiche}" rubrique="{heading}">{_plain(passage.text)}</passage>'


def _plain(text: str) -> str:
    return _MARKER.sub("(", " ".join(text.replace("<", "‹").replace(">", "›").split()))
