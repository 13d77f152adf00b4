"""The commands and their options, one module a topic."""
