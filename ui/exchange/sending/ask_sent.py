"""The end of every dialog that wrote something for others: it is recorded as sent when a person presses that button, not before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialogButtonBox, QWidget

from datapact.base.texts import _
from datapact_ui.exchange.sending.sent_page import SentPage
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.theme.icons import icon

if TYPE_CHECKING:
    from datapact.base.errors import DataPactError
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext
    from datapact_ui.kit.dialogs.dialog import Dialog


def ask_whether_sent(
    dialog: Dialog,
    context: AppContext,
    page: QWidget,
    opened: Callable[[Acting], object] | None,
    sent: Callable[[Acting], object],
    recorded: str,
    touches: frozenset[str],
) -> None:
    """Show the page that follows writing, with "Not sent yet" and "I have sent it".

    ``opened`` and ``sent`` note in the vault that the e-mail was opened, and that a person sent it; ``recorded`` is what is
    said then.
    """
    dialog.turn(page)
    dialog.buttons.setEnabled(True)
    dialog.buttons.clear()
    later = dialog.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
    later.setText(_("Not sent yet"))
    later.setIcon(icon("time"))
    later.setObjectName("not-sent-yet")

    def failed(error: DataPactError) -> bool:
        dialog.buttons.setEnabled(True)
        dialog.show_problem(str(error))
        return True

    def note(job: Callable[[Acting], object], then: Callable[[], object] | None) -> None:
        def write(acting: Acting, _progress: Progress) -> None:
            job(acting)

        def done(_none: None) -> None:
            if then is not None:
                then()

        context.worker.change(dialog, _("Recording that it was sent"), write, done, touches=touches, failed=failed)

    def accepted() -> None:
        context.notify(recorded)
        dialog.accept()

    word = dialog.add_button("i-have-sent-it", _("I have sent it"), "send", lambda: note(sent, accepted), primary=True)
    word.setToolTip(_("Records that it was sent. Writing the file alone does not."))
    if opened is not None and isinstance(page, SentPage):
        page.mailed.connect(lambda: note(opened, None))
        if page.opened:
            note(opened, None)
    fit(dialog, 96, 28)
    later.setFocus()
