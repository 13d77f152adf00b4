"""Values of entries that this vault must have whole: between parties every disclosure is required."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.agreements.projection import has_withheld
from datapact.errors import AnswerNo
from datapact.history.disclosure import Withheld
from datapact.texts import N_

if TYPE_CHECKING:
    from datapact.history.elsewhere import SignedElsewhere
    from datapact.history.facts import Draft, Offer, Text


def whole_state(proposal: Offer | Draft | SignedElsewhere) -> dict[str, Any]:
    """The complete state of a proposal; raises AnswerNo where parts are withheld or erased."""
    if isinstance(proposal.state, Withheld) or has_withheld(proposal.state):
        raise AnswerNo(N_("Parts of this text are withheld or erased in this vault, so this step is not possible."))
    return dict(proposal.state)


def known_text(value: Text) -> str:
    """A text of an entry; raises AnswerNo where it is withheld or erased."""
    if isinstance(value, Withheld):
        raise AnswerNo(N_("Parts of this text are withheld or erased in this vault, so this step is not possible."))
    return value
