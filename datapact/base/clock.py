"""Time: UTC inside, whole seconds, and always from a clock that was passed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

from datapact.base.errors import Malformed
from datapact.base.texts import N_

type Clock = Callable[[], datetime]

_FORM = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)


def utc_now() -> datetime:
    """The computer's clock, UTC, cut to whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def local_day(moment: datetime) -> date:
    """The calendar day of a moment where this computer stands: contract days are local days."""
    return moment.astimezone().date()


def write_time(moment: datetime) -> str:
    """RFC 3339 in UTC with whole seconds, the only form in our formats: ``2026-11-24T23:14:17Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_time(text: object) -> datetime:
    """Read the form of ``write_time``; raises Malformed for any other."""
    if isinstance(text, str) and _FORM.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    raise Malformed(N_("A time in this file is not in the form 2026-11-24T23:14:17Z. Ask the sender for a new file."))
