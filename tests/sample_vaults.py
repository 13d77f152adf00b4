"""The sample of the program, as the demo leaves it, with the lead's study, with audits: made once for all tests that look around.

Never open what is returned: copy it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from datapact.agreements.projection.renewed_rows import renew_rows
from datapact.base.clock import utc_now
from datapact.cli.actions.demo import Study, add_study, run_demo
from datapact.obligations.due.projection import refresh_stale
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.members.unlocking import unlock
from datapact.vault.keys.slot import KdfParameters
from tests.kept import kept

CHEAP = KdfParameters(1, 8192, 1)
AUDITOR_PASSPHRASE = "neun rote Kraniche am Fluss"
ANNA, SOFIA = "anna-keller", "prof-dr-sofia-brandt"


@dataclass(frozen=True)
class Sample:
    """A copy of what the demo left: two vaults, their members' passphrases, cards and bundles."""

    folder: Path

    @property
    def keller(self) -> Path:
        return self.folder / "Keller.datapact"

    @property
    def institute(self) -> Path:
        return self.folder / "Institut.datapact"

    def passphrase(self, vault: Path, member: str) -> str:
        return (self.folder / f"{vault.stem}.{member}.passphrase").read_text("utf-8").strip()

    def recovery_code(self, vault: Path) -> str:
        return (self.folder / f"{vault.stem}.recovery-code").read_text("utf-8").strip()

    def unlocked(self, vault: Path, member: str) -> Acting:
        return unlock(vault, member, self.passphrase(vault, member), utc_now)


def opened_before(acting: Acting) -> None:
    """Leave a vault as a program leaves it that has opened it: a context need not fold and derive all of it anew."""
    renew_rows(acting)
    refresh_stale(acting)


def after_demo() -> Path:
    """What the main job of the demo leaves."""

    def make(folder: Path) -> None:
        assert run_demo(folder, kdf=CHEAP, study=False)
        made = Sample(folder)
        for vault, member in ((made.keller, ANNA), (made.institute, SOFIA)):
            with made.unlocked(vault, member) as acting:
                opened_before(acting)

    return kept("demo", make)[0]


def with_study() -> tuple[Path, Study]:
    """The same with the study in Keller's vault, as the whole demo leaves it."""

    def make(folder: Path) -> Study:
        shutil.copytree(after_demo(), folder)
        sample = Sample(folder)
        with sample.unlocked(sample.keller, ANNA) as anna:
            made = add_study(anna)
            opened_before(anna)
            return made

    return kept("studied", make)


def with_audits() -> tuple[Path, str]:
    """The same in which an auditor has worked; with the key of the audit inside the house."""
    from tests.screenshots.sample_audit import add_auditor, add_audits

    def make(folder: Path) -> str:
        shutil.copytree(with_study()[0], folder)
        sample = Sample(folder)
        with (
            sample.unlocked(sample.keller, ANNA) as anna,
            sample.unlocked(sample.institute, SOFIA) as sofia,
        ):
            add_auditor(sample.keller, anna, AUDITOR_PASSPHRASE, utc_now, CHEAP)
            key = add_audits(sample.keller, anna, AUDITOR_PASSPHRASE, utc_now, outside=sofia.organisation)
            opened_before(anna)
            return key

    return kept("audited", make)
