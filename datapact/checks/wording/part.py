"""A part of a requirement that the wording of a contract meets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from datapact.base.texts import Message
from datapact.checks.model.facts import Case
from datapact.checks.model.finding import Authority, Severity
from datapact.contract.vocabulary.citations import Citation


@dataclass(frozen=True, slots=True)
class Part:
    """One part; its id is that of the rule that it belongs to, a full stop, and a name."""

    id: str
    """As paragraphs of templates name it, such as ``P09.audits``."""
    severity: Severity
    """What it weighs that no wording provides it."""
    authority: Authority
    """Whose requirement it is."""
    citation: Citation
    """First the provision that it rests on."""
    what: Message
    """What is to be agreed, as a noun."""
    applies: Callable[[Case], bool]
    """Whether an agreement needs it."""

    @property
    def rule(self) -> str:
        """Id of the rule that it belongs to."""
        return self.id.partition(".")[0]


def part(
    identifier: str,
    severity: Severity,
    authority: Authority,
    citation: Citation,
    what: str,
    applies: Callable[[Case], bool],
) -> Part:
    return Part(identifier, severity, authority, citation, Message(what), applies)
