"""Forms that were not finished: kept in the vault, encrypted and on this device alone, and offered when the form opens again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from datapact.base.strictjson import JsonValue
from datapact.base.texts import _
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext
    from datapact_ui.kit.dialogs.kept_entries import Entries

_KEY = "unfinished.forms"
_KEPT = timedelta(days=30)
"""After which what was not finished is no longer offered."""
_SHOWN = 60
"""Characters of an entry by which people know it again."""


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form that was not finished."""

    title: str
    """Of its window, in the language of that time."""
    at: datetime
    """When it was kept, UTC."""
    entries: Entries
    """What was entered, by the name of the field."""


def kept_form(context: AppContext, name: str) -> KeptForm | None:
    """What is kept of the form of this name; None for nothing, or nothing recent."""
    return kept_forms(context).get(name)


def kept_forms(context: AppContext) -> dict[str, KeptForm]:
    """Every form that was not finished in the last thirty days, by its name."""
    found = {}
    for name, one in _stored(context).items():
        match one:
            case {"title": str(title), "at": str(at), "entries": dict(entries)}:
                moment = datetime.fromisoformat(at)
                if context.now() - moment < _KEPT:
                    found[name] = KeptForm(title, moment, entries)
    return found


def keep_form(context: AppContext, name: str, title: str, entries: Entries) -> None:
    """Keep what was entered; nothing entered is nothing kept."""
    others = {one: value for one, value in _stored(context).items() if one != name}
    if entries:
        others[name] = {"title": title, "at": context.now().isoformat(), "entries": dict(entries)}
    context.remember(_KEY, others)


def forget_form(context: AppContext, name: str) -> None:
    """The form was finished, or given up."""
    keep_form(context, name, "", {})


def _stored(context: AppContext) -> dict[str, JsonValue]:
    stored = context.recall(_KEY)
    return dict(stored) if isinstance(stored, dict) else {}


class KeptLine(WarningLine):
    """The offer, above the fields, to fill in what was entered before; nothing is filled in by itself."""

    filled = Signal()
    """The form took over what was kept."""

    def __init__(self, context: AppContext, name: str, kept: KeptForm, page: QWidget) -> None:
        super().__init__(_offer(kept, context.now()), "info", page)
        self._context, self._name, self._kept, self._page = context, name, kept, page
        self.setObjectName(f"{name}-kept")
        self.words.setObjectName(f"{name}-kept-words")
        for words, what, do in ((_("Fill in"), "fill", self._fill), (_("Discard"), "discard", self._discard)):
            button = QPushButton(words, self)
            button.setObjectName(f"{name}-kept-{what}")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, do=do: do())
            self.add_button(button)

    def _fill(self) -> None:
        from datapact_ui.kit.dialogs.kept_entries import fill_in  # fields for days: not before the first paint

        self.hide()
        fill_in(self._page, self._kept.entries)
        self.filled.emit()

    def _discard(self) -> None:
        self.hide()
        if kept_form(self._context, self._name) == self._kept:
            forget_form(self._context, self._name)


def _offer(kept: KeptForm, now: datetime) -> str:
    from datapact.base.local_time import relative_time

    texts = [one.strip() for one in kept.entries.values() if isinstance(one, str) and one.strip()]
    longest = max(texts, key=len, default="")
    if len(longest) > _SHOWN:
        longest = longest[: _SHOWN - 1].rstrip() + "…"
    when = str(relative_time(kept.at, now))
    if not longest:
        return _("This form was not finished ({when}). What was entered is kept.", when=when)
    return _(
        "This form was not finished ({when}). What was entered is kept, such as “{what}”.", when=when, what=longest
    )
