"""The shapes of ``--json`` of commands on vaults, members and updates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NotRequired

from datapact.cli.printed.words import (
    AgreementId,
    Base64url,
    Both,
    Digest,
    Fingerprint,
    Printed,
    Roles,
    Time,
    by,
    one_of,
)


class DemoStep(Printed):
    """One of the ``steps`` of Demo."""

    step: str
    milliseconds: int


class Demo(Printed):
    """Printed by datapact demo."""

    folder: str
    steps: Sequence[DemoStep]
    failed: Sequence[str]


class VaultCreate(Printed):
    """Printed by datapact vault create; recovery_code only without --recovery-file."""

    vault: str
    organisation: Digest
    fingerprint: Fingerprint
    member: str
    recovery_code: NotRequired[str]


class VaultInfo(Printed):
    """Printed by datapact vault info."""

    vault: str
    organisation: Digest
    name: str
    fingerprint: Fingerprint
    member: str
    roles: Roles
    agreements: int
    partners: int
    replica: Base64url
    restored: Time | None


class ProofOfRowsUnproven(Printed):
    """One of the ``unproven`` of ProofOfRows."""

    table: str
    row: str
    about: str
    message: Both


class ProofOfRows(Printed):
    """The ``proof`` of Person."""

    time: Time
    rows: int
    released_by: str
    unproven: Sequence[ProofOfRowsUnproven]


class RowsOfFile(Printed):
    """The ``proof`` of what leaves: the rows that a file was made from, as the file says it."""

    time: Time
    rows: int
    released_by: str
    unproven: Sequence[Both]


class VaultCheck(Printed):
    """Printed by datapact vault check."""

    sound: bool
    problems: Sequence[Both]
    notes: Sequence[Both]


class VaultBackup(Printed):
    """Printed by datapact vault backup."""

    file: str


class VaultRestore(Printed):
    """Printed by datapact vault restore, datapact vault accept-losses."""

    vault: str
    restored: Time


class VaultPassphrase(Printed):
    """Printed by datapact vault passphrase, datapact vault recover."""

    member: str


class VaultMembersListRow(Printed):
    """One row of VaultMembersList."""

    id: str
    name: str
    roles: Roles
    standing: Annotated[str, one_of(["active", "invited", "waiting"])]
    fingerprint: str
    old_keys: int


class VaultMembersRevokeOld(Printed):
    """Printed by datapact vault members revoke-old."""

    keys: Sequence[Digest]
    agreements: Sequence[AgreementId]


class VaultMembersInvite(Printed):
    """Printed by datapact vault members invite; code only without --code-file."""

    member: str
    code: NotRequired[str]


class VaultMembersJoin(Printed):
    """Printed by datapact vault members join."""

    member: str
    fingerprint: Fingerprint


class MemberRoles(Printed):
    """The object of VaultMembersCertify."""

    member: str
    roles: Roles


class VaultMembersRemove(Printed):
    """Printed by datapact vault members remove."""

    member: str
    keys: Sequence[Digest]
    agreements: Sequence[AgreementId]
    knew_identity_key: bool


class KeysCertified(Printed):
    """The object of VaultMembersRenew."""

    certified: bool
    fingerprint: str


class VaultMembersRenewIdentity(Printed):
    """Printed by datapact vault members renew-identity."""

    entry: Digest


class ReleaseFile(Printed):
    """One of the ``files`` of ReleaseShown."""

    name: str
    kind: str
    system: str
    size: int


class ReleaseShown(Printed):
    """The members that UpdateCheck and UpdateFetch begin with."""

    version: str
    day: str
    changes: str
    files: Sequence[ReleaseFile]


class UpdateCheck(ReleaseShown):
    """Printed by datapact update check."""

    own: str
    newer: bool


class UpdateFetch(ReleaseShown):
    """Printed by datapact update fetch."""

    file: str


class UpdateTry(Printed):
    """Printed by datapact update try."""

    vault: str
    program: str


class UpdateTrust(Printed):
    """Printed by datapact update trust."""

    fingerprint: Fingerprint


type VaultRepair = Annotated[ProofOfRows, by("datapact vault repair")]
type VaultMembersList = Annotated[
    Sequence[VaultMembersListRow],
    by("datapact vault members list; fingerprint only while somebody waits to be certified"),
]
type VaultMembersCertify = Annotated[MemberRoles, by("datapact vault members certify, datapact vault members roles")]
type VaultMembersRenew = Annotated[
    KeysCertified, by("datapact vault members renew, datapact vault members import-key, datapact vault members use-key")
]
