"""A sealed copy for an auditor outside: an export sealed to the auditor's card, with a day until which it may be used.

The use-by day is a courtesy and not a lock: DataPact honours it when it opens the copy, and whoever has opened the copy
once has the export. The envelope is that of bundles (exchange/bundle/envelope.py); inside are a signed statement and the export.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from datapact.audit.engagements.engagements import engagement
from datapact.audit.engagements.scope import agreements_inside
from datapact.audit.formats.dossier import entry_json, read_entry_json
from datapact.audit.formats.signed_report import exported_by_who_left
from datapact.base.clock import read_time, write_time
from datapact.base.errors import AnswerNo, Damaged, Malformed, NewerFormat, WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.base.strictjson import canonical, from_base64url, parse_object, to_base64url
from datapact.base.texts import N_, Message
from datapact.exchange.bundle.envelope import COPY_TYPE, new_envelope, seal, unseal
from datapact.history.commitments.jws import read_compact, sign_compact, verify
from datapact.history.fold.organisation import verify_line
from datapact.history.state.organisation import Member, OrganisationLine
from datapact.organisation.acting.private_keys import sealing_keys
from datapact.organisation.acting.records import record_export
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.namesakes import all_candidates, standing_as
from datapact.organisation.partners.partners import get_partner

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

FORMAT: Final = 1
TYPE: Final = COPY_TYPE
LARGEST_STATEMENT: Final = 16 * 1024 * 1024
ENDING: Final = ".dpseal"


@dataclass(frozen=True, slots=True)
class SealedCopy:
    """An opened copy. ``trust`` says how sure the opening vault is of the sender ("unknown": no card of it here).

    ``doubt`` says why it proves nothing by its seal: the key was revoked in the newest history that is known here.
    """

    data: bytes = field(repr=False)
    name: str
    sha256: str
    organisation: str
    organisation_name: str
    member: str
    title: str
    use_by: date
    time: datetime
    trust: str
    doubt: Message | None = None


def seal_copy(acting: Acting, key: str, data: bytes, name: str, use_by: date | None = None) -> bytes:
    """Seal an export for the auditor outside of an engagement; ``use_by`` is the last day of the audit by default.

    Records that it left. Raises WrongUse where the audit is for a member, or the day lies behind its end or in the past,
    AnswerNo where it has ended or the export is about more than its scope, TooLarge for one beyond what a file may hold.
    """
    now = acting.clock()
    with acting.vault.read() as session:
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
    statement = sign_compact(
        canonical(
            {
                "format": FORMAT,
                "envelope": envelope.envelope.digest,
                "recipients": list(envelope.envelope.recipients),
                "organisation": line.id,
                "head": line.head,
                "member": acting.member.id,
                "title": found.title,
                "use_by": last.isoformat(),
                "time": write_time(now),
                "name": name,
                "size": len(data),
                "sha256": _digest(data),
                "history": [entry_json(one) for one in line.entries],
            }
        ),
        acting.author_key,
        typ=TYPE,
    )
    sealed = seal(envelope, statement.encode("ascii") + b"\n" + data)
    told: dict[str, str | int | Message] = {"name": name, "auditor": found.auditor, "day": last.isoformat()}
    record_export(acting, Message(N_("{name}, sealed for {auditor}, for use until {day}"), told), sealed)
    return sealed


def open_copy(acting: Acting, data: bytes) -> SealedCopy:
    """Open a copy that was sealed for our organisation; writes nothing.

    Raises NotForUs, Damaged, Malformed, NewerFormat or TooLarge for a file that cannot be opened, AnswerNo after its
    use-by day.
    """
    with acting.vault.read() as session:
        envelope, payload = unseal(data, sealing_keys(session))
        copy, line, author, digest, recipients = _read(payload)
        partner = get_partner(session, copy.organisation)
        own = own_line(session)
        trust = standing_as(all_candidates(session), copy.organisation, copy.organisation_name)
    if digest != envelope.digest or recipients != list(envelope.recipients):
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


def _read(payload: bytes) -> tuple[SealedCopy, OrganisationLine, Member, str, object]:
    """The statement, verified by the history that it brings along, who signed it, and the export behind it."""
    end = payload.find(b"\n", 0, LARGEST_STATEMENT + 1)
    if end < 0:
        raise _malformed()
    try:
        token = read_compact(payload[:end].decode("ascii"), TYPE)
    except UnicodeDecodeError:
        raise _malformed() from None
    claims = parse_object(token.payload, limit=LARGEST_STATEMENT)
    number = claims.get("format")
    if isinstance(number, int) and number > FORMAT:
        raise NewerFormat(N_("This file was written by a newer DataPact. Update DataPact and try again."))
    match claims:
        case {
            "format": 1,
            "envelope": str(digest),
            "recipients": list(recipients),
            "organisation": str(organisation),
            "head": str(head),
            "member": str(member),
            "title": str(title),
            "use_by": str(use_by),
            "time": str(time),
            "name": str(name),
            "size": int(size),
            "sha256": str(sha256),
            "history": list(history),
            **rest,
        } if not rest:
            line = verify_line([read_entry_json(one) for one in history])
            author = line.member_at(head, token.kid)
            content = payload[end + 1 :]
            if line.id != organisation or author is None or author.id != member or not verify(token, author.author_key):
                raise Damaged(N_("This copy was not signed by the organisation that it names."))
            if (fault := author.fault_at(read_time(time))) is not None:
                raise Damaged(
                    N_(
                        "This copy is signed with a certificate that is void: {reason} Ask {sender} to have it sealed by "
                        "another member."
                    ),
                    reason=fault,
                    sender=line.state.name,
                )
            if len(content) != size or _digest(content) != sha256:
                raise Damaged(N_("The content of this copy was changed. Ask the sender for a new one."))
            copy = SealedCopy(
                data=content,
                name=name,
                sha256=sha256,
                organisation=organisation,
                organisation_name=line.state.name,
                member=author.name or author.id,
                title=title,
                use_by=_day(use_by),
                time=read_time(time),
                trust="unknown",
            )
            return copy, line, author, digest, recipients
    raise _malformed()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _malformed() from None


def _digest(data: bytes) -> str:
    return to_base64url(hashlib.sha256(data).digest())


def _malformed() -> Malformed:
    return Malformed(N_("This file is no sealed copy for an auditor. A bundle is taken in with datapact receive."))
