"""The commands on shared folders: chosen, filled, looked at and taken in; what they print is what their schemas say."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.desks import Answer, datapact
from tests.conftest import SteppingClock
from tests.exchange.houses import HISTORY, PASSPHRASE, build, offer, opened
from tests.tools import schemas


def said(name: str, answer: Answer, code: int = 0) -> Any:
    assert answer.code == code, answer.err
    schema = json.loads((schemas.FOLDER / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator(schemas.closed(schema)).validate(answer.json)
    return answer.result


def test_from_hand_to_hand(tmp_path: Path, clock: SteppingClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datapact.exchange.send.outgoing.require_sound_text", lambda *_given, **_named: None)
    build(tmp_path / "template", clock)
    houses = opened(tmp_path / "template", tmp_path / "house", clock)
    offer(houses.keller, houses.institute)
    houses.close()
    folder = tmp_path / "shared"
    folder.mkdir()
    (tmp_path / "secret").write_text(PASSPHRASE, "utf-8")
    keller, institute = (
        ("--vault", tmp_path / "house" / name, "--passphrase-file", tmp_path / "secret", "--json")
        for name in ("keller", "institute")
    )
    assert datapact("shared-folder", "put", *keller).code == 2
    assert datapact("shared-folder", "set", "Institut für Produktionsdaten e. V.", tmp_path / "no", *keller).code == 2
    found = said(
        "shared-folder-set", datapact("shared-folder", "set", "Institut für Produktionsdaten e. V.", folder, *keller)
    )
    assert [one["folder"] for one in found["folders"]] == [str(folder)]
    said("shared-folder-set", datapact("shared-folder", "set", "Maschinenbau Keller GmbH", folder, *institute))
    assert said("shared-folder-put", datapact("shared-folder", "put", *keller))["agreements"] == [HISTORY]
    assert said("shared-folder-put", datapact("shared-folder", "put", *keller))["files"] == []
    for one in folder.iterdir():
        os.utime(one, (time.time() - 60, time.time() - 60))
    looked = said("shared-folder-look", datapact("shared-folder", "look", *institute))
    assert [one["state"] for one in looked["files"]] == ["new"]
    assert "1 neuer Schritt" in datapact("shared-folder", "look", *institute[:-1], lang="de").out
    assert [
        one["new_entries"] > 0
        for one in said("shared-folder-take", datapact("shared-folder", "take", *institute))["files"]
    ] == [True]
    assert said("shared-folder-take", datapact("shared-folder", "take", *institute))["files"] == []
    assert said("shared-folder-set", datapact("shared-folder", "set", "Maschinenbau Keller GmbH", *institute)) == {
        "folders": []
    }
