"""Choose a partner's card, or the cards of a network: from the room of the partners, and from places that lack one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.texts import _

if TYPE_CHECKING:
    from pathlib import Path

    from datapact_ui.kit.context.app_context import AppContext


def choose_card(context: AppContext) -> None:
    """Choose a card file; it is previewed before it is added."""
    path = context.dialogs.ask_open_file(_("Add a partner card"), _("Partner cards (*.dpcard)"))
    if path is not None:
        context.take_file(path)


def choose_directory(context: AppContext) -> Path | None:
    """Choose a file with the cards of a network, or None."""
    return context.dialogs.ask_open_file(_("Open a directory"), _("Directories of networks (*.dpdir)"))
