"""Who says that nothing was changed: only what has written nothing, or has undone it."""

from __future__ import annotations

import re
from pathlib import Path

import datapact
import datapact_ui

HOMES = [Path(str(package.__file__)).parent for package in (datapact, datapact_ui)]
CLAIM = re.compile(r"[\"' ]nothing (was changed|of this step|was saved|has been changed)", re.IGNORECASE)
MAY = {
    "datapact/base/errors.py": "the docstring of Damaged",
    "datapact/vault/keys/header.py": "a newer format is refused before anything is touched",
    "datapact/vault/database/checkpoint.py": "the same",
    "datapact/vault/folder/open_vault.py": "the transaction, which is undone",
    "datapact/vault/folder/restore.py": "a backup is proven beside its place before that place gets its name",
    "datapact/cli/actions/vault.py": "losses to accept were looked for and not found",
    "datapact/cli/app/main.py": "says only what was not confirmed",
    "datapact/exchange/send/letters.py": "a bundle that was refused is rolled back whole",
    "datapact/organisation/network/taking_in.py": "a directory that is older is refused before anything is written",
    "datapact/paper/steps/received.py": "a file is refused before anything is written",
    "datapact/signing/ades/words.py": "what came after a signature in somebody's PDF",
    "datapact/updates/check.py": "a release that is refused is not kept",
    "datapact/updates/makers.py": "makers are refused before anything is written",
    "ui/exchange/receiving/refused_page.py": "the same, on the screen",
}


def test_only_a_transaction_or_a_refusal_says_that_nothing_was_changed() -> None:
    found = set()
    for home in HOMES:
        for file in home.rglob("*.py"):
            if CLAIM.search(file.read_text("utf-8")):
                found.add(f"{home.name if home.name != 'datapact_ui' else 'ui'}/{file.relative_to(home).as_posix()}")
    assert found <= MAY.keys(), found - MAY.keys()
