"""The commands of a team, from its creation to leaving it; what they print is what their schemas say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from datapact.team.kept.classes import NOT_YET
from tests.cli.desks import Answer, datapact
from tests.conftest import SteppingClock
from tests.exchange.houses import PASSPHRASE
from tests.team import desks
from tests.team.cluster import Cluster
from tests.tools import schemas


def said(name: str, answer: Answer) -> Any:
    assert answer.code == 0, answer.err
    schema = json.loads((schemas.FOLDER / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator(schemas.closed(schema)).validate(answer.json)
    return answer.result


def test_from_creation_to_leaving(tmp_path: Path, cluster: Cluster, database: str, clock: SteppingClock) -> None:
    house = tmp_path / "house"
    desks.build(house, clock)
    for name, text in (("mine", PASSPHRASE), ("theirs", desks.THEIRS), ("password", cluster.passwords["writer"])):
        (tmp_path / name).write_text(text, "utf-8")
    anna = ("--vault", house / "anna-keller", "--as", "anna-keller", "--passphrase-file", tmp_path / "mine", "--json")
    bernd = ("--vault", tmp_path / "bernd", "--as", "bernd-vogel", "--passphrase-file", tmp_path / "theirs", "--json")
    reach = ("--database", cluster.url("writer", database), "--password-file", tmp_path / "password")
    assert datapact("team", "status", *anna).code == 2
    assert datapact("team", "create", "--database", "postgresql://w@db.example/x?sslmode=require", *anna).code == 2
    created = said("team-create", datapact("team", "create", *reach, *anna))
    assert datapact("vault", "backup", "-o", tmp_path / "copy", *anna).code == 0
    joined = said("team-join", datapact("team", "join", tmp_path / "copy", *reach, *bernd))
    assert joined["sequence"] == 3
    synced = said("team-sync", datapact("team", "sync", *anna))
    assert (synced["sequence"], synced["code"]) == (3, joined["code"])
    assert len(synced["code"].replace(" ", "")) == 20
    status = said("team-status", datapact("team", "status", *bernd))
    assert status["team"] == created["team"]
    assert [(one["member"], one["keeper"], one["here"]) for one in status["devices"]] == [
        ("anna-keller", True, False),
        ("bernd-vogel", False, True),
    ]
    assert len(status["not_yet"]) == len(NOT_YET)
    assert (status["answers"], status["answer_hours"]) == (True, 24)
    assert datapact("team", "answers", "999", *bernd).code == 2
    assert said("team-answers", datapact("team", "answers", "8", *bernd)) == {"answer_hours": 8}
    assert said("team-sync", datapact("team", "sync", *bernd))["sent_items"] == 1
    said("team-sync", datapact("team", "sync", *anna))
    assert said("team-status", datapact("team", "status", *anna))["answer_hours"] == 8
    told = datapact("team", "status", *bernd[:-1], lang="de").out
    assert "Was noch nicht abgeglichen wird" in told
    assert "Bernd Vogel (dieser Computer)" in told
    assert said("team-join", datapact("team", "join", *reach, *bernd))["sent_items"] == 0  # the address again
    wrong = tmp_path / "wrong"
    wrong.write_text("wrong", "utf-8")
    refused = datapact("team", "join", *reach[:2], "--password-file", wrong, *bernd)
    assert (refused.code, "refuses user or password" in refused.err) == (3, True)
    assert datapact("team", "join", *reach, *bernd).code == 0
    assert said("team-leave", datapact("team", "leave", *bernd)) == {"left": True}
    assert datapact("team", "status", *bernd).code == 2
    invited = datapact("vault", "members", "invite", "Dora Neu", "--roles", "legal", *bernd)
    assert (invited.code, "has left the team" in invited.err) == (3, True)
