"""Checks of a text against the law, as rules with citations. They give findings, never decide on a step."""
