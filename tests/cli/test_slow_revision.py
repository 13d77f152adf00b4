"""A partner signs with a PDF that is made to keep its reader busy; and what is read keeps nobody from writing."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import threading
import time
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.agreements.projection.append import load_state
from datapact.base import worker_process
from datapact.base.clock import utc_now
from datapact.base.errors import DataPactError, TooLarge
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.exchange.bundle.bundle import read_bundle, write_bundle
from datapact.exchange.bundle.contents import Attachment, PackedHistory
from datapact.exchange.receive import look_ahead, preview, receive
from datapact.history.entries.entry import write_entry
from datapact.history.entries.packed import PackedEntry
from datapact.organisation.acting.private_keys import sealing_keys
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.unlocking import unlock
from datapact.signing.ceremony import received_pdf
from datapact.signing.ceremony.sign import MOST_JUDGED, newest_revisions
from tests.cli.desks import PASSPHRASE, Houses, build, opened
from tests.cli.desks import frozen as all_frozen

pytestmark = pytest.mark.journey


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
    return folder / "w", all_frozen(opened(made, folder / "w"))


def signed_with(desks: Houses, history: str, *bodies: bytes) -> bytes:
    """A bundle in which Anna signs with PDFs of her own making, each in an entry beside the others."""
    unsigned = desks.anna.folder / "base.pdf"
    desks.anna("agreement", "export", history, "-o", unsigned)
    base = unsigned.read_bytes()
    made = [with_object(base, body) for body in bodies]
    file = desks.anna.folder / "signed.dpact"
    institute = desks.sofia.json("vault", "info")["organisation"]
    with unlock(desks.anna.vault, "anna-keller", PASSPHRASE, utc_now) as anna:
        with anna.vault.read() as session:
            state, line, keys = load_state(session, history), own_line(session), sealing_keys(session)
        slot = state.next_slots[0]
        written = [
            write_entry(
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
                counter=number,
            )
            for number, evil in enumerate(made, 1)
        ]
        desks.anna("send", history, "--to", institute, "-o", file)
        contents = read_bundle(file.read_bytes(), keys).contents
        (packed,) = contents.histories
        contents = dataclasses.replace(
            contents,
            histories=(
                PackedHistory(
                    packed.history,
                    (*packed.entries, *(PackedEntry(entry.jws, entry.disclosures, ()) for entry in written)),
                ),
            ),
            attachments=(
                *contents.attachments,
                *(Attachment(digest(evil), "application/pdf", evil) for evil in made),
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
    again = desks.sofia.run("receive", file)
    assert again.code == 0
    assert "Nothing new" in again.out


def test_many_pdfs_for_one_signature_are_judged_up_to_a_number_and_our_own_is_drawn_once(
    desks: Houses, frozen: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever signs last can write any number of signatures, each with another PDF."""
    file = desks.sofia.folder / "many.dpact"
    file.write_bytes(signed_with(desks, frozen[1], *(b"(%d)" % number for number in range(20))))
    asked: list[str] = []
    real = received_pdf.run_apart

    def counted(function: str, *arguments: object, **named: object) -> object:
        asked.append(function)
        return real(function, *arguments, size=1_000, **{name: one for name, one in named.items() if name != "size"})

    monkeypatch.setattr(received_pdf, "run_apart", counted)
    answer = desks.sofia.run("receive", file)
    assert answer.code == 0, answer.err
    assert "12 further PDFs came for one signature" in answer.out
    assert "does not hold" in answer.out
    assert (asked.count(received_pdf._DRAWN), asked.count(received_pdf._JUDGED)) == (1, MOST_JUDGED)
    desks.sofia("agreement", "export", frozen[1], "-o", desks.sofia.folder / "now.pdf")
    assert len(asked) <= 2 * (1 + MOST_JUDGED), "remembered while a vault is open"


def test_a_history_that_cannot_be_read_keeps_no_other_from_being_looked_at(
    desks: Houses, frozen: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = signed_with(desks, frozen[1], b"(one)")
    with unlock(desks.sofia.vault, None, PASSPHRASE, utc_now) as sofia:
        with sofia.vault.read() as session:
            bundle = read_bundle(data, sealing_keys(session))
        (packed,) = bundle.contents.histories
        broken = PackedHistory(frozen[1][:-1] + "x", ())
        bundle = dataclasses.replace(bundle, contents=dataclasses.replace(bundle.contents, histories=(broken, packed)))
        judged: list[object] = []
        monkeypatch.setattr(look_ahead, "pdf_problem", lambda *arguments: judged.append(arguments))
        found = look_ahead.look_ahead(sofia, bundle)
    assert set(found.arrivals) == {frozen[1]}
    assert len(judged) == 1


@given(st.permutations(range(14)), st.integers(0, 13), st.randoms(use_true_random=False))
def test_a_pdf_that_a_partner_took_note_of_is_overtaken_by_none_that_comes_later(
    digests: list[int], sound: int, random: Random
) -> None:
    """Whatever digests later signatures get, and in whichever order all of them arrive."""

    def step(name: str, organisation: str, *parents: str) -> SimpleNamespace:
        return SimpleNamespace(digest=name, organisation=organisation, stream="shared", parents=parents)

    names = [f"{one:02}" for one in digests]
    steps = [step("f", "ours"), *(step(name, "theirs", "f") for name in names)]
    late = [name for name in names if name != names[sound]]
    steps += [step("r1", "ours", names[sound]), step("r2", "ours", "r1", *late)]
    signed = [SimpleNamespace(digest=one, organisation="theirs", slot="s", revision_to="pdf" + one) for one in names]
    random.shuffle(signed)
    folded = SimpleNamespace(
        order=tuple(one.digest for one in steps),
        entries={one.digest: one for one in steps},
        in_common_pdf=tuple(signed),
    )
    found = newest_revisions(folded)  # type: ignore[arg-type]
    assert found == ["pdf" + names[sound], *sorted("pdf" + name for name in late)]


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
