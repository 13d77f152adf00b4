"""Legal bases, permissions, facts, notices."""
