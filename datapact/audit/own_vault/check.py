"""The check of a whole vault: storage, every signature and fold, and the projection against a fresh one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.agreements.projection.current_text import current_state
from datapact.agreements.projection.numbers import giver_of, with_giver
from datapact.agreements.projection.projection import row_of, text_digest
from datapact.agreements.projection.tables import AgreementRow
from datapact.base.clock import local_day
from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Message, _
from datapact.consent.records.batch import check_batches
from datapact.consent.views.list_check import check_lists
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import organisation_history, verify_entry
from datapact.history.fold.agreement import fold
from datapact.history.fold.authority import verify_authors
from datapact.organisation.acting.log import directory
from datapact.organisation.identity.tables import PartnerRow
from datapact.vault.database.tables import EntryRow
from datapact.vault.folder.check import check_storage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datapact.history.state.organisation import OrganisationLine
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

type Progress = Callable[[str, int, int], None]

AGREEMENT_PREFIX = "urn:uuid:"
_TRUST = {"partner_introduced": "introduced", "partner_trusted": "confirmed"}
COMPARED = (
    "number",
    "title",
    "kind",
    "partners",
    "stage",
    "turn",
    "since",
    "next_step",
    "starts",
    "ends",
    "head",
    "changed",
)


def check_whole_vault(acting: Acting, progress: Progress) -> list[Message]:
    """Problems found, none in a sound vault.

    Pages, database, checkpoint and digests first; then every entry's signature under the author's key at the
    organisation head that it names, every fold, and every row of the projection against a new one; consents against their
    signed batches, and the lists of deliveries and recalls against their entries.
    """
    problems = check_storage(acting.vault, progress)
    with acting.vault.read() as session:
        try:
            known = directory(session)
        except DataPactError as error:
            return [*problems, error.message]
        histories = list(
            session.exec(select(EntryRow.history).where(col(EntryRow.history).startswith(AGREEMENT_PREFIX)).distinct())
        )
        for done, history in enumerate(sorted(histories), start=1):
            problems += _check_agreement(acting, session, history, known)
            progress(_("agreements"), done, len(histories))
        problems += _check_partners(acting, session, known)
        problems += check_batches(session, progress)
        problems += check_lists(session, progress)
        rows = set(session.exec(select(AgreementRow.id)))
        problems += [
            Message(N_("The list shows an agreement without entries ({id}). Restore a backup."), {"id": id_})
            for id_ in sorted(rows - set(histories))
        ]
    return problems


def _check_partners(acting: Acting, session: Session, known: Mapping[str, OrganisationLine]) -> list[Message]:
    """Trust in partners is kept in a table, which every member's computer can write; it must follow from entries."""
    problems: list[Message] = []
    found: dict[str, set[str]] = {}
    for entry in history_store.load(session, organisation_history(acting.organisation)):
        if entry.kind not in (*_TRUST, "partner_distrusted", "partner_removed"):
            continue
        try:
            verify_authors([entry], known)
        except DataPactError as error:
            problems.append(error.message)
        else:
            degrees = found.setdefault(str(entry.body["organisation"]), set())
            if entry.kind in _TRUST:
                degrees.add(_TRUST[entry.kind])
            else:
                degrees.clear()
    problems += [
        Message(
            N_("The trust in partner {partner} does not follow from the organisation's history. Compare fingerprints."),
            {"partner": row.name},
        )
        for row in session.exec(select(PartnerRow).order_by(col(PartnerRow.organisation)))
        if row.trust != "declared" and row.trust not in found.get(row.organisation, ())
    ]
    return problems


def _check_agreement(
    acting: Acting, session: Session, history: str, known: Mapping[str, OrganisationLine]
) -> list[Message]:
    problems: list[Message] = []
    try:
        entries = history_store.load(session, history)
        for entry in entries:
            line = known.get(entry.organisation)
            member = line.member_at(entry.organisation_head, entry.kid) if line is not None else None
            if member is None or not verify_entry(entry, member.author_key):
                problems.append(
                    Message(
                        N_("The signature of entry {digest} does not verify. Restore a backup."),
                        {"digest": entry.digest},
                    )
                )
        folded = fold(entries, known)
    except DataPactError as error:
        return [*problems, error.message]
    kept = session.get(AgreementRow, history)
    fresh = row_of(folded, acting.organisation, clock_day=local_day(acting.clock()))
    giver = giver_of(folded, current_state(folded), acting.organisation)
    if kept is not None and giver and kept.number == with_giver(fresh.number, giver):
        fresh = replace(fresh, number=kept.number)  # another agreement had its number when it was listed
    fresh = replace(fresh, state_digest=text_digest(folded))
    if kept is None or any(getattr(kept, name) != getattr(fresh, name) for name in (*COMPARED, "state_digest")):
        problems.append(
            Message(
                N_("The list does not show agreement {id} as its history has it. Restore a backup."), {"id": history}
            )
        )
    return problems
