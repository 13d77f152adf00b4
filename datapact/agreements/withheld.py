"""Whether any part of a value is withheld or erased in this copy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datapact.history.disclosure import WITHHELD


def has_withheld(value: Any) -> bool:
    """True when any part of a state is withheld or erased."""
    left = [value]
    while left:
        part = left.pop()
        if part is WITHHELD:
            return True
        if isinstance(part, Mapping):
            if "..." in part:
                return True
            left += part.values()
        elif isinstance(part, list | tuple):
            left += part
    return False
