"""Read JSON that the vault itself wrote into its database: unreadable text is damage, never a bug.

A truncated database file reads as zeros behind its end, without any error of SQLite or SQLCipher.
"""

from __future__ import annotations

import json
from json.scanner import make_scanner
from typing import Any

from datapact.base.errors import Damaged
from datapact.base.texts import N_

_scan = make_scanner(json.JSONDecoder())  # type: ignore[arg-type]  # without the search for blanks: the vault writes none


def read_stored_json(text: str) -> Any:
    """The value; raises Damaged."""
    try:
        value, end = _scan(text, 0)
        return value if end == len(text) else json.loads(text)
    except (ValueError, StopIteration):
        raise Damaged(N_("The database of the vault is damaged. Restore the newest backup.")) from None
