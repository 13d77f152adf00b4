"""The part of the sample that an auditor works on: a member with that role, an audit, a sample and remarks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from datapact.audit.engagements.engagements import open_engagement
from datapact.audit.engagements.remarks import Access, draw_sample, record_accesses, remark
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.members import members
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.unlocking import unlock
from datapact.vault.keys.slot import KdfParameters

AUDITOR, AUDITOR_NAME = "miriam-sauer", "Miriam Sauer"
TITLE = "Datenschutzprüfung 2026"
SEED = "5d3c4f0e9a1b7c2d8e6f5a4b3c2d1e0f"


def add_auditor(folder: Path, anna: Acting, passphrase: str, clock: Callable[[], datetime], kdf: KdfParameters) -> None:
    """Make a member who only reads; ``anna`` is an administrator of the vault in ``folder``."""
    invitation = invite(anna, AUDITOR_NAME, ["auditor"], "", kdf)
    join(folder, invitation.member, invitation.code, passphrase, clock, kdf)
    members.certify(anna, invitation.member)


def add_audits(folder: Path, anna: Acting, passphrase: str, clock: Callable[[], datetime], outside: str = "") -> str:
    """An audit of everything with a sample, marks and remarks, and one for an auditor ``outside``; the first one's key."""
    today = clock().date()
    made = open_engagement(
        anna,
        title=TITLE,
        scope="Stichprobe der Verträge und Übermittlungen des Jahres 2026, einschließlich der Einwilligungen.",
        first=today,
        last=today + timedelta(days=60),
        member=AUDITOR,
    )
    if outside:
        open_engagement(
            anna,
            title="Lieferantenprüfung Institut",
            scope="Verträge mit dem Institut für Produktionsdaten e. V.",
            first=today,
            last=today + timedelta(days=30),
            organisation=outside,
        )
    with unlock(folder, AUDITOR, passphrase, clock) as miriam:
        drawn = draw_sample(miriam, made.key, "agreements", 4, SEED)
        first, second, *_rest = drawn.sample.items
        remark(miriam, made.key, first, mark="in_order", text="Unterschriften und Laufzeit geprüft.", agreement=first)
        remark(
            miriam,
            made.key,
            second,
            mark="question",
            text="Wer hat die Löschung nach Ende der Laufzeit bestätigt? Der Nachweis ist mir nicht begegnet.",
            agreement=second,
        )
        now = clock()
        record_accesses(miriam, made.key, [Access("agreement", one, now) for one in (first, second)])
    return made.key
