"""The moments at which this copy learned of the newest item of each device: what colleagues compare when they read codes to each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.base.clock import read_time, write_time
from datapact.base.strictjson import JsonValue, canonical, parse_object
from datapact.vault.database.entries import get_meta, set_meta
from datapact.vault.keys.own_data import SETTING, own_data

if TYPE_CHECKING:
    from datapact.team.log.item import Item
    from datapact.vault.database.session import Session

HEARD = "team-heard"  # the key in meta


def note_heard(session: Session, items: Iterable[Item], now: datetime) -> None:
    """Record that these items are known here since now; of each device the last one counts."""
    newest = {one.device: [one.digest, write_time(now)] for one in items}
    if newest:
        set_meta(session, HEARD, canonical({**_read(session), **newest}).decode("utf-8"))


def heard_since(session: Session) -> dict[str, datetime]:
    """The moment, by digest of an item, since when it is known here: the newest of each device."""
    return {str(one[0]): read_time(one[1]) for one in _read(session).values() if isinstance(one, list)}


def _read(session: Session) -> dict[str, JsonValue]:
    text = get_meta(session, HEARD)
    if text is None:
        return {}
    with own_data(SETTING):
        return dict(parse_object(text))
