"""What the sample's calendar holds: a person who looks around finds its rooms filled, in either language."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from datapact.base.clock import utc_now
from datapact.base.texts import Language
from datapact.cli.actions.demo import KELLER, add_calendar
from datapact.obligations.agenda.agenda import Filters
from datapact.obligations.agenda.page import agenda_page
from datapact.obligations.breaches.page import breach_lines
from datapact.organisation.members.unlocking import unlock
from tests.sample_vaults import with_study

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_sample_fills_the_calendar(tmp_path: Path, language: Language) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(with_study()[0], folder)
    passphrase = (folder / f"{Path(KELLER).stem}.anna-keller.passphrase").read_text("utf-8").strip()
    with unlock(folder / KELLER, "anna-keller", passphrase, utc_now) as acting:
        breach = add_calendar(acting, language)
        page = agenda_page(acting, Filters())
        groups = dict(page.groups)
        assert {"overdue", "within_7", "within_30", "later"} <= set(groups)
        assert {"breach", "certificate", "recall"} <= {obligation.kind for obligation in page.obligations}
        assert breach.agreements
        (line,) = breach_lines(acting)
        assert line.open > 0
        assert any(obligation.owner == "martin-vogt" for obligation in page.obligations)
