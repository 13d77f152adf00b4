"""A partner without DataPact, through the real windows: its paper contract is registered, and the answer is right.

What is typed into a field counts as one input here, beside the click that goes there; the lead counted so.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from reportlab.pdfgen import canvas

from datapact.cli.actions.demo import DATASET, RESEARCH, add_study
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import add_partner
from datapact.vault.folder.preferences import Appearance, write_appearance
from datapact_ui.consent.decision.decision_view import DecisionView
from datapact_ui.consent.page.consent_view import ConsentView
from datapact_ui.kit.context.app_context import read_opened
from tests.acceptance.hands import Mouse
from tests.acceptance.journey import INSTITUTE, KELLER, PASSPHRASE, at_work, found_both
from tests.conftest import SteppingClock

MOST_INPUTS = 25
EVIDENCE = "Anderswo: Papier"
PAPER = """
Vertrag über die Auswertung der Bedienstudie
Vertragsnummer: V-2026-17
zwischen der
Maschinenbau Keller GmbH, Heilbronn
und der
Testlabor Süd GmbH, Ulm
Dieser Vertrag tritt am 1. Januar 2026 in Kraft und endet am 31.12.2027.
Heilbronn, den 20.12.2025
"""


@pytest.fixture
def anna(qapp: QApplication, tmp_path: Path, own_homes: None, clock: SteppingClock) -> Iterator[Mouse]:
    folder = tmp_path / "made"
    folder.mkdir()
    found_both(folder, clock)
    with at_work(folder, clock) as (keller, _martin, sofia):
        add_partner(keller, write_card(sofia))
        add_study(keller, delivered=False)
    shutil.rmtree(folder / INSTITUTE)
    person = Mouse(qapp, clock, tmp_path / "anna")
    person.begin("open the vault")
    write_appearance(folder / KELLER, Appearance("de", "light", 100))
    person.app.open(read_opened(unlock(folder / KELLER, "anna-keller", PASSPHRASE, clock)))
    assert person.app.window is not None
    person.app.window.resize(1400, 900)
    person.settle()
    yield person
    person.leave()


def typed(person: Mouse, name: str, text: str) -> None:
    person.fill(name, text)
    person.counted("texts")


def test_a_partner_without_datapact_from_its_paper_to_the_answer(
    anna: Mouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf = tmp_path / "Vertrag_Testlabor.pdf"
    page = canvas.Canvas(str(pdf))
    for number, line in enumerate(PAPER.strip().splitlines()):
        page.drawString(72, 780 - 16 * number, line)
    page.save()

    anna.begin("register the paper contract")
    anna.act("go-agreements")
    anna.chooses(pdf)
    anna.act("register-elsewhere")
    for _turn in range(200):
        if anna.see("register_partners").text():
            break
    assert anna.see("register_partners").text() == "Testlabor Süd GmbH"
    assert anna.see("register_title").text() == "Vertrag über die Auswertung der Bedienstudie"
    anna.pick("register_country_0", "Deutschland")
    typed(anna, "register_datasets", "Bedienstudie")
    typed(anna, "register_purposes", "Forschung zur Bedienbarkeit")
    anna.pick("register_personal", "ja")
    anna.pick("register_basis", "Einwilligung")
    if not anna.see("register_dialog-do").isEnabled():
        anna.pick("register_evidence", EVIDENCE)
    anna.push("register_dialog-do")

    anna.begin("get the answer")
    anna.act("go-consent")
    room = anna.main().view()
    assert isinstance(room, ConsentView)
    room.show_part("matrix")
    anna.settle()
    model, table = room.matrix.grid_model, room.matrix.grid
    names = [str(model.headerData(column, Qt.Orientation.Horizontal)) for column in range(model.columnCount())]
    lab = names.index("Testlabor Süd GmbH")  # the study has another partner without DataPact
    place = next(place for place, cell in model.grid.cells.items() if cell.dataset == DATASET and place[1] == lab)
    index = model.index(*place)
    table.scrollTo(index)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
    anna.counted("clicks")
    anna.settle()
    assert isinstance(anna.main().view(), DecisionView)
    said = anna.see("answer-sentence", QLabel).text()
    with capsys.disabled():
        print("\npaper:", anna.inputs, dict(anna.count), anna.by_step, said)
    assert anna.main().view().title() == "Bedienstudie → Testlabor Süd GmbH"
    assert said == "Unvollständig", "consents are on file of this data, and what the paper says of it was not answered"
    assert anna.inputs <= MOST_INPUTS
    assert RESEARCH
