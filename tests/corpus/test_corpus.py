"""Later programs open, fold and verify what an earlier one wrote; what they say otherwise is listed with its reason."""

from __future__ import annotations

import json
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desks import Desk
from tests.corpus.reading import FOLDER, contents, differences, name_of, read_at_fixed_time, read_file, read_vault

EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text("utf-8"))
CHANGED: list[dict[str, Any]] = tomllib.loads((FOLDER / "changed.toml").read_text("utf-8")).get("changed", [])
CORPUS = contents()
FILES = {f"{name_of(one)} {' '.join(one['trust'])}".strip(): one for one in CORPUS["files"]}


def held(said: dict[str, Any]) -> None:
    """Fails on an answer that differs and is not listed, and on one that is listed and does not differ."""
    unlisted, met = [], set()
    for asked, now in said.items():
        for path, was, new in differences(EXPECTED[asked], now):
            listed = [
                number
                for number, one in enumerate(CHANGED)
                if fnmatchcase(asked, one["asked"])
                and any(fnmatchcase(path, pattern) for pattern in one["paths"])
                and ("now" not in one or one["now"] == new)
            ]
            met.update(listed)
            if not listed:
                unlisted.append(f"{asked}: {path}: was {was!r}, is {new!r}")
    assert not unlisted, "\n" + "\n".join(unlisted)
    for number, one in enumerate(CHANGED):
        if any(fnmatchcase(asked, one["asked"]) for asked in said):
            assert number in met, f"listed as changed, but is as it was: {one}"


@pytest.mark.parametrize("name", CORPUS["vaults"])
def test_a_vault_is_read_as_before(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held(read_vault(FOLDER, name, tmp_path, monkeypatch))


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_verified_as_before(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held(read_file(FOLDER, FILES[file], tmp_path, monkeypatch))


def test_a_backup_is_restored_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_at_fixed_time(monkeypatch)
    (tmp_path / "passphrase").write_text(CORPUS["passphrase"] + "\n", "utf-8")
    desk = Desk(tmp_path, tmp_path / "again", "prof-dr-sofia-brandt")
    assert desk.json("vault", "restore", FOLDER / "files" / "institut.dpbackup")
    assert desk.json("vault", "check")["sound"]
    assert desk.json("vault", "info")["name"] == "Institut für Produktionsdaten e. V."


def test_everything_listed_as_changed_is_of_the_corpus_and_has_a_reason() -> None:
    for one in CHANGED:
        assert set(one) <= {"asked", "paths", "now", "reason"}
        assert one["reason"]
        assert any(fnmatchcase(asked, one["asked"]) for asked in EXPECTED), one


def test_what_is_on_top_or_in_other_words_is_no_difference() -> None:
    was = {"code": 0, "result": [{"verdict": "valid", "why": {"de": "a", "en": "b"}}]}
    now = {"code": 0, "result": [{"verdict": "valid", "why": {"de": "c", "en": "d"}, "more": 1}], "also": 2}
    assert not list(differences(was, now))
    now["result"][0]["verdict"] = "invalid"
    assert list(differences(was, now)) == [("/result/0/verdict", "valid", "invalid")]
    assert list(differences([1, 2], [1])) == [("/#", 2, 1)]
    assert list(differences({"a": 1}, {})) == [("/a", 1, None)]
