"""Who is no party any more, on the command line: the reading version and the registers say it with the last day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from datapact.agreements.steps import accession
from tests.agreements.alliance import PASSPHRASE, alliance
from tests.cli.desks import Desk
from tests.cli.test_schemas import said

DAY = "2027-03-05"


def test_the_reading_version_and_the_registers_name_the_last_day(tmp_path: Path) -> None:
    at = alliance(tmp_path)
    a, b, c, _other = at.everyone
    _notice, last = accession.leave(b, at.history, None, "Strategie")
    assert last == date(2027, 2, 28)
    at.carry(b, [a, c])
    at.close()
    (tmp_path / "passphrase").write_text(PASSPHRASE, "utf-8")
    desk = Desk(tmp_path, tmp_path / "p1.datapact", a.member.id)
    read = ("agreement", "reading-version", at.history, "--on")
    shown = said("agreement-reading-version", desk, *read, DAY)
    assert shown["gone"] == [{"organisation": b.organisation, "last_day": "2027-02-28"}]
    assert "Stadtwerke Bautzen GmbH is no party any more; its last day was 28 February 2027." in desk(*read, DAY)
    assert "no party any more" not in desk(*read, "2027-02-28")
    file = tmp_path / "register.csv"
    desk("register", "agreements", "--on", DAY, "-o", file)
    written = file.read_text("utf-8")
    assert ",Stadtwerke Bautzen GmbH (party until 28 February 2027); Stadtwerke Celle GmbH," in written
