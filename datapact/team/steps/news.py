"""Waiting for colleagues: by LISTEN where the database tells, by asking from time to time where it does not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from datapact.base.errors import DataPactError, Surroundings
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


type Heard = Literal["news", "hint", "away"]
"""``news``: somebody wrote, or the database can be reached (again); ``hint``: the sealed text told with it; ``away``: the database
cannot be reached, for the reason told with it."""

_LISTEN = 1.0  # seconds in which somebody who stops is noticed
AGAIN = 10.0
"""Seconds until a database that could not be reached is asked again."""


def hear_news(
    database: str,
    team: str,
    stop: threading.Event,
    tell: Callable[[Heard, DataPactError | str | None], object],
    say: Callable[[], str] = lambda: "",
) -> None:
    """Tell whenever somebody may have added to the team's log, and when the database is away, until ``stop`` is set.

    ``say`` is asked about once a second for a hint to pass on; empty for none. It needs no vault and reads no item. It returns within about a second of ``stop``, or once a connection that is being made
    was made or given up.
    """
    while not stop.is_set():
        try:
            with connected(database) as log:
                before = log.news(team)
                tell("news", None)
                asked = time.monotonic()
                while not stop.is_set():
                    if hint := say():
                        log.say(team, hint)
                    told = log.hear(team, _LISTEN)
                    for one in told:
                        if one:
                            tell("hint", one)
                    if "" not in told and time.monotonic() - asked < POLL:
                        continue
                    asked, now = time.monotonic(), log.news(team)
                    if now != before:
                        before = now
                        tell("news", None)
        except DataPactError as error:
            if stop.is_set():
                return
            tell("away", error)
            stop.wait(AGAIN if isinstance(error, Surroundings) else 6 * AGAIN)
