"""A coordinator's and a member's day through the windows: founding, a framework by a relay, a vote, one that leaves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QListWidget

from datapact.agreements.steps import accession, negotiation
from datapact.base.clock import local_day
from datapact.exchange.relay.carry import carry
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.network.directory_file import read_directory
from datapact.organisation.network.taking_in import confirm_read_aloud, take_directory
from datapact.signing.ceremony.sign import sign
from datapact.vault.folder.preferences import Appearance, write_appearance
from datapact_ui.agreement_page.page.agreement_view import AgreementView
from datapact_ui.kit.context.app_context import read_opened
from tests.acceptance.hands import Mouse
from tests.acceptance.ten import NETWORK, PASSPHRASE, Days, Ten, answers
from tests.acceptance.test_network import told_in

FOUNDERS = 4
BY_CORE = ("p3", "p4")
"""Members whose day is not told: they answer at once."""


class Person(Mouse):
    """Somebody at a window with the files of the network at hand."""

    def __init__(self, application: QApplication, ten: Ten, key: str) -> None:
        super().__init__(application, ten.clock, ten.folder / f"home-{key}")
        self.ten, self.key = ten, key
        self.begin("open the vault")
        vault = ten.folder / f"{key}.datapact"
        write_appearance(vault, Appearance("de", "light", 100))
        self.app.open(read_opened(unlock(vault, None, PASSPHRASE, ten.clock)))
        assert self.app.window is not None
        self.app.window.resize(1400, 900)
        self.settle()

    @property
    def place(self) -> Path:
        """The folder of the relay in which files for this member lie."""
        return self.ten.place(self.key)

    def page(self) -> AgreementView:
        """The agreement in front."""
        view = self.main().view()
        assert isinstance(view, AgreementView)
        return view

    def tick_members(self, names: list[str]) -> None:
        """Tick lines of the list of members by their beginnings."""
        shown = self.see("directory-members", QListWidget)
        for name in names:
            item = next(one for one in (shown.item(row) for row in range(shown.count())) if one.text().startswith(name))
            shown.scrollToItem(item)
            at = shown.visualItemRect(item)
            self.click(shown.viewport(), QPoint(at.left() + at.height() // 2, at.center().y()))

    def confirms(self, listed: Path) -> None:
        """Open the directory, take the cards in where they are new, and tick whoever reads its fingerprint aloud."""
        self.chooses(listed)
        self.act("open-file")
        if self.key != "p1":
            self.push("take-directory")
        for key, organisation in self.ten.id_of.items():
            if key not in (self.key, self.ten.newcomer, self.ten.silent):
                self.tick(f"heard-{organisation}")
        self.push("confirm-ticked")
        assert self.see("directory-verdict", QLabel).text().startswith("Alle Mitglieder")
        self.close()

    def takes_in_folder(self, folder: Path) -> None:
        self.chooses(folder)
        self.act("open-folder")
        self.push("take-all")
        self.see("folder-taken")
        self.close()

    def takes_in(self) -> None:
        """What the relay laid ready, which then goes away."""
        self.takes_in_folder(self.place)
        for one in self.place.iterdir():
            one.unlink()

    def sends(self) -> None:
        """Send what partners lack by the relay."""
        self.chooses(self.ten.incoming)
        self.act("send-lacking")
        self.pick("send-through", "Verteilstelle")
        self.push("write-many")
        self.see("many-sent")
        self.close()

    def lays(self) -> None:
        """In the dialog that sends one agreement: by the relay."""
        self.chooses(self.ten.incoming)
        self.pick("send-through", "Verteilstelle")
        self.push("write-to-relay")
        self.see("sent-to-relay")
        self.close()

    def signs(self) -> None:
        self.push("next_button")
        self.tick("signing_read")
        self.fill("signing_passphrase", PASSPHRASE)
        self.push("signing_do")
        self.push("receipt_send")
        self.lays()


@pytest.fixture
def ten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_homes: None) -> Iterator[Ten]:
    clock = Days()
    monkeypatch.setattr("datapact_ui.exchange.sending.relay_dialog.utc_now", clock)
    opened = Ten(tmp_path, FOUNDERS, clock)
    opened.members.pop("p2").close()
    for key in (opened.newcomer, opened.silent):
        opened.members.pop(key).close()
    yield opened
    opened.close()


@pytest.fixture
def people(qapp: QApplication, ten: Ten) -> Iterator[tuple[Person, Person]]:
    """The coordinator, who also carries, and a member."""
    both = (Person(qapp, ten, "p1"), Person(qapp, ten, "p2"))
    yield both
    for one in both:
        one.leave()


@pytest.mark.journey
def test_a_coordinators_and_a_members_day(
    ten: Ten, people: tuple[Person, Person], capsys: pytest.CaptureFixture[str]
) -> None:
    first, member = people
    listed = found(ten, first, member)
    history = agree(ten, first, member)
    signed(ten, first, member, history)
    votes_and_leaves(ten, first, member, history)
    follow(ten, first, listed)
    with capsys.disabled():
        for one in people:
            print(f"\n{one.key}: {one.inputs} inputs, {dict(one.count)}, {one.by_step}")


def found(ten: Ten, first: Person, member: Person) -> Path:
    """Cards in one folder, a directory with labels, and one meeting."""
    cards = ten.folder / "cards"
    cards.mkdir()
    for key in ("p2", *BY_CORE):
        desk = member.app.context if key == "p2" else None
        acting = desk.worker.acting if desk is not None else ten.members[key]
        (cards / f"{key}.dpcard").write_bytes(write_card(acting))
    first.begin("write the directory")
    first.takes_in_folder(cards)
    first.act("go-partners")
    listed = ten.folder / "netz.dpdir"
    first.act("write-directory")
    first.fill("network", NETWORK)
    first.tick_members([ten.names[key] for key in ("p2", *BY_CORE)])
    first.tick("labels")
    first.chooses(listed)
    first.push("write-directory-do")
    first.begin("meet")
    first.confirms(listed)
    member.begin("meet")
    member.confirms(listed)
    aloud = {organisation: fingerprint(organisation) for organisation in ten.id_of.values()}
    for key in BY_CORE:
        take_directory(ten.members[key], listed.read_bytes())
        heard = {aloud[ten.id_of[other]]: ten.names[other] for other in ("p1", "p2", *BY_CORE) if other != key}
        confirm_read_aloud(ten.members[key], listed.read_bytes(), heard)
    ten.relay.mkdir()
    carries(first, "Netz")
    return listed


def relayed(first: Person) -> None:
    """The relay carries by itself, every ten minutes."""
    report = carry(first.ten.relay, first.ten.clock)
    assert (report.left, report.again) == ((), ())


def carries(first: Person, labels: str = "") -> None:
    """The coordinator carries by hand, once to begin with."""
    first.begin("carry")
    first.chooses(first.ten.relay)
    first.act("carry-files")
    if labels:
        first.pick("relay-labels", labels)
    first.push("carry")
    first.see("relay-report")
    first.close()


def agree(ten: Ten, first: Person, member: Person) -> str:
    """A framework that was drafted from an answers file goes to all, and all accept it."""
    first.begin("offer")
    assert first.app.context is not None
    first.app.context.worker.change(
        first.app.context.worker,
        "",
        lambda acting, _progress: negotiation.new_agreement(acting, "controller-to-controller", answers(FOUNDERS)),
        first.app.context.open_agreement,
        touches=frozenset({"list"}),
    )
    first.settle()
    history = first.page().history
    first.push("next_button")
    first.lays()
    carries(first)
    member.begin("accept")
    member.takes_in()
    assert member.app.context is not None
    member.app.context.open_agreement(history)
    member.settle()
    member.push("next_button")  # to the text
    member.will_answer("confirm")
    member.push("answer_accept")
    member.sends()
    for key in BY_CORE:
        ten.takes_in(key)
        negotiation.accept(ten.members[key], history)
        ten.sends(key)
    relayed(first)
    first.begin("look at the board and freeze")
    first.takes_in()
    first.page().show_tab("board")
    first.settle()
    assert "Sie sind am Zug" in first.page().board.said.text()
    first.page().show_tab("summary")
    first.push("next_button")
    first.tick("freeze_checked")
    first.push("freeze_dialog-do")
    return history


def signed(ten: Ten, first: Person, member: Person, history: str) -> None:
    first.begin("sign")
    first.signs()  # the frozen text and the first signature go out in one file
    relayed(first)
    member.begin("sign")
    member.takes_in()
    member.page().show_tab("summary")
    member.signs()
    relayed(first)
    for key in BY_CORE:
        ten.takes_in(key)
        sign(ten.members[key], history, PASSPHRASE)
        ten.sends(key)
    for one in (first, member):
        one.begin("take the signed agreement in")
        one.takes_in()
        assert one.app.context is not None
        one.app.context.open_agreement(history)
        one.settle()


def votes_and_leaves(ten: Ten, first: Person, member: Person, history: str) -> None:
    """One member asks for the exclusion of another, the coordinator and the member vote, and the member leaves."""
    ten.takes_in("p3")
    accession.exclude(ten.members["p3"], history, "p4", None, "Weitergabe an Dritte")
    ten.sends("p3")
    for one in (member, first):
        one.begin("vote")
        one.takes_in()
        one.act("vote")
        one.pick("vote_choice", "Ja")
        one.push("vote_dialog-do")
        one.sends()
        relayed(first)
    member.begin("leave")
    member.takes_in()
    member.act("leave")
    member.pick("leave_ground", "aus wichtigem Grund")
    member.fill("leave-reason", "Das Vorhaben ist zu Ende.")
    member.push("leave_dialog-do")
    member.sends()
    relayed(first)
    first.begin("take the notice in")
    first.takes_in()
    first.sends()
    relayed(first)
    member.begin("take the rest in")
    member.takes_in()
    for key in BY_CORE:
        ten.takes_in(key)
    told = {key: told_in(ten.members[key], history) for key in BY_CORE}
    for one in (first, member):
        assert one.app.context is not None
        told[one.key] = told_in(one.app.context.worker.acting, history)
    for key, what in told.items():
        assert what == told["p1"], key
    ends = {one.organisation: one.way for one in told["p1"]["members"] if one.until is not None}
    assert ends == {ten.id_of["p2"]: "leaving", ten.id_of["p4"]: "exclusion"}


def follow(ten: Ten, first: Person, listed: Path) -> None:
    """The next version of the directory follows what was signed, without a day typed by hand."""
    ten.clock.go(40)
    first.begin("follow")
    first.act("go-partners")
    first.act("write-directory")
    again = listed.with_name("netz-2.dpdir")
    first.chooses(again)
    first.push("write-directory-do")
    directory = read_directory(again.read_bytes())
    gone = {one.organisation: one.day for one in directory.left}
    assert gone.keys() == {ten.id_of["p2"], ten.id_of["p4"]}
    assert all(isinstance(day, date) and day < local_day(ten.clock()) for day in gone.values())
