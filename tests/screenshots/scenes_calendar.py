"""What is photographed of the calendar, of breaches, of steps after signature, and of contracts signed elsewhere."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDialog, QPushButton

from datapact.agreements.views.list import find_agreement
from datapact.dataspace.data_contract import held_schemas
from datapact_ui.agreement_page.page.ending_dialogs import EndElsewhereDialog
from datapact_ui.agreement_page.page.machines_dialog import MachinesDialog
from datapact_ui.agreements.from_policy_dialog import FromPolicyDialog
from datapact_ui.obligations.breaches.breach_dialogs import StepDoneDialog
from datapact_ui.obligations.due.obligation_dialogs import DoneDialog
from tests.dataspace.test_data_contract import SCHEMA
from tests.screenshots.scenes import scene
from tests.screenshots.stage import Stage

ELSEWHERE = "KST-2026-07"


def _show_obligation(stage: Stage, name: str, title: str) -> None:
    """Choose a duty of the agenda by a part of its title and photograph it."""
    view = stage.open().view()
    model = view.table.agenda  # type: ignore[attr-defined]
    for row in range(model.rowCount()):
        obligation = model.obligation(row)
        if obligation is not None and title in str(obligation.title):
            view.table.selectRow(row)  # type: ignore[attr-defined]
            break
    stage.shoot(name)


@scene
def calendar(stage: Stage) -> None:
    view = stage.go("calendar")
    view._narrow(type(view.filters.filters())())
    stage.shoot("calendar")
    _show_obligation(stage, "calendar-obligation", "ISO")
    stage.go("calendar", state="overdue")
    stage.shoot("calendar-overdue")
    stage.go("calendar", partner="Niemand")
    stage.shoot("calendar-nothing")
    view._narrow(type(view.filters.filters())())
    stage.settle()
    view._as_month.trigger()
    stage.shoot("calendar-month")
    view._as_month.trigger()
    _show_obligation(stage, "calendar-own", "ISO")
    view._obligation_actions.done(view.panel.obligation)
    stage.shoot("calendar-done", stage.dialog(DoneDialog))
    stage.close_dialogs()
    view._obligation_actions.waive(view.panel.obligation)
    stage.shoot("calendar-waive", stage.dialog(QDialog, "obligation-waive"))
    stage.close_dialogs()
    view.add_obligation()
    stage.shoot("calendar-add", stage.dialog(QDialog, "obligation-add"))
    stage.close_dialogs()


@scene
def breaches(stage: Stage) -> None:
    view = stage.go("calendar", tab="breaches")
    stage.shoot("breaches")
    view.show_breach(view.breaches.lines[0].breach.key)
    stage.shoot("breach")
    bar = view.breaches.form.fields.verticalScrollBar()
    bar.setValue(bar.maximum())
    stage.shoot("breach-end")
    view.breaches.form._done(view.breaches.form.plan.plan.steps[0])
    stage.shoot("breach-step", stage.dialog(StepDoneDialog))
    stage.close_dialogs()
    steps = view.breaches.form.plan.plan.steps
    view.breaches.form._notice(next((one for one in steps if one.id == "subjects"), steps[0]))
    stage.shoot("breach-notice", stage.dialog(QDialog, "breach-notice"))
    stage.close_dialogs()
    view.breaches.back()
    stage.settle()
    view.new_breach()
    stage.settle()
    form = view.breaches.form
    form.fields.title_line.setText("Ransomware im Büronetz")
    form.fields.regimes["nis2"].setChecked(True)
    form.fields.regimes["cra_vulnerability"].setChecked(True)
    form.show_plan()
    stage.shoot("breach-new")
    form._dirty = True
    form._discard()
    stage.settle()
    stage.go("calendar", tab="agenda")


@scene
def after_signature(stage: Stage) -> None:
    view = stage.go("agreement", stage.sample.histories["signed"])
    view.show_tab("summary")
    stage.shoot("signed-summary")
    view.show_tab("obligations")
    stage.shoot("signed-obligations")
    for name, dialog in (
        ("notice", "notice_dialog"),
        ("object", "object_dialog"),
        ("suspend", "suspend_dialog"),
        ("resume", "resume_dialog"),
        ("terminate", "terminate_dialog"),
        ("reading", "reading_dialog"),
        ("machines", "machines_dialog"),
        ("upstream", "upstream_dialog"),
        ("amend", "change_dialog"),
    ):
        view.do(name)
        shown = stage.dialog(QDialog, dialog)
        stage.shoot(f"signed-{name}", shown)
        if isinstance(shown, MachinesDialog):
            acting = stage.context.worker.acting
            held = held_schemas(acting, stage.sample.histories["signed"], SCHEMA.encode())
            shown._show_schema(held)
            shown._offer_to_bind(held)
            stage.shoot("signed-machines-schema", shown)
        stage.close_dialogs()
    view.later._change("contacts", "Ansprechpartner")
    stage.shoot("signed-annex", stage.dialog(QDialog, "change_dialog"))
    stage.close_dialogs()


@scene
def signed_elsewhere(stage: Stage) -> None:
    acting = stage.context.worker.acting
    with acting.vault.read() as session:
        history = find_agreement(session, ELSEWHERE)
    view = stage.go("agreement", history)
    view.show_tab("summary")
    stage.shoot("elsewhere")
    view.do("correct")
    stage.shoot("elsewhere-correct", stage.dialog(QDialog, "register_dialog"))
    stage.close_dialogs()
    view.do("ended")
    stage.shoot("elsewhere-ended", stage.dialog(EndElsewhereDialog))
    stage.close_dialogs()
    rooms = stage.go("agreements")
    rooms.register()
    stage.settle()
    dialog = stage.dialog(QDialog, "register_dialog")
    dialog.title_line.setText("Lieferung von Maschinendaten")  # type: ignore[attr-defined]
    dialog.partners.setText("Werkzeugbau Lindner KG")  # type: ignore[attr-defined]
    dialog.datasets.setText("Maschinendaten")  # type: ignore[attr-defined]
    dialog.signed_on.set_day(QDate(2024, 12, 20).toPython())  # type: ignore[attr-defined]
    stage.shoot("register", dialog)
    dialog.keep_entered()  # type: ignore[attr-defined]
    stage.close_dialogs()
    rooms.register()
    again = stage.dialog(QDialog, "register_dialog")
    stage.shoot("register-kept", again)
    again.findChild(QPushButton, "register_dialog-kept-discard").click()  # type: ignore[union-attr]
    stage.close_dialogs()
    from_policy = FromPolicyDialog(stage.context, policy_file(), rooms)
    from_policy.open()
    stage.settle()
    stage.shoot("from-policy", from_policy)
    stage.close_dialogs()
    rooms.register_many()
    many = stage.dialog(QDialog, "register_many")
    stage.shoot("register-many", many)
    stage.answers.files = [stage.sample.file("vertraege.csv")]
    many._choose_table()  # type: ignore[attr-defined]
    stage.shoot("register-many-report", many)
    stage.close_dialogs()


def policy_file() -> Path:
    """A policy of a partner's machine, with what a draft can take and what it cannot."""
    rule = {
        "assigner": "did:web:daten.example",
        "assignee": "did:web:partner.example",
        "target": "urn:example:spindle-logs",
        "action": "use",
        "constraint": [
            {
                "leftOperand": "purpose",
                "operator": "eq",
                "rightOperand": {"@id": "https://w3id.org/dpv#ScientificResearch"},
            },
            {"leftOperand": "payAmount", "operator": "lteq", "rightOperand": "5"},
        ],
    }
    file = Path(tempfile.gettempdir()) / "policy-of-a-partner.json"
    file.write_text(json.dumps({"@type": "Agreement", "permission": [rule]}), "utf-8")
    return file
