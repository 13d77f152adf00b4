"""The action of the command that runs a database for trying a team."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from datapact.base.texts import _
from datapact.cli.kit.output import emit
from datapact.cli.printed.team import TeamTry
from datapact.team.database.trying import trial

if TYPE_CHECKING:
    from pathlib import Path

_A_DAY = 86_400.0


def run_trial(folder: Path) -> None:
    """Run the server until somebody stops it."""
    with suppress(KeyboardInterrupt), trial(folder) as found:
        emit(
            TeamTry({"database": found.url, "password_file": str(found.password_file)}),
            [
                _("The database runs on this computer alone. In another window:"),
                f"datapact team create --database {found.url} --password-file {found.password_file}",
                _(
                    "A second vault on this computer joins with the same address. Stop it with Ctrl+C; what is in it stays."
                ),
            ],
        )
        while True:
            time.sleep(_A_DAY)
