"""The shared base of this room's forms: page of the guide, touched data, and states to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from datapact.base.texts import Message
from datapact.consent.matrix.question_form import Choice
from datapact.contract.screening.outcomes import OUTCOMES
from datapact.contract.terms.base import Outcome
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


def outcome_choices() -> tuple[tuple[str, str], ...]:
    """Outcomes of a document, to be chosen; the first is "not answered"."""
    order: tuple[Outcome, ...] = ("", "carries", "conditions", "against")
    return tuple((one, str(Message(OUTCOMES[one]))) for one in order)
