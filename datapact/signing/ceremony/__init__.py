"""The signing ceremony: freeze, slots, the sheet before signing, signing, receipt, export."""
