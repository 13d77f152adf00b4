"""The log of this computer: no text that is not the code's own gets into it, whoever logs what."""

from __future__ import annotations

import ast
import io
import logging
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import datapact
import datapact_ui
from datapact.base.errors import AnswerNo, Damaged, DataPactError, Locked, Malformed, Surroundings, WrongUse
from datapact.base.local_log import (
    LARGEST,
    OLDER,
    VARIABLE,
    keep_report,
    last_lines,
    level_of,
    line_of,
    log_file,
    start_log,
    stop_log,
)
from tests.parsed import parsed

HOMES = [Path(str(package.__file__)).parent for package in (datapact, datapact_ui)]
SAYING = {"debug", "info", "warning", "error", "critical", "exception", "log"}
links = pytest.mark.skipif(os.name == "nt", reason="making a link needs a right that Windows gives to few")
log = logging.getLogger("datapact.test")


@pytest.fixture(autouse=True)
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    start_log({})
    yield
    stop_log()


def written() -> str:
    return log_file().read_text("utf-8")


# ---- what is written ----


def test_nothing_is_made_before_the_first_warning(tmp_path: Path) -> None:
    log.info("quiet")
    log.debug("quieter")
    assert list(tmp_path.iterdir()) == []
    log.warning("something of %s bytes went wrong", 12)
    assert written().endswith("Z WARNING datapact.test: something of 12 bytes went wrong\n")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("DEBUG", 3), ("info", 2), (" Warning ", 1), ("ERROR", 0), ("", 1), ("everything", 1)],
)
def test_the_level_is_that_of_the_environment(value: str, expected: int) -> None:
    start_log({VARIABLE: value})
    log.debug("one")
    log.info("two")
    log.warning("three")
    assert len(last_lines(10)) == expected


def test_one_line_an_event_however_often_it_was_started() -> None:
    start_log({})
    start_log({})
    logging.getLogger("datapact_ui.test").warning("once")
    assert len(last_lines(10)) == 1


def test_other_programs_are_not_written() -> None:
    logging.getLogger("pyhanko.test").critical("of a library: %s", "Maschinenbau Keller")
    assert last_lines(10) == []


def test_nobody_else_gets_what_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = io.StringIO()
    monkeypatch.setattr(logging.root, "handlers", [logging.StreamHandler(printed)])
    log.warning("something went wrong", exc_info=Damaged("Maschinenbau Keller"))
    assert len(last_lines(10)) == 1
    assert printed.getvalue() == ""


SECRETS = st.text(min_size=6).filter(lambda text: text.strip() == text and not text.isascii())


@given(secret=SECRETS)
def test_no_value_gets_into_a_line(secret: str) -> None:
    try:
        try:
            raise ValueError(secret)
        except ValueError as error:
            raise Damaged("Look at {it}", it=secret) from error
    except Damaged as error:
        raised = error
    for arguments in ((secret,), (secret, 1), ({secret: secret},), (Path(secret), secret), (raised, secret)):
        for sentence in ("it was %s", "it was %s, %s", "it was"):
            record = logging.LogRecord(
                "datapact.test", logging.ERROR, secret, 1, sentence, arguments, (type(raised), raised, None)
            )
            line = line_of(record)
            assert secret not in line
            assert "\n" not in line
            assert "it was" in line


def test_an_error_is_its_class_and_its_place() -> None:
    def broken() -> None:
        raise Malformed("The file {file} of Maschinenbau Keller", file="Keller.dpact")

    try:
        broken()
    except Malformed as error:
        log.warning("it failed", exc_info=error)
    assert ": it failed: datapact.base.errors.Malformed at test_local_log.py:" in written()
    assert " broken" in written()
    assert "Keller" not in written()


def test_a_sentence_that_is_no_text_is_withheld() -> None:
    log.warning(ValueError("Maschinenbau Keller"))
    assert written().endswith("datapact.test: …\n")


@pytest.mark.parametrize(
    ("error", "level"),
    [
        (Malformed("x"), logging.WARNING),
        (Surroundings("x"), logging.WARNING),
        (Locked("x"), logging.INFO),
        (AnswerNo("x"), logging.DEBUG),
        (WrongUse("x"), logging.DEBUG),
        (ValueError("x"), logging.ERROR),
    ],
)
def test_how_much_an_error_concerns(error: Exception, level: int) -> None:
    assert level_of(error) == level
    assert issubclass(type(error), DataPactError) == (level < logging.ERROR)


def test_a_fault_is_reported_beside_the_log() -> None:
    try:
        raise ValueError("Maschinenbau Keller")
    except ValueError as error:
        file = keep_report(error, "Qt 6")
    assert file.parent == log_file().parent
    assert file.name in written()
    assert "ValueError" in file.read_text("utf-8")
    assert "Qt 6" in file.read_text("utf-8")
    assert "Keller" not in file.read_text("utf-8") + written()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 or os.name == "nt"


# ---- what the code says ----


def sayings(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls of a logger."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SAYING:
            speaker = ast.unparse(node.func.value)
            if speaker in ("log", "logger", "logging", "_log", "_logger") or "getLogger" in speaker:
                yield node


def test_every_sentence_stands_in_the_code() -> None:
    """No f-string, no variable: what a line says is one text, and what it is filled with goes through ``line_of``."""
    found, wrong = 0, []
    for home in HOMES:
        for file in sorted(home.rglob("*.py")):
            for call in sayings(parsed(file, r"\b_?log(ger|ging)?\b|getLogger")):
                function = call.func
                assert isinstance(function, ast.Attribute)
                sentence = call.args[1 if function.attr == "log" else 0]
                found += 1
                if not (isinstance(sentence, ast.Constant) and isinstance(sentence.value, str)):
                    wrong.append(f"{file.name}:{call.lineno}")
                if ast.unparse(function.value) == "logging":
                    wrong.append(f"{file.name}:{call.lineno} speaks for no module")
    assert wrong == []
    assert found > 15


# ---- where it is written ----


@pytest.mark.skipif(os.name == "nt", reason="Windows has access lists instead")
def test_the_log_is_its_owner_s_alone() -> None:
    before = os.umask(0)
    try:
        log.warning("one")
        assert stat.S_IMODE(log_file().stat().st_mode) == 0o600
        assert stat.S_IMODE(log_file().parent.stat().st_mode) == 0o700
        log_file().chmod(0o644)
        log.warning("two")
        assert stat.S_IMODE(log_file().stat().st_mode) == 0o600
    finally:
        os.umask(before)


@links
@pytest.mark.parametrize("place", ["link", "dangling", "pipe", "folder"])
def test_nothing_but_a_plain_file_is_written(place: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    precious = tmp_path / "precious"
    precious.write_text("precious")
    file = log_file()
    file.parent.mkdir(parents=True)
    match place:
        case "link":
            file.symlink_to(precious)
        case "dangling":
            file.symlink_to(tmp_path / "nothing")
        case "pipe":
            os.mkfifo(file)
        case "folder":
            file.mkdir()
    log.warning("something went wrong")
    assert precious.read_text() == "precious"
    assert not (tmp_path / "nothing").exists()
    assert capfd.readouterr() == ("", "")


def test_a_disk_that_refuses_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    log.warning("something went wrong")
    assert capfd.readouterr() == ("", "")
    assert last_lines(5) == []


def test_old_lines_make_room(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("precious")
    log.warning("the first")
    file = log_file()
    filled = b"2026-11-27T02:00:00Z WARNING datapact.test: before\n" * (LARGEST // 51)
    if os.name != "nt":
        file.with_name("datapact.log.1").symlink_to(precious)
    for number in range(OLDER + 2):
        file.write_bytes(filled)
        log.warning("after turning over %s", number)
    assert sorted(one.name for one in file.parent.iterdir()) == ["datapact.log", "datapact.log.1", "datapact.log.2"]
    assert all(one.stat().st_size <= LARGEST for one in file.parent.iterdir())
    assert written().splitlines() == [written().strip()]
    assert precious.read_text() == "precious"
    lines = last_lines(200)
    assert len(lines) == 200
    assert lines[-1].endswith("after turning over 3")
    assert lines[-2].endswith("before")


def test_help_makes_no_log(tmp_path: Path) -> None:
    words = (
        "import sys; from datapact.cli.app.main import run; code = run(['--help']); "
        "sys.exit(code or 9 * bool({'logging.handlers', 'platformdirs', 'datapact.base.files'} & sys.modules.keys()))"
    )
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state"), VARIABLE: "DEBUG"}
    subprocess.run([sys.executable, "-c", words], env=environment, check=True, capture_output=True)
    assert list(tmp_path.iterdir()) == []
