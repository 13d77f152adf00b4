"""A lead's job through the real windows: may we share, why, with whose consent; what left; and who has to be told later.

The answer is the one of the task: 4,812 of 5,000 people, until 31 March. Two weeks on a withdrawal is imported, and the
strip above every part of the room says that it has to reach the partner.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from datapact.cli.actions.demo import ALLOWED, DATASET, RESEARCH, Study, add_study
from datapact.consent.deliveries.deliveries import deliveries
from datapact.consent.matrix.question_form import QuestionForm
from datapact.consent.recalls.pending import open_recalls
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.members import members
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import add_partner
from datapact.vault.folder.preferences import Appearance, write_appearance
from datapact_ui.consent.decision.decision_view import DecisionView
from datapact_ui.consent.page.consent_view import ConsentView
from datapact_ui.kit.context.app_context import read_opened
from tests.acceptance.hands import Mouse
from tests.acceptance.journey import CHEAP, INSTITUTE, KELLER, PASSPHRASE, at_work, found_both
from tests.conftest import SteppingClock

LEAD = "lea-sommer"


@pytest.fixture
def vault(tmp_path: Path, clock: SteppingClock) -> tuple[Path, Study]:
    """Keller's vault with the study, nothing delivered yet, and Lea Sommer as a lead with keys of her own."""
    folder = tmp_path / "made"
    folder.mkdir()
    found_both(folder, clock)
    with at_work(folder, clock) as (anna, _martin, sofia):
        add_partner(anna, write_card(sofia))
        invitation = invite(anna, "Lea Sommer", ["lead"], "", CHEAP)
        join(folder / KELLER, invitation.member, invitation.code, PASSPHRASE, clock, CHEAP)
        members.certify(anna, invitation.member)
        study = add_study(anna, delivered=False)
    shutil.rmtree(folder / INSTITUTE)
    return folder / KELLER, study


@pytest.fixture
def lea(
    vault: tuple[Path, Study], qapp: QApplication, tmp_path: Path, own_homes: None, clock: SteppingClock
) -> Iterator[Mouse]:
    person = Mouse(qapp, clock, tmp_path / "lea")
    person.begin("open the vault")
    write_appearance(vault[0], Appearance("de", "light", 100))
    person.app.open(read_opened(unlock(vault[0], LEAD, PASSPHRASE, clock)))
    assert person.app.window is not None
    person.app.window.resize(1400, 900)
    person.settle()
    yield person
    person.leave()


def test_a_lead_answers_shares_and_is_told(
    lea: Mouse, vault: tuple[Path, Study], tmp_path: Path, clock: SteppingClock, capsys: pytest.CaptureFixture[str]
) -> None:
    study = vault[1]
    window = lea.main()
    room = window.view()
    assert isinstance(room, ConsentView), "a lead lands in the matrix"
    assert not room.strip.isVisible()

    lea.begin("read the matrix and open one cell")
    table, model = room.matrix.grid, room.matrix.grid_model
    place = next(
        place
        for place, cell in model.grid.cells.items()
        if (cell.dataset, cell.partner, cell.purpose) == (DATASET, study.partner, RESEARCH)
    )
    index = model.index(*place)
    assert "Teilweise: 4.812 von 5.000 Personen, bis 31. März 2027" in index.data()
    table.scrollTo(index)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
    lea.counted("clicks")
    lea.settle()
    answer = window.view()
    assert isinstance(answer, DecisionView)
    assert (
        lea.see("answer-sentence", QLabel).text().startswith("Teilweise: 4.812 von 5.000 Personen, bis 31. März 2027 (")
    )
    told = "\n".join(label.text() for label in lea.see("reasons").findChildren(QLabel))
    assert "Die Vereinbarung KST-2026-07 ist in Kraft." in told
    assert "DSGVO" in told

    lea.begin("look at the records behind it")
    lea.push("records-behind-button")
    assert lea.see("how-many-records", QLabel).text().startswith("5.000")
    lea.act("go-consent")
    room.show_part("matrix")
    window.context.open_decision(QuestionForm(DATASET, study.partner, RESEARCH))
    lea.settle()

    lea.begin("save the list of people counted")
    listed = tmp_path / "liste.csv"
    lea.chooses(listed)
    lea.push("export-people-button")
    with listed.open(encoding="utf-8", newline="") as file:
        subjects = [row["subject"] for row in csv.DictReader(file)]
    assert len(subjects) == ALLOWED

    lea.begin("record the delivery")
    lea.push("record-delivery-button")
    lea.fill("delivery-version", "2026-1")
    lea.chooses(listed)
    lea.push("delivery-choose")
    lea.will_answer("confirm")
    lea.push("delivery-record")
    assert lea.app.context is not None
    with lea.app.context.worker.acting.vault.read() as session:
        (left,) = deliveries(session)
    assert (left.count, left.recipient, left.version, left.overridden) == (ALLOWED, study.partner, "2026-1", 0)
    assert left.decision

    lea.begin("import a withdrawal two weeks later")
    clock.now += timedelta(days=14)
    file = tmp_path / "widerrufe.csv"
    day = (clock.now - timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M:%SZ")
    file.write_text(
        "event_id,subject,dataset,purpose,controller,state,at\n"
        f"w-17,B-0017,{DATASET},{RESEARCH},self,withdrawn,{day}\n",
        "utf-8",
    )
    lea.act("go-consent")
    room.show_part("records")
    lea.settle()
    lea.chooses(file)
    lea.act("import-consents")
    lea.push("check-file")
    lea.push("import-file")
    lea.close()
    strip = lea.see("recall-strip")
    assert strip.isVisible()
    assert "Institut für Produktionsdaten e. V." in room.strip.text()
    assert "1 Person" in room.strip.text()
    with lea.app.context.worker.acting.vault.read() as session:
        tasks = open_recalls(session, clock())
    assert [(task.partner, task.people) for task in tasks if task.stage == "tell"] == [(study.partner, 1)]

    lea.begin("a week later it is red")
    clock.now += timedelta(days=9)
    lea.app.context.changed.emit(frozenset({"consents"}))
    lea.settle()
    assert "überfällig" in room.strip.badge.text()
    room.show_part("matrix")
    lea.settle()
    assert "Teilweise: 4.811 von 5.000 Personen" in model.index(*place).data()
    assert "nach einem Widerruf" in lea.see("rail-calendar", QWidget).accessibleName()
    with capsys.disabled():
        print("\nlead:", dict(lea.by_step))
