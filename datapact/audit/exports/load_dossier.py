"""Gather the content of a dossier from the vault: entries, records and files, and the parts only for internal ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from sqlmodel import col, select

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.own_findings import FindingGrounds, finding_grounds
from datapact.agreements.projection.reading_version import amendments_of
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.projection.write_row import CONCLUDED
from datapact.agreements.text.current_text import current_state
from datapact.audit.formats.dossier import FROZEN_PDF, SIGNED_PDF, Audience
from datapact.audit.formats.dossier_facts import CheckFacts, ConfirmedBefore, ConsentCount, ObligationLine, PageFacts
from datapact.audit.formats.withholding import Choice, withhold, withhold_line, without_comment
from datapact.audit.pages.dossier_content import Content, attachment, member, members, shown
from datapact.base import strictjson
from datapact.base.clock import write_time
from datapact.base.errors import AnswerNo, DataPactError, WrongUse
from datapact.base.texts import N_, Language, Message
from datapact.consent.proof.in_file import in_file
from datapact.consent.records.status import counts, scopes
from datapact.contract.terms.references import has_withheld
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import Entry
from datapact.history.fold.agreement import AgreementState, fold
from datapact.history.state.dag import entries_by
from datapact.obligations.due.obligation import Obligation
from datapact.organisation.acting.log import directory
from datapact.organisation.acting.records import RecordRow
from datapact.organisation.partners.namesakes import all_candidates, standing_as
from datapact.pdf.engine.pdfa import Attachment
from datapact.signing.ceremony.proof import AGREEMENT, PROOF
from datapact.signing.ceremony.rendition import frozen_input
from datapact.signing.ceremony.sign import current_pdf
from datapact.vault.database import entries as vault_store

if TYPE_CHECKING:
    from datapact.consent.proof.unproven import Proof
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def load_dossier(
    acting: Acting,
    session: Session,
    history: str,
    audience: Audience,
    withheld: Sequence[Choice],
    known_at: datetime,
    comments: Collection[str] = (),
) -> Content:
    """Collect a dossier's content; raises WrongUse for an unknown agreement, AnswerNo where there is nothing to show.

    Internal comments are in it without their words, save the threads ``comments`` (digests of their first entries).
    """
    known = directory(session)
    entries = entries_by(history_store.load(session, history), known_at)
    if not entries:
        raise WrongUse(N_("There is no such agreement in this vault. See datapact agreement list."))
    if audience == "partner":
        entries = [entry for entry in entries if entry.stream == "shared"]
        if not entries and load_state(session, history).signed_elsewhere is not None:
            raise AnswerNo(SIGNED_OUTSIDE)
        if not entries:
            raise AnswerNo(N_("Nothing of this agreement was shared with a partner, so there is no dossier for one."))
    whole = fold(entries, known)
    records = _records(session, history, known_at) if audience == "internal" else []
    files, signed = ([], b"") if withheld else _files(session, whole)
    organisations = sorted({acting.organisation, *whole.circle, *(entry.organisation for entry in entries)})
    lines = {one: withhold_line(known[one], withheld) for one in organisations if one in known}
    shown = tuple(without_comment(withhold(entry, withheld), comments) for entry in entries)
    changed = any(one is not other for one, other in zip(shown, entries, strict=True))
    folded = fold(shown, lines) if withheld or changed else whole
    return Content(
        history=history,
        audience=audience,
        withheld=tuple(withheld),
        known_at=known_at,
        own=acting.organisation,
        entries=tuple(folded.entries[one] for one in folded.order),
        records=tuple(withhold(record, withheld) for record in records),
        folded=folded,
        lines=lines,
        state=current_state(folded),
        files=tuple(files),
        signed_pdf=signed,
    )


SIGNED_OUTSIDE: Final = Message(
    N_(
        "This contract was signed outside DataPact: what its parties share is the signed file, which proves itself, and each house keeps"
        " its own record. Hand over the file (datapact agreement export); an internal dossier (--internal) holds the record."
    )
)


def _records(session: Session, history: str, known_at: datetime) -> list[Entry]:
    wanted = (
        select(RecordRow.entry)
        .where(RecordRow.about == history, RecordRow.recorded <= write_time(known_at))
        .order_by(col(RecordRow.seq))
    )
    found = (history_store.load_one(session, one) for one in session.exec(wanted))
    return [entry for entry in found if entry is not None]


def _files(session: Session, folded: AgreementState) -> tuple[list[Attachment], bytes]:
    """The machine-readable text, the proof, and the PDFs byte for byte; the signed PDF once more by itself."""
    state = current_state(folded)
    files: list[Attachment] = []
    signed = b""
    if folded.freeze is not None:
        document = frozen_input(session, folded)
        files += [
            attachment(AGREEMENT, document.attachments[AGREEMENT]),
            attachment(PROOF, document.attachments[PROOF]),
        ]
        try:
            pdf, is_unsigned = current_pdf(session, folded, document)
        except DataPactError:  # the signed PDF has not arrived: the pages say so, because the list lacks it
            pdf, is_unsigned = b"", True
        if pdf:
            files.append(attachment(FROZEN_PDF if is_unsigned else SIGNED_PDF, pdf, "application/pdf"))
            signed = b"" if is_unsigned else pdf
    elif state and not has_withheld(state):
        files.append(attachment(AGREEMENT, strictjson.canonical(dict(state))))
    for number, kept in enumerate(folded.contract_files, 1):
        stored = vault_store.attachment(session, kept.digest)
        if stored is not None:
            name = kept.name if isinstance(kept.name, str) else "file"
            files.append(attachment(f"contract-{number}-{name}", stored[1], kept.media or stored[0]))
    return files, signed


_OVERDUE = Message(N_("overdue"))
_DAY = Message(N_("a day to know"))


def load_page_facts(
    session: Session, content: Content, on: date, language: Language, obligations: Sequence[Obligation] = ()
) -> PageFacts:
    """The further facts that the pages show; ``obligations`` are those of the agreement as known now."""
    if content.audience == "partner":
        return PageFacts(on, content.known_at)
    names = content.names(language)
    parties = [
        (str(member(one, "organisation")), shown(member(one, "name"), language))
        for one in members(member(member(content.state, "terms"), "parties"))
    ]
    known = all_candidates(session)
    beside = finding_grounds(session, content.folded, content.own)
    standings = {organisation: standing_as(known, organisation, name) for organisation, name in parties}
    return PageFacts(
        on=on,
        known_at=content.known_at,
        trust={one: standing for one, standing in standings.items() if standing not in ("own", "unknown")},
        house_severity=beside.house_severity,
        consents=() if "terms" in content.withheld else tuple(_consents(session, content)),
        duties=tuple(
            ObligationLine(
                due=one.due,
                title=one.title.text(language),
                state=(_OVERDUE if one.overdue else _DAY if one.nature == "date" else one.state_words).text(language),
                owner=names.get(one.owner, "")
                or (one.party_name if one.state == "not_ours" else names.get(content.own, "")),
                evidence="; ".join(one.evidence.values()),
            )
            for one in obligations
        ),
        check=CheckFacts(
            program_wordings=tuple(sorted(beside.program_wordings)),
            by_two=beside.by_two,
            authors=tuple(sorted(beside.authors)),
            amended_by=tuple(_amended_by(session, content, on)),
        ),
        confirmed_before=_confirmed_before(beside) or None,
    )


def _confirmed_before(grounds: FindingGrounds) -> tuple[ConfirmedBefore, ...]:
    """The confirmations that an accession carries over from the agreement that it joins, in a fixed order."""
    return tuple(
        ConfirmedBefore(wording, tuple(sorted(parts))) for wording, parts in sorted(grounds.confirmed_before.items())
    )


def _amended_by(session: Session, content: Content, on: date) -> Iterator[str]:
    """The numbers of the agreements that changed the signed text by a local day."""
    if content.folded.stage not in CONCLUDED:
        return
    for one in amendments_of(session, content.history):
        row = session.get(AgreementRow, one.history)
        if one.begins <= on and row is not None:
            yield row.number


def datasets_of(content: Content) -> frozenset[str]:
    """The keys of the datasets whose consents the dossier counts."""
    found = (member(one, "key") for one in members(member(member(content.state, "terms"), "datasets")))
    return frozenset(key for key in found if isinstance(key, str))


def with_proof(facts: PageFacts, content: Content, proof: Proof) -> PageFacts:
    """The facts with the result of the proof; counts of consents that do not fit are left out.

    A partner learns only of this agreement's entries.
    """
    if content.audience == "partner":
        proof = proof.of_agreements({content.history}, len(content.entries))
    doubted = {one.about for one in proof.unproven if one.table.startswith("consent")}
    kept = () if "" in doubted else tuple(one for one in facts.consents if one.dataset not in doubted)
    return replace(facts, consents=kept, proof=in_file(proof))


def _consents(session: Session, content: Content) -> Iterator[ConsentCount]:
    """Counts of the people of each dataset by state; no pseudonym is named."""
    for dataset in members(member(member(content.state, "terms"), "datasets")):
        key = member(dataset, "key")
        if not isinstance(key, str):
            continue
        for scope in scopes(session, dataset=key):
            tally = counts(
                session,
                content.known_at,
                dataset=key,
                purpose=scope.purpose,
                controller=scope.controller,
                known_at=content.known_at,
            )
            if tally.total:
                yield ConsentCount(key, scope.purpose, dict(tally.states), tally.next_expiry)
