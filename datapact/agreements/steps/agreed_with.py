"""What somebody agrees with besides the words: gaps that stand open in a text, and findings on it; told before agreeing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.own_findings import blocking_findings, findings_of_text
from datapact.agreements.text.current_text import whole_state
from datapact.agreements.text.versions import proposals_of
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo
from datapact.base.texts import Message
from datapact.checks.run.sentences import open_gaps

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class AgreedWith:
    """The open ends of a text."""

    gaps: tuple[str, ...]
    """What the text shows as open, in its words; in reading order."""
    barring: tuple[Message, ...]
    """Findings that keep the text from being frozen for signature, and that nobody here has set aside."""
    others: int
    """Number of findings that bar nothing."""

    def __bool__(self) -> bool:
        return bool(self.gaps or self.barring or self.others)


def agreed_with(acting: Acting, history: str, version: str) -> AgreedWith:
    """The open ends of one version of the text (digest of its entry); nothing for one that is not here whole."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        proposal = proposals_of(folded).get(version)
        if proposal is None:
            return AgreedWith((), (), 0)
        try:
            state = whole_state(proposal)
        except AnswerNo:
            return AgreedWith((), (), 0)
        day = local_day(acting.clock())
        every = findings_of_text(session, folded, state, acting.organisation, day, freezing=True)
        barring = blocking_findings(session, folded, state, acting.organisation, day)
    gaps = tuple(one.words for one in open_gaps(state.get("clauses")))
    return AgreedWith(gaps, tuple(one.message for one in barring), len(every) - len(barring))
