"""What is photographed of the audit room."""

from __future__ import annotations

from pathlib import Path

from tests.screenshots.scenes import _place, scene
from tests.screenshots.stage import Stage


@scene
def audit_registers(stage: Stage) -> None:
    for name in ("agreements", "transfers", "processing-controller", "processing-processor"):
        stage.go("audit", section="registers", register=name)
        stage.shoot(f"audit-register-{name}")
    view = stage.go("audit", section="registers", register="agreements", status="in_force,signed", partner="Inst")
    stage.shoot("audit-register-filtered")
    view.section().narrowing.partner.clear()
    view.section().narrowing.set_status(())
    stage.settle()


@scene
def audit_dossier(stage: Stage) -> None:
    history = stage.sample.histories["signed"]
    view = stage.go("audit", section="dossiers", agreement=history, audience="internal")
    stage.shoot("audit-dossier-choices")
    stage.act("preview-dossier")
    stage.wait_for_pages()
    stage.shoot("audit-dossier-pages")
    panel = view.section().panel
    panel.tree.choose("names", on=True)
    panel.tree.choose("clauses", on=True)
    panel.tree.expandAll()
    stage.shoot("audit-dossier-withheld")
    panel.tree.choose("names", on=False)
    panel.tree.choose("clauses", on=False)
    panel.recipient.setText("Aufsichtsbehörde")
    stage.answers.files = [stage.sample.folder / "akte.pdf"]
    stage.act("save-dossier")
    stage.shoot("audit-dossier-saved")
    stage.go("audit", section="exports")
    stage.shoot("audit-exports")


@scene
def audit_dossier_dialog(stage: Stage) -> None:
    from datapact_ui.audit.exports.dossier_dialog import DossierDialog

    view = stage.go("agreement", stage.sample.histories["countered"])
    view.do("dossier")
    stage.shoot("audit-dossier-dialog", stage.dialog(DossierDialog))
    stage.close_dialogs()


@scene
def audit_answers(stage: Stage) -> None:
    view = stage.go("audit", section="decisions")
    stage.shoot("audit-answers")
    stage.act("replay-all-answers")
    stage.shoot("audit-answers-replayed")
    stage.answers.files = [stage.sample.folder / "auskunft.pdf"]
    stage.act("export-answer")
    stage.shoot("audit-answers-exported")
    assert view.section().table.current() is not None


@scene
def audit_engagements(stage: Stage) -> None:
    from datapact_ui.audit.engagements.answer_dialog import AnswerDialog
    from datapact_ui.audit.engagements.engagement_dialog import EngagementDialog

    view = stage.go("audit", section="engagements")
    section = view.section()
    section.table.choose(lambda line: not line.outside)
    for tab in ("scope", "samples", "remarks", "access"):
        stage.go("audit", section="engagements", tab=tab)
        stage.shoot(f"audit-engagement-{tab}")
    stage.go("audit", section="engagements", tab="remarks")
    section.remarks.table.selectRow(0)
    stage.act("answer-remark")
    stage.shoot("audit-answer-remark", stage.dialog(AnswerDialog))
    stage.close_dialogs()
    section.table.choose(lambda line: line.outside)
    stage.go("audit", section="engagements", tab="scope")
    stage.shoot("audit-engagement-outside")
    stage.act("open-engagement")
    dialog = stage.dialog(EngagementDialog)
    dialog.name.setText("Datenschutzprüfung 2027")
    dialog.some.setChecked(True)
    stage.shoot("audit-engagement-open", dialog)
    dialog.outside.setChecked(True)
    dialog.every.setChecked(True)
    stage.shoot("audit-engagement-open-outside", dialog)
    dialog.who.setCurrentIndex(dialog.who.count() - 1)
    stage.shoot("audit-engagement-open-named", dialog)
    stage.close_dialogs()


@scene
def auditor(stage: Stage) -> None:
    """What a member sees who is an auditor and nothing else."""
    from datapact_ui.audit.engagements.remark_dialog import RemarkDialog
    from datapact_ui.audit.engagements.sample_dialog import SampleDialog
    from tests.screenshots.sample_audit import AUDITOR

    window = stage.open(stage.sample.vault, AUDITOR)
    stage.shoot("auditor")
    view = window.view()
    view.narrow({"section": "engagements", "tab": "samples"})
    stage.settle()
    view.section().samples.table.selectRow(0)
    stage.shoot("auditor-sample")
    view.section().draw_sample()
    stage.shoot("auditor-draw", stage.dialog(SampleDialog))
    stage.close_dialogs()
    view.section().mark_chosen()
    stage.shoot("auditor-remark", stage.dialog(RemarkDialog))
    stage.close_dialogs()
    window.go(_place("agreement", stage.sample.histories["signed"]))
    stage.shoot("auditor-agreement")
    for room in ("agreements", "partners", "settings", "overview"):
        window.go(_place(room, ""))
        stage.shoot(f"auditor-{room}")
    stage.close()


@scene
def audit_export(stage: Stage) -> None:
    view = stage.go("audit", section="export", partner="Inst")
    stage.shoot("audit-export")
    section = view.section()
    section.tree.choose("names", on=True)
    stage.shoot("audit-export-withheld")
    section.tree.choose("names", on=False)
    stage.go("audit", section="export", partner="Werkz")
    section.recipient.setText("Aufsichtsbehörde")
    stage.answers.files = [stage.sample.folder / "pruefung.zip"]
    stage.act("write-export")
    stage.shoot("audit-export-written")


@scene
def audit_sealed_copy(stage: Stage) -> None:
    from datapact_ui.audit.engagements.seal_dialog import SealDialog

    view = stage.go("audit", section="engagements")
    view.section().table.choose(lambda line: line.outside)
    stage.settle()
    view.section().seal_copy()
    dialog = stage.dialog(SealDialog)
    stage.shoot("audit-seal", dialog)
    stage.close_dialogs()


@scene
def audit_verified(stage: Stage) -> None:
    """What the window says of each kind of file that goes out."""
    from datapact.audit.exports.receipt import receipt_file
    from datapact.audit.exports.record_proof import prove_delivery
    from datapact.consent.deliveries.deliveries import deliveries
    from datapact_ui.exchange.receiving.verify_dialog import VerifyDialog

    folder, acting = stage.sample.folder, stage.context.worker.acting
    view = stage.go("audit", section="decisions")
    stage.answers.files = [folder / "auskunft.pdf", folder / "verzeichnis.pdf"]
    stage.act("export-answer")
    stage.go("audit", section="registers", register="agreements")
    stage.act("export-register-pdf")
    with acting.vault.read() as session:
        (left, *_rest) = deliveries(session)
        found = session.connection().exec_driver_sql("SELECT event_id FROM consent_event ORDER BY id LIMIT 1")
        event = str(found.scalars().first())
    (folder / "uebermittlung.json").write_bytes(prove_delivery(acting, left.entry).data)
    (folder / "beleg.pdf").write_bytes(receipt_file(acting, event, "pdf", stage.look.language).data)
    assert view.section() is not None
    for name in ("auskunft.pdf", "verzeichnis.pdf", "uebermittlung.json", "beleg.pdf"):
        dialog = VerifyDialog(stage.context, folder / name, stage.app.window)
        dialog.show()
        stage.shoot(f"audit-verified-{Path(name).stem}", dialog)
        stage.close_dialogs()
