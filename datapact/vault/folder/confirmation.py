"""Changes that must be confirmed outside this computer before they count, as a change of members in a team.

Whoever writes such a change says so within its transaction; just before that is made durable the confirmation is asked, and where it
fails nothing has changed. The room that confirms lies above this one and names itself once for the program.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from datapact.base.errors import Locked
from datapact.base.texts import N_

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

type Confirm = Callable[[Any, "Session"], Callable[[], None]]
"""Confirms what a transaction of an open vault holds, and returns what to do once it is durable; raises a DataPactError to undo it."""

_NEEDED = "datapact_confirmation"
_confirming: list[Confirm] = []


def confirm_with(confirm: Confirm) -> None:
    """Name who confirms, for this program."""
    _confirming[:] = [confirm]


def need_confirmation(session: Session) -> None:
    """Say that this transaction counts only once it was confirmed; raises Locked where nobody can confirm."""
    if not _confirming:
        raise Locked(N_("This change must be confirmed by your team, and this program cannot ask it."))
    session.info[_NEEDED] = True


def confirmed(vault: object, session: Session) -> Callable[[], None] | None:
    """Have a transaction confirmed where it says so; what to do once it is durable."""
    return _confirming[0](vault, session) if session.info.pop(_NEEDED, False) else None
