"""Let a new program open a copy of a vault before it takes the old one's place.

The copy is made under the vault's lock and stays encrypted; the new program may migrate it as it likes. The vault itself is
never opened by the new program here.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from datapact.base.errors import AnswerNo, Surroundings, WrongUse
from datapact.base.files import copy_whole
from datapact.base.texts import N_
from datapact.vault.folder.lock import writing
from datapact.vault.keys.paths import Paths


def try_program(program: Path, vault: Path, options: Sequence[str]) -> None:
    """Let ``program`` check a copy of ``vault`` whole; ``options`` say who opens it (``--as``, ``--passphrase-file``).

    Raises AnswerNo when the new program does not open the copy or finds it unsound, WrongUse, Surroundings.
    """
    if not program.is_file():
        raise WrongUse(N_("There is no program {file}. Check the name."), file=str(program))
    if not Paths(vault).vault_file.is_file():
        raise WrongUse(N_("{folder} is not a DataPact vault. Check the name."), folder=str(vault))
    with tempfile.TemporaryDirectory(prefix="datapact-") as folder:
        copied = Path(folder) / vault.resolve().name
        _copy(vault, copied)
        command = [str(program.resolve()), "--vault", str(copied), *options, "vault", "check"]
        try:
            done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        except OSError as error:
            raise Surroundings(
                N_("{program} cannot be started ({reason})."), program=str(program), reason=error.strerror or ""
            ) from error
    if done.returncode:
        raise AnswerNo(
            N_(
                "The new program did not open a copy of this vault (exit code {code}). Keep the old one. The vault is as it was."
            ),
            code=done.returncode,
        )


def _copy(vault: Path, into: Path) -> None:
    paths = Paths(vault)
    needed = (paths.vault_file, paths.database, paths.log, paths.checkpoint, paths.appearance)
    rotating = (paths.next_vault_file, paths.next_checkpoint)
    size = sum(file.stat().st_size for file in (*needed, *rotating) if file.exists())
    if shutil.disk_usage(into.parent).free < 2 * size:
        raise Surroundings(N_("The disk has no room for a copy of this vault. Free some space and try again."))
    into.mkdir(mode=0o700)
    with writing(paths.lock):
        for file in (*needed, *rotating):
            if file.exists():
                copy_whole(file, into / file.name)
