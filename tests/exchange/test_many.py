"""Folders of files: whatever lies in them, in whatever order, is taken in or refused file by file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.agreements.projection.append import load_state
from datapact.base.errors import Surroundings
from datapact.exchange.receive.many import TakenFile, files_in, receive_many
from datapact.exchange.send.many import ManySent, send_what_lacks
from datapact.exchange.send.outgoing import outgoing
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.members.unlocking import unlock
from tests.conftest import SteppingClock
from tests.depth import rounds
from tests.exchange.houses import HISTORY, PASSPHRASE, Houses, comment, meet, offer, opened, send, state, write
from tests.exchange.test_exchange import shared


def quietly(_what: str, _done: int, _total: int) -> None:
    pass


def put(folder: Path, **files: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / f"{name}.dpact").write_bytes(data)
    return folder


def take(acting: Acting, folder: Path) -> tuple[TakenFile, ...]:
    return receive_many(acting, files_in(folder), quietly)


def refusals(taken: tuple[TakenFile, ...]) -> dict[str, str]:
    return {one.path.stem: str(one.refused) for one in taken if one.refused is not None}


def test_a_folder_is_taken_in_whatever_its_files_are_called(houses, tmp_path):
    offer(houses.keller, houses.institute)
    first = send(houses.keller, houses.institute)
    receive_many(houses.keller, [], quietly)
    (tmp_path / "x.dpact").write_bytes(first)
    (tmp_path / "netz.dpdir").write_bytes(b"{}")
    assert [path.name for path in files_in(tmp_path) if path.suffix == ".dpdir"] == ["netz.dpdir"]
    apart = refusals(receive_many(houses.institute, [tmp_path / "netz.dpdir"], quietly))
    assert "directory of a network" in str(apart), "named, not passed over"
    (tmp_path / "netz.dpdir").unlink()
    assert refusals(receive_many(houses.institute, [tmp_path / "x.dpact"], quietly)) == {}
    comment(houses.institute)
    answer = send(houses.institute, houses.keller)
    put(tmp_path / "keller", a=answer)
    assert refusals(take(houses.keller, tmp_path / "keller")) == {}
    comment(houses.keller, "Eins.")
    second = send(houses.keller, houses.institute)
    comment(houses.institute, "Zwei.")
    put(tmp_path / "more", z=second, b=first[:-3] + b"...", c=b"no bundle", d=second)
    (tmp_path / "more" / "letter.txt").write_text("Guten Tag")
    (tmp_path / "more" / "folder.dpact").mkdir()
    taken = take(houses.institute, tmp_path / "more")
    assert [one.path.stem for one in taken] == ["b", "c", "d", "z"]
    assert set(refusals(taken)) == {"b", "c"}
    assert [len(one.received.new_entries) for one in taken if one.received is not None] == [2, 0]
    with pytest.raises(Surroundings):
        files_in(tmp_path / "nowhere")


def test_a_file_that_builds_on_another_waits_for_it(houses, template, tmp_path):
    offer(houses.keller, houses.institute)
    first = send(houses.keller, houses.institute)
    receive_all(houses.institute, put(tmp_path / "first", a=first))
    comment(houses.institute)
    receive_all(houses.keller, put(tmp_path / "back", a=send(houses.institute, houses.keller)))
    comment(houses.keller, "Danke.")
    second = send(houses.keller, houses.institute)  # without what the institute acknowledged
    shutil.copytree(template / "institute", tmp_path / "lost")
    with unlock(tmp_path / "lost", None, PASSPHRASE, houses.keller.clock) as lost:  # as it was before everything
        answer = take(lost, put(tmp_path / "files", a=second, b=first))
        assert list(refusals(answer)) == ["a"]  # its own comment is nowhere
        assert "Ask Maschinenbau Keller GmbH to send the agreement again" in refusals(answer)["a"]
        everything = send(houses.keller, houses.institute, everything=True)
        comment(houses.keller, "Noch etwas.")
        third = send(houses.keller, houses.institute)
        assert refusals(take(lost, put(tmp_path / "again", a=third, b=everything))) == {}
        assert shared(lost) == shared(houses.keller)


def test_who_lacks_something_is_sent_it_once(houses, tmp_path):
    meet(houses.institute, houses.third)
    meet(houses.third, houses.institute)
    body = {
        "parties": sorted(one.organisation for one in everyone(houses)),
        "state": state(*everyone(houses)),
        "note": "",
    }
    write(houses.keller, "offer", body)
    receive_all(houses.institute, put(tmp_path / "one", a=send(houses.keller, houses.institute)))
    assert {one.organisation: one.unsent for one in outgoing(houses.keller, HISTORY).recipients} == {
        houses.institute.organisation: 0,
        houses.third.organisation: 1,
    }
    comment(houses.institute)
    sent = lacking(houses.institute, tmp_path / "two")  # it relays the offer as well
    assert len(sent.files) == 1
    for one in (houses.keller, houses.third):
        receive_all(one, tmp_path / "two")
    assert shared(houses.third) == shared(houses.institute)
    assert lacking(houses.institute, tmp_path / "three").files == ()


def test_what_could_not_be_written_was_not_sent(houses, tmp_path):
    offer(houses.keller, houses.institute)
    receive_all(houses.institute, put(tmp_path / "one", a=send(houses.keller, houses.institute)))
    comment(houses.institute)
    with pytest.raises(Surroundings):
        send_what_lacks(houses.institute, tmp_path / "nowhere", quietly)
    assert len(lacking(houses.institute, tmp_path / "there").files) == 1
    assert lacking(houses.institute, tmp_path / "again").files == ()


def test_the_progress_of_a_folder_moves(houses, tmp_path):
    offer(houses.keller, houses.institute)
    data = send(houses.keller, houses.institute)
    seen = []
    put(tmp_path / "files", a=data, b=data, c=data)
    receive_many(houses.institute, files_in(tmp_path / "files"), lambda _words, done, total: seen.append((done, total)))
    assert seen == [(0, 3), (1, 3), (2, 3)]


def everyone(houses: Houses) -> tuple[Acting, ...]:
    return houses.keller, houses.institute, houses.third


def lacking(acting: Acting, folder: Path) -> ManySent:
    folder.mkdir()
    return send_what_lacks(acting, folder, quietly)


def receive_all(acting: Acting, folder: Path) -> None:
    assert refusals(take(acting, folder)) == {}


steps = st.lists(
    st.tuples(st.sampled_from(range(3)), st.booleans(), st.permutations(range(3)), st.booleans()), max_size=6
)


@given(steps=steps, chance=st.randoms(use_true_random=False))
@settings(max_examples=rounds(18), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lost_repeated_and_shuffled_files_of_three_end_equal(template, tmp_path_factory, steps, chance):
    houses = opened(template, tmp_path_factory.mktemp("three"), SteppingClock())
    folder = houses.folder
    try:
        people = everyone(houses)
        meet(houses.institute, houses.third)
        meet(houses.third, houses.institute)
        body = {"parties": sorted(one.organisation for one in people), "state": state(*people), "note": ""}
        write(houses.keller, "offer", body)
        files = [send(houses.keller, houses.institute, houses.third)]
        for place, one in enumerate(people[1:]):
            receive_all(one, put(folder / f"first-{place}", a=files[0]))
        for who, speaks, order, lost in steps:
            author = people[who]
            if speaks:
                comment(author, f"Bemerkung {len(files)}")
            data = send(author, *(one for one in people if one is not author))
            if not lost:
                files.append(data)
            pile = [*files, *files]
            chance.shuffle(pile)
            taker = people[order[0]]
            where = folder / f"pile-{len(files)}-{who}-{len(list(folder.iterdir()))}"
            take(taker, put(where, **{f"f{place}": one for place, one in enumerate(pile[:4])}))
        for place, one in enumerate(people):  # in the end each sends everything once
            last = send(one, *(other for other in people if other is not one), everything=True)
            for other in people:
                receive_all(other, put(folder / f"last-{place}", a=last))
        assert shared(houses.keller) == shared(houses.institute) == shared(houses.third)
        stages = set()
        for one in people:
            with one.vault.read() as session:
                stages.add(load_state(session, HISTORY).stage)
        assert stages == {"offered"}
    finally:
        houses.close()
