"""A line of the gap report that a legal member read: what that person says, bound to the very words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from datapact.agreements.projection.append import append, load_state
from datapact.agreements.steps.negotiation import bounded
from datapact.agreements.text.paper import received_paper
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_
from datapact.paper.judge.gaps import GROUPS, gap_report
from datapact.paper.steps.received import paper_body, require_text
from datapact.paper.steps.taken import place_of

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.organisation.acting.acting_member import Acting

type Reading = Literal["met", "not_met", "not_needed", "accepted", "to_change", "not_so"]

READINGS: dict[Reading, str] = {
    "met": N_("Read: it is met"),
    "not_met": N_("Read: it is not met"),
    "not_needed": N_("Read: not needed here"),
    "accepted": N_("Read: accepted as it stands"),
    "to_change": N_("Read: to be changed"),
    "not_so": N_("Read: the words do not say that"),
}
"""Readings of a place by a person who read it."""
OF_REQUIREMENTS: tuple[Reading, ...] = ("met", "not_met", "not_needed")
OF_FLAGS: tuple[Reading, ...] = ("accepted", "to_change", "not_so")
"""A conspicuous word is neither met nor not met: it is accepted, to be changed, or says something else."""


def confirm_line(
    acting: Acting, history: str, requirement: str, reading: str, *, note: str = "", seen: str = ""
) -> Entry:
    """Record what a legal member says who read a line; it holds for exactly this text of the paper.

    ``seen`` is the digest of the text that was shown: another one is refused. Raises WrongUse for an unknown line or
    reading, AnswerNo where the paper is another one by now.
    """
    if reading not in READINGS:
        raise WrongUse(
            N_("{value} is not known here. Use one of: {values}."), value=reading[:40], values=", ".join(READINGS)
        )
    with acting.vault.write() as session:
        folded = load_state(session, history)
        text = require_text(session, folded)
        paper = received_paper(folded)
        assert paper is not None
        if seen and seen != paper.text:
            raise AnswerNo(N_("Another version of the paper was read in meanwhile. Read that one."))
        line = next((one for one in gap_report(text, GROUPS).lines if one.id == requirement), None)
        if line is None:
            raise WrongUse(N_("There is no such line in the report."))
        fitting = OF_FLAGS if line.is_flag else OF_REQUIREMENTS
        if reading not in fitting:
            raise WrongUse(
                N_("{value} does not answer line {line}. Use one of: {values}."),
                value=reading, line=line.id, values=", ".join(fitting),
            )  # fmt: skip
        body = paper_body(
            "confirmed",
            paper.text,
            about=requirement,
            says=reading,
            places=[place_of(quote) for quote in line.quotes],
            note=bounded(note),
        )
        return append(acting, session, history, "foreign_paper", body, folded)
