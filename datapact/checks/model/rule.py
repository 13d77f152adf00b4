"""A rule: its condition and requirement as code, with citation, validity and authority as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from datapact.base.texts import Message
from datapact.checks.model.facts import Case
from datapact.checks.model.finding import Authority, Severity
from datapact.contract.vocabulary.citations import Citation


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap that a rule found: its place and words; ``severity`` and ``authority`` only where they differ from those of
    the rule (a requirement that is an error in one case and a warning in another)."""

    place: str
    """Dotted path into the terms, or a member of the state."""
    message: Message
    """What is missing and what to do."""
    severity: Severity | None = None
    authority: Authority | None = None
    when_freezing: Severity | None = None
    """Its severity once the text is to be fixed for signature; None: no other."""
    final: bool = False
    """No override lifts it."""
    places: tuple[str, ...] = ()
    """All places, where it is about several; empty for the one."""
    citation: Citation | None = None
    """What it rests on in this case, where that is not what the rule rests on."""


type Judge = Callable[[Case], Iterable[Gap]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of rules.

    ``severity`` is None for an exemption: a gap of an exemption means "does not apply", and none means that
    the rules in ``exempts`` are met. ``valid_from`` and ``valid_to`` bound the days (both included) on which
    the rule is applied; None is unbounded.
    """

    id: str
    """Letter of its group and a number, such as ``G05``; never used again."""
    severity: Severity | None
    authority: Authority
    """Whose rule it is."""
    citation: Citation
    """The first reference is the rule's source."""
    requirement: Message
    """The requirement in a sentence."""
    judge: Judge
    """Gives the gaps of a case; none where it is met or does not apply."""
    valid_from: date | None
    valid_to: date | None = None
    version: int = 1
    """From 1; counts what we changed in it."""
    exempts: tuple[str, ...] = ()

    def applies_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    @property
    def source_version(self) -> str:
        return self.citation.act.version

    @property
    def full_version(self) -> str:
        """Version of the rule itself, and of the text of law behind it."""
        return f"{self.id}.{self.version} ({self.source_version})"


def rule(
    rule_id: str,
    severity: Severity | None,
    authority: Authority,
    citation: Citation,
    requirement: str,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
    version: int = 1,
    exempts: tuple[str, ...] = (),
) -> Callable[[Judge], Rule]:
    """Make a Rule of the decorated judge; it is valid from the first day of the first act it cites, until further notice.

    ``version`` is raised where we read the same law differently than before; a change of the law itself is a rule with
    days of its own.
    """

    def made(judge: Judge) -> Rule:
        return Rule(
            id=rule_id,
            severity=severity,
            authority=authority,
            citation=citation,
            requirement=Message(requirement),
            judge=judge,
            valid_from=valid_from or citation.act.applies_from,
            valid_to=valid_to,
            version=version,
            exempts=exempts,
        )

    return made
