"""What is photographed of the audit room."""

from __future__ import annotations

from tests.screenshots.scenes import scene
from tests.screenshots.stage import Stage


@scene
def audit_registers(stage: Stage) -> None:
    for name in ("agreements", "transfers", "processing-controller", "processing-processor"):
        stage.go("audit", section="registers", register=name)
        stage.shoot(f"audit-register-{name}")
    view = stage.go("audit", section="registers", register="agreements", status="in_force,signed", partner="Inst")
    stage.shoot("audit-register-filtered")
    view.section().partner.clear()
    view.section().set_status(())
    stage.settle()


@scene
def audit_dossier(stage: Stage) -> None:
    history = stage.sample.histories["signed"]
    view = stage.go("audit", section="dossiers", agreement=history, audience="internal")
    stage.shoot("audit-dossier-choices")
    stage.act("preview-dossier")
    stage.wait(400)
    stage.shoot("audit-dossier-pages")
    panel = view.section().panel
    panel.tree.choose("names", on=True)
    panel.tree.choose("clauses", on=True)
    panel.tree.expandAll()
    stage.shoot("audit-dossier-withheld")
    panel.tree.choose("names", on=False)
    panel.tree.choose("clauses", on=False)
    stage.answers.files = [stage.sample.folder / "akte.pdf"]
    stage.act("save-dossier")
    stage.shoot("audit-dossier-saved")
    stage.go("audit", section="exports")
    stage.shoot("audit-exports")


@scene
def audit_dossier_dialog(stage: Stage) -> None:
    from datapact_ui.audit.dossier_dialog import DossierDialog

    view = stage.go("agreement", stage.sample.histories["countered"])
    view.do("dossier")
    stage.shoot("audit-dossier-dialog", stage.dialog(DossierDialog))
    stage.close_dialogs()
