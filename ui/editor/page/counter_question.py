"""The question before a text becomes a counter-proposal: what it changes, and a note to the partners."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import TYPE_CHECKING

from datapact.base.texts import _, counted

if TYPE_CHECKING:
    from datapact.agreements.views.last_offer import Undone
    from datapact_ui.kit.background.dialogs import Dialogs

_MOST_NEWER = 2
_CHANGE_COLUMNS = 320  # characters: both excerpts of a changed wording with their place


def undone_words(undone: Undone) -> list[str]:
    """The parts of the other side's newest proposal that a text of ours takes back, or says otherwise; a paragraph each."""
    told, told_of = [], {"proposal": str(undone.name)}
    for heading, lines in (
        (
            _("Your text does not have what this brought: {proposal}. It would be taken back:", **told_of),
            undone.missing,
        ),
        (_("You changed what this changed, too: {proposal}. Yours would replace theirs:", **told_of), undone.both),
    ):
        if lines:
            told.append("\n".join([heading, *map(_line, lines)]))
    return told


def newer_words(undone: Undone) -> str:
    """The warning that a proposal came after the text at hand was begun, and what of it the text does not have, or says otherwise."""
    said = [
        _("This came after your text was begun, and is not decided on: {proposal}.", proposal=str(undone.name)),
        *(_("Not in your text: {change}", change=_short(one)) for one in undone.missing[:_MOST_NEWER]),
        *(_("Changed by both: theirs is {change}", change=_short(one)) for one in undone.both[:_MOST_NEWER]),
    ]
    more = sum(max(0, len(lines) - _MOST_NEWER) for lines in (undone.missing, undone.both))
    return "\n".join([*said, *([str(counted("– and {n} more", "– and {n} more", more))] if more else [])])


def _line(words: str) -> str:
    """One of many lines: none is left out, for the question scrolls."""
    return f"– {_short(words)}"


def _short(words: str) -> str:
    return shorten(words, _CHANGE_COLUMNS, placeholder=" …")


def note_for_counter(
    dialogs: Dialogs, changes: Sequence[str], faults: Sequence[str] = (), undone: Undone | None = None
) -> str | None:
    """The note, which may be empty; None where the person stopped.

    ``changes``: sentences, against the last offer; ``faults``: findings that keep the text from being frozen, which a
    person would else see only when it is to be sent. ``undone`` is what of the other side's changes it takes back.
    """
    told = [] if undone is None else undone_words(undone)
    told += [_("You change against the last offer:") + "\n" + "\n".join(map(_line, changes))] if changes else []
    if faults:
        told.append(_("Like this it cannot be frozen for signature:") + "\n" + "\n".join(map(_line, faults)))
    told.append(
        _(
            "Your text becomes the counter-proposal. It binds nobody until all have signed; you send it in the next"
            " step.\n\nNote to the partners (may stay empty)"
        )
    )
    return dialogs.ask_text(
        _("Propose this text as a counter"), "\n\n".join(told), several_lines=True, action=_("Propose as counter")
    )
