"""What the vault wrote and cannot read back is damage in one line, never a fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select

from datapact.base.clock import utc_now
from datapact.base.errors import Damaged
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.unlocking import unlock
from datapact.vault.database.stored_json import read_stored_json
from datapact.vault.database.tables import Disclosure
from tests.cli.conftest import houses, template
from tests.cli.desks import PASSPHRASE, Houses

__all__ = ["houses", "template"]


@pytest.mark.parametrize("text", ["", '["a', '["a\x00\x00"]', "\x00", "[" * 3])
def test_unreadable_text_is_damage(text: str) -> None:
    with pytest.raises(Damaged):
        read_stored_json(text)


def test_a_public_history_of_zeros_is_damage(houses: Houses) -> None:
    with unlock(houses.petra.vault, None, PASSPHRASE, utc_now) as petra:
        with petra.vault.write() as session:
            row = session.exec(select(Disclosure)).first()
            assert row is not None
            row.texts = row.texts[:9] + "\x00" * (len(row.texts) - 9)
            session.add(row)
        with petra.vault.read() as session, pytest.raises(Damaged):
            own_line(session)
    said = houses.petra.refused(4, "agreement", "list")
    assert "Restore" in said


def test_nothing_stored_is_read_another_way() -> None:
    """Text out of the database goes through one reader; search reads what SQL put together in that moment.

    What a token's process says over its pipe is not stored.
    """
    root = Path(__file__).resolve().parents[2] / "datapact"
    others = {
        str(file.relative_to(root))
        for file in root.rglob("*.py")
        if "json.loads(" in file.read_text("utf-8") and not file.is_relative_to(root / "cli")
    }
    pipe = {f"signing/keys/{name}.py" for name in ("service_requests", "token_process", "tokens")}
    assert others == {"vault/database/stored_json.py", "vault/database/search.py", *pipe}
