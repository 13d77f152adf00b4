"""A folder that two houses share: what each lays there, what programs for shared folders do to it, and what is noticed."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.base.errors import WrongUse
from datapact.base.files import unfinished_name
from datapact.exchange.folder.looking import Look, Memory, look, paths_of
from datapact.exchange.folder.places import set_shared_folder, shared_folders
from datapact.exchange.folder.putting import lay_what_lacks
from datapact.exchange.receive.many import receive_many
from datapact.history.entries import store
from datapact.history.fold.agreement import fold
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import directory
from datapact.organisation.acting.own_profile import write_card
from tests.depth import examples
from tests.exchange.houses import HISTORY, Houses, comment, offer

LATER = 20.0
"""Seconds after which a file is not fresh any more."""


def no_progress(_what: str, _done: int, _total: int) -> None:
    pass


@pytest.fixture(autouse=True)
def _sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text of these houses is too short to be sound, which is not what is tried here."""
    monkeypatch.setattr("datapact.exchange.send.outgoing.require_sound_text", lambda *_given, **_named: None)


@pytest.fixture
def shared(houses: Houses, tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    set_shared_folder(houses.keller, houses.institute.organisation, folder)
    set_shared_folder(houses.institute, houses.keller.organisation, folder)
    offer(houses.keller, houses.institute)
    return folder


def looked(acting: Acting, memory: Memory | None = None, after: float = LATER) -> Look:
    return look(acting, time.time() + after, memory)


def take(acting: Acting) -> None:
    receive_many(acting, paths_of(looked(acting).of_state("new")), no_progress)


def entries(acting: Acting) -> tuple[str, ...]:
    with acting.vault.read() as session:
        return tuple(fold(store.load(session, HISTORY), directory(session)).order)


def test_a_file_goes_there_and_back_and_nobody_attaches_anything(houses: Houses, shared: Path) -> None:
    laid = lay_what_lacks(houses.keller)
    assert (laid.refused, [one.parent for one in laid.files]) == ((), [shared])
    assert lay_what_lacks(houses.keller).files == ()  # it was sent
    assert [one.state for one in looked(houses.keller).files] == ["ours"]
    found = looked(houses.institute)
    assert [(one.state, one.sender) for one in found.files] == [("new", "Maschinenbau Keller GmbH")]
    assert "1 new step" in str(found.files[0].lines[0])
    assert looked(houses.institute, after=0).of_state("waiting")  # too fresh to be read
    take(houses.institute)
    assert looked(houses.institute).of_state("done")
    comment(houses.institute, "Gut so.")
    assert lay_what_lacks(houses.institute).histories == (HISTORY,)
    take(houses.keller)
    assert entries(houses.keller) == entries(houses.institute)
    assert not looked(houses.keller).of_state("new")
    (shared / "Institut.dpcard").write_bytes(write_card(houses.institute))
    assert [one.state for one in looked(houses.institute).files if one.path.suffix == ".dpcard"] == ["ours"]
    # a file for others lies there without a word; a folder that is away is normal, and said
    assert {one.state for one in looked(houses.third).files} == set()
    set_shared_folder(houses.third, houses.keller.organisation, shared)
    assert {one.state for one in looked(houses.third).files if one.path.suffix == ".dpact"} == {"others"}
    shutil.move(shared, shared.with_name("away"))
    away = looked(houses.keller)
    assert (away.files, len(away.away)) == ((), 1)
    assert [name for name, _why in lay_what_lacks(houses.keller).refused] == ["Institut für Produktionsdaten e. V."]


def test_a_place_that_would_show_the_vault_is_refused(houses: Houses, tmp_path: Path) -> None:
    for folder in (houses.keller.vault.folder, houses.keller.vault.folder.parent, tmp_path / "nowhere"):
        with pytest.raises(WrongUse):
            set_shared_folder(houses.keller, houses.institute.organisation, folder)
    assert shared_folders(houses.keller) == ()


STEPS = st.lists(
    st.sampled_from(
        ("keller", "institute", "take keller", "take institute", "half", "rest", "conflict", "altered", "junk", "hidden",
         "link", "remove", "touch")
    ),
    min_size=3,
    max_size=7,
)  # fmt: skip


class Life:
    """What happens to the folder, and what must hold after each step."""

    def __init__(self, houses: Houses, folder: Path) -> None:
        self.people = {"keller": houses.keller, "institute": houses.institute}
        self.memories = {name: Memory() for name in self.people}
        self.folder = folder
        self.bad: set[Path] = set()
        """Files that must never be offered."""
        self.rest: dict[Path, bytes] = {}
        self.number = 0

    def whole(self) -> list[Path]:
        return sorted(one for one in self.folder.glob("*.dpact") if one not in self.bad and not one.is_symlink())

    def beside(self, name: str, data: bytes) -> Path:
        self.number += 1
        path = self.folder / name.format(self.number)
        path.write_bytes(data)
        self.bad.add(path)
        return path

    def do(self, step: str) -> None:
        whole = self.whole()
        data = whole[0].read_bytes() if whole else b'{"core":'
        match step:
            case "keller" | "institute":
                acting = self.people[step]
                if step == "keller" or entries(acting):
                    self.number += 1
                    comment(acting, f"Nr. {self.number}")
                    lay_what_lacks(acting)
            case "take keller" | "take institute":
                take(self.people[step.removeprefix("take ")])
            case "half":
                path = self.beside("half {}.dpact", data[: len(data) // 2])
                self.rest[path] = data
            case "rest":
                for path, rest in self.rest.items():
                    if path.exists():
                        path.write_bytes(rest)
                        self.bad.discard(path)
                self.rest.clear()
            case "conflict":
                self.beside("a (conflicted copy 2026-12-0{}).dpact", data)
            case "altered":
                self.beside("altered {}.dpact", data[:-1] + bytes([data[-1] ^ 1]))
            case "junk":
                self.beside("junk {}.dpact", os.urandom(50))
            case "hidden":
                self.bad.add(unfinished_name(self.folder))
                self.beside(".sync {}.dpact", data)
            case "link" if whole:
                path = self.folder / f"link {self.number}.dpact"
                path.unlink(missing_ok=True)
                path.symlink_to(whole[0])
                self.bad.add(path)
            case "remove" if whole:
                whole[0].unlink()
            case "touch" if whole:
                os.utime(whole[0])

    def hold(self) -> None:
        for name, acting in self.people.items():
            before = entries(acting)
            lying = sorted(self.folder.iterdir())
            found = looked(acting, self.memories[name])
            assert self.bad.isdisjoint(paths_of(found.of_state("new")))
            assert entries(acting) == before
            assert sorted(self.folder.iterdir()) == lying


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_the_life_of_a_folder(houses: Houses, tmp_path: Path, steps: list[str]) -> None:
    folder = tmp_path / "lives"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if not entries(houses.keller):
        offer(houses.keller, houses.institute)
    for one, other in ((houses.keller, houses.institute), (houses.institute, houses.keller)):
        set_shared_folder(one, other.organisation, folder)
    life = Life(houses, folder)
    for step in steps:
        life.do(step)
        life.hold()
    for _round in range(2):
        for acting in life.people.values():
            take(acting)
    for acting in life.people.values():  # nothing is offered twice, and what is remembered is what a new look finds
        found = looked(acting)
        assert not found.of_state("new")
        assert life.bad.isdisjoint(paths_of(found.of_state("done")))
