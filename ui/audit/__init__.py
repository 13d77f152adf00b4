"""The audit room: registers, dossiers, exports, decisions, and what an auditor is shown."""
