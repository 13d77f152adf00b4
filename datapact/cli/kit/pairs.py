"""Options in the form KEY=VALUE."""

from __future__ import annotations

from collections.abc import Sequence

from datapact.base.errors import WrongUse
from datapact.base.texts import N_


def pairs(texts: Sequence[str]) -> dict[str, str]:
    """Options in the form name=value; raises WrongUse for another."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise WrongUse(N_("“{text}” is not in the form name=value."), text=text[:80])
        found[name.strip()] = value.strip()
    return found
