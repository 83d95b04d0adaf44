"""The town's own question file: questions whose answer somebody has found good, which `fiches eval` asks again at each change."""

import json
from pathlib import Path

from ingest.errors import reason
from ui import text_fr
from ui.arguments import InputError
from ui.settings import Settings
from ui.text_fr import service as text_service

FILE_NAME = "questions.jsonl"


def path_of(settings: Settings) -> Path:
    return settings.questions or Path(settings.data_dir) / FILE_NAME


def add_line(path: Path, line: dict[str, object]) -> bool:
    """Add a line at the end of the file; False where its question is in it already.

    Raises:
        InputError: the file cannot be read or written.
    """
    try:
        there = path.read_text(encoding="utf-8-sig") if path.exists() else ""
        if any(_identifier(text) == line["id"] for text in there.splitlines()):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        ending = "" if not there or there.endswith("\n") else "\n"
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(ending + json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as error:
        raise InputError(text_fr.not_written(str(path), reason(error))) from error
    except UnicodeDecodeError as error:
        raise InputError(text_service.not_a_question_file(str(path))) from error
    return True


def _identifier(text: str) -> object:
    try:
        read = json.loads(text)
    except ValueError:
        return None
    return read.get("id") if isinstance(read, dict) else None
