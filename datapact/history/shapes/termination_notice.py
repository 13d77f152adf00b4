"""The shape of termination_notice."""

from __future__ import annotations

from datetime import date
from typing import Any

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import text


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


TERMINATION_NOTICE_SHAPE = Shape(
    name="termination_notice",
    stream="shared",
    members={"end": _is_day, "reason": text, "ground": text},
    essential=frozenset({"end"}),
)
