"""Waiting for colleagues: by LISTEN where the database tells, by asking from time to time where it does not."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from datapact.team.database.rows import connected
from datapact.team.kept.facts import require_team

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

POLL = 15.0
"""Seconds between two questions where nobody tells: PgBouncer and some databases pass no notices on."""


def wait_for_news(acting: Acting, seconds: float) -> bool:
    """Wait until somebody added to the team's log, at most so many seconds; whether somebody did.

    It reads no item and changes nothing: the caller synchronises then. Raises WrongUse without a team, Locked and Surroundings
    as ``synchronise``; a caller that goes on working without a connection waits and tries again.
    """
    with acting.vault.read() as session:
        facts = require_team(session)
    until = time.monotonic() + seconds
    with connected(facts.database) as log:
        before = log.news(facts.team)
        while (left := until - time.monotonic()) > 0:
            if log.listen(facts.team, min(left, POLL)) or log.news(facts.team) != before:
                return True
    return False
