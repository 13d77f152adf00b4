"""Opening the form for a record on file, from the list and from an answer that misses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.consent.on_file_form import Start, start_of
from datapact.consent.on_file_list import Kind, Part

if TYPE_CHECKING:
    from datapact_ui.desk import Desk


def open_form(desk: Desk, owner: QWidget, kind: Kind, part: Part | None = None, key: str = "") -> None:
    """Open the form: with the record of ``key``, else beginning with ``part``, else empty."""

    def show(start: Start) -> None:
        window = owner.window()
        match kind:
            case "legal_basis":
                from datapact_ui.consent.legal_basis_dialog import LegalBasisDialog

                LegalBasisDialog(desk, start, window).open()
            case "authorisation":
                from datapact_ui.consent.authorisation_dialog import AuthorisationDialog

                AuthorisationDialog(desk, start, window).open()
            case _:
                from datapact_ui.consent.fact_dialog import FactDialog

                FactDialog(desk, start, window).open()

    desk.worker.read(owner, lambda acting: start_of(acting, kind, part, key), show, key="on-file-form")
