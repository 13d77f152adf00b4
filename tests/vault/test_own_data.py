"""A damaged file or record of one's own vault is never blamed on a sender: there is none."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from datapact.base.errors import Damaged, DataPactError
from datapact.base.texts import LANGUAGES
from datapact.history.entries import store as history_store
from datapact.organisation.acting.private_keys import key_from_bytes
from datapact.organisation.members.invitation import invited_as
from datapact.vault.database import entries
from datapact.vault.folder.backup import read_header
from datapact.vault.folder.opening import open_vault
from datapact.vault.keys import slots
from tests.vault.making import HISTORY, PASSPHRASE, an_entry, fixed_clock, make_vault

NONSENSE = ("", "{", "[]", "{}", '{"format":1', '{"a":1,"a":2}', "[" * 70 + "]" * 70, '{"key":"%%%"}', '{"hpke":1}')
BLAME = re.compile("sender|partner|Absender|Partner")


def blames_nobody(error: DataPactError) -> bool:
    return not any(BLAME.search(error.message.text(language)) for language in LANGUAGES)


@pytest.mark.parametrize("text", NONSENSE)
@pytest.mark.parametrize("name", ["checkpoint.json", "vault.json"])
def test_files_of_the_vault(tmp_path: Path, name: str, text: str) -> None:
    make_vault(tmp_path / "v")
    (tmp_path / "v" / name).write_text(text)

    with pytest.raises(DataPactError) as refused:
        open_vault(tmp_path / "v", member_id=None, passphrase=PASSPHRASE, clock=fixed_clock)
    assert isinstance(refused.value, Damaged)
    assert blames_nobody(refused.value)


@pytest.mark.parametrize("text", NONSENSE)
def test_backups(tmp_path: Path, text: str) -> None:
    file = tmp_path / "b"
    file.write_bytes(text.encode() + b"\nrest")
    with file.open("rb") as stream, pytest.raises(Damaged) as refused:
        read_header(stream)
    assert blames_nobody(refused.value)


@pytest.mark.parametrize("text", NONSENSE)
def test_private_keys(text: str) -> None:
    for read in (lambda: slots.unwrap("anna", b"", "author", text), lambda: key_from_bytes(text.encode())):
        with pytest.raises(Damaged) as refused:
            read()
        assert blames_nobody(refused.value)


@pytest.mark.parametrize("text", NONSENSE)
def test_records_in_the_vault(tmp_path: Path, text: str) -> None:
    make_vault(tmp_path / "v")
    with open_vault(tmp_path / "v", member_id=None, passphrase=PASSPHRASE, clock=fixed_clock) as vault:
        with vault.write() as session:
            entries.set_meta(session, "invitation.anna", text)
            entries.append_entry(session, replace(an_entry(1), jws=text))
        with vault.read() as session:
            for read in (
                lambda: invited_as(session, "anna"),
                lambda: history_store.load(session, HISTORY),
            ):
                with pytest.raises(Damaged) as refused:
                    read()
                assert blames_nobody(refused.value)
