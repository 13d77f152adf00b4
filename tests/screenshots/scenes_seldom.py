"""Dialogs that are opened seldom: each as its room opens it, or with made-up matter where the sample has none."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

from datapact.organisation.members.invitation import Invitation
from datapact_ui.agreement_page.page.later_dialogs import ConsentedEndDialog
from datapact_ui.agreement_page.page.members_dialogs import JoinDialog
from datapact_ui.agreement_page.page.reading_dialog import ReadingDialog
from datapact_ui.consent.parts.upstream_dialog import UpstreamDialog
from datapact_ui.editor.writing.terms_dialog import TermsDialog
from datapact_ui.partners.import_partners_dialog import ImportPartnersDialog
from datapact_ui.settings.member_dialogs import CodeDialog
from datapact_ui.settings.organisation_page import ExchangeRuleDialog
from tests.screenshots.scenes import scene
from tests.screenshots.stage import Stage

PARTNERS = (
    "Firma;Rechtsform;Ort;Land;Ansprechpartner;E-Mail\nSensorik Müller GmbH;GmbH;Ulm;DE;A. Müller;m@sensorik.example\n"
)


def _shoot(stage: Stage, name: str, dialog: QDialog) -> None:
    dialog.open()
    stage.settle()
    stage.shoot(name, dialog)
    stage.close_dialogs()


@scene
def seldom(stage: Stage) -> None:
    signed = stage.sample.histories["signed"]
    stage.go("agreement", signed)
    context, window = stage.context, stage.app.window
    _shoot(stage, "seldom-upstream", UpstreamDialog(context, signed, parent=window, about="DP-2026-0001"))
    _shoot(stage, "seldom-reading", ReadingDialog(context, signed, "DP-2026-0001", context.today(), window))
    _shoot(stage, "seldom-join", JoinDialog(context, [("x", "Hochschule Neckartal"), ("y", "Sensorik GmbH")], window))
    _shoot(stage, "seldom-end-agreed", ConsentedEndDialog(context, window))
    stage.go("settings")
    _shoot(stage, "seldom-exchange-rule", ExchangeRuleDialog(context, "confirmed", window))
    code = Invitation("m", "TKQX-7F3M-9PLC-2WRD-HV6Y")
    _shoot(stage, "seldom-invitation-code", CodeDialog(code, context.dialogs, window))


@scene
def seldom_tables(stage: Stage) -> None:
    stage.go("partners")
    table = stage.sample.folder / "partner.csv"
    table.write_text(PARTNERS, "utf-8")
    stage.answers.files = [table]
    stage.act("import-partners")
    stage.shoot("seldom-import-partners", stage.dialog(ImportPartnersDialog))
    stage.close_dialogs()
    view = stage.go("editor", stage.sample.histories["draft"])
    view.show_terms()
    stage.shoot("seldom-terms", stage.dialog(TermsDialog))
    stage.close_dialogs()
