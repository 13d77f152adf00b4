"""A sealed copy for an external auditor: an export sealed to the auditor's card, with a last day of use.

The use-by day is a courtesy and not a lock: DataPact honours it when it opens the copy, and whoever has opened the copy
once has the export. The envelope is that of bundles (exchange/bundle/envelope.py); inside are a signed statement and the export.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Final

from datapact.audit.engagements.engagements import engagement
from datapact.audit.engagements.scope import agreements_inside
from datapact.audit.formats.exporter import exported_by_who_left
from datapact.base.errors import AnswerNo, Damaged, WrongUse
from datapact.base.format import Day, Format, Time, part
from datapact.base.local_time import day_of, local_zone
from datapact.base.strictjson import from_base64url, sha256_of
from datapact.base.texts import N_, Message
from datapact.consent.proof.run import Rests, proven_whole
from datapact.exchange.bundle.envelope import COPY_TYPE, new_envelope, seal, unseal
from datapact.history.commitments.jws import read_compact, sign_compact, verify
from datapact.history.entries.packed import EntryInFile
from datapact.history.fold.organisation import verify_line
from datapact.history.state.organisation import Member, OrganisationLine
from datapact.organisation.acting.private_keys import sealing_keys
from datapact.organisation.acting.records import record_export
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.namesakes import all_candidates, standing_as
from datapact.organisation.partners.partners import get_partner

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

ENDING: Final = ".dpseal"


@part
class Statement(Format):
    """The sender's signed statement in front of the export; ``history`` is its public history."""

    malformed: ClassVar = N_("This file is no sealed copy for an auditor. A bundle is taken in with datapact receive.")

    envelope: str
    """Digest of the envelope that it is sealed in, base64url of SHA-256."""
    recipients: tuple[str, ...]
    """Organisation ids, in the order of the envelope."""
    organisation: str
    """Id of the sender."""
    head: str
    """Digest of the newest entry of the sender's public history."""
    member: str
    """Id of the member who sealed it."""
    title: str
    """Title of the export, for people."""
    use_by: Day
    """Last local day on which the recipient is to use it."""
    time: Time
    """Moment of sealing, UTC."""
    name: str
    """File name of the export."""
    size: int
    """Bytes of the export."""
    sha256: str
    """Digest of the export's bytes."""
    history: tuple[EntryInFile, ...]


@dataclass(frozen=True, slots=True)
class SealedCopy:
    """An opened copy. ``trust`` is how sure the opening vault is of the sender ("unknown": no card of it here).

    ``doubt`` says why its seal proves nothing: the newest history known here revokes the key.
    """

    data: bytes = field(repr=False)
    """The export inside, as it was sealed."""
    name: str
    """File name of the export as its sender has it."""
    sha256: str
    """Of ``data``, base64url."""
    organisation: str
    """Id of the sender."""
    organisation_name: str
    """As its own history has it at the seal."""
    member: str
    """Name of who sealed it, else the member's id."""
    title: str
    """Of the audit it is for."""
    use_by: date
    """Last local day of use."""
    time: datetime
    """Claimed time of the seal, UTC."""
    trust: str
    doubt: Message | None = None


def seal_copy(acting: Acting, key: str, data: bytes, name: str, use_by: date | None = None) -> bytes:
    """Seal an export for the external auditor of an engagement; ``use_by`` is the last day of the audit by default.

    Records the export. Raises WrongUse where the audit is for a member, or the day is after its end or in the past,
    AnswerNo where it has ended or the export exceeds its scope, TooLarge for one beyond what a file may hold.
    """
    now = acting.clock()
    with acting.vault.read() as session:
        proven_whole(acting, session, Rests())
        found = engagement(session, key)
        line = own_line(session)
        partner = get_partner(session, found.organisation) if found.organisation else None
    if partner is None:
        raise WrongUse(
            N_("This audit is for a member, who opens the vault. Only an auditor outside gets a sealed copy.")
        )
    if not found.runs_on(day_of(now, local_zone(now))):
        raise AnswerNo(
            N_("This audit runs from {first} to {last} and is not open today. Ask a legal member."),
            first=found.first.isoformat(),
            last=found.last.isoformat(),
        )
    last = use_by or found.last
    if last > found.last:
        raise WrongUse(
            N_("A copy is for use until {last} at most, the last day of the audit."), last=found.last.isoformat()
        )
    if last < day_of(now, local_zone(now)):
        raise WrongUse(N_("{day} has passed: nobody could open this copy. Choose a later day."), day=last.isoformat())
    outside = sum(not found.covers(one) for one in agreements_inside(data))
    if outside:
        raise AnswerNo(
            N_(
                "This export is about {n} agreements outside the scope of the audit {title}. Export what is in it:"
                " datapact audit export --all --internal --engagement {key}."
            ),
            n=outside,
            title=found.title,
            key=found.key[:8],
        )
    recipients = [from_base64url(one) for one in (partner.card.line.state.sealing_public, line.state.sealing_public)]
    envelope = new_envelope(recipients)
    statement = Statement(
        envelope=envelope.envelope.digest,
        recipients=envelope.envelope.recipients,
        organisation=line.id,
        head=line.head,
        member=acting.member.id,
        title=found.title,
        use_by=last,
        time=now,
        name=name,
        size=len(data),
        sha256=sha256_of(data),
        history=tuple(line.entries),
    )
    token = sign_compact(statement.write(), acting.author_key, typ=COPY_TYPE)
    sealed = seal(envelope, token.encode("ascii") + b"\n" + data)
    told: dict[str, str | int | Message] = {"name": name, "auditor": found.auditor, "day": last.isoformat()}
    record_export(acting, Message(N_("{name}, sealed for {auditor}, for use until {day}"), told), sealed, found.auditor)
    return sealed


def open_copy(acting: Acting, data: bytes) -> SealedCopy:
    """Open a copy that was sealed for our organisation; writes nothing.

    Raises NotForUs, Damaged, Malformed, NewerFormat or TooLarge for a file that cannot be opened, AnswerNo after its
    use-by day.
    """
    with acting.vault.read() as session:
        envelope, payload = unseal(data, sealing_keys(session))
        copy, line, author, said = _read(payload)
        partner = get_partner(session, copy.organisation)
        own = own_line(session)
        trust = standing_as(all_candidates(session), copy.organisation, copy.organisation_name)
    if said.envelope != envelope.digest or said.recipients != envelope.recipients:
        raise Damaged(N_("This copy was sealed for others than its sender named. Ask the sender for a new one."))
    known = own if copy.organisation == own.id else None if partner is None else partner.card.line
    newest = line if known is None else verify_line(line.entries, known=known)
    doubt = exported_by_who_left(author).message if author.author_kid in newest.state.revoked else None
    now = acting.clock()
    if day_of(now, local_zone(now)) > copy.use_by:
        raise AnswerNo(
            N_("This copy was for use until {day}. Ask {organisation} for a new one."),
            day=copy.use_by.isoformat(),
            organisation=copy.organisation_name,
        )
    return replace(copy, trust=trust, doubt=doubt)


def _read(payload: bytes) -> tuple[SealedCopy, OrganisationLine, Member, Statement]:
    """The copy, verified by the history in its statement, the signer of the statement, and the statement."""
    end = payload.find(b"\n", 0, Statement.largest + 1)
    if end < 0:
        raise Statement.refusal()
    try:
        token = read_compact(payload[:end].decode("ascii"), COPY_TYPE)
    except UnicodeDecodeError:
        raise Statement.refusal() from None
    said = Statement.read(token.payload)
    line = verify_line(said.history)
    author = line.member_at(said.head, token.kid)
    content = payload[end + 1 :]
    if (
        line.id != said.organisation
        or author is None
        or author.id != said.member
        or not verify(token, author.author_key)
    ):
        raise Damaged(N_("This copy was not signed by the organisation that it names."))
    if (fault := author.fault_at(said.time)) is not None:
        raise Damaged(
            N_(
                "This copy is signed with a certificate that is void: {reason} Ask {sender} to have it sealed by "
                "another member."
            ),
            reason=fault,
            sender=line.state.name,
        )
    if len(content) != said.size or sha256_of(content) != said.sha256:
        raise Damaged(N_("The content of this copy was changed. Ask the sender for a new one."))
    copy = SealedCopy(
        data=content,
        name=said.name,
        sha256=said.sha256,
        organisation=line.id,
        organisation_name=line.state.name,
        member=author.name or author.id,
        title=said.title,
        use_by=said.use_by,
        time=said.time,
        trust="unknown",
    )
    return copy, line, author, said
