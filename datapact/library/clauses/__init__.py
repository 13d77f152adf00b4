"""Own clauses: versions, alternatives, approval by a legal member, and their text with the terms of an agreement."""
