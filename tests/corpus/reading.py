"""How the corpus is read: every vault by commands on a copy, every file by ``verify``; and how two readings differ."""

from __future__ import annotations

import json
import os
import tarfile
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desks import datapact
from tests.conftest import SteppingClock

FOLDER = Path(__file__).parent
RELEASED = FOLDER / "released"
"""The corpora of released versions, a folder each; ``tests/tools/declare.py`` writes the next."""
READ_AT = datetime(2026, 12, 20, 9, 0, tzinfo=UTC)
CLOCKS = ("datapact.cli.kit.session.utc_now", "tests.cli.desks.utc_now")
SENTENCES = frozenset({"de", "en"})
"""Members of a sentence in a command's output; words may change at any time."""


def run_by_clock(patch: pytest.MonkeyPatch, start: datetime) -> SteppingClock:
    """All commands read this clock, in the zone of the corpus."""
    clock = SteppingClock(start)
    for place in CLOCKS:
        patch.setattr(place, clock)
    patch.setenv("TZ", "Europe/Berlin")
    if hasattr(time, "tzset"):
        time.tzset()
    return clock


def read_at_fixed_time(patch: pytest.MonkeyPatch) -> None:
    """One moment for all that is read: a later program may look at its clock more often."""
    run_by_clock(patch, READ_AT)
    for place in CLOCKS:
        patch.setattr(place, lambda: READ_AT)


def contents(folder: Path = FOLDER) -> dict[str, Any]:
    """What lies in the corpus, and how to read it."""
    told: dict[str, Any] = json.loads((folder / "contents.json").read_text("utf-8"))
    return told


def observe(folder: Path, work: Path, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Everything that this program says of the corpus, by what was asked."""
    told = contents(folder)
    said: dict[str, Any] = {}
    for vault in told["vaults"]:
        said |= read_vault(folder, vault, work / vault, patch)
    for file in told["files"]:
        said |= read_file(folder, file, work, patch)
    return said


def read_vault(folder: Path, name: str, work: Path, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Open a copy of a vault and ask it; then do what is to be done and ask again."""
    told = contents(folder)
    vault = told["vaults"][name]
    stored = vault["of"]
    (work / "made").mkdir(parents=True, exist_ok=True)
    unpack(folder, stored, work)
    (work / "passphrase").write_text(told["passphrase"] + "\n", "utf-8")
    access = ("--vault", work / stored, "--as", vault["member"], "--passphrase-file", work / "passphrase")
    read_at_fixed_time(patch)
    said = {}
    for part in ("reading", "then"):
        for number, command in enumerate(vault[part], start=1):
            words = [_placed(word, folder, work) for word in command]
            key = f"{name}: {number if part == 'then' else 'read'}: {' '.join(command)}"
            answer = _answer(*words, *(access if words[0] != "verify" else ()))
            said[key] = _without_new(command, answer)
    return said


def unpack(folder: Path, name: str, work: Path) -> None:
    """One vault out of the archive."""
    with tarfile.open(folder / "vaults.tar.xz") as archive:
        chosen = [one for one in archive.getmembers() if one.name.split("/")[0] == name]
        archive.extractall(work, chosen, filter="data")


def read_file(folder: Path, file: dict[str, Any], work: Path, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Verify a file alone, and with each set of cards, also as one who insists on them."""
    read_at_fixed_time(patch)
    name, place = name_of(file), folder / "files" / file["file"]
    if "inside" in file:
        with zipfile.ZipFile(place) as archive:
            place = work / Path(file["inside"]).name
            place.write_bytes(archive.read(file["inside"]))
    said = {name: _answer("verify", place)}
    for trust in file["trust"]:
        cards = [word for card in trust.split("+") for word in ("--trust", folder / "files" / f"{card}.dpcard")]
        said[f"{name} --trust {trust}"] = _answer("verify", place, *cards)
        said[f"{name} --trust {trust} --require-trust"] = _answer("verify", place, *cards, "--require-trust")
    return said


def name_of(file: dict[str, Any]) -> str:
    """What a file is called in what is expected of it."""
    return f"{file['file']}!{file['inside']}" if "inside" in file else str(file["file"])


def _without_new(command: list[str], answer: dict[str, Any]) -> dict[str, Any]:
    """Of what a command writes anew, and of what is verified of it, only how it ended."""
    if command[:2] in (["agreement", "comment"], ["audit", "export"]):
        return {"code": answer["code"]}
    if command[0] == "verify":
        return {"code": answer["code"], "verdict": [one["verdict"] for one in answer["result"]]}
    return answer


def _placed(word: str, folder: Path, work: Path) -> object:
    if word.startswith("files/"):
        return folder / word
    return work / word if word.startswith("made/") else word


def _answer(*words: object) -> dict[str, Any]:
    """Exit code and result of a command; a fault of the program is told as such, not raised."""
    try:
        answer = datapact(*words, "--json")
    except AssertionError:
        return {"code": 5, "result": "a fault of the program"}
    if not answer.out:
        return {"code": answer.code}
    return {"code": answer.code, "result": _lasting(answer.result)}


def _lasting(value: Any) -> Any:
    """The same without paths, which are of the machine that reads."""
    if isinstance(value, dict):
        return {name: _lasting(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_lasting(one) for one in value]
    if isinstance(value, str) and os.sep in value and Path(value).is_absolute():
        return Path(value).name
    return value


def differences(was: Any, now: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where an answer differs from the earlier one: what came on top is no difference, nor are other words."""
    if isinstance(was, dict) and isinstance(now, dict):
        if set(was) == SENTENCES == set(now):
            return
        for name, one in was.items():
            if name not in now:
                yield f"{path}/{name}", one, None
            else:
                yield from differences(one, now[name], f"{path}/{name}")
    elif isinstance(was, list) and isinstance(now, list):
        if len(was) != len(now):
            yield f"{path}/#", len(was), len(now)
        for number, (one, other) in enumerate(zip(was, now, strict=False)):
            yield from differences(one, other, f"{path}/{number}")
    elif was != now:
        yield path, was, now
