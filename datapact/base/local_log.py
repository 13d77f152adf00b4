"""The log of this computer: events and errors, never the data involved.

A line is a moment, a level, a module and a sentence from the code. Of its arguments only numbers and classes are
written, of an error its class and its place in our code. Texts, paths and messages of errors are never written:
``line_of`` leaves them out whoever passes them, so no name or passphrase can reach the file.

Only warnings and worse are written, unless DATAPACT_LOG_LEVEL says otherwise, and no file is made before the first.
Modules for writing are loaded with the first line, because the log is started for every ``--help``.
"""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from datapact.base.errors import Damaged, DataPactError, Locked, Surroundings
from datapact.base.user_folders import log_home

log = logging.getLogger(__name__)

VARIABLE = "DATAPACT_LOG_LEVEL"
LEVELS = {"DEBUG": logging.DEBUG, "INFO": logging.INFO, "WARNING": logging.WARNING, "ERROR": logging.ERROR}
LARGEST = 256 * 1024  # bytes of one file
OLDER = 2  # number of files besides the newest
_OURS = ("datapact", "datapact_ui")
_WITHHELD = "…"


def start_log(environment: Mapping[str, str]) -> None:
    """Start writing the messages of DataPact's loggers; command line and window call this once they know their task."""
    level = LEVELS.get(environment.get(VARIABLE, "").strip().upper(), logging.WARNING)
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.propagate = False  # a library's handlers on the root logger would print the messages of errors
        if not any(isinstance(handler, LocalLog) for handler in logger.handlers):
            logger.addHandler(LocalLog())


def stop_log() -> None:
    """Stop writing the log."""
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.NOTSET)
        logger.propagate = True
        for handler in [one for one in logger.handlers if isinstance(one, LocalLog)]:
            logger.removeHandler(handler)


def level_of(error: BaseException) -> int:
    """The log level of an error already shown to a person: how much it concerns this computer's administrator."""
    if not isinstance(error, DataPactError):
        return logging.ERROR
    if isinstance(error, Damaged | Surroundings):
        return logging.WARNING
    return logging.INFO if isinstance(error, Locked) else logging.DEBUG


def log_folder() -> Path:
    """The folder of the log and the fault reports."""
    return log_home()


def log_file() -> Path:
    """The newest file of the log, which need not exist."""
    return log_folder() / "datapact.log"


def keep_report(error: BaseException, *programs: str) -> Path:
    """Write a fault report beside the log; raises OSError or Surroundings when the disk fails."""
    from datapact.base.fault_report import report_of
    from datapact.base.files import write_whole

    now = datetime.now(UTC)
    file = log_folder() / f"fault-{now:%Y%m%dT%H%M%SZ}.txt"
    try:
        _make_folder(file.parent)
        write_whole(file, (report_of(error, *programs) + "\n").encode("utf-8", "replace"))
    except (OSError, Surroundings):
        log.error("DataPact has a fault, and the disk took no report of it", exc_info=error)
        raise
    day, time = int(f"{now:%Y%m%d}"), int(f"{now:%H%M%S}")
    log.error("DataPact has a fault, reported in fault-%dT%06dZ.txt", day, time, exc_info=error)
    return file


def last_lines(most: int) -> list[str]:
    """The last lines of the log, the newest last; none where there is no log or it cannot be read."""
    newest, found = log_file(), list[str]()
    for file in (newest, *(newest.with_name(f"{newest.name}.{number}") for number in range(1, OLDER + 1))):
        try:
            with file.open("rb") as stream:
                stream.seek(max(0, os.fstat(stream.fileno()).st_size - LARGEST))
                found = stream.read(LARGEST).decode("utf-8", "replace").splitlines() + found
        except OSError:
            break
        if len(found) >= most:
            break
    return found[-most:]


class LocalLog(logging.Handler):
    """Appends lines to the log, and rotates it when it is full.

    Each line opens the file and closes it, so that several programs can write into it and any of them can rotate it.
    """

    def emit(self, record: logging.LogRecord) -> None:
        try:
            _write(log_file(), record)
        except Exception:  # noqa: BLE001 - a log that cannot be written stops nobody and says nothing of the record
            return


def _write(file: Path, record: logging.LogRecord) -> None:
    from logging.handlers import RotatingFileHandler

    from datapact.base.files import append_to

    class Turning(RotatingFileHandler):
        def _open(self) -> io.TextIOWrapper:
            return io.TextIOWrapper(append_to(file), encoding="utf-8", errors="backslashreplace", newline="\n")

        def format(self, record: logging.LogRecord) -> str:
            return line_of(record)

        def handleError(self, _record: logging.LogRecord) -> None:
            """Ignore a full disk or a link in place of the log: logging would print the record on stderr."""

    _make_folder(file.parent)
    turning = Turning(file, maxBytes=LARGEST, backupCount=OLDER, delay=True)
    try:
        turning.emit(record)
    finally:
        turning.close()


def _make_folder(folder: Path) -> None:
    from datapact.base.files import make_private_folder

    folder.parent.mkdir(parents=True, exist_ok=True)
    make_private_folder(folder)


def line_of(record: logging.LogRecord) -> str:
    """One line about a record, containing only text from the code."""
    from datapact.base.fault_report import chain_of

    moment = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    given = record.args if isinstance(record.args, tuple) else (record.args,) if record.args else ()
    sentence = record.msg if isinstance(record.msg, str) else _WITHHELD
    if given:
        try:
            sentence = sentence % tuple(map(_harmless, given))
        except (TypeError, ValueError):
            sentence += f" {_WITHHELD}"
    line = f"{moment} {record.levelname} {record.name}: {sentence}"
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        line += ": " + " < ".join(_raised(step) for step in chain_of(error)[::-1])
    return line.replace("\r", " ").replace("\n", " ")


def _harmless(value: object) -> object:
    from datapact.base.fault_report import kind_of

    if isinstance(value, type):
        return kind_of(value)
    return value if isinstance(value, int | float) else _WITHHELD


def _raised(error: BaseException) -> str:
    """The class of an error and the place where it was raised, in our code if known."""
    from datapact.base.fault_report import kind_of, places_of

    places = places_of(error)
    ours = [place for place in places if place.startswith(("datapact/", "datapact_ui/", "ui/"))]
    where = (ours or places)[-1:]
    return " at ".join((kind_of(type(error)), *where))
