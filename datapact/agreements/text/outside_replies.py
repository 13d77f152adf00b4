"""The answers of the parties of an agreement that goes by e-mail or on paper, each with its class of evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datapact.agreements.text.current_text import current_state
from datapact.base.texts import N_, Message
from datapact.history.commitments.disclosure import Withheld
from datapact.history.entries.agreement_shapes import OUTSIDE_WAYS

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import OutsideStep

WAYS = OUTSIDE_WAYS
WAY_WORDS: Mapping[str, str] = {
    "email": N_("by e-mail"),
    "letter": N_("by letter"),
    "handed_over": N_("handed over in person"),
    "meeting": N_("orally, noted by us"),
    "other": N_("in another way"),
}


@dataclass(frozen=True, slots=True)
class PartyOutside:
    """A party of an agreement that goes by e-mail or on paper."""

    name: str
    """As the text has it."""
    is_own: bool
    """Whether it is our own organisation."""
    answer: str
    """``accepted``, ``changes``, ``refused``, or empty while there is none to this text."""
    way: str
    """How the answer came, the class of its evidence; empty without one."""
    day: str
    """Local day of the answer in ISO 8601; empty without one."""
    files: tuple[str, ...]
    """Names of the files kept with it."""
    remark: str
    """What was noted with it; may be empty."""

    @property
    def way_words(self) -> Message:
        """The way on which the reply came, in words."""
        return Message(WAY_WORDS.get(self.way, WAY_WORDS["other"]))


def outside_replies(folded: AgreementState, organisation: str) -> tuple[PartyOutside, ...]:
    """The parties in the order of the terms, ours too; none where the agreement does not go by e-mail or on paper.

    Who sends a text agrees to it, so our own organisation has accepted unless it took that back.
    """
    outside = folded.outside
    if outside is None:
        return ()
    terms: Mapping[str, Any] = current_state(folded).get("terms", {})
    found = []
    for party in terms.get("parties", ()):
        name = str(party.get("name", ""))
        own = party.get("organisation") == organisation
        answer = outside.answers.get(name) or (outside.sent if own else None)
        found.append(_party(name, own, answer))
    return tuple(found)


def _party(name: str, own: bool, answer: OutsideStep | None) -> PartyOutside:
    if answer is None:
        return PartyOutside(name, own, "", "", "", (), "")
    remark = "" if isinstance(answer.reason, Withheld) else answer.reason
    step = "accepted" if answer.step == "sent" else answer.step
    files = tuple(str(file.name) for file in answer.files if not isinstance(file.name, Withheld))
    return PartyOutside(name, own, step, answer.way, answer.day, files, remark)
