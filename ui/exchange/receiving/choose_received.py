"""Choose a received file: from the menu, and from the overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.texts import _
from datapact_ui.exchange.receiving.endings import OWN_ENDINGS

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

TAKEN = (*OWN_ENDINGS, ".docx")


def choose_received(context: AppContext) -> None:
    """Choose a file that came from a partner; it is previewed before anything is kept."""
    path = context.dialogs.ask_open_file(
        _("Open a received file"), _("DataPact files ({patterns})", patterns=" ".join("*" + end for end in TAKEN))
    )
    if path is not None:
        context.take_file(path)
