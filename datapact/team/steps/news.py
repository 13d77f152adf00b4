"""Waiting for colleagues: by LISTEN where the database tells, by asking from time to time where it does not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from datapact.base.errors import DataPactError, Surroundings
from datapact.team.database.rows import TeamLog, connected
from datapact.team.kept.facts import require_team

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

POLL = 15.0
"""Seconds between two questions where nobody tells (PgBouncer and some databases pass no notices on) and nobody is at work."""
POLL_AT_WORK = 0.5
"""The same while somebody is at work: here, or a colleague whose items came."""
AT_WORK = 120.0
"""Seconds after the last step, here or of a colleague, in which somebody counts as at work."""


def pace(since: float) -> float:
    """Seconds until the next question, where the last step of anybody is so many seconds ago."""
    return POLL_AT_WORK if since < AT_WORK else POLL


@dataclass(slots=True)
class _Asked:
    """What was asked of the log last, by a connection that hears notices or asks from time to time."""

    log: TeamLog
    team: str
    rows: tuple[int, int] = (0, 0)
    newest: int = 0
    tells: bool = True
    is_counted_anew: bool = False
    whole: float = 0.0
    heard: float = 0.0

    def begin(self) -> None:
        self.log.attend(self.team)  # first, so that nobody writes unheard between the question and the hearing
        self.rows = self.log.news(self.team)
        self.newest = self.log.newest(self.team, self.rows[0])
        self.whole = self.heard = time.monotonic()

    def has_news(self, channels: Sequence[str], seconds: float) -> bool:
        """Whether somebody wrote, after what was told and so many seconds at the most since the last question.

        Counting all rows costs a server something, asking for the last place nothing: all are counted each 15 seconds, and once after
        news. Rows that go are no news until then.
        """
        now = time.monotonic()
        is_late = now - self.whole >= POLL
        if not ("" in channels or is_late or self.is_counted_anew or (not self.tells and now - self.heard >= seconds)):
            return False
        self.heard = now
        if self._has_newer():
            return True
        if is_late or self.is_counted_anew:
            before, self.rows, self.whole = self.rows, self.log.news(self.team), now
            is_known, self.is_counted_anew = self.is_counted_anew, False
            return self._has_newer() or (self.rows != before and not is_known)
        return False

    def _has_newer(self) -> bool:
        newest = self.log.newest(self.team, self.rows[0])
        if newest == self.newest:
            return False
        self.newest, self.is_counted_anew = newest, True
        return True


def wait_for_news(acting: Acting, seconds: float) -> bool:
    """Wait until somebody added to the team's log, at most so many seconds; whether somebody did.

    It reads no item and changes nothing: the caller synchronises then. Raises WrongUse without a team, Locked and Surroundings
    as ``synchronise``; a caller that goes on working without a connection waits and tries again.
    """
    with acting.vault.read() as session:
        facts = require_team(session)
    begun = time.monotonic()
    until = begun + seconds
    with connected(facts.database) as log:
        asked = _Asked(log, facts.team)
        asked.begin()
        asked.tells = log.tells()
        while (left := until - time.monotonic()) > 0:
            each = pace(time.monotonic() - begun)
            told = log.hear(facts.team, min(left, POLL if asked.tells else each))
            if "" in told or asked.has_news(told, each):
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
    at_work: Callable[[], float] = lambda: 0.0,
) -> None:
    """Tell whenever somebody may have added to the team's log, and when the database is away, until ``stop`` is set.

    ``say`` is asked about once a second for a hint to pass on; empty for none. ``at_work`` says how many seconds ago somebody
    did something here. Where notices do not come through, it asks each half a second while somebody is at work, here or elsewhere, else
    each 15 seconds. It needs no vault and reads no item. It returns within about a second of ``stop``, or once a connection that is
    being made was made or given up.
    """
    while not stop.is_set():
        try:
            with connected(database) as log:
                asked = _Asked(log, team)
                asked.begin()
                tell("news", None)
                asked.tells = log.tells()
                came = time.monotonic()
                while not stop.is_set():
                    if hint := say():
                        log.say(team, hint)
                    each = pace(min(at_work(), time.monotonic() - came))
                    told = log.hear(team, _LISTEN if asked.tells else min(_LISTEN, each))
                    for one in told:
                        if one:
                            tell("hint", one)
                    if asked.has_news(told, each):
                        came = time.monotonic()
                        tell("news", None)
        except DataPactError as error:
            if stop.is_set():
                return
            tell("away", error)
            stop.wait(AGAIN if isinstance(error, Surroundings) else 6 * AGAIN)
