"""Names who confirms changes of the public line in this program; what it takes is loaded at the first such change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from datapact.vault.folder.confirmation import confirm_with

if TYPE_CHECKING:
    from datapact.vault.database.session import Session
    from datapact.vault.folder.open_vault import OpenVault


def ask_the_team() -> None:
    """Have such changes confirmed by the team's log from now on."""
    confirm_with(_confirm)


def _confirm(vault: OpenVault, session: Session) -> Callable[[], None]:
    from datapact.team.steps.line_change import confirm

    return confirm(vault, session)
