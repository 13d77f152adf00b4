"""The shapes of ``--json`` of commands on partners, directories, relays and shared folders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from datapact.cli.printed.words import (
    AgreementId,
    Both,
    Day,
    Digest,
    Fingerprint,
    Printed,
    Roles,
    Time,
    TrustWord,
    by,
    one_of,
)

if TYPE_CHECKING:
    from datapact.exchange.relay.comparing import CAME_WORDS, SENT_WORDS
    from datapact.organisation.network.taking_in import CARD_NEWS, STANDINGS
    from datapact.organisation.partners.exchange_rule import NEEDS


class PartnerCard(Printed):
    """Printed by datapact partner card."""

    file: str
    organisation: Digest
    fingerprint: Fingerprint


class PartnerShown(Printed):
    """Stands under ``partners`` of PartnerList."""

    organisation: Digest
    name: str
    trust: TrustWord
    standing: Annotated[str, one_of(["declared", "introduced", "renamed", "confirmed"])]
    confirmed_as: str
    fingerprint: Fingerprint
    sequence: int
    added: Time


class PartnerAdd(PartnerShown):
    """Printed by datapact partner add."""

    news: Annotated[str, one_of(["new", "newer", "same", "older"])]
    namesakes: Sequence[Digest]


class ProfileRegistration(Printed):
    """The ``registration`` of ProfileShown."""

    court: str
    number: str


class ProfileAddress(Printed):
    """The ``address`` of ProfileShown."""

    street: str
    postal_code: str
    city: str
    region: str
    country: str


class ProfileContact(Printed):
    """The ``contact`` of ProfileShown."""

    name: str
    email: str
    phone: str


class ProfileShown(Printed):
    """Stands under ``without_datapact`` of PartnerList and ``profile`` of PartnerShow."""

    name: str
    legal_form: str
    kind: str
    signing_rule: str
    registration: ProfileRegistration
    address: ProfileAddress
    contact: ProfileContact


class PartnerList(Printed):
    """Printed by datapact partner list."""

    partners: Sequence[PartnerShown]
    without_datapact: Sequence[ProfileShown]


class PartnerShowMember(Printed):
    """One of the ``members`` of PartnerShow."""

    id: str
    name: str
    roles: Roles
    signs: bool
    void: Both | None


class PartnerShowNetwork(Printed):
    """One of the ``networks`` of PartnerShow."""

    network: str
    name: str
    version: int
    day: Day
    by: Digest
    left: Day | None


class PartnerShow(PartnerShown):
    """Printed by datapact partner show."""

    profile: ProfileShown
    members: Sequence[PartnerShowMember]
    networks: Sequence[PartnerShowNetwork]


class PartnerExchangeRule(Printed):
    """Printed by datapact partner exchange-rule."""

    needs: Annotated[str, one_of([*NEEDS])]


class PartnerImport(Printed):
    """Printed by datapact partner import."""

    added: int
    changed: int
    unchanged: int
    left_out: Sequence[str]


class LeftMember(Printed):
    """One of the ``left`` of DirectoryListed, DirectoryShown and DirectoryWrite."""

    organisation: Digest
    name: str
    day: Day


class DirectoryWrite(Printed):
    """Printed by datapact directory write."""

    file: str
    network: str
    name: str
    version: int
    day: Day
    members: Sequence[Digest]
    left: Sequence[LeftMember]
    labels: bool


class DirectoryLabels(Printed):
    """Printed by datapact directory labels."""

    file: str
    network: str
    version: int
    labels: Sequence[str]


class DirectoryMember(Printed):
    """One of the ``members`` of DirectoryShown."""

    organisation: Digest
    name: str
    fingerprint: Fingerprint
    sequence: int
    news: Annotated[str, one_of(CARD_NEWS)]
    standing: Annotated[str, one_of(STANDINGS)]
    said_confirmed: Day | None
    can_be_confirmed: bool
    warnings: Sequence[Both]


class DirectoryShown(Printed):
    """The members that DirectoryConfirm begins with."""

    network: str
    name: str
    version: int
    day: Day
    by: Digest
    by_name: str
    by_standing: Annotated[str, one_of(STANDINGS)]
    news: Annotated[str, one_of(["new", "newer", "same"])]
    former_version: int
    members: Sequence[DirectoryMember]
    left: Sequence[LeftMember]
    warnings: Sequence[Both]


class DirectoryConfirmed(Printed):
    """The members that DirectoryConfirm begins with."""

    confirmed: Sequence[Digest]


class DirectoryConfirm(DirectoryConfirmed, DirectoryShown):
    """Printed by datapact directory confirm."""

    pass


class DirectoryListed(Printed):
    """One of the ``directories`` of DirectoryList."""

    network: str
    name: str
    version: int
    day: Day
    by: Digest
    by_name: str
    members: Sequence[Digest]
    left: Sequence[LeftMember]


class DirectoryList(Printed):
    """Printed by datapact directory list."""

    directories: Sequence[DirectoryListed]


class RelayCarried(Printed):
    """One of the ``carried`` of Relay."""

    name: str
    digest: Digest
    size: int
    sender: str
    to: Sequence[str]


class RelayLeft(Printed):
    """One of the ``left`` of Relay."""

    name: str
    reason: Both


class RelayAgain(Printed):
    """One of the ``again`` of Relay."""

    name: str
    reason: Both


class Relay(Printed):
    """Printed by datapact relay."""

    folder: str
    carried: Sequence[RelayCarried]
    left: Sequence[RelayLeft]
    again: Sequence[RelayAgain]
    finished: int


class RelayReceiptsSent(Printed):
    """One of the ``sent`` of RelayReceipts."""

    digest: Digest
    state: Annotated[str, one_of([*SENT_WORDS])]
    time: Time
    carried: Time | None
    to: Sequence[str]
    agreement: str
    size: int


class RelayReceiptsCame(Printed):
    """One of the ``came`` of RelayReceipts."""

    digest: Digest
    state: Annotated[str, one_of([*CAME_WORDS])]
    sender: str
    carried: Time | None
    taken_in: Time | None
    size: int


class RelayReceipts(Printed):
    """Printed by datapact relay-receipts."""

    network: str
    relay: Digest
    time: Time
    sent: Sequence[RelayReceiptsSent]
    came: Sequence[RelayReceiptsCame]
    missing: int
    warnings: Sequence[Both]


class SharedFolderSetFolder(Printed):
    """One of the ``folders`` of SharedFolderSet."""

    partner: Digest
    name: str
    folder: str


class SharedFolderSet(Printed):
    """Printed by datapact shared-folder set."""

    folders: Sequence[SharedFolderSetFolder]


class SharedFolderPutRefused(Printed):
    """One of the ``refused`` of SharedFolderPut."""

    what: str
    reason: Both


class SharedFolderPut(Printed):
    """Printed by datapact shared-folder put."""

    files: Sequence[str]
    agreements: Sequence[AgreementId]
    refused: Sequence[SharedFolderPutRefused]


class SharedFolderLookFile(Printed):
    """One of the ``files`` of SharedFolderLook."""

    file: str
    partner: str
    state: Annotated[str, one_of(["new", "done", "ours", "others", "waiting", "conflict", "refused"])]
    sender: str | None
    lines: Sequence[Both]


class SharedFolderLookAway(Printed):
    """One of the ``away`` of SharedFolderLook."""

    partner: Digest
    folder: str
    reason: Both


class SharedFolderLook(Printed):
    """Printed by datapact shared-folder look."""

    files: Sequence[SharedFolderLookFile]
    away: Sequence[SharedFolderLookAway]


class SharedFolderTakeFile(Printed):
    """One of the ``files`` of SharedFolderTake."""

    file: str
    sender: Digest | None
    new_entries: int
    refused: Both | None


class SharedFolderTake(Printed):
    """Printed by datapact shared-folder take."""

    files: Sequence[SharedFolderTakeFile]


class PartnerRemove(Printed):
    """Printed by datapact partner remove."""

    organisation: Digest
    name: str
    removed: bool


type PartnerTrust = Annotated[PartnerShown, by("datapact partner trust")]
type DirectoryShow = Annotated[DirectoryShown, by("datapact directory show, datapact directory read")]
