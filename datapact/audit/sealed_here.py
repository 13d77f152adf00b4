"""A sealed copy that came to this organisation: opened in memory, and what is in it judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.audit.sealed_copy import SealedCopy, open_copy
from datapact.audit.verify_here import CheckedHere, verify_here

if TYPE_CHECKING:
    from datapact.parties.acting import Acting


@dataclass(frozen=True, slots=True)
class OpenedCopy:
    """The copy with its content, and the verdict about the content."""

    copy: SealedCopy
    checked: CheckedHere


def open_sealed(acting: Acting, data: bytes) -> OpenedCopy:
    """Open a copy that was sealed for us and judge what is in it; raises what ``open_copy`` and ``verify_here`` raise."""
    copy = open_copy(acting, data)
    return OpenedCopy(copy, verify_here(acting, copy.data, copy.name))
