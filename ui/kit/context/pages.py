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

PAGE_CLASSES = {
    "agreement": ("datapact_ui.agreement_page.page.agreement_view", "AgreementView"),
    "editor": ("datapact_ui.editor.page.editor_view", "EditorView"),
    "interview": ("datapact_ui.editor.page.interview_view", "InterviewView"),
    "signing": ("datapact_ui.signing.signing_view", "SigningView"),
    "decision": ("datapact_ui.consent.decision.decision_view", "DecisionView"),
}
DIALOG_CLASSES = {
    "verify": ("datapact_ui.exchange.receiving.verify_dialog", "VerifyDialog"),
    "received": ("datapact_ui.exchange.receiving.received_dialog", "ReceivedDialog"),
}

ONLY_VERIFIED = (".zip", ".dpseal", ".p7s")
"""Files that are looked at and never taken in."""


def _load(module: str, name: str) -> Any:
    return getattr(import_module(module), name)


def view_modules() -> list[str]:
    """The modules of all views, the page of an agreement first: most is opened from the list, and it needs most code."""
    classes = (*PAGE_CLASSES.values(), *ROOM_CLASSES.values(), *DIALOG_CLASSES.values())
    return [module for module, _name in classes]


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
            made = _load(*PAGE_CLASSES["agreement"])(context, place.key)
        case "editor":
            made = _load(*PAGE_CLASSES["editor"])(context, place.key, base=place.options.get("base", ""))
        case "interview":
            made = _load(*PAGE_CLASSES["interview"])(context, place.key or None, place.options.get("template"))
        case "signing":
            made = _load(*PAGE_CLASSES["signing"])(context, place.key)
        case "decision":
            made = _load(*PAGE_CLASSES["decision"])(context, place.key)
        case room:
            made = _load(*ROOM_CLASSES[room])(context)
    return made


def make_received_dialog(context: AppContext, place: Place) -> Any:
    """The dialog that previews a file before anything of it is accepted."""
    from pathlib import Path

    path = Path(place.key)
    if path.suffix.lower() in ONLY_VERIFIED:
        return _load(*DIALOG_CLASSES["verify"])(context, path)
    return _load(*DIALOG_CLASSES["received"])(context, path)
