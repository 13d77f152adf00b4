"""The age of a copy of a vault in a team, and whether it may answer: a pure value, which used decisions keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from datapact.base.clock import later
from datapact.base.texts import N_, Message, counted


@dataclass(frozen=True, slots=True)
class CopyAge:
    """The age of a copy in a team, at a moment."""

    sequence: int
    """Number of the newest item of the log here."""
    code: str
    """The code of that item, which colleagues read to each other."""
    minutes: int
    """Since the last whole synchronisation; -1 for never, not since this copy was restored, or a clock that went back."""
    hours: int
    """The bound of the house: after so many hours a copy answers no more."""
    refused: int = 0
    """Items of colleagues whose content was not taken in."""
    ahead: bool = False
    """Whether a record says that it was written later than now: a clock is wrong, and what counts now is not known."""
    left: bool = False
    """Whether this copy has left its team."""

    @property
    def lacks(self) -> Message | None:
        """Why records may be missing here, and what to do; None where the copy is new enough to answer."""
        if self.ahead and self.lacks_items is None:
            return Message(
                N_(
                    "A record of a colleague says that it was written later than now: a clock is wrong. Correct the clocks of"
                    " the team's computers; until then what counts now is not known."
                )
            )
        return self.lacks_items

    @property
    def lacks_items(self) -> Message | None:
        """The same, whatever the clocks say: why what colleagues wrote may not have arrived here."""
        told: dict[str, str | int | Message] = {"hours": self.hours, "minutes": self.minutes}
        if self.left:
            return Message(
                N_("This computer has left the team: it lacks what colleagues record. Ask at one of the team.")
            )
        if self.minutes < 0:
            return Message(
                N_(
                    "This copy of the vault was not synchronised with the team yet, not since it was restored, or its clock went"
                    " back. Synchronise; who restored a colleague's copy joins the team with it instead (datapact team join)."
                )
            )
        if self.minutes > self.hours * 60:
            return counted(
                "The last synchronisation with the team was {minutes} minutes ago; the house answers up to {n} hour"
                " after it. Synchronise first.",
                "The last synchronisation with the team was {minutes} minutes ago; the house answers up to {n} hours"
                " after it. Synchronise first.",
                self.hours,
                **told,
            )
        if self.refused:
            return counted(
                "What {n} item of a colleague brings was not taken in here (datapact team status says why): records"
                " may be missing.",
                "What {n} items of colleagues bring was not taken in here (datapact team status says why): records may"
                " be missing.",
                self.refused,
            )
        return None

    def answers_until(self, now: datetime) -> datetime | None:
        """The moment at which it stops answering by itself, UTC; None where it does not answer at ``now``."""
        if self.lacks is not None:
            return None
        return later(now, timedelta(minutes=self.hours * 60 - self.minutes + 1))

    @property
    def words(self) -> Message:
        """The sentence on the item of the team's log as of which something was read, and how long ago that was."""
        told: dict[str, str | int | Message] = {"number": self.sequence, "code": self.code}
        return counted(
            "As of item {number} of the team's log (code {code}), synchronised {n} minute ago.",
            "As of item {number} of the team's log (code {code}), synchronised {n} minutes ago.",
            max(self.minutes, 0),
            **told,
        )
