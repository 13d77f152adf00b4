"""Files that an internal entry keeps: digest, name and media type of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datapact.history.disclosure import WITHHELD
from datapact.history.elsewhere import File


def files_of(value: Any) -> tuple[File, ...]:
    """The files that this copy of an entry still names."""
    if not isinstance(value, list):
        return ()
    return tuple(
        File(str(one["digest"]), one.get("name", WITHHELD), str(one.get("media", "")))
        for one in value
        if isinstance(one, Mapping) and "digest" in one
    )
