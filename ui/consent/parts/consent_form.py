"""The shared base of this room's forms: page of the guide, touched data, and states to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from datapact.base.texts import Message
from datapact.consent.matrix.question_form import Choice
from datapact_ui.kit.dialogs.form_dialog import FormDialog

TOUCHED = frozenset({"consent"})
"""The argument of ``context.changed`` when records, notices, deliveries or recalls changed."""
CONCERNS = frozenset({"consent", "deliveries", "decisions", "recalls", "partners", "list", "names"})
"""Changes that can show in this room."""


class ConsentForm(FormDialog):
    """A form about records, notices, deliveries or recalls."""

    help_page = "records"
    touches = TOUCHED


def state_choices(states: Sequence[tuple[str, str]]) -> tuple[Choice, ...]:
    """Choices of codes with their message ids."""
    return tuple(Choice(code, str(Message(words))) for code, words in states)
