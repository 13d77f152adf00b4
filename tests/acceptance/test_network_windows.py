"""A coordinator's and a member's day through the windows, from the interview to the next directory.

A network meets, agrees on a framework by a relay without one that never answers, orders data, takes one more in, excludes one,
and lets one go. All that these two do, they do by clicks; the others answer at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QListWidget, QTableView

from datapact.agreements.steps import accession as accession_steps
from datapact.agreements.steps import in_force, negotiation
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
from datapact_ui.agreement_page.page.change_dialog import ChangeDialog
from datapact_ui.editor.page.interview_view import InterviewView
from datapact_ui.kit.context.app_context import read_opened
from tests.acceptance.hands import Mouse
from tests.acceptance.ten import NETWORK, PASSPHRASE, Days, Ten
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

    def open(self, history: str) -> None:
        """An agreement, as by a line of the list."""
        assert self.app.context is not None
        self.app.context.open_agreement(history)
        self.settle()

    def goes_to_part(self, words: str) -> None:
        """A part of an order, which is numbered."""
        box = self.see("change_place", QComboBox)
        self.pick("change_place", next(one for one in map(box.itemText, range(box.count())) if f": {words}" in one))

    def tick_members(self, names: list[str]) -> None:
        """Tick lines of the list of members by their beginnings."""
        shown = self.see("directory-members", QListWidget)
        for name in names:
            item = next(one for one in (shown.item(row) for row in range(shown.count())) if one.text().startswith(name))
            shown.scrollToItem(item)
            at = shown.visualItemRect(item)
            self.click(shown.viewport(), QPoint(at.left() + at.height() // 2, at.center().y()))

    def confirms(self, listed: Path, *keys: str) -> None:
        """Open the directory, take the cards in where they are new, and tick whoever reads its fingerprint aloud."""
        self.chooses(listed)
        self.act("open-file")
        if self.key != "p1":
            self.push("take-directory")
        for key in keys:
            if key != self.key:
                self.tick(f"heard-{self.ten.id_of[key]}")
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
        self.push("i-have-sent-it")

    def lays(self) -> None:
        """In the dialog that sends one agreement: by the relay."""
        self.chooses(self.ten.incoming)
        self.pick("send-through", "Verteilstelle")
        self.push("write-to-relay")
        self.see("sent-to-relay")
        self.close()

    def votes(self) -> None:
        """For what waits for a vote, and send it."""
        self.act("vote")
        self.pick("vote_choice", "Ja")
        self.push("vote_dialog-do")
        self.sends()
        relayed(self)

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
    dataset = order(ten, first, member, history)
    joins(ten, first, member, history, listed)
    votes_and_leaves(ten, first, member, history)
    same_everywhere(ten, first, member, history, dataset)
    follow(ten, first, listed)
    with capsys.disabled():
        for one in people:
            print(f"\n{one.key}: {one.inputs} inputs, {dict(one.count)}, {one.by_step}")


def found(ten: Ten, first: Person, member: Person) -> Path:
    """Cards in one folder, a directory with labels, and one meeting."""
    cards = ten.folder / "cards"
    cards.mkdir()
    for key in ("p2", *BY_CORE, ten.silent):
        desk = member.app.context if key == "p2" else None
        acting = desk.worker.acting if desk is not None else ten.members[key]
        (cards / f"{key}.dpcard").write_bytes(write_card(acting))
    first.begin("write the directory")
    first.takes_in_folder(cards)
    first.act("go-partners")
    listed = ten.folder / "netz.dpdir"
    first.act("write-directory")
    first.fill("network", NETWORK)
    first.tick_members([ten.names[key] for key in ("p2", *BY_CORE, ten.silent)])
    first.tick("labels")
    first.chooses(listed)
    first.push("write-directory-do")
    first.begin("meet")
    everybody = ("p1", "p2", *BY_CORE, ten.silent)
    first.confirms(listed, *everybody)
    member.begin("meet")
    member.confirms(listed, *everybody)
    for key in BY_CORE:
        hears(ten, key, listed, *everybody)
    ten.relay.mkdir()
    carries(first, "Netz")
    return listed


def hears(ten: Ten, key: str, listed: Path, *keys: str) -> None:
    """A member whose day is not told takes the cards of a directory in, and hears others read theirs aloud."""
    take_directory(ten.members[key], listed.read_bytes())
    heard = {fingerprint(ten.id_of[other]): ten.names[other] for other in keys if other != key}
    confirm_read_aloud(ten.members[key], listed.read_bytes(), heard)


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


def draft(first: Person) -> str:
    """The framework by the interview: everybody of the network, data for all, and the rules of the network."""
    first.begin("draft")
    first.act("new-agreement")
    templates = first.see("templates", QListWidget)
    item = next(one for row in range(templates.count()) if "Rahmenvertrag" in (one := templates.item(row)).text())
    templates.scrollToItem(item)
    first.click(templates.viewport(), templates.visualItemRect(item).center())
    first.push("begin")
    view = first.main().view()
    assert isinstance(view, InterviewView)

    def page(title: str) -> None:
        """Continue to the page that begins so."""
        while not view.progress.currentItem().text().startswith(title):
            first.push("interview-next")

    page("Parteien")
    first.push("network-1")
    parties = [one.key for one in view.session.document.terms.parties]
    page("Worum geht es?")
    first.push("none-use-facts")
    for key in parties:
        first.push(f"none-party-parties.{key}")
    page("Ausgangslage")
    first.pick("edit-facts.personal_data", "Nein")
    page("Katalog und Abrufe")
    first.pick("edit-orders.consent", "Nur wen")
    first.pick("edit-orders.silence", "Gilt als Abl")
    first.fill("edit-orders.days", "14")
    page("Daten des ersten Abrufs")
    first.push("add-datasets")
    first.type("Messreihen")
    (dataset,) = view.session.document.terms.datasets
    first.push(f"everybody-datasets.{dataset.key}.recipients")
    first.fill(f"edit-datasets.{dataset.key}.retention.months", "12")
    first.pick(f"edit-datasets.{dataset.key}.retention.fate", "werden die Daten gel")
    page("Zwecke")
    first.push("add-purposes")
    first.type("Netzplanung")
    page("Schutz der Daten")
    first.push("take-all-proposals")
    page("Vertragsrahmen")
    first.push("take-all-proposals")
    first.fill("edit-duration.end", "31.12.2029")
    first.fill("edit-law.governing", "deutsches Recht")
    first.pick("edit-form.amendment", "Textform")
    first.pick("edit-membership.joining", "Beitritt nach Zustimmung der M")
    first.pick("edit-membership.leaving", "Beendet nur")
    first.pick("edit-membership.exclusion", "Durch die Mehrheit")
    first.fill("edit-duration.notice_months", "3")  # asks more, as the answers before it did
    first.click(view.progress.viewport(), _middle(view.progress, "Worum geht es?"))
    first.push(f"none-recognise-datasets.{dataset.key}")  # asked again, of those who receive them
    first.push(f"none-devices-datasets.{dataset.key}")
    page("Prüfen")
    first.push("interview-next")
    return first.page().history


def _middle(shown: QListWidget, beginning: str) -> QPoint:
    item = next(one for row in range(shown.count()) if (one := shown.item(row)).text().startswith(beginning))
    shown.scrollToItem(item)
    return shown.visualItemRect(item).center()


def agree(ten: Ten, first: Person, member: Person) -> str:
    """A framework goes to all; one never answers, and the others agree to the same text without it."""
    offered = draft(first)
    first.begin("offer")
    first.push("next_button")
    first.lays()
    carries(first)
    ten.clock.go(20)
    first.begin("go on without the silent one")
    first.open(offered)
    first.page().show_tab("board")
    first.settle()
    board = first.see("board", QTableView)
    row = next(n for n in range(board.model().rowCount()) if board.model().index(n, 0).data() == ten.names[ten.silent])
    first.click(board.viewport(), board.visualRect(board.model().index(row, 0)).center())
    first.will_answer("confirm")
    first.push("board-go-on")
    history = first.page().history
    assert history != offered
    first.push("next_button")
    first.lays()
    first.sends()
    relayed(first)
    member.begin("accept")
    member.takes_in()
    member.open(history)
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
    first.open(history)
    first.page().show_tab("board")
    first.settle()
    assert "Sie sind am Zug" in first.page().board.sentences.text()
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
        one.open(history)


def order(ten: Ten, first: Person, member: Person, history: str) -> str:
    """The member orders data of its own for the coordinator and another, who agree; nobody else is asked. Its key."""
    member.begin("order")
    member.act("order")
    member.fill("ordered-name", "Wetter")
    member.pick("ordered-provider", "Bautzen")
    member.push("ordered-add")
    dialog = member.top()
    assert isinstance(dialog, ChangeDialog)
    key = dialog.session.document.terms.datasets[-1].key
    parties = {one.organisation: one.key for one in dialog.session.document.terms.parties}
    for recipient in ("p1", "p3"):
        member.tick(f"edit-datasets.{key}.recipients-{parties[ten.id_of[recipient]]}")
    member.fill(f"edit-datasets.{key}.retention.months", "6")
    member.pick(f"edit-datasets.{key}.retention.fate", "werden die Daten gel")
    member.goes_to_part("Worum geht es?")
    member.push(f"none-recognise-datasets.{key}")
    member.push(f"none-devices-datasets.{key}")
    member.goes_to_part("Zwecke")
    (purpose,) = dialog.session.document.terms.purposes
    member.push(f"open-purposes.{purpose.key}")
    member.tick(f"edit-purposes.{purpose.key}.datasets-{key}")
    member.push("change_do")
    member.sends()
    relayed(first)
    first.begin("agree to the order")
    first.takes_in()
    first.open(history)
    first.push("next_button")
    first.push("agree_dialog-do")
    first.sends()
    relayed(first)
    ten.takes_in("p3")
    in_force.agree_to(ten.members["p3"], history)
    ten.sends("p3")
    return f"{parties[ten.id_of['p2']]}--{key}"


def joins(ten: Ten, first: Person, member: Person, history: str, listed: Path) -> None:
    """One more comes into the directory and accedes; the coordinator signs for the others once most have voted for it."""
    new = ten.newcomer
    card = ten.folder / "newcomer.dpcard"
    card.write_bytes(write_card(ten.members[new]))
    again = listed.with_name("netz-with-newcomer.dpdir")
    first.begin("write the directory anew")
    first.takes_in()
    first.takes_in_folder(_alone(card))
    first.act("go-partners")
    first.act("write-directory")
    first.tick_members([ten.names[new]])
    first.chooses(again)
    first.push("write-directory-do")
    first.confirms(again, new)
    member.begin("confirm the newcomer")
    member.takes_in()
    member.confirms(again, new)
    for key in BY_CORE:
        hears(ten, key, again, new)
    hears(ten, new, again, "p1", "p2", *BY_CORE)
    carries(first, "Netz")
    first.begin("draft the accession")
    first.open(history)
    first.act("join")
    first.pick("join_partner", ten.names[new])
    first.push("join_dialog-do")
    first.act("edit-answers")
    view = first.main().view()
    assert isinstance(view, InterviewView)
    first.click(view.progress.viewport(), _middle(view.progress, "Worum geht es?"))
    (key,) = (one.key for one in view.session.document.terms.parties if one.organisation == ten.id_of[new])
    first.push(f"none-party-parties.{key}")
    first.act("finish")
    accession = first.page().history
    first.push("next_button")
    first.lays()
    relayed(first)
    ten.takes_in(new)
    negotiation.accept(ten.members[new], accession)
    ten.sends(new)
    first.begin("freeze and sign the accession")
    first.takes_in()
    first.open(accession)
    first.push("next_button")
    first.tick("freeze_checked")
    first.push("freeze_dialog-do")
    first.signs()
    first.begin("ask for votes on the accession")
    first.open(accession)
    first.act("admit")
    first.sends()
    relayed(first)
    ten.takes_in(new)
    sign(ten.members[new], accession, PASSPHRASE)
    ten.sends(new)
    member.begin("vote on the accession")
    member.takes_in()
    member.open(history)
    member.votes()
    ten.takes_in("p3")
    accession_steps.vote(ten.members["p3"], history, "", "yes")
    ten.sends("p3")
    first.begin("record the accession")
    first.takes_in()
    first.open(accession)
    first.act("admit")
    first.sends()
    relayed(first)
    ten.takes_in(new)
    member.begin("take the accession in")
    member.takes_in()
    first.open(history)
    member.open(history)


def _alone(file: Path) -> Path:
    """A folder with this file."""
    folder = file.parent / f"with-{file.stem}"
    folder.mkdir()
    file.rename(folder / file.name)
    return folder


def votes_and_leaves(ten: Ten, first: Person, member: Person, history: str) -> None:
    """One member asks for the exclusion of another, the coordinator and the member vote, and the member leaves."""
    ten.takes_in("p3")
    accession_steps.exclude(ten.members["p3"], history, ten.id_of["p4"], None, "Weitergabe an Dritte")
    ten.sends("p3")
    for one in (member, first):
        one.begin("vote")
        one.takes_in()
        one.votes()
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
    for key in (*BY_CORE, ten.newcomer):
        ten.takes_in(key)


def same_everywhere(ten: Ten, first: Person, member: Person, history: str, dataset: str) -> None:
    """Every vault tells the same: who is a party until when, and which order counts."""
    told = {key: told_in(ten.members[key], history) for key in (*BY_CORE, ten.newcomer)}
    for one in (first, member):
        assert one.app.context is not None
        told[one.key] = told_in(one.app.context.worker.acting, history)
    for key, what in told.items():
        assert what == told["p1"], key
    ends = {one.organisation: one.way for one in told["p1"]["members"] if one.until is not None}
    assert ends == {ten.id_of["p2"]: "leaving", ten.id_of["p4"]: "exclusion"}
    there = {one.organisation for one in told["p1"]["members"]}
    assert ten.id_of[ten.newcomer] in there
    assert ten.id_of[ten.silent] not in there
    assert [standing for _digest, standing, _begins in told["p1"]["orders"]] == ["in_effect"]
    assert dataset in {one["key"] for one in told["p1"]["terms"]["datasets"]}


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
    assert gone.keys() == {ten.id_of[key] for key in ("p2", "p4", ten.silent)}  # who never signed is no member, either
    for key in ("p2", "p4"):
        day = gone[ten.id_of[key]]
        assert isinstance(day, date)
        assert day < local_day(ten.clock())
