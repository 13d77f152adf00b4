"""Later programs open, fold and verify what an earlier one wrote; what they say otherwise is listed with its reason."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desks import Desk
from tests.corpus.reading import (
    FOLDER,
    RELEASED,
    contents,
    differences,
    name_of,
    read_at_fixed_time,
    read_file,
    read_vault,
)

CHANGELOG = Path(__file__).parents[2] / "docs" / "CHANGELOG.md"


@dataclass(frozen=True)
class Frozen:
    """What the program of one commit wrote and said of it, and what later ones say otherwise."""

    folder: Path
    contents: dict[str, Any]
    expected: dict[str, Any]
    changed: list[dict[str, Any]]

    def held(self, said: dict[str, Any]) -> None:
        """Fails on an answer that differs and is not listed, and on one that is listed and does not differ."""
        unlisted, met = [], set()
        for asked, now in said.items():
            for path, was, new in differences(self.expected[asked], now):
                listed = [
                    number
                    for number, one in enumerate(self.changed)
                    if fnmatchcase(asked, one["asked"])
                    and any(fnmatchcase(path, pattern) for pattern in one["paths"])
                    and ("now" not in one or one["now"] == new)
                ]
                met.update(listed)
                if not listed:
                    unlisted.append(f"{asked}: {path}: was {was!r}, is {new!r}")
        assert not unlisted, "\n" + "\n".join(unlisted)
        for number, one in enumerate(self.changed):
            if any(fnmatchcase(asked, one["asked"]) for asked in said):
                assert number in met, f"listed as changed, but is as it was: {one}"


def frozen(folder: Path) -> Frozen:
    changed = tomllib.loads((folder / "changed.toml").read_text("utf-8")).get("changed", [])
    return Frozen(folder, contents(folder), json.loads((folder / "expected.json").read_text("utf-8")), changed)


CORPORA = {"": frozen(FOLDER), **{f"{one.name}: ": frozen(one) for one in sorted(RELEASED.glob("*"))}}
"""That of November 2026, and those of the versions that were released."""
VAULTS = {f"{of}{name}": (corpus, name) for of, corpus in CORPORA.items() for name in corpus.contents["vaults"]}
FILES = {
    f"{of}{name_of(one)} {' '.join(one['trust'])}".strip(): (corpus, one)
    for of, corpus in CORPORA.items()
    for one in corpus.contents["files"]
}


@pytest.mark.parametrize("vault", VAULTS)
def test_a_vault_is_read_as_before(vault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus, name = VAULTS[vault]
    corpus.held(read_vault(corpus.folder, name, tmp_path, monkeypatch))


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_verified_as_before(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus, one = FILES[file]
    corpus.held(read_file(corpus.folder, one, tmp_path, monkeypatch))


@pytest.mark.parametrize("of", CORPORA)
def test_a_backup_is_restored_as_before(of: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_at_fixed_time(monkeypatch)
    corpus = CORPORA[of]
    (tmp_path / "passphrase").write_text(corpus.contents["passphrase"] + "\n", "utf-8")
    desk = Desk(tmp_path, tmp_path / "again", "prof-dr-sofia-brandt")
    assert desk.json("vault", "restore", corpus.folder / "files" / "institut.dpbackup")
    assert desk.json("vault", "check")["sound"]
    assert desk.json("vault", "info")["name"] == "Institut für Produktionsdaten e. V."


def test_everything_listed_as_changed_is_of_the_corpus_and_has_a_reason() -> None:
    for corpus in CORPORA.values():
        for one in corpus.changed:
            assert set(one) <= {"asked", "paths", "now", "reason"}
            assert one["reason"]
            assert any(fnmatchcase(asked, one["asked"]) for asked in corpus.expected), one


def test_every_released_version_has_its_corpus() -> None:
    """A correction of a version (1.0.1) writes what the version wrote."""
    versions = re.findall(r"(?m)^## \[(\d+\.\d+\.0)\]", CHANGELOG.read_text("utf-8"))
    assert {one.name for one in RELEASED.glob("*")} == set(versions)


def test_what_is_on_top_or_in_other_words_is_no_difference() -> None:
    was = {"code": 0, "result": [{"verdict": "valid", "why": {"de": "a", "en": "b"}}]}
    now = {"code": 0, "result": [{"verdict": "valid", "why": {"de": "c", "en": "d"}, "more": 1}], "also": 2}
    assert not list(differences(was, now))
    now["result"][0]["verdict"] = "invalid"
    assert list(differences(was, now)) == [("/result/0/verdict", "valid", "invalid")]
    assert list(differences([1, 2], [1])) == [("/#", 2, 1)]
    assert list(differences({"a": 1}, {})) == [("/a", 1, None)]
