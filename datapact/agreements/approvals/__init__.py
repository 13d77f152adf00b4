"""Approvals by colleagues before a text leaves: who must approve what, and whether exactly this text is approved."""
