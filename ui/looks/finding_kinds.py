"""How findings are told apart wherever they are shown: what is wrong, and what nobody answered yet."""

from __future__ import annotations

from datapact.texts import _, counted
from datapact_ui.looks.colours import Tone


def kind_looks(*, severe: bool, missing: bool) -> tuple[str, str, Tone]:
    """Icon, word and tone of a finding; ``missing``: nothing was entered at its place yet."""
    if missing:
        return ("edit", _("Required"), "info") if severe else ("edit", _("Recommended"), "neutral")
    return ("error", _("Error"), "bad") if severe else ("warning", _("Warning"), "warn")


def count_words(errors: int, warnings: int, missing: int) -> list[str]:
    """How many there are of each kind; empty where there is none."""
    parts = []
    if errors + warnings:
        parts += [counted("{n} error", "{n} errors", errors), counted("{n} warning", "{n} warnings", warnings)]
    if missing:
        parts.append(counted("{n} not answered yet", "{n} not answered yet", missing))
    return [str(part) for part in parts]
