"""Somebody edits the database: every export refuses with exit 4, leaves released by Legal and says so, and is whole once repaired."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pypdfium2 import PdfDocument

from datapact.audit.engagements.exports_list import exports
from datapact.base.clock import utc_now
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.facts.question import Question
from datapact.consent.matrix.decision_page import Leaving, deliver
from datapact.consent.proof.in_file import NOT_COMPLETE
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.members import certify
from datapact.organisation.members.unlocking import unlock
from tests.cli.desks import CHEAP, PASSPHRASE, Desk
from tests.cli.test_schemas import said
from tests.consent.sharing import OWN_NAME, PARTNER, RESEARCH, ready

pytestmark = pytest.mark.journey

START = "import sys; from datapact_ui.launch import main; sys.exit(main())"
STATES = {"P1": "given", "P2": "given", "P3": "withdrawn"}
TAMPERED = {
    "a deleted delivery": ("DELETE FROM delivery", "delivery"),
    "a changed consent": ("UPDATE consent_event SET state = 2 WHERE event_id LIKE 'P3%' AND state = 5", "consent"),
    "an edited title": ("UPDATE agreement SET title = 'Another' WHERE number = 'DP-1'", "agreement"),
}


@dataclass(frozen=True)
class Export:
    """One command by which something leaves."""

    schema: str
    command: tuple[str, ...]
    """Without the file, which follows as its last word."""
    file: str
    rests_on: frozenset[str] = frozenset(TAMPERED)
    kind: str = ""
    """What ``datapact verify`` calls the file; empty for one that nothing verifies."""
    code: int = 0
    released: bool = True
    """Whether a legal member can release the rest: of one answer there is none."""


ASK = ("may-share", "--dataset", "panel", "--to", PARTNER, "--purpose", "dpv:ScientificResearch")
FORMS = ("pdf", "xlsx", "csv", "json")
NO_CONSENTS = frozenset(TAMPERED) - {"a changed consent"}
EXPORTS = {
    "list of people": Export("may-share", (*ASK, "--subjects"), "list.csv", code=1),
    "answer file": Export(
        "audit-decision",
        ("audit", "decision", "ENTRY", "-o"),
        "answer.pdf",
        released=False,
    ),
    "letter to a person": Export("person", ("person", "P1", "--dataset", "panel", "-o"), "letter.pdf"),
    "reply to a person as data": Export("person", ("person", "P1", "--dataset", "panel", "-o"), "letter.json"),
    **{
        f"register as {form}": Export(
            "register",
            ("register", "agreements", "-o"),
            f"register.{form}",
            NO_CONSENTS,
            "pdf" if form == "pdf" else "",
        )
        for form in FORMS
    },
    "dossier": Export(
        "audit-export", ("audit", "export", "--agreement", "DP-1", "--internal", "-o"), "dossier.pdf", kind="dossier"
    ),
    "archive": Export("audit-export-all", ("audit", "export", "--all", "--internal", "-o"), "archive.zip", kind="bag"),
}
NOTHING_LEFT = {("archive", "an edited title")}
"""The only agreement is the one that does not fit: an archive leaves it out."""


@dataclass(frozen=True)
class Room:
    """Anna (Legal) and Lea (no release) at one vault, and the entry of the answer that was used."""

    anna: Desk
    lea: Desk
    entry: str


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Room:
    folder = tmp_path_factory.mktemp("unproven")
    vault = folder / "keller.datapact"
    roles = {"legal", "lead", "admin", "signatory"}
    created = create_organisation(
        vault, {"name": OWN_NAME}, "Anna Keller", roles, PASSPHRASE, "managing_director", utc_now, CHEAP
    )
    with created.acting as founder:
        invitation = invite(founder, "Lea Lead", ("lead", "auditor"), "", CHEAP)
        join(vault, invitation.member, invitation.code, PASSPHRASE, utc_now, CHEAP)
        certify(founder, invitation.member)
    with unlock(vault, "anna-keller", PASSPHRASE, utc_now) as acting:
        ready(acting, STATES)
        question = Question(dataset="panel", partner=PARTNER, purpose=RESEARCH, at=acting.clock())
        used = use_decision(acting, question)
        deliver(acting, Leaving(used.record.entry, at=acting.clock() - timedelta(seconds=1), version="1"))
    (folder / "passphrase").write_text(PASSPHRASE, "utf-8")
    anna = Desk(folder, vault, "anna-keller")
    anna("agreement", "list")  # the first command derives rows anew
    return Room(anna, replace(anna, member="lea-lead"), used.record.entry)


@pytest.fixture(params=TAMPERED)
def tampered(request: pytest.FixtureRequest, built: Room, tmp_path: Path) -> tuple[str, Room]:
    """The vault after a change by somebody with its key."""
    folder = tmp_path / "at"
    shutil.copytree(built.anna.folder, folder)
    anna = Desk(folder, folder / "keller.datapact", "anna-keller")
    with unlock(anna.vault, anna.member, PASSPHRASE, utc_now) as acting, acting.vault.write() as session:
        assert session.connection().exec_driver_sql(TAMPERED[request.param][0]).rowcount > 0
    return request.param, replace(built, anna=anna, lea=replace(anna, member="lea-lead"))


def command(export: Export, room: Room, folder: Path) -> tuple[str, ...]:
    return (*(room.entry if one == "ENTRY" else one for one in export.command), str(folder / export.file))


def test_every_export_refuses_is_released_and_is_whole_again(tampered: tuple[str, Room]) -> None:
    """One walk a change: refused for all, released for Legal, named in the file, verified, and complete after the repair."""
    change, room = tampered
    folder, names = room.anna.folder, TAMPERED[change][1]
    resting = {name: one for name, one in EXPORTS.items() if change in one.rests_on}
    for name, export in EXPORTS.items():
        asked = command(export, room, folder)
        if name not in resting:
            assert room.anna.run(*asked).code == export.code, name
            continue
        for desk in (room.anna, room.lea):
            refusal = desk.refused(4, *asked)
            assert names in refusal, name
            assert "datapact vault repair" in refusal, name
        assert not (folder / export.file).exists(), name
        assert "legal member" in room.lea.refused(3, *asked, "--release-rest").lower(), name
    for name, export in resting.items():
        asked = (*command(export, room, folder), "--release-rest")
        if not export.released or (name, change) in NOTHING_LEFT:
            room.anna.refused(4, *asked)
            continue
        shown = said(export.schema, room.anna, *asked, code=export.code)
        proof = shown["list"]["proof"] if export.schema == "may-share" else shown["proof"]
        assert proof["released_by"] == "Anna Keller", name
        assert proof["unproven"], name
        on_console = room.anna.run(*asked)
        assert on_console.code == export.code
        assert "Not complete" in on_console.out, name
        assert export.kind == "bag" or "Not complete" in text_of(folder / export.file), name
        if export.kind:
            verdict = verified(folder / export.file)
            assert (verdict["kind"], verdict["verdict"] == "invalid") == (export.kind, False), name
            assert any("Not complete" in one["en"] for one in verdict["notes"]), name
    with unlock(room.anna.vault, room.anna.member, PASSPHRASE, utc_now) as acting:
        recorded = [one.what.casefold() for one in exports(acting)]
    assert sum("not complete" in one for one in recorded) >= 2 * (sum(one.released for one in resting.values()) - 1)
    room.lea.refused(4, *command(EXPORTS["dossier"], room, folder))
    said("vault-repair", room.anna, "vault", "repair")
    for name, export in resting.items():
        asked = command(export, room, folder)
        shown = said(export.schema, room.anna, *asked, code=export.code)
        proof = (
            {} if not export.released else shown["list"]["proof"] if export.schema == "may-share" else shown["proof"]
        )
        assert not proof.get("unproven"), name
        assert "Not complete" not in text_of(folder / export.file), name


def test_the_repair_needs_legal_or_admin(tampered: tuple[str, Room]) -> None:
    _change, room = tampered
    room.lea.refused(3, "vault", "repair")
    assert room.anna.json("vault", "repair")["unproven"] == []
    assert room.anna.json("vault", "check")["sound"]


def verified(file: Path) -> Any:
    """What a fresh process says of a file, which has loaded nothing of what wrote it."""
    command = [sys.executable, "-c", START, "verify", str(file), "--json", "--lang", "en"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode in (0, 1), ended.stderr
    return json.loads(ended.stdout)["result"][0]


def text_of(file: Path) -> str:
    """What a reader finds in a file, as text; of an archive nothing, whose index ``datapact verify`` reads."""
    match file.suffix:
        case ".xlsx":
            with ZipFile(file) as parts:
                return " ".join(parts.read(name).decode() for name in parts.namelist() if name.endswith("Strings.xml"))
        case ".csv":
            last = next(csv.reader(file.read_text("utf-8").splitlines()))[-1]
            return last if last.startswith(f"{NOT_COMPLETE}: ") else ""
        case ".json":
            proof = json.loads(file.read_text("utf-8"))["proof"]
            return f"Not complete, says {proof['released_by']}" if proof["unproven"] else ""
        case ".zip":
            return ""
    document = PdfDocument(file.read_bytes())
    pages = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(pages.split())
