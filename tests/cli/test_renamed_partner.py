"""A partner whose confirmed identity bears another name now: commands say so, refuse to sign, and name the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from datapact.base.clock import utc_now
from tests.agreements.negotiated import PASSPHRASE, at_table, found_houses
from tests.cli.desks import Desk

NAME = "Institut für Produktionsdaten e. V."


@pytest.fixture
def frozen(tmp_path: Path) -> tuple[Desk, str]:
    """Anna Keller's command line, and a text that waits for her signature."""
    found_houses(tmp_path / "template", utc_now)
    table = at_table(tmp_path / "template", tmp_path, utc_now)
    table.freeze()
    table.confirm_under("Foo Ltd")
    table.close()
    (tmp_path / "passphrase").write_text(PASSPHRASE, "utf-8")
    return Desk(tmp_path, tmp_path / "keller", "anna-keller"), table.history


def test_nobody_signs_with_a_partner_that_was_confirmed_under_another_name(frozen: tuple[Desk, str]) -> None:
    anna, history = frozen
    refused = anna.refused(1, "agreement", "sign", history)
    assert "confirmed under another name: Foo Ltd" in refused
    assert "partner trust" in refused
    (partner,) = anna.json("partner", "list")["partners"]
    assert (partner["trust"], partner["standing"], partner["confirmed_as"]) == ("confirmed", "renamed", "Foo Ltd")
    assert "confirmed under another name" in anna("partner", "show", NAME)
    parties = anna.json("agreement", "show", history)["parties"]
    assert [(one["identity"], one["confirmed_as"]) for one in parties] == [("own", ""), ("renamed", "Foo Ltd")]
    anna("partner", "trust", NAME, "--fingerprint", partner["fingerprint"])
    anna("agreement", "sign", history)
