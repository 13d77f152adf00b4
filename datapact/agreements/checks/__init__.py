"""The check engine and its rules, one module a group."""
