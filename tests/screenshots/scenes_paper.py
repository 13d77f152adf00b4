"""The other side's paper: read in, its gaps, terms, closest clauses and text."""

from __future__ import annotations

from pathlib import Path

from datapact.agreements.views.list import list_agreements
from tests.paper.samples import PROCESSING_DE, commented_file, pdf_file, scan_file
from tests.screenshots.scenes import scene
from tests.screenshots.stage import Stage


def known(stage: Stage) -> set[str]:
    """The agreements of the vault that is open."""
    with stage.context.worker.acting.vault.read() as session:
        return {one.id for one in list_agreements(session, limit=1000)}


def made_since(stage: Stage, before: set[str]) -> str:
    """The agreement that was made since; the clock of a stage begins anew at times, so that days do not tell it."""
    return (known(stage) - before).pop()


@scene
def paper(stage: Stage) -> None:
    from datapact_ui.paper.read_dialog import ReadDialog

    stage.open()
    view = stage.go("agreements")
    folder = Path(stage.sample.folder)
    file, scan = folder / "AVV Nordlicht.pdf", folder / "Scan.pdf"
    file.write_bytes(pdf_file(PROCESSING_DE))
    scan.write_bytes(scan_file())
    view.read_paper(scan)
    stage.settle()
    stage.shoot("paper-scan", stage.dialog(ReadDialog))
    stage.close_dialogs()
    before = known(stage)
    view.read_paper(file)
    stage.settle()
    dialog = stage.dialog(ReadDialog)
    stage.shoot("paper-read", dialog)
    dialog.do()
    stage.settle()
    shown = stage.go("agreement", made_since(stage, before), tab="paper")
    stage.settle()
    tab = shown.paper
    tab.gaps.table.choose(lambda row: row.line.id == "P09.audits")
    stage.shoot("paper-gaps")
    tab.tabs.setCurrentWidget(tab.terms)
    tab.terms.table.choose(lambda row: row.proposal.path == "duration.end")
    stage.shoot("paper-terms")
    tab.tabs.setCurrentWidget(tab.clauses)
    stage.settle()
    stage.shoot("paper-clauses")
    tab.go_to(16)
    stage.settle()
    stage.shoot("paper-text")
    shown.show_tab("summary")
    stage.shoot("paper-summary")
    commented = folder / "AVV Nordlicht.docx"
    commented.write_bytes(commented_file(PROCESSING_DE, "Gerichtsstand Stuttgart? Bitte klären."))
    view = stage.go("agreements")
    before = known(stage)
    view.read_paper(commented)
    stage.settle()
    stage.dialog(ReadDialog).do()
    stage.settle()
    shown = stage.go("agreement", made_since(stage, before), tab="paper")
    stage.settle()
    shown.paper.tabs.setCurrentWidget(shown.paper.comments)
    stage.settle()
    stage.shoot("paper-comments")
