"""The shapes of ``--json`` of commands on vaults, members and updates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NotRequired

from datapact.cli.printed.words import AgreementId, Base64url, Both, Digest, Fingerprint, Printed, Roles, Time, one_of


class DemoStep(Printed):
    step: str
    milliseconds: int


class Demo(Printed):
    folder: str
    steps: Sequence[DemoStep]
    failed: Sequence[str]


class VaultCreate(Printed):
    vault: str
    organisation: Digest
    fingerprint: Fingerprint
    member: str
    recovery_code: NotRequired[str]


class VaultInfo(Printed):
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
    table: str
    row: str
    about: str
    message: Both


class ProofOfRows(Printed):
    time: Time
    rows: int
    released_by: str
    unproven: Sequence[ProofOfRowsUnproven]


class VaultCheck(Printed):
    sound: bool
    problems: Sequence[Both]
    notes: Sequence[Both]


class VaultBackup(Printed):
    file: str


class VaultRestore(Printed):
    vault: str
    restored: Time


class VaultPassphrase(Printed):
    member: str


class VaultMembersListRow(Printed):
    id: str
    name: str
    roles: Roles
    standing: Annotated[str, one_of(["active", "invited", "waiting"])]
    fingerprint: str
    old_keys: int


class VaultMembersRevokeOld(Printed):
    keys: Sequence[Digest]
    agreements: Sequence[AgreementId]


class VaultMembersInvite(Printed):
    member: str
    code: NotRequired[str]


class VaultMembersJoin(Printed):
    member: str
    fingerprint: Fingerprint


class MemberRoles(Printed):
    member: str
    roles: Roles


class VaultMembersRemove(Printed):
    member: str
    keys: Sequence[Digest]
    agreements: Sequence[AgreementId]
    knew_identity_key: bool


class KeysCertified(Printed):
    certified: bool
    fingerprint: str


class VaultMembersRenewIdentity(Printed):
    entry: Digest


class ReleaseFile(Printed):
    name: str
    kind: str
    system: str
    size: int


class ReleaseShown(Printed):
    version: str
    day: str
    changes: str
    files: Sequence[ReleaseFile]


class UpdateCheck(ReleaseShown):
    own: str
    newer: bool


class UpdateFetch(ReleaseShown):
    file: str


class UpdateTry(Printed):
    vault: str
    program: str


class UpdateTrust(Printed):
    fingerprint: Fingerprint
