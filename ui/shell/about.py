"""Version and licence."""

from __future__ import annotations

from importlib.metadata import version

from PySide6.QtWidgets import QMessageBox, QWidget

from datapact.base.texts import _
from datapact_ui.kit.background.dialogs import widen


def show_about(parent: QWidget) -> None:
    """A small dialog that does not block."""
    box = QMessageBox(parent)
    box.setObjectName("about")
    box.setWindowTitle(_("About DataPact"))
    box.setText(_("DataPact {version}", version=version("datapact")))
    box.setInformativeText(
        _(
            "Draft, sign and track data-sharing agreements between organisations, without a platform in the middle."
            " Licence: EUPL-1.2. The templates are not reviewed by a lawyer until a person records a review."
        )
    )
    widen(box)
    box.open()
