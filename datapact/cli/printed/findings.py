"""The shapes of ``--json`` of commands on findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from datapact.cli.printed.words import Both, Printed

if TYPE_CHECKING:
    from datapact.checks.model.finding import Authority, Severity


class FindingShown(Printed):
    """A finding of the check, as it stands beside every result."""

    id: Annotated[str, {"type": "string", "pattern": "^[A-Z]\\d{2}$"}]
    severity: Severity
    authority: Authority
    citation: Both
    source: str
    place: str
    message: Both
    rule_version: str
    own_severity: bool
    final: bool
    at_freezing: Severity
    missing: bool
    parts: Sequence[str]
    advice: bool
