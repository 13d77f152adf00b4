"""The class of view for each place, imported at first use, so that the window appears before most code is loaded."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext, Place
    from datapact_ui.kit.context.view import View

ROOM_CLASSES = {
    "overview": ("datapact_ui.overview.overview_view", "OverviewView"),
    "agreements": ("datapact_ui.agreements.agreements_view", "AgreementsView"),
    "consent": ("datapact_ui.consent.page.consent_view", "ConsentView"),
    "calendar": ("datapact_ui.obligations.calendar.calendar_view", "CalendarView"),
    "library": ("datapact_ui.library.library_view", "LibraryView"),
    "audit": ("datapact_ui.audit.page.audit_view", "AuditView"),
    "partners": ("datapact_ui.partners.partners_view", "PartnersView"),
    "settings": ("datapact_ui.settings.settings_view", "SettingsView"),
}


ONLY_VERIFIED = (".zip", ".dpseal", ".p7s")
"""Files that are looked at and never taken in."""


def _load(module: str, name: str) -> Any:
    return getattr(import_module(module), name)


def is_room(place: Place) -> bool:
    """Whether a place is a room of the rail, which stays; the others are pages left by going back."""
    return place.view in ROOM_CLASSES


def room_of(place: Place) -> str:
    """The room that a place belongs to; most pages above the rooms are about agreements."""
    if is_room(place):
        return place.view
    return "consent" if place.view == "decision" else "agreements"


def make_view(context: AppContext, place: Place) -> View:
    """The view of a place."""
    made: View
    match place.view:
        case "agreement":
            made = _load("datapact_ui.agreement_page.page.agreement_view", "AgreementView")(context, place.key)
        case "editor":
            made = _load("datapact_ui.editor.page.editor_view", "EditorView")(
                context, place.key, base=place.options.get("base", "")
            )
        case "interview":
            view = _load("datapact_ui.editor.page.interview_view", "InterviewView")
            made = view(context, place.key or None, place.options.get("template"))
        case "signing":
            made = _load("datapact_ui.signing.signing_view", "SigningView")(context, place.key)
        case "decision":
            made = _load("datapact_ui.consent.decision.decision_view", "DecisionView")(context, place.key)
        case room:
            made = _load(*ROOM_CLASSES[room])(context)
    return made


def make_received_dialog(context: AppContext, place: Place) -> Any:
    """The dialog that previews a file before anything of it is accepted."""
    from pathlib import Path

    path = Path(place.key)
    if path.suffix.lower() in ONLY_VERIFIED:
        return _load("datapact_ui.exchange.receiving.verify_dialog", "VerifyDialog")(context, path)
    return _load("datapact_ui.exchange.receiving.received_dialog", "ReceivedDialog")(context, path)
