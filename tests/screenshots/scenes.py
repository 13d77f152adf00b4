"""What is photographed: every view, tab and dialog, in an order in which what changes the vault comes last."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QListWidget, QTabWidget, QWidget

from datapact.base.clock import utc_now
from datapact.base.errors import DataPactError, Surroundings
from datapact.base.local_log import start_log, stop_log
from datapact.base.texts import N_, Message, _
from datapact.organisation.partners.partners import list_partners
from datapact.vault.folder.opening import open_vault
from tests.screenshots.stage import Stage

type Scene = Callable[[Stage], None]
SCENES: dict[str, Scene] = {}


def scene(play: Scene) -> Scene:
    """Enter a function into the list, under its own name."""
    SCENES[play.__name__.replace("_", "-")] = play
    return play


def _tabs(stage: Stage, name: str, widget: QWidget, tabs: QTabWidget) -> None:
    for index in range(tabs.count()):
        tabs.setCurrentIndex(index)
        stage.shoot(f"{name}-{index + 1}", widget)


def write_log() -> None:
    """A few lines as they are written where something goes wrong."""
    start_log({})
    for module, sentence in (
        ("datapact.vault.folder.lock", "the lock of the vault is held by another thread or program"),
        ("datapact.base.worker_process", "the process that reads what others sent used up its memory"),
    ):
        logging.getLogger(module).warning(sentence)
    try:
        open_vault(Path("/nowhere"), member_id=None, passphrase="", clock=utc_now)
    except DataPactError as error:
        logging.getLogger("datapact_ui.kit.background.runner").warning(
            "a step in a window ended with an error", exc_info=error
        )
    stop_log()


# ---- before a vault is open ----


@scene
def welcome(stage: Stage) -> None:
    stage.screen(None)
    stage.shoot("welcome")


@scene
def first_start(stage: Stage) -> None:
    from datapact_ui.unlock.first_start import FirstStart

    screen = stage.screen(lambda: FirstStart(stage.app.gate))
    stage.shoot("first-start-1")
    screen.findChild(QLineEdit, "organisation-name").setText("Maschinenbau Keller GmbH")
    screen.findChild(QComboBox, "organisation-rule").setCurrentIndex(0)
    screen.go_on()  # type: ignore[attr-defined]
    stage.shoot("first-start-2")
    founder = stage.app.window.screen_shown()  # type: ignore[union-attr]
    founder.findChild(QLineEdit, "member-name").setText("Anna Keller")
    founder.findChild(QComboBox, "member-capacity").setCurrentIndex(0)
    stage.shoot("first-start-2-chosen")
    founder.go_on()  # type: ignore[attr-defined]
    stage.settle()
    passphrase = stage.app.window.screen_shown()  # type: ignore[union-attr]
    for line in passphrase.findChildren(QLineEdit)[:1]:
        line.setText("neun rote Kraniche")
    stage.shoot("first-start-3")
    passphrase.go_on()  # type: ignore[attr-defined]
    stage.shoot("first-start-refused")


@scene
def recovery_sheet(stage: Stage) -> None:
    from datapact.organisation.members.unlocking import unlock
    from datapact_ui.kit.context.app_context import read_opened
    from datapact_ui.unlock.recovery_sheet_screen import RecoverySheetScreen
    from tests.screenshots.stage import NOON, SteppingClock

    acting = unlock(stage.sample.vault, stage.sample.member, stage.sample.passphrase, SteppingClock(NOON))
    opened = read_opened(acting)
    stage.screen(lambda: RecoverySheetScreen(stage.app.gate, opened, "7K3M-9QXT-H4RW-2C8N-PV5D-6JAY-0"))
    stage.shoot("recovery-sheet")
    acting.close()


@scene
def unlocking(stage: Stage) -> None:
    screen = stage.screen(None, stage.sample.vault)
    stage.shoot("unlock")
    screen.unlock("falsch")  # type: ignore[attr-defined]
    stage.settle()
    screen.unlock("falsch")  # type: ignore[attr-defined]
    stage.shoot("unlock-wrong")


@scene
def other_ways_in(stage: Stage) -> None:
    from datapact_ui.unlock.join_screen import JoinedScreen, JoinScreen
    from datapact_ui.unlock.recover_screen import RecoverScreen
    from datapact_ui.unlock.restore_screen import RestoreScreen

    gate, vault = stage.app.gate, stage.sample.vault
    stage.screen(None, vault)
    stage.screen(lambda: JoinScreen(gate, vault))
    stage.shoot("join")
    stage.screen(lambda: JoinedScreen(gate, vault, "12345 67890 12345 67890 12345 67890 12345 67890"))
    stage.shoot("joined")
    stage.screen(lambda: RecoverScreen(gate, vault))
    stage.shoot("recover")
    stage.screen(lambda: RestoreScreen(gate))
    stage.shoot("restore")


# ---- rooms ----


@scene
def overview(stage: Stage) -> None:
    view = stage.go("overview")
    stage.shoot("overview")
    from PySide6.QtWidgets import QScrollArea

    for area in view.findChildren(QScrollArea)[:1]:
        bar = area.verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
        stage.shoot("overview-middle")
        bar.setValue(bar.maximum())
        stage.shoot("overview-end")


@scene
def agreements(stage: Stage) -> None:
    view = stage.go("agreements")
    stage.shoot("agreements")
    model = view.table.selectionModel()
    for row in (1, 2, 4):
        model.select(
            view.model.index(row, 0),
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
        )
    view.search.setText("status:signed Heilbronn")
    stage.shoot("agreements-search")
    view.search.setText("Quittenmus")
    stage.shoot("agreements-nothing")
    view.search.setText("")
    stage.go("agreements", status="offered,signing")
    stage.shoot("agreements-filtered")
    stage.go("agreements", status="expired")
    view.search.setText("Getriebe")
    stage.shoot("agreements-outside")
    stage.act("show-all")


@scene
def partners(stage: Stage) -> None:
    stage.go("partners")
    stage.shoot("partners")
    with stage.context.worker.acting.vault.read() as session:
        known = list_partners(session)
    for partner in known[:1]:
        stage.go("partners", organisation=partner.organisation)
    stage.shoot("partners-detail")


@scene
def partner_dialogs(stage: Stage) -> None:
    from datapact_ui.partners.confirm_dialog import ConfirmDialog
    from datapact_ui.partners.own_card_dialog import OwnCardDialog

    stage.go("partners")
    with stage.context.worker.acting.vault.read() as session:
        known = list_partners(session)
    own = OwnCardDialog(stage.context, stage.app.window)
    own.open()
    stage.shoot("own-card", own)
    stage.close_dialogs()
    confirm = ConfirmDialog(stage.context, next(p for p in known if p.trust != "confirmed"), stage.app.window)
    confirm.open()
    stage.shoot("confirm-identity", confirm)
    for tabs in confirm.findChildren(QTabWidget):
        _tabs(stage, "confirm-identity", confirm, tabs)
    stage.close_dialogs()


@scene
def settings(stage: Stage) -> None:
    view = stage.go("settings")
    groups = view.findChildren(QListWidget)[0]
    for row in range(groups.count()):
        groups.setCurrentRow(row)
        stage.shoot(f"settings-{row + 1}")


@scene
def passphrase(stage: Stage) -> None:
    """The dialog, and the status line while the vault is encrypted anew, which nobody can stop."""
    from datapact_ui.kit.background.progress_bar import SHOWN_AFTER_MSECS
    from datapact_ui.settings.passphrase_change import PassphraseChange

    stage.go("settings")
    dialog = PassphraseChange(stage.app.window)
    dialog.open()
    stage.shoot("passphrase-change", dialog)
    stage.close_dialogs()
    worker = stage.context.worker
    worker.started.emit(0, _("Changing the passphrase"), False)
    worker.progressed.emit(0, _("Encrypting the vault anew"), 30, 100)
    stage.wait(SHOWN_AFTER_MSECS + 200)
    stage.shoot("passphrase-progress")
    worker.ended.emit(0)


# ---- one agreement ----


@scene
def agreement_states(stage: Stage) -> None:
    stage.go("agreements")
    for state, history in stage.sample.histories.items():
        stage.go("agreement", history, tab="summary")
        stage.shoot(f"agreement-{state}")


@scene
def agreement_tabs(stage: Stage) -> None:
    stage.go("agreements")
    for state in ("countered", "signed"):
        for tab in ("text", "terms", "parties", "board", "attachments", "history", "findings"):
            stage.go("agreement", stage.sample.histories[state], tab=tab)
            stage.shoot(f"agreement-{state}-{tab}")


@scene
def agreement_dialogs(stage: Stage) -> None:
    from PySide6.QtWidgets import QDialog

    for state, steps in (
        ("countered", ("decline", "comment", "approve", "send")),
        ("signed", ("terminate",)),
    ):
        view = stage.go("agreement", stage.sample.histories[state])
        for step in steps:
            view.do(step)
            stage.shoot(f"dialog-{step}", stage.dialog(QDialog))
            stage.close_dialogs()


@scene
def agreement_menu(stage: Stage) -> None:
    for state in ("countered", "signed"):
        view = stage.go("agreement", stage.sample.histories[state])
        menu = view.more.menu()
        menu.popup(view.mapToGlobal(view.rect().topLeft()))
        stage.shoot(f"agreement-menu-{state}", menu)
        inner = next(entry.menu() for entry in menu.actions() if entry.menu() is not None and entry.isVisible())
        inner.popup(menu.mapToGlobal(menu.rect().topRight()))
        stage.shoot(f"agreement-menu-{state}-talk", inner)
        inner.close()
        menu.close()


@scene
def several_proposals(stage: Stage) -> None:
    from datapact_ui.agreement_page.page.offer_chooser import OfferChooser

    view = stage.go("agreement", stage.sample.histories["several"])
    view.do("counter")
    stage.shoot("several-proposals-counter", stage.dialog(OfferChooser))
    stage.close_dialogs()


@scene
def freeze(stage: Stage) -> None:
    from PySide6.QtWidgets import QDialog

    from tests.screenshots.sample import SOFIA

    stage.open(stage.sample.institute, SOFIA)
    stage.app.window.go(_place("agreement", stage.sample.histories["agreed"]))  # type: ignore[union-attr]
    stage.settle()
    stage.app.window.view().do("freeze")  # type: ignore[union-attr]
    stage.shoot("dialog-freeze", stage.dialog(QDialog))
    stage.close_dialogs()
    stage.close()


def _place(view: str, key: str):
    from datapact_ui.kit.context.app_context import Place

    return Place(view, key)


# ---- drafting ----


@scene
def interview(stage: Stage) -> None:
    stage.go("interview")
    stage.shoot("interview-chooser")
    view = stage.go("interview", stage.sample.histories["draft"])
    stage.shoot("interview-1")
    for page in range(2, 12):
        if page - 1 >= view.progress.count():
            break
        stage.act("next-page")
        stage.shoot(f"interview-{page}")
    view.progress.setCurrentRow(view.progress.count() - 1)
    stage.shoot("interview-last")
    stage.act("show-findings")
    stage.shoot("interview-findings")
    stage.open().go_back()


@scene
def own_facts(stage: Stage) -> None:
    from datapact_ui.editor.page.own_facts_dialog import OwnFactsDialog

    stage.go("agreement", stage.sample.histories["draft"])
    stage.act("facts")
    stage.shoot("own-facts", stage.dialog(OwnFactsDialog))
    stage.close_dialogs()


@scene
def interview_new(stage: Stage) -> None:
    stage.go("agreements")
    view = stage.go("interview", template="processing")
    stage.shoot("interview-new")
    stage.act("next-page")
    stage.shoot("interview-new-2")
    stage.act("next-page")
    stage.shoot("interview-new-screening")
    view.progress.setCurrentRow(8)
    stage.shoot("interview-new-proposals")
    view.progress.setCurrentRow(2)
    stage.act("show-findings")
    stage.shoot("interview-new-findings")
    stage.open().go_back()


@scene
def kept_numbers(stage: Stage) -> None:
    """A clause between two, one that was deleted, and the question before counting anew."""
    from datapact_ui.editor.writing.renumber_dialog import RenumberDialog

    view = stage.go("editor", stage.sample.histories["countered"])
    clauses = [one.id for one in view.session.document.clauses]
    view.canvas.show_place(clauses[2])
    stage.act("insert-clause")
    stage.act("renumber")
    stage.shoot("kept-numbers-renumber", stage.dialog(RenumberDialog))
    stage.close_dialogs()
    view.canvas.show_place(clauses[-2])
    stage.act("remove-part")
    stage.shoot("kept-numbers-deleted")
    view.canvas.show_place(clauses[2])
    stage.shoot("kept-numbers")
    while view.session.stack.canUndo():
        view.session.undo()


@scene
def editor(stage: Stage) -> None:
    from datapact_ui.editor.page.library_dialog import LibraryDialog

    view = stage.go("editor", stage.sample.histories["draft"])
    stage.shoot("editor")
    view.find_bar.open()
    for line in view.find_bar.findChildren(QLineEdit)[:1]:
        line.setText("Daten")
    stage.shoot("editor-find")
    stage.act("show-findings")
    stage.shoot("editor-findings")
    view.find_bar.open(replacing=True)
    view.find_bar.words.setText("Messwerte")
    stage.shoot("editor-replace")
    view.find_bar.put_away()
    stage.act("insert-library")
    stage.shoot("editor-library", stage.dialog(LibraryDialog))
    stage.close_dialogs()
    for box in view.findChildren(QComboBox, "columns"):
        box.setCurrentIndex(1)
        box.activated.emit(1)
    stage.act("edit-term")
    stage.shoot("editor-one-language")
    view.canvas.show_place(view.session.document.clauses[3].paragraphs[-1].id)
    steps = view.session.stack.index()
    stage.act("insert-paragraph")
    view.canvas.editor.textCursor().insertText("Erfasst werden diese Messgrößen:")
    stage.act("insert-table")
    for word in (
        "Messgröße",
        "Einheit",
        "Takt",
        "Druck",
        "bar",
        "1 s",
        "Temperatur",
        "°C",
        "alle zehn Sekunden im Betrieb",
    ):
        view.canvas.editor.textCursor().insertText(word)
        view.canvas.next_cell(1)
    stage.shoot("editor-table")
    view.session.stack.setIndex(steps)
    stage.open().go_back()
    view = stage.go("editor", stage.sample.histories["countered"])
    stage.shoot("editor-counter")
    place = view.session.document.clauses[0].paragraphs[-1].id
    view.canvas.show_place(place)
    view.canvas.editor.textCursor().insertText("Vorab gilt: ")
    cursor = view.canvas.editor.textCursor()
    cursor.movePosition(cursor.MoveOperation.NextWord, cursor.MoveMode.KeepAnchor, 4)
    cursor.removeSelectedText()
    stage.shoot("editor-tracked-in-hand")
    view.canvas.step(1)
    view.show_theirs()
    stage.shoot("editor-tracked")
    stage.act("undo")
    stage.open().go_back()


# ---- exchange ----


@scene
def received(stage: Stage) -> None:
    from datapact_ui.exchange.receiving.received_dialog import ReceivedDialog

    stage.go("agreements")
    for name in ("offer.dpact", "counter.dpact", "stranger.dpcard", "stranger.dpact", "broken.dpact"):
        stage.context.take_file(stage.sample.file(name))
        dialog = stage.dialog(ReceivedDialog)
        stage.settle()
        title = "received-" + name.replace(".", "-")
        stage.shoot(title, dialog)
        for tabs in dialog.findChildren(QTabWidget):
            _tabs(stage, title, dialog, tabs)
        stage.close_dialogs()


@scene
def verified(stage: Stage) -> None:
    from datapact_ui.exchange.receiving.verify_dialog import VerifyDialog

    stage.go("agreements")
    for name in (None, "agreement.pdf", "changed.pdf"):
        dialog = VerifyDialog(stage.context, stage.sample.file(name) if name else None, stage.app.window)
        dialog.show()
        stage.shoot(f"verify-{(name or 'nothing').removesuffix('.pdf')}", dialog)
        stage.close_dialogs()


@scene
def relay(stage: Stage) -> None:
    from datapact.exchange.relay.carry import CarriedFile, LeftFile, Report
    from datapact_ui.exchange.sending.relay_dialog import RelayDialog

    stage.go("partners")
    dialog = RelayDialog(stage.context, stage.app.window)
    dialog.open()
    stage.shoot("relay", dialog)
    carried = (
        CarriedFile("3f2a9c01d4e5b677.dpact", "", 40_000, "Stadt Ulm", ("Institut für Daten e. V.", "Klinik Nord")),
    )
    left = (
        LeftFile(
            "Besprechung.docx",
            Message("It is no sealed file of DataPact, or not all of it has arrived. It is left alone."),
        ),
    )
    dialog._done(Report(carried, left, (), 1))
    stage.shoot("relay-report", dialog)
    stage.close_dialogs()


@scene
def bulk_send(stage: Stage) -> None:
    from datapact_ui.exchange.sending.bulk_send_dialog import BulkSendDialog

    stage.go("agreements")
    histories = [stage.sample.histories[name] for name in ("draft", "offered", "countered", "agreed")]
    dialog = BulkSendDialog(stage.context, histories, stage.app.window, drafts=1)
    dialog.open()
    stage.shoot("bulk-send", dialog)
    stage.close_dialogs()


@scene
def folder_of_files(stage: Stage) -> None:
    from datapact.exchange.receive.many import files_in
    from datapact_ui.exchange.receiving.many_received_dialog import ManyReceivedDialog

    stage.go("agreements")
    dialog = ManyReceivedDialog(stage.context, files_in(stage.sample.file("agreement.pdf").parent), stage.app.window)
    dialog.open()
    stage.shoot("folder-of-files", dialog)
    stage.close_dialogs()


# ---- signing ----


@scene
def signing(stage: Stage) -> None:
    stage.go("signing", stage.sample.histories["frozen"])
    stage.wait_for_pages()
    stage.shoot("signing")
    view = stage.go("signing", stage.sample.histories["signing"])
    stage.wait_for_pages()
    stage.shoot("signing-not-mine")
    view.panel.go_to_page(view.panel.document.pageCount() - 1)  # the next signatory sees who signed before
    stage.wait_for_pages()
    stage.shoot("signing-signed-before")
    stage.go("signing", stage.sample.histories["draft"])
    stage.shoot("signing-nothing")


# ---- everywhere ----


@scene
def command_palette(stage: Stage) -> None:
    from datapact_ui.shell.command_palette import CommandPalette

    window = stage.open()
    stage.go("agreements")
    window.open_palette()
    dialog = stage.dialog(CommandPalette)
    stage.shoot("command-palette-empty", dialog)
    dialog.field.setText("ke")
    stage.shoot("command-palette", dialog)
    stage.close_dialogs()


@scene
def guide(stage: Stage) -> None:
    from datapact_ui.kit.dialogs.guide_window import GuideWindow

    window = stage.open()
    stage.go("partners")
    window.open_guide()
    stage.shoot("guide", stage.dialog(GuideWindow))
    stage.close_dialogs()


@scene
def small_dialogs(stage: Stage) -> None:
    from datapact_ui.kit.background.dialogs import Dialogs
    from datapact_ui.kit.background.fault_report import FaultDialog
    from datapact_ui.kit.background.garbage import later
    from datapact_ui.kit.widgets.passphrase_dialog import PassphraseDialog
    from datapact_ui.shell.about import AboutDialog
    from datapact_ui.shell.update_dialog import UpdateDialog

    window = stage.open()
    stage.go("agreements")
    window.show_about()
    stage.shoot("about", stage.dialog(AboutDialog))
    stage.close_dialogs()
    write_log()
    window.show_about()
    stage.shoot("about-log", stage.dialog(AboutDialog))
    stage.close_dialogs()
    window.show_update()
    stage.shoot("update", stage.dialog(UpdateDialog))
    stage.close_dialogs()
    passphrase = PassphraseDialog("DataPact", "Anna Keller", window)
    passphrase.open()
    stage.shoot("passphrase", passphrase)
    stage.close_dialogs()
    try:
        raise ValueError("something unforeseen")
    except ValueError as error:
        fault = FaultDialog(error, stage.answers, window)
    fault.open()
    stage.shoot("fault", fault)
    stage.close_dialogs()

    names = iter(("confirm", "confirm-long"))

    def photograph() -> None:
        box = QApplication.activeModalWidget()
        assert box is not None
        stage.shoot(next(names), box)
        box.close()

    later(window, 50, photograph).start()
    from datapact.base.texts import _

    Dialogs(lambda: window).confirm(
        _("Confirm the identity now?"),
        _(
            "The card could be from anybody. Compare the fingerprint with {name} by telephone before you sign.",
            name="Petra Lindner",
        ),
        _("Compare now …"),
        keep=_("Later"),
    )
    later(window, 50, photograph).start()
    line = _(
        "Your text becomes the counter-proposal. It binds nobody until all have signed; you send it in the next step."
    )
    Dialogs(lambda: window).confirm(
        _("Propose this text?"), "\n\n".join([line] * 30), _("Propose this text"), keep=_("Not yet")
    )
    window.errors.show_error(Surroundings(N_("{file} cannot be written: {reason}."), file="a.pdf", reason="no space"))
    stage.shoot("error-bar")
    window.errors.hide()


# ---- what changes the vault ----


@scene
def sending(stage: Stage) -> None:
    from datapact_ui.exchange.sending.send_dialog import SendDialog

    view = stage.go("agreement", stage.sample.histories["draft"])
    view.do("send")
    dialog = stage.dialog(SendDialog)
    stage.shoot("send-draft", dialog)
    stage.answers.files = [stage.sample.folder / "angebot.dpact"]
    dialog.write.click()
    stage.shoot("sent", stage.dialog(SendDialog))
    stage.close_dialogs()


@scene
def taking_in(stage: Stage) -> None:
    from PySide6.QtWidgets import QPushButton

    from datapact_ui.exchange.receiving.received_dialog import ReceivedDialog

    stage.go("agreements")
    stage.context.take_file(stage.sample.file("counter.dpact"))
    dialog = stage.dialog(ReceivedDialog)
    dialog.findChild(QPushButton, "take-in").click()
    stage.shoot("taken-in", stage.dialog(ReceivedDialog))
    stage.close_dialogs()


@scene
def empty_vault(stage: Stage) -> None:
    stage.open(stage.sample.folder / "Donau.datapact", "franz-huber")
    for room in ("overview", "agreements", "partners"):
        stage.app.window.go(_place(room, ""))  # type: ignore[union-attr]
        stage.shoot(f"empty-{room}")
    stage.close()


from tests.screenshots import scenes_audit as scenes_audit  # noqa: E402 - they enter themselves into the list
from tests.screenshots import scenes_board as scenes_board  # noqa: E402
from tests.screenshots import scenes_calendar as scenes_calendar  # noqa: E402
from tests.screenshots import scenes_consent as scenes_consent  # noqa: E402
from tests.screenshots import scenes_directory as scenes_directory  # noqa: E402
from tests.screenshots import scenes_forms as scenes_forms  # noqa: E402
from tests.screenshots import scenes_keys as scenes_keys  # noqa: E402
from tests.screenshots import scenes_library as scenes_library  # noqa: E402
from tests.screenshots import scenes_namesakes as scenes_namesakes  # noqa: E402
from tests.screenshots import scenes_negotiation as scenes_negotiation  # noqa: E402
from tests.screenshots import scenes_on_file as scenes_on_file  # noqa: E402
from tests.screenshots import scenes_on_paper as scenes_on_paper  # noqa: E402
from tests.screenshots import scenes_paper as scenes_paper  # noqa: E402
from tests.screenshots import scenes_records as scenes_records  # noqa: E402
from tests.screenshots import scenes_seldom as scenes_seldom  # noqa: E402
from tests.screenshots import scenes_signatures as scenes_signatures  # noqa: E402
from tests.screenshots import scenes_steps as scenes_steps  # noqa: E402
from tests.screenshots import scenes_team as scenes_team  # noqa: E402
