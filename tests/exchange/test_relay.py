"""A relay that is no party: files are sorted by labels, receipted, and neither lost nor doubled by a kill at any point."""

from __future__ import annotations

import dataclasses
import functools
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import (
    AnswerNo,
    Damaged,
    DataPactError,
    Malformed,
    NewerFormat,
    NotForUs,
    Surroundings,
    WrongUse,
)
from datapact.base.strictjson import sha256_of
from datapact.exchange.bundle.envelope import look_at, new_envelope, seal
from datapact.exchange.bundle.parcel import is_parcel, look_at_parcel, open_parcel, write_parcel
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.relay import carry as carrying
from datapact.exchange.relay.carry import Report, carry
from datapact.exchange.relay.comparing import compare_receipts
from datapact.exchange.relay.folder import RECEIPTS, lock_of
from datapact.exchange.relay.label_list import KnownLabels, LabelList, label_list, read_labels
from datapact.exchange.relay.receipts import (
    ReceiptLine,
    ReceiptsPayload,
    no_head,
    public_point,
    read_receipts,
    write_receipts,
)
from datapact.exchange.send.outgoing import parcel_name
from datapact.exchange.send.send import mark_written, send_agreement
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.certificate_authority import new_key
from datapact.organisation.identity.hpke_keys import new_hybrid_key
from datapact.organisation.network.known import find_routing, routing_keys
from datapact.organisation.network.labels import Routing, label_of, new_routing_key
from datapact.organisation.network.taking_in import take_directory
from datapact.organisation.network.writing import write_directory
from datapact.vault.folder.lock import writing
from tests.depth import examples
from tests.exchange.houses import HISTORY, comment, meet, offer, state, write

MEMBERS = ("keller", "institute", "third")
ROUTING = Routing("A" * 22, "Netz", MEMBERS, new_routing_key())
NAMES = {ROUTING.label(one): one for one in MEMBERS}
LABELS = KnownLabels(ROUTING.network, 1, NAMES)


def at(minute: int = 0) -> Any:
    return lambda: datetime(2026, 11, 30, 8, tzinfo=UTC) + timedelta(minutes=minute)


def parcel(text: str, sender: str = "keller", *to: str) -> bytes:
    return write_parcel(text.encode(), ROUTING, sender, to or ("institute",))


def relay(folder: Path, **files: bytes) -> Report:
    """Put files in and carry; the folder becomes a relay the first time."""
    (folder / "incoming").mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / "incoming" / f"{name}.dpact").write_bytes(data)
    return carry(folder, at(), LABELS)


def laid_ready(folder: Path) -> dict[str, list[bytes]]:
    """The sealed files in each outgoing folder."""
    return {
        one: [path.read_bytes() for path in sorted((folder / "outgoing" / one).glob("*.dpact"))]
        for one in MEMBERS
        if (folder / "outgoing" / one).is_dir()
    }


def receipts(folder: Path, member: str) -> bytes:
    return (folder / "outgoing" / member / RECEIPTS).read_bytes()


def reasons(report: Report) -> dict[str, str]:
    return {one.name: str(one.reason) for one in report.left}


# What a parcel shows


def test_labels_of_two_networks_have_nothing_in_common_and_are_their_members_alone():
    other = Routing("B" * 22, "Anderes", MEMBERS, new_routing_key())
    labels = [routing.label(one) for routing in (ROUTING, other) for one in MEMBERS]
    assert len(set(labels)) == 6
    assert ROUTING.label("keller") == label_of(ROUTING.key, "keller")


def test_a_parcel_shows_labels_and_size_and_no_thumbprint(houses):
    offer(houses.keller, houses.institute)
    sealed = send_agreement(houses.keller, HISTORY, [houses.institute.organisation])
    data = write_parcel(sealed, ROUTING, "keller", ["institute"])
    assert look_at_parcel(data).to == (ROUTING.label("institute"),)
    assert look_at_parcel(data).size == len(data)
    assert all(one.encode() in sealed and one.encode() not in data for one in look_at(sealed).recipients)
    with pytest.raises(NewerFormat, match="newer DataPact"):  # what a program without labels says
        look_at(data)


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_a_parcel_that_was_changed_anywhere_is_never_opened(data):
    whole = parcel("secret")
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DataPactError):
        open_parcel(bytes(changed), [ROUTING.key], "institute")
    with pytest.raises(DataPactError):
        open_parcel(whole[:place], [ROUTING.key], "institute")


def test_who_does_not_have_the_directory_is_told_to_take_it_in():
    with pytest.raises(NotForUs, match="newest directory"):
        open_parcel(parcel("x"), [new_routing_key()], "institute")
    with pytest.raises(NotForUs):
        open_parcel(parcel("x"), [ROUTING.key], "third")
    assert open_parcel(parcel("x"), [new_routing_key(), ROUTING.key], "institute")[1] == b"x"


# What a relay does with a folder


def test_files_go_to_their_recipients_with_receipts_for_both_sides(tmp_path):
    first, second = parcel("eins", "keller", "institute", "third"), parcel("zwei", "third", "keller")
    report = relay(tmp_path, a=first, b=second)
    assert [(one.sender, set(one.to)) for one in report.carried] == [
        ("keller", {"institute", "third"}),
        ("third", {"keller"}),
    ]
    assert laid_ready(tmp_path) == {"keller": [second], "institute": [first], "third": [first]}
    assert list((tmp_path / "incoming").iterdir()) == []
    said = read_receipts(receipts(tmp_path, "third")).said
    assert [(one.number, one.digest, one.size) for one in said.lines] == [
        (1, sha256_of(first), len(first)),
        (2, sha256_of(second), len(second)),
    ]
    assert [one.digest for one in read_receipts(receipts(tmp_path, "institute")).said.lines] == [sha256_of(first)]
    assert relay(tmp_path).carried == ()
    assert laid_ready(tmp_path)["institute"] == [first]


def test_what_cannot_be_carried_stays_and_is_named(tmp_path):
    good = parcel("gut")
    stranger = Routing(ROUTING.network, "Netz", ("keller", "gone"), ROUTING.key)
    folder = tmp_path / "incoming"
    folder.mkdir()
    (folder / "letter\nfrom\x1b[31m us.txt").write_text("Guten Tag")
    (folder / "bad \udcff name.dpact").write_bytes(good)
    (folder / "old.dpact").write_bytes(seal(new_envelope([new_hybrid_key().public]), b"x"))
    (folder / "half.dpact").write_bytes(good[:-1])
    (folder / "longer.dpact").write_bytes(good + b"x")
    (folder / "unknown.dpact").write_bytes(write_parcel(b"x", stranger, "keller", ["gone"]))
    (folder / "line.dpact").write_bytes(good.replace(b'"size":', b'"size": '))
    (folder / "link.dpact").symlink_to(tmp_path / "elsewhere")
    (folder / "folder.dpact").mkdir()
    os.mkfifo(folder / "pipe.dpact")
    with (folder / "huge.dpact").open("wb") as huge:
        huge.truncate(carrying.LARGEST + 1)
    (folder / ".datapact-0123").write_bytes(b"unfinished")
    before = sorted(path.name for path in folder.iterdir())
    report = carry(tmp_path, at(), LABELS)
    assert [one.name for one in report.carried] == ["bad \ufffd name.dpact"]
    assert sorted(path.name for path in folder.iterdir()) == [one for one in before if one != "bad \udcff name.dpact"]
    said = reasons(report)
    assert len(said) == 10
    assert "bears no labels" in said["old.dpact"]
    assert f"{len(good) - 1} of {len(good)} bytes" in said["half.dpact"]
    assert "longer than its first line says" in said["longer.dpact"]
    assert "does not know: 1" in said["unknown.dpact"]
    assert "larger than a sealed file" in said["huge.dpact"]
    assert all("no file" in said[f"{one}.dpact"] for one in ("link", "folder", "pipe"))
    assert "letter?from?[31m us.txt" in said
    assert carry(tmp_path, at(), LABELS).left == report.left


def test_a_replayed_file_is_not_carried_again(tmp_path):
    data = parcel("eins")
    relay(tmp_path, a=data)
    report = relay(tmp_path, again=data, other=parcel("zwei"))
    assert [str(one.reason)[:24] for one in report.again] == ["It was carried before, o"]
    assert len(laid_ready(tmp_path)["institute"]) == 2
    assert [path.read_bytes() for path in (tmp_path / "relay" / "again").iterdir()] == [data]


def test_a_folder_is_a_relay_of_one_network_and_goes_by_its_newest_labels(tmp_path):
    with pytest.raises(WrongUse, match="no relay yet"):
        carry(tmp_path, at())
    with pytest.raises(WrongUse, match="no folder"):
        carry(tmp_path / "nowhere", at(), LABELS)
    relay(tmp_path)
    with pytest.raises(AnswerNo, match="another network"):
        carry(tmp_path, at(), KnownLabels("B" * 22, 9, NAMES))
    fewer = {label: name.upper() for label, name in NAMES.items() if name != "third"}
    carry(tmp_path, at(), KnownLabels(ROUTING.network, 2, fewer))
    with pytest.raises(AnswerNo, match="version 1 of the directory"):
        carry(tmp_path, at(), LABELS)
    (tmp_path / "incoming" / "a.dpact").write_bytes(parcel("x", "keller", "third"))
    (tmp_path / "incoming" / "b.dpact").write_bytes(parcel("x", "keller", "institute"))
    report = carry(tmp_path, at())
    assert list(reasons(report)) == ["a.dpact"]
    assert report.carried[0].to == ("institute",)  # a member that is renamed keeps its folder


def test_two_relays_do_not_work_in_one_folder_at_once(tmp_path):
    relay(tmp_path)
    with (
        writing(lock_of(tmp_path).absolute()),
        pytest.raises(RuntimeError),
    ):
        carry(tmp_path, at())


def test_nothing_is_written_through_a_link(tmp_path):
    relay(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.rmtree(tmp_path / "outgoing" / "institute")
    (tmp_path / "outgoing" / "institute").symlink_to(elsewhere)
    (tmp_path / "incoming" / "a.dpact").write_bytes(parcel("x"))
    with pytest.raises(Surroundings, match="is a link"):
        carry(tmp_path, at())
    assert list(elsewhere.iterdir()) == []
    (tmp_path / "outgoing" / "institute").unlink()
    carry(tmp_path, at())
    assert len(laid_ready(tmp_path)["institute"]) == 1


@pytest.mark.parametrize("name", ["relay.json", "journal.jsonl"])
def test_a_damaged_relay_says_so_and_carries_nothing(tmp_path, name):
    relay(tmp_path, a=parcel("x"))
    path = tmp_path / "relay" / name
    path.write_bytes(b"{}\n" + path.read_bytes()[3:])
    with pytest.raises(Damaged, match="damaged"):
        relay(tmp_path, b=parcel("y"))
    assert (tmp_path / "incoming" / "b.dpact").exists()


class Killed(BaseException):
    pass


_CALLS = ("rename", "replace", "unlink", "fsync", "mkdir", "open")


def _kill_at(monkeypatch: pytest.MonkeyPatch, step: int) -> list[int]:
    """From that call of the operating system on, everything stops: before or behind it, by turns."""
    done, os_open = [0], os.open

    def counted(call: Any) -> Any:
        def one(*given: Any, **named: Any) -> Any:
            done[0] += 1
            if done[0] > step // 2:
                if done[0] == step // 2 + 1 and step % 2 and call is not os_open:
                    call(*given, **named)
                raise Killed
            return call(*given, **named)

        return one

    for name in _CALLS:
        monkeypatch.setattr(os, name, counted(getattr(os, name)))
    return done


@pytest.mark.parametrize("again", [0, 7])
def test_a_kill_at_any_point_loses_and_doubles_nothing(tmp_path, again):
    """Each step of a run is killed, the next run is killed as well, then one goes through."""
    files = {"a": parcel("eins", "keller", "institute", "third"), "b": parcel("zwei", "third", "keller")}
    wanted = {"keller": [files["b"]], "institute": [files["a"]], "third": [files["a"]]}
    step = 0
    killed = True
    while killed:
        folder = tmp_path / str(step)
        relay(folder)
        for name, data in files.items():
            (folder / "incoming" / f"{name}.dpact").write_bytes(data)
        killed = _killed(folder, step)
        if again:
            _killed(folder, again + step % 5)
        _fetch(folder)
        carry(folder, at(5))
        assert _fetched(folder) == wanted, step
        assert list((folder / "incoming").iterdir()) == []
        assert [list((folder / "relay" / one).iterdir()) for one in ("claimed", "going", "again")] == [[], [], []]
        for member in MEMBERS:
            lines = read_receipts(receipts(folder, member)).said.lines
            concerned = {sha256_of(files[one]) for one in files if member in ("keller", "third") or one == "a"}
            assert sorted(one.digest for one in lines) == sorted(concerned)
        shutil.rmtree(folder)
        step += 1 if step < 40 else 3
    assert step > 60


def _killed(folder: Path, step: int) -> bool:
    with pytest.MonkeyPatch.context() as patched:
        _kill_at(patched, step)
        try:
            carry(folder, at())
        except Killed:
            return True
    return False


def _fetch(folder: Path) -> None:
    """A recipient takes what lies ready away, as soon as it is there."""
    for member in MEMBERS:
        home = folder / "fetched" / member
        home.mkdir(parents=True, exist_ok=True)
        for path in (folder / "outgoing" / member).glob("*.dpact"):
            number = len(list(home.iterdir()))
            path.rename(home / f"{number}-{path.name}")


def _fetched(folder: Path) -> dict[str, list[bytes]]:
    _fetch(folder)
    return {
        member: [path.read_bytes() for path in sorted((folder / "fetched" / member).iterdir())] for member in MEMBERS
    }


def test_a_line_of_the_journal_that_was_cut_short_was_not_written(tmp_path):
    relay(tmp_path, a=parcel("eins"))
    journal = tmp_path / "relay" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + journal.read_bytes()[:40])
    data = parcel("zwei")
    relay(tmp_path, b=data)
    assert laid_ready(tmp_path)["institute"][1] == data
    assert len(read_receipts(receipts(tmp_path, "institute")).said.lines) == 2


# Receipts against what was sent and received


@pytest.fixture
def network(houses) -> Any:
    """All three know each other and have a directory with labels."""
    everyone = (houses.keller, houses.institute, houses.third)
    for one in everyone:
        for other in everyone:
            if one is not other:
                meet(one, other)
    members = [one.organisation for one in everyone[1:]]
    written = write_directory(houses.keller, "Netz Süd", members, labels=True)
    for one in everyone[1:]:
        take_directory(one, written.data)
    body = {"parties": sorted(one.organisation for one in everyone), "state": state(*everyone), "note": ""}
    write(houses.keller, "offer", body)
    return houses, written


def routing_of(acting: Acting) -> Routing:
    with acting.vault.read() as session:
        return find_routing(session, "netz")


def sent_through(acting: Acting, folder: Path) -> None:
    others = [one for one in routing_of(acting).members if one != acting.organisation]
    data = send_agreement(acting, HISTORY, others, through=routing_of(acting))
    (folder / parcel_name(data)).write_bytes(data)
    mark_written(acting, HISTORY, others, data, routing_of(acting))


def test_a_round_by_a_carrier_who_knows_no_names(network, tmp_path):
    houses, written = network
    with houses.keller.vault.read() as session:
        assert len(routing_keys(session)) == 1
    listed = label_list(routing_of(houses.keller))
    assert LabelList.read(listed.write()) == listed
    known = read_labels(listed.write())
    assert set(known.names.values()) == {""}
    assert set(read_labels(written.data).names) == set(known.names)
    folder = tmp_path / "relay"
    (folder / "incoming").mkdir(parents=True)
    sent_through(houses.keller, folder / "incoming")
    carry(folder, houses.keller.clock, known)
    places = {path.name: path for path in (folder / "outgoing").iterdir()}
    for one in (houses.institute, houses.third):
        place = places[f"label-{routing_of(one).label(one.organisation)}"]
        (file,) = place.glob("*.dpact")
        assert is_parcel(file.read_bytes())
        assert receive_bundle(one, file.read_bytes()).new_entries
        assert compare_receipts(one, (place / RECEIPTS).read_bytes()).is_sound
        assert b"DP-2026" not in os.fsencode(file.name)
    own = compare_receipts(houses.keller, _receipts_of(houses.keller, places))
    assert [(one.state, len(one.to)) for one in own.sent] == [("carried", 2)]
    assert own.is_sound
    with pytest.raises(NotForUs):
        compare_receipts(houses.keller, _receipts_of(houses.third, places))


def _receipts_of(acting: Acting, places: dict[str, Path]) -> bytes:
    return (places[f"label-{routing_of(acting).label(acting.organisation)}"] / RECEIPTS).read_bytes()


def test_what_is_dropped_on_either_side_is_named(network, tmp_path):
    houses, written = network
    folder = tmp_path / "relay"
    (folder / "incoming").mkdir(parents=True)
    carry(folder, houses.keller.clock, read_labels(written.data))
    sent_through(houses.keller, tmp_path)
    (lost,) = tmp_path.glob("*.dpact")  # never reaches the relay
    comment(houses.keller, "Noch etwas.")
    sent_through(houses.keller, folder / "incoming")
    carry(folder, houses.keller.clock)
    name = "Institut für Produktionsdaten e. V"
    ready = folder / "outgoing" / name
    assert ready.is_dir()
    compared = compare_receipts(
        houses.keller, (folder / "outgoing" / "Maschinenbau Keller GmbH" / RECEIPTS).read_bytes()
    )
    assert [one.state for one in compared.sent] == ["missing", "carried"]
    assert compared.sent[0].digest == sha256_of(lost.read_bytes())
    (file,) = ready.glob("*.dpact")
    kept = (ready / RECEIPTS).read_bytes()
    assert [one.state for one in compare_receipts(houses.institute, kept).came] == ["missing"]
    received = receive_bundle(houses.institute, file.read_bytes())  # names the one before it, by the sender's signature
    assert [str(one) for one in received.warnings if "is missing" in str(one)] == [
        f"A file that was sent to you before this one is missing: {sha256_of(lost.read_bytes())}. Look for it among the files "
        "that came, or ask the sender."
    ]
    assert [(one.state, one.carried is None) for one in compare_receipts(houses.institute, kept).came] == [
        ("taken_in", False),
        ("missing", True),
    ]
    receive_bundle(houses.institute, lost.read_bytes())
    assert compare_receipts(houses.institute, kept).is_sound


def test_a_relay_that_takes_a_receipt_back_is_found_out(network, tmp_path):
    houses, written = network
    folder, place = tmp_path / "relay", "outgoing/Maschinenbau Keller GmbH"
    (folder / "incoming").mkdir(parents=True)
    sent_through(houses.keller, folder / "incoming")
    carry(folder, houses.keller.clock, read_labels(written.data))
    assert compare_receipts(houses.keller, (folder / place / RECEIPTS).read_bytes()).is_sound
    shutil.copytree(folder, tmp_path / "before")
    comment(houses.keller, "Eins.")
    sent_through(houses.keller, folder / "incoming")
    carry(folder, houses.keller.clock)
    newest = (folder / place / RECEIPTS).read_bytes()
    assert compare_receipts(houses.keller, newest).is_sound
    with pytest.raises(AnswerNo, match="end with number 1"):
        compare_receipts(houses.keller, (tmp_path / "before" / place / RECEIPTS).read_bytes())
    comment(houses.keller, "Zwei.")
    sent_through(houses.keller, tmp_path / "before" / "incoming")
    carry(tmp_path / "before", houses.keller.clock)
    forked = (tmp_path / "before" / place / RECEIPTS).read_bytes()
    answer = compare_receipts(houses.keller, forked)
    assert ["contradict those" in str(one) for one in answer.warnings] == [True]
    assert answer.missing == 1
    assert not compare_receipts(houses.keller, newest).warnings  # what contradicts is not remembered
    other = write_receipts_anew(newest)
    assert "signed by another relay" in str(compare_receipts(houses.keller, other).warnings[0])
    assert compare_receipts(houses.keller, other, accept=True).warnings
    assert not compare_receipts(houses.keller, other).warnings


def write_receipts_anew(data: bytes) -> bytes:
    key = new_key()
    return write_receipts(dataclasses.replace(read_receipts(data).said, key=public_point(key.public_key())), key)


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_receipts_that_were_changed_anywhere_are_refused(data):
    whole = sample()
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DataPactError):
        read_receipts(bytes(changed))


@functools.cache
def sample() -> bytes:
    key = new_key()
    label = ROUTING.label("keller")
    line = ReceiptLine(sha256_of(b"x"), 1, label, 10, at()(), (ROUTING.label("third"),))
    said = ReceiptsPayload(no_head(label), public_point(key.public_key()), label, (line,), ROUTING.network, at()())
    return write_receipts(said, key)


def test_forged_labels_are_named_and_the_seal_counts(network):
    houses, _written = network
    routing = routing_of(houses.keller)
    sealed = send_agreement(houses.keller, HISTORY, [houses.institute.organisation])
    forged = write_parcel(sealed, routing, houses.third.organisation, [houses.institute.organisation])
    received = receive_bundle(houses.institute, forged)
    assert received.sender == houses.keller.organisation
    assert ["label on this file is not that" in str(one) for one in received.warnings].count(True) == 1


def test_a_parcel_that_somebody_divided_is_named_on_every_side(network, tmp_path):
    """Whoever knows the labels can cover what was sealed for two for one of them, and forget the other."""
    houses, _written = network
    routing, everyone = routing_of(houses.keller), [houses.institute.organisation, houses.third.organisation]
    sent_through(houses.keller, tmp_path)
    (whole,) = tmp_path.glob("*.dpact")
    _carried, sealed = open_parcel(whole.read_bytes(), [routing.key], everyone[0])
    divided = write_parcel(sealed, routing, houses.keller.organisation, everyone[:1])
    received = receive_bundle(houses.institute, divided)
    assert received.new_entries
    assert [str(one).split(":")[0] for one in received.warnings] == [
        "This file was sealed for 2 recipients and bears labels of 1"
    ]
    comment(houses.keller, "Noch etwas.")
    following = send_agreement(houses.keller, HISTORY, everyone, through=routing)
    for one in (houses.institute, houses.third):  # the next one names the whole one, which neither of them has
        said = [str(warning) for warning in receive_bundle(one, following).warnings]
        assert any(sha256_of(whole.read_bytes()) in words for words in said), said


def test_nobody_outside_the_network_is_sent_a_parcel(network):
    houses, _written = network
    alone = write_directory(houses.keller, "Zu zweit", [houses.third.organisation], labels=True)
    routing = alone.directory.routing
    assert routing is not None
    with pytest.raises(WrongUse, match="not a member of the network Zu zweit"):
        send_agreement(houses.keller, HISTORY, [houses.institute.organisation], through=routing)
    with pytest.raises(Malformed, match="no routing labels"):
        read_labels(write_directory(houses.keller, "Ohne", [houses.third.organisation]).data)
    again = write_directory(houses.keller, "Zu zweit", [houses.third.organisation])  # they stay from version to version
    assert again.directory.routing_key == routing.key
    with houses.keller.vault.read() as session, pytest.raises(WrongUse):
        find_routing(session, "Ohne")
