"""The log: lines of JSON with the reference of the request, and without what people asked."""

import json
import logging
import sys
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from ingest.errors import FichesError
from ui.settings import Settings
from ui.watch import logs, reference

SECRET = "Madame Ginette Planchard"


@pytest.fixture(autouse=True)
def put_back():
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    for handler in before:
        if handler not in root.handlers:
            root.addHandler(handler)
    root.setLevel(level)
    for name in ("ingest", "rag", "ui"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def written(error: Exception | None = None, **extra: object) -> dict[str, object]:
    info = None
    if error:
        try:
            raise error
        except type(error):
            info = sys.exc_info()
    record = logging.LogRecord("ui.asking", logging.ERROR, __file__, 1, "failed %s", ("x",), info)
    record.__dict__.update(extra)
    return json.loads(logs.JsonLines().format(record))


def test_a_line_is_one_object_with_its_level_its_message_and_its_fields() -> None:
    line = written(fields={"route": "/texte", "status": 200})
    assert (line["level"], line["message"], line["template"], line["route"], line["status"]) == (
        "ERROR",
        "failed x",
        "failed %s",
        "/texte",
        200,
    )


def test_a_line_about_a_request_carries_its_reference() -> None:
    assert written(reference="abc")["reference"] == "abc"
    told = reference.begin()
    assert written()["reference"] == told == reference.current()


def test_a_proxy_s_name_of_a_request_is_kept_and_nonsense_is_not() -> None:
    assert reference.begin("req-12345678") == "req-12345678"
    assert reference.begin("a\nb") != "a\nb"
    assert len(reference.begin("x" * 65)) == 16


def _invalid() -> Exception:
    try:
        TypeAdapter(int).validate_python(SECRET)
    except ValidationError as error:
        return error
    raise AssertionError


@pytest.mark.parametrize("error", [ValueError(SECRET), FichesError(SECRET), KeyError(SECRET), _invalid()])
def test_an_error_is_told_by_its_kind_and_place_never_by_what_was_typed(error: Exception) -> None:
    line = written(error)
    assert SECRET not in json.dumps(line)
    assert type(error).__qualname__ in line["error"][-1]
    assert any(place.endswith(" written") for place in line["error"])


def test_what_the_system_refused_is_told_in_full() -> None:
    assert "No space left" in written(OSError(28, "No space left on device"))["error"][-1]


def test_libraries_say_nothing_below_info_unless_questions_may_be_logged(capsys, tmp_path: Path) -> None:
    for allowed in (False, True):
        logs.configure(Settings(data_dir=tmp_path, log_level="DEBUG", log_questions=allowed))
        logging.getLogger("httpcore").debug("GET /texte?q=%s", SECRET)
        assert (SECRET in capsys.readouterr().err) == allowed


def test_a_server_keeps_its_last_lines_in_a_file_and_others_do_not_disturb_stderr(capsys, tmp_path: Path) -> None:
    logs.configure(Settings(data_dir=tmp_path))
    logs.keep(Settings(data_dir=tmp_path))
    logging.getLogger("ui.watch").info("request", extra={"fields": {"status": 200}})
    (line,) = logs.kept_lines(tmp_path, 10)
    assert (line["message"], line["status"], capsys.readouterr().err) == ("request", 200, "")


def test_a_data_directory_that_cannot_be_written_stops_no_server(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("no folder")
    logs.keep(Settings(data_dir=tmp_path))
    assert list(logs.kept_lines(tmp_path, 10)) == []
