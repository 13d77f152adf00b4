"""Versions of clauses, templates and positions: written, retired, approved, all as internal records of the organisation.

An approval is of one exact content by its digest: what is written later is another version and waits for its own. Who wrote a
version does not approve it; the only legal member of a house may, and the record says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.strictjson import canonical, sha256_of
from datapact.base.texts import N_, Message
from datapact.organisation.acting.records import Record, append_record, records
from datapact.organisation.identity.own_history import own_line

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

type Sort = Literal["clause", "template", "position", "standard_text", "review"]

MOST = 2_000
"""The most things of each sort."""
LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class LibraryApproval:
    """An approval of one version by a legal member."""

    author: str
    """Thumbprint of the member's key."""
    at: datetime
    """UTC."""
    alone: bool
    """By the only legal member, who also wrote the version."""
    note: str
    """For colleagues, may be empty."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of something in the library."""

    sort: Sort
    """Clause, template, position, text of the standard clauses, or review of a template."""
    id: str
    """Of what it is a version of."""
    name: str
    """What the house called it then."""
    number: int
    """From 1."""
    content: Mapping[str, Any] = field(hash=False)
    """As its format has it; empty where it was retired."""
    digest: str
    """base64url SHA-256 of the content."""
    author: str
    """Thumbprint of the key of the member who wrote it."""
    at: datetime
    """UTC."""
    note: str
    """Why it was changed, for colleagues; may be empty."""
    retired: bool
    """It says that there is none any more."""
    approvals: tuple[LibraryApproval, ...] = ()
    """That hold, oldest first."""

    @property
    def approved(self) -> bool:
        """Whether a legal member approved exactly this version and did not take that back."""
        return bool(self.approvals)


def all_versions(session: Session, sort: Sort) -> dict[str, tuple[Version, ...]]:
    """Every version of a sort by id, oldest first; retired ones too."""
    approvals = _approvals(records(session, "library_approval"))
    found: dict[str, list[Version]] = {}
    for one in records(session, "library_version"):
        if one.body["sort"] == sort:
            version = _version(one, approvals)
            found.setdefault(version.id, []).append(version)
    return {identifier: tuple(versions) for identifier, versions in found.items()}


def versions_of(session: Session, sort: Sort, identifier: str) -> tuple[Version, ...]:
    """The versions of one, oldest first; empty where there is none."""
    key = f"{sort}:{identifier}"
    approvals = _approvals(records(session, "library_approval", key=key))
    return tuple(_version(one, approvals) for one in records(session, "library_version", key=key))


def version_named(session: Session, sort: Sort, identifier: str, digest: str = "") -> Version:
    """The version whose digest begins so, by default the newest, of what is not retired; raises WrongUse without one."""
    versions = [one for one in versions_of(session, sort, identifier) if not one.retired]
    found = [one for one in versions if one.digest.startswith(digest)] if digest else versions[-1:]
    if not found:
        raise unknown(identifier)
    return found[-1]


def newest(versions: Sequence[Version]) -> Version | None:
    """The newest version; None where it was retired."""
    return versions[-1] if versions and not versions[-1].retired else None


def in_use(versions: Sequence[Version]) -> Version | None:
    """The newest approved version; None where there is none, or the whole was retired."""
    if newest(versions) is None:
        return None
    return next((one for one in reversed(versions) if one.approved and not one.retired), None)


def _version(one: Record, approvals: Mapping[tuple[str, str], Sequence[LibraryApproval]]) -> Version:
    content = one.body["content"]
    digest = sha256_of(canonical(content))
    sort, _colon, identifier = one.key.partition(":")
    return Version(
        sort,  # type: ignore[arg-type]
        identifier,
        one.body["name"],
        one.body["version"],
        content,
        digest,
        one.author,
        one.recorded,
        one.body["note"],
        one.body["retired"],
        tuple(approvals.get((one.key, digest), ())),
    )


def _approvals(found: Sequence[Record]) -> dict[tuple[str, str], list[LibraryApproval]]:
    """The approvals that hold, by key and digest: a member's last word on each content counts."""
    made: dict[tuple[str, str], dict[str, LibraryApproval]] = {}
    for one in found:
        by = made.setdefault((one.key, one.body["digest"]), {})
        by.pop(one.author, None)
        if one.body["withdrawn"] is not True:
            by[one.author] = LibraryApproval(one.author, one.recorded, one.body["alone"], one.body["note"])
    return {where: list(by.values()) for where, by in made.items()}


def write_version(
    acting: Acting, session: Session, sort: Sort, identifier: str, name: str, content: Mapping[str, Any], note: str = ""
) -> Version:
    """Write a version, in the running transaction; the newest where it says the same already.

    Raises Locked for a member who is neither legal nor project lead, WrongUse where there are too many.
    """
    known = versions_of(session, sort, identifier)
    last = newest(known)
    if last is not None and last.digest == sha256_of(canonical(dict(content))):
        return last
    if not known and len(all_versions(session, sort)) >= MOST:
        raise WrongUse(N_("The library is full. Retired entries stay in it as part of its history."))
    body = {
        "key": f"{sort}:{identifier}",
        "sort": sort,
        "name": name,
        "version": len(known) + 1,
        "content": dict(content),
        "retired": False,
        "note": note[:LONGEST_NOTE],
    }
    return _version(append_record(acting, session, "library_version", body), {})


def retire(acting: Acting, sort: Sort, identifier: str, note: str = "") -> None:
    """Retire a clause, template or position: it stays in the history, and nobody is offered it. Raises WrongUse."""
    with acting.vault.write() as session:
        last = newest(versions_of(session, sort, identifier))
        if last is None:
            raise unknown(identifier)
        body = {
            "key": f"{sort}:{identifier}",
            "sort": sort,
            "name": last.name,
            "version": last.number + 1,
            "content": {},
            "retired": True,
            "note": note[:LONGEST_NOTE],
        }
        append_record(acting, session, "library_version", body)


def approve_version(acting: Acting, session: Session, version: Version, note: str = "") -> None:
    """Approve exactly this version, in the running transaction.

    Raises Locked for a member who is not legal, AnswerNo for the author of a version where another legal member could
    approve it, and for a second approval by the same member.
    """
    if any(one.author == acting.kid for one in version.approvals):
        raise AnswerNo(N_("You have approved this version already."))
    if why := why_not_approve(acting, session, version):
        raise AnswerNo(why)
    _append(acting, session, version, note, withdrawn=False)


def why_not_approve(acting: Acting, session: Session, version: Version) -> Message | None:
    """Why the member at work cannot approve a version; None: it can."""
    if version.retired:
        return Message(N_("This was retired. There is nothing to approve."))
    legal = _legal(session)
    if acting.kid not in legal:
        return Message(N_("Only a member with the role Legal approves entries of the library."))
    if version.author == acting.kid and legal != {acting.kid}:
        return Message(N_("You wrote this version. Another member with the role Legal has to approve it."))
    return None


def only_legal(acting: Acting, session: Session) -> bool:
    """Whether the member at work is the only one with the role Legal, who may approve what it wrote."""
    return _legal(session) == {acting.kid}


def _legal(session: Session) -> set[str]:
    return {one.author_kid for one in own_line(session).state.members.values() if "legal" in one.roles}


def take_back_approval(acting: Acting, sort: Sort, identifier: str, digest: str = "", note: str = "") -> Version:
    """Take one's own approval of a version back; raises AnswerNo where there is none, WrongUse for an unknown one."""
    with acting.vault.write() as session:
        version = version_named(session, sort, identifier, digest)
        if all(one.author != acting.kid for one in version.approvals):
            raise AnswerNo(N_("You have not approved this version."))
        _append(acting, session, version, note, withdrawn=True)
        return version


def _append(acting: Acting, session: Session, version: Version, note: str, *, withdrawn: bool) -> None:
    body = {
        "key": f"{version.sort}:{version.id}",
        "name": version.name,
        "version": version.number,
        "digest": version.digest,
        "withdrawn": withdrawn,
        "alone": not withdrawn and version.author == acting.kid,
        "note": note[:LONGEST_NOTE],
    }
    append_record(acting, session, "library_approval", body)


def unknown(identifier: str) -> WrongUse:
    """The error for something that the library does not have."""
    return WrongUse(N_("The library has nothing named {id}. See datapact library list."), id=identifier[:100])
