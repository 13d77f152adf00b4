"""What the forms of this room share: their page of the guide, what they touch, and states to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from datapact.base.texts import Message
from datapact.consent.matrix.question_form import Choice
from datapact_ui.kit.dialogs.form_dialog import FormDialog

TOUCHED = frozenset({"consent"})
"""What ``desk.changed`` says when records, notices, deliveries or recalls changed."""
CONCERNS = frozenset({"consent", "deliveries", "decisions", "recalls", "partners", "list"})
"""Changes that can show in this room."""


class ConsentForm(FormDialog):
    """A form about records, notices, deliveries or recalls."""

    help_page = "records"
    touches = TOUCHED


def state_choices(states: Sequence[tuple[str, str]]) -> tuple[Choice, ...]:
    """Choices of codes with their message ids."""
    return tuple(Choice(code, str(Message(words))) for code, words in states)
