"""A partner signs with a PDF that is made to keep its reader busy; and what is read keeps nobody from writing."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import threading
import time
from pathlib import Path

import pytest

from datapact.agreements.projection.append import load_state
from datapact.base import worker_process
from datapact.base.clock import utc_now
from datapact.base.errors import DataPactError, TooLarge
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.exchange.bundle.bundle import read_bundle, write_bundle
from datapact.exchange.bundle.contents import Attachment, PackedEntry, PackedHistory
from datapact.exchange.receive import look_ahead, preview, receive
from datapact.history.entries.entry import write_entry
from datapact.organisation.acting.private_keys import sealing_keys
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.members import unlock
from datapact.signing.ceremony import received_pdf
from tests.cli.desks import PASSPHRASE, Houses, build, carry, draft, opened


def digest(data: bytes) -> str:
    return to_base64url(hashlib.sha256(data).digest())


def with_object(base: bytes, body: bytes) -> bytes:
    """The PDF with one more revision, in perfect order, that adds one object."""
    before = int(re.findall(rb"startxref\s+(\d+)", base)[-1])
    size = int(re.findall(rb"/Size (\d+)", base)[-1])
    root = re.findall(rb"/Root (\d+) 0 R", base)[-1]
    base = base if base.endswith(b"\n") else base + b"\n"
    added = b"%d 0 obj\n%s\nendobj\n" % (size, body)
    return b"%s%sxref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %s 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        base,
        added,
        size,
        len(base),
        size + 1,
        root,
        before,
        len(base) + len(added),
    )


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Both houses with a frozen text that nobody has signed."""
    made, folder = tmp_path_factory.mktemp("made"), tmp_path_factory.mktemp("frozen")
    build(made)
    desks = opened(made, folder / "w")
    history = draft(desks.sofia)
    carry(desks.sofia, history, desks.anna)
    desks.anna("agreement", "accept", history)
    carry(desks.anna, history, desks.sofia)
    desks.sofia("agreement", "freeze", history)
    carry(desks.sofia, history, desks.anna)
    return folder / "w", history


def signed_with(desks: Houses, history: str, body: bytes) -> bytes:
    """A bundle in which Anna signs with a PDF of her own making."""
    unsigned = desks.anna.folder / "base.pdf"
    desks.anna("agreement", "export", history, "-o", unsigned)
    base = unsigned.read_bytes()
    evil = with_object(base, body)
    file = desks.anna.folder / "signed.dpact"
    institute = desks.sofia.json("vault", "info")["organisation"]
    with unlock(desks.anna.vault, "anna-keller", PASSPHRASE, utc_now) as anna:
        with anna.vault.read() as session:
            state, line, keys = load_state(session, history), own_line(session), sealing_keys(session)
        slot = state.next_slots[0]
        entry = write_entry(
            key=anna.author_key,
            history=history,
            kind="signed",
            body={
                "slot": slot.id,
                "person": slot.person,
                "capacity": slot.capacity,
                "revision_from": digest(base),
                "revision_to": digest(evil),
            },
            parents=state.shared_heads,
            organisation=anna.organisation,
            organisation_head=line.head,
            time=utc_now(),
            replica="Q" * 22,
            counter=1,
        )
        desks.anna("send", history, "--to", institute, "-o", file)
        contents = read_bundle(file.read_bytes(), keys).contents
        (packed,) = contents.histories
        contents = dataclasses.replace(
            contents,
            histories=(
                PackedHistory(packed.history, (*packed.entries, PackedEntry(entry.jws, entry.disclosures, ()))),
            ),
            attachments=(
                *contents.attachments,
                Attachment(digest(evil), "application/pdf", evil),
                Attachment(digest(base), "application/pdf", base),
            ),
        )
        with unlock(desks.sofia.vault, None, PASSPHRASE, utc_now) as sofia, sofia.vault.read() as session:
            public = from_base64url(own_line(session).state.sealing_public)
        return write_bundle(
            contents,
            organisation=anna.organisation,
            head=line.head,
            key=anna.author_key,
            time=utc_now(),
            recipients=[from_base64url(line.state.sealing_public), public],
        )


@pytest.fixture
def desks(frozen: tuple[Path, str], tmp_path: Path) -> Houses:
    received_pdf._judged.clear()
    received_pdf._drawn.clear()
    return opened(frozen[0], tmp_path / "here")


@pytest.mark.parametrize("body", [b"[" + b"1 " * 300_000 + b"]", b"9" * 300_000], ids=["ones", "digits"])
def test_a_slow_revision_is_told_from_its_count(desks: Houses, frozen: tuple[Path, str], body: bytes) -> None:
    file = desks.sofia.folder / "slow.dpact"
    file.write_bytes(signed_with(desks, frozen[1], body))
    answer = desks.sofia.run("receive", file)
    assert answer.code == 0, answer.err
    assert "does not hold: This PDF holds more than a document of its kind can need" in answer.out
    assert desks.sofia.run("agreement", "sign", frozen[1]).code != 0


def test_a_killed_reader_is_a_pdf_that_does_not_hold_and_the_next_file_works(
    desks: Houses, frozen: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a partner signed is in every vault alike, whatever its reader came to; and it is asked once."""
    file = desks.sofia.folder / "busy.dpact"
    file.write_bytes(signed_with(desks, frozen[1], b"(a small one)"))
    asked = []

    def gives_up(*_arguments: object, **_named: object) -> None:
        asked.append(1)
        raise worker_process._busy()

    with monkeypatch.context() as patched:
        patched.setattr(received_pdf, "run_apart", gives_up)
        answer = desks.sofia.run("receive", file)
    assert answer.code == 0
    assert "does not hold: This file keeps its reader busy" in answer.out
    assert asked == [1]
    received_pdf._judged.clear()
    received_pdf._drawn.clear()
    again = desks.sofia.run("receive", file)
    assert again.code == 0
    assert "Nothing new" in again.out


@pytest.mark.parametrize("way", ["receive", "preview"])
def test_another_program_writes_while_a_file_is_read(
    desks: Houses, frozen: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    data = signed_with(desks, frozen[1], b"(a small one)")
    waited: list[float] = []
    real = look_ahead.pdf_problem

    def slowly(*arguments: object) -> object:
        began = time.monotonic()
        writer = threading.Thread(target=desks.sofia, args=("agreement", "comment", frozen[1], "meanwhile"))
        writer.start()
        writer.join()
        waited.append(time.monotonic() - began)
        with unlock(desks.sofia.vault, None, PASSPHRASE, utc_now) as other, other.vault.write(reader=True):
            pass  # the vault is free
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(look_ahead, "pdf_problem", slowly)
    with unlock(desks.sofia.vault, None, PASSPHRASE, utc_now) as sofia:
        taken = receive.receive_bundle(sofia, data) if way == "receive" else preview.preview_bundle(sofia, data)
        assert any("does not hold" in str(one) for one in taken.warnings)
        with sofia.vault.read() as session:
            entries = load_state(session, frozen[1]).entries.values()
    assert len(waited) == 1
    kinds = [entry.kind for entry in entries]
    assert kinds.count("comment") == 1
    assert kinds.count("signed") == (1 if way == "receive" else 0)


def test_what_was_verified_under_other_histories_is_verified_again() -> None:
    """The vault moved between the look and the lock: a head is another one."""

    class Line:
        def __init__(self, head: str) -> None:
            self.head = head

    arrival = look_ahead.Arrival("urn:uuid:x", ())
    ahead = look_ahead.Ahead({"urn:uuid:x": ({"a": "1"}, arrival)})
    packed = PackedHistory("urn:uuid:x", ())
    assert ahead.arrival(packed, {"a": Line("1")}) is arrival  # type: ignore[dict-item]
    for known in ({"a": Line("2")}, {}):
        with pytest.raises(DataPactError):  # read_arrival refuses a history without entries
            ahead.arrival(packed, known)  # type: ignore[arg-type]


def test_verify_of_a_file_that_keeps_its_reader_busy_is_exit_code_4(
    desks: Houses, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def gives_up(*_arguments: object, **_named: object) -> None:
        raise TooLarge("This file keeps its reader busy for longer than a file of its size may, so it was given up.")

    monkeypatch.setattr("datapact.audit.verify.in_worker.run_apart", gives_up)
    file = tmp_path / "x.pdf"
    file.write_bytes(b"%PDF-1.7\n")
    assert desks.anna.run("verify", file).code == 4
