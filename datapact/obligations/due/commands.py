"""Commands on obligations: record one as met, waive it, reopen it, assign it, add one of our own."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.agreements.steps.assigning import member_named
from datapact.base.beginnings import require_enough
from datapact.base.errors import WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_
from datapact.history.entries.obligation_records import OWN_KINDS
from datapact.obligations.due.obligation import Obligation
from datapact.obligations.due.projection import obligation_of, refresh, row_by_key
from datapact.obligations.due.recorded import OWN
from datapact.organisation.acting.records import Record, append_record, record_of
from datapact.vault.database.entries import attachment, put_attachment

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

LARGEST_EVIDENCE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence that an obligation was met. For a deletion: ``scope``, ``method`` and ``signatory`` of the
    certificate.

    ``reference`` is the place of evidence kept elsewhere; ``file`` is kept in the vault.
    """

    reference: str = ""
    scope: str = ""
    method: str = ""
    signatory: str = ""
    file: bytes | None = None
    media: str = "application/octet-stream"
    """Media type of ``file``."""


def find_obligation(session: Session, key: str, today: date) -> Obligation:
    """One obligation of the table by its key or the key's beginning; raises WrongUse where there is not exactly one."""
    wanted = key.strip().lower()
    require_enough(wanted, OWN if wanted.startswith(OWN) else "")
    found = row_by_key(session, wanted)
    exact = [row for row in found if row.key == wanted]
    if not exact and len(found) > 1:
        raise WrongUse(N_("Several duties fit {key}. Give more of the key."), key=wanted[:40])
    if not found:
        raise WrongUse(
            N_(
                "There is no duty {key} to record this for. Withdrawals, breaches, consents and documents on file are"
                " settled where they are recorded, proofs of signatures by datapact archive renew."
            ),
            key=wanted[:40],
        )
    return obligation_of((exact or found)[0], today)


def record_done(acting: Acting, key: str, on: date | None = None, evidence: Evidence | None = None) -> Obligation:
    """Record that an obligation was met on ``on`` (local day, today by default).

    A deletion or its certificate needs scope, method and signatory. Raises WrongUse for a day in the future, an
    obligation that is already closed, or a date that passes by itself.
    """
    proof = evidence or Evidence()
    today = _today(acting)
    day = on or today
    if day > today:
        raise WrongUse(N_("A duty cannot have been met in the future. Check the day."))
    with acting.vault.write() as session:
        obligation = _open(session, key, today)
        if obligation.nature == "date":
            raise WrongUse(N_("This is a date that passes by itself: there is nothing to record as done."))
        if obligation.kind in ("deletion", "certificate_due") and not (
            proof.scope and proof.method and proof.signatory
        ):
            raise WrongUse(N_("A deletion is recorded with its scope, its method and who signed the certificate."))
        body = {
            **_named(obligation),
            "on": day.isoformat(),
            "by": acting.member.id,
            "evidence": put_attachment(session, proof.file, proof.media) if proof.file is not None else "",
            "reference": proof.reference,
            "scope": proof.scope,
            "method": proof.method,
            "signatory": proof.signatory,
        }
        return _recorded(acting, session, "obligation_done", body, obligation.key, today)


def waive(acting: Acting, key: str, reason: str) -> Obligation:
    """Record, as a legal member, that an obligation need not be met; raises WrongUse without a reason."""
    if not reason.strip():
        raise WrongUse(N_("Say why the duty need not be met."))
    today = _today(acting)
    with acting.vault.write() as session:
        obligation = _open(session, key, today)
        body = {**_named(obligation), "reason": reason}
        return _recorded(acting, session, "obligation_waived", body, obligation.key, today)


def assign(acting: Acting, key: str, owner: str, note: str = "") -> Obligation:
    """Record the owner of an obligation and all its later days; an empty owner is nobody."""
    today = _today(acting)
    with acting.vault.write() as session:
        obligation = find_obligation(session, key, today)
        body = _setting(session, obligation, owner=member_named(session, owner), note=note or obligation.note)
        return _recorded(acting, session, "obligation_set", body, obligation.key, today)


def reopen(acting: Acting, key: str) -> Obligation:
    """Reopen an obligation recorded as met or waived by mistake; the earlier record stays in the history."""
    today = _today(acting)
    with acting.vault.write() as session:
        obligation = find_obligation(session, key, today)
        if obligation.state not in ("done", "waived"):
            raise WrongUse(N_("This duty is open already."))
        body = _setting(session, obligation, owner=obligation.owner, note=obligation.note) | {
            "key": obligation.key,
            "open": True,
        }
        return _recorded(acting, session, "obligation_set", body, obligation.key, today)


def add(
    acting: Acting,
    title: str,
    due: date,
    *,
    agreement: str = "",
    about: str = "own",
    every_months: int = 0,
    owner: str = "",
    note: str = "",
) -> Obligation:
    """Add an obligation of our own, such as a certificate that expires on ``due``; with ``every_months`` it recurs."""
    if not title.strip():
        raise WrongUse(N_("A duty needs a title."))
    if about not in OWN_KINDS or not about:
        known = ", ".join(kind for kind in OWN_KINDS if kind)
        raise WrongUse(N_("There is no kind of duty {kind}. Kinds: {kinds}."), kind=about[:40], kinds=known)
    if not 0 <= every_months <= 1200:
        raise WrongUse(N_("A duty recurs after 1 to 1200 months, or not at all (0)."))
    today = _today(acting)
    series = OWN + uuid.uuid4().hex[:12]
    with acting.vault.write() as session:
        body = {
            "key": series,
            "agreement": agreement,
            "about": about,
            "title": title,
            "due": due.isoformat(),
            "every_months": every_months,
            "owner": member_named(session, owner),
            "note": note,
            "open": False,
        }
        append_record(acting, session, "obligation_set", body)
        refresh(acting, session, agreement)
        rows = [row for row in row_by_series(session, series) if row.due == due.isoformat()]
        return obligation_of(rows[0], today)


def evidence_file(acting: Acting, digest: str) -> bytes:
    """The file recorded as evidence; raises WrongUse where it is not, or no longer, in the vault."""
    with acting.vault.read() as session:
        found = attachment(session, digest)
    if found is None:
        raise WrongUse(N_("This file is not in the vault. It may have been erased."))
    return found[1]


def row_by_series(session: Session, series: str) -> list[Any]:
    """The rows of obligations that belong to one series."""
    from sqlmodel import select

    from datapact.obligations.due.projection import ObligationRow

    return list(session.exec(select(ObligationRow).where(ObligationRow.series == series)))


def _today(acting: Acting) -> date:
    now = acting.clock()
    return day_of(now, local_zone(now))


def _open(session: Session, key: str, today: date) -> Obligation:
    obligation = find_obligation(session, key, today)
    if obligation.state in ("done", "waived"):
        raise WrongUse(N_("This duty is closed already. Open it again first, if that was a mistake."))
    return obligation


def _named(obligation: Obligation) -> dict[str, Any]:
    return {
        "key": obligation.key,
        "agreement": obligation.agreement,
        "title": obligation.title.text("en")[:300],
        "due": obligation.due.isoformat(),
    }


def _setting(session: Session, obligation: Obligation, *, owner: str, note: str) -> dict[str, Any]:
    """A record of owner and note for the series; the other members of an obligation of our own stay unchanged."""
    before = record_of(session, "obligation_set", obligation.series) if obligation.series.startswith(OWN) else None
    kept: dict[str, Any] = (
        {name: before.body.get(name) for name in ("about", "title", "due", "every_months")}
        if before is not None
        else {"about": "", "title": obligation.title.text("en")[:300], "due": "", "every_months": 0}
    )
    return {
        "key": obligation.series,
        "agreement": obligation.agreement,
        **kept,
        "owner": owner,
        "note": note,
        "open": False,
    }


def _recorded(acting: Acting, session: Session, kind: str, body: dict[str, Any], key: str, today: date) -> Obligation:
    record: Record = append_record(acting, session, kind, body)
    refresh(acting, session, record.about)
    return find_obligation(session, key, today)
