"""Open the form for a compliance record, from the list and from a decision that lacks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.consent.views.compliance_record_form import Start, start_of
from datapact.consent.views.compliance_record_list import Kind, Part

if TYPE_CHECKING:
    from datapact_ui.consent.compliance_records.compliance_record_form import ComplianceRecordForm
    from datapact_ui.kit.context.app_context import AppContext


def open_form(
    context: AppContext,
    owner: QWidget,
    kind: Kind,
    part: Part | None = None,
    key: str = "",
    kept: Callable[[Part], object] | None = None,
) -> None:
    """Open the form: with the record of ``key``, else beginning with ``part``, else empty; ``kept`` gets the record."""

    def show(start: Start) -> None:
        form = _form(kind)(context, start, owner.window())
        if kept is not None:
            form.kept.connect(kept)
        form.open()

    context.worker.read(owner, lambda acting: start_of(acting, kind, part, key), show, key="on-file-form")


def _form(kind: Kind) -> Callable[[AppContext, Start, QWidget], ComplianceRecordForm]:
    match kind:
        case "legal_basis":
            from datapact_ui.consent.compliance_records.legal_basis_dialog import LegalBasisDialog

            return LegalBasisDialog
        case "authorisation":
            from datapact_ui.consent.compliance_records.authorisation_dialog import AuthorisationDialog

            return AuthorisationDialog
        case "purpose_link":
            from datapact_ui.consent.compliance_records.purpose_link_dialog import PurposeLinkDialog

            return PurposeLinkDialog
        case _:
            from datapact_ui.consent.compliance_records.fact_dialog import FactDialog

            return FactDialog
