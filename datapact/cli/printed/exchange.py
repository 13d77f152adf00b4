"""The shapes of ``--json`` of commands on files to and from partners."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from datapact.cli.printed.words import AgreementId, Both, Digest, Printed, by

if TYPE_CHECKING:
    from datapact.history.state.facts import Stage


class Send(Printed):
    """Printed by datapact send."""

    agreement: AgreementId
    file: str
    bytes: int
    offered: Digest | None
    warnings: Sequence[Both]


class ReceivedWentBack(Printed):
    """One of the ``went_back`` of ReceivedShown."""

    agreement: AgreementId
    number: str
    before: Stage
    after: Stage


class ReceivedShown(Printed):
    """The ``received`` of ReceiveAllFile."""

    sender: Digest
    sender_name: str
    agreements: Sequence[AgreementId]
    new_entries: Sequence[Digest]
    changes: Sequence[Both]
    warnings: Sequence[Both]
    notices: Sequence[Both]
    went_back: Sequence[ReceivedWentBack]


class ReceiveAllFile(Printed):
    """One of the ``files`` of ReceiveAll."""

    file: str
    received: ReceivedShown | None
    refused: Both | None


class ReceiveAllReceipt(Printed):
    """One of the ``receipts`` of ReceiveAll."""

    file: str
    missing: int | None
    news: Sequence[Both]
    refused: Both | None


class ReceiveAll(Printed):
    """Printed by datapact receive-all."""

    files: Sequence[ReceiveAllFile]
    receipts: Sequence[ReceiveAllReceipt]


class SentSaid(Printed):
    """Printed by datapact sent."""

    agreement: AgreementId
    recipients: Sequence[str]


class SendAllRefused(Printed):
    """One of the ``refused`` of SendAll."""

    number: str
    reason: Both


class SendAll(Printed):
    """Printed by datapact send-all."""

    files: Sequence[str]
    refused: Sequence[SendAllRefused]
    warnings: Sequence[Both]


type Receive = Annotated[ReceivedShown, by("datapact receive")]
