"""Names of the files in a PDF of ours by which a reader tells its kind; apart, so that telling it loads none of the kinds."""

from __future__ import annotations

from typing import Final

DOSSIER: Final = "dossier.json"
DECISION: Final = "decision.json"
EXPORT: Final = "bag.json"
RECEIPT: Final = "consent-receipt.json"
REGISTER: Final = "register.json"

REPORTS: Final = frozenset({DOSSIER, DECISION, EXPORT, RECEIPT, REGISTER})
"""A PDF with one of them is a report, and no agreement."""
