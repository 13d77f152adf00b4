"""The sample vault with the study, an auditor and an audit, for the tests of the audit room: made once, then copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from datapact.base.clock import utc_now
from datapact.organisation.members.unlocking import unlock
from datapact_ui.kit.context.app_context import AppContext, Place, read_opened
from tests.sample_vaults import Sample, with_audits
from tests.screenshots.sample_audit import AUDITOR
from tests.ui.conftest import AnsweredDialogs
from tests.ui.studied import study_demo

__all__ = ["audit_demo", "audited", "auditor_context", "legal_context", "outside_context", "study_demo"]
PASSPHRASE = "neun rote Kraniche am Fluss"
INSTITUTE_MEMBER = "prof-dr-sofia-brandt"


@dataclass(frozen=True)
class Audited:
    """A copy of both vaults, and the key of the audit inside the house."""

    sample: Sample
    engagement: str


@pytest.fixture(scope="session")
def audit_demo() -> tuple[Path, str]:
    """The folder with the study in which an auditor has worked; never opened, only copied."""
    return with_audits()


@pytest.fixture
def audited(audit_demo: tuple[Path, str], tmp_path: Path) -> Audited:
    """A fresh copy."""
    folder = tmp_path / "audited"
    shutil.copytree(audit_demo[0], folder)
    return Audited(Sample(folder), audit_demo[1])


def _context(opened: object, dialogs: AnsweredDialogs) -> Iterator[AppContext]:
    made = AppContext(opened, dialogs)  # type: ignore[arg-type]
    places: list[Place] = []
    made.went.connect(places.append)
    made.places = places  # type: ignore[attr-defined]
    broken: list[BaseException] = []
    made.worker.broke.connect(broken.append)
    yield made
    made.save_remembered()  # else its timer writes into a folder that is gone, in the next test
    made.worker.close()
    assert not broken, broken
    made.deleteLater()


@pytest.fixture
def legal_context(audited: Audited, dialogs: AnsweredDialogs, styled: QApplication) -> Iterator[AppContext]:
    """Anna Keller's context (legal, signatory, admin)."""
    sample = audited.sample
    yield from _context(read_opened(sample.unlocked(sample.keller, "anna-keller")), dialogs)


@pytest.fixture
def auditor_context(audited: Audited, dialogs: AnsweredDialogs, styled: QApplication) -> Iterator[AppContext]:
    """The context of a member who is an auditor and nothing else."""
    yield from _context(read_opened(unlock(audited.sample.keller, AUDITOR, PASSPHRASE, utc_now)), dialogs)


@pytest.fixture
def outside_context(audited: Audited, styled: QApplication) -> Iterator[AppContext]:
    """The institute's context, which is the auditor outside."""
    sample = audited.sample
    yield from _context(read_opened(sample.unlocked(sample.institute, INSTITUTE_MEMBER)), AnsweredDialogs())
