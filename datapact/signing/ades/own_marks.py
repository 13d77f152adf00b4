"""By what a PDF says that DataPact made it; light to load."""

from __future__ import annotations

import re
from typing import Final

PROVING: Final = frozenset(
    {
        "agreement.json",
        "proof.json",
        "dossier.json",
        "decision.json",
        "bag.json",
        "consent-receipt.json",
        "register.json",
    }
)
"""Names of the files inside our PDFs by which they prove themselves."""
_MARK: Final = re.compile(rb"urn:datapact:|<pdf:Producer>DataPact<|<xmp:CreatorTool>DataPact<")
"""In the metadata of every PDF of ours, which PDF/A leaves uncompressed; at several places, so that no damage hides all."""


def has_own_marks(data: bytes) -> bool:
    """Whether some bytes of a PDF say that DataPact made it."""
    return _MARK.search(data) is not None
