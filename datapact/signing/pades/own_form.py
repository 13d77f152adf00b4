"""By what a signature shows that DataPact's ceremony made it, which compares the pages with the text before it signs.

The signatory's own signature covers these marks, so only the signatory's key could have put them there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_OURS: Final = frozenset(
    {"/Type", "/Filter", "/SubFilter", "/Contents", "/ByteRange", "/M", "/Name", "/Reason", "/Reference"}
)
"""Keys of the signature dictionary that we write; other programs add their own name (/Prop_Build) and more."""


def named_in_ceremony(signature: Mapping[str, object]) -> str:
    """The person whom the ceremony names in a signature dictionary; empty for one in the form of other programs."""
    if signature.keys() <= _OURS and signature.get("/Reason"):
        return str(signature.get("/Name", ""))
    return ""
