"""An audit through the real windows, with a mouse and by keys only; the file that comes out is verified outside.

A legal member opens an audit of one agreement for a colleague who only audits. She unlocks the vault herself, lands in her
audits, sees what they are about, draws a sample, marks and remarks, gives the answer again, and takes it out as one file.
Somebody outside, with no DataPact and no network, counts it again. Then the legal member reads the remarks and closes.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QRadioButton,
    QTabBar,
)

from datapact.audit.engagements.engagements import engagement_lines
from datapact.audit.engagements.exports_list import exports
from datapact.audit.engagements.page import engagement_page
from datapact.audit.verify.verify import verify_file
from datapact.cli.actions.demo import ALLOWED, PEOPLE, Study, add_study
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import add_partner
from datapact.vault.folder.preferences import Appearance, write_appearance
from datapact_ui.audit.engagements.engagements_section import EngagementsSection
from datapact_ui.audit.exports.decisions_section import DecisionsSection
from datapact_ui.audit.page.audit_view import AuditView
from tests.acceptance.hands import Hands, Keys, Mouse
from tests.acceptance.journey import ANNA, CHEAP, INSTITUTE, KELLER, PASSPHRASE, at_work, found_both
from tests.audit.outside import Outsider, outsider
from tests.conftest import SteppingClock
from tests.screenshots.sample_audit import AUDITOR, AUDITOR_NAME, add_auditor

__all__ = ["outsider"]
pytestmark = [pytest.mark.judge(name) for name in ("pdfsig", "pdfdetach", "openssl", "basenc")]
TITLE, SEED = "Datenschutzprüfung 2026", "vereinbart am Telefon".replace(" ", "-")
NUMBER = "KST-2026-07"
MOST_INPUTS = {"mouse": 51, "keys": 158}
"""By keys three more than before the reminders came below the page (decision 275): Tab passes their buttons; and who would
draw a sample again unfolds how: a click, or two tabs and a space. Nothing that certifies is done by Enter: a click more, or four keys."""


@dataclass(frozen=True)
class House:
    """The vault, and the study in it."""

    vault: Path
    study: Study


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Keller with the study, an answer that was used and data that left on it, and a member who only audits."""
    folder = tmp_path_factory.mktemp("audit")
    clock = SteppingClock()
    clock.now -= timedelta(days=60)  # the study lies before, and nothing is older than the house
    found_both(folder, clock)
    clock.now += timedelta(days=60)
    with at_work(folder, clock) as (anna, _martin, sofia):
        add_partner(anna, write_card(sofia))
        add_auditor(folder / KELLER, anna, PASSPHRASE, clock, CHEAP)
        study = add_study(anna)
    shutil.rmtree(folder / INSTITUTE)
    write_appearance(folder / KELLER, Appearance("de", "light", 100))
    return House(folder / KELLER, study)


@pytest.fixture
def house(template: House, tmp_path: Path) -> House:
    return House(Path(shutil.copytree(template.vault, tmp_path / "Keller.datapact")), template.study)


# ---- what a person does in this room ----


def sit_down(person: Hands, house: House, step: str, member: str, name: str) -> None:
    """Unlock the vault in its window, as a member of it."""
    person.begin(step)
    person.app.choose_vault(house.vault)
    person.begin(step)
    if name not in person.see("unlock-member").currentText():  # type: ignore[attr-defined]
        person.pick("unlock-member", name)
    person.fill("unlock-passphrase", PASSPHRASE)
    person.push("unlock-button")
    person.see("rail")
    assert person.app.context is not None
    assert person.app.context.identity.member == member
    person.main().resize(1400, 900)
    person.settle()


def choose(person: Hands, name: str, row: int) -> None:
    """Choose a row of a list or table."""
    view = person.see(name, QAbstractItemView)
    index = view.model().index(row, 0)
    assert index.isValid(), (name, row)
    if isinstance(person, Mouse):
        view.scrollTo(index)
        shown: QRect = view.visualRect(index)
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=shown.intersected(view.viewport().rect()).center()
        )
        person.counted("clicks")
    else:
        assert isinstance(person, Keys)
        person.go_to(name)
        while view.currentIndex().row() != row:
            before = view.currentIndex().row()
            person.key(Qt.Key.Key_Down if before < row else Qt.Key.Key_Up)
            assert view.currentIndex().row() != before
        if not view.selectionModel().isRowSelected(row, index.parent()):
            person.key(Qt.Key.Key_Space)
    person.settle()
    assert view.selectionModel().isRowSelected(row, index.parent()) or view.currentIndex().row() == row


def open_row(person: Hands, name: str, row: int) -> None:
    """Open a row: by a double click, or by Return."""
    choose(person, name, row)
    view = person.see(name, QAbstractItemView)
    if isinstance(person, Mouse):
        place = view.visualRect(view.currentIndex()).intersected(view.viewport().rect()).center()
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        person.counted("clicks")
    else:
        assert isinstance(person, Keys)
        person.key(Qt.Key.Key_Return)
    person.settle()


def part(person: Hands, name: str) -> None:
    """Bring a part of the audit room to the front."""
    view = person.main().view()
    assert isinstance(view, AuditView)
    row = [section.name for section in view.sections].index(name)
    if view.list.currentRow() != row:
        choose(person, "audit-sections", row)
    assert view.section().name == name


def switch(person: Hands, before: str, name: str) -> None:
    """The radio button below another one: a click, or Tab to the group and an arrow; where none is on, Space as well."""
    if isinstance(person, Keys):
        person.go_to(before)
        chosen = person.see(before, QRadioButton).isChecked()
        person.key(Qt.Key.Key_Down)
        if not chosen:
            person.key(Qt.Key.Key_Space)
        assert person.see(name, QRadioButton).isChecked()
    else:
        person.tick(name)


def turn(person: Hands, index: int) -> None:
    """A tab of the chosen audit."""
    section = audits(person)
    bar = section.tabs.findChild(QTabBar)
    assert isinstance(bar, QTabBar)
    bar.setObjectName("engagement-tab-bar")
    person.turn("engagement-tab-bar", index)
    person.settle()


def audits(person: Hands) -> EngagementsSection:
    view = person.main().view()
    assert isinstance(view, AuditView)
    section = view.section()
    assert isinstance(section, EngagementsSection)
    return section


def rows(person: Hands, name: str) -> list[str]:
    """The first words of each row of a list, or all cells of each row of a table."""
    view = person.see(name, QAbstractItemView)
    model = view.model()
    return [
        " | ".join(str(model.index(row, column).data() or "") for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


# ---- the story ----


def open_audit(anna: Hands, house: House) -> None:
    """A title, one agreement; the auditor and the days are proposed."""
    sit_down(anna, house, "open the audit", ANNA, "Anna")
    anna.act("go-audit")
    part(anna, "engagements")
    anna.push("open-engagement-button")
    anna.fill("engagement-title", TITLE)
    assert anna.see("engagement-who").currentText() == AUDITOR_NAME  # type: ignore[attr-defined]
    switch(anna, "engagement-all", "engagement-some")
    anna.fill("pick-agreement", NUMBER)
    listed = anna.see("pick-agreement-list", QListWidget)
    for _round in range(500):  # what was typed is looked up a moment later
        anna.settle()
        if [listed.item(place).text().split()[0] for place in range(listed.count())] == [NUMBER]:
            break
    else:
        raise AssertionError([listed.item(place).text() for place in range(listed.count())])
    anna.push("engagement-add")
    anna.push("engagement-open")
    (line,) = audits(anna).table.lines.lines()
    assert (line.engagement.title, line.engagement.agreements) == (TITLE, (house.study.agreement,))
    anna.leave()


def audit(miriam: Hands, house: House, exported: Path) -> str:
    """What the auditor does; the steps that draw the sample, as the window prints them."""
    sit_down(miriam, house, "unlock and read what is to be audited", AUDITOR, AUDITOR_NAME)
    section = audits(miriam)  # the landing view
    (line,) = section.table.lines.lines()
    assert (line.engagement.title, line.state) == (TITLE, "running")
    (scope,) = rows(miriam, "engagement-agreements-table")
    assert scope.startswith(NUMBER)
    part(miriam, "decisions")
    assert len(rows(miriam, "answers-table")) == 1
    part(miriam, "registers")
    assert [NUMBER in one for one in rows(miriam, "register-table")] == [True]
    part(miriam, "engagements")

    miriam.begin("draw a sample")
    miriam.shortcut_or_push("draw-sample", "draw-sample-button")
    miriam.pick("sample-of", "Erf")
    miriam.fill("sample-size", "1")
    miriam.fill("sample-seed", SEED)
    miriam.push("sample-dialog-do")
    assert len(rows(miriam, "sample-items")) == 1
    miriam.push("sample-fold")
    steps = miriam.see("sample-steps", QPlainTextEdit).toPlainText()

    miriam.begin("give the answer again and take it out")
    open_row(miriam, "sample-items", 0)
    answers = miriam.main().view()
    assert isinstance(answers, AuditView)
    decisions = answers.section()
    assert isinstance(decisions, DecisionsSection)
    miriam.push("replay-answer-button")
    one = decisions.table.current()
    assert one is not None
    assert decisions.replayed[one.entry].outcome == "same"
    miriam.chooses(exported)
    miriam.push("export-answer-button")
    assert exported.is_file()
    assert "5.000" in miriam.see("answer-written-sentence", QLabel).text()

    miriam.begin("mark and remark")
    part(miriam, "engagements")
    choose(miriam, "sample-items", 0)
    remark(miriam, "in", f"Nachgezählt: {ALLOWED + 1} von {PEOPLE}.")
    turn(miriam, 0)
    choose(miriam, "engagement-agreements-table", 0)
    remark(miriam, "F", "Wer hat die Kündigung im Blick?")
    turn(miriam, 2)
    written = rows(miriam, "remarks-table")
    assert len(written) == 2
    assert "Wer hat die Kündigung im Blick?" in written[0]
    miriam.leave()
    return steps


def remark(person: Hands, mark: str, text: str) -> None:
    person.shortcut_or_push("mark-item", "mark-item-button")
    person.pick("remark-mark", mark)
    person.fill("remark-text", text)
    person.push("remark-dialog-do")


def read_and_close(anna: Hands, house: House) -> None:
    """The house reads the remarks, and ends the audit."""
    sit_down(anna, house, "read the remarks and close the audit", ANNA, "Anna")
    anna.act("go-audit")
    part(anna, "engagements")
    turn(anna, 2)
    assert [AUDITOR_NAME in one for one in rows(anna, "remarks-table")] == [True, True]
    turn(anna, 3)
    assert any("Ausgegeben" in one or "Beurteilung" in one for one in rows(anna, "access-table"))
    anna.will_answer("confirm")
    anna.push("close-engagement-button")
    (line,) = audits(anna).table.lines.lines()
    assert line.state == "closed"
    anna.leave()


def outside(folder: Path, exported: Path, steps: str, drawn: str, outsider: Outsider) -> None:
    """Somebody with the one file, the page, and a sheet with the steps of the sample."""
    folder.mkdir()
    shutil.copy(exported, folder / "decision.pdf")
    done = outsider.follow(folder, "decision")
    assert done.returncode == 0, done.stderr
    assert f"OK: signed by {AUDITOR_NAME}" in done.stdout
    assert f"partial: {ALLOWED + 1} of {PEOPLE} people, as the signed answer says" in done.stdout
    (folder / "population.txt").write_text(f"{drawn}\n", "utf-8")
    again = outsider.shell(folder, steps.splitlines()[-1])
    assert again.stdout.split()[1:] == [drawn]
    pdf = bytearray((folder / "decision.pdf").read_bytes())
    pdf[len(pdf) // 2] ^= 1
    (folder / "decision.pdf").write_bytes(pdf)
    assert outsider.follow(folder, "decision").returncode != 0


@pytest.mark.parametrize("how", ["mouse", "keys"])
def test_an_audit_through_the_windows(
    house: House,
    qapp: QApplication,
    tmp_path: Path,
    own_homes: None,
    clock: SteppingClock,
    outsider: Outsider,
    how: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make = Mouse if how == "mouse" else Keys
    exported = tmp_path / "auskunft.pdf"
    anna, miriam = (make(qapp, clock, tmp_path / name) for name in ("anna", "miriam"))
    open_audit(anna, house)
    steps = audit(miriam, house, exported)
    later = make(qapp, clock, tmp_path / "anna")  # another day
    read_and_close(later, house)

    with unlock(house.vault, ANNA, PASSPHRASE, clock) as acting:
        (line,) = engagement_lines(acting)
        page = engagement_page(acting, line.engagement.key)
        (sample,) = page.samples
        assert {one.remark.mark for one in page.remarks} == {"in_order", "question"}
        assert sample.drawn.sample.seed == SEED
        assert exports(acting)[0].member == AUDITOR_NAME
        verdict = verify_file(exported.read_bytes(), exported.name, cards=[write_card(acting)], require_trust=True)
    assert (verdict.kind, verdict.verdict) == ("decision", "valid"), [str(one) for one in verdict.reasons]
    outside(tmp_path / "outside", exported, steps, sample.drawn.sample.items[0], outsider)
    people = (anna, miriam, later)
    total = sum(person.inputs for person in people)
    with capsys.disabled():
        print(
            f"\nauditor, {how}: inputs of both people together: {total}",
            *(person.by_step for person in people),
            sep="\n  ",
        )
    assert total <= MOST_INPUTS[how]
