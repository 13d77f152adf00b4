"""Settings of members and of the whole vault: JSON values in the facts of the vault.

A scope is a member's id, or ``WHOLE_VAULT`` for what all members share. Only the caller knows the meaning of a setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from datapact.base.strictjson import JsonValue, canonical, parse
from datapact.vault.database.entries import set_meta
from datapact.vault.database.plain import sql
from datapact.vault.keys.own_data import SETTING, own_data

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

WHOLE_VAULT = "*"
_OF_SCOPE = sql("SELECT key, value FROM meta WHERE substr(key, 1, :length) = :prefix")


def read_settings(session: Session, scope: str) -> dict[str, JsonValue]:
    """All settings of a scope by name."""
    prefix = _prefix(scope)
    found = session.connection().execute(_OF_SCOPE, {"prefix": prefix, "length": len(prefix)})
    with own_data(SETTING):
        return {key.removeprefix(prefix): parse(value) for key, value in found}


def write_settings(session: Session, scope: str, changes: Mapping[str, JsonValue]) -> None:
    """Write the named settings of a scope; None deletes one. All others stay."""
    for name, value in changes.items():
        set_meta(session, _prefix(scope) + name, None if value is None else canonical(value).decode())


def _prefix(scope: str) -> str:
    return f"setting/{scope}/"
