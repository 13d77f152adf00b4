"""A round through a relay by commands: written under labels, carried by somebody without a vault, compared, and a loss named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from datapact.base import strictjson
from datapact.base.errors import Malformed
from datapact.exchange.relay.receipts import TYPE
from datapact.history.commitments.jws import read_compact
from tests.cli.desks import Houses, draft
from tests.cli.test_schemas import matches, said


@pytest.mark.journey
def test_a_round_through_a_relay(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, sofia, petra, folder = houses.anna, houses.sofia, houses.petra, houses.folder
    cards = folder / "cards"
    cards.mkdir()
    for desk, name in ((petra, "a"), (anna, "b")):  # a folder of cards, the own one among them
        desk("partner", "card", "-o", cards / f"{name}.dpcard")
    taken = said("receive-all", anna, "receive-all", cards, code=1)["files"]
    assert [one["received"] is not None for one in taken] == [True, False]
    assert "Fingerprint to compare" in taken[0]["received"]["notices"][0]["en"]
    directory, relay = folder / "netz.dpdir", folder / "relay"
    anna.refused(2, "send-all", folder, "--through", "Netz")
    written = said(
        "directory-write",
        anna,
        *("directory", "write", "-o", directory, "--name", "Netz Süd", "--member", "Institut", "--labels"),
    )
    assert written["labels"]
    sofia("directory", "read", directory)
    listed = said("directory-labels", anna, "directory", "labels", "netz", "-o", folder / "netz.dplabels")
    assert len(listed["labels"]) == 2
    matches("label-list", strictjson.parse_object((folder / "netz.dplabels").read_bytes()))
    draft(anna)
    number = anna.json("agreement", "list")[0]["number"]

    # Petra carries. She is no party, and needs no vault for it.
    relay.mkdir()
    assert "is no relay yet" in petra.refused(2, "relay", relay)
    said("relay", petra, "relay", relay, "--labels", directory)
    assert [one.name.split()[0] for one in sorted((relay / "outgoing").iterdir())] == ["Institut", "Maschinenbau"]
    institute = sofia.json("vault", "info")["organisation"]
    anna("agreement", "approve", number, "--note", "gut")
    first = folder / "first.dpact"
    said("send", anna, "send", number, "--to", institute, "--through", "Netz Süd", "-o", first)
    matches("parcel-header", strictjson.parse_object(first.read_bytes().split(b"\n")[0]))
    shutil.copy(first, relay / "incoming")
    (relay / "incoming" / "brief.txt").write_text("Hallo")
    answer = said("relay", petra, "relay", relay, code=1)
    assert [(one["name"], len(one["to"])) for one in answer["carried"]] == [("first.dpact", 1)]
    assert [one["name"] for one in answer["left"]] == ["brief.txt"]
    (place,) = [one for one in (relay / "outgoing").iterdir() if one.name.startswith("Institut")]
    assert "1 file is missing" in sofia.run("relay-receipts", place / "receipts.dpreceipts").out
    assert said("receive-all", sofia, "receive-all", place)["files"][0]["refused"] is None
    came = said("relay-receipts", sofia, "relay-receipts", place / "receipts.dpreceipts")["came"]
    assert [one["state"] for one in came] == ["taken_in"]
    told = read_compact((place / "receipts.dpreceipts").read_text("ascii"), TYPE).payload
    matches("relay-receipts-file", strictjson.parse_object(told))
    (line,) = strictjson.parse_object(told)["lines"]
    assert said("verify", sofia, "verify", first, code=1)[0]["details"] == {"from": line["from"], "to": line["to"]}
    assert "a relay's receipts" in sofia.refused(4, "verify", place / "receipts.dpreceipts")

    # A file that never reaches the relay is missing, by name of its digest, and is sent again.
    sofia("agreement", "comment", number, "Danke")
    (lost,) = said("send-all", sofia, "send-all", folder, "--through", "Netz")["files"]
    assert number not in Path(lost).name
    petra.run("relay", relay)
    home = next(one for one in (relay / "outgoing").iterdir() if one.name.startswith("Maschinenbau"))
    sofia("agreement", "comment", number, "Noch etwas")
    said("send-all", sofia, "send-all", relay / "incoming", "--through", "Netz")
    waits: list[int] = []

    def waited(seconds: int) -> None:
        """Somebody stops the relay in its third pause; in the second its list of labels is broken, which it says."""
        waits.append(seconds)
        if len(waits) == 3:
            raise KeyboardInterrupt
        if len(waits) == 2:
            monkeypatch.setattr("datapact.cli.network.relay.carry", broken)

    def broken(*_given: object) -> None:
        raise Malformed("This file is not a list of routing labels. Ask whoever wrote it for a new one.")

    monkeypatch.setattr("datapact.cli.network.relay.sleep", waited)
    went_on = petra.run("relay", relay, "--every", "10")
    assert (went_on.code, waits) == (0, [600, 600, 600])
    assert went_on.out.count("file was carried") == 1
    assert "not a list of routing labels" in went_on.err
    answer = said("relay-receipts", sofia, "relay-receipts", place / "receipts.dpreceipts", code=1)
    assert [one["state"] for one in answer["sent"]] == ["missing", "carried"]
    taken = said("receive-all", anna, "receive-all", home, code=1)["files"][0]["received"]
    assert len(taken["changes"]) == 2  # nobody acknowledged what was lost, so it came along
    assert [answer["sent"][0]["digest"] in one["en"] for one in taken["warnings"]] == [True]
