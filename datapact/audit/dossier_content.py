"""What goes into a dossier: the entries for its audience as known at a moment, less what is withheld, and the files.

For a partner: the shared entries, which the partner has or could have, and nothing else; not even how many internal
ones there are. Inside: everything about the agreement, the organisation's own records included.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from datapact import strictjson
from datapact.agreements.projection import current_state, has_withheld
from datapact.audit.dossier_file import Audience, DossierFile, ListedFile
from datapact.audit.dossier_words import member, members, shown
from datapact.audit.withholding import Choice, withhold, withhold_line
from datapact.clock import write_time
from datapact.documents.archive import Attachment
from datapact.errors import AnswerNo, DataPactError, WrongUse
from datapact.history import store as history_store
from datapact.history.agreement import AgreementState, fold
from datapact.history.disclosure import WITHHELD
from datapact.history.entry import Entry
from datapact.history.organisation import OrganisationLine
from datapact.parties.organisation_log import directory
from datapact.parties.organisation_records import RecordRow
from datapact.parties.partners import list_partners
from datapact.signing.rendition import AGREEMENT, PROOF, frozen_input
from datapact.signing.sign import current_pdf
from datapact.strictjson import to_base64url
from datapact.texts import N_, Language
from datapact.tracking.known import entries_by
from datapact.vault import store as vault_store

if TYPE_CHECKING:
    from sqlmodel import Session

    from datapact.parties.acting import Acting

SIGNED_PDF = "agreement-signed.pdf"
FROZEN_PDF = "agreement-frozen.pdf"


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a dossier is made of. ``folded``, ``lines`` and ``state`` are what is left after withholding."""

    history: str
    audience: Audience
    withheld: tuple[Choice, ...]
    known_at: datetime
    own: str
    entries: tuple[Entry, ...] = field(repr=False)
    records: tuple[Entry, ...] = field(repr=False)
    folded: AgreementState = field(repr=False)
    lines: Mapping[str, OrganisationLine] = field(repr=False, hash=False)
    state: Mapping[str, Any] = field(repr=False, hash=False)
    files: tuple[Attachment, ...] = field(repr=False)
    signed_pdf: bytes = field(repr=False)
    trust: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    """How sure the exporting organisation is of each other organisation, when it exports; inside only."""

    @property
    def missing(self) -> int:
        """Disclosures that the dossier lacks, those erased not counted."""
        return sum(entry.missing for entry in self.all_entries())

    @property
    def erased(self) -> int:
        """Disclosures that were erased (Art. 17 GDPR)."""
        return sum(len(entry.erased) for entry in self.all_entries())

    def all_entries(self) -> Iterator[Entry]:
        """Entries, records and public histories."""
        yield from self.entries
        yield from self.records
        for line in self.lines.values():
            yield from line.entries

    def names(self, language: Language | None = None) -> dict[str, str]:
        """Names by organisation id and by key and id of members, as far as the dossier shows them.

        In a language also those of datasets by key, and of purposes by term or key, as the agreement calls them.
        """
        found = self._named(language) if language is not None else {}
        found |= {organisation: line.state.name for organisation, line in self.lines.items()}
        for line in () if "names" in self.withheld else self.lines.values():
            for state in line.states.values():
                for person in state.members.values():
                    found[person.author_kid] = person.name or person.id
                    found.setdefault(person.id, person.name or person.id)
        return found

    def _named(self, language: Language) -> dict[str, str]:
        terms = member(self.state, "terms")
        pairs = [(member(one, "organisation"), member(one, "name")) for one in members(member(terms, "parties"))]
        pairs += [(member(one, "key"), member(one, "name")) for one in members(member(terms, "datasets"))]
        for one in members(member(terms, "purposes")):
            pairs += [(member(one, name), member(one, "name")) for name in ("key", "iri")]
        found: dict[str, set[str]] = {}
        for key, name in pairs:
            if isinstance(key, str) and key and name not in (None, WITHHELD) and shown(name, language):
                found.setdefault(key, set()).add(shown(name, language))
        return {key: names.pop() for key, names in found.items() if len(names) == 1}  # two purposes may share a term

    def file(self, kid: str, member: str, language: str, time: datetime) -> DossierFile:
        """dossier.json for this content, signed for by the member with this author key."""
        return DossierFile(
            audience=self.audience,
            agreement=self.history,
            organisation=self.own,
            member=member,
            kid=kid,
            time=time,
            language=language,
            withheld=self.withheld,
            entries=self.entries,
            records=self.records,
            organisations={identity: line.entries for identity, line in self.lines.items()},
            files=tuple(ListedFile(one.name, digest(one.data), one.media) for one in self.files),
        )


def digest(data: bytes) -> str:
    """base64url SHA-256."""
    return to_base64url(hashlib.sha256(data).digest())


def gather(
    acting: Acting,
    session: Session,
    history: str,
    audience: Audience,
    withheld: Sequence[Choice],
    known_at: datetime,
) -> Content:
    """Collect a dossier's content; raises WrongUse for an unknown agreement, AnswerNo where there is nothing to show."""
    known = directory(session)
    entries = entries_by(history_store.load(session, history), known_at)
    if not entries:
        raise WrongUse(N_("There is no such agreement in this vault. See datapact agreement list."))
    if audience == "partner":
        entries = [entry for entry in entries if entry.stream == "shared"]
        if not entries:
            raise AnswerNo(N_("Nothing of this agreement was shared with a partner, so there is no dossier for one."))
    whole = fold(entries, known)
    records = _records(session, history, known_at) if audience == "internal" else []
    files, signed = ([], b"") if withheld else _files(session, whole)
    organisations = sorted({acting.organisation, *whole.parties, *(entry.organisation for entry in entries)})
    lines = {one: withhold_line(known[one], withheld) for one in organisations if one in known}
    shown = tuple(withhold(entry, withheld) for entry in entries) if withheld else tuple(entries)
    folded = fold(shown, lines) if withheld else whole
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
        trust={one.organisation: one.trust for one in list_partners(session)} if audience == "internal" else {},
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
            Attachment(AGREEMENT, document.attachments[AGREEMENT], relationship="Source"),
            Attachment(PROOF, document.attachments[PROOF], relationship="Supplement"),
        ]
        try:
            pdf, is_unsigned = current_pdf(session, folded, document)
        except DataPactError:  # the signed PDF has not arrived: said on the pages, by its absence in the list
            pdf, is_unsigned = b"", True
        if pdf:
            files.append(Attachment(FROZEN_PDF if is_unsigned else SIGNED_PDF, pdf, "application/pdf", "Source"))
            signed = b"" if is_unsigned else pdf
    elif state and not has_withheld(state):
        files.append(Attachment(AGREEMENT, strictjson.canonical(dict(state)), relationship="Source"))
    elsewhere = folded.signed_elsewhere
    for number, kept in enumerate(elsewhere.files if elsewhere is not None else (), 1):
        stored = vault_store.attachment(session, kept.digest)
        if stored is not None:
            name = kept.name if isinstance(kept.name, str) else "file"
            files.append(Attachment(f"contract-{number}-{name}", stored[1], kept.media or stored[0], "Source"))
    return files, signed
