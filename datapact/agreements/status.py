"""Calendar status of an agreement: a function of its folded state and a local day, never an entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from datapact.texts import N_, Message

type Status = Literal[
    "draft", "offered", "agreed", "frozen", "signing", "signed", "in_force", "expired", "declined", "terminated"
]

WORDS: Mapping[str, str] = {
    "draft": N_("Draft"),
    "offered": N_("Offered"),
    "agreed": N_("Text agreed (not binding)"),
    "frozen": N_("Ready for signature (not binding)"),
    "signing": N_("Partly signed (not binding)"),
    "signed": N_("Signed"),
    "in_force": N_("In force"),
    "expired": N_("Expired"),
    "declined": N_("Declined"),
    "terminated": N_("Terminated"),
}

NEXT_STEPS: Mapping[str, str] = {
    "finish_draft": N_("Finish the draft and send it"),
    "await_answer": N_("Wait for the partner's answer"),
    "answer": N_("Read the proposal: agree to the text, counter or decline"),
    "choose": N_("Several proposals are open: answer one with a counter"),
    "freeze": N_("Freeze the text for signature"),
    "await_freeze": N_("Wait until the partner freezes the text"),
    "sign": N_("Read and sign"),
    "await_signature": N_("Wait for the partner's signature"),
    "answer_change": N_("Read the proposed change: agree or object"),
    "await_change": N_("Wait for the partner's answer to the proposed change"),
    "none": N_("Nothing to do"),
}


def status(stage: str, day: date, *, starts: date | None, ends: date | None, terminated: date | None) -> Status:
    """The status on ``day`` (local; start and end days included) of an agreement in ``stage``."""
    if terminated is not None and day > terminated:
        return "terminated"
    if stage not in ("signed", "terminated"):
        return stage  # type: ignore[return-value]
    if starts is not None and day < starts:
        return "signed"
    if ends is not None and day > ends:
        return "expired"
    return "in_force"


def status_message(value: str) -> Message:
    """The status in words; before signature they say that nothing is binding (s. 154(2) BGB)."""
    return Message(WORDS[value])


def next_step_message(value: str) -> Message:
    """The next step in words."""
    return Message(NEXT_STEPS[value])


def duration_days(terms: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """Start and end day of the terms' duration, where given."""
    duration = terms.get("duration")
    if not isinstance(duration, Mapping):
        return None, None

    def day(name: str) -> date | None:
        value = duration.get(name)
        try:
            return date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            return None

    return day("start"), day("end")
