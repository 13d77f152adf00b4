"""The state of an agreement that goes by e-mail or on paper, because a party is without DataPact.

Its steps are records of one house, so they bind nobody and prove only what this house says, with the evidence that it
keeps. Only steps about the newest draft count: a changed text is sent anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from datapact.history.state.facts import Draft, OutsideStep
from datapact.history.state.filled_slots import SlotRecord, Slots, SlotsFixed, slots_of

type OutsideStage = Literal["draft", "offered", "agreed", "frozen", "signing", "declined"]


@dataclass(frozen=True, slots=True)
class Outside:
    """The state of an agreement by e-mail or on paper. ``answers`` are the last of each party since the last sending, by the party's name in the text."""

    stage: OutsideStage
    """``draft`` again where a party wants changes."""
    draft: str
    """Digest of the draft that was sent."""
    sent: OutsideStep
    """The last sending."""
    answers: dict[str, OutsideStep]
    frozen: OutsideStep | None
    """The record of an earlier program that fixed the text for signature, without slots; None before, and where there are slots alone."""
    slots: Slots | None = None
    """The signature fields and what fills them; None before the text is fixed."""

    def accepted(self) -> frozenset[str]:
        """The names of the parties that agreed to the text."""
        return frozenset(name for name, answer in self.answers.items() if answer.step == "accepted")


def outside_of(
    steps: Iterable[OutsideStep],
    drafts: Sequence[Draft],
    others: Iterable[str],
    fixed: Sequence[SlotsFixed] = (),
    records: Iterable[SlotRecord] = (),
) -> Outside | None:
    """The state of an agreement by e-mail or on paper; None while the newest draft was not sent.

    ``others`` are the names of the other parties, ``fixed`` and ``records`` are about the signature fields.
    """
    if not drafts:
        return None
    about = [step for step in steps if step.draft == drafts[-1].digest]
    last = max((place for place, step in enumerate(about) if step.step == "sent"), default=-1)
    if last < 0:
        return None
    sent, about = about[last], about[last:]
    answers = {str(step.party): step for step in about if step.step in ("accepted", "changes", "refused")}
    frozen = next((step for step in reversed(about) if step.step == "frozen"), None)
    slots = slots_of(fixed, records, sent.draft)
    stage: OutsideStage = "offered"
    if any(answer.step == "refused" for answer in answers.values()):
        stage = "declined"
    elif any(answer.step == "changes" for answer in answers.values()):
        stage = "draft"
    elif slots is not None and slots.filled:
        stage = "signing"
    elif frozen is not None or slots is not None:
        stage = "frozen"
    elif (wanted := frozenset(others)) and wanted <= answers.keys():
        stage = "agreed"
    return Outside(stage, sent.draft, sent, answers, frozen, slots)
