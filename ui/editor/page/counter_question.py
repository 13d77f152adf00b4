"""The question before a text becomes a counter-proposal: what it changes, and a note to the partners."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import TYPE_CHECKING

from datapact.base.texts import _, counted

if TYPE_CHECKING:
    from datapact_ui.kit.background.dialogs import Dialogs

_MOST_CHANGES = 5
_MOST_FAULTS = 3
_CHANGE_COLUMNS = 320  # characters: both excerpts of a changed wording with their place


def note_for_counter(dialogs: Dialogs, changes: Sequence[str], faults: Sequence[str] = ()) -> str | None:
    """The note, which may be empty; None where the person stopped.

    ``changes``: sentences, against the last offer; ``faults``: findings that keep the text from being frozen, which a
    person would else see only when it is to be sent.
    """
    shown = [f"– {shorten(one, _CHANGE_COLUMNS, placeholder=' …')}" for one in changes[:_MOST_CHANGES]]
    if len(changes) > _MOST_CHANGES:
        shown.append(str(counted("– and {n} more", "– and {n} more", len(changes) - _MOST_CHANGES)))
    told = [_("You change against the last offer:") + "\n" + "\n".join(shown)] if shown else []
    if faults:
        listed = [f"– {shorten(one, _CHANGE_COLUMNS, placeholder=' …')}" for one in faults[:_MOST_FAULTS]]
        if len(faults) > _MOST_FAULTS:
            listed.append(str(counted("– and {n} more", "– and {n} more", len(faults) - _MOST_FAULTS)))
        told.append(_("Like this it cannot be frozen for signature:") + "\n" + "\n".join(listed))
    told.append(
        _(
            "Your text becomes the counter-proposal. It binds nobody until all have signed; you send it in the next"
            " step.\n\nNote to the partners (may stay empty)"
        )
    )
    return dialogs.ask_text(
        _("Propose this text as a counter"), "\n\n".join(told), several_lines=True, action=_("Propose as counter")
    )
