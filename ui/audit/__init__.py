"""The Audit room: registers, dossiers, engagements."""
