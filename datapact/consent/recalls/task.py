"""A step that a recall leaves to be taken, and its words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from datapact.base.texts import N_, Argument, Message, counted
from datapact.consent.recalls.rules import Ask

type Stage = Literal["tell", "send", "wait", "confirm", "answer", "reply", "own"]
"""``tell``: a recipient has to be told. ``send``: the file is written, and nobody has said that it was sent. ``wait``: it
was told and has not acknowledged. ``confirm``: it knows, and has not said yet what it did. ``answer``: a partner told us; we
have to act and confirm. ``reply``: we did, and nobody has said that our answer was sent. ``own``: stop, and erase, in our house."""

OURS: frozenset[Stage] = frozenset({"tell", "send", "answer", "reply", "own"})
"""Stages in which the next step is ours; in the others it lies with the partner until the day to ask again."""


def recall_key(step: str, partner: str, dataset: str, purpose: str, ask: str, recall: str) -> str:
    """The key of a step of a recall, by which the calendar and the list of recalls find the same one.

    ``recall`` is its key, or of people whom nobody has told of yet what tells them from others (``RecallTask.known``).
    """
    parts = ("recall", step, partner, dataset, purpose, ask, recall)
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()[:16]


_ROW_MISSING = N_(
    "{step} The row of a delivery behind it is missing, so this comes from the signed entry: write the row anew (datapact vault"
    " repair, or Repair in the red bar)."
)


@dataclass(frozen=True, slots=True)
class RecallTask:
    """A step that a withdrawal, objection, restriction or erasure leaves to be taken."""

    stage: Stage
    """The stage of the recall."""
    partner: str
    """The recipient, or for ``answer`` and ``reply`` the partner that told us; our own organisation for ``own``. A reference."""
    dataset: str
    """Key of the dataset."""
    purpose: str
    """IRI or key that the data was delivered for; for ``own`` that of the consents."""
    agreement: str
    """History id; empty for none, and for ``own``."""
    ask: Ask
    """The request on the data."""
    people: int
    """Number of different people."""
    since: datetime
    """When we learned of the oldest of the events."""
    due: date
    """Last local day to do it; whoever became known on another day (``own``: at another moment) has a step of their own."""
    overdue: bool
    """``due`` lies before today."""
    recall: str = ""
    """Key of the recall once it was told (``wait``, ``confirm``, ``answer``, ``reply``)."""
    letter: bool = False
    """Whether it was told by letter, so that the acknowledgement comes on paper."""
    deliveries: tuple[str, ...] = ()
    """Digests of the deliveries by which the data went."""
    dataset_name: Argument = ""
    """The agreement's name for the dataset; empty where it gives none."""
    written: datetime | None = None
    """Of ``reply``: when the file with our answer was written, UTC; None before."""
    mail_opened: bool = False
    """Of ``send`` and ``reply``: the e-mail was opened."""
    sent: datetime | None = None
    """When a person says that it was sent, UTC; None before, and where nobody has to be told."""

    late: int = 0
    """Number of people whose data left after they had declared it; of what is told or to be told."""
    row_missing: bool = False
    """The row of one of its deliveries is gone from the database: what is known of it comes from its signed entry."""
    known: str = ""
    """What tells this step from the first of its place (``tell``, ``own``): the moment at which its people became known."""

    @property
    def key(self) -> str:
        """The key of this step among the obligations, and of its line in the list of recalls."""
        return recall_key(self.stage, self.partner, self.dataset, self.purpose, self.ask, self.recall or self.known)

    def sentence(self, names: Mapping[str, str]) -> Message:
        """The step in words; ``names`` by reference."""
        step = self._step(names)
        return Message(_ROW_MISSING, {"step": step}) if self.row_missing else step

    def _step(self, names: Mapping[str, str]) -> Message:
        arguments: dict[str, Argument] = {
            "partner": names.get(self.partner, self.partner),
            "dataset": self.dataset_name or self.dataset,
        }
        if self.stage == "reply" and self.written is not None:
            return counted(
                "Send {partner} the file with your reply about data of {n} person in {dataset}, and record that it was sent.",
                "Send {partner} the file with your reply about data of {n} people in {dataset}, and record that it was sent.",
                self.people,
                **arguments,
            )
        if self.stage == "reply":
            return counted(
                "Send {partner} your reply about data of {n} person in {dataset}.",
                "Send {partner} your reply about data of {n} people in {dataset}.",
                self.people,
                **arguments,
            )
        if self.ask == "rectify":
            return self._rectifying(arguments)
        match self.stage:
            case "tell":
                return counted(
                    "Tell {partner} that data of {n} person in {dataset} must no longer be used.",
                    "Tell {partner} that data of {n} people in {dataset} must no longer be used.",
                    self.people,
                    **arguments,
                )
            case "send":
                return counted(
                    "Send {partner} the file about data of {n} person in {dataset}, and record that it was sent.",
                    "Send {partner} the file about data of {n} people in {dataset}, and record that it was sent.",
                    self.people,
                    **arguments,
                )
            case "wait":
                return counted(
                    "{partner} has not acknowledged yet that data of {n} person in {dataset} must no longer be used.",
                    "{partner} has not acknowledged yet that data of {n} people in {dataset} must no longer be used.",
                    self.people,
                    **arguments,
                )
            case "confirm":
                return counted(
                    "{partner} has not confirmed yet what it did with data of {n} person in {dataset}.",
                    "{partner} has not confirmed yet what it did with data of {n} people in {dataset}.",
                    self.people,
                    **arguments,
                )
            case "answer":
                return counted(
                    "{partner} calls back data of {n} person in {dataset}: act, and confirm it.",
                    "{partner} calls back data of {n} people in {dataset}: act, and confirm it.",
                    self.people,
                    **arguments,
                )
            case _:
                return counted(
                    "Stop using data of {n} person in {dataset} here, erase it where nothing else permits it, and confirm it.",
                    "Stop using data of {n} people in {dataset} here, erase it where nothing else permits it, and confirm it.",
                    self.people,
                    **arguments,
                )

    def _rectifying(self, arguments: Mapping[str, Argument]) -> Message:
        match self.stage:
            case "tell":
                return counted(
                    "Tell {partner} that data of {n} person in {dataset} was corrected.",
                    "Tell {partner} that data of {n} people in {dataset} was corrected.",
                    self.people,
                    **arguments,
                )
            case "send":
                return counted(
                    "Send {partner} the file about corrected data of {n} person in {dataset}, and record that it was sent.",
                    "Send {partner} the file about corrected data of {n} people in {dataset}, and record that it was sent.",
                    self.people,
                    **arguments,
                )
            case "wait":
                return counted(
                    "{partner} has not acknowledged yet that data of {n} person in {dataset} was corrected.",
                    "{partner} has not acknowledged yet that data of {n} people in {dataset} was corrected.",
                    self.people,
                    **arguments,
                )
            case "confirm":
                return counted(
                    "{partner} has not confirmed yet that it corrected data of {n} person in {dataset}.",
                    "{partner} has not confirmed yet that it corrected data of {n} people in {dataset}.",
                    self.people,
                    **arguments,
                )
            case _:
                return counted(
                    "{partner} corrected data of {n} person in {dataset}: correct it here, and confirm it.",
                    "{partner} corrected data of {n} people in {dataset}: correct it here, and confirm it.",
                    self.people,
                    **arguments,
                )


def late_words(people: int) -> Message | None:
    """That data of so many people left after they had declared something against it; None where it is nobody's."""
    if not people:
        return None
    return counted(
        "Data of {n} person left after the declaration, or on its day. See the history of the person, and whether it was known by"
        " then.",
        "Data of {n} people left after the declaration, or on its day. See their history, and whether it was known by then.",
        people,
    )


def late_short(people: int) -> Message:
    """The same of so many people in a few words."""
    return counted("{n} left after declaration", "{n} left after declaration", people)
