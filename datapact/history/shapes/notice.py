"""The shape of notice."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import digest, line, listed, name, optional, record, text

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)


def _day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _language(value: Any) -> bool:
    return isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None


NOTICE_SHAPE = Shape(
    name="notice",
    stream="internal",
    members={
        "key": name,
        "notice": name,
        "version": name,
        "texts": listed(
            record(
                {"language": _language, "title": name, "text": text, "file": optional(digest), "reference": line},
            ),
            least=1,
        ),
        "controllers": listed(name),
        "recipients": listed(name),
        "purposes": listed(name),
        "categories": listed(name),
        "transfers": text,
        "withdrawal": text,
        "retention": text,
        "jurisdiction": line,
        "rights": text,
        "contact": text,
        "valid_from": _day,
        "invalid_from": optional(_day),
        "reason": text,
    },
)
