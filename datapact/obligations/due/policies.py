"""Policies of machines that left or were bound here: once the paper says something else, somebody has to tell the machine.

This vault alone knows which text a policy came from. The newest export or comparison of an agreement counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.endings import undisputed_end
from datapact.agreements.projection.reading_version import amendments_of, state_on
from datapact.agreements.projection.who_is_party import members_of
from datapact.agreements.text.changes import suspensions_on
from datapact.agreements.text.current_text import current_state
from datapact.base.errors import DataPactError
from datapact.base.local_time import day_of
from datapact.base.strictjson import JsonObject, canonical, parse_object
from datapact.base.texts import N_, Message
from datapact.obligations.due.obligation import Obligation, short_key
from datapact.vault.database.entries import set_meta

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

_PREFIX: Final = "machine-policy/"
_ALL: Final = text("SELECT key, value FROM meta WHERE substr(key, 1, :length) = :prefix ORDER BY key")


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """The policy of an agreement that a machine has, as far as this vault knows."""

    text: str
    """SHA-256 of the canonical ``agreement.json`` of the text that it came from, or was held against; 64 hex digits."""
    changes: int
    """How many later changes counted then."""
    day: date
    """Local day of the export or comparison."""
    agrees: bool
    """It permitted no more than the paper then."""


def keep_policy_record(session: Session, history: str, record: PolicyRecord) -> None:
    """Keep what a machine has; it replaces what was known of the agreement."""
    value: JsonObject = {
        "text": record.text,
        "changes": record.changes,
        "day": record.day.isoformat(),
        "agrees": record.agrees,
    }
    set_meta(session, _PREFIX + history, canonical(value).decode())


def policy_obligations(session: Session, now: datetime, zone: tzinfo) -> Iterator[Obligation]:
    """The obligation, for each agreement whose policy and paper part, to tell the machine, due today."""
    today = day_of(now, zone)
    rows = session.connection().execute(_ALL, {"prefix": _PREFIX, "length": len(_PREFIX)})
    for key, value in list(rows):
        history = str(key).removeprefix(_PREFIX)
        try:
            kept = parse_object(str(value).encode())
            record = PolicyRecord(
                str(kept["text"]),
                int(str(kept["changes"])),
                date.fromisoformat(str(kept["day"])),
                kept["agrees"] is True,
            )
            parted = _parted(session, history, record, today)
        except (DataPactError, KeyError, ValueError):
            continue  # written anew by the next export
        if parted is None:
            continue
        yield Obligation(
            key=short_key("policy", history, record.text, str(record.changes), parted.id),
            agreement=history,
            kind="policy",
            title=parted,
            due=today,
            series=short_key("policy", history),
            steps=(
                Message(
                    N_("The policy was exported or compared on {day}, by the text with SHA-256 {digest}."),
                    {"day": record.day.isoformat(), "digest": record.text[:16]},
                ),
            ),
        )


_OVER: Final = N_("A machine has a policy of this agreement, which no longer counts. Withdraw it.")
_OTHER: Final = N_("A machine has a policy of an earlier text of this agreement. Export it anew.")
_MORE: Final = N_("A machine's policy permits more than this agreement. Correct it.")


def _parted(session: Session, history: str, record: PolicyRecord, today: date) -> Message | None:
    """The obligation to act where the paper says something else today; None where both still agree."""
    folded = load_state(session, history)
    amendments = amendments_of(session, history)
    end = undisputed_end(folded, amendments)
    on_day = state_on(folded, today, amendments)
    agreed_end = (current_state(folded).get("terms") or {}).get("duration") or {}
    last = "" if agreed_end.get("renewal_months") else str(agreed_end.get("end") or "")
    over = folded.stage == "declined" or (end is not None and end < today) or (last != "" and last < today.isoformat())
    if over or suspensions_on(folded, today, members_of(folded, amendments).circle):
        return Message(_OVER)
    text_now = hashlib.sha256(canonical(dict(current_state(folded)))).hexdigest()
    if (text_now, len(on_day.applied) + bool(on_day.amendment)) != (record.text, record.changes):
        return Message(_OTHER)
    return None if record.agrees else Message(_MORE)
