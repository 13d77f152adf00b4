"""The looks of a standing against the playbook: at its place, at a fallback, beyond the last one."""

from __future__ import annotations

from datapact.base.texts import _
from datapact.library.playbook.deviations import Standing
from datapact_ui.kit.tables.rows_model import Badge


def standing_badge(standing: Standing) -> Badge:
    """Icon, word and tone."""
    if standing.level == "beyond":
        return ("error", _("Beyond the playbook"), "bad")
    if standing.level == "not_stated":
        return ("edit", _("Not stated"), "neutral")
    if standing.level == 0:
        return ("check", _("House position"), "good")
    return ("warning", _("Fallback {n}", n=standing.level), "warn")
